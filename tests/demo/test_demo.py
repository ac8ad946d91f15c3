"""The demonstration institution shows a followed plan that lives, plainly fictive, and only where asked for."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from pyoxigraph import QuerySolutions

from qualigraph.checking.accepted import accepted_files, apply, read_accepted
from qualigraph.checking.findings import Finding, Severity
from qualigraph.checking.rules import Catalogue, load_catalogue
from qualigraph.checking.run import check
from qualigraph.dataset import Dataset, load_dataset
from qualigraph.inference import infer
from qualigraph.places import graph_folder
from qualigraph.terms import ID, PREFIXES

DAY = date(2026, 6, 30)
PLAN = f"<{ID}demo/paqss-2025-2029>"
DEMO = graph_folder() / "data" / "demo"
FOUND = [
    ("ACT-009", Severity.WARNING, "demo/paqss-2025-2029/os1/obj1/action2"),
    ("CRT-006", Severity.INFO, "certification/demo/qualite-pharmacie"),
    ("IND-012", Severity.INFO, "indicator-use/demo/hygiene-des-mains"),
]


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    loaded = load_dataset(demo=True)
    infer(loaded)
    return loaded


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.fixture(scope="module")
def findings(catalogue: Catalogue) -> list[Finding]:
    return check(load_dataset([DEMO]), catalogue, DAY)


def rows(dataset: Dataset, pattern: str) -> list[tuple[str, ...]]:
    """Return the rows of a SELECT over the default graph, each value without the project's base."""
    solutions = dataset.store.query(f"BASE <{ID}> SELECT {pattern}", prefixes=PREFIXES)
    assert isinstance(solutions, QuerySolutions)
    return sorted(
        tuple(str(getattr(value, "value", "")).removeprefix(ID) for value in solution) for solution in solutions
    )


def actions(dataset: Dataset, pattern: str) -> list[str]:
    """Return the plan's actions for which the pattern on ``?action`` holds, as paths below the plan."""
    found = rows(dataset, f"DISTINCT ?action {{ ?action a qg:Action ; qg:isPartOf {PLAN} . {pattern} }}")
    return [action.removeprefix("demo/paqss-2025-2029/") for (action,) in found]


def latest(status: str) -> str:
    """Return the pattern of an action whose latest follow-up has the status."""
    return f"""?action qg:followUp ?last . ?last qg:status <action-status/{status}> ; dcterms:date ?day .
        FILTER NOT EXISTS {{ ?action qg:followUp/dcterms:date ?later FILTER(?later > ?day) }}"""


def test_its_name_says_that_it_is_invented(dataset: Dataset) -> None:
    named = rows(dataset, "?label { <org/demo> skos:prefLabel ?label }")

    assert named == [
        ("Centre de démonstration (établissement fictif)",),
        ("Demonstration centre (fictitious institution)",),
    ]
    for kind in ("qg:Organization", "qg:Plan", "qg:CertificationRecord", "qg:CertificationScheme"):
        invented = rows(
            dataset,
            f"DISTINCT ?label {{ ?thing a {kind} ; skos:prefLabel ?label FILTER(LANG(?label) = 'fr') "
            "FILTER(CONTAINS(STR(?thing), 'demo')) }",
        )
        assert invented
        assert all("fictif" in label or "fictive" in label for (label,) in invented)


def test_the_plan_is_followed_and_has_three_orientations_and_a_dozen_actions(dataset: Dataset) -> None:
    assert rows(dataset, f"?coverage {{ {PLAN} qg:coverage ?coverage }}") == [("coverage/followed",)]
    assert len(rows(dataset, f"?part {{ ?part a qg:Orientation ; qg:isPartOf {PLAN} }}")) == 3
    assert 12 <= len(actions(dataset, "")) <= 15


def test_it_has_four_quarters_of_follow_up_each_from_a_review(dataset: Dataset) -> None:
    days = rows(dataset, f"DISTINCT ?day {{ ?action qg:isPartOf {PLAN} ; qg:followUp/dcterms:date ?day }}")
    unreviewed = rows(
        dataset,
        f"""?follow {{ ?action qg:isPartOf {PLAN} ; qg:followUp ?follow . ?follow dcterms:date ?day .
            FILTER NOT EXISTS {{ ?follow qg:reportedIn ?held . ?held a qg:ReviewOccurrence ; dcterms:date ?day }} }}""",
    )

    assert days == [("2025-09-30",), ("2025-12-31",), ("2026-03-31",), ("2026-06-30",)]
    assert unreviewed == []


