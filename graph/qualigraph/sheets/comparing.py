"""Comparing a file with the graph, cell by cell: what it changes, adds, leaves out, and what cannot be understood."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from pyoxigraph import NamedNode

from qualigraph.language import Text
from qualigraph.plans import Facts, Item, Level, PartialDate
from qualigraph.plans.cells import RowCells
from qualigraph.plans.names import ACTORS, Kind, fold
from qualigraph.sheets.cells import CellProblem, shortened
from qualigraph.sheets.columns import (
    FINGERPRINT,
    GROUP,
    KEY,
    NUMBER,
    OBJECTIVE,
    ORIENTATION,
    PARENT_ACTION,
    TITLE,
    UPDATED,
    Column,
)
from qualigraph.sheets.edits import (
    CellPlace,
    Change,
    Comparison,
    Gravity,
    NewActor,
    RowEdit,
    SheetRow,
    UnknownColumn,
)
from qualigraph.sheets.forms import Context, Values
from qualigraph.sheets.matching import Matcher
from qualigraph.sheets.minting import Mint
from qualigraph.sheets.placing import Placer
from qualigraph.sheets.rows import columns_of, fingerprint, mark, marks_of, row_of
from qualigraph.sheets.tables import Read, Table

_TYPED = str.maketrans(
    {"’": "'", "‘": "'", "“": '"', "”": '"', "\N{NO-BREAK SPACE}": " ", "\N{NARROW NO-BREAK SPACE}": " "}
)
_NOT_COMPARED = (NUMBER, KEY, FINGERPRINT)
_PLACES = (ORIENTATION, OBJECTIVE, PARENT_ACTION, GROUP)


@dataclass
class Comparer:
    """Compares one file with one plan on the day ``as_of``.

    ``seen`` are the rows as they were when a file was last imported: one that has not changed since is nobody's edit.
    """

    context: Context
    facts: Facts
    as_of: date
    seen: Mapping[NamedNode, RowCells] = field(default_factory=dict)
    same_file: bool = False
    """Whether it was this very file that was last imported."""

    def compare(self, read: Read) -> Comparison:
        """Return what ``read`` changes. The plan then holds the new elements too."""
        found = Comparison()
        mint = Mint(self.facts, self.context.plan)
        offered = self._take_in_actors(read, mint)
        for level in (Level.ACTION, Level.MEASURE):
            tables = [table for table in read.tables if table.header.level is level]
            if tables:
                self._compare_level(level, tables, found, Placer(self.context, mint, found))
        said = [value for edit in found.edits for change in edit.changes for value in change.after]
        used = {value for value in said if isinstance(value, NamedNode)}
        found.new_actors = [actor for actor in offered if actor.node in used]
        found.unused_actors = [actor for actor in offered if actor.node not in used]
        found.faults.sort(
            key=lambda fault: (fault.gravity, fault.place.sheet, fault.place.row, fault.place.column or 0)
        )
        return found

    def _take_in_actors(self, read: Read, mint: Mint) -> list[NewActor]:
        """Make the names known that the lists add; which of them are new actors, their use tells."""
        names = self.context.names
        offered = []
        for kind, text, sheet, row, column in read.added:
            # What the graph knows under another kind has changed its kind since the export, except where a body is
            # wanted: only bodies can be involved as such.
            known = names.find(text, kind) if kind is Kind.BODY else names.find(text, *ACTORS)
            if not known:
                offered.append(NewActor(mint.actor(names, kind, text), kind, text, CellPlace(sheet, row, column)))
        return offered

    def _compare_level(self, level: Level, tables: list[Table], found: Comparison, placer: Placer) -> None:
        before = list(self.context.plan.of(level))
        rows = [row for table in tables for row in _rows(table, found)]
        matches = Matcher(self.context, level, found).match(rows)
        for row, item in sorted(matches.known, key=lambda pair: (pair[0].sheet, pair[0].number)):
            found.rows[item.node] = row.place()
            self._compare_row(row, item, found, placer)
        for row in matches.new:
            self._add(row, level, found, placer)
        found.removed += [item for item in before if item.node not in found.rows]

    def _compare_row(self, row: SheetRow, item: Item, found: Comparison, placer: Placer) -> None:
        shown = dict(zip(columns_of(item.level), row_of(self.context, item).cells, strict=True))
        texts = _texts(row, item.level)
        found.marks[item.node] = fingerprint(texts.items())
        seen = self.seen.get(item.node)
        bases = (marks_of(row.raw(FINGERPRINT).text), marks_of(seen.marks if seen else ""))
        number = row.raw(NUMBER)
        if row.raw(KEY).text and isinstance(number.value, str) and number.text not in ("", item.number):
            found.fault(row.place(NUMBER), _numbered(item.number), Gravity.REMARK)
        edit = RowEdit(item, row.place(), False, self.as_of)
        edited = []
        for column, cell in shown.items():
            if column in _NOT_COMPARED or column.key not in row.columns:
                continue
            if not row.raw(column).formula:
                if texts[column.key] == cell.text:
                    continue
                if not self._edited(row, column, texts[column.key], cell.text, bases, found):
                    continue
            edited.append(column)
        for column in edited:
            if column not in _PLACES:
                self._compare_cell(row, column, column.values(item), edit, found)
        if any(column in _PLACES for column in edited):
            placer.move(row, item, edit)
        if edit.changes:
            self._date(row, edit, found)
            found.edits.append(edit)

    def _edited(
        self,
        row: SheetRow,
        column: Column,
        text: str,
        now: str,
        bases: tuple[Mapping[str, str] | None, Mapping[str, str] | None],
        found: Comparison,
    ) -> bool:
        """Tell whether somebody has edited a cell that differs from the graph, or whether only the graph has changed.

        ``bases`` are the marks of the row when it was exported and when a file was last imported. If both the cell
        and the graph have changed since then, that is a fault.
        """
        exported, imported = (None if base is None else base.get(column.key, "") for base in bases)
        if exported is None and imported is None:
            return True
        if mark(text) == imported:
            # As it was imported: the graph has changed since, unless it was put back to what it was.
            return mark(now) == exported
        if mark(text) == exported and not self.same_file:
            found.fault(row.place(column), _kept_since(now), Gravity.REMARK)
            return False
        if mark(now) in (exported, imported):
            return True
        found.fault(row.place(column), _changed_elsewhere(now))
        return False

    def _compare_cell(self, row: SheetRow, column: Column, before: Values, edit: RowEdit, found: Comparison) -> None:
        try:
            after = self._values(row, column)
        except CellProblem as problem:
            found.fault(row.place(column), problem.text)
            return
        if column.form.same(before, after) or (column is UPDATED and not after):
            return
        if column is TITLE and before and after and _same_title(before[0], after[0], keyed=bool(row.raw(KEY).text)):
            return
        if column is TITLE and not after:
            found.fault(row.place(TITLE), _NO_TITLE)
            return
        edit.changes.append(Change(column, before, after, row.place(column)))

    def _values(self, row: SheetRow, column: Column) -> Values:
        raw = row.raw(column)
        if raw.formula:
            raise CellProblem(_NO_VALUE)
        return column.form.parse(raw, self.context)

    def _date(self, row: SheetRow, edit: RowEdit, found: Comparison) -> None:
        """Give the edit the day of its follow-up: that of the sheet if somebody has written one, else today's."""
        change = edit.change(UPDATED)
        place = row.place(UPDATED if UPDATED.key in row.columns else TITLE)
        if change is not None:
            day: PartialDate = change.after[0]
            if day.day is None:
                found.fault(place, Text("donnez le jour de la mise à jour.", "give the day of the update."))
            edit.day = day.first
        latest = edit.item.latest
        if latest is not None and edit.day < latest.day:
            shown, said = (one.strftime("%d/%m/%Y") for one in (latest.day, edit.day))
            found.fault(
                place,
                Text(
                    f"le dernier suivi est du {shown}, après le {said} ; corrigez la date de mise à jour, ou --as-of.",
                    f"the latest follow-up is of {shown}, after {said}; correct the date of the update, or --as-of.",
                ),
            )

    def _add(self, row: SheetRow, level: Level, found: Comparison, placer: Placer) -> None:
        if not row.raw(TITLE).text:
            found.fault(row.place(TITLE if TITLE.key in row.columns else None), _NO_TITLE)
            return
        blank = RowEdit(Item(self.context.plan.node, level, "", None), row.place(), True, self.as_of)
        for column in columns_of(level):
            if column not in _NOT_COMPARED and column not in _PLACES and column.key in row.columns:
                self._compare_cell(row, column, (), blank, found)
        item = placer.add(row, level)
        if item is None:
            return
        edit = RowEdit(item, row.place(), True, self.as_of, blank.changes)
        self._date(row, edit, found)
        found.rows[item.node] = row.place()
        found.marks[item.node] = fingerprint(_texts(row, level).items())
        found.edits.append(edit)


