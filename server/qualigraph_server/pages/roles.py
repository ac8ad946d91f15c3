"""Who does what: the roles of an actor, those for a plan or an element, and where things are named."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from pyoxigraph import NamedNode

from qualigraph.terms import QG, RDFS
from qualigraph_server.pages.context import View
from qualigraph_server.pages.graph import Node
from qualigraph_server.pages.naming import Namer, Ref, natural
from qualigraph_server.pages.sources import Place, places
from qualigraph_server.pages.statements import in_language

Line = TypeVar("Line")
PLAIN = (QG.involves, QG.mentions)
"""Properties that say that an actor has to do with something, and no role."""


@dataclass(frozen=True)
class Role:
    """One role: of whom, for what, how often, said where."""

    role: Ref
    actor: Ref
    item: Ref
    position: str
    kind: str
    frequency: list[Ref]
    comment: list[Ref]
    places: list[Place]


@dataclass(frozen=True)
class Named:
    """One thing named in one item: as printed, and where."""

    thing: Ref
    kind: str
    item: Ref
    position: str
    printed: list[str]
    places: list[Place]


@dataclass
class Block(Generic[Line]):
    """Lines that concern one plan, or none."""

    plan: Ref | None
    rows: list[Line] = field(default_factory=list)


def role_properties(view: View) -> frozenset[NamedNode]:
    """Return the properties by which an item says the role of an actor."""
    found = view.graph.subjects(RDFS.subPropertyOf, QG.involves)
    return frozenset(one for one in found if isinstance(one, NamedNode)) - set(PLAIN)


def roles_for(view: View, namer: Namer, item: Node) -> list[Role]:
    """Return who does what for ``item``, in the order of the list of roles."""
    graph = view.graph
    found: list[Role] = []
    told: set[tuple[Node, Node]] = set()
    for involvement in graph.nodes(item, QG.qualifiedInvolvement):
        found += _told(view, namer, involvement, item, told)
    for predicate in sorted(role_properties(view), key=str):
        for actor in graph.nodes(item, predicate):
            if (actor, predicate) not in told and graph.is_said(item, predicate, actor):
                found.append(_plainly(namer, namer.property(predicate), actor, item))
    return sorted(found, key=lambda one: (natural(one.role.text), natural(one.actor.text)))


def roles_of(view: View, namer: Namer, actor: Node) -> list[Block[Role]]:
    """Return what ``actor`` does, by plan."""
    graph = view.graph
    found: list[tuple[Node, Role]] = []
    told: dict[Node, set[tuple[Node, Node]]] = {}
    for involvement in graph.subjects(QG.actor, actor):
        for item in graph.subjects(QG.qualifiedInvolvement, involvement):
            found += [(item, one) for one in _told(view, namer, involvement, item, told.setdefault(item, set()))]
    for predicate in sorted(role_properties(view), key=str):
        for item in graph.subjects(predicate, actor):
            if (actor, predicate) not in told.get(item, ()) and graph.is_said(item, predicate, actor):
                words = namer.property(predicate, backwards=True)
                found.append((item, _plainly(namer, words, actor, item)))
    return blocks(view, namer, found)


def mentions_of(view: View, namer: Namer, thing: Node) -> list[Block[Named]]:
    """Return where ``thing`` is named, by plan."""
    graph = view.graph
    by_item: dict[Node, list[Node]] = {}
    for mention in graph.subjects(QG.mentionOf, thing):
        for item in graph.nodes(mention, QG.mentionIn):
            by_item.setdefault(item, []).append(mention)
    return blocks(view, namer, [(item, _named(view, namer, thing, item, found)) for item, found in by_item.items()])


def mentions_in(view: View, namer: Namer, item: Node) -> list[Named]:
    """Return what is named in ``item``'s own text, in the order of the document."""
    graph = view.graph
    by_thing: dict[Node, list[Node]] = {}
    for mention in graph.subjects(QG.mentionIn, item):
        for thing in graph.nodes(mention, QG.mentionOf):
            by_thing.setdefault(thing, []).append(mention)
    found = [_named(view, namer, thing, item, mentions) for thing, mentions in by_thing.items()]
    return sorted(found, key=lambda one: (one.places[0].first if one.places else 0, natural(one.thing.text)))


def blocks(view: View, namer: Namer, found: Iterable[tuple[Node, Line]]) -> list[Block[Line]]:
    """Return lines about items in blocks by plan, the plan itself first, then the order of the document."""
    graph = view.graph
    by_plan: dict[Node | None, Block[Line]] = {}
    for item, line in sorted(found, key=lambda pair: _order(view, namer, pair[0])):
        plan = graph.plan_about(item)
        by_plan.setdefault(plan, Block(None if plan is None else namer.ref(plan))).rows.append(line)
    return sorted(by_plan.values(), key=lambda one: (one.plan is None, natural(one.plan.text) if one.plan else ()))


def _order(view: View, namer: Namer, item: Node) -> tuple[object, ...]:
    if view.graph.plan_of(item) is not None:
        return (0, view.graph.path_rank(item))
    return (1, natural(namer.ref(item).text), str(item))


def _told(view: View, namer: Namer, involvement: Node, item: Node, told: set[tuple[Node, Node]]) -> list[Role]:
    """Return the roles that an involvement tells, and note in ``told`` which plain statements they stand for."""
    graph = view.graph
    found = []
    for actor in graph.nodes(involvement, QG.actor):
        for role in graph.nodes(involvement, QG.role):
            told.update((actor, predicate) for predicate in graph.nodes(role, QG.roleProperty))
            found.append(
                Role(
                    role=namer.ref(role),
                    actor=namer.ref(actor),
                    item=namer.ref(item),
                    position=namer.position(item),
                    kind=namer.kind(item),
                    frequency=namer.refs(graph.objects(involvement, QG.frequency)),
                    comment=in_language(namer, graph.objects(involvement, RDFS.comment)),
                    places=places(view, namer, involvement),
                )
            )
    return found


def _plainly(namer: Namer, words: Ref, actor: Node, item: Node) -> Role:
    return Role(words, namer.ref(actor), namer.ref(item), namer.position(item), namer.kind(item), [], [], [])


def _named(view: View, namer: Namer, thing: Node, item: Node, mentions: list[Node]) -> Named:
    graph = view.graph
    found = [place for mention in mentions for place in places(view, namer, mention)]
    printed = {text.value for mention in mentions for text in graph.literals(mention, QG.printedForm)}
    return Named(
        thing=namer.ref(thing),
        kind=namer.kind(thing),
        item=namer.ref(item),
        position=namer.position(item),
        printed=sorted(printed),
        places=sorted(set(found), key=lambda one: (one.first, one.ref.iri)),
    )
