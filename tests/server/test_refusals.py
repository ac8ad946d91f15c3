"""What gets no answer: the status, the reason, the position, and never a trace of our own code."""

from __future__ import annotations

import re
from urllib.parse import quote, urlencode

import pytest

from .conftest import JSON, Answer, Server

FORM = "application/x-www-form-urlencoded"
LEAK = re.compile(r'Traceback|File "/|site-packages|\.py", line|panicked at|/work/|/tmp/|/home/')


def refused(answer: Answer, *statuses: int) -> Answer:
    assert answer.status in (statuses or (400,)), answer.text
    assert answer.body
    assert not LEAK.search(answer.text)
    return answer


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * WHERE { ?s ?p",
        "SELECT * { ?s nope:x ?o }",
        "SELECT ?s (COUNT(*) AS ?n) { ?s ?p ?o }",
        "SELECT * { BIND(1 AS ?x) BIND(2 AS ?x) }",
        "SELECT * { _:a ?p ?o . OPTIONAL { _:a ?q ?r } }",
        "SELECT (1 AS ?x) (2 AS ?x) {}",
        "SELECT * { <http://exa mple/> ?p ?o }",
        'SELECT ("\\uD800" AS ?x) {}',
        "",
        "hello world",
    ],
)
def test_malformed_queries_are_400_in_json_and_in_text(plain: Server, query: str) -> None:
    problem = refused(plain.query(query)).json()
    assert problem["status"] == 400
    assert problem["detail"]
    text = refused(plain.query(query, "text/csv"))
    assert text.type == "text/plain"


def test_a_syntax_error_says_where(plain: Server) -> None:
    problem = plain.query("SELECT *\nWHERE {\n ?s ?p ?o .\n ?s ??? ?o }").json()
    assert (problem["code"], problem["line"]) == ("syntax", 4)
    assert problem["column"] >= 4
    assert f"ligne 4, colonne {problem['column']}" in problem["detail"]
    english = plain.query("ASK {\n ?? }", lang="en").json()
    assert "line 2, column" in english["detail"]
    assert len(problem["detail"]) < 400


def test_evaluation_errors_are_unbound(plain: Server) -> None:
    assert plain.rows('SELECT (1/0 AS ?a) (STRLEN(<http://e/>) AS ?b) ("x"+1 AS ?c) {}') == [{}]


@pytest.mark.parametrize(
    ("content_type", "body", "status"),
    [
        (FORM, b"foo=bar", 400),
        (FORM, b"query=ASK%7B%7D&query=ASK%7B%7D", 400),
        (FORM, b"query=ASK%20%7BFILTER(%22%FF%22=%22x%22)%7D", 400),
        (FORM, b"update=CLEAR%20ALL", 403),
        (FORM, b"query=ASK%7B%7D&" + b"&".join(b"p%d=1" % n for n in range(50_000)), 400),
        ("application/sparql-query", b"", 400),
        ("application/sparql-query", b'ASK { FILTER("\xff\xfe" = "x") }', 400),
        ("application/sparql-query", b'ASK { FILTER("\xc0\xaf" = "x") }', 400),
        ("application/sparql-query", b'ASK { FILTER("\xed\xa0\x80" = "x") }', 400),
        ("application/sparql-query", "ASK {}".encode("utf-16"), 400),
        ("application/sparql-query; charset=iso-8859-1", b"ASK {}", 415),
        ("application/sparql-update", b"CLEAR ALL", 403),
        ("text/plain", b"ASK {}", 415),
        ("application/json", b'{"query": "ASK {}"}', 415),
        ("", b"ASK {}", 415),
    ],
)
def test_bodies_that_are_not_queries(plain: Server, content_type: str, body: bytes, status: int) -> None:
    headers = {"Accept": JSON, **({"Content-Type": content_type} if content_type else {})}
    refused(plain.ask("POST", "/sparql", headers, body), status)


@pytest.mark.parametrize(
    "query_string",
    ["query=ASK%7B%7D&query=ASK%7B%7D", "query=ASK%20%7BFILTER(%22%FF%22=%22x%22)%7D", "query=%ED%A0%80"],
)
def test_addresses_that_are_not_queries(plain: Server, query_string: str) -> None:
    refused(plain.get(f"/sparql?{query_string}", JSON))


