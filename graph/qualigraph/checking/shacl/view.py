"""What the engine reads: the default graph of a store, each predicate's triples indexed when first asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Store, Triple

from qualigraph.terms import RDF, RDFS

Resource: TypeAlias = NamedNode | BlankNode
Term: TypeAlias = NamedNode | BlankNode | Literal
Index: TypeAlias = Mapping[Term, Sequence[Term]]

_NOTHING: tuple[Term, ...] = ()


class GraphView:
    """The default graph of ``store``, read predicate by predicate.

    The store must not change under it, except through :meth:`add`; else :meth:`forget`.
    """

    def __init__(self, store: Store) -> None:
        self.store = store
        self._forward: dict[NamedNode, dict[Term, list[Term]]] = {}
        self._backward: dict[NamedNode, dict[Term, list[Term]]] = {}
        self._superclasses: dict[Term, set[Term]] = {}

    def add(self, triples: Iterable[tuple[Resource, NamedNode, Term]]) -> None:
        """Add triples to the default graph."""
        self.store.extend(Quad(*triple, DefaultGraph()) for triple in triples)
        self.forget()

    def forget(self) -> None:
        """Forget what was indexed, after the store was changed."""
        self._forward.clear()
        self._backward.clear()
        self._superclasses.clear()

    def forward(self, predicate: NamedNode) -> Index:
        """Return the objects of ``predicate`` by subject."""
        index = self._forward.get(predicate)
        if index is None:
            index = self._forward[predicate] = {}
            for quad in self.store.quads_for_pattern(None, predicate, None, DefaultGraph()):
                if not isinstance(quad.subject, Triple) and not isinstance(quad.object, Triple):
                    index.setdefault(quad.subject, []).append(quad.object)
        return index

    def backward(self, predicate: NamedNode) -> Index:
        """Return the subjects of ``predicate`` by object."""
        index = self._backward.get(predicate)
        if index is None:
            index = self._backward[predicate] = {}
            for subject, values in self.forward(predicate).items():
                for value in values:
                    index.setdefault(value, []).append(subject)
        return index

    def objects(self, subject: Term, predicate: NamedNode) -> Sequence[Term]:
        """Return the objects of ``predicate`` on ``subject``."""
        return self.forward(predicate).get(subject, _NOTHING)

    def one(self, subject: Term, predicate: NamedNode) -> Term | None:
        """Return one object of ``predicate`` on ``subject``, always the same, or None."""
        values = self.objects(subject, predicate)
        return min(values, key=str) if values else None

    def types(self, node: Term) -> set[Term]:
        """Return the types that ``node`` has, with their superclasses."""
        found: set[Term] = set()
        for kind in self.objects(node, RDF.type):
            found |= self.above(kind)
        return found

    def above(self, kind: Term) -> set[Term]:
        """Return the class ``kind`` with all its superclasses."""
        found = self._superclasses.get(kind)
        if found is None:
            found = self._superclasses[kind] = closure(kind, self.forward(RDFS.subClassOf))
        return found

    def instances(self, kind: Term) -> list[Term]:
        """Return the instances of the class ``kind`` and of its subclasses, each once."""
        typed = self.backward(RDF.type)
        found: dict[Term, None] = {}
        for lower in closure(kind, self.backward(RDFS.subClassOf)):
            found.update(dict.fromkeys(typed.get(lower, _NOTHING)))
        return list(found)


def closure(start: Term, steps: Index) -> set[Term]:
    """Return ``start`` and all that is reached from it over ``steps``."""
    found = {start}
    waiting = [start]
    while waiting:
        for node in steps.get(waiting.pop(), _NOTHING):
            if node not in found:
                found.add(node)
                waiting.append(node)
    return found
