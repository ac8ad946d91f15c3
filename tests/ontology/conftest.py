"""The ontology, its lists, its alignments and the verified terms of other vocabularies, read once."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import OWL, RDF, Graph, URIRef

NAMESPACE = "https://w3id.org/qualigraph/ns#"


@pytest.fixture(scope="session")
def ontology_folder(repository: Path) -> Path:
    return repository / "ontology"


@pytest.fixture(scope="session")
def core(ontology_folder: Path) -> Graph:
    return Graph().parse(ontology_folder / "core.ttl")


@pytest.fixture(scope="session")
def lists(ontology_folder: Path) -> dict[str, Graph]:
    """Each SKOS list by the name of its file."""
    return {path.stem: Graph().parse(path) for path in sorted((ontology_folder / "vocab").glob("*.ttl"))}


@pytest.fixture(scope="session")
def alignments(ontology_folder: Path) -> dict[str, Graph]:
    """Each alignment by the name of its file."""
    return {path.stem: Graph().parse(path) for path in sorted((ontology_folder / "alignments").glob("*.ttl"))}


@pytest.fixture(scope="session")
def own_terms(core: Graph) -> frozenset[URIRef]:
    """The declared classes and properties of the project's own namespace."""
    kinds = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
    declared = {subject for kind in kinds for subject in core.subjects(RDF.type, kind)}
    return frozenset(term for term in declared if isinstance(term, URIRef) and term.startswith(NAMESPACE))


@pytest.fixture(scope="session")
def vocabularies() -> dict[str, frozenset[str]]:
    """The verified terms of other vocabularies, by namespace, from foreign_terms.txt, which names their sources."""
    found: dict[str, frozenset[str]] = {}
    text = (Path(__file__).parent / "foreign_terms.txt").read_text(encoding="utf-8")
    for section in text.split("\n[")[1:]:
        head, source, *terms = [line for line in section.splitlines() if line]
        prefix, namespace = head.split("] ")
        assert source.startswith("source: "), prefix
        assert len(terms) == len(set(terms)), prefix
        found[namespace] = frozenset(namespace + term for term in terms)
    return found
