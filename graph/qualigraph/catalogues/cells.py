"""What a cell of published results says: a number, a reason why there is none, or nothing that can be used."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from pyoxigraph import Literal, NamedNode, Store

from qualigraph.language import Text
from qualigraph.terms import ID, SKOS

NOT_GIVEN = NamedNode(ID + "missing-reason/not-given")
_LIST = NamedNode(ID + "missing-reason")
_BLANK = frozenset({"", "-", "–", "—", ".", "nan", "none", "null", "#n/a", "n/a"})
_NUMBER = re.compile(r"[-+]?\d+([.,]\d+)?")
_FINESS = re.compile(r"[0-9][0-9AB][0-9]{7}")


class Rejected(Exception):
    """A cell that cannot be used, and why."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.fr)
        self.text = text


@lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """Return ``text`` in lower case, without accents and outer spaces."""
    decomposed = unicodedata.normalize("NFKD", text.replace("\u00a0", " ").replace("\u202f", " "))
    return "".join(char for char in decomposed if not unicodedata.combining(char)).strip().lower()


def missing_reasons(store: Store) -> dict[str, NamedNode]:
    """Return the reasons why a value is missing by all their names ("DI", "données insuffisantes"...), folded."""
    found: dict[str, NamedNode] = {}
    for quad in store.quads_for_pattern(None, SKOS.inScheme, _LIST, None):
        for prop in (SKOS.prefLabel, SKOS.altLabel, SKOS.notation):
            for name in store.quads_for_pattern(quad.subject, prop, None, None):
                if isinstance(name.object, Literal) and isinstance(quad.subject, NamedNode):
                    found[folded(name.object.value)] = quad.subject
    return found


def is_blank(cell: object) -> bool:
    """Whether a cell holds nothing, or one of the signs that stand for nothing."""
    return cell is None or (isinstance(cell, str) and folded(cell) in _BLANK)


def number(cell: object, unit: str) -> Decimal:
    """Return the number of a cell, with a decimal comma or point, a percent sign or spaces between thousands.

    Raises :class:`Rejected` for text, dates, and values outside 0 to 100 where the unit allows no other.
    """
    if isinstance(cell, bool) or not isinstance(cell, int | float | Decimal | str):
        raise Rejected(Text("ce n'est pas un nombre.", "not a number."))
    text = str(cell) if not isinstance(cell, str) else re.sub(r"[\s\u00a0\u202f]", "", cell).rstrip("%")
    if isinstance(cell, str) and not _NUMBER.fullmatch(text):
        raise Rejected(Text("ce n'est pas un nombre.", "not a number."))
    try:
        value = Decimal(text.replace(",", "."))
    except InvalidOperation as error:
        raise Rejected(Text("ce n'est pas un nombre.", "not a number.")) from error
    if not value.is_finite():
        raise Rejected(Text("ce n'est pas un nombre.", "not a number."))
    if of_hundred(unit) and not 0 <= value <= 100:
        raise Rejected(Text("hors de 0 à 100.", "outside 0 to 100."))
    return _tidy(value)


def of_hundred(unit: str) -> bool:
    """Whether values of that unit lie between 0 and 100: scores and rates, not shares of an objective or ratios."""
    plain = folded(unit)
    return ("/100" in plain or "/ 100" in plain or "%" in plain) and "objectif" not in plain and "ratio" not in plain


def _tidy(value: Decimal) -> Decimal:
    # A spreadsheet's 71.2 comes as 71.2000000000000028421709430404007434844970703125.
    value = round(value, 6)
    return value.quantize(Decimal(1)) if value == value.to_integral() else value.normalize()


def finess(cell: object) -> str:
    """Return the nine characters of a FINESS number; a spreadsheet's number gets its leading zeros back.

    Raises :class:`Rejected` for what is none.
    """
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text = str(cell).strip().upper() if isinstance(cell, str | int) and not isinstance(cell, bool) else ""
    # An apostrophe keeps a spreadsheet from reading a number, and is kept by some when they save as CSV.
    text = re.sub(r"\s", "", text).lstrip("'").removesuffix(".0")
    if text.isdigit() and len(text) in (7, 8):
        text = text.zfill(9)
    if not _FINESS.fullmatch(text):
        raise Rejected(Text("ce n'est pas un numéro FINESS (9 caractères).", "not a FINESS number (9 characters)."))
    return text


def one_line(text: str) -> str:
    """Return ``text`` for a report: on one line, without what a terminal would obey."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())
