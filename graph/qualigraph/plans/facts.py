"""The default graph of a dataset, read predicate by predicate: each is indexed when it is first asked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Store

from qualigraph.terms import BASE, DCTERMS, ID, QG, RDFS, SKOS

Term: TypeAlias = NamedNode | BlankNode | Literal

_NOTHING: tuple[Term, ...] = ()
_LABELS = (SKOS.prefLabel, DCTERMS.title, RDFS.label)


class Facts:
    """What a store's default graph says. The store must not change under it."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._forward: dict[NamedNode, dict[Term, list[Term]]] = {}
        self._backward: dict[NamedNode, dict[Term, list[Term]]] = {}

    def forward(self, predicate: NamedNode) -> dict[Term, list[Term]]:
        """Return the objects of ``predicate`` by subject, each list in a fixed order."""
        index = self._forward.get(predicate)
        if index is None:
            index = self._forward[predicate] = {}
            for quad in self.store.quads_for_pattern(None, predicate, None, DefaultGraph()):
                if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode | Literal | BlankNode):
                    index.setdefault(quad.subject, []).append(quad.object)
            for values in index.values():
                values.sort(key=str)
        return index

    def backward(self, predicate: NamedNode) -> dict[Term, list[Term]]:
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

    def nodes(self, subject: Term, predicate: NamedNode) -> tuple[NamedNode, ...]:
        """Return the objects that have an address."""
        return tuple(value for value in self.objects(subject, predicate) if isinstance(value, NamedNode))

    def node(self, subject: Term, predicate: NamedNode) -> NamedNode | None:
        """Return the first object that has an address, or None."""
        return next(iter(self.nodes(subject, predicate)), None)

    def subjects(self, predicate: NamedNode, value: Term) -> tuple[NamedNode, ...]:
        """Return the subjects that have ``value`` for ``predicate``, in the order of their addresses."""
        found = (node for node in self.backward(predicate).get(value, ()) if isinstance(node, NamedNode))
        return tuple(sorted(found, key=lambda node: node.value))

    def literals(self, subject: Term, predicate: NamedNode) -> tuple[Literal, ...]:
        """Return the objects that are literals."""
        return tuple(value for value in self.objects(subject, predicate) if isinstance(value, Literal))

    def literal(self, subject: Term, predicate: NamedNode) -> Literal | None:
        """Return the first object that is a literal, or None."""
        return next(iter(self.literals(subject, predicate)), None)

    def texts(self, subject: Term, predicate: NamedNode) -> tuple[str, ...]:
        """Return the values of the literals."""
        return tuple(literal.value for literal in self.literals(subject, predicate))

    def text(self, subject: Term, predicate: NamedNode) -> str | None:
        """Return the French value, else one without a language, else any; None if there is none."""
        found = self.literals(subject, predicate)
        preference = {"fr": 0, None: 1}
        best = min(found, key=lambda text: preference.get(text.language, 2), default=None)
        return None if best is None else best.value

    def label(self, node: NamedNode) -> str:
        """Return what a thing is called in French, else the end of its address."""
        for predicate in _LABELS:
            if (text := self.text(node, predicate)) is not None:
                return text
        return shorten(node)

    def short(self, node: NamedNode) -> str:
        """Return the acronym of a thing, else its label."""
        acronym = self.literal(node, QG.acronym)
        return self.label(node) if acronym is None else acronym.value

    def knows(self, node: NamedNode) -> bool:
        """Tell whether anything is said of ``node``."""
        return next(iter(self.store.quads_for_pattern(node, None, None, DefaultGraph())), None) is not None


def shorten(node: NamedNode) -> str:
    """Return an address as people type it: the path below the project's own, else whole."""
    return node.value.removeprefix(ID).removeprefix(BASE)
