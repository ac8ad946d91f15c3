"""The rows of the table as the graph has them, and a mark of each cell that tells whether it has changed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import NamedNode

from qualigraph.plans import Item, Level, Plan
from qualigraph.plans.facts import shorten
from qualigraph.sheets.columns import (
    ACTION_COLUMNS,
    FINGERPRINT,
    KEY,
    MEASURE_COLUMNS,
    NUMBER,
    OBJECTIVE,
    ORIENTATION,
    Column,
)
from qualigraph.sheets.forms import EMPTY, Context, Shown
from qualigraph.terms import ID

_NOT_SAID = (NUMBER, KEY, FINGERPRINT)


@dataclass(frozen=True)
class Row:
    """One action or measure with its cells, in the order of the columns."""

    item: Item
    cells: tuple[Shown, ...]


def columns_of(level: Level) -> tuple[Column, ...]:
    """Return the columns of the sheet of actions, or of that of measures."""
    return MEASURE_COLUMNS if level is Level.MEASURE else ACTION_COLUMNS


def rows_of(context: Context, level: Level) -> list[Row]:
    """Return the rows of the sheet of actions, or of that of measures, in the order of the plan.

    A plan whose document stops at its objectives gets a row for each, to be filled in: its actions are still to come.
    """
    if level is Level.ACTION and not context.plan.of(level):
        return [_place_row(context, item) for item in to_detail(context.plan)]
    return [row_of(context, item) for item in context.plan.of(level)]


def to_detail(plan: Plan) -> list[Item]:
    """Return the lowest places of a plan without actions: its objectives, or orientations that have none."""
    places = plan.of(Level.ORIENTATION, Level.OBJECTIVE)
    return [item for item in places if not any(child in places for child in item.children)]


def _place_row(context: Context, place: Item) -> Row:
    blank = Item(place.node, Level.ACTION, "", None, place)
    shown = [
        column.form.show(column.values(blank), context) if column in (ORIENTATION, OBJECTIVE) else EMPTY
        for column in ACTION_COLUMNS
    ]
    return Row(place, tuple(shown))


def row_of(context: Context, item: Item) -> Row:
    """Return the row of one action or measure."""
    columns = columns_of(item.level)
    shown = {column.key: column.form.show(column.values(item), context) for column in columns}
    marks = fingerprint((column.key, shown[column.key].text) for column in columns if column not in _NOT_SAID)
    shown[KEY.key] = Shown(shorten(item.node), shorten(item.node))
    shown[FINGERPRINT.key] = Shown(marks, marks)
    return Row(item, tuple(shown[column.key] for column in columns))


def fingerprint(texts: Iterable[tuple[str, str]]) -> str:
    """Return a short mark of each cell of a row that is not empty, given as column key and text."""
    return " ".join(f"{key}:{mark(text)}" for key, text in texts if text)


def mark(text: str) -> str:
    """Return the mark of one cell, "" for an empty one."""
    return hashlib.sha256(text.encode()).hexdigest()[:8] if text else ""


def marks_of(written: str) -> dict[str, str] | None:
    """Return the marks of a row's cells by the key of their column; None where none were kept."""
    pairs = [part.partition(":") for part in written.split()]
    return {key: found for key, _, found in pairs} if pairs else None


def key_node(text: str) -> NamedNode | None:
    """Return the element that a key names, or None if it is no key."""
    try:
        return NamedNode(ID + text.strip()) if text.strip() and "://" not in text else NamedNode(text.strip())
    except ValueError:
        return None
