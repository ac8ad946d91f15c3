"""The SPARQL protocol over HTTP: ways to ask, forms of answers, datasets, caches, other methods."""

from __future__ import annotations

import csv
import gzip
import io
import xml.etree.ElementTree as ET
from urllib.parse import quote, urlencode

import pytest
import rdflib
from pyoxigraph import RdfFormat, parse

from .conftest import JSON, Server

FORM = "application/x-www-form-urlencoded"
SELECT = "SELECT ?x { VALUES ?x { 1 } }"
CONSTRUCT = 'CONSTRUCT { <http://e/s> <http://e/p> "é"@fr, 42, _:b } WHERE {}'
RESULTS = {
    "application/sparql-results+json": "json",
    "application/sparql-results+xml": "xml",
    "text/csv": "csv",
    "text/tab-separated-values": "tsv",
}
GRAPHS = {
    "text/turtle": RdfFormat.TURTLE,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/rdf+xml": RdfFormat.RDF_XML,
    "application/ld+json": RdfFormat.JSON_LD,
    "application/trig": RdfFormat.TRIG,
    "application/n-quads": RdfFormat.N_QUADS,
    "text/n3": RdfFormat.N3,
}


def post_form(server: Server, pairs: list[tuple[str, str]], path: str = "/sparql", content_type: str = FORM) -> object:
    return server.ask("POST", path, {"Content-Type": content_type, "Accept": JSON}, urlencode(pairs).encode())


@pytest.mark.parametrize("media_type", RESULTS)
def test_select_in_every_form(plain: Server, media_type: str) -> None:
    answer = plain.query('SELECT ?s ("a\\tb\\n\\"é\\"" AS ?t) ?unbound { <http://example.org/b> a ?s }', media_type)
    assert (answer.status, answer.type) == (200, media_type)
    if media_type == "text/csv":
        assert list(csv.reader(io.StringIO(answer.text, newline=""))) == [
            ["s", "t", "unbound"],
            ["http://example.org/Thing", 'a\tb\n"é"', ""],
        ]
    elif media_type.endswith("values"):
        assert answer.text == '?s\t?t\t?unbound\n<http://example.org/Thing>\t"a\\tb\\n\\"é\\""\t\n'
    elif media_type.endswith("xml"):
        literal = ET.fromstring(answer.body).find(".//{http://www.w3.org/2005/sparql-results#}literal")
        assert literal is not None
        assert literal.text == 'a\tb\n"é"'
    else:
        assert answer.json()["results"]["bindings"][0]["t"]["value"] == 'a\tb\n"é"'


@pytest.mark.parametrize("media_type", GRAPHS)
def test_graphs_in_every_form(plain: Server, media_type: str) -> None:
    answer = plain.query(CONSTRUCT, media_type)
    assert (answer.status, answer.type) == (200, media_type)
    assert len(list(parse(answer.body, format=GRAPHS[media_type], base_iri="http://e/"))) == 3
    described = plain.query("DESCRIBE <http://example.org/a>", media_type)
    assert len(list(parse(described.body, format=GRAPHS[media_type]))) == 3
    empty = plain.query("CONSTRUCT WHERE { ?s <http://none/> ?o }", media_type)
    assert empty.status == 200
    assert list(parse(empty.body, format=GRAPHS[media_type])) == []


@pytest.mark.parametrize("accept", [*RESULTS, "application/json", "application/xml"])
def test_ask_in_every_form(plain: Server, accept: str) -> None:
    for query, truth in (("ASK {}", "true"), ("ASK { FILTER(false) }", "false")):
        answer = plain.query(query, accept)
        assert answer.status == 200
        assert truth in answer.text


@pytest.mark.parametrize(
    ("word", "query", "media_type"),
    [
        ("json", SELECT, "application/sparql-results+json"),
        ("csv", SELECT, "text/csv"),
        ("text/csv", SELECT, "text/csv"),
        ("xml", CONSTRUCT, "application/rdf+xml"),
        ("json", CONSTRUCT, "application/ld+json"),
        ("ttl", CONSTRUCT, "text/turtle"),
        ("nq", CONSTRUCT, "application/n-quads"),
    ],
)
def test_a_link_can_name_its_form(plain: Server, word: str, query: str, media_type: str) -> None:
    assert plain.query(query, "image/png", format=word).type == media_type


@pytest.mark.parametrize(
    ("query", "word"), [(SELECT, "ttl"), (CONSTRUCT, "csv"), (SELECT, "pdf"), (SELECT, "\r\nX: y")]
)
def test_a_form_that_does_not_fit_is_406(plain: Server, query: str, word: str) -> None:
    answer = plain.query(query, JSON, format=word)
    assert answer.status == 406
    assert "x" not in answer.headers


