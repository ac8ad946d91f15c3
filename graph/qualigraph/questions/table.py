"""The answer to a question: columns, rows of cells, and what must be said with them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from qualigraph.language import Language, Text

Value = str | int | Decimal | bool | date | None


@dataclass(frozen=True)
class Cell:
    """One cell: the ``value`` for a machine, the ``label`` that people read, the thing's ``iri`` if it is one.

    A cell that gathers several values has them as ``parts``, each a cell; its label joins theirs. A ``coded``
    value is a number that only stands for its label: a spreadsheet shows the label.
    """

    value: Value
    label: str
    iri: str | None = None
    parts: tuple[Cell, ...] = ()
    coded: bool = False


EMPTY = Cell(None, "")


@dataclass(frozen=True)
class Header:
    """One column of a table: its key and the words at its head."""

    key: str
    header: str


@dataclass(frozen=True)
class Table:
    """The answer to a question, in one language.

    ``parameters`` are the values that it was asked with, as (label, text); ``as_of`` the day if the answer
    depends on it; ``notes`` the sentences without which it would be misread; ``section`` the key of the column
    under whose values the rows are shown in blocks.
    """

    question: str
    title: str
    language: Language
    columns: tuple[Header, ...]
    rows: tuple[tuple[Cell, ...], ...]
    parameters: tuple[tuple[str, str], ...] = ()
    as_of: date | None = None
    notes: tuple[str, ...] = ()
    section: str | None = None

    @property
    def row_count(self) -> int:
        """The number of rows."""
        return len(self.rows)

    def sections(self) -> list[tuple[str, tuple[tuple[Cell, ...], ...]]]:
        """Return the rows in blocks, each with its heading; one block without heading if there is no section."""
        if self.section is None:
            return [("", self.rows)]
        index = [header.key for header in self.columns].index(self.section)
        blocks: dict[str, list[tuple[Cell, ...]]] = {}
        for row in self.rows:
            blocks.setdefault(row[index].label, []).append(row[:index] + row[index + 1 :])
        return [(heading, tuple(rows)) for heading, rows in blocks.items()]

    def section_columns(self) -> tuple[Header, ...]:
        """Return the columns of the blocks: all but the section's."""
        return tuple(header for header in self.columns if header.key != self.section)

    def count_sentence(self) -> str:
        """Return how many rows there are, in words."""
        if not self.rows:
            return Text("Aucun résultat.", "No result.").say(self.language)
        many = Text("{count} lignes.", "{count} rows.") if len(self.rows) > 1 else Text("1 ligne.", "1 row.")
        return many.say(self.language, count=len(self.rows))

    def preamble(self) -> tuple[tuple[str, str], ...]:
        """Return what stands above the rows, as (label, text): parameters, day, count, notes."""
        day = Text("Situation au", "As of").say(self.language)
        note = Text("À noter", "Note").say(self.language)
        rows = Text("Résultat", "Result").say(self.language)
        return (
            *self.parameters,
            *(((day, say_day(self.as_of, self.language)),) if self.as_of else ()),
            (rows, self.count_sentence()),
            *((note, sentence) for sentence in self.notes),
        )


def say_day(day: date, language: Language) -> str:
    """Return ``day`` as people write it: 30/09/2026 in French, 2026-09-30 in English."""
    return day.strftime("%d/%m/%Y") if language == "fr" else day.isoformat()
