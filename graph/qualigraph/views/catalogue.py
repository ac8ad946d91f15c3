"""The reports by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from qualigraph.errors import UsageProblem
from qualigraph.language import Text
from qualigraph.views.action import action
from qualigraph.views.calendar import calendar
from qualigraph.views.changes import changes
from qualigraph.views.deadlines import deadlines
from qualigraph.views.owners import owners
from qualigraph.views.page import Page
from qualigraph.views.progress import progress
from qualigraph.views.review import review
from qualigraph.views.subject import Subject
from qualigraph.views.users import users


@dataclass(frozen=True)
class Report:
    """One report: its names, what it shows, and how it is made."""

    name: str
    french: str
    title: Text
    make: Callable[[Subject], Page]
    of_action: bool = False
    """Whether it is about one action."""


REPORTS: Final = (
    Report(
        "progress",
        "avancement",
        Text("Avancement par orientation et par objectif", "Progress by orientation and objective"),
        progress,
    ),
    Report("owners", "responsables", Text("Actions par responsable", "Actions by owner"), owners),
    Report(
        "deadlines",
        "echeances",
        Text("En retard, et à rendre sous 90 jours", "Overdue, and due within 90 days"),
        deadlines,
    ),
    Report(
        "changes",
        "changements",
        Text("Ce qui a changé depuis le dernier Comité Qualité", "What changed since the last quality committee"),
        changes,
    ),
    Report("calendar", "calendrier", Text("Calendrier du plan", "Calendar of the plan"), calendar),
    Report("users", "cdu", Text("Bilan pour la Commission des usagers", "Report to the users' committee"), users),
    Report(
        "review",
        "revue",
        Text("Revue annuelle : résultats, indicateurs, réajustements", "Yearly review: results, indicators"),
        review,
    ),
    Report("action", "fiche-action", Text("Fiche d'une action", "Sheet of one action"), action, of_action=True),
)


def find_report(name: str) -> Report:
    """Return the report of this name, English or French. Raises :class:`UsageProblem` for an unknown one."""
    for report in REPORTS:
        if name.casefold() in (report.name, report.french):
            return report
    known = [one for report in REPORTS for one in (report.name, report.french)]
    near = get_close_matches(name, known)
    listed = ", ".join(near or (report.name for report in REPORTS))
    raise UsageProblem(
        Text(f"rapport inconnu : « {name} ». Rapports : {listed}.", f'no such report: "{name}". Reports: {listed}.')
    )
