"""What is overdue, what falls due within 90 days, what was postponed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from qualigraph.language import Text
from qualigraph.plans import Item, Level
from qualigraph.plans.model import Status
from qualigraph.reports.context import SOON, Context
from qualigraph.reports.model import Section
from qualigraph.reports.rows import action_table, is_soon, postponed
from qualigraph.reports.stated import stated_dates
from qualigraph.reports.unpublished import Aspect, missing

NONE = Text("Aucune.", "None.")


def sections(context: Context) -> tuple[Section, ...]:
    """Return the overdue actions, those due soon, those postponed and those without a deadline."""
    if missing(context, Aspect.DEADLINE):
        return (stated_dates(context),)
    dated = [item for item in context.plan.of(Level.ACTION, Level.MEASURE) if item.deadline is not None]
    dated.sort(key=lambda item: (item.deadline.last if item.deadline else context.as_of, item.number))
    until = context.as_of + timedelta(days=SOON)
    lasting = [item for item in dated if postponed(item) and item.status not in Status.CLOSED]
    without = [
        item
        for item in context.actions
        if item.deadline is None and not item.continuous and item.status not in Status.CLOSED
    ]
    return (
        _section(
            context,
            Text("En retard", "Overdue"),
            [item for item in dated if item.late(context.as_of)],
            Text(
                "Échéance passée au {day}, action ni terminée ni abandonnée. Un mois ou une année se termine "
                "avec son dernier jour.",
                "Deadline past on {day}, neither completed nor abandoned. A month or a year ends with its last day.",
            ).say(context.language, day=context.day(context.as_of)),
        ),
        _section(
            context,
            Text("À échéance sous 90 jours", "Due within 90 days"),
            [item for item in dated if is_soon(context, item)],
            context.say(
                Text("Du {first} au {last}.", "From {first} to {last}."),
                first=context.day(context.as_of),
                last=context.day(until),
            ),
        ),
        _section(
            context,
            Text("Échéances reportées", "Postponed deadlines"),
            lasting,
            context.say(
                Text(
                    "Actions ouvertes dont l'échéance est plus tardive que l'échéance initiale.",
                    "Open actions whose deadline is later than the initial one.",
                )
            ),
            initial=True,
        ),
        _section(
            context,
            Text("Sans échéance", "Without a deadline"),
            without,
            context.say(Text("Actions ouvertes, hors actions continues.", "Open actions, continuous ones left out.")),
        ),
    )


def _section(context: Context, title: Text, items: Sequence[Item], note: str, *, initial: bool = False) -> Section:
    heading = f"{context.say(title)} ({len(items)})"
    if not items:
        return Section(heading, notes=(note, context.say(NONE)))
    return Section(heading, notes=(note,), tables=(action_table(context, context.say(title), items, initial=initial),))
