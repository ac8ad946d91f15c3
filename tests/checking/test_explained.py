"""One fault gives one finding: what only follows from another finding is left out."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from tests.checking.generated import PLAN, healthy, write_graph
from tests.rules.examples_of_rules import AS_OF, BASE, catalogue

from qualigraph.checking.findings import Finding
from qualigraph.checking.run import check
from qualigraph.dataset import load_dataset

ACTION = f"{PLAN}/os1/obj1/action2"


def found_with(tmp_path: Path, change: dict[str, list[str]], *without: str) -> list[Finding]:
    """What is found when the second action of a healthy plan says something else."""
    graph = healthy()
    graph[ACTION] = {name: values for name, values in graph[ACTION].items() if name not in without} | change
    plan = write_graph(tmp_path / f"plan{random.randrange(10**6)}.ttl", graph)
    return check(load_dataset([BASE, plan]), catalogue(), AS_OF)


@pytest.mark.parametrize(
    ("change", "without", "rules"),
    [
        ({"qg:ownr": ["<ex/function/cadre>"]}, ["qg:owner"], ["VOC-001"]),
        ({"a": ["qg:Action", "qg:Body"]}, [], ["LOG-001"]),
        ({"qg:ordinal": ["1"]}, [], ["ELT-007", "ELT-007"]),
        ({"qg:isDirectPartOf": [f"<{PLAN}/os1/obj1/action1>"]}, [], ["ELT-003"]),
        ({}, ["qg:isDirectPartOf"], ["ELT-002"]),
        # What has nothing to do with the misspelt term is told.
        ({"qg:ownr": ["<ex/function/cadre>"]}, ["qg:owner", "qg:deliverable"], ["VOC-001", "ACT-005"]),
    ],
)
def test_only_the_cause_is_told(
    change: dict[str, list[str]], without: list[str], rules: list[str], tmp_path: Path
) -> None:
    assert [finding.rule for finding in found_with(tmp_path, change, *without)] == rules


def test_a_misspelt_term_is_told_with_the_term_that_was_meant(tmp_path: Path) -> None:
    (found,) = found_with(tmp_path, {"qg:ownr": ["<ex/function/cadre>"]}, "qg:owner")
    assert found.message.fr.endswith("Vouliez-vous dire « owner » ?")
    assert found.message.en.endswith("Did you mean “owner”?")
    (found,) = found_with(tmp_path, {"qg:zzzzzz": ["1"]})
    assert found.message.fr.endswith("n'est pas dans le vocabulaire.")
