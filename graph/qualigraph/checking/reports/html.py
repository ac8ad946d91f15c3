"""The form to print or send: one self-contained page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape

from qualigraph.checking.findings import Finding, Group, Report, Severity, grouped
from qualigraph.checking.reports import words
from qualigraph.language import Language, Text

_STYLE = """
:root { color-scheme: light; }
body { font: 1rem/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem; color: #1b1b1b;
  background: #fff; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.25rem; margin-top: 2rem; }
table { border-collapse: collapse; width: 100%; }
caption { text-align: left; font-weight: bold; padding: .3rem 0; }
th, td { text-align: left; vertical-align: top; padding: .35rem .5rem; border-bottom: 1px solid #bbb; }
.scroll { overflow-x: auto; }
.severity { white-space: nowrap; font-weight: bold; border-left: .4rem solid; padding-left: .4rem; }
.violation { border-color: #b3261e; } .warning { border-color: #8a5a00; } .info { border-color: #1a5fb4; }
article { border-bottom: 1px solid #bbb; padding: .6rem 0; break-inside: avoid; }
article h3 { font-size: 1rem; margin: 0 0 .3rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem .8rem; margin: 0; }
dt { color: #4a4a4a; } dd { margin: 0; overflow-wrap: anywhere; }
summary { cursor: pointer; padding: .3rem 0; }
a { color: #1a4f8b; }
@media print { body { margin: 0; max-width: none; font-size: 10pt; } details > summary { list-style: none; } }
"""


def write(report: Report, language: Language) -> str:
    """Return the report as an HTML page without scripts, foreign addresses or images."""
    title = Text("Contrôle qualigraph au {day}", "qualigraph check as of {day}").say(
        language, day=words.day(report, language)
    )
    groups = grouped(report.findings)
    parts = [
        "<!DOCTYPE html>",
        f'<html lang="{language}">',
        '<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>",
        "<body>",
        f"<header><h1>{escape(title)}</h1>",
        f"<p><strong>{escape(words.verdict(report, language))}.</strong> ",
        f"{escape(words.balance(report, language))}.</p></header>",
        "<main>",
        *_summary(groups, report, language),
        *_findings(groups, report, language),
        *_accepted(report, language),
        *_rules(report, language),
        "</main>",
        "</body></html>",
    ]
    return "\n".join(parts) + "\n"


def _severity(severity: Severity, language: Language) -> str:
    return f'<span class="severity {severity.value}">{escape(severity.label.say(language))}</span>'


def _table(caption: Text, headers: Sequence[Text], rows: Iterable[Sequence[str]], language: Language) -> Iterator[str]:
    # A table that is wider than the window scrolls by itself; the keyboard can reach it.
    label = escape(caption.say(language), quote=True)
    yield f'<div class="scroll" role="region" aria-label="{label}" tabindex="0"><table>'
    yield f"<caption>{escape(caption.say(language))}</caption>"
    yield "<thead><tr>" + "".join(f'<th scope="col">{escape(h.say(language))}</th>' for h in headers) + "</tr></thead>"
    yield "<tbody>"
    for row in rows:
        yield "<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>"
    yield "</tbody></table></div>"


def _plan(group: Group, language: Language) -> str:
    return escape(group.plan.label.say(language) if group.plan else words.OUTSIDE.say(language))


def _rule_link(rule: str) -> str:
    return f'<a href="#rule-{rule}">{rule}</a>'


def _summary(groups: Sequence[Group], report: Report, language: Language) -> Iterator[str]:
    if not groups:
        return
    yield f"<section><h2>{escape(Text('Résumé', 'Summary').say(language))}</h2>"
    yield from _table(
        Text("Constats par règle et par plan", "Findings by rule and plan"),
        (Text("Gravité", "Severity"), Text("Règle", "Rule"), Text("Plan", "Plan"), Text("Constats", "Findings")),
        (
            (
                _severity(group.severity, language),
                _rule_link(group.rule),
                _plan(group, language),
                escape(words.group_line(group, report, language)),
            )
            for group in groups
        ),
        language,
    )
    yield "</section>"


def _findings(groups: Sequence[Group], report: Report, language: Language) -> Iterator[str]:
    if not groups:
        return
    yield f"<section><h2>{escape(Text('Constats', 'Findings').say(language))}</h2>"
    for group in groups:
        if group.folds:
            line = f"{group.rule} · {_plan(group, language)} · {escape(words.group_line(group, report, language))}"
            yield f"<details><summary>{line}</summary>"
        for finding in group.findings:
            yield from _finding(finding, report, language)
        if group.folds:
            yield "</details>"
    yield "</section>"


def _finding(finding: Finding, report: Report, language: Language) -> Iterator[str]:
    yield "<article>"
    who = escape(words.who(finding, language))
    yield f"<h3>{_severity(finding.severity, language)} {_rule_link(finding.rule)} · {who}</h3><dl>"
    for name, text in (
        (Text("Où", "Where"), words.where(finding, language)),
        (Text("Constat", "Finding"), finding.message.say(language)),
        (Text("À faire", "To do"), report.rules[finding.rule].mend.say(language)),
        (Text("Fichier", "File"), str(finding.place) if finding.place else ""),
    ):
        if text:
            yield f"<dt>{escape(name.say(language))}</dt><dd>{escape(text)}</dd>"
    yield "</dl></article>"


def _accepted(report: Report, language: Language) -> Iterator[str]:
    if not report.accepted:
        return
    yield f"<section><h2>{escape(Text('Constats acceptés', 'Accepted findings').say(language))}</h2>"
    yield from _table(
        Text("Constats acceptés, avec leur motif", "Accepted findings with their reason"),
        (
            Text("Gravité", "Severity"),
            Text("Règle", "Rule"),
            Text("Plan", "Plan"),
            Text("Constats", "Findings"),
            Text("Motif", "Reason"),
        ),
        (
            (
                _severity(group.severity, language),
                _rule_link(group.rule),
                _plan(group, language),
                escape(words.group_line(group, report, language)),
                "<br>".join(escape(t) for t in dict.fromkeys(words.acceptance_line(a, language) for a in acceptances)),
            )
            for group, acceptances in words.accepted_groups(report)
        ),
        language,
    )
    yield "</section>"


def _rules(report: Report, language: Language) -> Iterator[str]:
    used = {finding.rule for finding in report.findings} | {each.finding.rule for each in report.accepted}
    if not used:
        return
    yield f"<section><h2>{escape(Text('Règles', 'Rules').say(language))}</h2>"
    for rule in report.rules.values():
        if rule.id in used:
            yield f'<h3 id="rule-{rule.id}">{rule.id} · {escape(rule.title.say(language))}</h3>'
            for text in (rule.why, rule.expected_by, rule.mend, rule.mend_in_table):
                yield f"<p>{escape(text.say(language))}</p>"
    yield "</section>"
