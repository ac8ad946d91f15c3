"""What a dataset holds, in numbers: by class, by plan, by graph; and what it was made with."""

from __future__ import annotations

import platform
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from qualigraph import __version__
from qualigraph.dataset import Dataset
from qualigraph.terms import DCTERMS, INFERRED, ONTOLOGY, OWL, QG, RDF

ENGINES = ("pyoxigraph", "rdflib", "pyshacl", "owlrl")
LEVELS = (QG.Orientation, QG.Objective, QG.Action, QG.ActionGroup, QG.Measure)
"""The classes of plan elements, from the top down."""
_DEPTH = 20
"""Steps from an element up to its plan: more would be a circle."""


@dataclass(frozen=True)
class PlanSummary:
    """One plan: whose it is, how far it is covered, how many elements of each level are below it."""

    plan: NamedNode
    institution: NamedNode | None
    coverage: NamedNode | None
    elements: dict[NamedNode, int]


@dataclass(frozen=True)
class GraphSummary:
    """One named graph: how many triples it has and the files it was read from."""

    graph: NamedNode
    triples: int
    files: tuple[Path, ...]


@dataclass(frozen=True)
class Summary:
    """All the numbers; ``data_date`` is the latest day on which something says that it was changed."""

    version: str
    ontology_version: str | None
    python: str
    engines: dict[str, str]
    content: str
    data_date: str | None
    asserted: int
    inferred: int
    classes: dict[NamedNode, int]
    plans: tuple[PlanSummary, ...]
    graphs: tuple[GraphSummary, ...]


def summarize(dataset: Dataset) -> Summary:
    """Return what ``dataset`` holds; classes and plans are counted by what is asserted of them."""
    store = dataset.store
    inferred = _count(dataset, INFERRED)
    return Summary(
        version=__version__,
        ontology_version=_ontology_version(dataset),
        python=platform.python_version(),
        engines={name: version(name) for name in ENGINES},
        content=dataset.version,
        data_date=_latest_change(dataset),
        asserted=sum(1 for _ in store.quads_for_pattern(None, None, None, DefaultGraph())) - inferred,
        inferred=inferred,
        classes=_classes(dataset),
        plans=tuple(_plans(dataset)),
        graphs=tuple(
            GraphSummary(graph, _count(dataset, graph), tuple(dataset.files.get(graph, ())))
            for graph in [*sorted(dataset.ontology_graphs, key=lambda name: name.value), *dataset.data_graphs()]
        ),
    )


def _classes(dataset: Dataset) -> dict[NamedNode, int]:
    things: dict[NamedNode, set[object]] = {}
    for graph in dataset.data_graphs():
        for quad in dataset.store.quads_for_pattern(None, RDF.type, None, graph):
            if isinstance(quad.object, NamedNode):
                things.setdefault(quad.object, set()).add(quad.subject)
    return {cls: len(things[cls]) for cls in sorted(things, key=lambda cls: cls.value)}


def _plans(dataset: Dataset) -> Iterator[PlanSummary]:
    plans = {quad.subject for quad in _about(dataset, RDF.type, QG.Plan)}
    parents = {quad.subject: quad.object for quad in _about(dataset, QG.isDirectPartOf)}
    elements: dict[object, Counter[NamedNode]] = {}
    for level in LEVELS:
        for quad in _about(dataset, RDF.type, level):
            above: object = quad.subject
            for _ in range(_DEPTH):
                # An element counts in the plan it is nearest to, not in what that plan is part of.
                above = parents.get(above)  # type: ignore[call-overload]  # anything may be looked up
                if above in plans:
                    elements.setdefault(above, Counter())[level] += 1
                    break
    for plan in sorted((plan for plan in plans if isinstance(plan, NamedNode)), key=lambda plan: plan.value):
        institution, coverage = (
            next((quad.object for quad in dataset.store.quads_for_pattern(plan, prop, None, DefaultGraph())), None)
            for prop in (QG.planOf, QG.coverage)
        )
        yield PlanSummary(
            plan,
            institution if isinstance(institution, NamedNode) else None,
            coverage if isinstance(coverage, NamedNode) else None,
            dict(elements.get(plan, {})),
        )


def _about(dataset: Dataset, predicate: NamedNode, value: NamedNode | None = None) -> Iterator[Quad]:
    yield from dataset.store.quads_for_pattern(None, predicate, value, DefaultGraph())


def _count(dataset: Dataset, graph: NamedNode) -> int:
    return sum(1 for _ in dataset.store.quads_for_pattern(None, None, None, graph))


def _ontology_version(dataset: Dataset) -> str | None:
    for quad in dataset.store.quads_for_pattern(NamedNode(ONTOLOGY), OWL.versionInfo, None, DefaultGraph()):
        if isinstance(quad.object, Literal):
            return quad.object.value
    return None


def _latest_change(dataset: Dataset) -> str | None:
    days = [
        quad.object.value[:10]
        for quad in dataset.store.quads_for_pattern(None, DCTERMS.modified, None, DefaultGraph())
        if isinstance(quad.object, Literal)
    ]
    return max(days, default=None)
