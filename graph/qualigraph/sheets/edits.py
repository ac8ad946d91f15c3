"""What a file changes in a plan: the rows and cells that differ, and what is wrong with them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum
from typing import NamedTuple

from openpyxl.utils import get_column_letter
from pyoxigraph import NamedNode

from qualigraph.language import Text
from qualigraph.plans import Item
from qualigraph.plans.names import Kind
from qualigraph.sheets.cells import Raw
from qualigraph.sheets.columns import Column
from qualigraph.sheets.forms import Values


class CellPlace(NamedTuple):
    """A cell of a workbook; a row where ``column`` is None."""

    sheet: str
    row: int
    column: int | None = None

    def __str__(self) -> str:
        letter = "" if self.column is None else get_column_letter(self.column)
        return f"{self.sheet}!{letter}{self.row}"


class Gravity(IntEnum):
    """How grave a fault is: an error keeps anything from being written, a remark does not."""

    ERROR = 0
    REMARK = 1


@dataclass(frozen=True)
class Fault:
    """Something wrong with a cell or a row."""

    place: CellPlace
    text: Text
    gravity: Gravity = Gravity.ERROR


@dataclass(frozen=True)
class Change:
    """One cell that says something else than the graph."""

    column: Column
    before: Values
    after: Values
    place: CellPlace


@dataclass
class RowEdit:
    """One action or measure that a row changes or makes; ``day`` is that of its follow-up."""

    item: Item
    place: CellPlace
    new: bool
    day: date
    changes: list[Change] = field(default_factory=list)

    def change(self, column: Column) -> Change | None:
        """Return the change in a column, or None."""
        return next((change for change in self.changes if change.column is column), None)


class NewActor(NamedTuple):
    """An actor that the sheet "Listes" adds."""

    node: NamedNode
    kind: Kind
    label: str
    place: CellPlace


class UnknownColumn(NamedTuple):
    """A column that no fact comes from: its head, and its cells by their rows."""

    place: CellPlace
    header: str
    cells: dict[int, str]


@dataclass
class Comparison:
    """All that a file says differently from the graph."""

    edits: list[RowEdit] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    new_places: list[Item] = field(default_factory=list)
    """Orientations, objectives and sub-headings that the rows need and the plan does not have."""
    new_actors: list[NewActor] = field(default_factory=list)
    unused_actors: list[NewActor] = field(default_factory=list)
    """Entries of the lists that nobody knows and no changed cell names: they wait until one does."""
    removed: list[Item] = field(default_factory=list)
    unknown: list[UnknownColumn] = field(default_factory=list)
    rows: dict[NamedNode, CellPlace] = field(default_factory=dict)
    """The row of each action and measure."""
    marks: dict[NamedNode, str] = field(default_factory=dict)
    """The marks of the cells of each row of the file."""
    columns: dict[str, dict[str, int]] = field(default_factory=dict)
    """The number of each column, by sheet and key."""

    @property
    def errors(self) -> list[Fault]:
        """The faults that keep anything from being written."""
        return [fault for fault in self.faults if fault.gravity is Gravity.ERROR]

    def fault(self, place: CellPlace, text: Text, gravity: Gravity = Gravity.ERROR) -> None:
        """Note a fault."""
        self.faults.append(Fault(place, text, gravity))


@dataclass(frozen=True)
class SheetRow:
    """A row of a file with what is needed to understand it: where its columns are."""

    sheet: str
    number: int
    cells: dict[str, Raw]
    columns: dict[str, int]

    def raw(self, column: Column) -> Raw:
        """Return what stands in a column, an empty cell where there is nothing."""
        return self.cells.get(column.key, Raw(None))

    def place(self, column: Column | None = None) -> CellPlace:
        """Return the place of a column's cell, or that of the row."""
        return CellPlace(self.sheet, self.number, self.columns.get(column.key) if column else None)
