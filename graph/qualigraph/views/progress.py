"""Progress by orientation and objective."""

from __future__ import annotations

from decimal import Decimal

from qualigraph.plans import Item, Level
from qualigraph.plans.model import Status
from qualigraph.views.page import Cell, Column, Kind, Mark, Page, Table
from qualigraph.views.subject import Subject

COLUMNS = (
    Column("N°", width=6),
    Column("Orientation, objectif", width=34),
    Column("Actions", Kind.NUMBER, 8),
    Column("Non démarrées", Kind.NUMBER, 9),
    Column("En cours", Kind.NUMBER, 8),
    Column("Suspendues", Kind.NUMBER, 9),
    Column("Terminées", Kind.NUMBER, 9),
    Column("Abandonnées", Kind.NUMBER, 10),
    Column("Sans état", Kind.NUMBER, 8),
    Column("En retard", Kind.NUMBER, 8),
    Column("Avancement moyen", Kind.PERCENT, 12),
)


def progress(subject: Subject) -> Page:
    """Return the page: how many actions of each orientation and objective are in which state, and how far."""
    page = subject.page("Avancement par orientation et par objectif", wide=True)
    rows = [counted(subject, "", "Ensemble du plan", subject.actions, strong=True)]
    for root in subject.plan.walk():
        if root.level in (Level.ORIENTATION, Level.OBJECTIVE):
            rows.append(_of(subject, root))
    page.add(Table("Actions par état", COLUMNS, rows))
    return page


def _of(subject: Subject, item: Item) -> list[Cell]:
    below = [one for one in item.walk() if one.level is Level.ACTION]
    return counted(subject, item.number, item.title, below, strong=item.level is Level.ORIENTATION)


def counted(subject: Subject, number: str, title: str, items: list[Item], *, strong: bool) -> list[Cell]:
    """Return the row that counts some actions by their state."""
    by_status = [sum(item.status == status for item in items) for status in Status.ORDER]
    late = sum(subject.late(item) for item in items)
    return [
        Cell(number, strong=strong),
        Cell(title),
        Cell(len(items)),
        *(Cell(count) for count in by_status),
        Cell(sum(item.status is None for item in items)),
        Cell(late, Mark.LATE if late else None),
        Cell(mean(subject, items)),
    ]


def mean(subject: Subject, items: list[Item]) -> Decimal | None:
    """Return how far some actions are on average: abandoned ones and those without a figure do not count."""
    known = [
        share for item in items if item.status != Status.ABANDONED and (share := subject.progress(item)) is not None
    ]
    return None if not known else Decimal(round(sum(known) / len(known)))
