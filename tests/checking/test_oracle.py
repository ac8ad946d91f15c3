"""The engine finds exactly what pySHACL on rdflib finds: on all examples at once, on generated plans with faults."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pytest
from tests.checking.generated import PLAN_FAULTS, write_plan
from tests.checking.oracle import oracle_results, same, sampled_results
from tests.rules.examples_of_rules import AS_OF, BASE, EXAMPLES, catalogue

from qualigraph.checking.run import run_rules
from qualigraph.dataset import load_dataset
from qualigraph.places import graph_folder


def engine_results(data: list[Path], sources: Path | None = None) -> Counter[tuple[str, str, str, str, str]]:
    """All that the engine finds, but for what reasoning finds and no shape."""
    logic = {shape.node for rule in catalogue().rules for shape in rule.shapes if shape.contradictions}
    done = run_rules(load_dataset(data), catalogue(), AS_OF, sources=sources)
    return Counter(same(result) for result in done.results if result.shape not in logic)


def test_all_examples_at_once() -> None:
    # Read together, they contradict each other in ways that none of them does alone.
    data = [BASE, *sorted(EXAMPLES.glob("*/invalid.ttl"))]
    found = engine_results(data, EXAMPLES)
    assert sum(found.values()) > 300
    assert found == oracle_results(data, catalogue(), AS_OF, sources=EXAMPLES)


@pytest.mark.parametrize("seed", range(1))
def test_generated_plans_with_planted_faults(seed: int, tmp_path: Path) -> None:
    plan = write_plan(tmp_path / "plan.ttl", random.Random(seed), faults=12)
    data = [BASE, plan]
    found = engine_results(data)
    assert found
    assert found == oracle_results(data, catalogue(), AS_OF)


@pytest.mark.parametrize("fault", sorted(PLAN_FAULTS))
def test_a_planted_fault_is_found_by_its_rule_and_nothing_else_is_new(fault: str, tmp_path: Path) -> None:
    healthy = write_plan(tmp_path / "healthy.ttl", random.Random(7), only=())
    assert engine_results([BASE, healthy]) == Counter()
    broken = write_plan(tmp_path / "broken.ttl", random.Random(7), only=(fault,))
    rules = {shape.rpartition("/")[2][:7] for shape, *_ in engine_results([BASE, broken])}
    assert rules == {fault.split(" ")[0]}


def test_the_real_graph_with_faults_on_a_sample_of_each_rule(tmp_path: Path) -> None:
    # Of the whole graph pySHACL says the same as the engine, but takes half an hour for it.
    data = [graph_folder() / "data" / name for name in ("icm", "clb", "org")]
    plan = write_plan(tmp_path / "plan.ttl", random.Random(3), faults=25)
    ours, theirs = sampled_results([*data, BASE, plan], catalogue(), AS_OF, random.Random(4), size=40)
    assert len({shape for shape, *_ in ours}) > 25
    assert ours == theirs
