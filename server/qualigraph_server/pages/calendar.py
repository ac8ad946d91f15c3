"""Reviews over the year: which, when, held by whom, what they examine."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from qualigraph.language import Text
from qualigraph.questions.labels import MONTHS
from qualigraph.terms import QG
from qualigraph_server.pages.context import View
from qualigraph_server.pages.drawing import Year, year
from qualigraph_server.pages.graph import Node
from qualigraph_server.pages.naming import Namer, Ref, natural
from qualigraph_server.pages.sources import Place, places

_SHORT_MONTHS = Text(
    "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.",
    "Jan Feb Mar Apr May June July Aug Sept Oct Nov Dec",
)


@dataclass(frozen=True)
class Review:
    """One review, recurring or held once."""

    ref: Ref
    kind: str
    about: list[Ref]
    held_by: list[Ref]
    examines: list[Ref]
    frequency: list[Ref]
    months: tuple[int, ...]
    places: list[Place]


def reviews_of(view: View, namer: Namer, plan: Node) -> list[Review]:
    """Return the reviews of a plan and of its elements, and the reports on it."""
    graph = view.graph
    found = [
        node for node in graph.instances(QG.Review, QG.ReviewOccurrence, QG.Report) if graph.plan_about(node) == plan
    ]
    return reviews(view, namer, found)


def recurring(view: View) -> list[Node]:
    """Return the reviews that come back: one that was held, and that nothing says to come back, is left out."""
    graph = view.graph
    told = (QG.frequency, QG.month)
    return [
        node
        for node in graph.instances(QG.Review)
        if any(graph.objects(node, predicate) for predicate in told) or not graph.subjects(QG.ofReview, node)
    ]


def reviews(view: View, namer: Namer, nodes: Iterable[Node]) -> list[Review]:
    """Return ``nodes`` as reviews: by first month, those without a month last."""
    found = [_review(view, namer, node) for node in nodes]
    return sorted(found, key=lambda one: (one.months or (13,), natural(one.ref.text)))


def drawn(namer: Namer, found: Iterable[Review]) -> Year:
    """Return the drawing of reviews over twelve months."""
    return year([(one.ref, one.months, bool(one.frequency)) for one in found], namer.say(_SHORT_MONTHS).split())


def month_names(namer: Namer, months: Iterable[int]) -> str:
    """Return months in words."""
    names = namer.say(MONTHS).split()
    return ", ".join(names[month - 1] for month in months)


def _review(view: View, namer: Namer, node: Node) -> Review:
    graph = view.graph
    written = (literal.value.strip("-")[:2] for literal in graph.literals(node, QG.month))
    months = sorted(int(month) for month in written if month.isdecimal() and 1 <= int(month) <= 12)
    return Review(
        ref=namer.ref(node),
        kind=namer.kind(node),
        about=namer.refs([*graph.nodes(node, QG.reviewOf), *graph.nodes(node, QG.reportOn)]),
        held_by=namer.refs([*graph.nodes(node, QG.heldBy), *graph.nodes(node, QG.preparedBy)]),
        examines=namer.refs(graph.nodes(node, QG.examines)),
        frequency=namer.refs(graph.objects(node, QG.frequency)),
        months=tuple(months),
        places=places(view, namer, node, wording=False),
    )