def test_three_ways_to_ask(plain: Server) -> None:
    query = 'SELECT ("é😀+ &=" AS ?x) {}'
    form = {"Content-Type": f"{FORM}; charset=UTF-8", "Accept": JSON}
    direct = {"Content-Type": "Application/SPARQL-Query; charset=utf-8", "Accept": JSON}
    answers = [
        plain.query(query),
        plain.ask("POST", "/sparql", form, urlencode({"query": query}).encode()),
        plain.ask("POST", "/sparql", direct, query.encode()),
        plain.get("/sparql?query=SELECT+(%22%C3%A9%F0%9F%98%80%2B+%26%3D%22+AS+?x)+%7B%7D", JSON),
    ]
    for answer in answers:
        assert answer.json()["results"]["bindings"][0]["x"]["value"] == "é😀+ &="


def test_a_graph_narrows_the_dataset(plain: Server) -> None:
    g1, g2 = "http://example.org/g1", "http://example.org/g2"
    ask_b = "ASK { <http://example.org/b> ?p ?o }"
    assert plain.boolean(ask_b)
    assert not plain.boolean(ask_b, **{"default-graph-uri": g1})
    assert not plain.boolean("ASK { ?s ?p ?o }", **{"named-graph-uri": g1})
    assert not plain.boolean(f"ASK {{ GRAPH ?g {{ ?s ?p ?o }} FILTER(?g != <{g1}>) }}", **{"named-graph-uri": g1})
    assert plain.boolean(f"ASK FROM <{g1}> {{ <http://example.org/b> ?p ?o }}", **{"default-graph-uri": g2})
    assert not plain.boolean(ask_b, **{"default-graph-uri": "http://example.org/none"})
    iri = "http://example.org/graph/%C3%A9?x=1&y=ü"
    assert plain.boolean("ASK { <http://example.org/é> ?p ?o }", **{"default-graph-uri": iri})
    assert plain.query("ASK {}", **{"default-graph-uri": "no iri"}).status == 400


def test_a_triple_of_two_graphs_counts_once(plain: Server) -> None:
    count = "SELECT (COUNT(*) AS ?n) {clauses} {{ ?s <http://example.org/both> ?o }}"
    g1, g2 = "http://example.org/g1", "http://example.org/g2"
    asked: list[tuple[str, dict[str, str | list[str]]]] = [
        (count.format(clauses=""), {}),
        (count.format(clauses=""), {"default-graph-uri": [g1, g2]}),
        (count.format(clauses=f"FROM <{g1}> FROM <{g2}>"), {}),
    ]
    for query, parameters in asked:
        assert plain.rows(query, **parameters)[0]["n"]["value"] == "1"


def test_what_is_inferred_can_be_left_out(real: Server) -> None:
    query = "SELECT (COUNT(*) AS ?n) { ?s <https://w3id.org/qualigraph/ns#isPartOf> ?o }"
    assert int(real.rows(query)[0]["n"]["value"]) > 500
    assert real.rows(query, asserted="1")[0]["n"]["value"] == "0"
    names = real.rows("SELECT ?g { GRAPH ?g {} }", asserted="1")
    assert "https://w3id.org/qualigraph/graph/inferred" not in {row["g"]["value"] for row in names}


def test_only_public_graphs_are_served(plain: Server) -> None:
    assert not plain.boolean('ASK { { ?s ?p "not for everyone" } UNION { GRAPH ?g { ?s ?p "not for everyone" } } }')


def test_blank_nodes_keep_their_identity(plain: Server) -> None:
    row = plain.rows("SELECT ?a ?b ?c { BIND(BNODE() AS ?a) BIND(?a AS ?b) BIND(BNODE() AS ?c) }")[0]
    assert row["a"] == row["b"] != row["c"]


def test_head_and_options(plain: Server) -> None:
    head = plain.ask("HEAD", "/sparql?" + urlencode({"query": SELECT}), {"Accept": JSON})
    assert (head.status, head.type, head.body) == (200, JSON, b"")
    assert plain.ask("HEAD", "/sparql", {"Accept": "text/turtle"}).status == 200
    options = plain.ask("OPTIONS", "/sparql", {"Origin": "https://a.example", "Access-Control-Request-Method": "POST"})
    assert options.status == 204
    assert {"GET", "HEAD", "POST", "OPTIONS"} <= set(options.headers["allow"].split(", "))
    assert "content-type" in options.headers["access-control-allow-headers"]
    for method in ("PUT", "DELETE", "PATCH"):
        answer = plain.ask(method, "/sparql?query=ASK%7B%7D", {"Content-Type": "text/turtle"}, b"")
        assert answer.status == 405
        assert "GET" in answer.headers["allow"]


