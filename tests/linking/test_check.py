"""Tables of links are checked row by row and against each other, with the line of each fault."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.linking.tables import row, write

from qualigraph.linking.checking import problems
from qualigraph.linking.suggesting import Suggester, shipped_tables
from qualigraph.mappings import read_table

HAD = "id:clb/politique-qualite-2022-2026/axe4/obj2"


def codes_of(suggester: Suggester, *paths: Path) -> list[tuple[int, str]]:
    found = problems([read_table(path) for path in paths], suggester)
    assert {problem.path for problem in found} <= set(paths)
    assert all(problem.say("fr") != problem.say("en") for problem in found)
    return [(problem.line, problem.code) for problem in found]


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        (row(subject="id:icm/paqss-2023-2027/os9"), "unknown-element"),
        (row(indicator="catalogue:iqss/n-existe-pas"), "unknown-indicator"),
        (row(indicator="catalogue:iqss/mco-rcp"), "retired"),
        (row(indicator="catalogue:iqss/ias-icsha-v3"), "retired"),
        (row(subject=HAD, indicator="catalogue:iqss/esatis-had"), "abandoned"),
        (row(subject=HAD, indicator="catalogue:iqss/esatis-48h-mco"), "sector"),
        (row(subject=HAD, indicator="catalogue:iqss/ias-pcc-mco"), "sector"),
        (row(indicator="catalogue:iqss/dpa-qls-smr"), "sector"),
        (row(predicate="qg:mentions"), "predicate"),
        (row(modifier="not"), "modifier"),
        (row(confidence="2"), "confidence"),
        (row(confidence=""), "missing-confidence"),
        (row(day="21/11/2026"), "date"),
        (row(day=""), "missing-mapping-date"),
        (row(author=""), "judge"),
        (row(comment=""), "missing-comment"),
        (row(justification="semapv:UnspecifiedMatching"), "justification"),
        (row(predicate="skos:exactMatch"), "predicate"),
        (row(modifier="not"), "modifier"),
    ],
)
def test_check_names_what_is_wrong_and_where(suggester: Suggester, tmp_path: Path, cells: list[str], code: str) -> None:
    path = write(tmp_path / "essai.sssom.tsv", [cells])
    assert (9, code) in codes_of(suggester, path)


@pytest.mark.parametrize(
    ("second", "code"),
    [
        (row(modifier="Not"), "contradiction"),
        (row(predicate="qg:relatedIndicator"), "contradiction"),
        (row(author="Une autre"), "repeated"),
    ],
)
def test_check_compares_the_rows(suggester: Suggester, tmp_path: Path, second: list[str], code: str) -> None:
    path = write(tmp_path / "essai.sssom.tsv", [row(), second])
    assert codes_of(suggester, path) == [(10, code)]


def test_a_refusal_of_a_retired_indicator_is_fine(suggester: Suggester, tmp_path: Path) -> None:
    refused = row(subject=HAD, indicator="catalogue:iqss/esatis-had", modifier="Not")
    assert codes_of(suggester, write(tmp_path / "essai.sssom.tsv", [refused])) == []


def test_two_tables_are_compared(suggester: Suggester, tmp_path: Path) -> None:
    first = write(tmp_path / "a.sssom.tsv", [row()])
    second = write(tmp_path / "b.sssom.tsv", [row(modifier="Not")])
    assert codes_of(suggester, first, second) == [(9, "contradiction")]


def test_a_head_without_licence_is_told(suggester: Suggester, tmp_path: Path) -> None:
    path = write(tmp_path / "a.sssom.tsv", [row()], head="#curie_map:\n#  id: https://w3id.org/qualigraph/id/\n")
    assert codes_of(suggester, path) == [(1, "head"), (1, "head")]


MEDICINES = "id:icm/paqss-2023-2027/os1/obj2/action5"


def test_a_table_is_held_against_what_is_refused_beside_it(suggester: Suggester, tmp_path: Path) -> None:
    """None of the seven national CAQES indicators is about these medicines: the shipped table refuses them."""
    path = write(tmp_path / "a.sssom.tsv", [row(subject=MEDICINES, indicator="catalogue:caqes/caqes-n1-ipp")])
    assert codes_of(suggester, path) == []
    found = problems([read_table(path)], suggester, shipped_tables())
    assert [(item.line, item.code) for item in found] == [(9, "contradiction")]
    assert "paqss-2023-2027.sssom.tsv:" in found[0].text.fr
    # The tables beside are not told of themselves, nor held against themselves.
    assert problems(shipped_tables(), suggester, shipped_tables()) == []


def test_a_modifier_that_is_not_understood_lets_nothing_in(tmp_path: Path) -> None:
    rows = [row(modifier="not"), row(modifier="Not"), row(modifier="Nicht"), row()]
    table = read_table(write(tmp_path / "a.sssom.tsv", rows))
    assert [line.refused for line in table.rows] == [True, True, False, False]
    assert [line.accepted for line in table.rows] == [False, False, False, True]


def test_the_prefixes_of_sssom_need_no_declaration(tmp_path: Path) -> None:
    table = read_table(write(tmp_path / "a.sssom.tsv", [row(predicate="skos:relatedMatch")], head=""))
    assert table.rows[0].predicate == "http://www.w3.org/2004/02/skos/core#relatedMatch"
