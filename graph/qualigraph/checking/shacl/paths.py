"""Property paths: read from a shapes graph, followed from a node, written as SPARQL writes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from pyoxigraph import NamedNode

from qualigraph.checking.shacl.view import GraphView, Term
from qualigraph.terms import RDF, SH


class NotCovered(Exception):
    """A part of SHACL that this engine leaves to pySHACL; the message names it."""


class Path(Protocol):
    """What leads from a node to its values."""

    def values(self, view: GraphView, node: Term) -> Iterable[Term]:
        """Return the values that the path reaches from ``node``; one may come twice."""

    def predicates(self) -> Iterator[NamedNode]:
        """Give the predicates that the path is made of, in the order they are written."""


@dataclass(frozen=True)
class Predicate:
    """One predicate."""

    predicate: NamedNode

    def values(self, view: GraphView, node: Term) -> Iterable[Term]:
        """Return the objects of the predicate on ``node``."""
        return view.objects(node, self.predicate)

    def predicates(self) -> Iterator[NamedNode]:
        """Give the predicate."""
        yield self.predicate

    def __str__(self) -> str:
        return str(self.predicate)


@dataclass(frozen=True)
class Inverse:
    """One predicate, from object to subject."""

    predicate: NamedNode

    def values(self, view: GraphView, node: Term) -> Iterable[Term]:
        """Return the subjects that have ``node`` as an object of the predicate."""
        return view.backward(self.predicate).get(node, ())

    def predicates(self) -> Iterator[NamedNode]:
        """Give the predicate."""
        yield self.predicate

    def __str__(self) -> str:
        return f"^{self.predicate}"


@dataclass(frozen=True)
class Sequence:
    """One path after the other."""

    steps: tuple[Path, ...]

    def values(self, view: GraphView, node: Term) -> Iterable[Term]:
        """Return what the last step reaches."""
        reached: dict[Term, None] = {node: None}
        for step in self.steps:
            reached = {value: None for start in reached for value in step.values(view, start)}
        return reached

    def predicates(self) -> Iterator[NamedNode]:
        """Give the predicates of all steps."""
        for step in self.steps:
            yield from step.predicates()

    def __str__(self) -> str:
        return "/".join(map(str, self.steps))


@dataclass(frozen=True)
class Alternative:
    """Any of several paths."""

    choices: tuple[Path, ...]

    def values(self, view: GraphView, node: Term) -> Iterable[Term]:
        """Return what any of the paths reaches."""
        for choice in self.choices:
            yield from choice.values(view, node)

    def predicates(self) -> Iterator[NamedNode]:
        """Give the predicates of all choices."""
        for choice in self.choices:
            yield from choice.predicates()

    def __str__(self) -> str:
        return f"({'|'.join(map(str, self.choices))})"


@dataclass(frozen=True)
class Repeated:
    """A path followed any number of times, at least once unless ``zero``."""

    step: Path
    zero: bool

    def values(self, view: GraphView, node: Term) -> Iterable[Term]:
        """Return what is reached by following the path again and again."""
        found: dict[Term, None] = {}
        waiting = [node]
        while waiting:
            for value in self.step.values(view, waiting.pop()):
                if value not in found:
                    found[value] = None
                    waiting.append(value)
        if self.zero:
            found.setdefault(node)
        return found

    def predicates(self) -> Iterator[NamedNode]:
        """Give the predicates of the path that is repeated."""
        return self.step.predicates()

    def __str__(self) -> str:
        return f"({self.step}){'*' if self.zero else '+'}"


@dataclass(frozen=True)
class Optional:
    """A path followed once or not at all."""

    step: Path

    def values(self, view: GraphView, node: Term) -> Iterable[Term]:
        """Return ``node`` and what the path reaches from it."""
        yield node
        yield from self.step.values(view, node)

    def predicates(self) -> Iterator[NamedNode]:
        """Give the predicates of the path."""
        return self.step.predicates()

    def __str__(self) -> str:
        return f"({self.step})?"


def read_path(shapes: GraphView, node: Term) -> Path:
    """Return the path that ``node`` stands for in the shapes graph.

    Raises :class:`NotCovered` for a kind of path that is not known here.
    """
    if isinstance(node, NamedNode):
        return Predicate(node)
    if shapes.objects(node, RDF.first):
        return Sequence(tuple(read_path(shapes, step) for step in read_list(shapes, node)))
    for inverse in shapes.objects(node, SH.inversePath):
        if isinstance(inverse, NamedNode):
            return Inverse(inverse)
    for choices in shapes.objects(node, SH.alternativePath):
        return Alternative(tuple(read_path(shapes, choice) for choice in read_list(shapes, choices)))
    for step in shapes.objects(node, SH.zeroOrMorePath):
        return Repeated(read_path(shapes, step), zero=True)
    for step in shapes.objects(node, SH.oneOrMorePath):
        return Repeated(read_path(shapes, step), zero=False)
    for step in shapes.objects(node, SH.zeroOrOnePath):
        return Optional(read_path(shapes, step))
    raise NotCovered("path")


def read_list(shapes: GraphView, node: Term) -> list[Term]:
    """Return the members of the RDF list that starts at ``node``."""
    members: list[Term] = []
    while node != RDF.nil:
        first, rest = shapes.one(node, RDF.first), shapes.one(node, RDF.rest)
        if first is None or rest is None:
            raise NotCovered("list")
        members.append(first)
        node = rest
    return members
