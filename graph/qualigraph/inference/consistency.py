"""Contradictions: what the data and the ontology say together and cannot both be true."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal as OneOf

from pyoxigraph import DefaultGraph, Literal, NamedNode

from qualigraph.dataset import Dataset
from qualigraph.inference.axioms import Term, read_axioms
from qualigraph.terms import OWL, RDF

Contradiction = OneOf[
    "disjoint-classes", "empty-class", "asymmetric", "irreflexive", "disjoint-properties", "different-from-itself"
]


@dataclass(frozen=True)
class Inconsistency:
    """One contradiction: its kind, the thing it is about, the axiom's terms and the triples that clash.

    The triples may be inferred ones, which stand in no file.
    """

    kind: Contradiction
    subject: Term
    terms: tuple[Term, ...]
    triples: tuple[tuple[Term, NamedNode, Term], ...]


def inconsistencies(dataset: Dataset) -> list[Inconsistency]:
    """Return the contradictions of a dataset after :func:`~qualigraph.inference.infer`, in a stable order."""
    found = {item for item in _all(dataset) if not _is_literal(item.subject)}
    return sorted(found, key=lambda item: (item.kind, *map(str, (item.subject, *item.terms)), str(item.triples)))


def _all(dataset: Dataset) -> Iterator[Inconsistency]:
    axioms = read_axioms(dataset)
    for one, other in axioms.disjoint_classes:
        for thing in _members(dataset, one) & _members(dataset, other):
            triples = ((thing, RDF.type, one), (thing, RDF.type, other))
            yield Inconsistency("disjoint-classes", thing, (one, other), triples)
    for thing in _members(dataset, OWL.Nothing):
        yield Inconsistency("empty-class", thing, (OWL.Nothing,), ((thing, RDF.type, OWL.Nothing),))
    for one, other in axioms.disjoint_properties:
        for subject, value in _pairs(dataset, one) & _pairs(dataset, other):
            if isinstance(one, NamedNode) and isinstance(other, NamedNode):
                triples = ((subject, one, value), (subject, other, value))
                yield Inconsistency("disjoint-properties", subject, (one, other), triples)
    for subject, value in _pairs(dataset, OWL.differentFrom):
        if subject == value:
            yield Inconsistency("different-from-itself", subject, (), ((subject, OWL.differentFrom, value),))
    for prop in axioms.irreflexive:
        for subject, value in _pairs(dataset, prop):
            if subject == value and isinstance(prop, NamedNode):
                yield Inconsistency("irreflexive", subject, (prop,), ((subject, prop, value),))
    for prop in axioms.asymmetric:
        pairs = _pairs(dataset, prop)
        for subject, value in pairs:
            # Both ways round are one contradiction, told once.
            if (value, subject) in pairs and str(subject) <= str(value) and isinstance(prop, NamedNode):
                triples = ((subject, prop, value), (value, prop, subject))
                yield Inconsistency("asymmetric", subject, (prop,), triples)


def _members(dataset: Dataset, cls: Term) -> set[Term]:
    return {quad.subject for quad in dataset.store.quads_for_pattern(None, RDF.type, cls, DefaultGraph())}


def _pairs(dataset: Dataset, prop: Term) -> set[tuple[Term, Term]]:
    if not isinstance(prop, NamedNode):
        return set()
    return {(quad.subject, quad.object) for quad in dataset.store.quads_for_pattern(None, prop, None, DefaultGraph())}


def _is_literal(term: Term) -> bool:
    return isinstance(term, Literal)
