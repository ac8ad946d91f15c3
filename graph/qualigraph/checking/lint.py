"""The rules held against rules of their own: a shape that says nothing to people, or that no engine reads, is found."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode

from qualigraph.checking.facts import CHECK
from qualigraph.checking.rules import Catalogue, Rule, RuleShape
from qualigraph.checking.shacl.components import COMPONENTS
from qualigraph.checking.shacl.paths import NotCovered
from qualigraph.checking.shacl.shapes import read_query, read_shape
from qualigraph.checking.shacl.view import GraphView, Term
from qualigraph.terms import DCTERMS, QG, RDF, RDFS, SH, SKOS

_TARGETS = ("targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf", "target")
_KNOWN = {
    *_TARGETS,
    *("path", "alternativePath", "inversePath", "zeroOrMorePath", "oneOrMorePath", "zeroOrOnePath"),
    *("property", "sparql", "select", "prefixes", "declare", "prefix", "namespace", "severity", "message", "flags"),
    *("parameter", "returnType", "order", "deactivated"),
}
_KNOWN_CLASSES = {SH.NodeShape, SH.PropertyShape, SH.SPARQLTarget, SH.SPARQLFunction}
_KNOWN_VALUES = {SH.Violation, SH.Warning, SH.Info, SH.IRI, SH.Literal, SH.BlankNode, SH.BlankNodeOrIRI}
_RULE_TEXTS = (RDFS.label, QG.why, QG.expectationSource, QG.howToMend, QG.howToMendInTable)
_FORBIDDEN = re.compile(r"\b(VALUES|MINUS|SERVICE)\b")
_ID = re.compile(r"(ACT|PLN|ELT|BOD|CRT|IND|LNK|PSG|GOV|VOC|LOG)-\d{3}")


def problems(catalogue: Catalogue) -> list[str]:
    """Return what is wrong with the rules, one line each; none is how they must be."""
    found = [*_unknown_terms(catalogue.shapes)]
    for rule in catalogue.rules:
        found += (f"{rule.id}: {problem}" for problem in _rule_problems(catalogue.shapes, rule))
        for shape in rule.shapes:
            name = str(shape.node.value).rpartition("/")[2]
            found += (f"{name}: {problem}" for problem in _shape_problems(catalogue.shapes, rule, shape))
    return found


def _unknown_terms(shapes: GraphView) -> Iterator[str]:
    known = {SH[name] for name in _KNOWN} | set(COMPONENTS) | _KNOWN_CLASSES | _KNOWN_VALUES
    used: dict[Term, None] = {}
    for quad in shapes.store:
        for term in (quad.predicate, quad.object):
            if isinstance(term, NamedNode) and term.value.startswith(SH.iri):
                used[term] = None
    for term in used:
        if term not in known:
            yield f"{term.value}: not a term of SHACL that the rules use"


def _rule_problems(shapes: GraphView, rule: Rule) -> Iterator[str]:
    node = NamedNode(rule.iri)
    if not _ID.fullmatch(rule.id) or not rule.iri.endswith(f"/{rule.id}"):
        yield f"its identifier does not fit its address {rule.iri}"
    if not rule.shapes:
        yield "no shape checks it"
    if not rule.example:
        yield "no example in Turtle"
    for predicate in _RULE_TEXTS:
        yield from _language_problems(shapes, node, predicate)
    families = shapes.objects(node, QG.ruleFamily)
    if [family.value.rpartition("/")[2].upper() for family in families] != [rule.family]:
        yield "its family does not fit its identifier"
    if len(shapes.objects(node, DCTERMS.identifier)) != 1 or len(shapes.objects(node, SKOS.example)) != 1:
        yield "more than one identifier or example"


def _shape_problems(shapes: GraphView, rule: Rule, shape: RuleShape) -> Iterator[str]:
    node = shape.node
    if not isinstance(node, NamedNode) or not re.fullmatch(rf".*/{rule.id}(-[a-z0-9-]+)?", node.value):
        yield "its name does not begin with its rule's"
    if not shapes.objects(node, SH.severity):
        yield "no severity"
    yield from _language_problems(shapes, node, SH.message)
    if shapes.objects(node, CHECK.foldedMessage):
        yield from _language_problems(shapes, node, CHECK.foldedMessage)
    if shape.contradictions or shape.acceptance:
        return
    if not any(shapes.objects(node, SH[target]) for target in _TARGETS):
        yield "no target"
    constraints = [value for predicate in COMPONENTS for value in shapes.objects(node, predicate)]
    if SH.PropertyShape in shapes.objects(node, RDF.type) and len(constraints) != 1:
        yield f"{len(constraints)} constraints in a property shape, one is wanted"
    if SH.NodeShape in shapes.objects(node, RDF.type) and not shapes.objects(node, SH.sparql):
        yield "a node shape without a SPARQL constraint"
    try:
        read_shape(shapes, node)
    except NotCovered as problem:
        yield f"only pySHACL could run it: {problem}"
    for query in shapes.objects(node, SH.sparql):
        yield from _query_problems(shapes, query, shape)


def _query_problems(shapes: GraphView, node: Term, shape: RuleShape) -> Iterator[str]:
    text = read_query(shapes, node).text
    if "$this" not in text:
        yield "its query does not begin with $this"
    if forbidden := _FORBIDDEN.search(text):
        yield f"{forbidden[0]} is not allowed in a SPARQL constraint"
    head = text.partition("WHERE")[0]
    named = set(re.findall(r"[?$](\w+)", head))
    for language, message in zip(("fr", "en"), shape.message, strict=True):
        for name in re.findall(r"\{[?$](\w+)\}", message):
            if name not in named:
                yield f"its message ({language}) names {name}, which the query does not give"


def _language_problems(shapes: GraphView, node: Term, predicate: NamedNode) -> Iterator[str]:
    languages = sorted(value.language or "" for value in shapes.objects(node, predicate) if isinstance(value, Literal))
    if languages != ["en", "fr"]:
        yield f"{predicate.value.rpartition('#')[2]} in {', '.join(languages) or 'no language'}, not once in each"
