"""Plans checked alone: what the shipped graph knows of things that they only refer to is context, nothing more."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

from qualigraph.checking.findings import Finding
from qualigraph.checking.outcome import outcome_of
from qualigraph.places import graph_folder

DAY = date(2026, 7, 15)
CLB = graph_folder() / "data" / "clb"
POLICY = CLB / "politique-qualite-2022-2026.ttl"


def found(*data: Path) -> list[Finding]:
    return list(outcome_of(data, DAY, use_cache=False).findings)


def rules(*data: Path) -> set[str]:
    return {finding.rule for finding in found(*data)}


def test_plans_alone_do_not_miss_what_stands_in_the_shipped_graph() -> None:
    alone = found(CLB)
    assert not {"VOC-006", "VOC-007"} & {finding.rule for finding in alone}
    # Nothing is told of what was not given.
    assert {Path(finding.place.file).parent for finding in alone if finding.place is not None} == {CLB}


def test_one_file_of_a_plan_may_refer_to_the_others() -> None:
    assert not {"VOC-006", "VOC-007", "ELT-002"} & rules(POLICY)


def test_a_link_that_leads_nowhere_is_told(tmp_path: Path) -> None:
    copy = tmp_path / POLICY.name
    copy.write_text(POLICY.read_text(encoding="utf-8").replace("<org/clb> ;", "<org/clbx> ;", 1), encoding="utf-8")
    (told,) = [finding for finding in found(copy) if finding.rule == "VOC-007"]
    assert told.value == "<https://w3id.org/qualigraph/id/org/clbx>"


def test_a_copy_takes_the_place_of_the_shipped_file(tmp_path: Path) -> None:
    copy = tmp_path / "data"
    shutil.copytree(CLB, copy / "clb")
    shutil.copytree(graph_folder() / "data" / "org", copy / "org")
    before = rules(copy)
    institutions = copy / "org" / "institutions.ttl"
    content = institutions.read_text(encoding="utf-8")
    assert "<org/clb> a qg:Institution ;" in content
    institutions.write_text(content.replace("<org/clb> a qg:Institution ;\n   ", "<org/clb>", 1), encoding="utf-8")
    assert rules(copy) - before == {"VOC-006"}


def test_an_institution_of_the_context_is_judged_by_its_given_plan(tmp_path: Path) -> None:
    shutil.copytree(CLB, tmp_path / "clb")
    actors = tmp_path / "clb" / "actors.ttl"
    content = actors.read_text(encoding="utf-8")
    assert content.count("<body-kind/users-committee>") == 1
    actors.write_text(content.replace("<body-kind/users-committee>", "<body-kind/quality-committee>"), encoding="utf-8")
    (told,) = [finding for finding in found(tmp_path / "clb") if finding.rule not in rules(CLB)]
    assert (told.rule, told.focus.name) == ("BOD-003", "org/clb")