def _same_title(left: str, right: str, *, keyed: bool) -> bool:
    """Tell whether two titles differ by their typing only; where the title itself is the key, also by capitals."""
    if not keyed:
        return fold(left) == fold(right)
    return left.translate(_TYPED) == right.translate(_TYPED)


def _texts(row: SheetRow, level: Level) -> dict[str, str]:
    """Return the texts of a row's cells by the key of their column."""
    return {
        column.key: column.form.text(row.raw(column))
        for column in columns_of(level)
        if column not in _NOT_COMPARED and column.key in row.columns
    }


def _rows(table: Table, found: Comparison) -> Iterable[SheetRow]:
    header = table.header
    numbers = {column.key: index for index, column in header.columns.items()}
    found.columns.setdefault(table.sheet, numbers)
    for index, text in header.remarks:
        found.fault(CellPlace(table.sheet, header.row, index), text, Gravity.REMARK)
    for index, name in header.unknown.items():
        cells = {row.number: row.others[index].text for row in table.rows if index in row.others}
        found.unknown.append(UnknownColumn(CellPlace(table.sheet, header.row, index), name, cells))
    for row in table.rows:
        yield SheetRow(table.sheet, row.number, dict(row.cells), {**_given(row.cells), **numbers})


def _given(cells: Mapping[str, object]) -> dict[str, int]:
    """Return the places that a row has from a heading above it, not from a column of the table."""
    return {column.key: 1 for column in (ORIENTATION, OBJECTIVE) if column.key in cells}


