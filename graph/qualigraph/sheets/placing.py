"""Where a row stands in the plan: under a known objective, under a new one, or elsewhere than before."""

from __future__ import annotations

import re

from qualigraph.language import Text
from qualigraph.plans import Item, Level
from qualigraph.sheets.cells import CellProblem
from qualigraph.sheets.columns import GROUP, NUMBER, OBJECTIVE, ORIENTATION, PARENT_ACTION, TITLE, Column
from qualigraph.sheets.edits import Change, Comparison, RowEdit, SheetRow
from qualigraph.sheets.forms import Context
from qualigraph.sheets.minting import Mint
from qualigraph.sheets.naming import PlaceForm, numbered


class Placer:
    """Finds or makes the parents of rows."""

    def __init__(self, context: Context, mint: Mint, found: Comparison) -> None:
        self.context = context
        self.mint = mint
        self.found = found

    def add(self, row: SheetRow, level: Level) -> Item | None:
        """Return a new element for a row, under its parent; None if the row does not say where it belongs."""
        try:
            parent = self._parent(row, level)
        except _Misplaced:
            return None
        number, title = row.raw(NUMBER).text, row.raw(TITLE).text
        return self.mint.element(level, title, parent, _ordinal(number, parent))

    def move(self, row: SheetRow, item: Item, edit: RowEdit) -> None:
        """Note that a row stands under another objective, action or sub-heading than its element does."""
        said = [column for column in _above(item.level) if row.raw(column).text]
        if not said:
            return
        try:
            parent = self._parent(row, item.level)
        except _Misplaced:
            return
        if parent is None or item.above(parent.level) is parent:
            return
        column = said[-1]
        edit.changes.append(Change(column, (item.parent,) if item.parent else (), (parent,), row.place(column)))

    def _parent(self, row: SheetRow, level: Level) -> Item | None:
        """Return what holds the row: the deepest level that it names, made if it is new; None for the plan itself."""
        parent: Item | None = None
        for column in _above(level):
            raw = row.raw(column)
            form = column.form
            assert isinstance(form, PlaceForm)
            if not raw.text:
                continue
            try:
                found = form.parse(raw, self.context)[0]
            except CellProblem as problem:
                self.found.fault(row.place(column), problem.text)
                raise _Misplaced from problem
            if isinstance(found, Item):
                if parent is not None and found.above(parent.level) is not parent:
                    self._refuse(row, column, found, parent)
                parent = found
            else:
                parent = self._new_place(row, column, found, parent)
        if parent is None:
            parent = self._by_number(row, level)
        if parent is None and (self.context.plan.roots or level is Level.MEASURE):
            column = _above(level)[-1] if level is Level.ACTION else PARENT_ACTION
            self.found.fault(
                row.place(column if column.key in row.columns else TITLE),
                Text(
                    "on ne sait pas où ranger cette ligne : donnez son orientation et son objectif."
                    if level is Level.ACTION
                    else "on ne sait pas quelle action cette ligne détaille : donnez-la.",
                    "where this row belongs is not said: give its orientation and objective, or its action.",
                ),
            )
            raise _Misplaced
        return parent

    def _new_place(self, row: SheetRow, column: Column, title: str, parent: Item | None) -> Item:
        form = column.form
        assert isinstance(form, PlaceForm)
        if form.level is Level.ACTION:
            self.found.fault(
                row.place(column),
                Text(f"aucune action du plan ne s'appelle « {title} ».", f'no action of the plan is called "{title}".'),
            )
            raise _Misplaced
        if parent is None and form.level in (Level.OBJECTIVE, Level.GROUP) and self.context.plan.roots:
            self.found.fault(
                row.place(column),
                Text(
                    f"« {title} » n'est pas dans le plan ; pour l'y ajouter, dites ce qui le contient dans la colonne "
                    "d'avant.",
                    f'"{title}" is not in the plan; to add it, say what holds it in the column before.',
                ),
            )
            raise _Misplaced
        number, _ = numbered(row.raw(column).text)
        item = self.mint.element(form.level, title, parent, _ordinal(number, parent))
        self.found.new_places.append(item)
        self.context.places.pop(form.level, None)
        return item

    def _refuse(self, row: SheetRow, column: Column, found: Item, parent: Item) -> None:
        holder = found.above(parent.level)
        where = f"{holder.number}. {holder.title}" if holder else "le plan"
        self.found.fault(
            row.place(column),
            Text(
                f"« {found.title} » ({found.number}) est sous « {where} », pas sous « {parent.title} » ; corrigez "
                "l'une des deux cellules.",
                f'"{found.title}" ({found.number}) is under "{where}", not under "{parent.title}"; correct one of the '
                "two cells.",
            ),
        )
        raise _Misplaced

    def _by_number(self, row: SheetRow, level: Level) -> Item | None:
        """Return the parent that a number like 1.2.7 tells, where the row names none."""
        number = re.fullmatch(r"(\d+(?:\.\d+)*)\.\d+", row.raw(NUMBER).text)
        if number is None:
            return None
        above = Level.OBJECTIVE if level is Level.ACTION else Level.ACTION
        return self.context.elements(above).get(number[1])


class _Misplaced(Exception):
    """A row whose place cannot be told; the fault is noted."""


def _above(level: Level) -> tuple[Column, ...]:
    return (ORIENTATION, OBJECTIVE) if level is Level.ACTION else (PARENT_ACTION, GROUP)


def _ordinal(number: str, parent: Item | None) -> int | None:
    """Return the last component of a number that fits under its parent."""
    above, _, last = number.strip().rstrip(".").rpartition(".")
    fits = above in ("", parent.number if parent else "")
    return int(last) if fits and last.isdecimal() and len(last) < 5 else None
