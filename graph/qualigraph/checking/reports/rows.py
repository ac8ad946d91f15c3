"""The report as rows, for the forms that are tables."""

from __future__ import annotations

from collections.abc import Iterator

from qualigraph.checking.findings import AcceptedFinding, Finding, Report
from qualigraph.checking.reports import words
from qualigraph.language import Language, Text

FINDING_COLUMNS = (
    Text("Règle", "Rule"),
    Text("Gravité", "Severity"),
    Text("Titre", "Title"),
    Text("Établissement", "Institution"),
    Text("Plan", "Plan"),
    Text("Où", "Where"),
    Text("Sorte", "Kind"),
    Text("Nom", "Name"),
    Text("Constat", "Finding"),
    Text("À faire", "To do"),
    Text("Fichier", "File"),
    Text("Ligne", "Line"),
    Text("Identifiant", "Identifier"),
)
ACCEPTANCE_COLUMNS = (
    Text("Motif", "Reason"),
    Text("Accepté par", "Accepted by"),
    Text("Accepté le", "Accepted on"),
    Text("À revoir le", "Review by"),
)
RULE_COLUMNS = (
    Text("Règle", "Rule"),
    Text("Titre", "Title"),
    Text("Gravités", "Severities"),
    Text("Pourquoi", "Why"),
    Text("Attendu de", "Expected by"),
    Text("À faire", "To do"),
    Text("Dans le tableau", "In the table"),
)


def finding_row(finding: Finding, report: Report, language: Language) -> list[str | int | None]:
    """Return a finding as a row of :data:`FINDING_COLUMNS`."""
    rule = report.rules[finding.rule]
    return [
        finding.rule,
        finding.severity.label.say(language),
        rule.title.say(language),
        finding.institution.label.say(language) if finding.institution else "",
        finding.plan.label.say(language) if finding.plan else "",
        finding.where.say(language),
        finding.focus.kind.say(language),
        finding.focus.label.say(language),
        finding.message.say(language),
        rule.mend.say(language),
        finding.place.file if finding.place else "",
        (finding.place.line or finding.place.cell) if finding.place else None,
        finding.focus.name,
    ]


def accepted_row(each: AcceptedFinding, report: Report, language: Language) -> list[str | int | None]:
    """Return an accepted finding as a row of :data:`FINDING_COLUMNS` and :data:`ACCEPTANCE_COLUMNS`."""
    acceptance = each.acceptance
    return [
        *finding_row(each.finding, report, language),
        acceptance.reason,
        acceptance.accepted_by,
        words.written_day(acceptance.accepted_on, language),
        words.written_day(acceptance.review_by, language),
    ]


def rule_rows(report: Report, language: Language) -> Iterator[list[str | int | None]]:
    """Give each rule as a row of :data:`RULE_COLUMNS`."""
    for rule in report.rules.values():
        yield [
            rule.id,
            rule.title.say(language),
            ", ".join(severity.label.say(language) for severity in rule.severities),
            rule.why.say(language),
            rule.expected_by.say(language),
            rule.mend.say(language),
            rule.mend_in_table.say(language),
        ]
