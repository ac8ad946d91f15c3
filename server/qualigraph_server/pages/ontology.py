"""The vocabulary on one page, each term at its own place."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response
from pyoxigraph import DefaultGraph, NamedNode

from qualigraph.terms import ONTOLOGY, OWL, PREFIXES, QG, RDF, RDFS, SKOS
from qualigraph_server.pages.context import View, view
from qualigraph_server.pages.keeping import kept
from qualigraph_server.pages.naming import Namer, Ref, natural
from qualigraph_server.pages.speech import language, write
from qualigraph_server.pages.statements import Statement, in_language, statements
from qualigraph_server.pages.things import unknown

_KINDS = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
_SHOWN_APART = frozenset({SKOS.definition, RDFS.isDefinedBy, RDFS.label})


@dataclass(frozen=True)
class Term:
    """One term of the vocabulary."""

    name: str
    ref: Ref
    definition: list[Ref]
    facts: list[Statement]
    uses: int


@kept
def ontology_page() -> Response:
    """Return the page of the vocabulary. Raises a problem where the ontology is not served."""
    seen = view()
    root = NamedNode(ONTOLOGY)
    if not seen.graph.knows(root):
        raise unknown(ONTOLOGY)
    namer = seen.namer(language())
    sections = seen.keep(("ontology", namer.language), lambda: _sections(seen, namer))
    return write(
        "ontology.html",
        title=namer.ref(root).text,
        facts=statements(seen, namer, root),
        sections=sections,
        forms="/ns",
        schemes=namer.refs(seen.graph.instances(SKOS.ConceptScheme)),
    )


def vocabulary() -> dict[str, list[str] | dict[str, str]]:
    """Return what the editor completes: our classes and properties, those in use, and the prefixes."""
    seen = view()

    def work() -> dict[str, list[str] | dict[str, str]]:
        store = seen.dataset.store
        classes = {
            quad.object.value
            for quad in store.quads_for_pattern(None, RDF.type, None)
            if isinstance(quad.object, NamedNode)
        }
        properties = {quad.predicate.value for quad in store}
        declared = [
            {one.value for kind in kinds for one in seen.graph.instances(kind) if isinstance(one, NamedNode)}
            for kinds in (_KINDS[:1], _KINDS[1:])
        ]
        return {
            "classes": sorted(classes | declared[0]),
            "properties": sorted(properties | declared[1]),
            "prefixes": dict(PREFIXES),
        }

    return seen.keep("vocabulary", work)


def _sections(seen: View, namer: Namer) -> list[tuple[Ref, list[Term]]]:
    found = []
    for kind in _KINDS:
        terms = [
            _term(seen, namer, node)
            for node in seen.graph.instances(kind)
            if isinstance(node, NamedNode) and node.value.startswith(QG.iri)
        ]
        if terms:
            found.append((namer.ref(kind), sorted(terms, key=lambda term: natural(term.ref.text))))
    return found


def _term(seen: View, namer: Namer, node: NamedNode) -> Term:
    store = seen.dataset.store
    instances = sum(1 for _ in store.quads_for_pattern(None, RDF.type, node, DefaultGraph()))
    used = instances or sum(1 for _ in store.quads_for_pattern(None, node, None, DefaultGraph()))
    return Term(
        name=node.value.removeprefix(QG.iri),
        ref=namer.ref(node),
        definition=in_language(namer, seen.graph.objects(node, SKOS.definition)),
        facts=statements(seen, namer, node, without=_SHOWN_APART),
        uses=used,
    )
