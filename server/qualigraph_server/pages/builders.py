"""What the pages of each kind of thing show, beside what every thing's page shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import request
from pyoxigraph import NamedNode

from qualigraph.terms import DCTERMS, ID, ORG, QG, RDFS, SKOS
from qualigraph_server.pages.calendar import reviews
from qualigraph_server.pages.context import View
from qualigraph_server.pages.graph import Node
from qualigraph_server.pages.naming import Namer, Ref, natural
from qualigraph_server.pages.plan import LEVEL_CLASS, PLAN_SHOWS, counts, level_of, period_of, plan_page, tree
from qualigraph_server.pages.roles import blocks, mentions_in, mentions_of, role_properties, roles_for, roles_of
from qualigraph_server.pages.sources import Place, place, places
from qualigraph_server.pages.statements import STRUCTURE, by_plan, in_language
from qualigraph_server.pages.suggested import proposals

_CHAPTER = 100
Builder = Callable[[View, Namer, Node, date], "Shown"]


@dataclass(frozen=True)
class Shown:
    """A kind's template and its values; ``told`` and ``told_back`` are the properties that it tells itself."""

    template: str
    values: dict[str, Any]
    told: frozenset[NamedNode] = frozenset()
    told_back: frozenset[NamedNode] = frozenset()

    @property
    def unfinished(self) -> bool:
        """Whether the day's findings, which the page tells, are not known yet."""
        return any(name in self.values and self.values[name] is None for name in ("groups", "findings"))


def plan(view: View, namer: Namer, node: Node, day: date) -> Shown:
    """Return what a plan's page shows."""
    values = plan_page(view, namer, node, day)
    return Shown("plan.html", values, told_back=frozenset(PLAN_SHOWS))


def element(view: View, namer: Namer, node: Node, day: date) -> Shown:
    """Return what the page of an orientation, objective, action, sub-heading or measure shows."""
    graph = view.graph
    branches = tree(view, namer, node)
    level = level_of(view, node)
    parent = graph.node(node, QG.isDirectPartOf)
    siblings = [one for one in graph.parts(parent) if level_of(view, one) == level] if parent is not None else []
    place = siblings.index(node) if node in siblings else -1
    restatements = [
        (
            namer.refs(one for one in graph.nodes(restatement, QG.restatedElement) if one != node),
            namer.refs(graph.nodes(restatement, QG.strength)),
            in_language(namer, graph.objects(restatement, RDFS.comment)),
        )
        for restatement in graph.subjects(QG.restatedElement, node)
    ]
    report = view.report_if_ready(day)
    values = {
        "level": LEVEL_CLASS.get(level) if level else None,
        "path": node.value.removeprefix(ID),
        "branches": branches,
        "counts": counts(branches),
        "before": namer.ref(siblings[place - 1]) if place > 0 else None,
        "after": namer.ref(siblings[place + 1]) if 0 <= place < len(siblings) - 1 else None,
        "roles": roles_for(view, namer, node),
        "named": mentions_in(view, namer, node),
        "restatements": restatements,
        "follow_ups": follow_ups(view, namer, node),
        "discrepancies": namer.refs(graph.subjects(QG.concerns, node)),
        "findings": [one for one in report.findings if one.focus.iri == node.value] if report else None,
        "accepted": [one.finding for one in report.accepted if one.finding.focus.iri == node.value] if report else [],
        "reviews": reviews(view, namer, graph.subjects(QG.reviewOf, node)),
        "proposed": proposals(view, namer, node),
    }
    told = {*STRUCTURE, *role_properties(view), QG.mentions, QG.qualifiedInvolvement, QG.restates, QG.followUp}
    back = {QG.isDirectPartOf, QG.mentionIn, QG.restates, QG.restatedElement, QG.concerns, QG.reviewOf}
    return Shown("element.html", values, frozenset(told), frozenset(back))


def follow_ups(view: View, namer: Namer, node: Node) -> list[dict[str, Any]]:
    """Return the follow-ups of an action, the latest first: it tells the action's current state."""
    graph = view.graph
    dated = sorted(graph.nodes(node, QG.followUp), key=lambda one: graph.text(one, DCTERMS.date) or "", reverse=True)
    return [
        {
            "ref": namer.ref(one),
            "date": namer.refs(graph.objects(one, DCTERMS.date)),
            "status": namer.refs(graph.objects(one, QG.status)),
            "progress": graph.text(one, QG.progress),
            "said": in_language(namer, [*graph.objects(one, QG.comment), *graph.objects(one, QG.evidence)]),
            "reported": namer.refs(graph.objects(one, QG.reportedIn)),
        }
        for one in dated
    ]


