"""Every question, its whole answer: against the expected file, and the same on rdflib as on pyoxigraph."""

from __future__ import annotations

from collections import Counter
from functools import cache

import pytest
import rdflib
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, QuerySolutions, RdfFormat
from tests.questions.cases import AS_OF, Case, cases, open_data, table_of, values_of, written

from qualigraph.questions import load_catalogue, query_text

CASES = cases()
Plain = tuple[str, ...] | None


def test_every_question_has_a_case() -> None:
    assert {case.question for case in CASES} == set(load_catalogue())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_answer_is_the_expected_one(case: Case) -> None:
    assert written(table_of(case)) == case.file.read_text(encoding="utf-8")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_answer_does_not_change_with_the_engine(case: Case) -> None:
    question = load_catalogue()[case.question]
    text = query_text(question, values_of(case), AS_OF)
    ours = open_data(case.data).store.query(text)
    assert isinstance(ours, QuerySolutions)
    names = [column.name for column in question.columns]
    theirs = _rdflib_graph(case.data).query(text)
    assert Counter(tuple(_ox(row[name]) for name in names) for row in ours) == Counter(
        tuple(_rdf(row[name]) for name in names)  # type: ignore[index,call-overload]  # rows of a SELECT
        for row in theirs
    )


@pytest.mark.parametrize("identifier", sorted(load_catalogue()))
def test_question_is_valid_as_it_stands(identifier: str) -> None:
    question = load_catalogue()[identifier]
    solutions = open_data("followed").store.query(question.text)
    assert isinstance(solutions, QuerySolutions)
    assert {variable.value for variable in solutions.variables} == {column.name for column in question.columns}
    _rdflib_graph("followed").query(question.text)


@cache
def _rdflib_graph(name: str) -> rdflib.Graph:
    data = open_data(name).store.dump(format=RdfFormat.N_TRIPLES, from_graph=DefaultGraph())
    # Terms must come back as they were written for the two engines to be compared.
    rdflib.NORMALIZE_LITERALS = False
    return rdflib.Graph().parse(data=data, format="nt")


def _ox(node: NamedNode | BlankNode | Literal | object | None) -> Plain:
    if node is None:
        return None
    if isinstance(node, Literal):
        return (_number(node.value, node.datatype.value), node.language or "", node.datatype.value)
    assert isinstance(node, NamedNode)
    return (node.value,)


def _rdf(node: object) -> Plain:
    if node is None:
        return None
    if isinstance(node, rdflib.Literal):
        kind = str(node.datatype or (rdflib.RDF.langString if node.language else rdflib.XSD.string))
        return (_number(str(node), kind), node.language or "", kind)
    return (str(node),)


def _number(text: str, kind: str) -> str:
    return str(int(text)) if kind.endswith("#integer") else text
