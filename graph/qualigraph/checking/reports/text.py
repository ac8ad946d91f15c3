"""The form for a person at a terminal: a summary by rule and plan, then each finding."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from typing import TypedDict

from qualigraph.checking.findings import Finding, Group, Report, Severity, grouped
from qualigraph.checking.reports import words
from qualigraph.language import Language, Text


class _Wrapping(TypedDict):
    break_long_words: bool
    break_on_hyphens: bool


_COLOURS = {Severity.VIOLATION: "31", Severity.WARNING: "33", Severity.INFO: "36"}
_WIDTH = 100
_WRAPPING: _Wrapping = {"break_long_words": False, "break_on_hyphens": False}


def write(report: Report, language: Language, *, detail: bool = False, colour: bool = False) -> str:
    """Return the report as text; ``detail`` tells each finding that the summary folds into one line."""
    groups = grouped(report.findings)
    told = [group for group in groups if detail or not group.folds]
    paint = _Paint(colour)
    lines = [*_head(report, language, paint), *_summary(report, groups, language, paint)]
    lines += _accepted(report, language, paint)
    if told:
        lines += ["", paint.bold(Text("Constats", "Findings").say(language))]
        for group in told:
            for finding in group.findings:
                lines += ["", *_finding(report, finding, language, paint)]
    if detail and report.accepted:
        lines += ["", paint.bold(Text("Constats acceptés, un à un", "Accepted findings, one by one").say(language))]
        for each in report.accepted:
            lines += ["", *_finding(report, each.finding, language, paint)]
    lines += _foot(report, groups, language, detail)
    return "\n".join(lines) + "\n"


class _Paint:
    def __init__(self, colour: bool) -> None:
        self.colour = colour

    def bold(self, text: str) -> str:
        return f"\x1b[1m{text}\x1b[0m" if self.colour else text

    def severity(self, text: str, severity: Severity) -> str:
        return f"\x1b[{_COLOURS[severity]}m{text}\x1b[0m" if self.colour else text


def _head(report: Report, language: Language, paint: _Paint) -> Iterator[str]:
    title = Text("Contrôle au {day}", "Check as of {day}").say(language, day=words.day(report, language))
    yield paint.bold(f"{title}{words.colon(language)}{words.verdict(report, language)}.")
    if report.accepted or report.resolved or report.overdue:
        yield f"{words.balance(report, language)}."


def _summary(report: Report, groups: Iterable[Group], language: Language, paint: _Paint) -> Iterator[str]:
    """Give one line for each rule and plan, accepted or not: what is accepted is not forgotten."""
    accepted = Text(" (accepté)", " (accepted)").say(language)
    marked = [(group, "") for group in groups] + [(group, accepted) for group, _ in words.accepted_groups(report)]
    marked.sort(key=lambda entry: (entry[0].severity.rank, entry[0].rule))
    rows = [
        (
            group.severity,
            group.severity.label.say(language) + mark,
            group.rule,
            group.plan.label.say(language) if group.plan else words.OUTSIDE.say(language),
            words.group_line(group, report, language),
        )
        for group, mark in marked
    ]
    if not rows:
        return
    yield ""
    yield paint.bold(Text("Résumé par règle et par plan", "Summary by rule and plan").say(language))
    widths = [max(len(row[column]) for row in rows) for column in (1, 2, 3)]
    for severity, label, rule, plan, line in rows:
        cells = (paint.severity(label.ljust(widths[0]), severity), rule.ljust(widths[1]), plan.ljust(widths[2]), line)
        yield "  " + "  ".join(cells)


def _accepted(report: Report, language: Language, paint: _Paint) -> Iterator[str]:
    """Give why findings are accepted, each reason once with the rules and plans that it holds for."""
    by_reason: dict[str, list[str]] = {}
    for group, acceptances in words.accepted_groups(report):
        plan = group.plan.label.say(language) if group.plan else words.OUTSIDE.say(language)
        shrunk = words.shrunk_line(group, acceptances, language)
        for reason in dict.fromkeys(words.acceptance_line(one, language) for one in acceptances):
            by_reason.setdefault(reason, []).append(f"{group.rule} {plan}" + (f" ({shrunk})" if shrunk else ""))
    if not by_reason:
        return
    yield ""
    yield paint.bold(Text("Constats acceptés", "Accepted findings").say(language))
    for reason, covered in by_reason.items():
        yield textwrap.fill(", ".join(covered), _WIDTH, initial_indent="  ", subsequent_indent="  ", **_WRAPPING)
        head = f"{Text('motif', 'reason').say(language)}{words.colon(language)}"
        indent = "      " + " " * len(head)
        yield textwrap.fill(reason, _WIDTH, initial_indent=f"      {head}", subsequent_indent=indent, **_WRAPPING)


def _finding(report: Report, finding: Finding, language: Language, paint: _Paint) -> Iterator[str]:
    label = paint.severity(finding.severity.label.say(language), finding.severity)
    yield f"  {label} · {finding.rule} · {words.who(finding, language)}"
    mend = report.rules[finding.rule].mend.say(language)
    for name, text in (
        (Text("où", "where"), words.where(finding, language)),
        (Text("constat", "finding"), finding.message.say(language)),
        (Text("à faire", "to do"), mend),
        (Text("fichier", "file"), str(finding.place) if finding.place else ""),
    ):
        if text:
            head = f"{name.say(language)}{words.colon(language)}"
            indent = "      " + " " * len(head)
            yield textwrap.fill(text, _WIDTH, initial_indent=f"      {head}", subsequent_indent=indent, **_WRAPPING)


def _foot(report: Report, groups: list[Group], language: Language, detail: bool) -> Iterator[str]:
    if not groups:
        return
    yield ""
    if not detail and any(group.folds for group in groups):
        yield Text(
            "Une ligne du résumé par plan pour ce que son document ne publie pas ; chaque action : --detail.",
            "One line of the summary per plan for what its document does not publish; each action: --detail.",
        ).say(language)
    if not any(rule.family for rule in report.rules.values()):
        # Shapes of others are not in the catalogue.
        return
    yield Text(
        "Pourquoi une règle, et comment y remédier : qualigraph explain {rule}",
        "Why a rule, and how to mend: qualigraph explain {rule}",
    ).say(language, rule=groups[0].rule)
