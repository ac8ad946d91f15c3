"""Who answers for what."""

from __future__ import annotations

from pyoxigraph import NamedNode

from qualigraph.plans import Item
from qualigraph.plans.model import Status
from qualigraph.views.page import Cell, Column, Heading, Kind, Mark, Page, Table
from qualigraph.views.progress import mean
from qualigraph.views.subject import ACTION_COLUMNS, Subject, action_cells

COLUMNS = (
    Column("Responsable", width=34),
    Column("Actions", Kind.NUMBER, 9),
    Column("En retard", Kind.NUMBER, 9),
    Column("À rendre sous 90 jours", Kind.NUMBER, 12),
    Column("Terminées", Kind.NUMBER, 9),
    Column("Avancement moyen", Kind.PERCENT, 12),
)


def owners(subject: Subject) -> Page:
    """Return the page: each owner with its actions, then the actions that nobody answers for."""
    page = subject.page("Actions par responsable")
    of_owner: dict[NamedNode, list[Item]] = {}
    for item in subject.actions:
        for owner in item.owners:
            of_owner.setdefault(owner, []).append(item)
    names = sorted(of_owner, key=lambda owner: subject.actor(owner).casefold())
    rows = [_summary(subject, subject.actor(owner), of_owner[owner]) for owner in names]
    none = [item for item in subject.actions if not item.owners]
    if none:
        rows.append(_summary(subject, "Sans responsable", none))
    page.add(Table("Responsables", COLUMNS, rows))
    for owner in names:
        page.add(Heading(subject.actor(owner)))
        page.add(Table("Actions", ACTION_COLUMNS, [action_cells(subject, item) for item in of_owner[owner]]))
    if none and of_owner:
        page.add(Heading("Sans responsable"))
        page.add(Table("Actions", ACTION_COLUMNS, [action_cells(subject, item) for item in none]))
    return page


def _summary(subject: Subject, name: str, items: list[Item]) -> list[Cell]:
    late = sum(subject.late(item) for item in items)
    return [
        Cell(name),
        Cell(len(items)),
        Cell(late, Mark.LATE if late else None),
        Cell(sum(subject.soon(item) for item in items)),
        Cell(sum(item.status == Status.COMPLETED for item in items)),
        Cell(mean(subject, items)),
    ]
