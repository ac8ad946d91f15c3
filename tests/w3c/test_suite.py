"""The W3C's SHACL suite, core and SPARQL, through what ``check --shapes`` runs.

What fails, and why, is in failing.csv, held exactly: a case that fails and is not in it, or is in it and passes,
fails the test.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import rdflib
from pyoxigraph import BlankNode
from tests.w3c.suite_cases import SUITE, Case, Row, cases, with_base

from qualigraph.checking.foreign import read_given
from qualigraph.checking.shacl.foreign import ForeignResult, run_shapes
from qualigraph.checking.shacl.view import Term
from qualigraph.errors import UsageProblem

CASES = list(cases())


def failing() -> dict[str, str]:
    """Return the cases that are known to fail, with the reason."""
    with Path(__file__).with_name("failing.csv").open(encoding="utf-8", newline="") as file:
        return {row["case"]: row["why"] for row in csv.DictReader(file)}


@pytest.fixture(scope="module", autouse=True)
def _no_trace_of_pyshacl() -> Iterator[None]:
    """PySHACL turns off the normalization of literals for the whole process; put it back."""
    before = rdflib.NORMALIZE_LITERALS
    yield
    rdflib.NORMALIZE_LITERALS = before


def test_the_whole_suite_is_here() -> None:
    # The counts that pySHACL's own test run has for the same files.
    assert Counter(case.name.partition("/")[0] for case in CASES) == {"core": 98, "sparql": 23}
    assert all(file.is_file() and file.is_relative_to(SUITE) for case in CASES for file in (case.data, case.shapes))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_suite(case: Case, tmp_path: Path) -> None:
    passes = found(case, tmp_path) == case.expected

    assert passes != (case.name in failing()), failing().get(case.name, "")


def test_only_cases_of_the_suite_are_said_to_fail_and_each_with_its_reason() -> None:
    assert set(failing()) <= {case.name for case in CASES}
    assert all(failing().values())


def found(case: Case, folder: Path) -> Counter[Row] | None:
    """Return what we find in the case's files, None where the shapes are refused."""
    files = []
    for role, file in (("data", case.data), ("shapes", case.shapes)):
        files.append(folder / f"{role}.ttl")
        files[-1].write_text(with_base(file), encoding="utf-8")
    data, shapes = (read_given([file]) for file in files)
    try:
        return Counter(row(result) for result in run_shapes(data.quads, shapes.quads))
    except UsageProblem:
        return None


def row(result: ForeignResult) -> Row:
    """Return a result as the suite's cases tell theirs."""
    return (
        written(result.focus),
        str(result.path or ""),
        written(result.value),
        written(result.severity),
        written(result.component),
        written(result.shape),
    )


def written(node: Term | None) -> str:
    """Return a node as N-Triples writes it, a blank one as ``_:``."""
    if node is None:
        return ""
    return "_:" if isinstance(node, BlankNode) else str(node)
