"""Words that several forms of report share."""

from __future__ import annotations

import re
from datetime import date

from qualigraph.checking.findings import Acceptance, Finding, Group, Report, Severity, grouped
from qualigraph.language import Language, Text

FINDINGS = Text("constats", "findings")
OUTSIDE = Text("hors plan", "outside any plan")


def day(report: Report, language: Language) -> str:
    """Return the day of the report as people write it."""
    return written_day(report.as_of, language)


def number(count: int, noun: str, language: Language) -> str:
    """Return "1 constat", "2 constats": ``noun`` is the singular; in French its adjectives agree with it."""
    # French takes the singular for 0, English the plural.
    singular = count < 2 if language == "fr" else count == 1
    return f"{count} {noun}" if singular else f"{count} {plural(noun, language)}"


def plural(noun: str, language: Language) -> str:
    """Return the plural of a class label: of its last word in English, of all in French."""
    head = re.split(r" d'| de | \(| ou | of ", noun)[0]
    words = head.split(" ")
    changed = [re.sub(r"([^aeo])y$", r"\1ie", word) for word in words]
    changed = [word if word.endswith(("s", "x")) else word + "s" for word in changed]
    kept = words[:-1] if language == "en" else changed[:-1]
    return " ".join([*kept, changed[-1]]) + noun[len(head) :]


def verdict(report: Report, language: Language) -> str:
    """Return the report in one sentence: "2 erreurs, 5 à traiter, 1 pour information"."""
    counts = report.counts()
    errors, rest = counts[Severity.VIOLATION], []
    none = Text("aucune erreur", "no error").say(language)
    rest.append(number(errors, Text("erreur", "error").say(language), language) if errors else none)
    for severity in (Severity.WARNING, Severity.INFO):
        if counts[severity]:
            rest.append(f"{counts[severity]} {severity.label.say(language).lower()}")
    return ", ".join(rest)


def balance(report: Report, language: Language) -> str:
    """Return what is new beside what is accepted: "3 nouveaux, 12 acceptés, 2 résolus, 1 à revoir"."""
    new, accepted = len(report.findings), len(report.accepted)
    if language == "en":
        return f"{new} new, {accepted} accepted, {report.resolved} resolved, {report.overdue} to review"
    parts = (("nouveau", "nouveaux", new), ("accepté", "acceptés", accepted), ("résolu", "résolus", report.resolved))
    return ", ".join(f"{count} {one if count < 2 else many}" for one, many, count in parts) + (
        f", {report.overdue} à revoir"
    )


def accepted_groups(report: Report) -> list[tuple[Group, list[Acceptance]]]:
    """Return what is accepted by severity, rule and plan, each with the acceptances that cover it."""
    by_finding = {id(each.finding): each.acceptance for each in report.accepted}
    groups = grouped(each.finding for each in report.accepted)
    return [(group, list(dict.fromkeys(by_finding[id(found)] for found in group.findings))) for group in groups]


def shrunk_line(group: Group, acceptances: list[Acceptance], language: Language) -> str:
    """Return what to do where fewer findings are left than were accepted, nothing where all are left."""
    counted = sum(1 if one.count is None else one.count for one in acceptances)
    if counted <= len(group.findings):
        return ""
    return Text(
        "{left} sur {counted} acceptés : abaissez le nombre dans accepted-findings.csv",
        "{left} left of {counted} accepted: lower the count in accepted-findings.csv",
    ).say(language, left=len(group.findings), counted=counted)


def acceptance_line(acceptance: Acceptance, language: Language) -> str:
    """Return why, by whom and until when something is accepted."""
    return Text("{reason} ({by}, {on} ; à revoir le {review})", "{reason} ({by}, {on}; review by {review})").say(
        language,
        reason=acceptance.reason,
        by=acceptance.accepted_by,
        on=written_day(acceptance.accepted_on, language),
        review=written_day(acceptance.review_by, language),
    )


def written_day(value: date, language: Language) -> str:
    """Return a day as people write it."""
    return value.strftime("%d/%m/%Y") if language == "fr" else value.isoformat()


def group_line(group: Group, report: Report, language: Language) -> str:
    """Return what a group of findings says in one line of the summary."""
    # One thing with two faults is one thing.
    count = len({finding.focus.iri for finding in group.findings})
    kinds = {finding.focus.kind for finding in group.findings}
    noun = kinds.pop().say(language) if len(kinds) == 1 else ""
    things = number(count, noun or Text("élément", "thing").say(language), language)
    folded = group.findings[0].folded
    if group.folds and folded is not None and count == group.judged:
        return f"{folded.say(language)}{colon(language)}{things}"
    of = Text(" sur {total}", " of {total}").say(language, total=group.judged) if group.judged else ""
    return f"{report.rules[group.rule].title.say(language)}{colon(language)}{things}{of}"


def colon(language: Language) -> str:
    """Return a colon with the spaces that the language wants."""
    return " : " if language == "fr" else ": "


def who(finding: Finding, language: Language) -> str:
    """Return what the finding is about: "Action « Former les équipes »"."""
    kind, label = finding.focus.kind.say(language), finding.focus.label.say(language)
    quoted = f"« {label} »" if language == "fr" else f"“{label}”"
    return f"{kind[:1].upper()}{kind[1:]} {quoted}" if kind else quoted


def where(finding: Finding, language: Language) -> str:
    """Return where in which plan the thing is: "PAQSS 2023-2027 (ICM) › Orientation 1 › Action 3"."""
    plan = finding.plan.label.say(language) if finding.plan and finding.plan.iri != finding.focus.iri else ""
    return " › ".join(part for part in (plan, finding.where.say(language)) if part)


def title(finding: Finding, report: Report, language: Language) -> str:
    """Return the rule's title: what is wrong, in a few words."""
    return report.rules[finding.rule].title.say(language)


def sentence(finding: Finding, report: Report, language: Language) -> str:
    """Return the finding in one line for tools that show one: what, whose, where, and what to do."""
    place = where(finding, language)
    parts = (
        finding.message.say(language),
        f"{who(finding, language)}{f' ({place})' if place else ''}.",
        report.rules[finding.rule].mend.say(language),
    )
    return " ".join(parts)


def plan_name(finding: Finding, language: Language) -> str:
    """Return the name of what the finding's thing belongs to."""
    return finding.plan.label.say(language) if finding.plan else OUTSIDE.say(language)
