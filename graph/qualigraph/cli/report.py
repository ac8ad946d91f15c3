"""``qualigraph report``: one page on what is followed, for paper or as a workbook."""

from __future__ import annotations

import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from qualigraph.cli.options import DatasetChoice, as_of_option, dataset_options, examples, output_option, told
from qualigraph.cli.output import emit
from qualigraph.errors import ExitCode, UsageProblem
from qualigraph.language import Language, Text

if TYPE_CHECKING:
    from qualigraph.dataset import Dataset
    from qualigraph.plans import Facts, Item, Plan
    from qualigraph.views import Finding


def build(language: Language) -> click.Command:
    """Return the command with its help in ``language``."""

    @click.command(
        "report",
        help=Text(
            "Établir un rapport de suivi, prêt à imprimer. Sans argument : la liste des rapports. Le rapport est en "
            "français ; son nom se dit en anglais ou en français.",
            "Make a follow-up report, ready to print. Without argument: the list of reports. The report is in French; "
            "its name is said in English or French.",
        ).say(language),
        epilog=examples(
            language,
            "qualigraph report",
            "qualigraph report progress --plan icm/paqss-2023-2027 --output avancement.html",
            "qualigraph report deadlines --plan PAQSS --data donnees --with-shipped --output echeances.xlsx",
            "qualigraph report changes --plan icm/paqss-2023-2027 --since 2026-03-01 --output changements.html",
            "qualigraph report action --plan icm/paqss-2023-2027 --action 1.1.3 --output fiche.html",
        ),
    )
    @click.argument("name", required=False, metavar=Text("[RAPPORT]", "[REPORT]").say(language))
    @click.option(
        "--plan", metavar="PLAN", help=Text("Chemin, sigle ou titre du plan.", "Path, acronym or title.").say(language)
    )
    @click.option(
        "--action",
        metavar=Text("N°", "NUMBER").say(language),
        help=Text("Pour la fiche action : son numéro ou son chemin.", "For the sheet: number or path.").say(language),
    )
    @click.option(
        "--since",
        type=click.DateTime(["%Y-%m-%d", "%d/%m/%Y"]),
        metavar="DATE",
        help=Text(
            "Pour les changements : depuis ce jour (défaut : la dernière séance connue du Comité Qualité).",
            "For the changes: since this day (default: the last known meeting of the quality committee).",
        ).say(language),
    )
    @dataset_options(language)
    @as_of_option(language)
    @output_option(language)
    def report(
        name: str | None,
        plan: str | None,
        action: str | None,
        since: datetime | None,
        choice: DatasetChoice,
        as_of: date,
        output: Path | None,
    ) -> int:
        from qualigraph.views import REPORTS, Subject, find_report, write_html, write_workbook

        if name is None:
            width = max(len(one.name) for one in REPORTS)
            lines = (f"{one.name:<{width}}  {one.title.say(language)} ({one.french})\n" for one in REPORTS)
            emit("".join(lines), None)
            return ExitCode.FINE
        wanted = find_report(name)
        if plan is None:
            raise UsageProblem(Text("dites de quel plan (--plan PLAN).", "say of which plan (--plan PLAN)."), "--plan")
        if output is None and sys.stdout.isatty():
            raise UsageProblem(
                Text("ajoutez --output FICHIER.html ou FICHIER.xlsx.", "add --output FILE.html or FILE.xlsx."), "report"
            )
        with told(Text("lecture et contrôle du plan", "reading and checking the plan"), language):
            found, facts, findings = _checked(choice, plan, as_of)
        subject = Subject(found, facts, as_of, findings, since.date() if since else None)
        if wanted.of_action:
            subject.action = _action(found, action)
        page = wanted.make(subject)
        workbook = output is not None and output.suffix.casefold() == ".xlsx"
        emit(write_workbook(page) if workbook else write_html(page), output)
        return ExitCode.FINE

    return report


def _checked(choice: DatasetChoice, plan: str, as_of: date) -> tuple[Plan, Facts, list[Finding]]:
    """Return the plan as it is said, and what a check finds against it."""
    from qualigraph.checking.rules import load_catalogue
    from qualigraph.checking.run import check
    from qualigraph.dataset import load_dataset
    from qualigraph.plans import Facts, find_plan, read_plan
    from qualigraph.views import Finding

    def load() -> Dataset:
        return load_dataset(choice.data, with_shipped=choice.with_shipped, plain=choice.plain, demo=choice.demo)

    facts = Facts(load().store)
    node = find_plan(facts, plan)
    # The check adds what follows: the report is made from what is said.
    findings = [
        Finding(finding.severity.label.fr, finding.rule, finding.message.fr, finding.focus.iri)
        for finding in check(load(), load_catalogue(), as_of, plain=choice.plain)
        if finding.plan is not None and finding.plan.iri == node.value
    ]
    return read_plan(facts, node, as_of), facts, findings


def _action(plan: Plan, asked: str | None) -> Item:
    from qualigraph.plans import Level

    items = plan.of(Level.ACTION, Level.MEASURE)
    if asked is not None:
        path = asked.strip().strip("/")
        for item in items:
            if path == item.number or item.node.value.endswith(f"/{path}"):
                return item
    numbers = ", ".join(item.number for item in items[:8])
    raise UsageProblem(
        Text(
            f"dites de quelle action : --action NUMÉRO (par exemple {numbers}).",
            f"say of which action: --action NUMBER (for instance {numbers}).",
        ),
        f"--action {asked or ''}".strip(),
    )
