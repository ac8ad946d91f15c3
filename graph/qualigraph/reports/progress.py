"""Progress by orientation and objective."""

from __future__ import annotations

from qualigraph.language import Text
from qualigraph.plans import Item, Level
from qualigraph.reports.bars import bars
from qualigraph.reports.context import Context
from qualigraph.reports.model import Cell, Column, Section, Table
from qualigraph.reports.rows import action_table, tally_table

MEAN = Text(
    "L'avancement moyen porte sur les actions dont l'avancement est connu, hors actions abandonnées ; une action "
    "terminée compte pour 100 %.",
    "Mean progress covers the actions whose progress is known, without abandoned ones; a completed action counts "
    "for 100%.",
)


def actions_below(item: Item) -> list[Item]:
    """Return the actions that an element holds."""
    return [below for below in item.walk() if below.level is Level.ACTION]


def sections(context: Context) -> tuple[Section, ...]:
    """Return the overview, then one section per orientation; of a plan without actions, what it does hold."""
    if not context.actions:
        return (_places(context),) if context.plan.roots else ()
    tops = [(context.title_of(top), actions_below(top)) for top in context.plan.roots]
    caption = Text("Actions par orientation et par état", "Actions by orientation and status")
    overview = Section(
        context.say(Text("Vue d'ensemble", "Overview")),
        notes=(context.say(MEAN),) if context.has_follow_ups else (),
        tables=(tally_table(context, context.say(caption), context.say(Text("Orientation", "Orientation")), tops),),
        drawing=bars(context, tops) if context.has_follow_ups else None,
    )
    return (overview, *(_orientation(context, top) for top in context.plan.roots))


def _places(context: Context) -> Section:
    """Return the orientations and objectives without any count: nought would be a statement."""
    title = context.say(Text("Orientations et objectifs", "Orientations and objectives"))
    columns = (
        Column(context.say(Text("N°", "No.")), "key"),
        Column(context.say(Text("Orientation", "Orientation")), "wide"),
        Column(context.say(Text("Objectif", "Objective")), "wide"),
    )
    rows = []
    for item in context.plan.walk():
        text, nothing = context.text_cell(item.title), context.text_cell("")
        place = (nothing, text) if item.level is Level.OBJECTIVE else (text, nothing)
        if item.level in (Level.ORIENTATION, Level.OBJECTIVE):
            rows.append((Cell(item.number), *place))
    return Section(title, tables=(Table(title, columns, tuple(rows)),))


def _orientation(context: Context, top: Item) -> Section:
    objectives = [(context.title_of(one), actions_below(one)) for one in top.children if one.level is Level.OBJECTIVE]
    tables = []
    if objectives:
        caption = Text("Orientation {number} : actions par objectif", "Orientation {number}: actions by objective")
        head = context.say(Text("Objectif", "Objective"))
        tables.append(tally_table(context, context.say(caption, number=top.number), head, objectives))
    if actions := actions_below(top):
        caption = Text("Orientation {number} : les actions", "Orientation {number}: the actions")
        tables.append(action_table(context, context.say(caption, number=top.number), actions))
    return Section(context.title_of(top), tables=tuple(tables), new_page=True)


__all__ = ["MEAN", "actions_below", "sections"]
