"""The token pass over a stranger's query: what it refuses, what it lets pass, and that it stays linear."""

from __future__ import annotations

import contextlib
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualigraph_server.workers.scan import MAX_NESTING, MAX_TEXT, Refused, scan

SERVICES = [
    "SELECT * { SERVICE <http://e/> { ?s ?p ?o } }",
    "SELECT * { service silent <http://e/> { ?s ?p ?o } }",
    "ASK { FILTER EXISTS { SELECT * { SeRvIcE ?v { ?s ?p ?o } } } }",
    "SELECT * { # a comment\nSERVICE# another\n<http://e/>{} }",
    # The engine reads words that touch.
    "PREFIX ex: <http://e/> SELECT * { SERVICEex:a { ?s ?p ?o } }",
    "SELECT * { ?s ?p true SERVICE<http://e/>{} }",
    "SELECT * { ?s ?p trueSERVICE<http://e/>{} }",
    "SELECT * { ?s ?p 1e5SERVICE<http://e/>{} }",
    "PREFIX SERVICEex: <http://a/> PREFIX ex: <http://b/> SELECT * { SERVICEex:a {} }",
    # What looks like an IRI is a comparison and a comment that opens a string for us, not for the engine.
    'SELECT * { BIND(1 AS ?a) FILTER(?a<?b#>"""\n) SERVICE <http://e/> {} } #"""',
    "SELECT * { BIND(1 AS ?a) FILTER(?a <?b#>'''\n) SERVICE <http://e/> {} } #'''",
    # An escape in an IRI, then a hash that is no comment.
    "SELECT * { <http://e/\\u0041#b> ?p ?o . SERVICE <http://e/> {} }",
    "PREFIX ex: <http://e/> SELECT * { ex:a\\#b ?p ?o . SERVICE <http://e/> {} }",
]
HARMLESS = [
    'SELECT * { ?s ?p "SERVICE <http://e/> { }" }',
    "SELECT * { ?s ?p '''\nSERVICE <http://e/>\n''' }",
    'SELECT * { ?s ?p "a \\" SERVICE " }',
    "SELECT * { ?service ?p $SERVICE } # SERVICE <http://e/> {}",
    "SELECT * { <http://e/SERVICE> <http://e/#SERVICE> _:SERVICE }",
    "PREFIX service: <http://e/> SELECT * { ?s service:p ?o . GRAPH service:g { ?s ?p ?o } }",
    "PREFIX ex: <http://e/> SELECT * FROM ex:SERVICE { ?s ex:service ?o }",
    "SELECT * { VALUES (?a ?b) { (<http://e/x#service> <http://e/y#z>) } }",
    "SELECT * { ?s ?p ?o FILTER(?s<?o && ?o>?s) }",
    "SELECT (1+-1 AS ?x) (!true AS ?y) { ?s ^<p>/!(<a>|^<b>)* ?o }",
    "# INSERT DATA {}\nSELECT * { ?insert ?delete ?load }",
    "SELECT ('(((' AS ?x) {}",
    'ASK { ?s ?p "x"@en-GB, "y"^^<http://e/t>, 1.5e-3, -2 }',
    "",
    "hello world",
]


@pytest.mark.parametrize("query", SERVICES)
def test_federation_is_refused_however_it_is_written(query: str) -> None:
    with pytest.raises(Refused) as caught:
        scan(query)
    assert caught.value.forbidden
    assert "SERVICE" in caught.value.text.en


@pytest.mark.parametrize("query", HARMLESS)
def test_words_in_strings_iris_comments_and_names_are_no_keywords(query: str) -> None:
    scan(query)


@pytest.mark.parametrize(
    "word", ["INSERT DATA", "DELETE", "load", "Clear", "CREATE", "drop", "COPY", "MOVE", "ADD", "WITH"]
)
def test_updates_are_refused_before_anything_runs(word: str) -> None:
    for prologue in ("", "PREFIX a: <http://e/> ", "# SELECT\nBASE <http://e/>"):
        with pytest.raises(Refused) as caught:
            scan(f"{prologue}{word} {{ }}")
        assert caught.value.forbidden


@pytest.mark.parametrize("bracket", ["()", "{}", "[]"])
def test_the_deepest_nesting_that_is_allowed(bracket: str) -> None:
    scan(bracket[0] * MAX_NESTING + bracket[1] * MAX_NESTING)
    scan(f"{bracket} " * 1000)
    with pytest.raises(Refused) as caught:
        scan("ASK\n  " + bracket[0] * (MAX_NESTING + 1))
    assert not caught.value.forbidden
    assert (caught.value.line, caught.value.column) == (2, 3 + MAX_NESTING)


@pytest.mark.parametrize("sign", ["!", "! ", "-", "- ", "+ #c\n"])
def test_chains_of_signs_count_as_nesting(sign: str) -> None:
    scan("ASK { FILTER(" + sign * 100 + "true) }")
    with pytest.raises(Refused):
        scan("ASK { FILTER(" + sign * (MAX_NESTING + 1) + "true) }")


def test_text_is_counted_in_bytes() -> None:
    scan("#" + "a" * (MAX_TEXT - 1))
    for text in ("#" + "a" * MAX_TEXT, "#" + "é" * (MAX_TEXT // 2)):
        with pytest.raises(Refused):
            scan(text)


def test_what_is_learnt_of_a_query() -> None:
    seen = scan("PREFIX e: <http://e/>\nselect (now() as ?n) FROM <http://e/1> from e:2 FROM NAMED <http://e/3> { }")
    assert seen.form == "SELECT"
    assert seen.prologue == "PREFIX e: <http://e/>\n"
    assert seen.default_graphs == ["<http://e/1>", "e:2"]
    assert seen.named_graphs == ["<http://e/3>"]
    assert seen.changing
    assert not scan("ASK { ?now ?rand ?uuid }").changing


SHAPES = ['"""\n\\"""\n', '"a\n', "'''a", "<a", "((((()))))", "1+", "!a", "ex:", "a.", "?a<?b#> ", "#\n", "\\", '"\\']
SHAPES += ["<<", "<a:b#c>", "? ", "e1", "1.", ".1e", "@a-", "_:", "\u0085", "a\\", "%2", "<a:b#> ", "·", "‿"]


@pytest.mark.parametrize("shape", SHAPES)
def test_no_text_takes_more_than_linear_time(shape: str) -> None:
    def seconds(size: int) -> float:
        text = "SELECT * { (?x <ex:b#c> " + shape * (size // len(shape.encode()))
        start = time.process_time()
        with contextlib.suppress(Refused):
            scan(text)
        return time.process_time() - start

    # Eight times the text: a quadratic pass would take 64 times as long.
    small, large = max(seconds(50_000), 0.005), seconds(400_000)
    assert large < 24 * small


@given(st.text(alphabet=st.sampled_from("SELCT*{}()[]<>#\"'\\\n .:;,?$@!+-^aex1_%|&=~/é·"), max_size=300))
def test_any_text_is_scanned_or_refused(text: str) -> None:
    try:
        assert scan(text).form in ("", "SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
    except Refused as refusal:
        assert refusal.text.fr
        assert refusal.text.en
