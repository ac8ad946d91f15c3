"""Words that several forms of report share."""

from __future__ import annotations

from qualigraph.checking.findings import Finding, Group, Report, Severity
from qualigraph.language import Language, Text

FINDINGS = Text("constats", "findings")
OUTSIDE = Text("hors plan", "outside any plan")


def day(report: Report, language: Language) -> str:
    """Return the day of the report as people write it."""
    return report.as_of.strftime("%d/%m/%Y") if language == "fr" else report.as_of.isoformat()


def number(count: int, noun: str, language: Language) -> str:
    """Return "1 constat", "2 constats": ``noun`` is the singular; every word of it that can takes an s."""
    # French takes the singular for 0, English the plural.
    singular = count < 2 if language == "fr" else count == 1
    return f"{count} {noun}" if singular else f"{count} {plural(noun)}"


def plural(noun: str) -> str:
    """Return the plural of a class label in either language."""
    head, separator, rest = noun.partition(" d'") if " d'" in noun else noun.partition(" de ")
    words = [word if word.endswith(("s", "x")) else word + "s" for word in head.split(" ")]
    return " ".join(words) + separator + rest


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


def group_line(group: Group, report: Report, language: Language) -> str:
    """Return what a group of findings says in one line of the summary."""
    count = len(group.findings)
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