def actor(view: View, namer: Namer, node: Node, day: date) -> Shown:
    """Return what the page of a body, unit, function, group or organisation shows."""
    graph = view.graph
    held = graph.subjects(QG.heldBy, node)
    plans = graph.subjects(QG.planOf, node)
    acronym = graph.text(node, QG.acronym)
    values = {
        "roles": roles_of(view, namer, node),
        "mentions": mentions_of(view, namer, node),
        "reviews": reviews(view, namer, held),
        "relations": relations(view, namer, node),
        "plans": [(namer.ref(one), period_of(view, one)) for one in plans],
        "asks": str(node.value).rpartition("/id/")[2] if "actions-involving" in view.questions else "",
        "acronym": acronym,
    }
    told = {QG.chairedBy, ORG.hasMember, QG.representedBy, QG.attachedTo} if values["relations"] else set()
    back = {*role_properties(view), *told, QG.mentions, QG.actor, QG.mentionOf, QG.heldBy, QG.planOf}
    return Shown("actor.html", values, frozenset(told), frozenset(back | {QG.subjectActor, QG.relatedActor}))


def relations(view: View, namer: Namer, node: Node) -> list[tuple[Ref, list[Ref], Ref, list[Place]]]:
    """Return an actor's links with others, said or read backwards: (words, frequency, other actor, places)."""
    graph = view.graph
    found: dict[tuple[Ref, Ref], tuple[list[Ref], list[Place]]] = {}
    ends = ((QG.subjectActor, QG.relatedActor, False), (QG.relatedActor, QG.subjectActor, True))
    for mine, others, backwards in ends:
        for relation in graph.subjects(mine, node):
            for predicate in graph.nodes(relation, QG.relation):
                for other in graph.nodes(relation, others):
                    if isinstance(predicate, NamedNode):
                        key = namer.property(predicate, backwards=backwards), namer.ref(other)
                        frequency, at = found.setdefault(key, ([], []))
                        frequency += namer.refs(graph.objects(relation, QG.frequency))
                        at += places(view, namer, relation)
    for predicate in (QG.chairedBy, ORG.hasMember, QG.representedBy, QG.attachedTo):
        for other in graph.nodes(node, predicate):
            found.setdefault((namer.property(predicate), namer.ref(other)), ([], []))
        for other in graph.subjects(predicate, node):
            found.setdefault((namer.property(predicate, backwards=True), namer.ref(other)), ([], []))
    rows = [(words, frequency, other, at) for (words, other), (frequency, at) in found.items()]
    return sorted(rows, key=lambda row: (natural(row[0].text), natural(row[2].text)))


def subject(view: View, namer: Namer, node: Node, day: date) -> Shown:
    """Return what the page of a programme, tool, theme, requirement or entry of a list shows."""
    graph = view.graph
    links = (QG.underProgramme, QG.usesTool, QG.theme, QG.addresses, QG.refersTo, QG.measuredBy, QG.relatedIndicator)
    groups = []
    for predicate in links:
        if elements := graph.subjects(predicate, node):
            groups.append((namer.property(predicate, backwards=True), by_plan(view, namer, elements), len(elements)))
    values = {
        "groups": groups,
        "mentions": mentions_of(view, namer, node),
        "roles": roles_for(view, namer, node),
    }
    told = {*role_properties(view), QG.qualifiedInvolvement}
    return Shown("subject.html", values, frozenset(told), frozenset({*links, QG.mentionOf}))


def certification(view: View, namer: Namer, node: Node, day: date) -> Shown:
    """Return what the page of a certification scheme or of one certification shows."""
    graph = view.graph
    is_scheme = graph.is_a(node, QG.CertificationScheme)
    records = graph.subjects(QG.scheme, node) if is_scheme else [node]
    aimed = [(one, record) for record in records for one in graph.subjects(QG.targetsCertification, record)]
    aimed += [(one, node) for one in graph.subjects(QG.targetsCertification, node) if is_scheme]
    values = {
        "is_scheme": is_scheme,
        "records": [
            {
                "ref": namer.ref(record),
                "holder": namer.refs(graph.nodes(record, QG.holder)),
                "state": namer.refs(graph.nodes(record, QG.certificationState)),
                "scope": in_language(namer, graph.objects(record, QG.scope)),
                "dates": [
                    (namer.property(predicate).text, namer.ref(value).text)
                    for predicate in (QG.level, QG.since, QG.visitDate, QG.horizon, QG.validUntil)
                    for value in graph.objects(record, predicate)
                ],
                "places": places(view, namer, record, wording=False),
            }
            for record in (records if is_scheme else [])
        ],
        "aims": blocks(
            view,
            namer,
            [
                (
                    one,
                    (
                        namer.ref(one),
                        namer.position(one),
                        namer.refs(graph.nodes(one, QG.certificationAim)),
                        namer.ref(what),
                    ),
                )
                for one, what in dict.fromkeys(aimed)
            ],
        ),
        "mentions": mentions_of(view, namer, node),
    }
    return Shown("certification.html", values, told_back=frozenset({QG.scheme, QG.targetsCertification, QG.mentionOf}))


def review(view: View, namer: Namer, node: Node, day: date) -> Shown:
    """Return what the page of a review or of a report shows."""
    told = {*role_properties(view), QG.qualifiedInvolvement}
    values = {"roles": roles_for(view, namer, node)}
    return Shown("review.html", values, frozenset(told), frozenset({QG.mentionIn}))


