"""What the server says of itself: the service description at ``/sparql`` and VoID at ``/.well-known/void``."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from flask import Blueprint, Response
from pyoxigraph import DefaultGraph, Literal, NamedNode, QuerySolutions, Triple

from qualigraph import __version__
from qualigraph.terms import BASE, DCTERMS, FOAF, ID, INFERRED, ONTOLOGY, RDF, VOID, XSD, Namespace
from qualigraph_server.protocol.formats import GRAPHS, TABLES
from qualigraph_server.protocol.rdf import send_triples, wanted_form
from qualigraph_server.snapshot import Snapshot
from qualigraph_server.state import State, state

blueprint = Blueprint("description", __name__)

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
_OWL_RL = NamedNode("http://www.w3.org/ns/entailment/OWL-RDF-Based")
_PROFILE = NamedNode("http://www.w3.org/ns/owl-profile/RL")
_LICENCE = NamedNode("https://www.etalab.gouv.fr/licence-ouverte-open-licence")


@blueprint.get("/.well-known/void")
def void() -> Response:
    """Describe the data: counts, classes, properties, vocabularies, where to ask."""
    here = state()
    form = wanted_form(page=False)
    assert form is not None
    said = here.snapshot.once("dataset", lambda: tuple(_dataset(here)))
    return send_triples(said, form, here.snapshot.version)


def describe_service() -> Response:
    """Describe the endpoint and its graphs."""
    here = state()
    form = wanted_form(page=False)
    assert form is not None
    said = here.snapshot.once("service", lambda: tuple(chain(_service(here), _graphs(here))))
    return send_triples(said, form, here.snapshot.version)


def _service(here: State) -> Iterator[Triple]:
    endpoint = NamedNode(f"{here.settings.address}/sparql")
    data = _data_node(here)
    yield Triple(endpoint, RDF.type, SD.Service)
    yield Triple(endpoint, SD.endpoint, endpoint)
    yield Triple(endpoint, SD.supportedLanguage, SD.SPARQL11Query)
    yield Triple(endpoint, SD.feature, SD.UnionDefaultGraph)
    for one in (*TABLES, *GRAPHS):
        yield Triple(endpoint, SD.resultFormat, NamedNode(one.iri))
    if not here.settings.plain:
        yield Triple(endpoint, SD.defaultEntailmentRegime, _OWL_RL)
        yield Triple(endpoint, SD.defaultSupportedEntailmentProfile, _PROFILE)
    yield Triple(endpoint, SD.defaultDataset, data)
    yield Triple(endpoint, DCTERMS.title, Literal("Point d'accès SPARQL de qualigraph", language="fr"))
    yield Triple(endpoint, DCTERMS.title, Literal("qualigraph SPARQL endpoint", language="en"))
    yield Triple(data, RDF.type, SD.Dataset)
    default = NamedNode(f"{data.value}-default-graph")
    yield Triple(data, SD.defaultGraph, default)
    yield Triple(default, RDF.type, SD.Graph)
    yield Triple(default, VOID.triples, _number(_count(here.snapshot, None)))


def _graphs(here: State) -> Iterator[Triple]:
    data = _data_node(here)
    names = sorted(
        (name for name in here.snapshot.dataset.store.named_graphs() if isinstance(name, NamedNode)),
        key=lambda name: name.value,
    )
    for number, name in enumerate(names, 1):
        entry = NamedNode(f"{data.value}-named-graph-{number}")
        graph = NamedNode(f"{entry.value}-content")
        yield Triple(data, SD.namedGraph, entry)
        yield Triple(entry, RDF.type, SD.NamedGraph)
        yield Triple(entry, SD.name, name)
        yield Triple(entry, SD.graph, graph)
        yield Triple(graph, RDF.type, SD.Graph)
        yield Triple(graph, VOID.triples, _number(_count(here.snapshot, name)))
        if name == INFERRED:
            yield Triple(entry, SD.entailmentRegime, _OWL_RL)


def _dataset(here: State) -> Iterator[Triple]:
    data = _data_node(here)
    address = here.settings.address
    snapshot = here.snapshot
    yield Triple(data, RDF.type, VOID.Dataset)
    yield Triple(data, DCTERMS.title, Literal("qualigraph : plans qualité hospitaliers", language="fr"))
    yield Triple(data, DCTERMS.title, Literal("qualigraph: hospital quality plans", language="en"))
    yield Triple(data, DCTERMS.license, _LICENCE)
    yield Triple(data, DCTERMS.modified, Literal(snapshot.loaded_at.isoformat(), datatype=XSD.dateTime))
    yield Triple(data, DCTERMS.hasVersion, Literal(f"{__version__}+{snapshot.version}"))
    yield Triple(data, FOAF.homepage, NamedNode(f"{address}/"))
    yield Triple(data, VOID.sparqlEndpoint, NamedNode(f"{address}/sparql"))
    yield Triple(data, VOID.uriSpace, Literal(ID))
    yield Triple(data, VOID.vocabulary, NamedNode(ONTOLOGY))
    for one in GRAPHS:
        yield Triple(data, VOID.feature, NamedNode(one.iri))
    yield Triple(data, VOID.triples, _number(_count(snapshot, None)))
    for term, query in (
        (VOID.distinctSubjects, "SELECT (COUNT(DISTINCT ?x) AS ?n) { ?x ?p ?o }"),
        (VOID.distinctObjects, "SELECT (COUNT(DISTINCT ?x) AS ?n) { ?s ?p ?x }"),
        (VOID.properties, "SELECT (COUNT(DISTINCT ?x) AS ?n) { ?s ?x ?o }"),
        (VOID.classes, "SELECT (COUNT(DISTINCT ?x) AS ?n) { ?s a ?x }"),
    ):
        yield Triple(data, term, Literal(_rows(snapshot, query)[0][0].value, datatype=XSD.integer))
    partitions = (
        (VOID.classPartition, VOID["class"], VOID.entities, "SELECT ?x (COUNT(?s) AS ?n) { ?s a ?x } GROUP BY ?x"),
        (VOID.propertyPartition, VOID.property, VOID.triples, "SELECT ?x (COUNT(*) AS ?n) { ?s ?x ?o } GROUP BY ?x"),
    )
    for place, (relation, of, size, query) in enumerate(partitions):
        for number, (thing, count) in enumerate(sorted(_rows(snapshot, query), key=lambda row: row[0].value), 1):
            part = NamedNode(f"{data.value}-{'class' if place == 0 else 'property'}-{number}")
            yield Triple(data, relation, part)
            yield Triple(part, of, NamedNode(thing.value))
            yield Triple(part, size, Literal(count.value, datatype=XSD.integer))
    for name in sorted(str(one.value) for one in snapshot.dataset.store.named_graphs()):
        if name.startswith(BASE):
            yield Triple(data, VOID.dataDump, NamedNode(f"{address}/{name.removeprefix(BASE)}?format=nt"))


def _rows(snapshot: Snapshot, query: str) -> list[tuple[NamedNode | Literal, ...]]:
    rows = snapshot.dataset.store.query(query)
    assert isinstance(rows, QuerySolutions)
    return [tuple(term for term in row if isinstance(term, NamedNode | Literal)) for row in rows]


def _data_node(here: State) -> NamedNode:
    return NamedNode(f"{here.settings.address}/.well-known/void#data")


def _count(snapshot: Snapshot, name: NamedNode | None) -> int:
    graph = DefaultGraph() if name is None else name
    return sum(1 for _ in snapshot.dataset.store.quads_for_pattern(None, None, None, graph))


def _number(value: int) -> Literal:
    return Literal(str(value), datatype=XSD.integer)
