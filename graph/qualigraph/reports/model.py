"""What a report is made of, before it becomes a page or a workbook."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal, NamedTuple, TypeAlias

from qualigraph.language import Language

Value: TypeAlias = str | int | Decimal | date | None
ColumnKind = Literal["text", "short", "wide", "number", "date", "key"]
Mark = Literal["", "late", "soon", "done", "missed"]


@dataclass(frozen=True)
class Cell:
    """What a cell shows; ``value`` is what a workbook computes with, where it is not the text.

    ``mark`` only underlines what the text says. ``language`` is that of the words, if it is not the page's.
    """

    text: str
    value: Value = None
    mark: Mark = ""
    language: Language | None = None


EMPTY = Cell("")


class Column(NamedTuple):
    """The head of a column and what stands in it."""

    header: str
    kind: ColumnKind = "text"


@dataclass(frozen=True)
class Table:
    """Rows under one caption.

    ``heads`` is the place of the cells that name their rows; ``total`` says that the last row sums.
    """

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    heads: int = 0
    total: bool = False

    def without_empty_columns(self) -> Table:
        """Return the table without the columns in which no row says anything."""
        kept = [place for place in range(len(self.columns)) if any(row[place].text for row in self.rows)]
        if not self.rows or self.heads not in kept:
            return self
        return Table(
            self.caption,
            tuple(self.columns[place] for place in kept),
            tuple(tuple(row[place] for place in kept) for row in self.rows),
            kept.index(self.heads),
            self.total,
        )


@dataclass(frozen=True)
class Shape:
    """One shape of a drawing: a rectangle, a line, a polygon or a text; ``look`` names its style."""

    kind: Literal["rect", "line", "polygon", "text"]
    look: str
    x: float = 0
    y: float = 0
    width: float = 0
    height: float = 0
    text: str = ""
    points: str = ""


@dataclass(frozen=True)
class Drawing:
    """A drawing with the words that stand for it; the table beside it says the same."""

    width: int
    height: int
    title: str
    description: str
    shapes: tuple[Shape, ...]


@dataclass(frozen=True)
class Section:
    """One part of a report: a heading, sentences, a drawing, tables."""

    title: str
    notes: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    drawing: Drawing | None = None
    new_page: bool = False


@dataclass(frozen=True)
class Report:
    """A whole report. ``facts`` say its day, its source and the findings; ``notes`` what the plan does not publish."""

    name: str
    title: str
    plan: str
    language: Language
    as_of: date
    facts: tuple[tuple[str, str], ...]
    notes: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()
    landscape: bool = False
    single_page: bool = field(default=False)
