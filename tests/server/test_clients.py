"""Clients that people really use, against a real server."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from urllib.parse import quote, urlencode

import pandas
import pytest
import rdflib
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import CSV, GET, JSON, JSONLD, N3, POST, POSTDIRECTLY, RDFXML, TURTLE, XML, SPARQLWrapper

from .conftest import Server

CDU = "https://w3id.org/qualigraph/id/icm/body/cdu"
ACRONYM = f"SELECT ?a {{ <{CDU}> <https://w3id.org/qualigraph/ns#acronym> ?a }}"


@pytest.mark.parametrize(("method", "mode"), [(GET, None), (POST, None), (POST, POSTDIRECTLY)])
def test_sparqlwrapper_asks_in_every_way(real: Server, method: str, mode: str | None) -> None:
    client = SPARQLWrapper(f"{real.address}/sparql")
    client.setMethod(method)
    if mode:
        client.setRequestMethod(mode)
    client.setQuery(ACRONYM)
    client.setReturnFormat(JSON)
    assert json.loads(client.query().response.read())["results"]["bindings"][0]["a"]["value"] == "CDU"
    client.setReturnFormat(XML)
    assert b"<literal>CDU</literal>" in client.query().response.read()
    client.setReturnFormat(CSV)
    assert client.queryAndConvert() == b"a\r\nCDU\r\n"


@pytest.mark.parametrize("form", [TURTLE, N3, RDFXML, JSONLD])
def test_sparqlwrapper_reads_graphs(real: Server, form: str) -> None:
    client = SPARQLWrapper(f"{real.address}/sparql")
    client.setQuery(f"DESCRIBE <{CDU}>")
    client.setReturnFormat(form)
    found = client.query()
    content = found.response.read()
    parser = {TURTLE: "turtle", N3: "n3", RDFXML: "xml", JSONLD: "json-ld"}[form]
    graph = rdflib.Graph().parse(data=content, format=parser)
    assert (rdflib.URIRef(CDU), rdflib.URIRef("https://w3id.org/qualigraph/ns#acronym"), None) in graph


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
def test_rdflib_uses_it_as_a_store(real: Server, method: str) -> None:
    store = SPARQLStore(f"{real.address}/sparql", method=method)
    graph = rdflib.Graph(store)
    acronyms = list(graph.objects(rdflib.URIRef(CDU), rdflib.URIRef("https://w3id.org/qualigraph/ns#acronym")))
    assert acronyms == [rdflib.Literal("CDU")]
    rows = list(graph.query("SELECT (COUNT(*) AS ?n) { ?s a <https://w3id.org/qualigraph/ns#Body> }"))
    assert int(str(rows[0][0])) > 10  # type: ignore[index]  # rows of a SELECT
    assert graph.query("ASK {}").askAnswer


def test_pandas_reads_the_csv_link(real: Server) -> None:
    pairs = {"query": "SELECT ?body ?acronym { ?body qg:acronym ?acronym } ORDER BY ?acronym", "format": "csv"}
    frame = pandas.read_csv(f"{real.address}/sparql?{urlencode(pairs, quote_via=quote)}")
    assert list(frame.columns) == ["body", "acronym"]
    assert "CDU" in set(frame["acronym"])
    answer = pandas.read_csv(f"{real.address}/api/questions/bodies?format=csv")
    assert len(answer) > 10
    excel = pandas.read_csv(
        f"{real.address}/api/questions/bodies?format=csv-excel", sep=";", decimal=",", encoding="utf-8-sig"
    )
    assert list(excel.columns) == list(answer.columns)


def test_rdflib_follows_the_links_of_the_graph(real: Server) -> None:
    graph = rdflib.Graph()
    for path in ("/id/icm/body/cdu", "/ns", "/.well-known/void", "/.well-known/sparql-examples", "/rule/ACT-001"):
        before = len(graph)
        graph.parse(f"{real.address}{path}")
        assert len(graph) > before


def test_comunica_joins_the_endpoint_with_a_file(real: Server, comunica: Path, tmp_path: Path) -> None:
    own = tmp_path / "own.ttl"
    own.write_text(f'<{CDU}> <http://example.org/room> "B12" .')
    query = (
        "SELECT ?acronym ?room { ?body <https://w3id.org/qualigraph/ns#acronym> ?acronym ; "
        "<http://example.org/room> ?room }"
    )
    done = subprocess.run(
        [str(comunica), f"sparql@{real.address}/sparql", str(own), "-q", query, "-t", "application/json"],
        capture_output=True,
        text=True,
        timeout=90,
    )
    assert json.loads(done.stdout) == [{"acronym": '"CDU"', "room": '"B12"'}], done.stderr
