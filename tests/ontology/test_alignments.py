"""The alignments: apart from the core, about declared terms only, and in step with what the core says itself."""

from __future__ import annotations

from rdflib import OWL, RDF, RDFS, Graph, URIRef
from rdflib.namespace import DCTERMS, SKOS

NAMESPACES = {
    "cccev": "http://data.europa.eu/m8g/",
    "cids": "https://ontology.commonapproach.org/cids#",
    "org": "http://www.w3.org/ns/org#",
    "p-plan": "http://purl.org/net/p-plan#",
    "prov": "http://www.w3.org/ns/prov#",
    "schema": "https://schema.org/",
}
HIERARCHY = {RDFS.subClassOf, RDFS.subPropertyOf}
MAPPINGS = HIERARCHY | {SKOS.closeMatch, SKOS.exactMatch, SKOS.broadMatch, SKOS.narrowMatch, SKOS.relatedMatch}


def test_each_vocabulary_has_its_file(alignments: dict[str, Graph]) -> None:
    assert set(alignments) == set(NAMESPACES)


def test_each_file_describes_itself(alignments: dict[str, Graph]) -> None:
    for name, graph in alignments.items():
        header = URIRef(f"https://w3id.org/qualigraph/alignment/{name}")
        assert list(graph.subjects(RDF.type, OWL.Ontology)) == [header]
        assert len(list(graph.objects(header, DCTERMS.title))) == 2
        assert len(list(graph.objects(header, DCTERMS.description))) == 2


def test_mappings_lead_from_declared_terms_to_the_vocabulary_of_the_file(
    alignments: dict[str, Graph], lists: dict[str, Graph], own_terms: frozenset[URIRef]
) -> None:
    entries = {s for graph in lists.values() for s in graph.subjects(RDF.type, SKOS.Concept)}
    for name, graph in alignments.items():
        header = URIRef(f"https://w3id.org/qualigraph/alignment/{name}")
        mappings = [triple for triple in graph if triple[0] != header]
        assert len(mappings) >= 10, name
        for subject, predicate, value in mappings:
            assert subject in own_terms | entries, subject
            assert predicate in MAPPINGS, predicate
            assert str(value).startswith(NAMESPACES[name]), value


def test_subclasses_map_classes_and_subproperties_properties(alignments: dict[str, Graph], core: Graph) -> None:
    for graph in alignments.values():
        for predicate, is_class in ((RDFS.subClassOf, True), (RDFS.subPropertyOf, False)):
            for subject in graph.subjects(predicate, None):
                assert ((subject, RDF.type, OWL.Class) in core) == is_class, subject


def test_classes_never_match_properties(alignments: dict[str, Graph], own_terms: frozenset[URIRef]) -> None:
    """In all six vocabularies classes and named values begin with a capital letter, properties do not."""
    for name, graph in alignments.items():
        for subject, predicate, value in graph:
            if subject in own_terms and predicate in MAPPINGS:
                local = str(value).removeprefix(NAMESPACES[name])
                assert local[0].isupper() == str(subject).split("#")[1][0].isupper(), (subject, value)


def test_what_the_core_says_of_a_vocabulary_its_alignment_says_too(alignments: dict[str, Graph], core: Graph) -> None:
    said = {
        (name, subject, predicate, value)
        for predicate in HIERARCHY
        for subject, value in core.subject_objects(predicate)
        for name, namespace in NAMESPACES.items()
        if str(value).startswith(namespace)
    }
    missing = [fact for fact in said if fact[1:] not in alignments[fact[0]]]
    assert missing == []
