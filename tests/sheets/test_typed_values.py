"""What people type: dates, percentages, targets, values, several things in one cell."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualigraph.plans import PartialDate, Target, Value
from qualigraph.sheets.cells import CellProblem, Raw, several, split, tidy
from qualigraph.sheets.dates import is_continuous, parse_date
from qualigraph.sheets.quantities import parse_percent, parse_target, parse_value, show_target, show_value

DATES = {
    "31/12/2026": (2026, 12, 31), "31-12-26": (2026, 12, 31), "31.12.2026": (2026, 12, 31),
    "1er janvier 2026": (2026, 1, 1), "31 décembre 2026": (2026, 12, 31), "2026-12-31": (2026, 12, 31),
    "31/12/2026 00:00": (2026, 12, 31), "2026-12-31 00:00:00": (2026, 12, 31),
    "décembre 2026": (2026, 12, None), "déc. 2026": (2026, 12, None), "déc-26": (2026, 12, None),
    "févr. 2027": (2027, 2, None), "12/2026": (2026, 12, None), "12-2026": (2026, 12, None),
    "2026-12": (2026, 12, None), "fin juin 2026": (2026, 6, None), "mi-2026": (2026, 6, None),
    "T2 2026": (2026, 6, None), "2026 T2": (2026, 6, None), "Q3 2026": (2026, 9, None), "2026-T4": (2026, 12, None),
    "2e trimestre 2026": (2026, 6, None), "1er T 2026": (2026, 3, None), "Fin T3 2026": (2026, 9, None),
    "S1 2026": (2026, 6, None), "1er semestre 2026": (2026, 6, None),
    "2026": (2026, None, None), "fin 2026": (2026, None, None), "courant 2026": (2026, None, None),
    "d'ici fin 2026": (2026, None, None),
}  # fmt: skip


@pytest.mark.parametrize("text", DATES)
def test_dates_in_all_their_forms(text: str) -> None:
    assert parse_date(Raw(text), end=True) == PartialDate(*DATES[text])


@pytest.mark.parametrize(
    "text", ["30/02/2026", "13/2026", "été 2026", "en cours", "début 2026", "12/26", "T5 2026", "???!"]
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(CellProblem) as problem:
        parse_date(Raw(text), end=True)
    assert "31/12/2026" in problem.value.text.fr


def test_a_quarter_begins_with_its_first_month() -> None:
    assert parse_date(Raw("T2 2026"), end=False) == PartialDate(2026, 4)
    assert parse_date(Raw("S2 2026"), end=False) == PartialDate(2026, 7)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (Raw(datetime(2026, 12, 31), "dd/mm/yyyy"), PartialDate(2026, 12, 31)),
        (Raw(datetime(2026, 12, 1), "dd/mm/yyyy"), PartialDate(2026, 12, 1)),
        (Raw(datetime(2026, 12, 1), "mmm-yy"), PartialDate(2026, 12)),
        (Raw(datetime(2026, 12, 1), "[>=2200]mm/yyyy;0"), PartialDate(2026, 12)),
        (Raw(datetime(2026, 12, 31), "[>=2200]mm/yyyy;0"), PartialDate(2026, 12)),
        (Raw(datetime(2026, 12, 15), "mm/yyyy"), PartialDate(2026, 12, 15)),
        (Raw(datetime(1905, 7, 18), "dd/mm/yyyy"), PartialDate(2026)),  # 2026 typed into a cell of dates
        (Raw(2026), PartialDate(2026)),
        (Raw(2026.0), PartialDate(2026)),
        (Raw(46387), PartialDate(2026, 12, 31)),
        (Raw(None), None),
        (Raw(" - "), None),
    ],
)
def test_dates_of_the_spreadsheet(raw: Raw, expected: PartialDate | None) -> None:
    assert parse_date(raw, end=True) == expected


@given(st.dates(min_value=datetime(2000, 1, 1).date(), max_value=datetime(2099, 12, 31).date()), st.integers(0, 2))
def test_a_date_written_is_read_again(day: object, dropped: int) -> None:
    whole = PartialDate.of(day)  # type: ignore[arg-type]  # hypothesis types dates as objects here
    said = PartialDate(whole.year, whole.month if dropped < 2 else None, whole.day if dropped < 1 else None)
    assert parse_date(Raw(str(said)), end=True) == said
    assert PartialDate.read(said.literal()) == said


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (Raw(0.35, "0%"), "35"), (Raw(35), "35"), (Raw("35 %"), "35"), (Raw("35,5%"), "35.5"), (Raw("0,5"), "50"),
        (Raw(1, "0%"), "100"), (Raw(0.07, "0 %"), "7"), (Raw(0), "0"), (Raw("100"), "100"), (Raw(0.333, "0%"), "33.3"),
        (Raw(35, "0 %"), "35"),
    ],
)  # fmt: skip
def test_percentages(raw: Raw, expected: str) -> None:
    assert parse_percent(raw) == Decimal(expected)


@pytest.mark.parametrize("value", [120, -1, "bof", "35 %%x", 1.2e9])
def test_what_is_no_percentage_is_refused(value: object) -> None:
    with pytest.raises(CellProblem):
        parse_percent(Raw(value))  # type: ignore[arg-type]  # whatever a cell may hold


@pytest.mark.parametrize(
    ("text", "sign", "number", "unit", "due", "shown"),
    [
        ("≥ 80 %", "at-least", "80", "%", None, "≥ 80 %"),
        ("80% en 2026", "equal", "80", "%", PartialDate(2026), "80 % en 2026"),
        ("12 en 2026", "equal", "12", "", PartialDate(2026), "12 en 2026"),
        (">= 1 200 j", "at-least", "1200", "j", None, "≥ 1200 j"),
        ("au moins 95,5 % des secteurs", "at-least", "95.5", "% des secteurs", None, "≥ 95,5 % des secteurs"),
        ("<3 j d'ici 12/2026", "less-than", "3", "j", PartialDate(2026, 12), "< 3 j en 12/2026"),
        ("5", "equal", "5", "", None, "5"),
        ("≥ 90 % au 31/12/2027", "at-least", "90", "%", PartialDate(2027, 12, 31), "≥ 90 % au 31/12/2027"),
    ],
)
def test_targets(text: str, sign: str, number: str, unit: str, due: PartialDate | None, shown: str) -> None:
    target = parse_target(text)
    assert target.comparison is not None
    assert (target.comparison.value.rpartition("/")[2], target.value, target.unit, target.due) == (
        sign, Decimal(number), unit, due
    )  # fmt: skip
    assert show_target(target) == shown
    assert parse_target(shown) == target


def test_a_target_in_words_stays_in_words() -> None:
    assert parse_target("procédure validée") == Target(words="procédure validée")
    assert show_target(parse_target("procédure validée")) == "procédure validée"


def test_values_with_their_campaign() -> None:
    assert parse_value("72,5 % (2025)") == Value(Decimal("72.5"), "%", "2025")
    assert parse_value("12") == Value(Decimal(12))
    assert parse_value("A") == Value(words="A")
    assert show_value(parse_value("72,5 % (2025)")) == "72,5 % (2025)"


def test_several_values_in_a_cell() -> None:
    assert several("CDU ; CME;  ") == ["CDU", "CME"]
    assert several("• CDU\n- CME") == ["CDU", "CME"]
    assert several("audit ; relecture\nprocédure") == ["audit ; relecture", "procédure"]
    assert several("–") == []
    assert split("≥ 80 % ; – ; 5") == ["≥ 80 %", "–", "5"]


def test_a_text_is_the_same_whatever_program_saved_it() -> None:
    assert tidy("a\u00a0b _x000D_\r\n c\u202fd ") == "a b\nc d"


@pytest.mark.parametrize("text", ["continue", "En continu", "Action continue", "au fil de l'eau"])
def test_actions_without_an_end(text: str) -> None:
    assert is_continuous(text)
