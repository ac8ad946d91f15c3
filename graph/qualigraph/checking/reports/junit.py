"""The form for test dashboards: JUnit XML, a suite for each rule, a case for each finding."""

from __future__ import annotations

from collections import defaultdict
from xml.etree import ElementTree

from qualigraph.checking.findings import Acceptance, Finding, Report, Severity
from qualigraph.checking.reports import words
from qualigraph.language import Language, Text

_CONTROL = {code: None for code in range(32) if code not in (9, 10, 13)}


def write(report: Report, language: Language, *, fail_on: Severity | None = Severity.VIOLATION) -> str:
    """Return the report as JUnit XML.

    A finding at or above ``fail_on`` is a failure, an accepted one is skipped, any other passes and tells
    itself in its output. A rule that found nothing is one passing case.
    """
    cases: dict[str, list[tuple[Finding, Acceptance | None]]] = defaultdict(list)
    for finding in report.findings:
        cases[finding.rule].append((finding, None))
    for each in report.accepted:
        cases[each.finding.rule].append((each.finding, each.acceptance))
    suites = ElementTree.Element("testsuites", name="qualigraph check")
    for rule in report.rules.values():
        found = cases.get(rule.id, [])
        failing = sum(1 for finding, acceptance in found if acceptance is None and report.fails(finding, fail_on))
        suite = ElementTree.SubElement(
            suites,
            "testsuite",
            name=_clean(f"{rule.id} {rule.title.say(language)}"),
            tests=str(max(len(found), 1)),
            failures=str(failing),
            errors="0",
            skipped=str(sum(1 for _, acceptance in found if acceptance is not None)),
            timestamp=f"{report.as_of.isoformat()}T00:00:00",
            time="0",
        )
        for finding, acceptance in found:
            _case(suite, finding, acceptance, report, language, fails=report.fails(finding, fail_on))
        if not found:
            nothing = Text("aucun constat", "no finding").say(language)
            ElementTree.SubElement(suite, "testcase", classname=rule.id, name=nothing, time="0")
    for count in ("tests", "failures", "errors", "skipped"):
        suites.set(count, str(sum(int(suite.get(count, "0")) for suite in suites)))
    ElementTree.indent(suites)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(suites, encoding="unicode") + "\n"


def _case(
    suite: ElementTree.Element,
    finding: Finding,
    acceptance: Acceptance | None,
    report: Report,
    language: Language,
    *,
    fails: bool,
) -> None:
    case = ElementTree.SubElement(
        suite,
        "testcase",
        classname=_clean(f"{finding.rule}.{words.plan_name(finding, language)}"),
        name=_clean(f"{words.who(finding, language)} · {finding.focus.name}"),
        time="0",
    )
    if finding.place is not None:
        case.set("file", finding.place.file)
        if finding.place.line is not None:
            case.set("line", str(finding.place.line))
    text = _clean("\n".join(filter(None, (words.sentence(finding, report, language), str(finding.place or "")))))
    if acceptance is not None:
        ElementTree.SubElement(case, "skipped", message=_clean(words.acceptance_line(acceptance, language)))
    elif fails:
        kind = finding.severity.label.say(language)
        failure = ElementTree.SubElement(case, "failure", message=_clean(finding.message.say(language)), type=kind)
        failure.text = text
    else:
        ElementTree.SubElement(case, "system-out").text = text


def _clean(text: str) -> str:
    """Return the text without the control characters that XML cannot hold."""
    return text.translate(_CONTROL)
