"""The oracle: what owlrl concludes, in the same terms as what the compiled rules conclude."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import rdflib
from owlrl import DeductiveClosure, OWLRL_Semantics
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, RdfFormat

from qualigraph.dataset import Dataset
from qualigraph.inference import infer
from qualigraph.terms import OWL, RDF, RDFS

Triple = tuple[object, object, object]
Closures = Callable[[Dataset, set[object]], tuple[set[Triple], set[Triple]]]


@pytest.fixture
def closures(monkeypatch: pytest.MonkeyPatch) -> Iterator[Closures]:
    """Return a function that gives the closure of a dataset by our rules and by owlrl.

    Both are all triples whose subject is one of the given individuals, less what says nothing: that a
    thing is the same as itself, a thing or a resource.
    """
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)

    def both(dataset: Dataset, individuals: set[object]) -> tuple[set[Triple], set[Triple]]:
        graph = rdflib.Graph(store="SimpleMemory")
        graph.parse(data=dataset.store.dump(format=RdfFormat.N_TRIPLES, from_graph=DefaultGraph()), format="nt")
        DeductiveClosure(OWLRL_Semantics, axiomatic_triples=False, datatype_axioms=False).expand(graph)
        expected = {(our_term(s), our_term(p), our_term(o)) for s, p, o in graph}
        infer(dataset)
        ours = {(s, p, o) for s, p, o, _ in dataset.store.quads_for_pattern(None, None, None, DefaultGraph())}
        return (
            {triple for triple in ours if says_something(triple, individuals)},
            {triple for triple in expected if says_something(triple, individuals)},
        )

    yield both


def says_something(triple: Triple, individuals: set[object]) -> bool:
    subject, predicate, value = triple
    if subject not in individuals or (predicate == OWL.sameAs and subject == value):
        return False
    return not (predicate == RDF.type and value in (OWL.Thing, RDFS.Resource))


def our_term(term: object) -> object:
    if isinstance(term, rdflib.URIRef):
        return NamedNode(term)
    if isinstance(term, rdflib.BNode):
        return BlankNode(term)
    assert isinstance(term, rdflib.Literal)
    if term.language:
        return Literal(str(term), language=term.language)
    return Literal(str(term), datatype=NamedNode(term.datatype)) if term.datatype else Literal(str(term))
