"""``qualigraph check``: run the rules and say what they found."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from qualigraph.cli.accepting import Accepting, accepting_options
from qualigraph.cli.checking import Selection, Wanted, report_options, selection_options
from qualigraph.cli.options import DatasetChoice, as_of_option, dataset_options, examples, told
from qualigraph.cli.output import emit
from qualigraph.errors import ExitCode
from qualigraph.language import Language, Text

if TYPE_CHECKING:
    from qualigraph.checking.findings import Finding, Report
    from qualigraph.checking.outcome import Outcome

SOURCES = "QUALIGRAPH_SOURCES"
"""The environment variable that names the folder of the source documents."""


def build(language: Language) -> click.Command:
    """Return the command with its help in ``language``."""

    @click.command(
        "check",
        help=Text(
            "Contrôler les plans : ce qui manque, ce qui se contredit, et quoi faire.",
            "Check the plans: what is missing, what contradicts itself, and what to do.",
        ).say(language),
        epilog=examples(
            language,
            "qualigraph check",
            "qualigraph check mon-plan.ttl --fail-on warning",
            "qualigraph check --plan icm/paqss-2023-2027 --rule ACT-001 --detail",
            "qualigraph check --output sarif=constats.sarif --output html=constats.html",
            "qualigraph check --shapes mes-regles.ttl donnees.ttl",
        ),
    )
    @click.argument(
        "paths", nargs=-1, type=click.Path(path_type=Path), metavar=Text("[CHEMIN]...", "[PATH]...").say(language)
    )
    @dataset_options(language)
    @as_of_option(language)
    @selection_options(language)
    @report_options(language)
    @accepting_options(language)
    @click.option(
        "--shapes",
        type=click.Path(path_type=Path, dir_okay=False),
        multiple=True,
        metavar=Text("FICHIER", "FILE").say(language),
        help=Text(
            "Contrôler avec ces règles SHACL à la place de celles de qualigraph (répétable).",
            "Check with these SHACL shapes in place of qualigraph's rules (may be repeated).",
        ).say(language),
    )
    def command(
        paths: tuple[Path, ...],
        choice: DatasetChoice,
        as_of: date,
        selection: Selection,
        wanted: Wanted,
        accepting: Accepting,
        shapes: tuple[Path, ...],
    ) -> int:
        chosen = replace(choice, data=choice.data + paths)
        with told(Text("contrôle du graphe", "checking the graph"), language):
            if shapes:
                report = _foreign_report(chosen, shapes, as_of)
            else:
                own, outcome = _own_report(chosen, as_of, accepting, use_cache=wanted.use_cache)
                report = selection.of(own, outcome, language)
                if chosen.data and not outcome.plans:
                    click.echo(_NO_PLAN.say(language), err=True)
        if accepting.asked:
            return accepting.write(report, chosen, language)
        report = _near(report)
        for form, file in wanted.files:
            emit(wanted.write(report, form, language), file)
        colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
        emit(wanted.write(report, wanted.form, language, colour=colour), None)
        return ExitCode.FINDINGS if wanted.fails(report) else ExitCode.FINE

    return command


_NO_PLAN = Text("Les fichiers donnés ne décrivent aucun plan.", "The given files describe no plan.")


def _own_report(choice: DatasetChoice, as_of: date, accepting: Accepting, *, use_cache: bool) -> tuple[Report, Outcome]:
    from qualigraph.checking.accepted import apply, read_accepted
    from qualigraph.checking.outcome import outcome_of
    from qualigraph.checking.rules import load_catalogue

    folder = os.environ.get(SOURCES)
    outcome = outcome_of(
        choice.data,
        as_of,
        with_shipped=choice.with_shipped,
        plain=choice.plain,
        demo=choice.demo,
        sources=Path(folder) if folder and Path(folder).is_dir() else None,
        use_cache=use_cache,
    )
    rules = {rule.id: rule for rule in load_catalogue().rules}
    acceptances = [line for file in accepting.files(choice) for line in read_accepted(file, rules)]
    return apply(outcome.findings, acceptances, as_of, rules), outcome


def _foreign_report(choice: DatasetChoice, shapes: tuple[Path, ...], as_of: date) -> Report:
    """Return what other people's shapes find: in given data as it stands, in the shipped graph with its closure."""
    from qualigraph.checking.foreign import check_foreign, read_given, take_dataset
    from qualigraph.dataset import load_dataset
    from qualigraph.inference import infer

    if choice.data and not choice.with_shipped:
        return check_foreign(shapes, read_given(choice.data), as_of)
    dataset = load_dataset(choice.data, with_shipped=choice.with_shipped, plain=choice.plain, demo=choice.demo)
    if not choice.plain:
        infer(dataset)
    return check_foreign(shapes, take_dataset(dataset), as_of)


def _near(report: Report) -> Report:
    """Return the report with its files as seen from the current folder, where they are below it."""
    here = Path.cwd()

    def near(finding: Finding) -> Finding:
        if finding.place is None:
            return finding
        file = Path(finding.place.file)
        if not file.is_absolute() or not file.is_relative_to(here):
            return finding
        return replace(finding, place=finding.place._replace(file=file.relative_to(here).as_posix()))

    return replace(
        report,
        findings=tuple(near(finding) for finding in report.findings),
        accepted=tuple(replace(each, finding=near(each.finding)) for each in report.accepted),
    )
