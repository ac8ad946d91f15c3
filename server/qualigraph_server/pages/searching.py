"""Search over acronyms and labels, accents and case folded, and the page of its results by kind."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass

from flask import Response, request
from pyoxigraph import DefaultGraph, Literal, NamedNode

from qualigraph.questions import fold
from qualigraph.terms import BASE, DCTERMS, QG, RDFS, SKOS
from qualigraph_server.pages.context import View, view
from qualigraph_server.pages.graph import Node
from qualigraph_server.pages.keeping import kept
from qualigraph_server.pages.naming import Namer, Ref, natural
from qualigraph_server.pages.speech import language, write

_NAMES = (
    (QG.acronym, 0),
    (SKOS.prefLabel, 1),
    (DCTERMS.title, 1),
    (SKOS.notation, 1),
    (RDFS.label, 1),
    (SKOS.altLabel, 2),
    (SKOS.hiddenLabel, 3),
)
_LONGEST = 200
_MOST_WORDS = 12
_LONGEST_GUESS = 60
_MOST = 300
_SHOWN = 15
# What people look for first; discrepancies, quantities and entries of lists speak of things and are not them.
_FIRST = (
    QG.Body,
    QG.Institution,
    QG.Unit,
    QG.Function,
    QG.StakeholderGroup,
    QG.Organization,
    QG.Plan,
    QG.Orientation,
    QG.Objective,
    QG.Action,
    QG.Measure,
    QG.Programme,
    QG.CertificationScheme,
    QG.CertificationRecord,
    QG.Tool,
    QG.Requirement,
    QG.Review,
    QG.Report,
    QG.Theme,
    QG.LegalRequirement,
    QG.Indicator,
    QG.SourceDocument,
)


@dataclass(frozen=True)
class Named:
    """One name of a thing: folded, its words, and how good a name it is (0: acronym)."""

    node: NamedNode
    folded: str
    words: tuple[str, ...]
    rank: int


@dataclass(frozen=True)
class Found:
    """One thing found."""

    ref: Ref
    position: str
    owner: list[Ref]


def index(seen: View) -> tuple[Named, ...]:
    """Return all names of the things of our own, built once."""
    return seen.keep("search index", lambda: tuple(_index(seen)))


def find(seen: View, text: str) -> list[NamedNode]:
    """Return what ``text`` may mean, the most likely first: every word of it begins a word of the thing's names."""
    wanted = fold(text[:_LONGEST])
    # Words that a name surely lacks are found soonest by the longest; more of them than this narrow nothing further.
    words = sorted(set(wanted.split()), key=len, reverse=True)[:_MOST_WORDS]
    if not words:
        return []
    best: dict[NamedNode, tuple[int, int, str]] = {}
    for name in index(seen):
        score = _score(wanted, words, name)
        if score is not None:
            key = (score, len(name.folded), name.folded)
            if name.node not in best or key < best[name.node]:
                best[name.node] = key
    return heapq.nsmallest(_MOST, best, key=lambda node: (*best[node], node.value))


@kept
def search_page() -> Response:
    """Return the page of what ``?q=`` finds, by kind."""
    seen, namer = view(), view().namer(language())
    text = request.args.get("q", "").strip()[:_LONGEST]
    found = find(seen, text)
    near = [] if found or not text else [namer.ref(node) for node in seen.names.nearest(text[:_LONGEST_GUESS], limit=8)]
    groups = _by_kind(seen, namer, found)
    return write(
        "search.html",
        text=text,
        groups=groups,
        total=len(found),
        most=_SHOWN,
        capped=len(found) == _MOST,
        near=near,
    )


def _index(seen: View) -> Iterator[Named]:
    for predicate, rank in _NAMES:
        for quad in seen.dataset.store.quads_for_pattern(None, predicate, None, DefaultGraph()):
            if isinstance(quad.subject, NamedNode) and isinstance(quad.object, Literal):
                ours = quad.subject.value.startswith(BASE) or seen.graph.is_a(quad.subject, QG.Actor, QG.PlanningItem)
                folded = fold(quad.object.value)
                if ours and folded:
                    yield Named(quad.subject, folded, tuple(folded.split()), rank)


def _score(wanted: str, words: list[str], name: Named) -> int | None:
    """Return how good a match is, 0 the best, None for none."""
    if name.folded == wanted:
        return name.rank
    if wanted in name.words or (len(words) > 1 and f" {wanted} " in f" {name.folded} "):
        return 10 + name.rank
    if name.folded.startswith(wanted):
        return 20 + name.rank
    if all(any(word.startswith(one) for word in name.words) for one in words):
        return 30 + name.rank
    if len(wanted) > 3 and wanted in name.folded:
        return 40 + name.rank
    return None


def _by_kind(seen: View, namer: Namer, found: list[NamedNode]) -> list[tuple[str, list[Found]]]:
    groups: dict[str, list[Found]] = {}
    places: dict[str, int] = {}
    for node in found:
        kind = namer.kind(node)
        if not kind:
            continue
        groups.setdefault(kind, []).append(Found(namer.ref(node), namer.position(node), _owners(seen, namer, node)))
        places.setdefault(kind, _place(seen, node))
    return sorted(groups.items(), key=lambda pair: (places[pair[0]], natural(pair[0])))


def _place(seen: View, node: Node) -> int:
    types = seen.graph.types(node)
    return next((place for place, kind in enumerate(_FIRST) if kind in types), len(_FIRST))


def _owners(seen: View, namer: Namer, node: NamedNode) -> list[Ref]:
    return [ref for ref in namer.refs(seen.names.institutions_of(node)) if ref.iri != node.value]
