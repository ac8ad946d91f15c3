"""The questions as RDF at ``/.well-known/sparql-examples``, in the form that SPARQL tools look for."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Blueprint, Response
from pyoxigraph import Literal, NamedNode, Triple

from qualigraph.terms import DCTERMS, PREFIXES, RDF, RDFS, SCHEMA, SH, XSD
from qualigraph_server.protocol.rdf import send_triples, wanted_form
from qualigraph_server.state import State, state

blueprint = Blueprint("examples", __name__)


@blueprint.get("/.well-known/sparql-examples")
def examples() -> Response:
    """Describe every question as an executable query."""
    here = state()
    form = wanted_form(page=False)
    assert form is not None
    said = here.snapshot.once("examples", lambda: tuple(_examples(here)))
    return send_triples(said, form, here.snapshot.version)


def _examples(here: State) -> Iterator[Triple]:
    address = here.settings.address
    endpoint = NamedNode(f"{address}/sparql")
    collection = f"{address}/.well-known/sparql-examples"
    prefixes = NamedNode(f"{collection}#prefixes")
    for question in here.snapshot.questions.values():
        node = NamedNode(f"{collection}#{question.id}")
        yield Triple(node, RDF.type, SH.SPARQLExecutable)
        yield Triple(node, RDF.type, SH.SPARQLSelectExecutable)
        yield Triple(node, DCTERMS.identifier, Literal(question.id))
        for language, title, description in (
            ("fr", question.title.fr, question.description.fr),
            ("en", question.title.en, question.description.en),
        ):
            yield Triple(node, RDFS.label, Literal(title, language=language))
            yield Triple(node, RDFS.comment, Literal(description, language=language))
        yield Triple(node, SH.prefixes, prefixes)
        yield Triple(node, SH.select, Literal(question.sparql))
        yield Triple(node, SCHEMA.target, endpoint)
        yield Triple(node, RDFS.seeAlso, NamedNode(f"{address}/questions/{question.id}"))
        for moment in question.moments:
            yield Triple(node, SCHEMA.keywords, Literal(moment))
    for prefix, namespace in PREFIXES.items():
        declaration = NamedNode(f"{collection}#prefix-{prefix}")
        yield Triple(prefixes, SH.declare, declaration)
        yield Triple(declaration, SH.prefix, Literal(prefix))
        yield Triple(declaration, SH.namespace, Literal(namespace, datatype=XSD.anyURI))
