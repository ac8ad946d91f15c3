"""Finding the table in a sheet: which row names the columns, and which column each name means."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import lru_cache

from qualigraph.language import Text
from qualigraph.plans import Level
from qualigraph.plans.names import fold
from qualigraph.sheets.cells import Raw, shortened, tidy
from qualigraph.sheets.columns import KEY, PROGRESS, STATUS, TITLE, Column, header_name, headers
from qualigraph.sheets.rows import columns_of

Cells = Mapping[int, Raw]
"""The cells of a row that hold something, by the number of their column, from 1."""

HEADER_ROWS = 40
"""Rows in which the head of a table is looked for."""
_ENOUGH = 3
_LONGEST = 60
_MEASURES = "sous action"
_AND = re.compile(r"[/,;&+|\n]|\s[-–—]\s|\s(?:et|ou)\s", re.IGNORECASE)
_PERCENT = re.compile(r"\d{1,3}(?:[.,]\d+)?\s*%?")


@dataclass
class Header:
    """The head of a table: its row, the columns that are understood, and those that are not."""

    row: int
    level: Level
    columns: dict[int, Column] = field(default_factory=dict)
    unknown: dict[int, str] = field(default_factory=dict)
    remarks: list[tuple[int, Text]] = field(default_factory=list)
    """What must be said of a column, by its number."""
    meant: dict[int, Column] = field(default_factory=dict)
    """The columns by what their names mean, also where two mean the same."""
    texts: dict[int, str] = field(default_factory=dict)
    """The names as they are written."""
    side_by_side: bool = False

    @property
    def score(self) -> int:
        """How much this looks like the head of a table."""
        keys = {column.key for column in self.columns.values()}
        return len(keys) if TITLE.key in keys or KEY.key in keys else 0

    def index(self, column: Column) -> int | None:
        """Return the number of the column, or None if the table has none."""
        return next((index for index, one in self.columns.items() if one.key == column.key), None)


def read_header(number: int, cells: Cells, above: Cells, sheet_name: str) -> Header | None:
    """Return the head that a row may be, or None if it names too few columns.

    A name that is missing in the row is taken from the row above: heads of two rows with merged cells.
    """
    texts = {index: tidy(raw.value) for index, raw in cells.items() if isinstance(raw.value, str)}
    # Most rows are none: long cells are not looked at to find that out.
    names = {index: header_name(text) for index, text in texts.items() if len(text) <= _LONGEST}
    if len(names) < 2:
        return None
    of_measures = _MEASURES in fold(sheet_name) or any(name.startswith(_MEASURES) for name in names.values())
    level = Level.MEASURE if of_measures else Level.ACTION
    known = headers(columns_of(level))
    if sum(_meaning(texts[index], level) is not None for index in names) < 2:
        return None
    names |= {index: header_name(text) for index, text in texts.items() if index not in names}
    if above:
        for index, raw in above.items():
            if index not in names and isinstance(raw.value, str) and _meaning(raw.text, level) is not None:
                texts[index], names[index] = tidy(raw.text), header_name(raw.text)
    header = Header(number, level, texts=texts)
    for index in sorted(names):
        _place(header, index, texts[index], _meaning(texts[index], level))
    for index, text in list(header.unknown.items()):
        _guess(header, index, text, known)
    repeated = [name for name in set(names.values()) if list(names.values()).count(name) > 1]
    header.side_by_side = len(repeated) >= 2
    needed = 2 if len(texts) <= 4 else _ENOUGH
    return header if header.score >= needed else None


@lru_cache(maxsize=2_000)
def _meaning(text: str, level: Level) -> Column | None:
    """Return the column that a name means: "Pilote", "Échéance (mois/année)", "Commentaires / Observations"."""
    if len(text) > _LONGEST:
        return None
    known = headers(columns_of(level))
    bare = re.sub(r"\([^()]*\)", " ", text)
    for tried in (text, bare):
        if (column := known.get(header_name(tried))) is not None:
            return column
    found = {known.get(header_name(part)) for part in _AND.split(bare) if part.strip()}
    return found.pop() if len(found) == 1 else None


def _place(header: Header, index: int, text: str, column: Column | None) -> None:
    if column is None:
        header.unknown[index] = text
        return
    header.meant[index] = column
    before = next((place for place, one in header.columns.items() if one is column), None)
    if before is None:
        header.columns[index] = column
        return
    # The column that has our own name for it wins over one that another table might call so.
    if header_name(text) == header_name(column.header):
        index, before = before, index
        header.columns[before] = column
        del header.columns[index]
    header.unknown[index] = text
    header.remarks.append(
        (
            index,
            Text(
                f"cette colonne veut dire « {column.header} », comme une autre : elle n'est pas reprise.",
                f'this column means "{column.header}", as another one does: it is not taken.',
            ),
        )
    )


def _guess(header: Header, index: int, text: str, known: Mapping[str, Column]) -> None:
    near = get_close_matches(header_name(text), known, n=1, cutoff=0.88)
    if near and len(near[0]) > 4 and known[near[0]] not in header.columns.values():
        column = known[near[0]]
        header.columns[index] = column
        del header.unknown[index]
        header.remarks.append(
            (
                index,
                Text(
                    f"« {shortened(text)} » est compris comme « {column.header} ».",
                    f'"{shortened(text)}" is understood as "{column.header}".',
                ),
            )
        )


def settle_progress(header: Header, samples: Mapping[int, list[str]], statuses: frozenset[str]) -> None:
    """Tell the column of the state from that of progress by what their cells hold: people call both by both names."""
    kinds = {index: _kind(samples.get(index, []), statuses) for index, column in header.meant.items()
             if column in (STATUS, PROGRESS)}  # fmt: skip
    for column, other in ((STATUS, PROGRESS), (PROGRESS, STATUS)):
        place = header.index(column)
        if place is None or kinds.get(place) is not other:
            continue
        rival = header.index(other)
        if rival is None:
            header.columns[place] = other
        elif kinds.get(rival) is column:
            header.columns[place], header.columns[rival] = other, column
    for index, kind in kinds.items():
        if index in header.unknown and kind is not None and header.index(kind) is None:
            header.columns[index] = kind
            del header.unknown[index]
            header.remarks = [(place, text) for place, text in header.remarks if place != index]


def _kind(texts: list[str], statuses: frozenset[str]) -> Column | None:
    """Return whether texts are states or percentages; None if they are neither for the most part."""
    said = [text for text in texts if text]
    if sum(fold(text) in statuses for text in said) > len(said) / 2:
        return STATUS
    if sum(_PERCENT.fullmatch(text) is not None for text in said) > len(said) / 2:
        return PROGRESS
    return None
