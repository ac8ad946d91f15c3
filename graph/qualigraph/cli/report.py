"""``qualigraph report``: a followed plan as a page to print or a workbook to work with."""

from __future__ import annotations

import os
from datetime import date, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

import click

from qualigraph.cli.accepting import Accepting
from qualigraph.cli.check import SOURCES
from qualigraph.cli.options import DatasetChoice, as_of_option, dataset_options, examples, open_dataset, told
from qualigraph.cli.output import emit
from qualigraph.errors import ExitCode, UsageProblem
from qualigraph.language import Language, Text

if TYPE_CHECKING:
    from pyoxigraph import NamedNode

    from qualigraph.checking.findings import Finding, Report
    from qualigraph.reports import FindingCounts, Kind

SUFFIXES = (".html", ".xlsx")


def build(language: Language) -> click.Command:
    """Return the command with its help in ``language``."""

    @click.command(
        "report",
        help=Text(
            "Éditer un rapport sur un plan ; sans NOM, lister les rapports.",
            "Write a report on a plan; without NAME, list the reports.",
        ).say(language),
        epilog=examples(
            language,
            "qualigraph report",
            "qualigraph report progress --plan demo/paqss-2025-2029 --demo --output avancement.html",
            "qualigraph report deadlines --plan PAQSS --data mon-suivi --as-of 30/09/2026 --output echeances.xlsx",
            "qualigraph report action-sheet --item icm/paqss-2023-2027/os1/obj3/action1 --output fiche.html",
        ),
    )
    @click.argument("name", required=False, metavar=Text("[NOM]", "[NAME]").say(language))
    @click.option(
        "--plan", metavar="PLAN", help=Text("Chemin, sigle ou titre du plan.", "Path, acronym or title.").say(language)
    )
    @click.option(
        "--item",
        metavar="ACTION",
        help=Text("Pour la fiche : chemin ou numéro (1.2.3).", "For the sheet: path or number (1.2.3).").say(language),
    )
    @click.option(
        "--since",
        type=click.DateTime(["%Y-%m-%d", "%d/%m/%Y"]),
        metavar="DATE",
        help=Text(
            "Depuis quel jour compter les changements (sinon : le dernier Comité Qualité).",
            "From which day changes count (else: the last quality committee).",
        ).say(language),
    )
    @click.option(
        "--output",
        "-o",
        type=click.Path(path_type=Path, dir_okay=False),
        metavar=Text("FICHIER.html|.xlsx", "FILE.html|.xlsx").say(language),
        help=Text("La page ou le classeur à écrire.", "The page or workbook to write.").say(language),
    )
    @dataset_options(language)
    @as_of_option(language)
    def report(
        name: str | None,
        plan: str | None,
        item: str | None,
        since: datetime | None,
        output: Path | None,
        choice: DatasetChoice,
        as_of: date,
    ) -> int:
        from qualigraph.plans import Facts
        from qualigraph.reports import Request, chosen_plan, make_report, to_html, to_xlsx

        if name is None:
            emit(_listed(language), None)
            return ExitCode.FINE
        kind = _find(name)
        if output is None or output.suffix.lower() not in SUFFIXES:
            raise UsageProblem(
                Text("donnez --output FICHIER.html ou FICHIER.xlsx.", "give --output FILE.html or FILE.xlsx."),
                "--output",
            )
        with told(Text("contrôle du graphe", "checking the graph"), language):
            findings = _checked(choice, as_of)
        dataset = open_dataset(choice, language)
        facts = Facts(dataset.store)
        request = Request(as_of, language, plan, item, since.date() if since else None, dataset.version)
        node = chosen_plan(facts, request, kind)
        made = make_report(facts, kind, node, request, _counts(findings, node, past=as_of < date.today()))
        emit(to_xlsx(made) if output.suffix.lower() == ".xlsx" else to_html(made), output)
        emit(f"{output}\n", None)
        return ExitCode.FINE

    return report


def _listed(language: Language) -> str:
    from qualigraph.reports import KINDS

    width = max(map(len, KINDS))
    lines = [
        f"  {kind.name:<{width}}  "
        f"{kind.title.say(language)}{Text(' : ', ': ').say(language)}{kind.shows.say(language)}\n"
        for kind in KINDS.values()
    ]
    end = Text(
        "\nUn rapport : qualigraph report NOM --plan PLAN --output FICHIER.html (ou .xlsx)\n",
        "\nA report: qualigraph report NAME --plan PLAN --output FILE.html (or .xlsx)\n",
    )
    return "".join([*lines, end.say(language)])


def _find(name: str) -> Kind:
    from qualigraph.reports import KINDS

    if name in KINDS:
        return KINDS[name]
    near = ", ".join(get_close_matches(name, KINDS, n=2) or KINDS)
    raise UsageProblem(
        Text(f"rapport inconnu : « {name} ». Rapports : {near}.", f'no such report: "{name}". Reports: {near}.')
    )


def _checked(choice: DatasetChoice, as_of: date) -> Report:
    """Return what the rules find in the data, as ``qualigraph check`` tells it: what is accepted stands apart."""
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
    )
    rules = {rule.id: rule for rule in load_catalogue().rules}
    acceptances = [line for file in Accepting().files(choice) for line in read_accepted(file, rules)]
    return apply(outcome.findings, acceptances, as_of, rules)


_LATER_FOLLOW_UP = "ACT-018"


def _counts(report: Report, plan: NamedNode, *, past: bool) -> FindingCounts:
    """Return how many findings stand against the plan.

    On a day that is ``past`` the follow-ups of later days are no fault: the report does not know them.
    """
    from qualigraph.checking.findings import Severity
    from qualigraph.reports import FindingCounts

    def stands(finding: Finding) -> bool:
        of_later = past and finding.rule == _LATER_FOLLOW_UP
        return finding.plan is not None and finding.plan.iri == plan.value and not of_later

    found = [finding.severity for finding in report.findings if stands(finding)]
    accepted = sum(stands(each.finding) for each in report.accepted)
    counts = [found.count(severity) for severity in (Severity.VIOLATION, Severity.WARNING, Severity.INFO)]
    return FindingCounts(counts[0], counts[1], counts[2], accepted)
