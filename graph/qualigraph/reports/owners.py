"""What each owner answers for."""

from __future__ import annotations

from pyoxigraph import NamedNode

from qualigraph.language import Text
from qualigraph.plans import Item, Level
from qualigraph.plans.names import fold
from qualigraph.reports.context import Context
from qualigraph.reports.involvements import named_actors
from qualigraph.reports.model import Section
from qualigraph.reports.rows import action_table, tally_table
from qualigraph.reports.unpublished import Aspect, missing


def sections(context: Context) -> tuple[Section, ...]:
    """Return the overview, one section per owner, and the actions that nobody answers for."""
    if missing(context, Aspect.OWNER):
        return (named_actors(context),)
    by_owner: dict[NamedNode, list[Item]] = {}
    for item in context.plan.of(Level.ACTION, Level.MEASURE):
        for owner in item.owners:
            by_owner.setdefault(owner, []).append(item)
    owners = sorted(by_owner, key=lambda node: (fold(context.name(node)), node.value))
    without = [item for item in context.actions if not item.owners]
    nobody = context.say(Text("Sans responsable", "Without an owner"))
    groups = [(context.name(owner), by_owner[owner]) for owner in owners]
    caption = context.say(Text("Actions par responsable et par état", "Actions by owner and status"))
    head = context.say(Text("Responsable", "Owner"))
    overview = Section(
        context.say(Text("Vue d'ensemble", "Overview")),
        notes=(
            context.say(
                Text(
                    "Une action qui a plusieurs responsables compte pour chacun ; elle compte une fois dans "
                    "l'ensemble.",
                    "An action with several owners counts for each of them; it counts once in the sum.",
                )
            ),
        ),
        tables=(tally_table(context, caption, head, [*groups, *([(nobody, without)] if without else [])]),),
    )
    return (
        overview,
        *(_owner(context, name, items) for name, items in groups),
        *([_owner(context, nobody, without)] if without else []),
    )


def _owner(context: Context, name: str, items: list[Item]) -> Section:
    # What falls due first comes first; what has no date comes last, in the plan's order.
    ordered = sorted(
        items, key=lambda item: (item.deadline is None, item.deadline.last if item.deadline else context.as_of)
    )
    caption = context.say(Text("Actions : {name}", "Actions: {name}"), name=name)
    return Section(name, tables=(action_table(context, caption, ordered, owner=False),))
