"""Whatever the ontology, the data and the shapes use is declared, and terms of other vocabularies really exist."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, parse
from rdflib import Graph, URIRef
from rdflib import namespace as known_terms

NAMESPACE = "https://w3id.org/qualigraph/ns#"
OWN = "https://w3id.org/qualigraph/"
CLOSED = (known_terms.RDF, known_terms.RDFS, known_terms.OWL, known_terms.XSD, known_terms.SH)
# Young terms that rdflib's copy of schema.org does not hold yet; their source is in foreign_terms.txt.
NEWER_THAN_RDFLIB = {
    f"https://schema.org/{name}"
    for name in [
        "Certification",
        "CertificationActive",
        "CertificationInactive",
        "auditDate",
        "certificationIdentification",
        "certificationRating",
        "certificationStatus",
        "hasCertification",
    ]
}
KNOWN_TO_RDFLIB = (
    known_terms.DCTERMS,
    known_terms.FOAF,
    known_terms.ORG,
    known_terms.PROV,
    known_terms.SDO,
    known_terms.SKOS,
    known_terms.SOSA,
    known_terms.VANN,
)
TYPE = NamedNode(str(known_terms.RDF.type))


def turtle_files(repository: Path) -> list[Path]:
    folders = ("ontology", "graph/data", "graph/catalogues", "shapes")
    return sorted(path for folder in folders for path in (repository / folder).rglob("*.ttl"))


def used_iris(path: Path) -> Iterator[tuple[str, bool]]:
    """Every IRI of a file, and whether it stands as a predicate, class or datatype."""
    for quad in parse(path=path, format=RdfFormat.TURTLE, base_iri=OWN):
        yield quad.predicate.value, True
        if isinstance(quad.subject, NamedNode):
            yield quad.subject.value, False
        if isinstance(quad.object, NamedNode):
            yield quad.object.value, quad.predicate == TYPE
        elif isinstance(quad.object, Literal):
            yield quad.object.datatype.value, True


@pytest.fixture(scope="module")
def used(repository: Path) -> dict[str, dict[str, bool]]:
    """By file: each IRI it uses, and whether ever as a predicate, class or datatype."""
    found: dict[str, dict[str, bool]] = {}
    for path in turtle_files(repository):
        of_file = found.setdefault(path.relative_to(repository).as_posix(), {})
        for iri, as_term in used_iris(path):
            of_file[iri] = of_file.get(iri, False) or as_term
    return found


def in_closed_namespace(iri: str) -> bool | None:
    """Whether a term of rdf, rdfs, owl, xsd or sh exists; None for any other IRI."""
    for namespace in CLOSED:
        if iri.startswith(str(namespace)):
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return URIRef(iri) in namespace or iri == str(namespace)
    return None


def test_own_terms_are_declared(used: dict[str, dict[str, bool]], own_terms: frozenset[URIRef]) -> None:
    allowed = {str(term) for term in own_terms} | {NAMESPACE}
    undeclared = {
        (file, iri) for file, iris in used.items() for iri in iris if iri.startswith(NAMESPACE) and iri not in allowed
    }
    assert undeclared == set()


def test_terms_of_other_vocabularies_exist(
    used: dict[str, dict[str, bool]], vocabularies: dict[str, frozenset[str]]
) -> None:
    unknown = set()
    for file, iris in used.items():
        for iri, as_term in iris.items():
            closed = in_closed_namespace(iri)
            namespace = next((known for known in vocabularies if iri.startswith(known)), None)
            if closed is not None:
                exists = closed
            elif namespace is not None:
                # The namespace itself is named where a term says what defines it.
                exists = iri in vocabularies[namespace] or iri.rstrip("#/") == namespace.rstrip("#/")
            else:
                exists = iri.startswith(OWN) or not as_term
            if not exists:
                unknown.add((file, iri))
    assert unknown == set()


def test_lists_that_the_data_names_hold_the_entries(used: dict[str, dict[str, bool]], lists: dict[str, Graph]) -> None:
    missing = set()
    for name, graph in lists.items():
        prefix = f"{OWN}id/{name}/"
        known = {str(subject) for subject in graph.subjects()}
        for file, iris in used.items():
            missing |= {(file, iri) for iri in iris if iri.startswith(prefix) and iri not in known}
    assert missing == set()


def test_the_verified_terms_are_those_that_rdflib_knows(vocabularies: dict[str, frozenset[str]]) -> None:
    """A slip of the pen in foreign_terms.txt would make the tests above blind."""
    for namespace in KNOWN_TO_RDFLIB:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            strange = {iri for iri in vocabularies[str(namespace)] if URIRef(iri) not in namespace}
        assert strange - NEWER_THAN_RDFLIB == set(), namespace


def test_an_invented_term_is_found(vocabularies: dict[str, frozenset[str]]) -> None:
    assert "http://www.w3.org/ns/org#unitOff" not in vocabularies["http://www.w3.org/ns/org#"]
    assert in_closed_namespace("http://www.w3.org/ns/shacl#minCounts") is False
    assert in_closed_namespace("http://www.w3.org/ns/shacl#minCount") is True
