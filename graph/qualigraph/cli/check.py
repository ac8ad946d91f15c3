"""``qualigraph check``: run the rules and say what they found."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from qualigraph.cli.options import DatasetChoice, as_of_option, dataset_options, examples, told
from qualigraph.cli.output import emit
from qualigraph.errors import ExitCode
from qualigraph.language import Language, Text

if TYPE_CHECKING:
    from qualigraph.checking.findings import Finding, Report

FAIL_ON = ("violation", "warning", "info", "never")


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
            "qualigraph check --detail --as-of 2026-09-30",
        ),
    )
    @click.argument(
        "paths", nargs=-1, type=click.Path(path_type=Path), metavar=Text("[CHEMIN]...", "[PATH]...").say(language)
    )
    @dataset_options(language)
    @as_of_option(language)
    @_report_options(language)
    def command(paths: tuple[Path, ...], choice: DatasetChoice, as_of: date, fail_on: str, detail: bool) -> int:
        from qualigraph.checking.reports import text

        chosen = replace(choice, data=choice.data + paths)
        report = _run(chosen, as_of, language)
        emit(text.write(report, language, detail=detail, colour=sys.stdout.isatty()), None)
        return ExitCode.FINDINGS if fails(report, fail_on) else ExitCode.FINE

    return command


def _report_options(language: Language) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    options = (
        click.option(
            "--fail-on",
            type=click.Choice(FAIL_ON),
            default="violation",
            show_default=True,
            help=Text(
                "Gravité à partir de laquelle le code de sortie est 1 (never : jamais).",
                "Severity from which the exit code is 1.",
            ).say(language),
        ),
        click.option(
            "--detail",
            is_flag=True,
            help=Text(
                "Détailler aussi ce que le résumé dit en une ligne par plan.",
                "Tell each finding that the summary tells in one line per plan.",
            ).say(language),
        ),
    )

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        for option in reversed(options):
            function = option(function)
        return function

    return decorate


def fails(report: Report, fail_on: str) -> bool:
    """Tell whether the report holds a finding at or above the severity ``fail_on``."""
    from qualigraph.checking.findings import Severity

    return fail_on != "never" and any(finding.severity.rank <= Severity(fail_on).rank for finding in report.findings)


def _run(choice: DatasetChoice, as_of: date, language: Language) -> Report:
    from qualigraph.checking.findings import Report
    from qualigraph.checking.rules import load_catalogue
    from qualigraph.checking.run import check
    from qualigraph.dataset import load_dataset

    with told(Text("contrôle du graphe", "checking the graph"), language):
        dataset = load_dataset(choice.data, with_shipped=choice.with_shipped, plain=choice.plain, demo=choice.demo)
        catalogue = load_catalogue()
        findings = check(dataset, catalogue, as_of, plain=choice.plain)
    rules = {rule.id: rule for rule in catalogue.rules}
    return Report(as_of, tuple(_near(finding) for finding in findings), rules)


def _near(finding: Finding) -> Finding:
    """Return the finding with its file as seen from the current folder, where it is below it."""
    if finding.place is None:
        return finding
    file = Path(finding.place.file)
    here = Path.cwd()
    if not file.is_absolute() or not file.is_relative_to(here):
        return finding
    return replace(finding, place=finding.place._replace(file=file.relative_to(here).as_posix()))
