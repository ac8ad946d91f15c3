"""Numbers of a VALUES block that only pass through keep the form in which they were written."""

from __future__ import annotations

import pytest

from .conftest import Server

XSD = "http://www.w3.org/2001/XMLSchema#"


def values(server: Server, query: str) -> list[tuple[str, str]]:
    return [(row["x"]["value"], row["x"].get("datatype", "")) for row in server.rows(query) if "x" in row]


@pytest.mark.parametrize(
    "query",
    [
        'SELECT ?x { VALUES ?x { "007"^^<http://www.w3.org/2001/XMLSchema#integer> } }',
        'SELECT * { VALUES ?x { "007"^^xsd:integer } }',
        'PREFIX x: <http://www.w3.org/2001/XMLSchema#> SELECT DISTINCT ?x { VALUES $x { "007" ^^ x:integer } }',
        "SELECT ?x WHERE { VALUES (?y ?x) { (\"a\"@en-GB '007'^^xsd:integer) (UNDEF '007'^^xsd:integer) } }",
    ],
)
def test_what_passes_through_is_kept(plain: Server, query: str) -> None:
    assert set(values(plain, query)) == {("007", f"{XSD}integer")}
    for form in ("xml", "tsv", "csv"):
        text = plain.query(query, format=form).text
        assert "007" in text
        assert "urn:written" not in text


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ('SELECT (?y + 1 AS ?x) { VALUES ?y { "007"^^xsd:integer } }', "8"),
        ('SELECT ?x { VALUES ?x { "007"^^xsd:integer } FILTER(?x = 7) }', "7"),
        ('SELECT ?x { VALUES ?x { "010"^^xsd:integer "9"^^xsd:integer } } ORDER BY DESC(?x) LIMIT 1', "10"),
        ('SELECT ?x { VALUES ?x { "007"^^xsd:integer } VALUES ?x { 7 } }', "7"),
        ('SELECT ?x { { SELECT ?x { VALUES ?x { "007"^^xsd:integer } } } }', "7"),
    ],
)
def test_what_is_calculated_with_is_a_number(plain: Server, query: str, expected: str) -> None:
    assert values(plain, query)[0][0] == expected


def test_other_literals_are_left_alone(plain: Server) -> None:
    query = 'SELECT ?x { VALUES ?x { "007" "007"@en "007"^^<http://e/t> "urn:written:#"^^xsd:string 1 } }'
    assert [value for value, _ in values(plain, query)] == ["007", "007", "007", "urn:written:#", "1"]
