"""Accepted findings: what they cover, when they stop, and how they are written."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from tests.rules.examples_of_rules import AS_OF, catalogue

from qualigraph.checking.accepted import accept, accepted_files, apply, read_accepted, written
from qualigraph.checking.findings import Acceptance, Report
from qualigraph.checking.outcome import Outcome
from qualigraph.checking.reports import text
from qualigraph.errors import UsageProblem

RULES = {rule.id: rule for rule in catalogue().rules}
PLAN = Acceptance("ACT-001", "ex/politique", 1, "", "", "non publié", "qualité", date(2026, 1, 15), date(2026, 12, 31))
ONE = replace(PLAN, rule="ACT-009", scope="ex/programme/os1/obj1/action5", count=None)


def applied(outcome: Outcome, *acceptances: Acceptance) -> Report:
    return apply(outcome.findings, acceptances, AS_OF, RULES)


def test_what_is_accepted_stands_apart_and_is_no_failure(outcome: Outcome) -> None:
    report = applied(outcome, PLAN, ONE)
    assert [each.finding.rule for each in report.accepted] == ["ACT-001", "ACT-009"]
    assert len(report.findings) == len(outcome.findings) - 2
    assert (report.resolved, report.overdue) == (0, 0)


def test_a_count_may_shrink_and_that_is_told(outcome: Outcome) -> None:
    report = applied(outcome, replace(PLAN, count=4))
    assert report.resolved == 3
    assert len(report.accepted) == 1
    assert not any(finding.rule == "GOV-014" for finding in report.findings)
    assert "1 sur 4 acceptés : abaissez le nombre" in text.write(report, "fr")


def test_what_covers_nothing_any_more_is_itself_a_finding(outcome: Outcome) -> None:
    report = applied(outcome, replace(PLAN, rule="ACT-002"))
    assert report.resolved == 1
    (told,) = (finding for finding in report.findings if finding.rule == "GOV-014")
    assert told.message.fr == "ACT-002 est accepté pour ex/politique, mais n'y est plus trouvé."


def test_more_than_were_accepted_are_all_shown_again(outcome: Outcome) -> None:
    report = applied(outcome, replace(PLAN, scope="ex/programme", count=0))
    assert report.accepted == ()
    assert any(f.rule == "ACT-001" and f.plan and f.plan.name == "ex/programme" for f in report.findings)


def test_past_its_review_date_it_is_itself_a_finding(outcome: Outcome) -> None:
    report = applied(outcome, replace(ONE, review_by=date(2026, 6, 29)))
    assert report.overdue == 1
    (told,) = (finding for finding in report.findings if finding.rule == "GOV-013")
    assert told.message.en == (
        "ACT-009 is accepted for ex/programme/os1/obj1/action5 until 2026-06-29: the date has passed."
    )


def test_on_its_review_date_it_still_holds(outcome: Outcome) -> None:
    assert applied(outcome, replace(ONE, review_by=AS_OF)).overdue == 0


def test_a_path_or_value_narrows_what_is_covered(outcome: Outcome) -> None:
    assert applied(outcome, replace(ONE, path="<urn:other>")).accepted == ()
    value = '"2026-03-31"^^<http://www.w3.org/2001/XMLSchema#date>'
    assert len(applied(outcome, replace(ONE, value=value)).accepted) == 1


def test_what_is_written_is_read_back(outcome: Outcome, tmp_path: Path) -> None:
    report = replace(applied(outcome), findings=tuple(f for f in outcome.findings if f.severity.value != "violation"))
    made = accept(report, reason='un "motif", long', accepted_by="qualité", review_by=date(2027, 6, 1), named=())
    path = tmp_path / "accepted-findings.csv"
    path.write_text(written(made), encoding="utf-8")
    read = read_accepted(path, RULES)
    assert {replace(one, place=None) for one in read} == set(made)
    again = apply(outcome.findings, read, AS_OF, RULES)
    assert {finding.severity.value for finding in again.findings} == {"violation"}
    assert again.resolved == 0


def test_errors_are_accepted_only_where_they_are_named(outcome: Outcome) -> None:
    report = applied(outcome)
    common = {"reason": "r", "accepted_by": "q", "review_by": date(2027, 6, 1)}
    unnamed = accept(report, named=(), **common)  # type: ignore[arg-type]  # one dict for three types
    assert not any(one.rule == "ACT-004" for one in unnamed)
    named = accept(report, named=("ex/programme/os1/obj1/action4",), **common)  # type: ignore[arg-type]  # as above
    assert [one.scope for one in named if one.rule == "ACT-004"] == ["ex/programme/os1/obj1/action4"]


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("XXX-001,ex/a,,,,r,q,2026-01-01,2026-12-31", "règle inconnue"),
        ("ACT-001,,,,,r,q,2026-01-01,2026-12-31", "la colonne scope est vide"),
        ("ACT-001,ex/a,,,,,q,2026-01-01,2026-12-31", "la colonne reason est vide"),
        ("ACT-001,ex/a,trois,,,r,q,2026-01-01,2026-12-31", "n'est pas un nombre"),
        ("ACT-001,ex/a,,,,r,q,2026-01-01,31/12/2026", "n'est pas une date"),
    ],
)
def test_a_wrong_line_is_refused_with_its_place(line: str, wrong: str, tmp_path: Path) -> None:
    path = tmp_path / "accepted-findings.csv"
    path.write_text(f"{written([]).strip()}\n{line}\n", encoding="utf-8")
    with pytest.raises(UsageProblem) as refused:
        read_accepted(path, RULES)
    assert wrong in refused.value.text.fr
    assert refused.value.place == f"{path}:2"


def test_a_missing_column_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "accepted-findings.csv"
    path.write_text("rule,scope\n", encoding="utf-8")
    with pytest.raises(UsageProblem, match="il manque la colonne count"):
        read_accepted(path, RULES)


def test_the_file_lies_in_the_data_beside_it_or_above(tmp_path: Path) -> None:
    data = tmp_path / "graph" / "data"
    data.mkdir(parents=True)
    plan = data / "plan.ttl"
    plan.touch()
    assert accepted_files([plan], None) == []
    above = tmp_path / "graph" / "accepted-findings.csv"
    above.touch()
    assert accepted_files([plan], None) == [above]
    assert accepted_files([data], None) == [above]
    inside = data / "accepted-findings.csv"
    inside.touch()
    assert accepted_files([data], None) == [inside]
    below = data / "demo" / "accepted-findings.csv"
    below.parent.mkdir()
    below.touch()
    assert accepted_files([data], None) == [inside, below]
    assert accepted_files([data, below.parent], None) == [inside, below]
    assert accepted_files([], tmp_path / "graph") == [above]
