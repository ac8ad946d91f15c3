"""The form for RDF tools: a W3C validation report."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse, serialize

from qualigraph.checking.findings import Finding, Report, Severity
from qualigraph.language import Language
from qualigraph.terms import DCTERMS, PREFIXES, QG, RDF, RULE, SH, XSD

_SEVERITIES = {Severity.VIOLATION: SH.Violation, Severity.WARNING: SH.Warning, Severity.INFO: SH.Info}


def write(report: Report, language: Language) -> bytes:
    """Return the findings that are not accepted as a ``sh:ValidationReport`` in Turtle."""
    prefixes = {name: PREFIXES[name] for name in ("sh", "qg", "xsd", "dcterms")}
    written = serialize(_triples(report), format=RdfFormat.TURTLE, prefixes=prefixes)
    assert written is not None
    return written


def _triples(report: Report) -> Iterator[Triple]:
    node = BlankNode("report")
    yield Triple(node, RDF.type, SH.ValidationReport)
    yield Triple(node, SH.conforms, Literal("false" if report.findings else "true", datatype=XSD.boolean))
    yield Triple(node, DCTERMS.date, Literal(report.as_of.isoformat(), datatype=XSD.date))
    for number, finding in enumerate(report.findings):
        result = BlankNode(f"result{number}")
        yield Triple(node, SH.result, result)
        yield from _result(result, finding, own=bool(report.rules[finding.rule].family))


def _result(result: BlankNode, finding: Finding, *, own: bool) -> Iterator[Triple]:
    yield Triple(result, RDF.type, SH.ValidationResult)
    if _is_address(finding.focus.iri):
        yield Triple(result, SH.focusNode, NamedNode(finding.focus.iri))
    yield Triple(result, SH.resultSeverity, _SEVERITIES[finding.severity])
    yield Triple(result, SH.sourceShape, NamedNode(finding.shape))
    if own:
        yield Triple(result, QG.rule, NamedNode(RULE + finding.rule))
    yield Triple(result, SH.resultMessage, Literal(finding.message.fr, language="fr"))
    yield Triple(result, SH.resultMessage, Literal(finding.message.en, language="en"))
    if finding.path is not None and finding.path.startswith("<") and finding.path.count("<") == 1:
        yield Triple(result, SH.resultPath, NamedNode(finding.path[1:-1]))
    if finding.value is not None and not finding.value.startswith("_:"):
        for quad in parse(f"<urn:s> <urn:p> {finding.value} .", format=RdfFormat.N_TRIPLES):
            yield Triple(result, SH.value, quad.object)


def _is_address(text: str) -> bool:
    # Shapes of others judge blank nodes and values too, which have no address.
    try:
        NamedNode(text)
    except ValueError:
        return False
    return True
