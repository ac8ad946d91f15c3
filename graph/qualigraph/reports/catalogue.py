"""The reports that there are: what each shows, what it needs, who makes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from qualigraph.language import Text
from qualigraph.reports import action, calendar, changes, deadlines, february, owners, progress, users
from qualigraph.reports.context import Context
from qualigraph.reports.model import Section
from qualigraph.reports.unpublished import Aspect


@dataclass(frozen=True)
class Kind:
    """One report: its name on the command line, its title, what it shows, and what of a plan it relies on."""

    name: str
    title: Text
    shows: Text
    sections: Callable[[Context], tuple[Section, ...]]
    relies_on: tuple[Aspect, ...]
    landscape: bool = False
    of_item: bool = False


_ALL = (
    Kind(
        "progress",
        Text("Avancement par orientation et objectif", "Progress by orientation and objective"),
        Text("les actions par état et leur avancement, par orientation et objectif", "actions by status, and progress"),
        progress.sections,
        (Aspect.FOLLOW_UP, Aspect.DEADLINE, Aspect.OWNER),
        landscape=True,
    ),
    Kind(
        "owners",
        Text("Actions par responsable", "Actions by owner"),
        Text("ce dont chaque responsable répond, et où il en est", "what each owner answers for, and how far it is"),
        owners.sections,
        (Aspect.OWNER, Aspect.DEADLINE, Aspect.FOLLOW_UP),
        landscape=True,
    ),
    Kind(
        "deadlines",
        Text("Actions en retard et échéances à 90 jours", "Overdue actions and deadlines within 90 days"),
        Text("ce qui est en retard, ce qui arrive, ce qui est reporté", "what is overdue, coming, postponed"),
        deadlines.sections,
        (Aspect.DEADLINE, Aspect.FOLLOW_UP, Aspect.OWNER),
        landscape=True,
    ),
    Kind(
        "changes",
        Text("Ce qui a changé depuis le dernier Comité Qualité", "What changed since the last quality committee"),
        Text(
            "les suivis depuis le dernier Comité Qualité, ou depuis --since",
            "follow-ups since the last quality committee, or --since",
        ),
        changes.sections,
        (Aspect.FOLLOW_UP,),
        landscape=True,
    ),
    Kind(
        "calendar",
        Text("Calendrier pluriannuel", "Calendar over the years"),
        Text(
            "les dates des actions, dessinées sur les années du plan, et les revues",
            "the dates of actions, drawn over the plan's years, and reviews",
        ),
        calendar.sections,
        (Aspect.DEADLINE, Aspect.FOLLOW_UP),
        landscape=True,
    ),
    Kind(
        "cdu",
        Text("Rapport à la Commission des usagers", "Report to the users' committee"),
        Text(
            "tout ce qui concerne les usagers, ce qui a été montré et quand",
            "all that concerns the users, what was shown when",
        ),
        users.sections,
        (Aspect.FOLLOW_UP, Aspect.DEADLINE, Aspect.OWNER),
        landscape=True,
    ),
    Kind(
        "february-review",
        Text("Revue de février", "February review"),
        Text(
            "résultats, indicateurs et cibles, ce qui est à réajuster",
            "results, indicators against targets, what to readjust",
        ),
        february.sections,
        (Aspect.FOLLOW_UP, Aspect.DEADLINE, Aspect.INDICATOR, Aspect.TARGET),
        landscape=True,
    ),
    Kind(
        "action-sheet",
        Text("Fiche action", "Action sheet"),
        Text(
            "tout ce qui est dit d'une action, sur une page (--item)",
            "all that is said of an action, on one page (--item)",
        ),
        action.sections,
        (Aspect.OWNER, Aspect.DEADLINE, Aspect.DELIVERABLE, Aspect.INDICATOR, Aspect.FOLLOW_UP),
        of_item=True,
    ),
)

KINDS: dict[str, Kind] = {kind.name: kind for kind in _ALL}
"""The reports by name, in the order in which they are listed."""
