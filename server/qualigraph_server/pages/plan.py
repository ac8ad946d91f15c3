"""Plans: their tree, what they publish and what they do not, who does what for them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from pyoxigraph import NamedNode

from qualigraph.checking.findings import Group, grouped
from qualigraph.checking.reports import words
from qualigraph.language import Text
from qualigraph.reports import KINDS
from qualigraph.terms import DCTERMS, ID, QG
from qualigraph_server.pages import drawing
from qualigraph_server.pages.calendar import reviews_of
from qualigraph_server.pages.context import View
from qualigraph_server.pages.graph import ELEMENTS, Node
from qualigraph_server.pages.naming import Namer, Ref
from qualigraph_server.pages.roles import mentions_in, role_properties, roles_for
from qualigraph_server.pages.statements import STRUCTURE, Statement, statements

LEVEL_CLASS = {
    QG.Orientation: "orientation",
    QG.Objective: "objective",
    QG.Action: "action",
    QG.ActionGroup: "group",
    QG.Measure: "measure",
}
_DEEPEST = 20


@dataclass(frozen=True)
class Branch:
    """One element of a plan and its parts."""

    ref: Ref
    level: str
    number: str
    parts: tuple[Branch, ...]
    counts: tuple[tuple[str, int], ...]


def tree(view: View, namer: Namer, item: Node) -> tuple[Branch, ...]:
    """Return the elements under ``item`` (not the plans), in the order of the document."""
    return view.keep(("tree", namer.language, item), lambda: tuple(_branches(view, namer, item, ())))


def _branches(view: View, namer: Namer, item: Node, above: tuple[Node, ...]) -> Iterator[Branch]:
    graph = view.graph
    way = (*above, item)
    for part in graph.parts(item):
        level = level_of(view, part)
        # Data that goes round in circles, or ever deeper, ends.
        if level is None or part in way or len(way) > _DEEPEST:
            continue
        parts = tuple(_branches(view, namer, part, way))
        counts: Counter[str] = Counter()
        for one in parts:
            counts[one.level] += 1
            counts.update(dict(one.counts))
        number = namer.position(part).rpartition(" · ")[2]
        yield Branch(namer.ref(part), LEVEL_CLASS[level], number, parts, tuple(counts.items()))


def level_of(view: View, item: Node) -> NamedNode | None:
    """Return the level of an element, None for what is none."""
    return next((level for level in ELEMENTS if view.graph.is_a(item, level)), None)


def counts(branches: tuple[Branch, ...]) -> list[tuple[str, int]]:
    """Return how many elements of each level there are, from the top level down."""
    total: Counter[str] = Counter()
    for one in branches:
        total[one.level] += 1
        total.update(dict(one.counts))
    return [(level, total[level]) for level in LEVEL_CLASS.values() if total[level]]


def plan_page(view: View, namer: Namer, plan: Node, day: date) -> dict[str, Any]:
    """Return what the page of a plan shows."""
    graph = view.graph
    roles = view.keep(("roles", namer.language, plan), lambda: roles_for(view, namer, plan))
    branches = tree(view, namer, plan)
    hidden = {*STRUCTURE, *role_properties(view), QG.mentions, QG.qualifiedInvolvement, QG.periodStart, QG.periodEnd}
    hidden |= {QG.ofInstitution, QG.basedOn, QG.statesValue, QG.coverage, QG.setsOrientation}
    facts = statements(view, namer, plan, without=hidden)
    if period := period_of(view, plan):
        facts.insert(0, Statement(Ref(namer.say(Text("période", "period"))), [Ref(period)]))
    return {
        "facts": facts,
        "roles": roles,
        "drawing": drawing.matrix(roles),
        "branches": branches,
        "counts": counts(branches),
        "subplans": [namer.ref(part) for part in graph.parts(plan) if graph.is_a(part, QG.Plan)],
        "inputs": [namer.ref(node) for node in sorted(graph.nodes(plan, QG.basedOn), key=graph.rank)],
        "stated": [namer.ref(node) for node in sorted(graph.nodes(plan, QG.statesValue), key=graph.rank)],
        "sets": namer.refs(graph.nodes(plan, QG.setsOrientation)),
        "coverage": coverage_of(view, plan),
        "named": mentions_in(view, namer, plan),
        "reviews": reviews_of(view, namer, plan),
        "groups": findings_of(view, namer, plan, day),
        "reports": [kind for kind in KINDS.values() if not kind.of_item],
        "path": plan.value.removeprefix(ID),
        "document": namer.refs(graph.nodes(plan, DCTERMS.source)),
    }


PLAN_SHOWS = {
    QG.isDirectPartOf,
    QG.mentionIn,
    QG.reviewOf,
    QG.reportOn,
    QG.basedOn,
    QG.statesValue,
}
"""What points to a plan and is already on its page."""


def coverage_of(view: View, plan: Node) -> str:
    """Return how much of a plan is known: "named", "published", "followed" or ""."""
    coverage = view.graph.node(plan, QG.coverage)
    return "" if coverage is None else coverage.value.rpartition("/")[2]


def period_of(view: View, plan: Node) -> str:
    """Return a plan's years as "2023-2027"."""
    years = [view.graph.text(plan, part) for part in (QG.periodStart, QG.periodEnd)]
    return "-".join(dict.fromkeys(one for one in years if one))


@dataclass(frozen=True)
class Found:
    """Findings of one rule about one plan, in one line."""

    group: Group
    line: str
    accepted: bool


def findings_of(view: View, namer: Namer, plan: Node, day: date) -> list[Found] | None:
    """Return what the rules found about a plan, gravest first; None while they are still at work."""
    report = view.report_if_ready(day)
    if report is None:
        return None
    accepted = [each.finding for each in report.accepted]
    return [
        Found(group, words.group_line(group, report, namer.language), of_accepted)
        for of_accepted, findings in ((False, report.findings), (True, accepted))
        for group in grouped(findings)
        if group.plan is not None and group.plan.iri == plan.value
    ]
