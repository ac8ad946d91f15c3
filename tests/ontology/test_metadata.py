"""The ontology's own description: what FAIR checkers look for, and one version everywhere."""

from __future__ import annotations

import re
from datetime import date

import pytest
from rdflib import OWL, RDF, RDFS, Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, VANN

from qualigraph import __version__

ONTOLOGY = URIRef("https://w3id.org/qualigraph/ns")
BIBO_STATUS = URIRef("http://purl.org/ontology/bibo/status")
LICENCES = {
    URIRef("https://spdx.org/licenses/etalab-2.0"),
    URIRef("https://www.etalab.gouv.fr/licence-ouverte-open-licence/"),
}


def test_there_is_one_ontology(core: Graph) -> None:
    assert list(core.subjects(RDF.type, OWL.Ontology)) == [ONTOLOGY]


@pytest.mark.parametrize("predicate", [RDFS.label, DCTERMS.title, DCTERMS.description, DCTERMS.abstract])
def test_texts_in_french_and_english(core: Graph, predicate: URIRef) -> None:
    texts = [text for text in core.objects(ONTOLOGY, predicate) if isinstance(text, Literal)]
    assert sorted(str(text.language) for text in texts) == ["en", "fr"]
    assert all(str(text).strip() for text in texts)


def test_version_is_the_package_version(core: Graph) -> None:
    assert core.value(ONTOLOGY, OWL.versionIRI) == URIRef(f"{ONTOLOGY}/{__version__}")
    assert core.value(ONTOLOGY, OWL.versionInfo) == Literal(__version__)
    assert f"{ONTOLOGY}/{__version__}" in str(core.value(ONTOLOGY, DCTERMS.bibliographicCitation))


def test_alignments_carry_the_same_version(alignments: dict[str, Graph]) -> None:
    for name, graph in alignments.items():
        assert [str(text) for text in graph.objects(None, OWL.versionInfo)] == [__version__], name


def test_licence_creator_publisher_and_status(core: Graph) -> None:
    assert set(core.objects(ONTOLOGY, DCTERMS.license)) == LICENCES
    assert core.value(ONTOLOGY, DCTERMS.creator)
    assert core.value(ONTOLOGY, DCTERMS.publisher)
    assert core.value(ONTOLOGY, BIBO_STATUS) == URIRef(f"{BIBO_STATUS}/published")


def test_prefix_and_namespace(core: Graph) -> None:
    assert str(core.value(ONTOLOGY, VANN.preferredNamespacePrefix)) == "qg"
    assert str(core.value(ONTOLOGY, VANN.preferredNamespaceUri)) == f"{ONTOLOGY}#"


def test_dates_are_dates_in_order(core: Graph) -> None:
    stated = [core.value(ONTOLOGY, predicate) for predicate in (DCTERMS.created, DCTERMS.issued, DCTERMS.modified)]
    days = [text.toPython() for text in stated if isinstance(text, Literal)]
    assert len(days) == 3
    assert all(isinstance(day, date) for day in days)
    assert days == sorted(days)


def test_nothing_is_imported(core: Graph, alignments: dict[str, Graph], lists: dict[str, Graph]) -> None:
    for graph in (core, *alignments.values(), *lists.values()):
        assert not list(graph.triples((None, OWL.imports, None)))


def test_the_core_names_no_alignment(core: Graph) -> None:
    names = {str(term) for triple in core for term in triple if isinstance(term, URIRef)}
    assert not [name for name in names if re.search(r"/alignment/|p-plan#|/cids#|/m8g/", name)]