@pytest.mark.parametrize(
    ("what", "pattern", "expected"),
    [
        (
            "overdue",
            f'?action qg:deadline ?due FILTER(?due < "{DAY}"^^xsd:date) {latest("in-progress")}',
            ["os1/obj1/action2"],
        ),
        (
            "postponed with its reason",
            """?action qg:initialDeadline ?first ; qg:deadline ?due FILTER(?due > ?first)
               ?action qg:followUp ?follow . ?follow qg:postponedTo ?due ; qg:reason ?reason .""",
            ["os2/obj1/action3"],
        ),
        ("abandoned with its reason", latest("abandoned") + " ?last qg:reason ?reason .", ["os2/obj2/action1"]),
        ("abandoned", latest("abandoned"), ["os2/obj2/action1"]),
        ("finished with evidence", latest("completed") + " ?last qg:evidence ?evidence .", ["os1/obj1/action3"]),
        ("finished", latest("completed"), ["os1/obj1/action3"]),
        (
            "continuous, without a deadline",
            "?action qg:continuous true . FILTER NOT EXISTS { ?action qg:deadline ?due }",
            ["os2/obj1/action1"],
        ),
        (
            "shared with a partner",
            "?action qg:contributor ?partner . ?partner a qg:Organization . FILTER(?partner != <org/demo>)",
            ["os3/obj2/action1"],
        ),
        ("with the CDU", "?action qg:contributor <demo/body/cdu> .", ["os2/obj1/action1"]),
        ("born of an adverse event", "?action qg:origin <origin/adverse-event> .", ["os1/obj1/action1"]),
        ("born of a complaint", "?action qg:origin <origin/complaint> .", ["os2/obj1/action2"]),
        (
            "renewing a certificate",
            """?action qg:certificationAim <certification-aim/renew> ; qg:targetsCertification ?certificate .
               ?certificate qg:validUntil "2027-01-14"^^xsd:date .""",
            ["os3/obj1/action1"],
        ),
        (
            "measured by an indicator with a target",
            "?action qg:indicatorUse/qg:target/qg:value 90 ; qg:measuredBy ?indicator .",
            ["os1/obj2/action1"],
        ),
    ],
)
def test_it_shows(dataset: Dataset, what: str, pattern: str, expected: list[str]) -> None:
    assert actions(dataset, pattern) == expected, what


def test_its_indicator_has_three_values_that_rise_towards_the_target(dataset: Dataset) -> None:
    values = rows(
        dataset,
        "?campaign ?value { ?observation a qg:IndicatorValue ; qg:about <org/demo> ; "
        "qg:campaign ?campaign ; qg:value ?value }",
    )

    assert values == [("2024", "75"), ("2025", "79"), ("2026", "84")]


def test_every_action_has_an_owner_that_is_a_function_and_nobody_is_named(dataset: Dataset) -> None:
    owned = actions(dataset, "?action qg:owner ?owner . ?owner a qg:Function ; org:postIn <org/demo> .")

    assert owned == actions(dataset, "")
    assert rows(dataset, "?person { ?person a qg:Person FILTER(CONTAINS(STR(?person), 'demo')) }") == []


def test_it_has_no_error_and_only_the_findings_that_it_is_made_to_show(findings: list[Finding]) -> None:
    assert [(found.rule, found.severity, found.focus.name) for found in findings] == FOUND


def test_with_the_shipped_plans_it_adds_only_its_own_findings(catalogue: Catalogue) -> None:
    def told(dataset: Dataset) -> set[tuple[str, str, str]]:
        return {(found.rule, found.focus.name, found.message.fr) for found in check(dataset, catalogue, DAY)}

    alone, together = told(load_dataset()), told(load_dataset(demo=True))

    assert alone <= together
    assert sorted((rule, thing) for rule, thing, _ in together - alone) == [(rule, thing) for rule, _, thing in FOUND]


def test_one_finding_is_accepted_and_the_acceptance_is_neither_overdue_nor_needless(
    catalogue: Catalogue, findings: list[Finding]
) -> None:
    (file,) = accepted_files([DEMO], None)
    rules = {rule.id: rule for rule in catalogue.rules}
    report = apply(findings, read_accepted(file, rules), DAY, rules)

    assert [(each.finding.rule, each.finding.focus.name) for each in report.accepted] == [(FOUND[2][0], FOUND[2][2])]
    assert [found.rule for found in report.findings] == ["ACT-009", "CRT-006"]
    assert (report.resolved, report.overdue) == (0, 0)


def test_it_is_absent_unless_asked_for() -> None:
    shipped = load_dataset()

    assert rows(shipped, "?thing { ?thing ?predicate ?value FILTER(CONTAINS(STR(?thing), '/demo')) }") == []
    assert rows(shipped, "?label { <org/demo> skos:prefLabel ?label }") == []


def test_its_files_are_in_order_and_the_command_finds_no_error(repository: Path) -> None:
    for command in (
        ["format", "--check", "graph/data/demo"],
        ["check", "graph/data/demo", "--as-of", DAY.isoformat()],
        ["check", "--demo", "--as-of", DAY.isoformat()],
    ):
        done = subprocess.run(
            [sys.executable, "-m", "qualigraph", *command], cwd=repository, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout + done.stderr
