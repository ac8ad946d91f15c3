"""What every page is made from: a plan on a day, its names, and what stands against it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from pyoxigraph import NamedNode

from qualigraph.plans import Facts, Item, Level, Plan
from qualigraph.plans.model import Status
from qualigraph.plans.names import ACTORS, Names
from qualigraph.terms import DCTERMS, PROV, QG, RDF
from qualigraph.views.page import Cell, Column, Kind, Mark, Note, Page

SOON = timedelta(days=90)


class Finding(NamedTuple):
    """One finding that a check made: its severity in words, its rule, what it says, and of what."""

    severity: str
    rule: str
    message: str
    focus: str


@dataclass
class Subject:
    """A plan on a day, and what was found against it; ``findings`` is None if nobody has checked."""

    plan: Plan
    facts: Facts
    as_of: date
    findings: Sequence[Finding] | None = None
    since: date | None = None
    action: Item | None = None
    names: Names = field(init=False)

    def __post_init__(self) -> None:
        self.names = Names(self.facts, self.plan.institution)

    @cached_property
    def actions(self) -> list[Item]:
        """The actions of the plan; the objectives of a plan that has none."""
        return self.plan.of(Level.ACTION) or self.plan.of(Level.OBJECTIVE)

    def page(self, title: str, *, wide: bool = False) -> Page:
        """Return an empty page with its title and what it stands on, and what the document does not publish."""
        page = Page(title, self.plan_name, self.as_of, self.source, self.standing(self.findings), wide=wide)
        if (note := self.unpublished()) is not None:
            page.add(note)
        return page

    @property
    def plan_name(self) -> str:
        """The plan with its institution: ``PAQSS 2023-2027, Institut du Cancer de Montpellier``."""
        institution = self.plan.institution
        return self.plan.name + (f", {self.facts.label(institution)}" if institution else "")

    @property
    def source(self) -> str:
        """What the page is drawn from: the plan's documents, and its table if it has one."""
        said = [f"document « {self.facts.label(document)} »" for document in self.plan.documents]
        if self.plan.followed:
            days = [item.latest.day for item in self.plan.walk() if item.latest]
            last = f", dernier suivi du {max(days).strftime('%d/%m/%Y')}" if days else ""
            said.append(f"tableau de suivi{last}")
        return " ; ".join(said) or "graphe du plan"

    def standing(self, findings: Sequence[Finding] | None) -> str:
        """Return how many findings stand against the plan, in one sentence."""
        if findings is None:
            return "contrôle non fait"
        if not findings:
            return "aucun constat"
        counts: dict[str, int] = {}
        for finding in findings:
            counts[finding.severity] = counts.get(finding.severity, 0) + 1
        listed = ", ".join(f"{count} {severity.lower()}" for severity, count in counts.items())
        return f"{len(findings)} constat{'s' if len(findings) > 1 else ''} ({listed})"

    def unpublished(self) -> Note | None:
        """Return what the document does not publish of any action; None for a plan that is followed."""
        if self.plan.followed:
            return None
        if not self.plan.of(Level.ACTION):
            return Note("Le document ne publie pas d'action : ses objectifs en tiennent lieu ici.")
        published = (*_PUBLISHED, ("indicateur", self._stated_uses))
        missing = [word for word, said in published if not any(said(item) for item in self.actions)]
        if not missing:
            return None
        return Note(
            f"Plan publié, pas encore suivi : pour aucune de ses {len(self.actions)} actions le document ne donne "
            f"{', '.join(missing[:-1])}{' ni ' if missing[:-1] else ''}{missing[-1]}. Ce qui en dépend reste vide ici. "
            "Pour le remplir : qualigraph sheet export."
        )

    def _stated_uses(self, item: Item) -> bool:
        """Tell whether an action has an indicator that nobody linked to it afterwards."""
        return any(use.node is None or not self.facts.objects(use.node, PROV.wasDerivedFrom) for use in item.uses)

    def actor(self, node: NamedNode) -> str:
        """Return how an actor is called."""
        return self.names.shown(node, *ACTORS)

    def label(self, node: NamedNode | None) -> str:
        """Return the label of a thing, "" for none."""
        return "" if node is None else self.facts.label(node)

    def late(self, item: Item) -> bool:
        """Tell whether an action is overdue."""
        return item.late(self.as_of)

    def soon(self, item: Item) -> bool:
        """Tell whether an action is due within 90 days."""
        if item.deadline is None or item.status in Status.CLOSED or self.late(item):
            return False
        return item.deadline.last <= self.as_of + SOON

    def progress(self, item: Item) -> Decimal | None:
        """Return how far an action is: as followed; all the way if it is completed and nothing else is said."""
        if item.latest is not None and item.latest.progress is not None:
            return item.latest.progress
        return Decimal(100) if item.status == Status.COMPLETED else None

    def reviews(self) -> list[NamedNode]:
        """Return the recurring reviews of the plan."""
        found = {*self.facts.subjects(QG.reviewOf, self.plan.node), *self.facts.subjects(QG.examines, self.plan.node)}
        return sorted(
            (one for one in found if QG.Review in self.facts.nodes(one, RDF.type)), key=lambda node: node.value
        )

    def held(self, review: NamedNode) -> list[date]:
        """Return the days on which a review was held, up to the day of the page."""
        days = []
        for occurrence in self.facts.subjects(QG.ofReview, review):
            for text in self.facts.texts(occurrence, DCTERMS.date):
                day = date.fromisoformat(text[:10])
                if day <= self.as_of:
                    days.append(day)
        return sorted(days)

    def lines(self, node: NamedNode) -> str:
        """Return where the document says a thing: ``l. 226-230``; "" if no document does."""
        said = set()
        for passage in (*self.facts.nodes(node, QG.headingPassage), *self.facts.nodes(node, QG.passage)):
            first, last = (self.facts.literal(passage, line) for line in (QG.firstLine, QG.lastLine))
            if first is not None:
                said.add((int(first.value), int(last.value) if last is not None else int(first.value)))
        return ", ".join(f"l. {first}" if first == last else f"l. {first}-{last}" for first, last in sorted(said))


