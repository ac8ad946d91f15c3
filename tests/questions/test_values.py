"""Values go into VALUES blocks as terms, and nowhere else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, QuerySolutions, Store

from qualigraph.questions.tokens import line_and_column, scan
from qualigraph.questions.values import put_values, value_blocks

A, B = NamedNode("http://example.org/a"), NamedNode("http://example.org/b")


def test_only_real_blocks_are_found() -> None:
    text = """# VALUES ?x { 1 }
    SELECT * { VALUES ?x { UNDEF } ?s ?p "VALUES ?x { 2 }", '''VALUES ?x { 3 }''' . <http://e/VALUES> ?q ?o .
    FILTER(?a < ?b && ?c > ?d) values (?y ?z) { ( <http://e/)> "a}b"@fr-BE ) (-1.5 "2026-01-01"^^xsd:date) } }"""
    assert [(block.names, block.rows) for block in value_blocks(text)] == [
        (("x",), (("UNDEF",),)),
        (("y", "z"), (("<http://e/)>", '"a}b"@fr-BE'), ("-1.5", '"2026-01-01"^^xsd:date'))),
    ]


def test_terms_replace_what_a_block_holds() -> None:
    text = "SELECT * { VALUES ?x { UNDEF } VALUES ?y { 1 2 } }"
    assert put_values(text, {"x": [A, B]}) == f"SELECT * {{ VALUES ?x {{ {A} {B} }} VALUES ?y {{ 1 2 }} }}"


def test_a_variable_without_terms_keeps_its_own() -> None:
    text = "SELECT * { VALUES ?x { UNDEF } }"
    assert put_values(text, {"x": [], "other": [A]}) == text


def test_rows_of_several_variables_are_combined() -> None:
    text = "VALUES (?x ?level ?rank) { (UNDEF qg:A 1) (UNDEF qg:B 2) }"
    assert put_values(text, {"x": [A]}) == f"VALUES (?x ?level ?rank) {{ ({A} qg:A 1) ({A} qg:B 2) }}"
    assert put_values(text, {"level": [A], "rank": [Literal(5)]}).count("(UNDEF ") == 1


@pytest.mark.parametrize("text", ["VALUES ?x { 1", "VALUES", "VALUES ?x", "VALUES (?x ?y) { (1 2) (3) }"])
def test_a_broken_block_is_told(text: str) -> None:
    with pytest.raises(ValueError, match="VALUES block"):
        list(value_blocks(text))


@given(st.text())
def test_no_text_breaks_out_of_its_block(text: str) -> None:
    query = put_values("SELECT ?x { VALUES ?x { UNDEF } }", {"x": [Literal(text)]})
    solutions = Store().query(query)
    assert isinstance(solutions, QuerySolutions)
    assert [row["x"] for row in solutions] == [Literal(text)]


@given(st.text())
def test_scan_goes_through_any_text(text: str) -> None:
    position = 0
    for token in scan(text):
        assert position <= token.start < token.end
        assert text[token.start : token.end] == token.text
        position = token.end


def test_line_and_column_count_from_one() -> None:
    assert line_and_column("ab\ncd", 0) == (1, 1)
    assert line_and_column("ab\ncd", 4) == (2, 2)