def indicator(view: View, namer: Namer, node: Node, day: date) -> Shown:
    """Return what the page of an indicator shows."""
    shown = subject(view, namer, node, day)
    return Shown(
        "indicator.html", {**shown.values, "unverified": view.graph.unverified(node)}, shown.told, shown.told_back
    )


def collection(view: View, namer: Namer, node: Node, day: date) -> Shown:
    """Return what the page of a list or of a catalogue shows: its entries."""
    graph = view.graph
    entries = graph.subjects(SKOS.inScheme, node)
    rows = [
        {
            "ref": namer.ref(entry),
            "code": graph.text(entry, SKOS.notation) or "",
            "definition": in_language(namer, graph.objects(entry, SKOS.definition))[:1],
        }
        for entry in entries
    ]
    is_catalogue = graph.is_a(node, QG.IndicatorCatalogue)
    order = (lambda row: natural(row["code"])) if is_catalogue else (lambda row: natural(row["ref"].text))
    values = {"entries": sorted(rows, key=order), "is_catalogue": is_catalogue}
    return Shown("collection.html", values, told_back=frozenset({SKOS.inScheme, SKOS.topConceptOf}))


def discrepancy(view: View, namer: Namer, node: Node, day: date) -> Shown:
    """Return what the page of a discrepancy shows."""
    about = by_plan(view, namer, view.graph.nodes(node, QG.concerns))
    return Shown("discrepancy.html", {"about": about}, frozenset({QG.concerns}))


def passage(view: View, namer: Namer, node: Node, day: date) -> Shown:
    """Return what the page of a place in a document shows."""
    shown = place(view, namer, node)
    told = {QG.firstLine, QG.lastLine, QG.startOffset, QG.endOffset, QG.document}
    return Shown("passage.html", {"place": shown}, frozenset(told), frozenset())


def document(view: View, namer: Namer, node: Node, day: date) -> Shown:
    """Return what the page of a source document shows: the places recorded, and what is taken from each."""
    graph = view.graph

    def by_line() -> list[tuple[int, int, Node]]:
        numbers = ((graph.number(one, QG.firstLine) or 0, graph.number(one, QG.lastLine) or 0, one) for one in every)
        return sorted(numbers, key=lambda row: (row[0], row[1], str(row[2])))

    every = graph.subjects(QG.document, node)
    ordered = view.keep(("passages", node), by_line)
    chapters = [ordered[start : start + _CHAPTER] for start in range(0, len(ordered), _CHAPTER)]
    asked = request.args.get("page", "1")
    current = min(max(int(asked) if asked.isdecimal() and len(asked) < 6 else 1, 1), max(len(chapters), 1))
    values = {
        "total": len(ordered),
        "chapters": [(number, rows[0][0], rows[-1][1]) for number, rows in enumerate(chapters, 1)],
        "current": current,
        "passages": [
            (place(view, namer, one, wording=False), _taken(view, namer, one))
            for _, _, one in (chapters[current - 1] if chapters else [])
        ],
    }
    return Shown("document.html", values, told_back=frozenset({QG.document}))


def _taken(view: View, namer: Namer, passage: Node) -> list[tuple[str, Ref]]:
    """Return the things that a passage is the source of, with their kinds; of a mention, the thing named."""
    graph = view.graph
    found = {}
    for predicate in (QG.headingPassage, QG.passage):
        for subject in graph.subjects(predicate, passage):
            named = graph.node(subject, QG.mentionOf)
            found[namer.ref(subject if named is None else named)] = namer.kind(subject)
    return [(kind, ref) for ref, kind in found.items()]


def anything(view: View, namer: Namer, node: Node, day: date) -> Shown:
    """Return what the page of any other thing shows: nothing more."""
    return Shown("thing.html", {})


BUILDERS: tuple[tuple[tuple[NamedNode, ...], Builder], ...] = (
    ((QG.Plan,), plan),
    ((QG.PlanElement, QG.Orientation, QG.Objective, QG.Action, QG.ActionGroup, QG.Measure), element),
    ((QG.CertificationScheme, QG.CertificationRecord), certification),
    (
        (
            QG.Actor,
            QG.Institution,
            QG.Organization,
            QG.Body,
            QG.Unit,
            QG.Function,
            QG.StakeholderGroup,
            QG.Person,
        ),
        actor,
    ),
    ((QG.Indicator,), indicator),
    ((QG.IndicatorCatalogue, SKOS.ConceptScheme), collection),
    ((QG.Programme, QG.Tool, QG.Theme, QG.Requirement, QG.LegalRequirement), subject),
    ((QG.Review, QG.ReviewOccurrence, QG.Report), review),
    ((QG.Discrepancy,), discrepancy),
    ((QG.SourceDocument,), document),
    ((QG.SourcePassage,), passage),
    ((SKOS.Concept,), subject),
)
"""The first of these that fits makes a thing's page."""


def builder_of(view: View, node: Node) -> Builder:
    """Return what makes the page of ``node``."""
    return next((builder for classes, builder in BUILDERS if view.graph.is_a(node, *classes)), anything)
