"""The rules, and what they find today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import Response, request

from qualigraph.checking.findings import Group, Report, Severity, grouped
from qualigraph.checking.pages import FAMILIES
from qualigraph.checking.reports import words
from qualigraph.language import Language
from qualigraph.terms import RULE
from qualigraph_server.pages.context import View, view
from qualigraph_server.pages.keeping import kept
from qualigraph_server.pages.links import page_of
from qualigraph_server.pages.speech import language, write
from qualigraph_server.pages.things import unknown


@kept
def rules_page() -> Response:
    """Return the list of rules, by family, with how often each finds something today."""
    seen = view()
    found = _counts(seen)
    spoken = language()
    families = [
        (name.say(spoken), [rule for rule in seen.rules.rules if rule.family == family])
        for family, name in FAMILIES.items()
    ]
    return write("rules.html", families=families, found=found, day=date.today())


@kept
def rule_page(identifier: str) -> Response:
    """Return the page of one rule. Raises a problem if there is none."""
    seen = view()
    rule = next((one for one in seen.rules.rules if one.id == identifier), None)
    if rule is None:
        raise unknown(RULE + identifier)
    report = seen.report_soon(date.today())
    groups = [group for group in grouped(report.findings) if group.rule == identifier]
    spoken = language()
    return write(
        "rule.html",
        rule=rule,
        told=[(group, words.group_line(group, report, spoken)) for group in groups],
        accepted=[one for one in _accepted(report, spoken) if one.group.rule == identifier],
        page_of=page_of,
        words=words,
        spoken=spoken,
        day=report.as_of,
    )


@kept
def report_page() -> Response:
    """Return the report of today: the summary first, then each finding; ``?plan=`` and ``?severity=`` narrow it."""
    seen, spoken = view(), language()
    report = seen.report_soon(date.today())
    plan, severity = request.args.get("plan", ""), request.args.get("severity", "")

    def asked(group: Group) -> bool:
        in_plan = not plan or (group.plan is not None and group.plan.iri == plan)
        return in_plan and (not severity or group.severity.value == severity)

    groups = [group for group in grouped(report.findings) if asked(group)]
    every = (*report.findings, *(each.finding for each in report.accepted))
    plans = {one.plan.iri: one.plan.label.say(spoken) for one in every if one.plan is not None}
    return write(
        "report.html",
        report=report,
        groups=[(group, words.group_line(group, report, spoken)) for group in groups],
        accepted=[one for one in _accepted(report, spoken) if asked(one.group)],
        verdict=words.verdict(report, spoken),
        balance=words.balance(report, spoken) if report.accepted else "",
        counted=report.counts(),
        severities=list(Severity),
        plans=sorted(plans.items(), key=lambda pair: pair[1]),
        plan=plan,
        severity=severity,
        words=words,
        spoken=spoken,
        day=words.day(report, spoken),
        page_of=page_of,
    )


@dataclass(frozen=True)
class Accepted:
    """Accepted findings of one rule in one plan: what they are, and why, by whom and until when they are accepted."""

    group: Group
    line: str
    reasons: tuple[str, ...]


def _accepted(report: Report, spoken: Language) -> list[Accepted]:
    return [
        Accepted(
            group,
            words.group_line(group, report, spoken),
            tuple(dict.fromkeys(words.acceptance_line(one, spoken) for one in acceptances)),
        )
        for group, acceptances in words.accepted_groups(report)
    ]


def _counts(seen: View) -> dict[str, int]:
    counted: dict[str, int] = {}
    for finding in seen.report_soon(date.today()).findings:
        counted[finding.rule] = counted.get(finding.rule, 0) + 1
    return counted