_PUBLISHED: tuple[tuple[str, Callable[[Item], object]], ...] = (
    ("responsable", lambda item: item.owners),
    ("échéance", lambda item: item.deadline or item.continuous),
    ("état d'avancement", lambda item: item.follow_ups),
    ("livrable", lambda item: item.deliverables),
)


ACTION_COLUMNS = (
    Column("N°", width=6),
    Column("Action", width=34),
    Column("Responsable", width=18),
    Column("Échéance", Kind.DATE, 10),
    Column("État", width=12),
    Column("Avancement", Kind.PERCENT, 10),
)
"""The columns of a table of actions."""


def action_cells(subject: Subject, item: Item) -> list[Cell]:
    """Return the row of an action in a table of actions."""
    late = subject.late(item)
    owners = ", ".join(subject.actor(owner) for owner in item.owners)
    return [
        Cell(item.number),
        Cell(item.title),
        Cell(owners) if owners else Cell("sans responsable", Mark.MISSING),
        deadline_cell(subject, item),
        Cell(status_text(subject, item) + (" – en retard" if late else ""), Mark.LATE if late else None),
        Cell(subject.progress(item)),
    ]


def deadline_cell(subject: Subject, item: Item) -> Cell:
    """Return the cell of a deadline."""
    if item.deadline is None:
        return Cell("continue") if item.continuous else Cell(None)
    return Cell(item.deadline, Mark.LATE if subject.late(item) else None)


def status_text(subject: Subject, item: Item) -> str:
    """Return the state of an action in words."""
    return "sans état" if item.status is None else subject.label(item.status)
