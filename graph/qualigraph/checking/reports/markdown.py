"""The form for a step summary: tables in Markdown, cut before the size that GitHub accepts."""

from __future__ import annotations

from collections.abc import Iterator

from qualigraph.checking.findings import Finding, Report, grouped
from qualigraph.checking.reports import words
from qualigraph.language import Language, Text

LIMIT = 1_000_000
"""Bytes; GitHub refuses a step summary of more than 1 MiB."""


def write(report: Report, language: Language) -> str:
    """Return the report as Markdown: verdict, summary, findings, accepted findings."""
    out, size = [], 0
    cut = Text("\n*Rapport coupé : la suite est dans les autres formes.*\n", "\n*Report cut here: see other forms.*\n")
    for line in _lines(report, language):
        size += len(line.encode()) + 1
        if size > LIMIT - 200:
            out.append(cut.say(language))
            break
        out.append(line)
    return "\n".join(out) + "\n"


def _lines(report: Report, language: Language) -> Iterator[str]:
    def row(*cells: str) -> str:
        return "| " + " | ".join(_cell(cell) for cell in cells) + " |"

    def header(*titles: Text) -> Iterator[str]:
        yield row(*(title.say(language) for title in titles))
        yield "|" + " --- |" * len(titles)

    severity, rule, plan = Text("Gravité", "Severity"), Text("Règle", "Rule"), Text("Plan", "Plan")
    yield "# " + Text("Contrôle au {day}", "Check as of {day}").say(language, day=words.day(report, language))
    yield ""
    yield f"**{words.verdict(report, language)}** ({words.balance(report, language)})"
    groups = grouped(report.findings)
    if groups:
        yield "\n## " + Text("Résumé par règle et par plan", "Summary by rule and plan").say(language) + "\n"
        yield from header(severity, rule, plan, Text("Constats", "Findings"))
        for group in groups:
            name = group.plan.label.say(language) if group.plan else words.OUTSIDE.say(language)
            line = words.group_line(group, report, language)
            yield row(group.severity.label.say(language), group.rule, name, line)
    told = [finding for group in groups if not group.folds for finding in group.findings]
    if told:
        yield "\n## " + Text("Constats", "Findings").say(language) + "\n"
        yield from header(
            severity,
            rule,
            Text("Qui et où", "Who and where"),
            Text("Constat", "Finding"),
            Text("À faire", "To do"),
            Text("Fichier", "File"),
        )
        for finding in told:
            yield row(
                finding.severity.label.say(language),
                finding.rule,
                _who(finding, language),
                finding.message.say(language),
                report.rules[finding.rule].mend.say(language),
                f"`{finding.place}`" if finding.place else "",
            )
    if report.accepted:
        yield "\n## " + Text("Constats acceptés", "Accepted findings").say(language) + "\n"
        yield from header(severity, rule, plan, Text("Constats", "Findings"), Text("Motif", "Reason"))
        for group, acceptances in words.accepted_groups(report):
            name = group.plan.label.say(language) if group.plan else words.OUTSIDE.say(language)
            reasons = "; ".join(dict.fromkeys(words.acceptance_line(one, language) for one in acceptances))
            line = words.group_line(group, report, language)
            yield row(group.severity.label.say(language), group.rule, name, line, reasons)


def _who(finding: Finding, language: Language) -> str:
    place = words.where(finding, language)
    return words.who(finding, language) + (f" ({place})" if place else "")


def _cell(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;")
    return " ".join(escaped.split())
