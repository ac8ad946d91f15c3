"""Write the list of terms into ``docs/terms.md``: ``python -m tests.ontology.document``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from rdflib import OWL, RDF, RDFS, SKOS, BNode, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from qualigraph.places import ontology_folder
from qualigraph.terms import ONTOLOGY, SCHEMA, prefixed

PAGE = Path(__file__).resolve().parents[2] / "docs" / "terms.md"
DOMAIN, RANGE = URIRef(SCHEMA.domainIncludes.value), URIRef(SCHEMA.rangeIncludes.value)
KINDS = {
    OWL.Class: "class",
    OWL.ObjectProperty: "property, of things",
    OWL.DatatypeProperty: "property, of values",
    OWL.AnnotationProperty: "property, of notes",
}
HEAD = """# The terms

Every class and property of `ontology/core.ttl` (prefix `qg:`, address `https://w3id.org/qualigraph/ns#`): its name and
definition in French and English, and where it stands among the others. How they hang together is told in
[the ontology](ontology.md). This page is written by `python -m tests.ontology.document`.
"""
_SECTION = re.compile(r"^# (.+)\n\n|^qg:(\w+) a ", re.MULTILINE)


def listed() -> str:
    """Return the page: the terms under the headings of the file, in its order."""
    path = ontology_folder() / "core.ttl"
    graph = Graph().parse(path)
    pieces = [HEAD]
    heading = ""
    for found in _SECTION.finditer(path.read_text(encoding="utf-8")):
        if found[1]:
            heading = found[1]
            continue
        term = URIRef(f"{ONTOLOGY}#{found[2]}")
        if not any((term, RDF.type, kind) in graph for kind in KINDS):
            continue
        if heading:
            pieces.append(f"\n## {heading}\n\n| term | français | English | place |\n|---|---|---|---|\n")
            heading = ""
        cells = [
            f"`qg:{found[2]}`",
            _said(graph, term, "fr"),
            _said(graph, term, "en"),
            "<br>".join(_place(graph, term)),
        ]
        pieces.append(f"| {' | '.join(cell.replace('|', '&#124;') for cell in cells)} |\n")
    return "".join(pieces)


def _said(graph: Graph, term: URIRef, language: str) -> str:
    label, definition = (
        next(str(text) for text in graph.objects(term, said) if isinstance(text, Literal) and text.language == language)
        for said in (RDFS.label, SKOS.definition)
    )
    return f"**{label}**<br>{definition}"


def _place(graph: Graph, term: URIRef) -> Iterator[str]:
    yield next(words for kind, words in KINDS.items() if (term, RDF.type, kind) in graph)
    if (term, OWL.deprecated, Literal(True)) in graph:
        yield "**deprecated**"
    for words, relation in (("under", RDFS.subClassOf), ("under", RDFS.subPropertyOf), ("inverse of", OWL.inverseOf)):
        above = sorted(_name(one) for one in graph.objects(term, relation) if isinstance(one, URIRef))
        if above:
            yield f"{words} {', '.join(above)}"
    for kind, word in ((OWL.TransitiveProperty, "transitive"), (OWL.SymmetricProperty, "symmetric")):
        if (term, RDF.type, kind) in graph:
            yield word
    for words, relations in (("from", (RDFS.domain, DOMAIN)), ("to", (RDFS.range, RANGE))):
        ends = sorted({_name(one) for relation in relations for one in graph.objects(term, relation)})
        if ends:
            yield f"{words} {', '.join(ends)}"
    for chain in sorted(" then ".join(_step(graph, one) for one in Collection(graph, head))
                        for head in graph.objects(term, OWL.propertyChainAxiom)):  # fmt: skip
        yield f"follows from {chain}"


def _step(graph: Graph, step: Node) -> str:
    inverse = graph.value(step, OWL.inverseOf) if isinstance(step, BNode) else None
    return f"{_name(inverse)} backwards" if inverse is not None else _name(step)


def _name(node: Node) -> str:
    return f"`{prefixed(str(node)) or node}`"


def main() -> None:
    PAGE.write_text(listed(), encoding="utf-8")


if __name__ == "__main__":
    main()
