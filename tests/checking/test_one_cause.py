"""One fault in a plan that has none is one finding: what follows from it is not told again by other rules."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from tests.rules.examples_of_rules import catalogue

from qualigraph.checking.run import check_outcome
from qualigraph.dataset import load_dataset
from qualigraph.places import graph_folder

DEMO = graph_folder() / "data" / "demo"
AS_OF = date(2026, 9, 15)
VISIT = 'qg:deadline "2028-03"^^xsd:gYearMonth'
VISIT_START = 'qg:startDate "2026-03"^^xsd:gYearMonth'
COUNT_FOLLOW_UP = (
    '    dcterms:date "2026-06-30"^^xsd:date ;\n'
    '    qg:comment "Deux salles sur trois appliquent la fiche de comptage."@fr ;\n'
    "    qg:progress 70 ;\n"
    "    qg:reportedIn <review-occurrence/demo/comite-qualite/2026-06-30> ;\n"
    "    qg:status <action-status/in-progress> "
)


def found(folder: Path) -> dict[str, int]:
    """Return how often each rule finds something in the demonstration institution of a folder."""
    outcome = check_outcome(load_dataset(sorted(folder.glob("*.ttl"))), catalogue(), AS_OF, sources=None)
    counts: dict[str, int] = {}
    for finding in outcome.findings:
        counts[finding.rule] = counts.get(finding.rule, 0) + 1
    return counts


@pytest.fixture(scope="module")
def without_fault() -> dict[str, int]:
    return found(DEMO)


@pytest.mark.parametrize(
    ("rule", "file", "printed", "fault"),
    [
        ("ACT-022", "paqss-2025-2029.ttl", VISIT, 'qg:deadline "2028-02-31"^^xsd:date'),
        ("ACT-022", "paqss-2025-2029.ttl", VISIT, 'qg:deadline "2027-02-29"^^xsd:date'),
        ("ACT-004", "paqss-2025-2029.ttl", VISIT, 'qg:deadline "2024-12-31"^^xsd:date'),
        ("ACT-007", "paqss-2025-2029.ttl", VISIT, 'qg:deadline "2026-02-28"^^xsd:date'),
        ("ACT-007", "paqss-2025-2029.ttl", VISIT_START, 'qg:startDate "2031-03"^^xsd:gYearMonth'),
        (
            "VOC-013",
            "suivi-2025-2026.ttl",
            COUNT_FOLLOW_UP,
            COUNT_FOLLOW_UP + ", <action-status/completed> ",
        ),
        ("ACT-018", "suivi-2025-2026.ttl", COUNT_FOLLOW_UP, COUNT_FOLLOW_UP.replace("2026-06-30", "2026-12-30", 1)),
    ],
)
def test_one_fault_is_one_finding(
    tmp_path: Path, without_fault: dict[str, int], rule: str, file: str, printed: str, fault: str
) -> None:
    for path in DEMO.glob("*.ttl"):
        content = path.read_text(encoding="utf-8")
        if path.name == file:
            assert content.count(printed) == 1
            content = content.replace(printed, fault)
        (tmp_path / path.name).write_text(content, encoding="utf-8")
    assert found(tmp_path) == without_fault | {rule: without_fault.get(rule, 0) + 1}


def test_a_leap_day_is_a_day(tmp_path: Path, without_fault: dict[str, int]) -> None:
    for path in DEMO.glob("*.ttl"):
        content = path.read_text(encoding="utf-8").replace(VISIT, 'qg:deadline "2028-02-29"^^xsd:date')
        (tmp_path / path.name).write_text(content, encoding="utf-8")
    assert found(tmp_path) == without_fault
