"""The calendar of the plan over its years: a drawing and its table per orientation, and the reviews."""

from __future__ import annotations

from qualigraph.language import Text
from qualigraph.plans import Item, Level
from qualigraph.reports.context import Context
from qualigraph.reports.meetings import review_table, reviews_of
from qualigraph.reports.model import Cell, Column, Section, Table
from qualigraph.reports.rows import ACTION, DEADLINE, NUMBER, START, STATUS, mark, status_text
from qualigraph.reports.stated import stated_dates
from qualigraph.reports.timeline import drawable, timeline, years


def sections(context: Context) -> tuple[Section, ...]:
    """Return one section per orientation, what has no date, and the reviews."""
    actions = context.actions
    dated = [item for item in actions if drawable(item)]
    found: list[Section] = []
    if dated:
        span = years(context.plan, dated, context.as_of)
        tops = [top for top in context.plan.roots if any(map(drawable, _actions(top)))]
        found += [_orientation(context, top, span, first=top is tops[0]) for top in tops]
        without = [item for item in actions if not drawable(item)]
        if without:
            found.append(_without(context, without))
    else:
        found.append(stated_dates(context))
    reviews = reviews_of(context)
    if reviews:
        title = context.say(Text("Les revues", "The reviews"))
        found.append(Section(title, tables=(review_table(context, title, reviews),)))
    return tuple(found)


def _actions(top: Item) -> list[Item]:
    return [item for item in top.walk() if item.level is Level.ACTION]


def _orientation(context: Context, top: Item, span: range, *, first: bool) -> Section:
    items = [item for item in _actions(top) if drawable(item)]
    title = context.title_of(top)
    caption = Text("Orientation {number} : les dates", "Orientation {number}: the dates")
    columns = (
        Column(context.say(NUMBER), "key"),
        Column(context.say(ACTION), "wide"),
        Column(context.say(START), "date"),
        Column(context.say(Text("Échéance initiale", "Initial deadline")), "date"),
        Column(context.say(DEADLINE), "date"),
        Column(context.say(Text("Terminée le", "Completed on")), "date"),
        Column(context.say(STATUS), "short"),
    )
    table = Table(
        context.say(caption, number=top.number), columns, tuple(_row(context, item) for item in items), heads=1
    )
    return Section(
        title,
        tables=(table.without_empty_columns(),),
        drawing=timeline(context, title, items, span),
        new_page=not first,
    )


def _row(context: Context, item: Item) -> tuple[Cell, ...]:
    continuous = item.continuous and item.deadline is None
    return (
        Cell(item.number),
        context.text_cell(item.title),
        context.day_cell(item.start),
        context.day_cell(item.initial_deadline),
        Cell(context.say(Text("continue", "continuous"))) if continuous else context.day_cell(item.deadline),
        context.day_cell(item.completed),
        Cell(status_text(context, item), mark=mark(context, item)),
    )


def _without(context: Context, items: list[Item]) -> Section:
    columns = (
        Column(context.say(NUMBER), "key"),
        Column(context.say(ACTION), "wide"),
        Column(context.say(STATUS), "short"),
    )
    rows = tuple((Cell(item.number), context.text_cell(item.title), Cell(status_text(context, item))) for item in items)
    title = context.say(Text("Actions sans date", "Actions without a date"))
    return Section(f"{title} ({len(items)})", tables=(Table(title, columns, rows, heads=1).without_empty_columns(),))
