"""Facts that the rules rely on and no file says: the day, the nearest plan, the latest follow-up.

They are added to the default graph before a check, so that every engine sees the same: see shapes/common.ttl.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Set
from datetime import date

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad

from qualigraph.checking.shacl.view import GraphView, Resource, Term
from qualigraph.terms import BASE, DCTERMS, ID, QG, RDF, SKOS, XSD, Namespace

CHECK = Namespace(BASE + "check#")
SCHEMA = Namespace("https://schema.org/")
_APOSTROPHES = re.compile("[’‘ʼ´`]")
Fact = tuple[Resource, NamedNode, Term]


def add_facts(view: GraphView, as_of: date, more: Iterable[Fact] = ()) -> None:
    """Add to the graph what the rules need to know for a check on the day ``as_of``, and ``more``."""
    facts: list[Fact] = [(CHECK.run, CHECK.asOf, Literal(as_of.isoformat(), datatype=XSD.date))]
    facts += _nearest_plans(view)
    facts += _related_plans(view)
    facts += _latest_follow_ups(view, as_of)
    facts += _names(view)
    facts += _misuses(view)
    facts += more
    view.add(facts)


def settle_coverage(view: GraphView) -> None:
    """Take out of the default graph each coverage that a further one of the same plan has overtaken.

    A document's file calls its plan published; the file of its tracking table calls it followed, and need not
    change the other to say so.
    """
    order = [NamedNode(f"{ID}coverage/{code}") for code in ("named", "published", "followed")]
    for plan, coverages in list(view.forward(QG.coverage).items()):
        known = [coverage for coverage in order if coverage in coverages]
        for overtaken in known[:-1]:
            if isinstance(plan, NamedNode | BlankNode):
                view.store.remove(Quad(plan, QG.coverage, overtaken, DefaultGraph()))
    view.forget()


def keep_asserted_types(view: GraphView, kinds: Mapping[Term, Set[Term]]) -> None:
    """Take out of the default graph each type that is neither asserted nor a superclass of an asserted one.

    ``kinds`` gives the asserted types with their superclasses. Rules judge what a thing is said to be, never
    what a domain or a range makes of it; the graph of inferred triples keeps all.
    """
    for node, inferred in view.forward(RDF.type).items():
        for kind in inferred:
            if kind not in kinds.get(node, ()) and isinstance(node, NamedNode | BlankNode):
                view.store.remove(Quad(node, RDF.type, kind, DefaultGraph()))
    view.forget()


def _nearest_plans(view: GraphView) -> Iterator[Fact]:
    plans = set(view.instances(QG.Plan))
    for item in {*view.instances(QG.PlanningItem), *view.instances(QG.PlanElement), *plans}:
        if isinstance(item, NamedNode | BlankNode):
            for plan in nearest_plans(view, item, plans):
                yield item, CHECK.plan, plan


def nearest_plans(view: GraphView, item: Term, plans: set[Term]) -> list[Term]:
    """Return the plans that ``item`` belongs to without another plan between them; a plan belongs to itself."""
    if item in plans:
        return [item]
    found: dict[Term, None] = {}
    seen = {item}
    waiting = [item]
    while waiting:
        for parent in view.objects(waiting.pop(), QG.isDirectPartOf):
            if parent in plans:
                found[parent] = None
            elif parent not in seen:
                seen.add(parent)
                waiting.append(parent)
    return list(found)


def _related_plans(view: GraphView) -> Iterator[Fact]:
    """Give, for each plan, itself and the plans that may say for it what its own document does not."""
    plans = set(view.instances(QG.Plan))
    for plan in plans:
        near = {plan}
        for predicate in (QG.isPartOf, QG.implements):
            near |= {*view.objects(plan, predicate), *view.backward(predicate).get(plan, ())}
        if isinstance(plan, NamedNode | BlankNode):
            for other in near & plans:
                yield plan, CHECK.related, other


def _names(view: GraphView) -> Iterator[Fact]:
    """Give the French name of each element and actor as names are compared."""
    labels = view.forward(SKOS.prefLabel)
    for node in {*view.instances(QG.PlanElement), *view.instances(QG.Actor)}:
        if isinstance(node, NamedNode | BlankNode):
            for label in labels.get(node, ()):
                if isinstance(label, Literal) and label.language == "fr" and (name := folded(label.value)):
                    yield node, CHECK.name, Literal(name)


def _misuses(view: GraphView) -> Iterator[Fact]:
    """Give each term that a thing has and that is not said of things of its classes.

    Things without a declared class are not judged.
    """
    declared = view.forward(RDF.type)
    for term, classes in view.forward(SCHEMA.domainIncludes).items():
        if not isinstance(term, NamedNode):
            continue
        wanted, known = set(classes), {}
        for node in view.forward(term):
            kinds = frozenset(view.objects(node, RDF.type))
            if kinds not in known:
                above = {higher for kind in kinds for higher in view.above(kind)}
                known[kinds] = wanted.isdisjoint(above) and any(kind in declared for kind in kinds)
            if known[kinds] and isinstance(node, NamedNode | BlankNode):
                yield node, CHECK.misuses, term


def folded(words: str) -> str:
    """Return words without what people do not read: letter case, kinds of apostrophe and of space, a final stop."""
    return " ".join(_APOSTROPHES.sub("'", words.casefold()).split()).rstrip(" .")


def _latest_follow_ups(view: GraphView, as_of: date) -> Iterator[Fact]:
    today = as_of.isoformat()
    for action, follow_ups in view.forward(QG.followUp).items():
        dated = [
            (max(day.value for day in days), str(follow_up), follow_up)
            for follow_up in follow_ups
            if (days := view.objects(follow_up, DCTERMS.date))
        ]
        past = [entry for entry in dated if entry[0] <= today]
        if past and isinstance(action, NamedNode | BlankNode):
            yield action, CHECK.latest, max(past)[2]
