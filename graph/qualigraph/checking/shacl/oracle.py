"""pySHACL on rdflib: what runs shapes that are not ours, and what the engine is held against."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Store

from qualigraph.checking.shacl.engine import Result
from qualigraph.checking.shacl.paths import read_path
from qualigraph.checking.shacl.view import GraphView, Term
from qualigraph.terms import RDF, SH, XSD

if TYPE_CHECKING:
    import rdflib
    from rdflib.term import Node


class InvalidShapes(Exception):
    """Shapes that pySHACL cannot run; the message says why."""


def validate(data: Store, shapes: rdflib.Graph) -> GraphView:
    """Return the validation report of the store's default graph against the shapes, SHACL-AF included.

    Raises :class:`InvalidShapes` for shapes that are not well-formed.
    """
    import pyshacl
    import rdflib

    graph = to_rdflib(data.quads_for_pattern(None, None, None, DefaultGraph()))
    try:
        _, report, text = pyshacl.validate(graph, shacl_graph=shapes, advanced=True, inplace=True, inference="none")
    except pyshacl.errors.ReportableRuntimeError as error:
        raise InvalidShapes(str(error.message)) from error
    if not isinstance(report, rdflib.Graph):
        raise InvalidShapes(str(getattr(report, "message", text)))
    return to_view(report)


def results(report: GraphView) -> Iterator[Result]:
    """Give the results that a validation report holds."""
    # What sh:detail holds is why a value does not conform to an inner shape: no result of its own.
    for node in report.backward(RDF.type).get(SH.ValidationResult, ()):
        if node not in report.backward(SH.result):
            continue
        focus, shape = report.one(node, SH.focusNode), report.one(node, SH.sourceShape)
        severity, path = report.one(node, SH.resultSeverity), report.one(node, SH.resultPath)
        if focus is not None and shape is not None and isinstance(severity, NamedNode):
            way = None if path is None else read_path(report, path)
            yield Result(shape, focus, way, report.one(node, SH.value), severity, node=node)


def to_view(graph: rdflib.Graph) -> GraphView:
    """Return an rdflib graph as the engine reads graphs."""
    store = Store()
    for triple in graph:
        subject, predicate, value = (from_node(node) for node in triple)
        if isinstance(subject, NamedNode | BlankNode) and isinstance(predicate, NamedNode) and value is not None:
            store.add(Quad(subject, predicate, value))
    return GraphView(store)


def to_rdflib(quads: Iterable[Quad]) -> rdflib.Graph:
    """Return the triples as an rdflib graph, each literal with the lexical form that it was written with."""
    import rdflib

    graph = rdflib.Graph()
    graph.addN(
        (node, predicate, value, graph)
        for quad in quads
        if (node := to_node(quad.subject)) is not None
        and (predicate := to_node(quad.predicate)) is not None
        and (value := to_node(quad.object)) is not None
    )
    return graph


def to_node(term: object) -> Node | None:
    """Return the rdflib term for a pyoxigraph term, None for what rdflib does not know."""
    import rdflib

    if isinstance(term, NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, BlankNode):
        return rdflib.BNode(term.value)
    if isinstance(term, Literal):
        if term.language is not None:
            return rdflib.Literal(term.value, lang=term.language)
        if term.datatype == XSD.string:
            return rdflib.Literal(term.value)
        return rdflib.Literal(term.value, datatype=rdflib.URIRef(term.datatype.value), normalize=False)
    return None


def from_node(node: Node | None) -> Term | None:
    """Return the pyoxigraph term for an rdflib term."""
    import rdflib

    if isinstance(node, rdflib.URIRef):
        return NamedNode(str(node))
    if isinstance(node, rdflib.BNode):
        return BlankNode(str(node))
    if isinstance(node, rdflib.Literal):
        if node.language is not None:
            return Literal(str(node), language=node.language)
        return Literal(str(node), datatype=NamedNode(str(node.datatype))) if node.datatype else Literal(str(node))
    return None
