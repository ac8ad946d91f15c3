"""The form for code scanning: SARIF 2.1.0, with fingerprints that outlive moved lines."""

from __future__ import annotations

import json
from typing import Any

from qualigraph import __version__
from qualigraph.checking.findings import Acceptance, Finding, Report, Severity
from qualigraph.checking.reports import words
from qualigraph.checking.rules import Rule
from qualigraph.language import Language

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {Severity.VIOLATION: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def write(report: Report, language: Language) -> str:
    """Return the report as a SARIF log; accepted findings are suppressed results."""
    found = [(finding, None) for finding in report.findings]
    found += [(each.finding, each.acceptance) for each in report.accepted]  # type: ignore[misc]  # None or not
    used = sorted({finding.rule for finding, _ in found})
    log = {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "qualigraph",
                        "semanticVersion": __version__,
                        "informationUri": "https://w3id.org/qualigraph/",
                        "rules": [_rule(report.rules[rule], language) for rule in used],
                    }
                },
                "language": language,
                "columnKind": "unicodeCodePoints",
                "properties": {"asOf": report.as_of.isoformat()},
                "results": [
                    _result(finding, acceptance, used.index(finding.rule), report, language)
                    for finding, acceptance in found
                ],
            }
        ],
    }
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


def _rule(rule: Rule, language: Language) -> dict[str, Any]:
    title, why, mend = rule.title.say(language), rule.why.say(language), rule.mend.say(language)
    example = f"```turtle\n{rule.example}\n```" if rule.example else ""
    table = rule.mend_in_table.say(language)
    told: dict[str, Any] = {
        "id": rule.id,
        "name": title,
        "shortDescription": {"text": title},
        # Shapes of others may say no more than their name.
        "fullDescription": {"text": why or title},
        "help": {
            "text": "\n".join(filter(None, (why, mend, table))) or title,
            "markdown": "\n\n".join(filter(None, (why, mend, example, table))) or title,
        },
        "defaultConfiguration": {"level": _LEVELS[rule.severities[0]]},
        "properties": {"tags": [rule.family] if rule.family else []},
    }
    if rule.iri:
        told["helpUri"] = rule.iri
    return told


def _result(
    finding: Finding, acceptance: Acceptance | None, index: int, report: Report, language: Language
) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": index,
        "level": _LEVELS[finding.severity],
        "message": {"text": words.sentence(finding, report, language)},
        "locations": [_location(finding, language)],
        "partialFingerprints": {"qualigraph/v1": finding.fingerprint},
    }
    if acceptance is not None:
        result["suppressions"] = [
            {
                "kind": "external",
                "status": "accepted",
                "justification": words.acceptance_line(acceptance, language),
            }
        ]
    return result


def _location(finding: Finding, language: Language) -> dict[str, Any]:
    names = (words.plan_name(finding, language), finding.where.say(language), finding.focus.label.say(language))
    location: dict[str, Any] = {
        "logicalLocations": [
            {"name": finding.focus.name, "fullyQualifiedName": " › ".join(filter(None, names)), "kind": "resource"}
        ]
    }
    if finding.place is not None:
        physical: dict[str, Any] = {"artifactLocation": {"uri": uri(finding.place.file)}}
        if finding.place.line is not None:
            physical["region"] = {"startLine": finding.place.line}
        location["physicalLocation"] = physical
    return location


def uri(file: str) -> str:
    """Return a file's name as a URI: relative where the name is, else ``file:``."""
    from pathlib import Path
    from urllib.parse import quote

    path = Path(file)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix())
