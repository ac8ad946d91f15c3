"""What a cell says: numbers as people write them, FINESS numbers as spreadsheets spoil them."""

from __future__ import annotations

import pytest

from qualigraph.catalogues.cells import Rejected, finess, number
from qualigraph.catalogues.sheets import cell_name


@pytest.mark.parametrize("cell", ["12/05/2024", True, "A", "1,2,3", "nan", float("nan"), float("inf"), "1e3"])
def test_what_is_no_number(cell: object) -> None:
    with pytest.raises(Rejected):
        number(cell, "")


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("72,5", "72.5"),
        ("1 234,5", "1234.5"),
        ("1\u202f234", "1234"),
        (71.2, "71.2"),
        (80, "80"),
        ("66 %", "66"),
        (0.1 + 0.2, "0.3"),
    ],
)
def test_numbers_as_they_are_written(cell: object, value: str) -> None:
    assert f"{number(cell, ''):f}" == value


def test_an_objective_of_ones_own_may_be_passed() -> None:
    assert number("140", "% de l’objectif personnalisé") == 140
    with pytest.raises(Rejected):
        number("140", "score /100")


@pytest.mark.parametrize(
    ("cell", "code"),
    [(10000024, "010000024"), (340000207.0, "340000207"), ("'010000024", "010000024"), ("2b0000020", "2B0000020")],
)
def test_finess_numbers(cell: object, code: str) -> None:
    assert finess(cell) == code


@pytest.mark.parametrize("cell", [None, "", "34000020", "34000020X", "total", 1, True, "3400002070"])
def test_what_is_no_finess_number(cell: object) -> None:
    if cell == "34000020":
        assert finess(cell) == "034000020"
        return
    with pytest.raises(Rejected):
        finess(cell)


def test_names_of_cells() -> None:
    assert [cell_name(column, 3) for column in (0, 25, 26, 701, 702)] == ["A3", "Z3", "AA3", "ZZ3", "AAA3"]
