"""The form for GitLab merge requests: a code quality report."""

from __future__ import annotations

import hashlib
import json
from collections import Counter

from qualigraph.checking.findings import Report, Severity
from qualigraph.checking.reports import words
from qualigraph.language import Language

_SEVERITIES = {Severity.VIOLATION: "major", Severity.WARNING: "minor", Severity.INFO: "info"}


def write(report: Report, language: Language) -> str:
    """Return the report as a code quality artifact; GitLab shows only findings with a file and a line."""
    seen: Counter[str] = Counter()
    entries = []
    for finding in report.findings:
        seen[finding.fingerprint] += 1
        # GitLab drops entries whose fingerprint it has met.
        unique = f"{finding.fingerprint}{seen[finding.fingerprint]}"
        entries.append(
            {
                "description": words.sentence(finding, report, language),
                "check_name": finding.rule,
                "fingerprint": hashlib.sha256(unique.encode()).hexdigest(),
                "severity": _SEVERITIES[finding.severity],
                "location": {
                    "path": finding.place.file if finding.place else ".",
                    "lines": {"begin": (finding.place.line if finding.place else None) or 1},
                },
            }
        )
    return json.dumps(entries, ensure_ascii=False, indent=2) + "\n"
