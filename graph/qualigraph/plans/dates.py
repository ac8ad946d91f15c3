"""Dates as plans give them: a day, a month or a year, each with a first and a last day."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

from pyoxigraph import Literal

from qualigraph.terms import XSD

_WRITTEN = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?")


@dataclass(frozen=True)
class PartialDate:
    """A day, a month (``day`` is None) or a year (``month`` is None too)."""

    year: int
    month: int | None = None
    day: int | None = None

    @staticmethod
    def of(day: date) -> PartialDate:
        """Return the date of one day."""
        return PartialDate(day.year, day.month, day.day)

    @staticmethod
    def read(literal: Literal) -> PartialDate | None:
        """Return the date that an ``xsd:date``, ``xsd:gYearMonth`` or ``xsd:gYear`` says; None for anything else."""
        match = _WRITTEN.match(literal.value)
        if match is None or literal.datatype not in (XSD.date, XSD.gYearMonth, XSD.gYear, XSD.dateTime):
            return None
        year, month, day = (None if part is None else int(part) for part in match.groups())
        found = PartialDate(year or 0, month, day)
        return found if found.exists() else None

    def exists(self) -> bool:
        """Tell whether the calendar has this date."""
        try:
            date(self.year, self.month or 1, self.day or 1)
        except ValueError:
            return False
        return True

    def literal(self) -> Literal:
        """Return the date with the XML Schema type of its precision."""
        if self.month is None:
            return Literal(f"{self.year:04d}", datatype=XSD.gYear)
        if self.day is None:
            return Literal(f"{self.year:04d}-{self.month:02d}", datatype=XSD.gYearMonth)
        return Literal(f"{self.year:04d}-{self.month:02d}-{self.day:02d}", datatype=XSD.date)

    @property
    def first(self) -> date:
        """The first day."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def last(self) -> date:
        """The last day: a thing due in 2026 is late from 2027 on."""
        month = self.month or 12
        return date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    def __str__(self) -> str:
        parts = [f"{self.year:04d}"]
        if self.month is not None:
            parts.insert(0, f"{self.month:02d}")
        if self.day is not None:
            parts.insert(0, f"{self.day:02d}")
        return "/".join(parts)


def quarter(day: date) -> str:
    """Return the quarter of a day as people write it: ``T2 2026``."""
    return f"T{(day.month - 1) // 3 + 1} {day.year}"
