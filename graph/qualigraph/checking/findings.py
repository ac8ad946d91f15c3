"""What a check finds: one model for every form of report."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from qualigraph.language import Text

if TYPE_CHECKING:
    from qualigraph.checking.rules import Rule


class Severity(StrEnum):
    """How grave a finding is, gravest first; the values are those of ``--severity`` and ``--fail-on``."""

    VIOLATION = "violation"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """The place in the order: 0 is the gravest."""
        return list(Severity).index(self)

    @property
    def label(self) -> Text:
        """The word that people read."""
        return _SEVERITY_LABELS[self]


_SEVERITY_LABELS = {
    Severity.VIOLATION: Text("Erreur", "Error"),
    Severity.WARNING: Text("À traiter", "To address"),
    Severity.INFO: Text("Pour information", "For information"),
}


class Place(NamedTuple):
    """Where something stands: a file and a line, or a cell of a spreadsheet."""

    file: str
    line: int | None = None
    cell: str | None = None

    def __str__(self) -> str:
        if self.cell is not None:
            return f"{self.file}!{self.cell}"
        return self.file if self.line is None else f"{self.file}:{self.line}"


class Thing(NamedTuple):
    """Something that a finding speaks of: its IRI, what kind of thing it is and what people call it."""

    iri: str
    kind: Text
    label: Text

    @property
    def name(self) -> str:
        """The IRI as a person types it: the path under the project's base, or the whole IRI."""
        return self.iri.rpartition("/id/")[2] if "/qualigraph/id/" in self.iri else self.iri


NOWHERE = Text("", "")


@dataclass(frozen=True)
class Finding:
    """One thing that a rule found.

    ``path`` and ``value`` are in N-Triples form, for tools; people read ``message``. ``plan`` is what the thing
    belongs to: a plan, or a catalogue for an indicator. ``where`` leads from the plan to the thing. ``judged``
    is how many things of its plan the same shape judged, so that "none of the 35 actions" can be told from
    "3 of 35".
    """

    rule: str
    severity: Severity
    shape: str
    focus: Thing
    message: Text
    path: str | None = None
    value: str | None = None
    plan: Thing | None = None
    institution: Thing | None = None
    where: Text = NOWHERE
    place: Place | None = None
    folded: Text | None = None
    judged: int = 0

    @property
    def fingerprint(self) -> str:
        """What stays the same when lines move or labels are reworded."""
        parts = (self.rule, self.shape, self.focus.iri, self.path or "", self.value or "")
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]


@dataclass(frozen=True)
class Group:
    """Findings of one rule and severity in one plan: one line of a summary."""

    rule: str
    severity: Severity
    plan: Thing | None
    findings: tuple[Finding, ...]

    @property
    def folds(self) -> bool:
        """True if the findings are told in one line: what a published document does not say."""
        return all(finding.folded is not None for finding in self.findings)

    @property
    def judged(self) -> int:
        """How many things of the plan were judged, 0 if that was not counted."""
        return self.findings[0].judged


def grouped(findings: Iterable[Finding]) -> list[Group]:
    """Return the findings by severity, rule and plan, gravest first."""
    groups: dict[tuple[int, str, str], list[Finding]] = {}
    for finding in findings:
        plan = finding.plan.iri if finding.plan else ""
        groups.setdefault((finding.severity.rank, finding.rule, plan), []).append(finding)
    return [
        Group(rule, members[0].severity, members[0].plan, tuple(members))
        for (_, rule, _), members in sorted(groups.items(), key=lambda item: item[0])
    ]


@dataclass(frozen=True)
class Acceptance:
    """One line of a file of accepted findings: what is accepted, why, by whom and until when.

    ``scope`` names one thing; with a ``count``, a plan in which that many findings of the rule are accepted.
    """

    rule: str
    scope: str
    count: int | None
    path: str
    value: str
    reason: str
    accepted_by: str
    accepted_on: date
    review_by: date
    place: Place | None = None


@dataclass(frozen=True)
class AcceptedFinding:
    """A finding with the acceptance that covers it."""

    finding: Finding
    acceptance: Acceptance


@dataclass(frozen=True)
class Report:
    """What a check says: the day, what it found that is new, what is accepted, and what became of acceptances.

    ``resolved`` counts accepted findings that are no longer found, ``overdue`` acceptances past their review.
    """

    as_of: date
    findings: tuple[Finding, ...]
    rules: Mapping[str, Rule]
    accepted: tuple[AcceptedFinding, ...] = ()
    resolved: int = 0
    overdue: int = 0

    def counts(self) -> dict[Severity, int]:
        """Return how many findings that are not accepted there are of each severity, gravest first."""
        counted = Counter(finding.severity for finding in self.findings)
        return {severity: counted[severity] for severity in Severity}

    def fails(self, finding: Finding, fail_on: Severity | None) -> bool:
        """Tell whether the finding makes the check fail; ``fail_on`` is None where nothing does."""
        return fail_on is not None and finding.severity.rank <= fail_on.rank
