"""What the ICM quality project gets wrong or leaves open: kinds, places, and the words that stand there."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import RDF, Graph, Literal, Namespace, URIRef
from rdflib.namespace import SKOS

QG = Namespace("https://w3id.org/qualigraph/ns#")
ID = "https://w3id.org/qualigraph/id/"
# Discrepancy: kind and first lines of the places that show it, as read.
READ = {
    "paqss-os1-titre": ("title-variant", {62, 171, 185}),
    "paqss-os2-titre": ("title-variant", {64, 174, 345}),
    "paqss-os3-titre": ("title-variant", {67, 180, 444}),
    "paqss-action-asn": ("printed-twice", {235, 274}),
    "paqss-os1-objectifs-2-et-3": ("misplaced-text", {252, 257}),
    "engagement-certification-imprime-deux-fois": ("printed-twice", {203, 321}),
    "modalites-annoncees": ("dangling-text", {127}),
    "qualite-de-vie-au-travail-sans-action": ("dangling-text", {511, 520}),
    "nfs-96-900": ("spelling", {305, 329}),
    "patenaires": ("spelling", {378}),
    "labelisation": ("spelling", {336}),
    "comprehensive": ("spelling", {314, 336}),
    "oeci-nom": ("spelling", {315}),
    "systeme-management": ("spelling", {235, 274, 302}),
    "has-sans-lien": ("other", {221, 294, 326, 516}),
    "e-satis": ("spelling", {406}),
    "sigle-cdu-avant-developpement": ("other", {43, 131}),
    "bilan-final-chaque-annee": ("other", {159, 163}),
    "visite-has-sans-date": ("dangling-text", {296}),
    "sigle-nf": ("acronym-not-expanded", {305, 329}),
    "sigle-dssmt": ("acronym-not-expanded", {41, 118}),
    "sigle-rctb": ("acronym-not-expanded", {328}),
    "sigle-urt": ("acronym-not-expanded", {328}),
    "sigle-crb": ("acronym-not-expanded", {328}),
    "sigle-pe": ("acronym-not-expanded", {406}),
}
WORDS = {"patenaires": "patenaires", "labelisation": "labélisation", "sigle-pe": "PE"}


@pytest.fixture(scope="module")
def graph(repository: Path) -> Graph:
    return Graph().parse(repository / "graph/data/icm/discrepancies.ttl")


def first_lines(graph: Graph, node: URIRef) -> set[int]:
    values = [graph.value(passage, QG.firstLine) for passage in graph.objects(node, QG.passage)]
    return {int(value) for value in values if isinstance(value, Literal)}


def test_the_discrepancies_that_a_reader_meets(graph: Graph) -> None:
    for name, (kind, places) in READ.items():
        node = URIRef(f"{ID}discrepancy/icm/{name}")
        assert list(graph.objects(node, QG.discrepancyKind)) == [URIRef(f"{ID}discrepancy-kind/{kind}")], name
        assert first_lines(graph, node) == places, name


def test_each_has_kind_things_places_and_labels_in_both_languages(graph: Graph) -> None:
    for node in graph.subjects(RDF.type, QG.Discrepancy):
        labels = list(graph.objects(node, SKOS.prefLabel))
        assert {label.language for label in labels if isinstance(label, Literal)} == {"fr", "en"}, node
        assert len(list(graph.objects(node, QG.discrepancyKind))) == 1, node
        assert set(graph.objects(node, QG.concerns)) and set(graph.objects(node, QG.passage)), node


def test_the_words_stand_at_their_places(graph: Graph, sources: Path) -> None:
    text = next(sources.glob("000_*.txt")).read_bytes().decode("utf-8")
    for name, printed in WORDS.items():
        (passage,) = graph.objects(URIRef(f"{ID}discrepancy/icm/{name}"), QG.passage)
        start, end = graph.value(passage, QG.startOffset), graph.value(passage, QG.endOffset)
        assert isinstance(start, Literal) and isinstance(end, Literal)
        assert text[int(start) : int(end)] == printed