_NO_TITLE = Text("l'intitulé manque.", "the title is missing.")
_NO_VALUE = Text(
    "formule en erreur ou sans valeur enregistrée ; ouvrez le classeur dans votre tableur, corrigez-la et enregistrez, "
    "ou remplacez-la par sa valeur.",
    "formula in error or without a saved value; open the workbook in your spreadsheet program, correct it and save, or "
    "replace it by its value.",
)


def _numbered(number: str) -> Text:
    return Text(
        f"le numéro est donné par l'outil ({number}) : celui-ci n'est pas repris. Pour déplacer l'action, changez son "
        "objectif.",
        f"numbers are given by the tool ({number}): this one is not taken. To move the action, change its objective.",
    )


def _kept_since(now: str) -> Text:
    shown = shortened(now) or "(vide)"
    return Text(
        f"cette cellule est comme à l'export, mais le graphe dit depuis : {shown}. Cela reste.",
        f"this cell is as it was exported, but the graph says since: {shown}. That stays.",
    )


def _changed_elsewhere(now: str) -> Text:
    shown = shortened(now) or "(vide)"
    return Text(
        f"cette cellule a changé ici et dans le graphe ({shown}) depuis l'export ; exportez le tableau à nouveau et "
        "reportez-y votre changement.",
        f"this cell has changed here and in the graph ({shown}) since the export; export the table again and repeat "
        "your change there.",
    )
