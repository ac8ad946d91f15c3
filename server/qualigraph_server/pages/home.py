"""The first page: plans by institution, what a body has to do, the questions by the moment they are asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from flask import Response

from qualigraph.language import Language
from qualigraph.questions import MOMENTS, Question
from qualigraph.terms import ID, ORG, QG
from qualigraph_server.pages.context import View, view
from qualigraph_server.pages.graph import Node
from qualigraph_server.pages.keeping import kept
from qualigraph_server.pages.naming import Namer, Ref, natural
from qualigraph_server.pages.plan import counts, coverage_of, period_of, tree
from qualigraph_server.pages.speech import language, unfinished, write

_SHORTCUT = "actions-involving"
_CDU = "CDU"
_MOST_BODIES = 14
_DEEPEST = 20


@dataclass(frozen=True)
class PlanLine:
    """One plan and the plans that are its parts."""

    ref: Ref
    period: str
    coverage: str
    counts: list[tuple[str, int]]
    parts: list[PlanLine]


@kept
def home_page() -> Response:
    """Return the first page."""
    seen = view()
    namer = seen.namer(language())
    report = seen.report_if_ready(date.today())
    response = write(
        "home.html",
        institutions=seen.keep(("home", namer.language), lambda: _institutions(seen, namer)),
        bodies=seen.keep(("home bodies", namer.language), lambda: _bodies(seen, namer)),
        shortcut=_involving(_CDU) if _SHORTCUT in seen.questions and seen.names.find(_CDU) else "",
        moments=by_moment(seen, namer.language),
        counted=None if report is None else report.counts(),
    )
    return unfinished(response) if report is None else response


def by_moment(seen: View, spoken: Language) -> list[tuple[str, list[Question]]]:
    """Return the questions by moment, each once, at its first."""
    found = []
    for moment, words in MOMENTS.items():
        if asked := [one for one in seen.questions.values() if one.moments[0] == moment]:
            found.append((words.say(spoken), sorted(asked, key=lambda one: natural(one.title.say(spoken)))))
    return found


def _institutions(seen: View, namer: Namer) -> list[tuple[Ref | None, list[PlanLine]]]:
    """Return the plans by institution, those of none last; a plan that is part of another stands below it."""
    graph = seen.graph
    tops = [plan for plan in graph.instances(QG.Plan) if not any(graph.is_a(p, QG.Plan) for p in graph.parents(plan))]
    by_owner: dict[Node | None, list[Node]] = {}
    for plan in tops:
        owners = graph.nodes(plan, QG.planOf) or graph.nodes(plan, QG.ofInstitution)
        by_owner.setdefault(owners[0] if owners else None, []).append(plan)
    found = [
        (
            None if owner is None else namer.ref(owner),
            sorted((_line(seen, namer, one, ()) for one in plans), key=_order),
        )
        for owner, plans in by_owner.items()
    ]
    return sorted(found, key=lambda pair: (pair[0] is None, natural(pair[0].text) if pair[0] else ()))


def _line(seen: View, namer: Namer, plan: Node, above: tuple[Node, ...]) -> PlanLine:
    graph = seen.graph
    way = (*above, plan)
    below = [part for part in graph.parts(plan) if graph.is_a(part, QG.Plan) and part not in way]
    parts = [_line(seen, namer, part, way) for part in below] if len(way) < _DEEPEST else []
    own = counts(tree(seen, namer, plan))
    return PlanLine(namer.ref(plan), period_of(seen, plan), coverage_of(seen, plan), own, sorted(parts, key=_order))


def _order(line: PlanLine) -> tuple[object, ...]:
    # What is published, or holds what is, comes before what is only named.
    return (not _is_read(line), natural(line.ref.text))


def _is_read(line: PlanLine) -> bool:
    return line.coverage not in ("named", "") or any(_is_read(part) for part in line.parts)


def _bodies(seen: View, namer: Namer) -> list[tuple[str, str]]:
    """Return the institutions' own bodies that are most often named, with the address of what involves them.

    The CDU has a link of its own.
    """
    if _SHORTCUT not in seen.questions:
        return []
    graph = seen.graph
    ours = set(graph.instances(QG.Institution))
    named: dict[str, int] = {}
    values: dict[str, str] = {}
    for body in graph.instances(QG.Body):
        if not ours.intersection(graph.nodes(body, ORG.unitOf)):
            continue
        shown = graph.text(body, QG.acronym) or namer.ref(body).text
        named[shown] = named.get(shown, 0) + len(graph.subjects(QG.mentionOf, body))
        path = body.value.removeprefix(ID)
        # An acronym that several institutions share asks for all of them.
        values[shown] = shown if shown in values else path
    most = sorted(named, key=lambda shown: (-named[shown], natural(shown)))[:_MOST_BODIES]
    return [
        (shown, _involving(values[shown])) for shown in sorted(most, key=natural) if named[shown] and shown != "CDU"
    ]


def _involving(body: str) -> str:
    return f"/questions/{_SHORTCUT}?{urlencode({'body': body})}"
