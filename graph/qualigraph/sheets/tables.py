"""The tables of a file: their rows by column, new entries of the lists, and what the sheet "Plan" says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from typing import Final

from qualigraph.errors import UsageProblem
from qualigraph.language import Text
from qualigraph.plans import Level
from qualigraph.plans.names import Kind, fold
from qualigraph.sheets import guide, lists
from qualigraph.sheets.cells import Raw
from qualigraph.sheets.columns import GROUP, KEY, NUMBER, OBJECTIVE, ORIENTATION, PARENT_ACTION, TITLE, Column
from qualigraph.sheets.grid import GridSheet, sheets_of
from qualigraph.sheets.headers import HEADER_ROWS, Header, read_header, settle_progress
from qualigraph.sheets.opening import Opened
from qualigraph.sheets.workbook import HISTORY_SHEET

ROW_LIMIT: Final = 20_000
"""Rows of all tables of a file together."""

_NOT_TABLES = {fold(name) for name in (guide.SHEET, guide.PLAN_SHEET, lists.SHEET, "Constats", "Colonnes non reprises")}
_SECTION = re.compile(r"\s*(orientation|axe|os|objectif)\b", re.IGNORECASE)
_TOTAL = re.compile(r"(sous-)?total\b.*", re.IGNORECASE)


@dataclass(frozen=True)
class TableRow:
    """One row of a table: its cells by the key of their column, those of unknown columns by their number."""

    number: int
    cells: Mapping[str, Raw]
    others: Mapping[int, Raw] = field(default_factory=dict)


@dataclass
class Table:
    """One table of a sheet."""

    sheet: str
    header: Header
    rows: list[TableRow] = field(default_factory=list)


@dataclass
class Read:
    """What a file holds for us."""

    opened: Opened
    tables: list[Table] = field(default_factory=list)
    added: list[tuple[Kind, str, str, int, int]] = field(default_factory=list)
    """Entries of the lists: kind, text, and sheet, row and column where each stands."""
    plan: dict[str, str] = field(default_factory=dict)
    ignored: list[str] = field(default_factory=list)
    """Sheets with something in them that is no table of ours."""
    count: int = 0
    """Rows of all tables."""


def read_tables(opened: Opened, statuses: frozenset[str], only: str | None = None) -> Read:
    """Return the tables of a file, of the sheet ``only`` if it is given; ``statuses`` are the folded names of states.

    Raises :class:`UsageProblem` if there is none, if two stand side by side, or if they are too long.
    """
    found = Read(opened)
    names = []
    with sheets_of(opened) as sheets:
        for sheet in sheets:
            names.append(sheet.name)
            name = fold(sheet.name)
            if name == fold(lists.SHEET):
                _read_lists(sheet, found)
            elif name == fold(guide.PLAN_SHEET):
                _read_plan(sheet, found)
            elif (only is None or name == fold(only)) and name not in _NOT_TABLES:
                _read_sheet(sheet, found, statuses)
    if not found.tables:
        raise _no_table(opened, names, only)
    return found


def _read_sheet(sheet: GridSheet, found: Read, statuses: frozenset[str]) -> None:
    rows = iter(sheet.rows)
    head = list(islice(rows, HEADER_ROWS))
    header, start = _find_header(head, sheet.name)
    if header is None:
        if head and fold(sheet.name) != fold(HISTORY_SHEET):
            found.ignored.append(sheet.name)
        return
    if header.side_by_side:
        raise UsageProblem(
            Text(
                "deux tableaux côte à côte ; placez-les l'un sous l'autre ou sur deux feuilles.",
                "two tables side by side; put one under the other or on two sheets.",
            ),
            f"{found.opened.path.name}!{sheet.name}!{header.row}",
        )
    samples = {index: [raw.text for _, cells in head[start:] if (raw := cells.get(index))] for index in header.meant}
    settle_progress(header, samples, statuses)
    reader = _Rows(sheet, found, Table(sheet.name, header))
    for _, cells in head[: start - 1]:
        reader.note_section(cells)
    reader.read(chain(head[start:], rows))


def _find_header(head: list[tuple[int, dict[int, Raw]]], name: str) -> tuple[Header | None, int]:
    """Return the best head among the first rows, and how many rows it and what is above it take."""
    best: tuple[Header | None, int] = (None, 0)
    for place, (number, cells) in enumerate(head):
        above = head[place - 1][1] if place and head[place - 1][0] == number - 1 else {}
        header = read_header(number, cells, above, name)
        if header is not None and (best[0] is None or header.score > best[0].score):
            best = (header, place + 1)
    # Our own history looks like a table of actions, but is one of quarters.
    if best[0] is not None and fold(name) == fold(HISTORY_SHEET) and "Trimestre" in best[0].unknown.values():
        return None, 0
    return best


class _Rows:
    """Reads the rows of a sheet; a second head in it begins a new table."""

    def __init__(self, sheet: GridSheet, found: Read, table: Table) -> None:
        self.sheet = sheet
        self.found = found
        self.table = table
        self.held: dict[tuple[int, int], Raw] = {}
        self.sections: dict[str, Raw] = {}
        found.tables.append(table)

    def read(self, rows: Iterator[tuple[int, dict[int, Raw]]]) -> None:
        for number, cells in rows:
            again = read_header(number, cells, {}, self.sheet.name)
            if again is not None and len(again.columns) >= len(cells) - 1:
                if again.texts == self.table.header.texts:
                    # What has been settled of the first table holds for those with the same head.
                    again = replace(self.table.header, row=again.row, remarks=[])
                self.table = Table(self.sheet.name, again)
                self.found.tables.append(self.table)
            elif not self._is_section(cells):
                self._add(number, cells)

    def _is_section(self, cells: dict[int, Raw]) -> bool:
        """Note a row that only names the orientation or objective of those under it; pass over totals."""
        title = self.table.header.index(TITLE)
        if title not in cells and any(_TOTAL.fullmatch(raw.text) for raw in cells.values()):
            return True
        if len(cells) != 1:
            return False
        ((index, raw),) = cells.items()
        if self.note_section(cells) or _TOTAL.fullmatch(raw.text):
            return True
        # One cell that is no title says nothing of an action: a note, a caption.
        return self.table.header.columns.get(index) not in (TITLE, KEY)

    def note_section(self, cells: Mapping[int, Raw]) -> bool:
        """Note a row with nothing but the name of an orientation or objective; return whether it is one."""
        match = _SECTION.match(next(iter(cells.values())).text) if len(cells) == 1 else None
        if match is None:
            return False
        column = OBJECTIVE if match[1].casefold() == "objectif" else ORIENTATION
        if column is ORIENTATION:
            self.sections.pop(OBJECTIVE.key, None)
        self.sections[column.key] = next(iter(cells.values()))
        return True

    def _add(self, number: int, cells: dict[int, Raw]) -> None:
        header = self.table.header
        for index in header.columns:
            top = self.sheet.merged.get((number, index))
            if index not in cells and top is not None and (top, index) in self.held:
                cells[index] = self.held[top, index]
        if self.sheet.merged:
            self.held.update({(number, index): raw for index, raw in cells.items() if index in header.columns})
        known = {header.columns[index].key: raw for index, raw in cells.items() if index in header.columns}
        known = {key: raw for key, raw in known.items() if not raw.empty}
        if set(known) <= _ONLY_PLACES:
            # An objective without an action yet, or nothing at all.
            return
        for key, raw in self.sections.items():
            if header.index(_PLACES[key]) is None:
                known.setdefault(key, raw)
        others = {index: raw for index, raw in cells.items() if index in header.unknown and not raw.empty}
        self.table.rows.append(TableRow(number, known, others))
        self.found.count += 1
        if self.found.count > ROW_LIMIT:
            raise UsageProblem(
                Text(
                    f"plus de {ROW_LIMIT} lignes ; gardez-y les seules actions du plan.",
                    f"more than {ROW_LIMIT} rows; keep only the actions of the plan.",
                ),
                f"{self.found.opened.path.name}!{self.sheet.name}",
            )


_ONLY_PLACES = {column.key for column in (NUMBER, ORIENTATION, OBJECTIVE, PARENT_ACTION, GROUP)}
_PLACES: dict[str, Column] = {ORIENTATION.key: ORIENTATION, OBJECTIVE.key: OBJECTIVE}


def _read_lists(sheet: GridSheet, found: Read) -> None:
    kinds: dict[int, Kind] = {}
    adding = {fold(one.header): one.adds for one in lists.LISTS if one.adds is not None}
    for number, cells in sheet.rows:
        if not kinds:
            for index, raw in cells.items():
                kind = adding.get(fold(raw.text))
                if kind is not None:
                    kinds[index] = kind
            continue
        for index, kind in kinds.items():
            if index in cells and cells[index].text:
                found.added.append((kind, cells[index].text, sheet.name, number, index))


def _read_plan(sheet: GridSheet, found: Read) -> None:
    for _, cells in islice(sheet.rows, HEADER_ROWS):
        if 1 in cells and 2 in cells:
            found.plan[cells[1].text] = cells[2].text


def _no_table(opened: Opened, names: list[str], only: str | None) -> UsageProblem:
    place = str(opened.path)
    if only is not None and fold(only) not in {fold(name) for name in names}:
        listed = ", ".join(names)
        return UsageProblem(
            Text(
                f"pas de feuille « {only} ». Feuilles du classeur : {listed}.",
                f'no sheet "{only}". Sheets of the workbook: {listed}.',
            ),
            place,
        )
    return UsageProblem(
        Text(
            "aucun tableau d'actions reconnu : il faut une ligne d'en-tête avec au moins « Intitulé » (ou « Action »), "
            "et par exemple « Responsable » et « Échéance ».",
            'no table of actions found: it needs a head with at least "Intitulé" (or "Action"), and for instance '
            '"Responsable" and "Échéance".',
        ),
        place,
    )


__all__ = ["Level", "Read", "Table", "TableRow", "read_tables"]
