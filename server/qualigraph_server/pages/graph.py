"""Reading the default graph for pages: plain lookups in the store, and whether a triple is said or follows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias, TypeGuard

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Store, Triple

from qualigraph.terms import INFERRED, QG, RDF

Node: TypeAlias = NamedNode | BlankNode
Term: TypeAlias = NamedNode | BlankNode | Literal | Triple

ELEMENTS = (QG.Orientation, QG.Objective, QG.Action, QG.ActionGroup, QG.Measure)
"""The levels of a plan, from the top."""


def is_node(term: Term | None) -> TypeGuard[Node]:
    """Tell whether ``term`` is a thing and no text."""
    return isinstance(term, NamedNode | BlankNode)


class Graph:
    """The default graph of a store that does not change."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._plans: dict[Node, Node | None] = {}
        self._ranks: dict[Node, tuple[tuple[int, str], ...]] = {}

    def objects(self, subject: Node, predicate: NamedNode) -> list[Term]:
        """Return the values of ``predicate``, in an order that is always the same."""
        found = (quad.object for quad in self.store.quads_for_pattern(subject, predicate, None, DefaultGraph()))
        return sorted(found, key=str)

    def nodes(self, subject: Node, predicate: NamedNode) -> list[Node]:
        """Return the things among the values of ``predicate``."""
        return [term for term in self.objects(subject, predicate) if is_node(term)]

    def node(self, subject: Node, predicate: NamedNode) -> Node | None:
        """Return one thing that is a value of ``predicate``, if there is one."""
        return next(iter(self.nodes(subject, predicate)), None)

    def literals(self, subject: Node, predicate: NamedNode) -> list[Literal]:
        """Return the texts, numbers and dates among the values of ``predicate``."""
        return [term for term in self.objects(subject, predicate) if isinstance(term, Literal)]

    def text(self, subject: Node, predicate: NamedNode) -> str | None:
        """Return one value of ``predicate`` as it is written, if there is one."""
        return next((literal.value for literal in self.literals(subject, predicate)), None)

    def number(self, subject: Node, predicate: NamedNode) -> int | None:
        """Return one value of ``predicate`` as a whole number, if there is one."""
        text = self.text(subject, predicate)
        return int(text) if text is not None and text.lstrip("-").isdecimal() else None

    def subjects(self, predicate: NamedNode, value: Term) -> list[Node]:
        """Return the things that have ``value`` for ``predicate``."""
        found = {quad.subject for quad in self.store.quads_for_pattern(None, predicate, value, DefaultGraph())}
        return sorted((node for node in found if is_node(node)), key=str)

    def instances(self, *classes: NamedNode) -> list[Node]:
        """Return the things of any of ``classes``."""
        return sorted({node for one in classes for node in self.subjects(RDF.type, one)}, key=str)

    def types(self, node: Node) -> list[NamedNode]:
        """Return the classes that ``node`` is said to be of, else those that follow."""
        every = [term for term in self.objects(node, RDF.type) if isinstance(term, NamedNode)]
        return [one for one in every if self.is_said(node, RDF.type, one)] or every

    def is_a(self, node: Node, *classes: NamedNode) -> bool:
        """Tell whether ``node`` is of any of ``classes``, said or inferred."""
        return any(Quad(node, RDF.type, one, DefaultGraph()) in self.store for one in classes)

    def unverified(self, node: Node) -> bool:
        """Tell whether ``node`` is an entry of a catalogue that was not checked in any text."""
        confidence = self.node(node, QG.confidence)
        return confidence is not None and not confidence.value.endswith("/high")

    def is_said(self, subject: Node, predicate: NamedNode, value: Term) -> bool:
        """Tell whether a file says the triple; what only follows is in the graph of inferences."""
        return Quad(subject, predicate, value, INFERRED) not in self.store

    def said(self, subject: Node) -> Iterator[tuple[NamedNode, Term]]:
        """Yield what is said of ``subject``."""
        for quad in self.store.quads_for_pattern(subject, None, None, DefaultGraph()):
            if self.is_said(subject, quad.predicate, quad.object):
                yield quad.predicate, quad.object

    def pointing(self, value: Term) -> Iterator[tuple[Node, NamedNode]]:
        """Yield the things and predicates whose value is said to be ``value``."""
        for quad in self.store.quads_for_pattern(None, None, value, DefaultGraph()):
            if is_node(quad.subject) and self.is_said(quad.subject, quad.predicate, value):
                yield quad.subject, quad.predicate

    def knows(self, node: Node) -> bool:
        """Tell whether anything is said of ``node`` or points to it."""
        store = self.store
        return (
            next(iter(store.quads_for_pattern(node, None, None, DefaultGraph())), None) is not None
            or next(iter(store.quads_for_pattern(None, None, node, DefaultGraph())), None) is not None
        )

    def parents(self, element: Node) -> list[Node]:
        """Return what holds ``element``, nearest first; data that goes round in circles ends."""
        found: list[Node] = []
        current = self.node(element, QG.isDirectPartOf)
        while current is not None and current != element and current not in found:
            found.append(current)
            current = self.node(current, QG.isDirectPartOf)
        return found

    def plan_of(self, item: Node) -> Node | None:
        """Return the nearest plan that holds ``item``; a plan is its own."""
        if item not in self._plans:
            line = (item, *self.parents(item))
            self._plans[item] = next((node for node in line if self.is_a(node, QG.Plan)), None)
        return self._plans[item]

    def plan_about(self, node: Node) -> Node | None:
        """Return the plan that ``node`` belongs to, or that the review or report that it is is about."""
        about = (other for predicate in (QG.reviewOf, QG.reportOn) for other in self.nodes(node, predicate))
        return next((plan for one in (node, *about) if (plan := self.plan_of(one)) is not None), None)

    def parts(self, item: Node) -> list[Node]:
        """Return the direct parts of ``item`` in the order of the document."""
        return sorted(self.nodes(item, QG.hasDirectPart), key=self.rank)

    def rank(self, item: Node) -> tuple[int, str]:
        """Return the key that puts siblings in the order of the document."""
        ordinal = self.number(item, QG.ordinal)
        return (1_000_000 if ordinal is None else ordinal, str(item))

    def path_rank(self, item: Node) -> tuple[tuple[int, str], ...]:
        """Return the key that puts elements of different parents in the order of the document."""
        if item not in self._ranks:
            self._ranks[item] = tuple(self.rank(node) for node in reversed((item, *self.parents(item))))
        return self._ranks[item]
