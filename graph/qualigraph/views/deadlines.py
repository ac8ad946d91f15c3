"""What is late, and what is due within 90 days."""

from __future__ import annotations

from datetime import date

from qualigraph.plans import Item
from qualigraph.plans.model import Status
from qualigraph.views.page import Cell, Column, Kind, Note, Page, Table
from qualigraph.views.subject import ACTION_COLUMNS, SOON, Subject, action_cells


def deadlines(subject: Subject) -> Page:
    """Return the page: overdue actions, then those due within 90 days, the most pressing first."""
    page = subject.page("Actions en retard et à rendre sous 90 jours")
    late = sorted(filter(subject.late, subject.actions), key=_due)
    soon = sorted(filter(subject.soon, subject.actions), key=_due)
    end = (subject.as_of + SOON).strftime("%d/%m/%Y")
    days = Column("Jours", Kind.NUMBER, 8)
    page.add(
        Table(
            f"En retard au {subject.as_of.strftime('%d/%m/%Y')} : {len(late)}",
            (*ACTION_COLUMNS, days),
            [[*action_cells(subject, item), Cell((subject.as_of - _due(item)).days)] for item in late],
            "Aucune action n'est en retard.",
        ),
        Table(
            f"À rendre d'ici au {end} : {len(soon)}",
            (*ACTION_COLUMNS, days),
            [[*action_cells(subject, item), Cell((_due(item) - subject.as_of).days)] for item in soon],
            "Aucune échéance dans les 90 jours.",
        ),
    )
    open_ended = [
        item
        for item in subject.actions
        if item.deadline is None and not item.continuous and item.status not in Status.CLOSED
    ]
    if open_ended:
        page.add(Note(f"{len(open_ended)} action(s) sur {len(subject.actions)} n'ont pas d'échéance.", plain=True))
    return page


def _due(item: Item) -> date:
    return item.deadline.last if item.deadline else date.max
