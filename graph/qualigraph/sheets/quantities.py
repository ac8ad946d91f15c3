"""Percentages, values to reach and values observed, as people type them."""

from __future__ import annotations

import re
from decimal import Decimal

from pyoxigraph import NamedNode

from qualigraph.language import Text
from qualigraph.plans.model import Target, Value
from qualigraph.sheets.cells import NONE_MARKS, CellProblem, Raw, number_of, parse_number, shortened, show_number
from qualigraph.sheets.dates import parse_date
from qualigraph.terms import ID

_NUMBER = r"[-+]?\d(?:[\d\s]*\d)?(?:[.,]\d+)?"
_TARGET = re.compile(
    r"(?P<sign>>=|<=|≥|≤|>|<|=|≈|~|au moins|au minimum|minimum|min|au plus|au maximum|maximum|max"
    r"|moins de|plus de|environ)?"
    rf"\s*(?P<number>{_NUMBER})\s*(?P<unit>.*?)"
    rf"(?:(?:\s+|(?<=\s))(?:d['’]ici(?: à| fin| la fin)?|en|pour|fin|au|avant)\s+(?P<due>[\d/]+))?",
    re.IGNORECASE | re.DOTALL,
)
_VALUE = re.compile(rf"(?P<number>{_NUMBER})\s*(?P<unit>[^()]*?)\s*(?:\((?P<when>[^()]+)\))?", re.DOTALL)
_SIGNS = {
    "≥": "at-least", ">=": "at-least", "au moins": "at-least", "au minimum": "at-least", "minimum": "at-least",
    "min": "at-least", "≤": "at-most", "<=": "at-most", "au plus": "at-most", "au maximum": "at-most",
    "maximum": "at-most", "max": "at-most", ">": "more-than", "plus de": "more-than", "<": "less-than",
    "moins de": "less-than", "=": "equal", "≈": "about", "~": "about", "environ": "about",
}  # fmt: skip
_SHOWN_SIGNS = {
    "at-least": "≥ ", "at-most": "≤ ", "more-than": "> ", "less-than": "< ", "about": "≈ ", "equal": "= "
}  # fmt: skip


def parse_percent(raw: Raw) -> Decimal | None:
    """Return a percentage from 0 to 100: 35, "35 %", 0,35 shown as 35 %. None for an empty cell.

    Raises :class:`CellProblem` for what is no number or out of range.
    """
    value = raw.value
    if isinstance(value, int | float) and not isinstance(value, bool):
        number = number_of(value)
        # Without a percent format, only a fraction can have been meant as one; in one, a program that writes 35 means
        # what a person who types 35 there gets.
        if number < 2 if "%" in raw.format else 0 < number < 1:
            number *= 100
    elif raw.text.casefold() in NONE_MARKS:
        return None
    else:
        found = parse_number(raw.text.replace("%", ""))
        if found is None:
            raise CellProblem(
                Text(
                    f"« {shortened(raw.text)} » n'est pas un pourcentage ; écrivez un nombre de 0 à 100.",
                    f'"{shortened(raw.text)}" is not a percentage; write a number from 0 to 100.',
                )
            )
        number = found * 100 if 0 < found < 1 and "%" not in raw.text else found
    if not 0 <= number <= 100:
        raise CellProblem(
            Text(
                f"un avancement va de 0 à 100 %, pas {show_number(number)} %.",
                f"progress goes from 0 to 100 %, not {number} %.",
            )
        )
    return number.normalize()


def parse_target(text: str) -> Target:
    """Return a value to reach: "≥ 80 %", "80 % en 2026", "au plus 5 jours"; words where there is no number."""
    match = _TARGET.fullmatch(text)
    number = None if match is None else parse_number(match["number"])
    if match is None or number is None:
        return Target(words=text)
    sign = _SIGNS[match["sign"].casefold()] if match["sign"] else "equal"
    due = None if match["due"] is None else parse_date(Raw(match["due"]), end=True)
    return Target(NamedNode(f"{ID}comparison/{sign}"), number, match["unit"].strip(), due)


def show_target(target: Target | None) -> str:
    """Return a value to reach as it stands in a cell."""
    if target is None:
        return NONE_MARKS[2]
    if target.value is None:
        return target.words
    code = target.comparison.value.rpartition("/")[2] if target.comparison else "equal"
    sign = "" if code == "equal" else _SHOWN_SIGNS[code]
    unit = f" {target.unit}" if target.unit else ""
    due = "" if target.due is None else f" {'en' if target.due.day is None else 'au'} {target.due}"
    return f"{sign}{show_number(target.value)}{unit}{due}"


def parse_value(text: str) -> Value:
    """Return a value that was observed: "72,5 % (2025)"; words where there is no number."""
    match = _VALUE.fullmatch(text)
    number = None if match is None else parse_number(match["number"])
    if match is None or number is None:
        return Value(words=text)
    return Value(number, match["unit"].strip(), (match["when"] or "").strip())


def show_value(value: Value | None) -> str:
    """Return an observed value as it stands in a cell."""
    if value is None:
        return NONE_MARKS[2]
    shown = value.words if value.value is None else show_number(value.value) + (f" {value.unit}" if value.unit else "")
    return f"{shown} ({value.when})" if value.when else shown


def percent_text(raw: Raw) -> str:
    """Return the text of a cell, a number in a percent format as the percentage that is shown."""
    if isinstance(raw.value, int | float) and not isinstance(raw.value, bool) and "%" in raw.format:
        return f"{show_number(number_of(raw.value) * 100)} %"
    return raw.text
