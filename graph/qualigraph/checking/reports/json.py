"""The form for programs: everything, as JSON."""

from __future__ import annotations

import json
from typing import Any

from qualigraph import __version__
from qualigraph.checking.findings import AcceptedFinding, Finding, Report, Thing
from qualigraph.checking.reports import words
from qualigraph.language import Language, Text


def write(report: Report, language: Language) -> str:
    """Return the report as a JSON document; texts are given in both languages."""
    document = {
        "tool": {"name": "qualigraph", "version": __version__},
        "asOf": report.as_of.isoformat(),
        "summary": {
            "counts": {severity.value: count for severity, count in report.counts().items()},
            "new": len(report.findings),
            "accepted": len(report.accepted),
            "resolved": report.resolved,
            "toReview": report.overdue,
            "text": words.verdict(report, language),
        },
        "findings": [_finding(finding, report) for finding in report.findings],
        "accepted": [_accepted(each, report) for each in report.accepted],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _finding(finding: Finding, report: Report) -> dict[str, Any]:
    place = finding.place
    return {
        "rule": finding.rule,
        "title": _text(report.rules[finding.rule].title),
        "severity": finding.severity.value,
        "message": _text(finding.message),
        "toDo": _text(report.rules[finding.rule].mend),
        "thing": _thing(finding.focus),
        "plan": _thing(finding.plan),
        "institution": _thing(finding.institution),
        "where": _text(finding.where),
        "path": finding.path,
        "value": finding.value,
        "place": None if place is None else {"file": place.file, "line": place.line, "cell": place.cell},
        "fingerprint": finding.fingerprint,
    }


def _accepted(each: AcceptedFinding, report: Report) -> dict[str, Any]:
    acceptance = each.acceptance
    return _finding(each.finding, report) | {
        "acceptance": {
            "reason": acceptance.reason,
            "acceptedBy": acceptance.accepted_by,
            "acceptedOn": acceptance.accepted_on.isoformat(),
            "reviewBy": acceptance.review_by.isoformat(),
        }
    }


def _text(text: Text) -> dict[str, str]:
    return {"fr": text.fr, "en": text.en}


def _thing(thing: Thing | None) -> dict[str, Any] | None:
    if thing is None:
        return None
    return {"iri": thing.iri, "name": thing.name, "kind": _text(thing.kind), "label": _text(thing.label)}
