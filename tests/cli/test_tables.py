"""Tables in a terminal: as wide as it is, no word broken, a list where columns have no room; else one line a row."""

from __future__ import annotations

import pytest

from qualigraph.cli.tables import render

HEADERS = ["Instance", "Rôle", "Élément", "Établissement"]
ROWS = [
    [
        "Commission des usagers",
        "consultée",
        "Améliorer l’information des patients à chaque étape de leur parcours",
        "ICM",
    ],
    ["Comité Qualité", "", "Suivre les indicateurs", "CLB"],
]


def at(columns: int, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("COLUMNS", str(columns))
    return render(HEADERS, ROWS)


def test_room_goes_to_the_longest_text(monkeypatch: pytest.MonkeyPatch) -> None:
    assert at(70, monkeypatch) == (
        "Instance     Rôle        Élément                         Établissement\n"
        "──────────────────────────────────────────────────────────────────────\n"
        "Commission   consultée   Améliorer l’information des     ICM\n"
        "des                      patients à chaque étape de\n"
        "usagers                  leur parcours\n"
        "Comité                   Suivre les indicateurs          CLB\n"
        "Qualité\n"
    )


def test_what_fits_is_not_stretched(monkeypatch: pytest.MonkeyPatch) -> None:
    assert max(map(len, at(300, monkeypatch).splitlines())) == 22 + 9 + 68 + 13 + 3 * 3


def test_a_narrow_terminal_gets_a_list(monkeypatch: pytest.MonkeyPatch) -> None:
    assert at(40, monkeypatch) == (
        "Instance       Commission des usagers\n"
        "Rôle           consultée\n"
        "Élément        Améliorer l’information\n"
        "               des patients à chaque\n"
        "               étape de leur parcours\n"
        "Établissement  ICM\n"
        "\n"
        "Instance       Comité Qualité\n"
        "Élément        Suivre les indicateurs\n"
        "Établissement  CLB\n"
    )


@pytest.mark.parametrize("columns", range(40, 130, 9))
def test_no_word_is_broken_and_nothing_is_wider(columns: int, monkeypatch: pytest.MonkeyPatch) -> None:
    output = at(columns, monkeypatch)
    assert max(map(len, output.splitlines())) <= columns
    words = {word for row in ROWS for text in row for word in text.split()}
    assert words <= set(output.split())


def test_an_address_may_be_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "50")
    output = render(["SHA-256", "Fichier"], [["0123456789abcdef" * 4, "a.txt"]])
    assert max(map(len, output.splitlines())) <= 50
    assert "".join(line.split()[0] for line in output.splitlines()[2:]) == "0123456789abcdef" * 4


def test_elsewhere_a_row_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    assert len(render(HEADERS, ROWS).splitlines()) == 2 + len(ROWS)
