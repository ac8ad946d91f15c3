"""What is said of a thing and what points to it, in words."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from pyoxigraph import NamedNode

from qualigraph.language import Text
from qualigraph.terms import DCTERMS, QG, RDF, RDFS, SKOS
from qualigraph_server.pages.context import View
from qualigraph_server.pages.graph import Graph, Node, Term
from qualigraph_server.pages.naming import Namer, Ref, natural

NAMES = {SKOS.prefLabel, DCTERMS.title, RDFS.label, RDF.type}
"""What the head of a page says."""
SOURCES = {QG.passage, QG.headingPassage}
"""What the sources at its end say."""
STRUCTURE = {QG.isDirectPartOf, QG.hasDirectPart, QG.levelName, QG.ordinal, QG.printedNumber}
"""What the way to an element and the list of its parts say."""
DEDUCED = (QG.ofInstitution, QG.measuredBy)
"""Properties whose values are shown though no file says them."""

_ORDER = (
    QG.acronym,
    SKOS.altLabel,
    SKOS.definition,
    RDFS.comment,
    DCTERMS.type,
    QG.kind,
    QG.planOf,
    QG.ofInstitution,
)


@dataclass(frozen=True)
class Statement:
    """One property and its values."""

    property: Ref
    values: list[Ref]
    name: str = ""


@dataclass
class PlanBlock:
    """Things that belong to one plan, or to none (``plan`` is None)."""

    plan: Ref | None
    rows: list[Row] = field(default_factory=list)


@dataclass(frozen=True)
class Row:
    """One thing with where it stands and what kind it is."""

    ref: Ref
    position: str
    kind: str


@dataclass(frozen=True)
class Backlinks:
    """What points to a thing by one property, by plan."""

    property: Ref
    blocks: list[PlanBlock]
    count: int


def statements(view: View, namer: Namer, node: Node, *, without: Collection[NamedNode] = ()) -> list[Statement]:
    """Return what is said of ``node``, less what the page says elsewhere."""
    graph = view.graph
    hidden = {*NAMES, *SOURCES, *without}
    by_property: dict[NamedNode, list[Term]] = {}
    for predicate, value in graph.said(node):
        if predicate not in hidden:
            by_property.setdefault(predicate, []).append(value)
    for predicate in DEDUCED:
        if predicate not in hidden and (values := graph.objects(node, predicate)):
            by_property[predicate] = values
    found = [
        Statement(namer.property(predicate), in_language(namer, values), predicate.value)
        for predicate, values in by_property.items()
    ]
    places = {predicate.value: index for index, predicate in enumerate(_ORDER)}
    return sorted(found, key=lambda one: (places.get(one.name, len(places)), natural(one.property.text)))


def in_language(namer: Namer, values: Iterable[Term]) -> list[Ref]:
    """Return the values; of texts in several languages only those in the reader's, if there are any."""
    refs = namer.refs(values)
    own = [ref for ref in refs if ref.lang is None]
    texts_elsewhere = [ref for ref in refs if ref.lang is not None and not ref.iri]
    return [ref for ref in refs if ref not in texts_elsewhere] if own and texts_elsewhere else refs


def backlinks(view: View, namer: Namer, node: Node, *, without: Collection[NamedNode] = ()) -> list[Backlinks]:
    """Return what points to ``node``, less what the page says elsewhere."""
    by_property: dict[NamedNode, list[Node]] = {}
    for subject, predicate in view.graph.pointing(node):
        if predicate not in without:
            by_property.setdefault(predicate, []).append(subject)
    found = [
        Backlinks(namer.property(predicate, backwards=True), by_plan(view, namer, subjects), len(set(subjects)))
        for predicate, subjects in by_property.items()
    ]
    return sorted(found, key=lambda one: natural(one.property.text))


def by_plan(view: View, namer: Namer, nodes: Iterable[Node]) -> list[PlanBlock]:
    """Return ``nodes`` in blocks by plan, elements in the order of the document; what is in no plan comes last."""
    graph = view.graph
    blocks: dict[Node | None, PlanBlock] = {}
    for node in sorted(set(nodes), key=lambda one: _order(graph, namer, one)):
        plan = graph.plan_of(node) if graph.is_a(node, QG.PlanElement) else None
        block = blocks.setdefault(plan, PlanBlock(None if plan is None else namer.ref(plan)))
        block.rows.append(Row(namer.ref(node), namer.position(node), namer.kind(node)))
    return sorted(
        blocks.values(), key=lambda block: (block.plan is None, natural(block.plan.text) if block.plan else ())
    )


def _order(graph: Graph, namer: Namer, node: Node) -> tuple[object, ...]:
    if graph.is_a(node, QG.PlanElement):
        return (0, graph.path_rank(node))
    return (1, natural(namer.ref(node).text), str(node))


WITHOUT_PLAN = Text("Hors des éléments de plan", "Outside plan elements")
