"""The shapes as the engine runs them, read from a shapes graph."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TypeAlias

from pyoxigraph import Literal, NamedNode

from qualigraph.checking.shacl.paths import NotCovered, Path, read_path
from qualigraph.checking.shacl.view import GraphView, Term
from qualigraph.terms import RDF, SH

Value: TypeAlias = Term | None
Test: TypeAlias = "Callable[[GraphView, Term, Sequence[Term]], Iterator[Value]]"
"""One constraint: given the view, a focus node and its values, the values that break it (None: none in particular)."""

_TARGETS = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf, SH.target)
_ABOUT_THE_SHAPE = frozenset(
    {
        *_TARGETS,
        *(SH.path, SH.severity, SH.message, SH.deactivated, SH.name, SH.description, SH.order, SH.group),
        *(SH.property, SH.sparql, SH.flags, SH.ignoredProperties),
    }
)


@dataclass(frozen=True)
class Query:
    """A SPARQL query of a shapes graph with its prefixes."""

    text: str
    prefixes: Mapping[str, str]


@dataclass(frozen=True)
class Shape:
    """One shape: how its values are reached and what must hold of them."""

    node: Term
    path: Path | None
    severity: NamedNode
    tests: tuple[Test, ...]
    properties: tuple[Shape, ...]
    queries: tuple[Query, ...]
    targets: tuple[tuple[NamedNode, Term], ...]

    def values(self, view: GraphView, focus: Term) -> list[Term]:
        """Return the value nodes of ``focus``, each once."""
        return [focus] if self.path is None else list(dict.fromkeys(self.path.values(view, focus)))


@cache
def read_shape(shapes: GraphView, node: Term) -> Shape:
    """Return the shape ``node`` of the shapes graph, which must not change any more.

    Raises :class:`~qualigraph.checking.shacl.paths.NotCovered` for what only pySHACL can run.
    """
    from qualigraph.checking.shacl.components import COMPONENTS

    tests: list[Test] = []
    for predicate in _sh_predicates(shapes, node) - _ABOUT_THE_SHAPE:
        component = COMPONENTS.get(predicate)
        if component is None:
            raise NotCovered(str(predicate))
        tests += (component(shapes, node, value) for value in sorted(shapes.objects(node, predicate), key=str))
    path_node = shapes.one(node, SH.path)
    severity = shapes.one(node, SH.severity)
    return Shape(
        node=node,
        path=None if path_node is None else read_path(shapes, path_node),
        severity=severity if isinstance(severity, NamedNode) else SH.Violation,
        tests=tuple(tests),
        properties=tuple(read_shape(shapes, each) for each in sorted(shapes.objects(node, SH.property), key=str)),
        queries=tuple(_constraint_query(shapes, each) for each in shapes.objects(node, SH.sparql)),
        targets=tuple((target, value) for target in _TARGETS for value in shapes.objects(node, target)),
    )


@cache
def read_query(shapes: GraphView, node: Term) -> Query:
    """Return the SELECT query of a constraint, target or function, with its declared prefixes."""
    text = shapes.one(node, SH.select)
    if not isinstance(text, Literal):
        raise NotCovered("sh:ask")
    prefixes: dict[str, str] = {}
    for group in shapes.objects(node, SH.prefixes):
        for declaration in shapes.objects(group, SH.declare):
            prefix, namespace = shapes.one(declaration, SH.prefix), shapes.one(declaration, SH.namespace)
            if isinstance(prefix, Literal) and isinstance(namespace, Literal):
                prefixes[prefix.value] = namespace.value
    return Query(text.value, prefixes)


def _constraint_query(shapes: GraphView, node: Term) -> Query:
    if shapes.objects(node, SH.deactivated):
        raise NotCovered("sh:deactivated")
    return read_query(shapes, node)


def _sh_predicates(shapes: GraphView, node: Term) -> set[NamedNode]:
    if not isinstance(node, NamedNode) and not hasattr(node, "value"):
        raise NotCovered("shape")
    found = {
        quad.predicate
        for quad in shapes.store.quads_for_pattern(node, None, None, None)  # type: ignore[arg-type]
        if quad.predicate.value.startswith(SH.iri) and quad.predicate != RDF.type
    }
    if any(
        isinstance(value, Literal) and value.value in ("true", "1") for value in shapes.objects(node, SH.deactivated)
    ):
        raise NotCovered("sh:deactivated")
    return found
