"""The reviews of a plan: those that recur, those that took place, what was shown there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from pyoxigraph import NamedNode

from qualigraph.language import Text
from qualigraph.plans import PartialDate
from qualigraph.plans.names import fold
from qualigraph.reports.context import Context
from qualigraph.reports.model import Column, Table
from qualigraph.terms import DCTERMS, ID, ORG, QG, RDF

QUALITY_COMMITTEE = NamedNode(ID + "body-kind/quality-committee")
USERS_COMMITTEE = NamedNode(ID + "body-kind/users-committee")
MONTHS = Text(
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "January February March April May June July August September October November December",
)


@dataclass(frozen=True)
class Meeting:
    """A review that took place on a day, who held it and what it examined."""

    node: NamedNode
    day: PartialDate
    review: NamedNode | None
    held_by: tuple[NamedNode, ...]
    examined: tuple[NamedNode, ...]


def meetings(context: Context) -> list[Meeting]:
    """Return the reviews that took place by the day of the report, the latest first."""
    facts = context.facts
    found = []
    for node in facts.subjects(RDF.type, QG.ReviewOccurrence):
        days = [day for text in facts.literals(node, DCTERMS.date) if (day := PartialDate.read(text)) is not None]
        if days and days[0].first <= context.as_of:
            review = facts.node(node, QG.ofReview)
            both = [node] if review is None else [node, review]
            found.append(
                Meeting(
                    node,
                    days[0],
                    review,
                    tuple(dict.fromkeys(body for one in both for body in facts.nodes(one, QG.heldBy))),
                    tuple(dict.fromkeys(seen for one in both for seen in facts.nodes(one, QG.examines))),
                )
            )
    return sorted(found, key=lambda meeting: (meeting.day.last, meeting.node.value), reverse=True)


def is_quality_committee(context: Context, body: NamedNode) -> bool:
    """Tell whether a body is the quality committee of the plan's institution."""
    named = QUALITY_COMMITTEE in context.facts.nodes(body, ORG.classification)
    return (named or fold(context.facts.label(body)) == "comite qualite") and context.own_body(body)


def last_quality_committee(context: Context) -> date | None:
    """Return the day of the last meeting of the quality committee before the day of the report, or None."""
    held = (
        meeting.day.last
        for meeting in meetings(context)
        if meeting.day.last < context.as_of and any(is_quality_committee(context, body) for body in meeting.held_by)
    )
    return next(held, None)


def reviews_of(context: Context) -> list[NamedNode]:
    """Return the recurring reviews of the plan, of its elements and of the plans that hold it."""
    facts = context.facts
    found = (
        node
        for node in facts.subjects(RDF.type, QG.Review)
        if any(context.concerns_plan(item) for item in facts.nodes(node, QG.reviewOf))
    )
    return sorted(found, key=lambda node: (fold(context.name(node)), node.value))


def review_table(context: Context, caption: str, reviews: Iterable[NamedNode]) -> Table:
    """Return reviews with who holds them, how often, in which months, and when they were last held."""
    facts = context.facts
    held: dict[NamedNode | None, PartialDate] = {}
    for meeting in meetings(context):
        held.setdefault(meeting.review, meeting.day)
    rows = tuple(
        (
            context.text_cell(context.name(review)),
            context.text_cell(context.names(facts.nodes(review, QG.heldBy))),
            context.text_cell(context.names(facts.nodes(review, QG.examines), short=False)),
            context.text_cell(context.names(facts.nodes(review, QG.frequency))),
            context.text_cell(_months(context, review)),
            context.day_cell(held.get(review)),
            context.text_cell(context.place(review)),
        )
        for review in reviews
    )
    columns = (
        Column(context.say(Text("Revue", "Review")), "wide"),
        Column(context.say(Text("Tenue par", "Held by"))),
        Column(context.say(Text("Examine", "Examines")), "wide"),
        Column(context.say(Text("Fréquence", "Frequency"))),
        Column(context.say(Text("Mois", "Month"))),
        Column(context.say(Text("Dernière tenue", "Last held")), "date"),
        Column(context.say(Text("Source", "Source"))),
    )
    return Table(caption, columns, rows).without_empty_columns()


def _months(context: Context, review: NamedNode) -> str:
    names = context.say(MONTHS).split()
    written = sorted(text.strip("-")[:2] for text in context.facts.texts(review, QG.month))
    return ", ".join(names[int(month) - 1] for month in written if month.isdecimal() and 1 <= int(month) <= 12)
