"""The page of any thing of the graph, under the path of its IRI."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import Response, request
from pyoxigraph import NamedNode

from qualigraph.language import Text
from qualigraph.terms import GRAPH, INFERRED, ORG, QG, RULE, SKOS
from qualigraph_server.pages.builders import builder_of
from qualigraph_server.pages.context import View, shown_path, view
from qualigraph_server.pages.graph import Node
from qualigraph_server.pages.keeping import kept
from qualigraph_server.pages.links import forms_of, web_address
from qualigraph_server.pages.naming import Namer, Ref
from qualigraph_server.pages.sources import places
from qualigraph_server.pages.speech import language, unfinished, write
from qualigraph_server.pages.statements import backlinks, statements
from qualigraph_server.problems import Problem

_UNKNOWN = Text("le graphe ne sait rien de « {iri} ».", "the graph knows nothing of “{iri}”.")
_MOST_SHOWN = 300


@dataclass(frozen=True)
class Step:
    """One step of the way to a thing."""

    ref: Ref
    text: str


@kept
def thing_page(iri: str) -> Response:
    """Return the page of the thing that ``iri`` names.

    Raises :class:`~qualigraph_server.problems.Problem` if the graph knows nothing of it.
    """
    if iri.startswith(RULE):
        from qualigraph_server.pages.checks import rule_page

        return rule_page(iri[len(RULE) :])
    seen = view()
    node = _node(iri)
    if iri.startswith(GRAPH) and seen.dataset.store.contains_named_graph(node):
        return _graph_page(seen, node)
    if not seen.graph.knows(node):
        raise unknown(iri)
    return _page(seen, seen.namer(language()), node)


def unknown(iri: str) -> Problem:
    """Return the problem of an IRI that the graph does not hold."""
    shown = iri if len(iri) <= _MOST_SHOWN else iri[:_MOST_SHOWN] + "…"
    return Problem("unknown", Text(_UNKNOWN.fr.format(iri=shown), _UNKNOWN.en.format(iri=shown)))


def _node(iri: str) -> NamedNode:
    try:
        return NamedNode(iri)
    except ValueError as error:
        raise unknown(iri) from error


def _page(seen: View, namer: Namer, node: NamedNode) -> Response:
    shown = builder_of(seen, node)(seen, namer, node, date.today())
    values = {
        "facts": statements(seen, namer, node, without=shown.told),
        "backlinks": backlinks(seen, namer, node, without=shown.told_back),
        **shown.values,
    }
    ref = namer.ref(node)
    response = write(
        shown.template,
        title=ref.text,
        ref=ref,
        kind=namer.kind(node),
        trail=trail(seen, namer, node),
        position=namer.position(node),
        sources=places(seen, namer, node),
        forms=forms_of(node.value),
        original=web_address(node.value),
        whole=request.args.get("unfold") == "1",
        **values,
    )
    return unfinished(response) if shown.unfinished else response


def trail(seen: View, namer: Namer, node: Node) -> list[Step]:
    """Return the way to a thing: institution, plans and elements above it, or the list or document that holds it."""
    graph = seen.graph
    if graph.is_a(node, QG.PlanningItem, QG.Plan, QG.PlanElement):
        above = list(reversed(graph.parents(node)))
        owner = graph.nodes(node, QG.ofInstitution) or graph.nodes(node, QG.planOf)
        return [_step(namer, one) for one in (*owner[:1], *above)]
    for predicate in (ORG.unitOf, ORG.postIn, QG.ofInstitution, SKOS.inScheme, QG.document):
        if holders := graph.nodes(node, predicate):
            return [_step(namer, holders[0])] if len(holders) == 1 or predicate == SKOS.inScheme else []
    return []


def _step(namer: Namer, node: Node) -> Step:
    """Return a step: plans and institutions by their acronym, elements by level and number."""
    ref = namer.ref(node)
    position = namer.position(node).rpartition(" · ")[2]
    return Step(ref, ref.code or position or ref.text)


def _graph_page(seen: View, name: NamedNode) -> Response:
    """Return the page of a named graph: its files, its size, the things that it speaks of."""
    namer = seen.namer(language())
    quads = list(seen.dataset.store.quads_for_pattern(None, None, None, name))
    counted: dict[str, int] = {}
    for subject in {quad.subject for quad in quads if isinstance(quad.subject, NamedNode)}:
        kind = namer.kind(subject)
        counted[kind] = counted.get(kind, 0) + 1
    return write(
        "named_graph.html",
        title=name.value.removeprefix(GRAPH),
        iri=name.value,
        inferred=name == INFERRED,
        files=[shown_path(str(path)) for path in seen.dataset.files.get(name, [])],
        size=len(quads),
        kinds=sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])),
        forms=forms_of(name.value),
    )
