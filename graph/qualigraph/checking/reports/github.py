"""The form for GitHub Actions: one annotation a finding, one a plan for what its document does not publish."""

from __future__ import annotations

from collections.abc import Iterator

from qualigraph.checking.findings import Finding, Place, Report, Severity, grouped
from qualigraph.checking.reports import words
from qualigraph.language import Language

_COMMANDS = {Severity.VIOLATION: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def write(report: Report, language: Language) -> str:
    """Return the report as workflow commands; the last line is the balance for the log."""
    return "".join(f"{line}\n" for line in _lines(report, language))


def _lines(report: Report, language: Language) -> Iterator[str]:
    for group in grouped(report.findings):
        if group.folds and len(group.findings) > 1:
            plan = group.plan.label.say(language) if group.plan else words.OUTSIDE.say(language)
            text = f"{plan}{words.colon(language)}{words.group_line(group, report, language)}"
            yield _annotation(group.findings[0], text, report, language)
        else:
            for finding in group.findings:
                yield _annotation(finding, words.sentence(finding, report, language), report, language)
    yield f"{words.verdict(report, language)} ({words.balance(report, language)})"


def _annotation(finding: Finding, text: str, report: Report, language: Language) -> str:
    place = finding.place or Place("")
    title = f"{finding.rule} {words.title(finding, report, language)}"
    values = {"file": place.file, "line": str(place.line or ""), "title": title}
    properties = ",".join(f"{name}={_property(value)}" for name, value in values.items() if value)
    return f"::{_COMMANDS[finding.severity]} {properties}::{_data(text)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