@pytest.mark.parametrize("path", ["/sparql?query=ASK%7B%7D", "/sparql?query=ASK", "/nothing", "/", "/healthz"])
def test_cors_and_security_headers_are_everywhere(plain: Server, path: str) -> None:
    answer = plain.get(path, Origin="https://a.example")
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in answer.headers
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "unsafe-inline" not in answer.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["referrer-policy"] == "strict-origin-when-cross-origin"


def test_compression(plain: Server) -> None:
    query = "SELECT ?x { VALUES ?x { " + " ".join(f'"value {n}"' for n in range(3000)) + " } }"
    path, body = "/sparql", query.encode()
    headers = {"Content-Type": "application/sparql-query", "Accept": JSON}
    packed = plain.ask("POST", path, {**headers, "Accept-Encoding": "gzip"}, body)
    whole = plain.ask("POST", path, headers, body)
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in whole.headers
    assert gzip.decompress(packed.body) == whole.body
    assert len(packed.body) < len(whole.body) / 3
    for answer in (packed, whole):
        assert answer.headers["content-length"] == str(len(answer.body))
        assert {"Accept", "Accept-Encoding"} <= set(answer.headers["vary"].split(", "))


def test_large_results_come_whole_and_compressed(plain: Server) -> None:
    query = "SELECT ?x { " + " ".join(f"VALUES ?{v} {{ {' '.join(map(str, range(300)))} }}" for v in "ab")
    query += " BIND(STR(?a * ?b) AS ?x) }"
    whole = plain.query(query, "text/csv")
    assert whole.text.count("\r\n") == 90_001
    packed = plain.ask("GET", f"/sparql?query={quote(query)}", {"Accept": "text/csv", "Accept-Encoding": "gzip"})
    assert gzip.decompress(packed.body) == whole.body


def test_an_answer_says_whether_it_has_changed(plain: Server) -> None:
    first = plain.query(SELECT)
    tag = first.headers["etag"]
    path = f"/sparql?{urlencode({'query': SELECT})}"
    again = plain.get(path, JSON, If_None_Match=tag)
    assert (again.status, again.body) == (304, b"")
    assert plain.get(path, "text/csv", If_None_Match=tag).status == 200
    assert plain.query(SELECT + " # other").headers["etag"] != tag
    changing = plain.query("SELECT (RAND() AS ?x) {}")
    assert "etag" not in changing.headers
    assert changing.headers["cache-control"] == "no-store"


def test_a_chunked_body_is_read(plain: Server) -> None:
    import http.client

    connection = http.client.HTTPConnection("127.0.0.1", plain.port, timeout=10)
    connection.request(
        "POST",
        "/sparql",
        body=iter([b"ASK", b" {", b"}"]),
        headers={"Content-Type": "application/sparql-query", "Accept": JSON},
        encode_chunked=True,
    )
    assert b"true" in connection.getresponse().read()
    connection.close()


def test_one_connection_serves_many_requests(plain: Server) -> None:
    import http.client

    connection = http.client.HTTPConnection("127.0.0.1", plain.port, timeout=10)
    for _ in range(20):
        connection.request("GET", "/sparql?query=ASK%7B%7D", headers={"Accept": JSON})
        response = connection.getresponse()
        assert response.status == 200
        assert response.read()
    connection.close()


def test_our_prefixes_need_no_declaration(plain: Server) -> None:
    assert plain.boolean("ASK { ?s rdfs:label ?o }")
    assert not plain.boolean("PREFIX rdfs: <http://other/> ASK { ?s rdfs:label ?o }")
    assert plain.query("ASK { ?s nothere:label ?o }").status == 400


def test_rdflib_reads_what_it_says_of_itself(plain: Server) -> None:
    graph = rdflib.Graph()
    for accept in ("application/rdf+xml", "text/turtle"):
        answer = plain.get("/sparql", accept)
        graph.parse(data=answer.body, format="xml" if "xml" in accept else "turtle")
    sd = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
    endpoint = rdflib.URIRef(f"{plain.address}/sparql")
    assert (endpoint, rdflib.RDF.type, sd.Service) in graph
    assert (endpoint, sd.endpoint, endpoint) in graph
    assert (endpoint, sd.supportedLanguage, sd["SPARQL11Query"]) in graph
    assert (endpoint, sd.supportedLanguage, sd["SPARQL11Update"]) not in graph
    names = {str(name) for name in graph.objects(None, sd.name)}
    assert {"http://example.org/g1", "http://example.org/g2"} <= names
    assert "http://example.org/restricted" not in names
