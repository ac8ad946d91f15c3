"""The forms of a column: how the values of the graph are shown in a cell, and how a cell is understood again."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from qualigraph.language import Text
from qualigraph.plans import Item, Level, PartialDate, Plan, Value
from qualigraph.plans.names import Kind, Names, fold
from qualigraph.sheets.cells import (
    CELL_LIMIT,
    NONE_MARKS,
    SEPARATOR,
    CellProblem,
    CellValue,
    Raw,
    several,
    show_number,
    split,
    tidy,
)
from qualigraph.sheets.dates import is_continuous, parse_date
from qualigraph.sheets.quantities import (
    parse_percent,
    parse_target,
    parse_value,
    percent_text,
    show_target,
    show_value,
)

Values = tuple[Any, ...]
"""What a cell says: nodes, texts, numbers or dates; an empty cell says nothing."""

DAY_FORMAT = "[>=2200]dd/mm/yyyy;0"
"""A date; a number that can only be a year shows as one."""
MONTH_FORMAT = "[>=2200]mm/yyyy;0"
CONTINUOUS = "continue"


class Shown(NamedTuple):
    """A cell as it is written: its value, its number format, and the text that a person sees."""

    value: CellValue
    text: str
    format: str = "General"


EMPTY = Shown(None, "")


@dataclass
class Context:
    """What cells are read and written with: the names of the graph and the plan."""

    names: Names
    plan: Plan
    places: dict[Level, dict[str, Item]] = field(default_factory=dict)

    def elements(self, level: Level) -> dict[str, Item]:
        """Return the elements of a level by what a cell may call them: number, title, or both."""
        if level not in self.places:
            found: dict[str, Item] = {}
            doubtful: set[str] = set()
            for item in self.plan.of(level):
                # Folding drops the dots of a number, so that one stays as it is.
                for name in {fold(place_text(item)), fold(item.title), fold(item.official_title), item.number}:
                    if found.setdefault(name, item) is not item:
                        doubtful.add(name)
            self.places[level] = {name: item for name, item in found.items() if name and name not in doubtful}
        return self.places[level]


def place_text(item: Item) -> str:
    """Return how a cell names an orientation, an objective or an action: by number and title."""
    return f"{item.number}. {item.title}" if item.number else item.title


class Form(ABC):
    """How the values of one column are shown and understood."""

    kinds: tuple[Kind, ...] = ()
    """The lists that its names come from."""
    open_list: bool = True
    """Whether a cell may hold something else than one entry of its list."""

    @abstractmethod
    def show(self, values: Values, context: Context) -> Shown:
        """Return the cell for some values."""

    @abstractmethod
    def parse(self, raw: Raw, context: Context) -> Values:
        """Return the values of a cell. Raises :class:`CellProblem` if it cannot be understood."""

    def same(self, left: Values, right: Values) -> bool:
        """Tell whether two cells say the same."""
        return left == right

    def text(self, raw: Raw) -> str:
        """Return the text of a cell, to be compared with the text that would be written."""
        return raw.text


def text_cell(text: str) -> Shown:
    """Return the cell of a text, empty for none."""
    return Shown(text, tidy(text), "General") if text else EMPTY


class TextForm(Form):
    """One text."""

    def show(self, values: Values, context: Context) -> Shown:
        """See :meth:`Form.show`."""
        return text_cell(str(values[0])) if values else EMPTY

    def parse(self, raw: Raw, context: Context) -> Values:
        """See :meth:`Form.parse`."""
        text = raw.text
        if len(text) > CELL_LIMIT:
            raise too_long(len(text))
        return (text,) if text else ()

    def same(self, left: Values, right: Values) -> bool:
        """See :meth:`Form.same`."""
        return [tidy(text) for text in left] == [tidy(text) for text in right]


class PlainForm(TextForm):
    """A text that the table gives and does not take back: a number, a key."""


class TextsForm(Form):
    """Several texts, one a line or between semicolons."""

    def show(self, values: Values, context: Context) -> Shown:
        """See :meth:`Form.show`."""
        return text_cell(SEPARATOR.join(values))

    def parse(self, raw: Raw, context: Context) -> Values:
        """See :meth:`Form.parse`."""
        if len(raw.text) > CELL_LIMIT:
            raise too_long(len(raw.text))
        return tuple(dict.fromkeys(several(raw.text)))

    def same(self, left: Values, right: Values) -> bool:
        """See :meth:`Form.same`."""
        return {tidy(text) for text in left} == {tidy(text) for text in right}


class DateForm(Form):
    """A day, a month or a year; a deadline may be "continue" instead."""

    def __init__(self, *, end: bool = False, may_be_continuous: bool = False) -> None:
        self.end = end
        self.may_be_continuous = may_be_continuous

    def show(self, values: Values, context: Context) -> Shown:
        """See :meth:`Form.show`."""
        if not values:
            return EMPTY
        value = values[0]
        if not isinstance(value, PartialDate):
            return text_cell(CONTINUOUS)
        if value.month is None:
            return Shown(value.year, str(value), DAY_FORMAT)
        # A month ends a period with its last day, so that sorting and colours hold.
        return Shown(
            value.last if self.end else value.first, str(value), MONTH_FORMAT if value.day is None else DAY_FORMAT
        )

    def parse(self, raw: Raw, context: Context) -> Values:
        """See :meth:`Form.parse`."""
        if self.may_be_continuous and is_continuous(raw.text):
            return (CONTINUOUS,)
        found = parse_date(raw, end=self.end)
        return () if found is None else (found,)

    def text(self, raw: Raw) -> str:
        """See :meth:`Form.text`."""
        try:
            found = parse_date(raw, end=self.end)
        except CellProblem:
            return raw.text
        return raw.text if found is None else str(found)


class PercentForm(Form):
    """A percentage from 0 to 100."""

    def show(self, values: Values, context: Context) -> Shown:
        """See :meth:`Form.show`."""
        if not values:
            return EMPTY
        number: Decimal = values[0]
        places = "" if number == number.to_integral_value() else ".0#"
        return Shown(float(number / 100), f"{show_number(number)} %", f"0{places} %")

    def parse(self, raw: Raw, context: Context) -> Values:
        """See :meth:`Form.parse`."""
        found = parse_percent(raw)
        return () if found is None else (found,)

    def text(self, raw: Raw) -> str:
        """See :meth:`Form.text`."""
        try:
            found = parse_percent(raw)
        except CellProblem:
            return raw.text
        return "" if found is None else f"{show_number(found)} %"


class AlignedForm(Form):
    """Targets or values, in the order of the indicators of the row; a dash where there is none."""

    def __init__(self, *, observed: bool) -> None:
        self.observed = observed

    def show(self, values: Values, context: Context) -> Shown:
        """See :meth:`Form.show`."""
        show = show_value if self.observed else show_target
        return text_cell(SEPARATOR.join(show(value) for value in values))

    def parse(self, raw: Raw, context: Context) -> Values:
        """See :meth:`Form.parse`."""
        text = percent_text(raw)
        if len(text) > CELL_LIMIT:
            raise too_long(len(text))
        read = parse_value if self.observed else parse_target
        values = [None if piece.casefold() in NONE_MARKS else read(piece) for piece in split(text)]
        while values and values[-1] is None:
            values.pop()
        return tuple(values)

    def same(self, left: Values, right: Values) -> bool:
        """See :meth:`Form.same`; a value typed without its date is the one that the graph dates."""
        if not self.observed or len(left) != len(right):
            return left == right
        return all(
            new == old or (isinstance(old, Value) and isinstance(new, Value) and new == old._replace(when=""))
            for old, new in zip(left, right, strict=True)
        )

    def text(self, raw: Raw) -> str:
        """See :meth:`Form.text`."""
        return percent_text(raw)


def too_long(length: int) -> CellProblem:
    """Return the problem of a cell with more text than a cell of Excel can hold."""
    return CellProblem(
        Text(
            f"{length} caractères : c'est un document, pas une cellule. Gardez-le à part et donnez ici son nom.",
            f"{length} characters: that is a document, not a cell. Keep it apart and give its name here.",
        )
    )
