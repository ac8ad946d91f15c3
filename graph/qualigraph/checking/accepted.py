"""Accepted findings: the file that says which findings stay, why, by whom and until when."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from qualigraph.checking.findings import (
    Acceptance,
    AcceptedFinding,
    Finding,
    Place,
    Report,
    Severity,
    Thing,
    grouped,
)
from qualigraph.checking.rules import Rule
from qualigraph.errors import UsageProblem
from qualigraph.language import Text
from qualigraph.reading import read_bytes

FILE_NAME = "accepted-findings.csv"
COLUMNS = ("rule", "scope", "count", "path", "value", "reason", "accepted_by", "accepted_on", "review_by")
OVERDUE, NEEDLESS = "GOV-013", "GOV-014"
"""The rules that report acceptances themselves: past their review date, no longer needed."""


def accepted_files(data: Sequence[Path], shipped: Path | None) -> list[Path]:
    """Return the files of accepted findings that belong to the data.

    For a file of ``data`` that is the one beside it or one folder above; for a folder those in it, at any depth, or
    the one a folder above; ``shipped`` is the folder of the shipped graph where that is checked too.
    """
    folders = [shipped] if shipped is not None else []
    for path in data:
        inside = path if path.is_dir() else path.parent
        own = [file.parent for file in sorted(path.rglob(FILE_NAME))] if path.is_dir() else []
        near = [folder for folder in (inside, inside.resolve().parent) if (folder / FILE_NAME).is_file()][:1]
        folders += [*near, *(folder for folder in own if folder not in near)]
    files = (folder / FILE_NAME for folder in folders)
    # However it is reached, a file counts once.
    return list({file.resolve(): file for file in files if file.is_file()}.values())


def read_accepted(path: Path, rules: Collection[str]) -> list[Acceptance]:
    """Return the lines of a file of accepted findings.

    Raises :class:`UsageProblem` with ``file:line`` for a missing column, an unknown rule, a missing reason or
    a date that is none.
    """
    reader = csv.DictReader(io.StringIO(read_bytes(path).decode("utf-8-sig"), newline=""))
    missing = [column for column in COLUMNS if column not in (reader.fieldnames or ())]
    if missing:
        raise UsageProblem(
            Text(f"il manque la colonne {', '.join(missing)}.", f"the column {', '.join(missing)} is missing."),
            f"{path}:1",
        )
    return [_acceptance(row, Place(str(path), reader.line_num), rules) for row in reader]


def _acceptance(row: Mapping[str, str | None], place: Place, rules: Collection[str]) -> Acceptance:
    cell = {column: (row[column] or "").strip() for column in COLUMNS}
    if cell["rule"] not in rules:
        raise UsageProblem(
            Text(f"règle inconnue : « {cell['rule']} ».", f"unknown rule: “{cell['rule']}”."), str(place)
        )
    for column in ("scope", "reason", "accepted_by"):
        if not cell[column]:
            raise UsageProblem(Text(f"la colonne {column} est vide.", f"the column {column} is empty."), str(place))
    if cell["count"] and not cell["count"].isdecimal():
        raise UsageProblem(
            Text(f"« {cell['count']} » n'est pas un nombre.", f"“{cell['count']}” is not a number."), str(place)
        )
    return Acceptance(
        rule=cell["rule"],
        scope=cell["scope"],
        count=int(cell["count"]) if cell["count"] else None,
        path=cell["path"],
        value=cell["value"],
        reason=cell["reason"],
        accepted_by=cell["accepted_by"],
        accepted_on=_date(cell["accepted_on"], place),
        review_by=_date(cell["review_by"], place),
        place=place,
    )


def _date(text: str, place: Place) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UsageProblem(
            Text(f"« {text} » n'est pas une date de la forme 2026-12-31.", f"“{text}” is not a date like 2026-12-31."),
            str(place),
        ) from error


def apply(
    findings: Sequence[Finding], acceptances: Iterable[Acceptance], as_of: date, rules: Mapping[str, Rule]
) -> Report:
    """Return the report in which what is accepted stands apart.

    An acceptance past its review date, and one that covers nothing any more, are findings too; one that covers
    fewer findings than it says counts the others as resolved.
    """
    left = list(findings)
    accepted: list[AcceptedFinding] = []
    about: list[Finding] = []
    resolved = overdue = 0
    for acceptance in acceptances:
        covered = [finding for finding in left if covers(acceptance, finding)]
        allowed = 1 if acceptance.count is None else acceptance.count
        # More than were accepted: nobody can tell which are the new ones, so all are shown again.
        if len(covered) <= allowed or acceptance.count is None:
            accepted += (AcceptedFinding(finding, acceptance) for finding in covered)
            left = [finding for finding in left if finding not in covered]
        resolved += max(allowed - len(covered), 0)
        if not covered:
            about.append(_about(NEEDLESS, acceptance, rules))
        elif acceptance.review_by < as_of:
            overdue += 1
            about.append(_about(OVERDUE, acceptance, rules))
    return Report(
        as_of=as_of,
        findings=tuple(sorted([*left, *about], key=lambda finding: finding.severity.rank)),
        rules=rules,
        accepted=tuple(accepted),
        resolved=resolved,
        overdue=overdue,
    )


def covers(acceptance: Acceptance, finding: Finding) -> bool:
    """Tell whether the acceptance is about the finding."""
    if acceptance.rule != finding.rule:
        return False
    if acceptance.count is not None:
        return finding.plan is not None and finding.plan.name == acceptance.scope
    return (
        finding.focus.name == acceptance.scope
        and acceptance.path in ("", finding.path)
        and acceptance.value in ("", finding.value)
    )


def _about(rule_id: str, acceptance: Acceptance, rules: Mapping[str, Rule]) -> Finding:
    shape = rules[rule_id].shapes[0]
    fr, en = (
        text.replace("{?rule}", acceptance.rule).replace("{?scope}", acceptance.scope).replace("{?review}", day)
        for text, day in (
            (shape.message.fr, acceptance.review_by.strftime("%d/%m/%Y")),
            (shape.message.en, acceptance.review_by.isoformat()),
        )
    )
    name = f"{acceptance.rule} · {acceptance.scope}"
    return Finding(
        rule=rule_id,
        severity=shape.severity,
        shape=str(shape.node.value),
        focus=Thing(name, Text("constat accepté", "accepted finding"), Text(name, name)),
        message=Text(fr, en),
        place=acceptance.place,
    )


def accept(
    report: Report, *, reason: str, accepted_by: str, review_by: date, named: Collection[str]
) -> list[Acceptance]:
    """Return acceptances for the report's findings: what folds into one line per plan by a count, others singly.

    Of errors, only those are accepted whose thing is among ``named``.
    """
    made: list[Acceptance] = []
    for group in grouped(report.findings):
        common: dict[str, Any] = {
            "rule": group.rule,
            "reason": reason,
            "accepted_by": accepted_by,
            "accepted_on": report.as_of,
            "review_by": review_by,
        }
        if group.rule in (OVERDUE, NEEDLESS):
            continue
        if group.plan is not None and group.folds:
            made.append(Acceptance(scope=group.plan.name, count=len(group.findings), path="", value="", **common))
            continue
        for finding in group.findings:
            if finding.severity is not Severity.VIOLATION or finding.focus.name in named:
                path, value = finding.path or "", finding.value or ""
                made.append(Acceptance(scope=finding.focus.name, count=None, path=path, value=value, **common))
    return made


def written(acceptances: Iterable[Acceptance]) -> str:
    """Return the text of a file of accepted findings, in the order of rule and scope."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for each in sorted(acceptances, key=lambda one: (one.rule, one.scope, one.path, one.value)):
        bare = replace(each, place=None)
        writer.writerow("" if getattr(bare, column) is None else getattr(bare, column) for column in COLUMNS)
    return out.getvalue()
