"""A page of follow-up: what it shows, without saying how. One page is printed, or becomes a workbook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

from qualigraph.plans import PartialDate

CellValue: TypeAlias = str | int | Decimal | date | PartialDate | None


class Mark(StrEnum):
    """What a cell is marked with, by a word or a sign as well as by a colour."""

    LATE = "late"
    DONE = "done"
    MISSING = "missing"


class Kind(StrEnum):
    """How the cells of a column are set."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    PERCENT = "percent"


@dataclass(frozen=True)
class Cell:
    """One cell of a table."""

    value: CellValue
    mark: Mark | None = None
    strong: bool = False


@dataclass(frozen=True)
class Column:
    """One column of a table; ``width`` is its share of the paper."""

    header: str
    kind: Kind = Kind.TEXT
    width: int = 10


@dataclass(frozen=True)
class Table:
    """A table; its first column names the row. ``empty`` is said where there is no row."""

    caption: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    empty: str = "Rien."


@dataclass(frozen=True)
class Note:
    """A paragraph; ``plain`` ones are part of the text, others are set apart."""

    text: str
    plain: bool = False


@dataclass(frozen=True)
class Heading:
    """A heading inside the page."""

    text: str


@dataclass(frozen=True)
class Facts:
    """Names and values, one under the other."""

    pairs: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Drawing:
    """An SVG drawing; ``text`` says in words what it shows. The table after it says the same."""

    svg: str
    text: str


Block: TypeAlias = Table | Note | Heading | Facts | Drawing


@dataclass
class Page:
    """A whole page: its title, what it stands on, and its blocks."""

    title: str
    subtitle: str
    as_of: date
    source: str
    findings: str
    blocks: list[Block] = field(default_factory=list)
    wide: bool = False
    """Whether it is printed across the paper."""

    def add(self, *blocks: Block) -> None:
        """Add blocks at the end."""
        self.blocks += blocks


def text_of(value: CellValue) -> str:
    """Return a value as French text."""
    if value is None:
        return ""
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, Decimal):
        return format(value.normalize(), "f").replace(".", ",") if value else "0"
    return str(value)
