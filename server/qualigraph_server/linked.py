"""Linked data: every IRI of the graph answers under this server's address, with a page or with triples."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from flask import Blueprint, Response
from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, Store, Triple

from qualigraph.language import Text
from qualigraph.terms import BASE, ONTOLOGY, QG, SH
from qualigraph_server.problems import Problem
from qualigraph_server.protocol.formats import GRAPHS, Format
from qualigraph_server.protocol.rdf import send_triples, wanted_form
from qualigraph_server.state import state

blueprint = Blueprint("linked", __name__)

_MOST_INCOMING = 5000
_WITH_GRAPHS = {"trig", "nquads"}
_SATELLITES = (
    QG.passage,
    QG.headingPassage,
    QG.qualifiedInvolvement,
    QG.statedQuantity,
    QG.statedDate,
    QG.indicatorUse,
    QG.followUp,
)
"""Properties whose values only make sense with the thing they belong to: described with it."""


@blueprint.get("/id/<path:path>", defaults={"room": "id"})
@blueprint.get("/catalogue/<path:path>", defaults={"room": "catalogue"})
@blueprint.get("/rule/<path:path>", defaults={"room": "rule"})
@blueprint.get("/graph/<path:path>", defaults={"room": "graph"})
def thing(room: str, path: str) -> Response:
    """Show what is at one of our own addresses: a page, or what is said of it as RDF."""
    form = wanted_form(page=True)
    iri = f"{BASE}{room}/{path}"
    if form is None:
        from qualigraph_server.pages import thing_page

        return _with_links(thing_page(iri))
    try:
        node = NamedNode(iri)
    except ValueError as error:
        raise _nothing() from error
    store = state().snapshot.dataset.store
    if store.contains_named_graph(node):
        return _send(store.quads_for_pattern(None, None, None, node), form)
    if room == "rule":
        found = describe_rule(state().snapshot.rules, node)
        if found:
            return _send(found, form)
    found = list(describe(store, node, with_graphs=form.name in _WITH_GRAPHS))
    if not found:
        raise _nothing()
    return _send(found, form)


@blueprint.get("/ns")
def ontology() -> Response:
    """Show the vocabulary: a page, or all its terms as RDF."""
    form = wanted_form(page=True)
    if form is None:
        from qualigraph_server.pages import thing_page

        return _with_links(thing_page(ONTOLOGY))
    store = state().snapshot.dataset.store
    node = NamedNode(ONTOLOGY)
    if not store.contains_named_graph(node):
        raise _nothing()
    return _send(store.quads_for_pattern(None, None, None, node), form)


def describe(store: Store, node: NamedNode, *, with_graphs: bool) -> Iterator[Quad]:
    """Yield what is said of ``node``, of its satellites, and what points to it, each statement once.

    ``with_graphs`` gives the statements in the named graphs that make them, for formats that hold graphs.
    """
    seen: set[Quad] = set()
    graph = None if with_graphs else DefaultGraph()

    def fresh(quads: Iterable[Quad]) -> Iterator[Quad]:
        for quad in quads:
            if quad not in seen and not (with_graphs and isinstance(quad.graph_name, DefaultGraph)):
                seen.add(quad)
                yield quad

    yield from fresh(store.quads_for_pattern(node, None, None, graph))
    for predicate in _SATELLITES:
        for link in list(store.quads_for_pattern(node, predicate, None, DefaultGraph())):
            if isinstance(link.object, NamedNode):
                yield from fresh(store.quads_for_pattern(link.object, None, None, graph))
    for count, quad in enumerate(store.quads_for_pattern(None, None, node, graph)):
        if count == _MOST_INCOMING:
            break
        yield from fresh((quad,))


def describe_rule(rules: Store, rule: NamedNode) -> list[Quad]:
    """Return what is said of a rule, with its shapes and all that they are made of."""
    found: dict[Quad, None] = {}
    waiting: list[NamedNode | BlankNode] = [rule]
    waiting += [
        quad.subject
        for quad in rules.quads_for_pattern(None, QG.rule, rule)
        if isinstance(quad.subject, NamedNode | BlankNode)
    ]
    while waiting:
        for quad in rules.quads_for_pattern(waiting.pop(), None, None):
            part_of_it = isinstance(quad.object, BlankNode) or quad.predicate == SH.property
            if quad not in found and part_of_it and isinstance(quad.object, NamedNode | BlankNode):
                waiting.append(quad.object)
            found[quad] = None
    return list(found)


def _send(quads: Iterable[Quad], form: Format) -> Response:
    version = state().snapshot.version
    if form.name in _WITH_GRAPHS:
        return send_triples(list(quads), form, version)
    return send_triples([Triple(quad.subject, quad.predicate, quad.object) for quad in quads], form, version)


def _with_links(response: Response) -> Response:
    """Tell machines that met a page where the same thing is in the forms they read."""
    response.vary.update(["Accept", "Accept-Encoding"])
    for form in GRAPHS[:4]:
        response.headers.add("Link", f'<?format={form.words[-1]}>; rel="alternate"; type="{form.media_type}"')
    return response


def _nothing() -> Problem:
    return Problem("unknown", Text("rien n'est dit de cette chose ici.", "nothing is said of this thing here."))
