"""A table made by somebody else, with other headers and habits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from qualigraph.errors import UsageProblem
from qualigraph.plans import Level
from qualigraph.sheets.edits import Gravity

from .conftest import FIRST, PAQSS, Desk, written

ASN = (
    "Répondre aux nouvelles exigences réglementaires de l’ASN relatives au système management de la qualité des "
    "activités utilisant des rayonnements ionisants"
)
PERTINENCE = "Développer les démarches de revue de pertinence des soins (programme EPP, CAQES)"


def make(file: Path, rows: Sequence[Sequence[object]], title: str = "Plan d'actions 2026") -> Path:
    book = Workbook()
    sheet: Any = book.worksheets[0]
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    book.save(file)
    return file


def test_other_headers_in_any_order_under_a_title(desk: Desk) -> None:
    file = make(
        desk.folder / "service.xlsx",
        [
            ["Direction qualité : tableau de bord du PAQSS"],
            [],
            ["Statut", "Pilote(s)", "Action", "Délai", "% avancement", "Budget", "Observations", "Comité"],
            ["En cours", "DQGR, Médecin délégué à la qualité", PERTINENCE, "T4 2026", "35 %", "12 k€", "ok", "CDU/CME"],
            ["réalisé", None, "Poursuivre l’amélioration de la prise en charge médicamenteuse", None, 100, None, None],
            ["Total", None, None, None, None, "12 k€"],
        ],
    )  # fmt: skip
    outcome = desk.take(file, plan=PAQSS)
    assert outcome.found.errors == []
    edits = {edit.item.number: {c.column.header: c.after for c in edit.changes} for edit in outcome.found.edits}
    assert set(edits) == {"1.2.2", "1.1.5"}
    plan = desk.plan(desk.after(outcome))
    action = next(item for item in plan.of(Level.ACTION) if item.number == "1.2.2")
    assert [owner.value.rpartition("/")[2] for owner in action.owners] == ["medecin-delegue-qualite", "dqgr"]
    assert [body.value.rpartition("/")[2] for body in action.bodies] == ["cdu", "cme"]
    assert str(action.deadline) == "12/2026"
    assert action.latest is not None
    assert (str(action.latest.progress), action.latest.comment) == ("35", "ok")
    assert [(str(column.place), column.header, column.cells) for column in outcome.found.unknown] == [
        ("Plan d'actions 2026!F3", "Budget", {4: "12 k€"})
    ]
    assert len(outcome.found.removed) == 33


def test_two_tables_with_merged_heads_and_a_heading_for_each_objective(desk: Desk) -> None:
    book = Workbook()
    sheet: Any = book.worksheets[0]
    sheet.append(["Objectif 1 : Renforcer la sécurité des prises en charge"])
    sheet.append(["Actions", "Pilotage", None, "Calendrier", None])
    sheet.append([None, "Porteur", "Contributeurs", "Début", "Fin"])
    sheet.append(["Poursuivre l’amélioration de la prise en charge médicamenteuse", "DQGR", None, "2025", "2027"])
    sheet.append(["Sécuriser le circuit des antidotes", "DQGR", None, None, "2027"])
    sheet.append([])
    sheet.append(["Orientation 2 : Optimiser l’organisation et la continuité des soins"])
    sheet.append(["Intitulé de l'action", "Échéance", "Responsable"])
    sheet.append(["Évaluer et améliorer l’attente en consultation", "12/2026", "CDU"])
    for area in ("A2:A3", "B2:C2", "D2:E2"):
        sheet.merge_cells(area)
    file = desk.folder / "deux.xlsx"
    book.save(file)
    outcome = desk.take(file, plan=PAQSS)
    assert outcome.found.errors == []
    plan = desk.plan(desk.after(outcome))
    found = {item.number: item for item in plan.of(Level.ACTION)}
    assert (str(found["1.1.5"].start), str(found["1.1.5"].deadline)) == ("2025", "2027")
    assert found["1.1.7"].title == "Sécuriser le circuit des antidotes"
    assert str(found["2.1.2"].deadline) == "12/2026"
    assert [body.value for body in found["2.1.2"].owners] == ["https://w3id.org/qualigraph/id/icm/body/cdu"]


def test_merged_objectives_stand_for_all_their_rows(desk: Desk) -> None:
    book = Workbook()
    sheet: Any = book.worksheets[0]
    sheet.append(["Objectif", "Action", "État"])
    sheet.append(["1.2", "Première nouvelle", "à faire"])
    sheet.append([None, "Deuxième nouvelle", "à faire"])
    sheet.merge_cells("A2:A3")
    file = desk.folder / "fusion.xlsx"
    book.save(file)
    outcome = desk.take(file, plan=PAQSS)
    assert outcome.found.errors == []
    assert [edit.item.number for edit in outcome.found.edits] == ["1.2.8", "1.2.9"]


def test_the_same_title_twice_in_the_plan_is_told_apart_by_its_number(desk: Desk) -> None:
    rows = [["N°", "Action", "État"], ["1.2.1", ASN, "en cours"]]
    outcome = desk.take(make(desk.folder / "asn.xlsx", rows), plan=PAQSS)
    assert [edit.item.number for edit in outcome.found.edits] == ["1.2.1"]
    rows = [["Objectif", "Action", "État"], ["Renforcer la sécurité des prises en charge", ASN, "en cours"]]
    outcome = desk.take(make(desk.folder / "asn2.xlsx", rows), plan=PAQSS)
    assert [edit.item.number for edit in outcome.found.edits] == ["1.1.1"]


def test_a_column_of_progress_that_holds_states(desk: Desk) -> None:
    rows = [["Action", "Responsable", "Avancement"], [PERTINENCE, "DQGR", "en cours"]]
    outcome = desk.take(make(desk.folder / "etat.xlsx", rows), plan=PAQSS)
    assert [change.column.key for change in outcome.found.edits[0].changes] == ["owner", "status"]


def test_a_misspelt_header_is_understood_and_said(desk: Desk) -> None:
    rows = [["Action", "Responssable", "État"], [PERTINENCE, "DQGR", "en cours"]]
    outcome = desk.take(make(desk.folder / "faute.xlsx", rows), plan=PAQSS)
    assert [change.column.key for change in outcome.found.edits[0].changes] == ["owner", "status"]
    assert [(str(fault.place), fault.gravity) for fault in outcome.found.faults] == [
        ("Plan d'actions 2026!B1", Gravity.REMARK)
    ]


def test_unknown_names_come_with_the_nearest(desk: Desk) -> None:
    rows = [["Action", "Responsable", "État", "Échéance"], [PERTINENCE, "Comité qualitee", "en retard", "été 2026"]]
    outcome = desk.take(make(desk.folder / "noms.xlsx", rows), plan=PAQSS)
    said = {str(fault.place).rpartition("!")[2]: fault.text.fr for fault in outcome.found.errors}
    assert "Comité Qualité" in said["B2"]
    assert "Listes" in said["B2"]
    assert "se calcule" in said["C2"]
    assert "31/12/2026" in said["D2"]
    assert outcome.files == {}


def test_which_plan_must_be_said(desk: Desk) -> None:
    with pytest.raises(UsageProblem, match="--plan"):
        desk.take(make(desk.folder / "sans.xlsx", [["Action", "État"], ["Former", "en cours"]]))


def test_a_new_row_gets_a_number_and_is_found_again(desk: Desk) -> None:
    rows = [["Objectif", "Action", "Responsable"], ["1.1", "Revoir la liste des interactions", "DQGR"]]
    file = make(desk.folder / "neuf.xlsx", rows)
    first = desk.take(file, plan=PAQSS)
    node = f"{PAQSS}/os1/obj1/action7"
    facts = {triple for triple in written(first) if triple[0] == node}
    assert (node, "qg:isDirectPartOf", f"{PAQSS}/os1/obj1") in facts
    assert (node, "qg:owner", "icm/unit/dqgr") in facts
    again = desk.take(file, plan=PAQSS)
    assert (again.files, again.found.edits) == ({}, [])


def test_a_new_objective_comes_with_its_orientation(desk: Desk) -> None:
    rows = [
        ["Orientation", "Objectif", "Action"],
        [
            "Optimiser la qualité des prises en charge",
            "Réduire l'empreinte des soins",
            "Recycler les gaz anesthésiques",
        ],
    ]
    outcome = desk.take(make(desk.folder / "objectif.xlsx", rows), plan=PAQSS)
    assert [item.number for item in outcome.found.new_places] == ["1.4"]
    assert [edit.item.number for edit in outcome.found.edits] == ["1.4.1"]


def test_an_objective_of_another_orientation_is_a_fault(desk: Desk) -> None:
    rows = [["Orientation", "Objectif", "Action"], ["3", "1.1", "Nouvelle"]]
    outcome = desk.take(make(desk.folder / "ailleurs.xlsx", rows), plan=PAQSS)
    assert [str(fault.place) for fault in outcome.found.errors] == ["Plan d'actions 2026!B2"]


def test_actors_added_to_the_lists(desk: Desk) -> None:
    file = desk.edit(desk.export("suivi.xlsx"), {(2, "Responsable"): "Cadre de pôle ; DQGR"})
    book = load_workbook(file)
    lists: Any = book["Listes"]
    column = next(cell.column for cell in lists[1] if cell.value == "Fonctions")
    row = next(number for number in range(2, 999) if lists.cell(number, column).value is None)
    lists.cell(row, column).value = "Cadre de pôle"
    book.save(file)
    outcome = desk.take(file)
    assert outcome.found.faults == []
    node = "icm/function/cadre-de-pole"
    assert {(FIRST, "qg:owner", node), (node, "http://www.w3.org/ns/org#postIn", "org/icm")} <= written(outcome)
    assert desk.take(file).files == {}


def test_a_copied_row_is_a_new_action(desk: Desk) -> None:
    file = desk.export("suivi.xlsx")
    book = load_workbook(file)
    sheet: Any = book.worksheets[0]
    row = [cell.value for cell in sheet[2]]
    sheet.append(row)
    sheet.cell(sheet.max_row, 6).value = "Une autre action"
    book.save(file)
    outcome = desk.take(file)
    assert [(edit.new, edit.item.number) for edit in outcome.found.edits] == [(True, "1.1.7")]
    assert [fault.gravity for fault in outcome.found.faults] == [Gravity.REMARK]


def test_the_same_action_twice_is_a_fault(desk: Desk) -> None:
    file = desk.export("suivi.xlsx")
    book = load_workbook(file)
    sheet: Any = book.worksheets[0]
    sheet.append([cell.value for cell in sheet[2]])
    book.save(file)
    outcome = desk.take(file)
    assert [str(fault.place) for fault in outcome.found.errors] == ["PAQSS!F37"]


def test_rows_sorted_and_columns_moved_are_the_same_actions(desk: Desk) -> None:
    file = desk.export("suivi.xlsx")
    book = load_workbook(file)
    sheet: Any = book.worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    other: Any = Workbook().create_sheet("Trié")
    for row in [rows[0], *reversed(rows[1:])]:
        other.append(list(reversed(row)))
    other.parent.save(desk.folder / "trie.xlsx")
    outcome = desk.take(desk.folder / "trie.xlsx")
    assert (outcome.files, outcome.found.faults, outcome.found.removed) == ({}, [], [])


def test_a_removed_row_is_reported_and_stays(desk: Desk) -> None:
    file = desk.export("suivi.xlsx")
    book = load_workbook(file)
    book.worksheets[0].delete_rows(2)
    book.save(file)
    outcome = desk.take(file)
    assert [item.number for item in outcome.found.removed] == ["1.1.1"]
    assert outcome.files == {}


def test_two_people_edit_exports_of_the_same_day(desk: Desk) -> None:
    """The second import keeps what the first has written; the same cell changed twice is a fault."""
    mine, theirs = desk.export("a.xlsx"), desk.export("b.xlsx")
    first = desk.take(desk.edit(mine, {(2, "Échéance"): "12/2026", (3, "État"): "en cours"}))
    (first.target.parent / "paqss-2023-2027-suivi.cells.json").unlink()
    outcome = desk.take(desk.edit(theirs, {(3, "Responsable"): "DQGR", (2, "Échéance"): "06/2027"}))
    assert [str(fault.place) for fault in outcome.found.errors] == ["PAQSS!K2"]
    assert "12/2026" in outcome.found.errors[0].text.fr
    outcome = desk.take(desk.edit(theirs, {(2, "Échéance"): None}))
    assert outcome.found.errors == []
    assert ["12/2026" in fault.text.fr for fault in outcome.found.faults if fault.place.row == 2][:1] == [True]
    action = desk.plan(desk.after(outcome)).of(Level.ACTION)
    assert (str(action[0].deadline), len(action[1].owners)) == ("12/2026", 1)
    assert action[1].status is not None


def test_the_same_file_goes_on_being_filled_in(desk: Desk) -> None:
    file = desk.export("suivi.xlsx")
    for percent in (20, 40, 60):
        outcome = desk.take(desk.edit(file, {(2, "Avancement %"): percent / 100}), as_of=date(2026, percent // 10, 1))
        assert (len(outcome.found.edits), outcome.found.faults) == (1, [])
    (action, *_) = desk.plan(desk.after(outcome)).of(Level.ACTION)
    assert [str(follow_up.progress) for follow_up in action.follow_ups] == ["20", "40", "60"]


def test_a_plan_of_ones_own_is_corrected_in_its_file(desk: Desk) -> None:
    """Whatever the user's own file says can be taken back there: title, place and theme."""
    own = desk.folder / "plan.ttl"
    own.write_text(
        """@base <https://w3id.org/qualigraph/id/> .
@prefix qg: <https://w3id.org/qualigraph/ns#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .

# Notre plan.

<icm/essai> a qg:Plan ; skos:prefLabel "Essai"@fr ; qg:planOf <org/icm> ; qg:coverage <coverage/published> .
<icm/essai/os1> a qg:Orientation ; skos:prefLabel "Sécurité"@fr ; qg:ordinal 1 ; qg:isDirectPartOf <icm/essai> .
<icm/essai/os1/obj1> a qg:Objective ; skos:prefLabel "Un"@fr ; qg:ordinal 1 ; qg:isDirectPartOf <icm/essai/os1> .
<icm/essai/os1/obj2> a qg:Objective ; skos:prefLabel "Deux"@fr ; qg:ordinal 2 ; qg:isDirectPartOf <icm/essai/os1> .
<icm/essai/os1/obj1/action1> a qg:Action ; skos:prefLabel "Former"@fr ; qg:ordinal 1 ;
    qg:isDirectPartOf <icm/essai/os1/obj1> ; qg:theme <theme/parcours> .
""",
        "utf-8",
    )
    from qualigraph.dataset import load_dataset

    file = desk.export("essai.xlsx", "icm/essai", load_dataset([own], with_shipped=True))
    cells = {(2, "Intitulé"): "Former mieux", (2, "Objectif"): "1.2. Deux", (2, "Thématique"): None}
    outcome = desk.take(desk.edit(file, cells), data=(own,), with_shipped=True)
    assert outcome.found.faults == []
    assert outcome.target == own
    said = {triple for triple in written(outcome) if triple[0] == "icm/essai/os1/obj1/action1"}
    label = "http://www.w3.org/2004/02/skos/core#prefLabel"
    assert {value for _, predicate, value in said if predicate in (label, "qg:isDirectPartOf", "qg:theme")} == {
        '"Former mieux"@fr',
        "icm/essai/os1/obj2",
    }
    assert ("icm/essai", "qg:coverage", "coverage/published") not in written(outcome)
    assert "# Notre plan." in own.read_text("utf-8")
    assert desk.take(file, data=(own,), with_shipped=True).files == {}


def test_a_date_written_in_another_file_is_an_error_that_names_it(desk: Desk) -> None:
    first = desk.take(desk.edit(desk.export("a.xlsx"), {(2, "Échéance"): "12/2026"}))
    file = desk.edit(desk.export("b.xlsx", dataset=desk.after(first)), {(2, "Échéance"): "06/2027"})
    other = desk.folder / "autre.ttl"
    outcome = desk.take(file, data=(first.target,), with_shipped=True, output=other)
    assert [str(fault.place) for fault in outcome.found.errors] == ["PAQSS!K2"]
    assert "paqss-2023-2027-suivi.ttl:" in outcome.found.errors[0].text.fr
    assert not other.exists()


def test_as_of_before_the_latest_follow_up_is_an_error(desk: Desk) -> None:
    file = desk.edit(desk.export("suivi.xlsx"), {(2, "État"): "en cours"})
    desk.take(file)
    outcome = desk.take(desk.edit(file, {(2, "État"): "terminée"}), as_of=datetime(2026, 1, 1).date())
    assert ["31/03/2026" in fault.text.fr for fault in outcome.found.errors] == [True]
