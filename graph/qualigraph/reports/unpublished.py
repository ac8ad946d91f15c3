"""Saying plainly what a plan does not hold, so that an empty table is not taken for good news."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from pyoxigraph import NamedNode

from qualigraph.language import Text
from qualigraph.plans import Item
from qualigraph.reports.context import Context
from qualigraph.terms import ID


class Aspect(StrEnum):
    """What a report may need of a plan's actions."""

    OWNER = "owner"
    DEADLINE = "deadline"
    FOLLOW_UP = "follow-up"
    DELIVERABLE = "deliverable"
    INDICATOR = "indicator"
    TARGET = "target"


_WORDS = {
    Aspect.OWNER: Text("responsable d'action", "action owner"),
    Aspect.DEADLINE: Text("échéance d'action", "deadline of actions"),
    Aspect.FOLLOW_UP: Text("suivi des actions", "follow-up of actions"),
    Aspect.DELIVERABLE: Text("livrable", "deliverable"),
    Aspect.INDICATOR: Text("indicateur des actions", "indicator of actions"),
    Aspect.TARGET: Text("valeur cible", "target"),
}
_HOLDS: dict[Aspect, Callable[[Item], bool]] = {
    Aspect.OWNER: lambda item: bool(item.owners),
    Aspect.DEADLINE: lambda item: item.deadline is not None,
    Aspect.FOLLOW_UP: lambda item: bool(item.follow_ups),
    Aspect.DELIVERABLE: lambda item: bool(item.deliverables),
    Aspect.INDICATOR: lambda item: any(use.node is not None or isinstance(use.indicator, str) for use in item.uses),
    Aspect.TARGET: lambda item: any(use.target is not None for use in item.uses),
}


def missing(context: Context, *aspects: Aspect) -> list[Aspect]:
    """Return those of ``aspects`` that no element of the plan says anything about."""
    items = list(context.plan.walk())
    return [aspect for aspect in aspects if not any(_HOLDS[aspect](item) for item in items)]


def notes(context: Context, *aspects: Aspect) -> tuple[str, ...]:
    """Return the sentences that say which of ``aspects`` the plan does not hold, and whose silence it is."""
    plan = context.plan
    if NamedNode(ID + "coverage/named") in plan.coverages or not any(plan.walk()):
        return (
            context.say(
                Text(
                    "« {plan} » n'a aucun élément dans le graphe : d'autres documents le nomment, le sien n'a "
                    "pas été lu.",
                    '"{plan}" has no element in the graph: other documents name it, its own was not read.',
                ),
                plan=plan.name,
            ),
        )
    silent = [context.say(_WORDS[aspect]) for aspect in missing(context, *aspects)]
    if not silent:
        return ()
    if context.language == "fr":
        listed = f"pas de {silent[0]}" if len(silent) == 1 else "ni " + ", ni ".join(silent)
        listed = listed.replace("pas de é", "pas d'é").replace("pas de i", "pas d'i")
    else:
        listed = "no " + ", no ".join(silent)
    if not context.actions and not plan.followed:
        # What has no action cannot have anything of theirs.
        listed = context.say(Text("aucune action, donc {listed}", "no action, hence {listed}"), listed=listed)
    sentence = (
        Text(
            "« {plan} » est suivi, mais son tableau de suivi ne porte {listed} au {day}.",
            '"{plan}" is followed, but its tracking table holds {listed} as of {day}.',
        )
        if plan.followed
        else Text(
            "« {plan} » est un plan publié : son document ne publie {listed}.",
            '"{plan}" is a published plan: its document publishes {listed}.',
        )
    )
    return (context.say(sentence, plan=plan.name, listed=listed, day=context.day(context.as_of)),)
