"""How people write in tables: heads that say two things, names with their acronym, gaps, titles typed again."""

from __future__ import annotations

from typing import Any

import pytest
from openpyxl import load_workbook

from qualigraph.errors import UsageProblem
from qualigraph.plans.facts import shorten
from qualigraph.sheets.annotating import annotated
from qualigraph.sheets.edits import Gravity
from qualigraph.sheets.telling import tell

from .conftest import PAQSS, Desk
from .test_foreign import ASN, make


def test_an_actor_that_has_changed_its_kind_is_no_new_one(desk: Desk) -> None:
    file = desk.export("suivi.xlsx")
    book = load_workbook(file)
    lists: Any = book["Listes"]
    column = next(cell.column for cell in lists[1] if cell.value == "Groupes")
    # As an export would have it from before the delegation was taken for a unit; and one that nothing names.
    lists.cell(90, column).value = "DQGR"
    lists.cell(91, column).value = "Bénévoles"
    book.save(file)
    outcome = desk.take(file)
    assert (outcome.files, outcome.found.new_actors) == ({}, [])
    assert [actor.label for actor in outcome.found.unused_actors] == ["Bénévoles"]
    assert "pas encore repris : Bénévoles (Listes!" in tell(outcome, "fr")


def test_a_second_column_of_progress_that_is_called_its_state(desk: Desk) -> None:
    rows: list[list[object]] = [
        ["Action", "Statut", "État d'avancement", "Commentaires / Observations", "Délai (mois/année)"],
        ["Former aux précautions", "En cours", "50 %", "RAS", "06/2026"],
        ["Auditer le circuit", "Fait", 1, None, "12/2026"],
    ]
    outcome = desk.take(make(desk.folder / "autre.xlsx", rows), plan=PAQSS)
    header = outcome.read.tables[0].header
    assert [header.columns[index].key for index in range(1, 6)] == [
        "title",
        "status",
        "progress",
        "comment",
        "deadline",
    ]
    assert (header.unknown, header.remarks) == ({}, [])


def test_a_state_and_a_progress_under_each_others_names(desk: Desk) -> None:
    rows = [["Action", "Avancement", "État"], ["Former", "en cours", "35 %"], ["Auditer", "terminée", "100 %"]]
    header = desk.take(make(desk.folder / "autre.xlsx", rows), plan=PAQSS).read.tables[0].header
    assert [header.columns[index].key for index in (2, 3)] == ["status", "progress"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Délégation qualité et gestion des risques (DQGR)", ["icm/unit/dqgr"]),
        ("DQGR (Direction qualité et gestion des risques)", ["icm/unit/dqgr"]),
        ("DQGR - CME", ["icm/body/cme", "icm/unit/dqgr"]),
        ("à définir", []),
        ("?", []),
    ],
)
def test_owners_as_people_write_them(desk: Desk, typed: str, meant: list[str]) -> None:
    file = desk.edit(desk.export("suivi.xlsx"), {(2, "Responsable"): typed, (2, "Échéance"): "à définir"})
    outcome = desk.take(file)
    assert outcome.found.faults == []
    changes = [change for edit in outcome.found.edits for change in edit.changes]
    assert [shorten(node) for change in changes for node in change.after] == meant


def test_a_bracket_that_only_names_another_is_not_its_acronym(desk: Desk) -> None:
    outcome = desk.take(desk.edit(desk.export("suivi.xlsx"), {(2, "Responsable"): "Président (CME)"}))
    assert [fault.gravity for fault in outcome.found.faults] == [Gravity.ERROR]


def test_the_annotated_copy_of_a_strangers_table_says_where_new_actors_go(desk: Desk) -> None:
    rows = [["N°", "Objectif", "Action", "Pilote"], ["1.1.9", "1.1", "Revoir l'accueil", "Cadre de pôle"]]
    file = make(desk.folder / "autre.xlsx", rows)
    outcome = desk.take(file, plan=PAQSS)
    assert len(outcome.found.errors) == 1
    copy = file.with_name("copie.xlsx")
    copy.write_bytes(annotated(outcome))
    book = load_workbook(copy)
    lists: Any = book["Listes"]
    column = next(cell.column for cell in lists[1] if cell.value == "Fonctions")
    lists.cell(lists.max_row + 1, column).value = "Cadre de pôle"
    book.save(copy)
    again = desk.take(copy, plan=PAQSS)
    assert again.found.errors == []
    assert [actor.label for actor in again.found.new_actors] == ["Cadre de pôle"]


def test_a_new_plan_is_told_how_to_begin(desk: Desk) -> None:
    rows = [["Action", "Pilote", "Délai"], ["Former", "DQGR", "2026"]]
    with pytest.raises(UsageProblem, match="qualigraph sheet new chu/paqss-2026 vide"):
        desk.take(make(desk.folder / "autre.xlsx", rows), plan="chu/paqss-2026")


def test_a_number_that_somebody_changed_is_told(desk: Desk) -> None:
    outcome = desk.take(desk.edit(desk.export("suivi.xlsx"), {(2, "N°"): "1.1.99"}))
    assert outcome.files == {}
    assert [str(fault.place) for fault in outcome.found.faults] == ["PAQSS!A2"]
    assert "donné par l'outil (1.1.1)" in outcome.found.faults[0].text.fr


def test_a_title_typed_on_another_keyboard_is_the_same(desk: Desk) -> None:
    rows = [
        ["Action", "Pilote", "Délai"],
        ["POURSUIVRE L'AMÉLIORATION DE LA PRISE EN CHARGE MÉDICAMENTEUSE", "DQGR", "2026"],
    ]
    outcome = desk.take(make(desk.folder / "autre.xlsx", rows), plan=PAQSS)
    (edit,) = outcome.found.edits
    assert [change.column.key for change in edit.changes] == ["owner", "deadline"]
    file = desk.edit(desk.export("suivi.xlsx"), {(2, "Intitulé"): ASN.replace("’", "'")})
    assert desk.take(file, output=desk.folder / "second.ttl").found.edits == []
