"""Linked data: every IRI of the graph answers here, as a page and in every form of RDF."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator

import jsonschema
import pytest
from openapi_spec_validator import validate
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, QuerySolutions, RdfFormat, Store, parse

from qualigraph.dataset import Dataset, load_dataset
from qualigraph.inference import infer
from qualigraph.questions import load_catalogue
from qualigraph.terms import BASE, QG, RDF, RDFS, SH

from .conftest import Server

FORMS = {
    "text/turtle": RdfFormat.TURTLE,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/rdf+xml": RdfFormat.RDF_XML,
    "application/ld+json": RdfFormat.JSON_LD,
    "application/trig": RdfFormat.TRIG,
    "application/n-quads": RdfFormat.N_QUADS,
}
CDU = "/id/icm/body/cdu"


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    found = load_dataset(demo=True)
    infer(found)
    return found


@pytest.fixture(scope="module")
def things(dataset: Dataset) -> list[str]:
    """The paths of things of ours, forty of them, always the same."""
    rows = dataset.store.query(f'SELECT DISTINCT ?s {{ ?s ?p ?o FILTER(STRSTARTS(STR(?s), "{BASE}id/")) }}')
    assert isinstance(rows, QuerySolutions)
    paths = sorted(f"/{row['s'].value[len(BASE) :]}" for row in rows)
    return random.Random(5).sample(paths, 40)


def quads(content: bytes, media_type: str) -> Iterator[Quad]:
    return parse(content, format=FORMS[media_type], base_iri="http://127.0.0.1/")


@pytest.mark.parametrize("media_type", FORMS)
def test_a_thing_in_every_form(real: Server, dataset: Dataset, media_type: str) -> None:
    answer = real.get(CDU, media_type)
    assert (answer.status, answer.type) == (200, media_type)
    assert {"Accept", "Accept-Encoding"} <= set(answer.headers["vary"].split(", "))
    store = Store()
    store.extend(quads(answer.body, media_type))
    node = NamedNode(BASE + CDU[1:])
    said = {(quad.predicate, quad.object) for quad in store.quads_for_pattern(node, None, None)}
    known = {(quad.predicate, quad.object) for quad in dataset.store.quads_for_pattern(node, None, None)}
    assert said == known
    pointing = {(quad.subject, quad.predicate) for quad in store.quads_for_pattern(None, None, node)}
    assert pointing == {(quad.subject, quad.predicate) for quad in dataset.store.quads_for_pattern(None, None, node)}
    named = {quad.graph_name for quad in store}
    assert (len(named) > 1) is (media_type in ("application/trig", "application/n-quads"))
    again = real.get(CDU, media_type, If_None_Match=answer.headers["etag"])
    assert again.status == 304


def test_every_thing_answers_as_page_and_as_data(real: Server, things: list[str]) -> None:
    for path in things:
        page, data = real.get(path, "text/html"), real.get(path, "text/turtle")
        assert (page.status, page.type) == (200, "text/html"), path
        assert (data.status, data.type) == (200, "text/turtle"), path
        assert f"<{BASE}{path[1:]}>" in data.text
        assert 'rel="alternate"; type="text/turtle"' in page.headers["link"]


@pytest.mark.parametrize(
    ("path", "marker"),
    [
        ("/ns", "qg:Action"),
        ("/catalogue/iqss", "/catalogue/iqss>"),
        ("/graph/data/icm/actors", "id/icm/body/cdu>"),
        ("/graph/inferred", "id/icm/body/cdu>"),
        ("/rule/ACT-001", "sh:severity"),
    ],
)
def test_every_room_answers(real: Server, path: str, marker: str) -> None:
    assert real.get(path, "text/html").status == 200
    assert marker in real.get(path, "text/turtle").text
    assert real.get(f"{path}?format=jsonld", "text/html").type == "application/ld+json"


def test_a_browser_gets_the_page_and_a_tool_gets_data(real: Server) -> None:
    browser = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"
    assert real.get(CDU, browser).type == "text/html"
    assert real.get(CDU, None).type == "text/html"
    rdflib = "application/rdf+xml,text/rdf+n3;q=0.9,text/turtle;q=0.8"
    assert real.get(CDU, rdflib).type == "application/rdf+xml"
    assert real.get("/sparql", browser).type == "text/html"
    assert real.get("/sparql", "application/rdf+xml").type == "application/rdf+xml"


def test_void_counts_what_is_there(real: Server, dataset: Dataset) -> None:
    answer = real.get("/.well-known/void", "application/n-triples")
    text = answer.text
    default = sum(1 for _ in dataset.store.quads_for_pattern(None, None, None, DefaultGraph()))
    assert f'<http://rdfs.org/ns/void#triples> "{default}"' in text
    assert f"<{real.address}/sparql>" in text
    bodies = len({quad.subject for quad in dataset.store.quads_for_pattern(None, RDF.type, QG.Body)})
    assert f'<http://rdfs.org/ns/void#entities> "{bodies}"' in text


def test_the_questions_are_published_as_examples(real: Server) -> None:
    answer = real.get("/.well-known/sparql-examples", "text/turtle")
    store = Store()
    store.extend(quads(answer.body, "text/turtle"))
    examples = {quad.subject for quad in store.quads_for_pattern(None, SH.select, None)}
    questions = load_catalogue()
    assert len(examples) == len(questions)
    for example in examples:
        assert isinstance(example, NamedNode)
        labels = [quad.object for quad in store.quads_for_pattern(example, RDFS.label, None)]
        assert {label.language for label in labels if isinstance(label, Literal)} == {"fr", "en"}
        for quad in store.quads_for_pattern(example, SH.select, None):
            assert isinstance(quad.object, Literal)
            assert real.post(quad.object.value).status == 200, example


def test_the_api_is_described_and_keeps_to_it(real: Server) -> None:
    document = real.get("/api/openapi.json", "application/json").json()
    validate(document)
    assert document["openapi"].startswith("3.1")
    table = {**document["components"]["schemas"]["Table"], "$defs": {}}
    for question in load_catalogue().values():
        described = document["paths"][f"/api/questions/{question.id}"]["get"]
        names = {one["name"] for one in described["parameters"] if "name" in one}
        assert names == {parameter.name for parameter in question.parameters}
        if all(not parameter.required or parameter.default for parameter in question.parameters):
            answer = real.get(f"/api/questions/{question.id}", "application/json")
            assert answer.status == 200, (question.id, answer.text)
            jsonschema.validate(answer.json(), table)


def test_a_question_in_every_form(real: Server) -> None:
    path = "/api/questions/actions-involving?body=CDU&institution=ICM"
    found = real.get(path, "application/json").json()
    assert found["count"] == len(found["rows"]) > 3
    for word, media_type in (
        ("csv", "text/csv"),
        ("tsv", "text/tab-separated-values"),
        ("csv-excel", "text/csv"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ):
        answer = real.get(f"{path}&format={word}")
        assert (answer.status, answer.type) == (200, media_type)
        assert "attachment" in answer.headers["content-disposition"]
    assert real.get(path, "text/csv").text.count("\r\n") == found["count"] + 1
    assert real.get(f"{path}&lang=en").json()["language"] == "en"
    assert real.get(path, "image/png").status == 406


def test_a_wrong_parameter_is_told(real: Server) -> None:
    for query, words in (
        ("body=CDX", "CDU"),
        ("", "body"),
        ("body=CDU&nothing=1", "institution"),
        ("body=%FF", "UTF-8"),
    ):
        answer = real.get(f"/api/questions/actions-involving?{query}", "application/json")
        assert answer.status == 400
        assert words in answer.json()["detail"]
    assert real.get("/api/questions/late?as-of=tomorrow", "application/json").status == 400


def test_long_values_cost_nothing(real: Server) -> None:
    start = time.monotonic()
    long = "x" * 50_000
    assert real.get(f"/api/questions/actions-involving?body={long}", "application/json").status == 400
    for path in ("/questions/actions-involving?body=", "/api/search?q=", "/search?q="):
        assert real.get(path + long).status in (200, 400)
    assert time.monotonic() - start < 5


def test_many_values_are_refused_before_they_are_looked_up(real: Server) -> None:
    for many in ("&".join(["body=CDU"] * 1900), "&".join(f"body=nobody{number}" for number in range(1900))):
        answer = real.get(f"/api/questions/actions-involving?{many}", "application/json")
        assert answer.status == 400
        assert "body: 20 " in answer.json()["detail"]


def test_search_finds_acronyms_whatever_the_accents(real: Server) -> None:
    for text in ("cdu", "CDU", "commission%20des%20usagers"):
        hits = real.get(f"/api/search?q={text}").json()["hits"]
        assert f"{BASE}id/icm/body/cdu" in {hit["iri"] for hit in hits}, text
    assert real.get("/api/search?q=").json()["hits"] == []
    assert real.get("/api/search?q=" + "x" * 5000).status == 200
