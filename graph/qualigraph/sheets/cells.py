"""Cells as a file holds them, and the text that a person sees in them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation

from qualigraph.language import Text

CellValue = str | int | float | bool | date | datetime | time | timedelta | None

CELL_LIMIT = 32_767
"""Characters that a cell of Excel can hold; more comes from no table that a person keeps."""

NONE_MARKS = ("", "-", "–", "—", "/", "néant", "n/a", "na")
NOT_YET = (
    *NONE_MARKS, "?", "??", "???", "à définir", "a définir", "a definir", "à déterminer", "à préciser", "à compléter",
    "à renseigner", "en attente de désignation", "non défini", "non définie", "nd", "nc", "tbd", "sans objet", "s.o.",
    "so",
)  # fmt: skip
"""What people write into a date or a name that is not decided yet: it says as much as an empty cell."""
SEPARATOR = " ; "


class CellProblem(Exception):
    """A cell that cannot be understood; says what is wrong and what to write instead."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.fr)
        self.text = text


@dataclass(frozen=True)
class Raw:
    """What stands in a cell: its value as the file holds it, and the number format it is shown in."""

    value: CellValue
    format: str = "General"
    formula: bool = False
    """Whether it is a formula whose last value the file does not hold."""

    @property
    def text(self) -> str:
        """The value as a person sees it, spaces and line ends made alike."""
        return written(self.value)

    @property
    def empty(self) -> bool:
        """Whether nothing stands there."""
        return not self.formula and (self.value is None or (isinstance(self.value, str) and not self.value.strip()))


def written(value: CellValue) -> str:
    """Return a cell's value as French text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, datetime):
        return value.strftime("%d/%m/%Y") if value.time() == time() else value.strftime("%d/%m/%Y %H:%M")
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, int | float):
        return show_number(number_of(value))
    return tidy(str(value))


def tidy(text: str) -> str:
    """Return ``text`` without what cannot be seen: other line ends, spaces at the ends of lines, special spaces."""
    if text.isprintable() and "  " not in text and "_x000D_" not in text:
        return text.strip()
    text = text.replace("_x000D_", "").replace("\r\n", "\n").replace("\r", "\n")
    text = re.sub(r"[^\S\n]+", " ", text)
    return "\n".join(line.strip() for line in text.split("\n")).strip()


def number_of(value: int | float) -> Decimal:
    """Return a number as a person typed it: 0.07 is 0.07, not the nearest binary fraction."""
    return Decimal(repr(round(value, 10) if isinstance(value, float) else value)).normalize()


def show_number(number: Decimal) -> str:
    """Return a number as French text: decimal comma, no exponent."""
    return format(number.normalize(), "f").replace(".", ",") if number else "0"


def parse_number(text: str) -> Decimal | None:
    """Return the number that ``text`` writes with a comma or a point, with or without thousands; None if none."""
    compact = re.sub(r"[\s\u00a0\u202f']", "", text).replace(",", ".")
    try:
        number = Decimal(compact)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def split(text: str) -> list[str]:
    """Return the values of a cell: one a line, else one between semicolons."""
    pieces = text.split("\n") if "\n" in text else text.split(";")
    pieces = [piece.strip(" \t;•·") for piece in pieces]
    return [re.sub(r"^[-–*]\s+", "", piece) for piece in pieces if piece]


def several(text: str) -> list[str]:
    """Return the values of a cell without the marks that stand for nothing."""
    return [piece for piece in split(text) if piece.casefold() not in NONE_MARKS]


def shortened(text: str, length: int = 60) -> str:
    """Return ``text`` cut to what a message can hold."""
    return text if len(text) <= length else f"{text[: length - 3]}…"
