"""Dates in all the forms that people type into cells."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from qualigraph.language import Text
from qualigraph.plans.dates import PartialDate
from qualigraph.plans.names import fold
from qualigraph.sheets.cells import NOT_YET, CellProblem, Raw, number_of, shortened, show_number

YEARS = range(1900, 2201)
"""Numbers that are years when they stand in a date column."""

_MONTHS = (
    "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
    "janv fevr mars avr mai juin juil aout sept oct nov dec",
    "jan fev mar avr mai jun jul aou sep oct nov dec",
)
_CONTINUOUS = {
    "continue", "continu", "en continu", "action continue", "permanent", "permanente", "en permanence",
    "au fil de l eau"
}  # fmt: skip


def parse_date(raw: Raw, *, end: bool) -> PartialDate | None:
    """Return the date in a cell: 31/12/2026, 12/2026, déc. 2026, T2 2026, 2026, or a date of the spreadsheet.

    A quarter or half-year is its last month for an ``end``, its first month otherwise. None for an empty cell.
    Raises :class:`CellProblem` for what is no date.
    """
    value = raw.value
    if isinstance(value, datetime | date):
        return _of_spreadsheet(value if isinstance(value, datetime) else datetime.combine(value, time()), raw.format)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _of_serial(value)
    text = raw.text
    if text.casefold() in NOT_YET:
        return None
    found = _of_text(fold(text.replace("/", " / ").replace("-", " - ")), text, end=end)
    if found is None or not found.exists():
        raise CellProblem(
            Text(
                f"« {shortened(text)} » n'est pas une date ; écrivez 31/12/2026, 12/2026, T4 2026 ou 2026.",
                f'"{shortened(text)}" is not a date; write 31/12/2026, 12/2026, T4 2026 or 2026.',
            )
        )
    return found


def is_continuous(text: str) -> bool:
    """Tell whether a deadline's cell says that the action goes on without one."""
    return fold(text) in _CONTINUOUS


def _of_spreadsheet(moment: datetime, number_format: str) -> PartialDate:
    serial = (moment - datetime(1899, 12, 30)).days
    if serial in YEARS:
        # A year typed into a cell that is formatted as a date.
        return PartialDate(serial)
    code = re.sub(r"\[[^\]]*\]|\"[^\"]*\"|\\.", "", number_format).split(";")[0].casefold()
    if "y" in code:
        whole_month = PartialDate(moment.year, moment.month)
        if not re.search(r"[dj]", code) and "m" in code and moment.day in (1, whole_month.last.day):
            return whole_month
        if not re.search(r"[djm]", code):
            return PartialDate(moment.year)
    return PartialDate(moment.year, moment.month, moment.day)


def _of_serial(value: int | float) -> PartialDate:
    if value == int(value) and int(value) in YEARS:
        return PartialDate(int(value))
    if max(YEARS) < value < 2_958_466:
        return PartialDate.of((datetime(1899, 12, 30) + timedelta(days=float(value))).date())
    raise CellProblem(Text(f"{show_number(number_of(value))} n'est pas une date.", f"{value} is not a date."))


_DAY_FIRST = re.compile(r"(\d{1,2})\s*[/.\s-]\s*(\d{1,2})\s*[/.\s-]\s*(\d{4}|\d\d)(?:\s+\d{1,2}[:h ]\d\d.*)?")
_YEAR_FIRST = re.compile(r"(\d{4})\s*[-/.]\s*(\d{1,2})(?:\s*[-/.]\s*(\d{1,2}))?(?:[t\s]+\d\d[:h ]\d\d.*)?")
_MONTH_YEAR = re.compile(r"(\d{1,2})\s*[/.-]\s*(\d{4})")
_PART = re.compile(r"(?:([tqs])\s?([1-4])|([1-4])(?:er|e|eme|nd|nde)?\s?(t|q|s|trimestre|trim|semestre|sem))\s*(\d{4})")
_PART_LAST = re.compile(r"(\d{4})\s*([tqs])\s?([1-4])")
_WORDS = re.compile(r"(?:(\d{1,2})(?:er)?\s+)?([a-z]+)\s+(\d{4}|\d\d)")


def _of_text(folded: str, text: str, *, end: bool) -> PartialDate | None:
    plain = re.sub(r"\s*([/.-])\s*", r"\1", text.strip().casefold())
    if match := _DAY_FIRST.fullmatch(plain):
        return PartialDate(_year(match[3]), int(match[2]), int(match[1]))
    if match := _YEAR_FIRST.fullmatch(plain):
        return PartialDate(int(match[1]), int(match[2]), int(match[3]) if match[3] else None)
    if match := _MONTH_YEAR.fullmatch(plain):
        return PartialDate(int(match[2]), int(match[1]))
    words = re.sub(r"^(?:d ici (?:a |la )?|avant (?:la )?|pour |au |le |en |courant |annee )+", "", folded)
    bare = re.sub(r"^(?:la )?(?:fin (?:de |d )?|debut (?:de |d )?)", "", words)
    if match := _PART_LAST.fullmatch(bare):
        return _part(match[2], int(match[3]), int(match[1]), end=end)
    if match := _PART.fullmatch(bare):
        return _part(match[1] or match[4][0], int(match[2] or match[3]), int(match[5]), end=end)
    if re.fullmatch(r"mi (\d{4})", bare):
        return PartialDate(int(bare[-4:]), 6)
    if re.fullmatch(r"\d{4}", bare) and int(bare) in YEARS:
        if end and "debut" in words:
            # Whether that is January or March, only its writer knows.
            return None
        return PartialDate(int(bare))
    if match := _WORDS.fullmatch(bare):
        return _in_words(match[1], match[2], match[3])
    return None


def _in_words(day: str | None, month: str, year: str) -> PartialDate | None:
    for names in _MONTHS:
        if month in names.split():
            return PartialDate(_year(year), names.split().index(month) + 1, int(day) if day else None)
    return None


def _part(kind: str, rank: int, year: int, *, end: bool) -> PartialDate | None:
    length = 6 if kind == "s" else 3
    if rank * length > 12:
        return None
    return PartialDate(year, rank * length if end else (rank - 1) * length + 1)


def _year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)
