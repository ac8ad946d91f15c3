"""Faults planted in the demonstration plan: each is found by one rule, at its own line, and by nothing else."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from tests.rules.examples_of_rules import catalogue

from qualigraph.checking.findings import Finding
from qualigraph.checking.run import check
from qualigraph.dataset import load_dataset
from qualigraph.places import graph_folder

DEMO = graph_folder() / "data" / "demo"
AS_OF = date(2026, 7, 15)
PLAN, FOLLOW_UP, ACTORS, NUMBERS = "paqss-2025-2029", "suivi-2025-2026", "actors", "indicators"
COUNT = "<demo/paqss-2025-2029/os1/obj1/action1> a qg:Action ;"
REPORTED = (
    "    qg:progress 70 ;\n"
    "    qg:reportedIn <review-occurrence/demo/comite-qualite/2026-06-30> ;\n"
    "    qg:status <action-status/in-progress> .\n"
)
DATED = (
    "<follow-up/demo/paqss-2025-2029/os1/obj1/action1/2026-06-30> a qg:FollowUp ;\n"
    '    dcterms:date "2026-06-30"^^xsd:date ;\n'
)
CDU = "    org:classification <body-kind/users-committee> ;\n"
PARENT = '    qg:printedNumber "1" ;\n    qg:ordinal 1 ;\n    qg:isDirectPartOf <demo/paqss-2025-2029/os1/obj1> ;\n'
TITLE = '    skos:prefLabel "Sécuriser le comptage des compresses au bloc opératoire"@fr ;\n'

# The file, what stands there, what is written instead, the rule, the line at which it is told.
FAULTS = [
    # A term on what it is not said of.
    (ACTORS, CDU, CDU + "    qg:owner <demo/unit/dsi> ;\n", "VOC-003", "qg:owner <demo/unit/dsi> ;"),
    (PLAN, TITLE, TITLE + "    qg:progress 50 ;\n", "VOC-003", "qg:progress 50 ;"),
    # A class for another.
    (PLAN, COUNT, COUNT.replace("Action ;", "Objective ;"), "ELT-003", PARENT.splitlines()[2]),
    (PLAN, COUNT, COUNT.replace("Action ;", "Measure ;"), "ELT-003", PARENT.splitlines()[2]),
    (PLAN, COUNT, COUNT.replace("Action ;", "Programme ;"), "VOC-003", COUNT.replace("Action ;", "Programme ;")),
    (PLAN, "<demo/paqss-2025-2029> a qg:Plan", "<demo/paqss-2025-2029> a qg:Tool", "VOC-003", "> a qg:Tool ;"),
    (
        ACTORS,
        "<org/demo> a qg:Institution",
        "<org/demo> a qg:Organization",
        "VOC-004",
        "<org/demo> a qg:Organization ;",
    ),
    # What is misspelt is told, not what is lacking.
    (PLAN, TITLE, TITLE.replace("prefLabel", "preflabel"), "VOC-002", "skos:preflabel"),
    (PLAN, PARENT, PARENT.replace("DirectPart", "Directpart"), "VOC-001", "qg:isDirectpartOf"),
    # Numbers.
    (PLAN, PARENT, PARENT.replace("ordinal 1", "ordinal 0"), "ELT-006", "qg:ordinal 0 ;"),
    (PLAN, PARENT, PARENT.replace("ordinal 1", 'ordinal "1"'), "VOC-005", 'qg:ordinal "1" ;'),
    (PLAN, PARENT, PARENT.replace("    qg:ordinal 1 ;\n", ""), "ELT-006", COUNT),
    # Places in the plan.
    (PLAN, PARENT, PARENT.replace("os1/obj1>", "os1/obj9>"), "VOC-007", "<demo/paqss-2025-2029/os1/obj9>"),
    (PLAN, PARENT, PARENT.replace("os1/obj1>", "os1/obj1/action1>"), "ELT-005", "os1/obj1/action1> ;"),
    (
        PLAN,
        PARENT,
        PARENT.replace("<demo/paqss-2025-2029/os1/obj1>", "<demo/body/cdu>"),
        "ELT-003",
        "<demo/body/cdu> ;",
    ),
    # Two values: the one that was added.
    (PLAN, TITLE, TITLE[:-2] + ',\n        "Compter"@fr ;\n', "VOC-009", '"Compter"@fr ;'),
    (PLAN, PARENT, PARENT[:-2] + ",\n        <demo/paqss-2025-2029/os1/obj2> ;\n", "ELT-004", "os1/obj2> ;"),
    # Dates.
    (PLAN, 'qg:startDate "2025-09"', 'qg:startDate "2019-09"', "ACT-024", 'qg:startDate "2019-09"'),
    (PLAN, 'qg:initialDeadline "2026', 'qg:initialDeadline "2027', "ACT-015", 'qg:initialDeadline "2027'),
    (PLAN, 'qg:initialDeadline "2026', 'qg:initialDeadline "2016', "ACT-004", 'qg:initialDeadline "2016'),
    (PLAN, 'qg:completedOn "2025-12-15"', 'qg:completedOn "2025-12-32"', "ACT-022", 'qg:completedOn "2025-12-32"'),
    (NUMBERS, 'qg:since "2024-01-15"', 'qg:since "2026-09-15"', "CRT-011", 'qg:since "2026-09-15"'),
    # Follow-up.
    (FOLLOW_UP, REPORTED, REPORTED.replace("70", "100"), "ACT-016", "qg:progress 100 ;"),
    (FOLLOW_UP, REPORTED, REPORTED.replace("70", '"70 %"'), "ACT-017", 'qg:progress "70 %" ;'),
    (FOLLOW_UP, DATED, DATED.splitlines()[0] + "\n", "ACT-019", DATED.splitlines()[0]),
    (FOLLOW_UP, DATED, DATED.replace('"2026-06-30"^^', '"2026-03-31"^^'), "ACT-020", "os1/obj1/action1/2026-06-30> ;"),
    (FOLLOW_UP, REPORTED, REPORTED[:-2] + ',\n        "fin"@fr .\n', "VOC-012", '"fin"@fr .'),
    (PLAN, "<follow-up/demo/paqss-2025-2029/os1/obj1/action1/2025-09-30> ,\n        ", "", "ACT-019", "2025-09-30> a"),
    # Titles and names that differ by what people do not read.
    (ACTORS, '"Cadre hygiéniste"@fr', '"PHARMACIEN"@fr', "BOD-008", '"P'),
    (ACTORS, 'qg:acronym "CLIN"', 'qg:acronym "Cme"', "BOD-002", "qg:acronym"),
    (PLAN, TITLE, TITLE.replace("Sécuriser le comptage", "Vu avec le Dr DURAND : le"), "VOC-016", "DURAND"),
    # Roles.
    (ACTORS, CDU, CDU.replace("users", "quality"), "BOD-003", "<org/demo> a qg:Institution ;"),
    (
        PLAN,
        "    qg:steeredBy <demo/function/coordonnateur-risques> .",
        "    qg:ordinal 1 .",
        "GOV-002",
        "steers-coordonnateur",
    ),
    (PLAN, "    qg:approvedBy <demo/unit/direction", "    qg:approvedBy <demo/unit/p", "VOC-007", "qg:approvedBy"),
    # Indicators.
    (NUMBERS, "qg:sector <sector/all>", "qg:sector <sector/had>", "IND-005", "qg:indicatorUse"),
    (NUMBERS, "qg:sector <sector/all>", "qg:sector <sector/bloc>", "VOC-012", "qg:sector <sector/bloc>"),
    (NUMBERS, 'qg:unit "%"@fr ;\n    qg:value 84', 'qg:unit "j"@fr ;\n    qg:value 84', "IND-011", 'qg:unit "j"@fr ;'),
    (NUMBERS, "qg:value 90", 'qg:value "90 %"', "VOC-005", 'qg:value "90 %"'),
]


def findings(folder: Path) -> list[Finding]:
    return check(load_dataset(sorted(folder.glob("*.ttl"))), catalogue(), AS_OF)


def identity(finding: Finding) -> tuple[str, str, str | None]:
    return finding.rule, finding.focus.iri, finding.path


@pytest.fixture(scope="module")
def without_fault() -> set[tuple[str, str, str | None]]:
    return {identity(finding) for finding in findings(DEMO)}


@pytest.mark.parametrize(("file", "printed", "fault", "rule", "line"), FAULTS)
def test_a_fault_is_found_by_one_rule_at_its_line(
    tmp_path: Path,
    without_fault: set[tuple[str, str, str | None]],
    file: str,
    printed: str,
    fault: str,
    rule: str,
    line: str,
) -> None:
    for path in DEMO.glob("*.ttl"):
        content = path.read_text(encoding="utf-8")
        if path.stem == file:
            assert printed in content
            content = content.replace(printed, fault, 1)
        (tmp_path / path.name).write_text(content, encoding="utf-8")
    new = [finding for finding in findings(tmp_path) if identity(finding) not in without_fault]
    assert {finding.rule for finding in new} == {rule}, [finding.message.fr for finding in new]
    told = []
    for finding in new:
        assert finding.place is not None and finding.place.line is not None
        told.append(Path(finding.place.file).read_text(encoding="utf-8").splitlines()[finding.place.line - 1])
    assert all(line.strip() in each for each in told), told
    # Two things that clash are each told; anything else is told once.
    assert len(new) == (2 if rule in ("BOD-002", "BOD-008") else 1), [finding.message.fr for finding in new]
