"""Reading a plan out of the graph: its tree, and what its follow-up table shows of each element."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation

from pyoxigraph import Literal, NamedNode

from qualigraph.plans.dates import PartialDate
from qualigraph.plans.facts import Facts, Term
from qualigraph.plans.model import FollowUp, Item, Level, Plan, Target, Use, Value
from qualigraph.terms import DCTERMS, ORG, QG, RDF, RDFS, SKOS

_LEVELS = {level.node: level for level in Level}
_OWN_COLUMNS = (QG.owner, QG.contributor)


def read_plan(facts: Facts, plan: NamedNode, as_of: date | None = None) -> Plan:
    """Return the plan with its elements, their follow-ups up to ``as_of`` (all of them if it is None).

    What later follow-ups and values say is taken back as far as they tell what stood before: states, progress,
    deadlines, dates of completion, results. Titles, owners and indicators keep no history.
    """
    institution = facts.node(plan, QG.planOf) or facts.node(plan, QG.ofInstitution)
    acronym = facts.literal(plan, QG.acronym)
    found = Plan(
        plan,
        facts.label(plan),
        acronym.value if acronym else "",
        institution,
        _date(facts, plan, QG.periodStart),
        _date(facts, plan, QG.periodEnd),
        frozenset(facts.nodes(plan, QG.coverage)),
        facts.nodes(plan, DCTERMS.source),
    )
    reader = _Reader(facts, institution, as_of)
    found.roots = reader.children(plan, None, {plan})
    found.later = reader.later
    return found


class _Reader:
    def __init__(self, facts: Facts, institution: NamedNode | None, as_of: date | None) -> None:
        self.facts = facts
        self.institution = institution
        self.as_of = as_of
        self.roles = [role for role in facts.subjects(RDFS.subPropertyOf, QG.involves) if role not in _OWN_COLUMNS] or [
            QG.participant,
            QG.mentions,
        ]
        self.later: date | None = None
        self.places = frozenset((institution, *facts.nodes(institution, ORG.hasSite))) if institution else frozenset()

    def children(self, parent: NamedNode, above: Item | None, seen: set[NamedNode]) -> list[Item]:
        """Return the elements directly below ``parent``; data that goes round in circles ends."""
        items = []
        for node in self.facts.subjects(QG.isDirectPartOf, parent):
            level = next((_LEVELS[kind] for kind in self.facts.nodes(node, RDF.type) if kind in _LEVELS), None)
            if level is None or node in seen:
                continue
            seen.add(node)
            item = self.item(node, level, above)
            item.children = self.children(node, item, seen)
            items.append(item)
        return sorted(items, key=lambda item: (item.ordinal is None, item.ordinal or 0, item.node.value))

    def item(self, node: NamedNode, level: Level, above: Item | None) -> Item:
        """Return one element without what is below it."""
        facts = self.facts
        ordinal = _number(facts.literal(node, QG.ordinal))
        official = facts.label(node)
        item = Item(
            node,
            level,
            facts.text(node, QG.workingTitle) or official,
            None if ordinal is None else int(ordinal),
            above,
            official_title=official,
        )
        if level in (Level.ACTION, Level.MEASURE):
            self._fill(item)
        return item

    def _fill(self, item: Item) -> None:
        facts, node = self.facts, item.node
        continuous = facts.literal(node, QG.continuous)
        item.themes = facts.nodes(node, QG.theme)
        item.origins = facts.nodes(node, QG.origin)
        item.owners = facts.nodes(node, QG.owner)
        item.contributors = facts.nodes(node, QG.contributor)
        item.bodies = self._bodies(node)
        item.start = _date(facts, node, QG.startDate)
        item.deadline = _date(facts, node, QG.deadline)
        item.initial_deadline = _date(facts, node, QG.initialDeadline)
        item.completed = _date(facts, node, QG.completedOn)
        item.continuous = continuous is not None and continuous.value in ("true", "1")
        item.deliverables = facts.texts(node, QG.deliverable)
        item.uses = self._uses(node)
        item.requirements = facts.nodes(node, QG.addresses)
        item.certifications = facts.nodes(node, QG.targetsCertification)
        item.priority = facts.node(node, QG.priority)
        known = self._follow_ups(node)
        item.follow_ups = tuple(one for one in known if self.as_of is None or one.day <= self.as_of)
        if later := known[len(item.follow_ups) :]:
            self.later = max(later[-1].day, self.later or later[-1].day)
            self._take_back(item, later)

    def _take_back(self, item: Item, later: tuple[FollowUp, ...]) -> None:
        """Give the item the deadline that stood before the first later follow-up that changed it."""
        moved = next((one for one in later if one.postponed_to or one.previous_deadline), None)
        if moved is not None:
            earlier = [one.postponed_to for one in item.follow_ups if one.postponed_to]
            before = moved.previous_deadline or (earlier[-1] if earlier else item.initial_deadline)
            item.deadline = before or item.deadline
        if item.completed is not None and self.as_of is not None and item.completed.first > self.as_of:
            item.completed = None

    def _bodies(self, node: NamedNode) -> tuple[NamedNode, ...]:
        found = {actor for role in self.roles for actor in self.facts.nodes(node, role)}
        bodies = (actor for actor in found if QG.Body in self.facts.nodes(actor, RDF.type))
        return tuple(sorted(bodies, key=lambda actor: actor.value))

    def _follow_ups(self, node: NamedNode) -> tuple[FollowUp, ...]:
        found = []
        for follow_up in self.facts.nodes(node, QG.followUp):
            day = _date(self.facts, follow_up, DCTERMS.date)
            if day is not None:
                found.append(self._follow_up(follow_up, day.first))
        return tuple(sorted(found, key=lambda follow_up: (follow_up.day, follow_up.node.value)))

    def _follow_up(self, node: NamedNode, day: date) -> FollowUp:
        facts = self.facts
        return FollowUp(
            node,
            day,
            facts.node(node, QG.status),
            _number(facts.literal(node, QG.progress)),
            facts.text(node, QG.comment) or "",
            facts.texts(node, QG.evidence),
            _date(facts, node, QG.postponedTo),
            _date(facts, node, QG.previousDeadline),
        )

    def _uses(self, node: NamedNode) -> tuple[Use, ...]:
        facts = self.facts
        uses: list[Use] = []
        for use in facts.nodes(node, QG.indicatorUse):
            indicator: NamedNode | str | None = facts.node(use, QG.indicator) or facts.text(use, SKOS.prefLabel)
            if indicator is not None:
                target_node = facts.node(use, QG.target)
                value_node = self._value_node(use, indicator)
                target = None if target_node is None else self._target(target_node)
                value = None if value_node is None else self._value(value_node)
                uses.append(Use(indicator, use, target, value, target_node, value_node))
        named = {use.indicator for use in uses}
        uses += [Use(one) for one in facts.nodes(node, QG.measuredBy) if one not in named]
        uses += [Use(words) for words in facts.texts(node, QG.evaluationElement) if words not in named]
        return tuple(
            sorted(uses, key=lambda use: (isinstance(use.indicator, str), str(use.node or ""), str(use.indicator)))
        )

    def _target(self, node: NamedNode) -> Target:
        facts = self.facts
        value = _number(facts.literal(node, QG.value))
        words = "" if value is not None else (facts.text(node, SKOS.prefLabel) or facts.text(node, QG.value) or "")
        unit = facts.text(node, QG.unit) or ""
        return Target(facts.node(node, QG.comparison), value, unit, _date(facts, node, QG.dueBy), words)

    def _value_node(self, use: NamedNode, indicator: NamedNode | str) -> NamedNode | None:
        observed = list(self.facts.nodes(use, QG.observedValue))
        if isinstance(indicator, NamedNode):
            values = self.facts.subjects(QG.ofIndicator, indicator)
            observed += [one for one in values if self.places & set(self.facts.nodes(one, QG.about))]
        observed = [one for one in observed if self._known(one)]
        return max(observed, key=lambda one: (_when(self.facts, one), one.value), default=None)

    def _known(self, value: NamedNode) -> bool:
        """Tell whether a value had been observed by the day, as far as its campaign or date begins with a year."""
        when = _when(self.facts, value)
        return self.as_of is None or not when[:4].isdecimal() or when <= self.as_of.isoformat()

    def _value(self, node: NamedNode) -> Value:
        facts = self.facts
        value = _number(facts.literal(node, QG.value))
        words = "" if value is not None else (facts.text(node, QG.value) or facts.text(node, QG.resultClass) or "")
        return Value(value, facts.text(node, QG.unit) or "", _campaign(facts, node), words)


def _when(facts: Facts, node: NamedNode) -> str:
    return max([*facts.texts(node, QG.campaign), *facts.texts(node, DCTERMS.date)], default="")


def _campaign(facts: Facts, node: NamedNode) -> str:
    for predicate in (QG.campaign, DCTERMS.date):
        for literal in facts.literals(node, predicate):
            day = PartialDate.read(literal)
            return str(day) if day else literal.value
    return ""


def _date(facts: Facts, subject: NamedNode, predicate: NamedNode) -> PartialDate | None:
    read = (PartialDate.read(literal) for literal in facts.literals(subject, predicate))
    return next((found for found in read if found is not None), None)


def _number(literal: Term | None) -> Decimal | None:
    if not isinstance(literal, Literal):
        return None
    try:
        number = Decimal(literal.value)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
