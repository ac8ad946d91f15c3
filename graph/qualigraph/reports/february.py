"""The review of February: the year's results, indicators against targets, what to readjust."""

from __future__ import annotations

from datetime import date

from qualigraph.language import Text
from qualigraph.plans import Item
from qualigraph.plans.model import Status
from qualigraph.reports.changes import recent
from qualigraph.reports.context import Context
from qualigraph.reports.indicators import MISSED, NOT_YET, REACHED, indicator_table, missed, reached
from qualigraph.reports.model import Cell, Column, Section, Table
from qualigraph.reports.progress import MEAN, actions_below
from qualigraph.reports.rows import (
    ACTION,
    DEADLINE,
    NUMBER,
    OWNER,
    action_table,
    deadline_cell,
    is_soon,
    postponed,
    status_text,
    tally_table,
)


def sections(context: Context) -> tuple[Section, ...]:
    """Return the three parts of the review."""
    start = context.since or _year_before(context.as_of)
    return (*_results(context, start), _indicators(context), *_to_readjust(context, start))


def _year_before(day: date) -> date:
    # The 29th of February has no eve in other years.
    return day.replace(year=day.year - 1, day=min(day.day, 28) if day.month == 2 else day.day)


def _results(context: Context, start: date) -> tuple[Section, ...]:
    title = context.say(
        Text("Les résultats, du {first} au {last}", "The results, from {first} to {last}"),
        first=context.day(start),
        last=context.day(context.as_of),
    )
    if not context.has_follow_ups:
        return ()
    tops = [(context.title_of(top), actions_below(top)) for top in context.plan.roots]
    caption = context.say(Text("Actions par orientation et par état", "Actions by orientation and status"))
    tables = [tally_table(context, caption, context.say(Text("Orientation", "Orientation")), tops)]
    closed = [item for item in context.actions if item.status in Status.CLOSED and _closed_since(item, start)]
    notes = [context.say(MEAN)]
    if closed:
        words = Text("Actions terminées ou abandonnées dans l'année", "Actions completed or abandoned in the year")
        tables.append(action_table(context, context.say(words), closed))
    else:
        notes.append(
            context.say(
                Text(
                    "Aucune action terminée ni abandonnée dans l'année.",
                    "No action completed or abandoned in the year.",
                )
            )
        )
    return (Section(title, notes=tuple(notes), tables=tuple(tables)),)


def _closed_since(item: Item, start: date) -> bool:
    first = next((one for one in item.follow_ups if one.status in Status.CLOSED), None)
    return first is not None and first.day > start


def _indicators(context: Context) -> Section:
    title = context.say(Text("Les indicateurs et leurs cibles", "Indicators and their targets"))
    items = [item for item in context.plan.walk() if item.uses]
    if not items:
        return Section(title, notes=(context.say(Text("Aucun indicateur.", "No indicator.")),))
    uses = [use for item in items for use in item.uses]
    aimed = [use for use in uses if use.target is not None]
    met = [reached(use.target, use.value) for use in aimed]
    gone = sum(missed(context, use) for use in aimed)
    open_ended = Text("à juger ou sans valeur", "to be judged or without a value")
    counts: tuple[tuple[int, Text, Text], ...] = (
        (met.count(True), REACHED, Text("atteintes", "reached")),
        (gone, MISSED, Text("non atteintes", "not reached")),
        (met.count(False) - gone, NOT_YET, Text("pas encore atteintes", "not yet reached")),
        (met.count(None), open_ended, open_ended),
    )
    indicators = context.counted(
        len(uses),
        Text("indicateur d'action", "indicator of actions"),
        Text("indicateurs d'action", "indicators of actions"),
    )
    targets = context.counted(len(aimed), Text("valeur cible", "target"), Text("valeurs cibles", "targets"))
    outcomes = ", ".join(context.counted(number, one, many) for number, one, many in counts if number)
    colon = context.say(Text(" : ", ": "))
    said = f"{indicators}, {targets}{colon}{outcomes}." if outcomes else f"{indicators}, {targets}."
    return Section(
        title, notes=(said,), tables=(indicator_table(context, title, items),), new_page=context.has_follow_ups
    )


def _to_readjust(context: Context, start: date) -> tuple[Section, ...]:
    if not context.has_follow_ups:
        return ()
    rows = []
    for item in context.actions:
        reasons = _reasons(context, item, start)
        if reasons:
            rows.append(
                (
                    Cell(item.number),
                    context.text_cell(item.title),
                    context.text_cell(context.names(item.owners)),
                    deadline_cell(context, item),
                    Cell(status_text(context, item), mark="late" if item.late(context.as_of) else ""),
                    Cell(" ; ".join(reasons)),
                )
            )
    title = context.say(Text("Ce qui est à réajuster", "What to readjust"))
    columns = (
        Column(context.say(NUMBER), "key"),
        Column(context.say(ACTION), "wide"),
        Column(context.say(OWNER)),
        Column(context.say(DEADLINE), "date"),
        Column(context.say(Text("État", "Status")), "short"),
        Column(context.say(Text("Pourquoi", "Why")), "wide"),
    )
    if not rows:
        return (Section(title, notes=(context.say(Text("Aucune action.", "No action.")),)),)
    table = Table(title, columns, tuple(rows), heads=1).without_empty_columns()
    return (Section(f"{title} ({len(rows)})", tables=(table,), new_page=True),)


def _reasons(context: Context, item: Item, start: date) -> list[str]:
    """Return why an open action is to be readjusted; a closed one never is, but for a missed target."""
    found: list[Text] = []
    if item.status not in Status.CLOSED:
        if item.late(context.as_of):
            found.append(Text("en retard", "overdue"))
        elif is_soon(context, item):
            found.append(Text("échéance sous 90 jours", "due within 90 days"))
        if postponed(item):
            found.append(Text("échéance déjà reportée", "deadline postponed before"))
        if item.status == Status.SUSPENDED:
            found.append(Text("suspendue", "suspended"))
        if not recent(item, start):
            found.append(Text("aucun suivi dans l'année", "no follow-up in the year"))
        if not item.owners:
            found.append(Text("sans responsable", "without an owner"))
        if item.deadline is None and not item.continuous:
            found.append(Text("sans échéance", "without a deadline"))
    if item.status != Status.ABANDONED and any(missed(context, use) for use in item.uses):
        found.append(Text("cible non atteinte", "target not reached"))
    return [context.say(text) for text in found]