def test_a_query_given_twice_is_refused(plain: Server) -> None:
    body = urlencode({"query": "ASK { FILTER(false) }"}).encode()
    refused(plain.ask("POST", "/sparql?query=ASK%7B%7D", {"Content-Type": FORM}, body))
    refused(plain.ask("POST", "/sparql?query=ASK%7B%7D", {"Content-Type": "application/sparql-query"}, b"ASK {}"))


UPDATE = "INSERT DATA { <urn:s> <urn:marker> 1 }"


@pytest.mark.parametrize(
    ("method", "path", "content_type", "body"),
    [
        ("POST", "/sparql", "application/sparql-update", UPDATE),
        ("POST", "/sparql", FORM, urlencode({"update": UPDATE})),
        ("POST", "/sparql", FORM, urlencode({"query": UPDATE})),
        ("POST", "/sparql", "application/sparql-query", UPDATE),
        ("GET", "/sparql?" + urlencode({"update": UPDATE}), "", ""),
        ("GET", "/sparql?" + urlencode({"query": UPDATE}), "", ""),
        ("PUT", "/sparql?graph=urn:g", "text/turtle", "<urn:s> <urn:marker> 1 ."),
        ("POST", "/sparql?default", "text/turtle", "<urn:s> <urn:marker> 1 ."),
        ("POST", "/update", "application/sparql-update", UPDATE),
        ("POST", "/data?default", "text/turtle", "<urn:s> <urn:marker> 1 ."),
        ("PUT", "/graph/data/x", "text/turtle", "<urn:s> <urn:marker> 1 ."),
    ],
)
def test_nothing_writes(plain: Server, method: str, path: str, content_type: str, body: str) -> None:
    headers = {"Content-Type": content_type} if content_type else {}
    answer = plain.ask(method, path, headers, body.encode())
    assert 400 <= answer.status < 500
    assert not plain.boolean("ASK { { ?s <urn:marker> ?o } UNION { GRAPH ?g { ?s <urn:marker> ?o } } }")


def test_a_method_is_named_in_capitals(plain: Server) -> None:
    for method in ("get", "Get", "options"):
        assert plain.ask(method, "/sparql?query=ASK%7B%7D").status == 405


def test_markup_is_never_reflected_live(plain: Server) -> None:
    for query in ("SELECT <script>alert(1)</script>", 'SELECT ("<img src=x onerror=alert(1)>" AS ?x) {}'):
        for accept in ("text/html", "text/html,*/*;q=0.5"):
            answer = plain.query(query, accept)
            assert "<script>alert(1)" not in answer.text
            assert "<img src=x" not in answer.text
    label = plain.get(f"/thing?iri={quote('http://example.org/a', safe='')}", "text/html")
    assert label.status == 200
    assert "un &lt;b&gt;élément&lt;/b&gt;" in label.text


@pytest.mark.parametrize("name", ["format", "lang", "default-graph-uri", "callback", "asserted", "x"])
def test_parameters_make_no_header(plain: Server, name: str) -> None:
    answer = plain.query("ASK {}", JSON, **{name: "json\r\nX-Injected: yes\r\n\r\n<b>"})
    assert answer.status < 500
    assert "x-injected" not in answer.headers


def test_the_host_header_is_not_believed(plain: Server) -> None:
    for path in ("/sparql", "/.well-known/void", "/api/openapi.json", "/"):
        answer = plain.get(path, "text/turtle, application/json", Host="evil.example", X_Forwarded_Host="evil2.example")
        assert answer.status == 200
        assert "evil" not in answer.text


@pytest.mark.parametrize("path", ["/sparql/", "//sparql", "/sparql//x", "//evil.example/%2e%2e", "/id//x", "/static/"])
def test_nothing_redirects_to_where_the_client_says(plain: Server, path: str) -> None:
    answer = plain.get(path, Host="evil.example")
    assert "location" not in answer.headers
    assert answer.status in (200, 404)


@pytest.mark.parametrize(
    ("path", "accept", "status"),
    [
        ("/nothing", "text/html", 404),
        ("/id/nothing", "text/turtle", 404),
        ("/id/%3Cx%3E", "text/turtle", 404),
        ("/questions/nothing", "text/html", 404),
        ("/api/questions/nothing", "application/json", 404),
        ("/static/../application.py", "text/html", 404),
        ("/static/%2e%2e/application.py", "text/html", 404),
        ("/id/icm/pmss-2023-2027", "image/png", 406),
    ],
)
def test_pages_that_are_not_there(real: Server, path: str, accept: str, status: int) -> None:
    refused(real.get(path, accept), status)
