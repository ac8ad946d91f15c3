"""The workbook itself: what a quality engineer finds when it is opened."""

from __future__ import annotations

from typing import Any

import pytest
from openpyxl import load_workbook

from qualigraph.plans import Level
from qualigraph.sheets.columns import ACTION_COLUMNS, MEASURE_COLUMNS

from .conftest import PAQSS, Desk

ASKED = [
    "N°", "Orientation", "Objectif", "Thématique", "Origine", "Intitulé", "Responsable", "Personnes ressources",
    "Instances impliquées", "Début", "Échéance", "Échéance initiale", "État", "Avancement %", "Livrable / preuve",
    "Indicateur", "Valeur cible", "Dernière valeur", "Critère / exigence", "Certification visée", "Priorité",
    "Commentaires", "Dernière mise à jour",
]  # fmt: skip


@pytest.fixture
def book(desk: Desk) -> Any:
    return load_workbook(desk.export("paqss.xlsx"))


def test_its_sheets(book: Any) -> None:
    assert book.sheetnames == ["PAQSS", "Suivi", "Mode d'emploi", "Listes", "Plan"]


def test_one_row_an_action_in_a_table(book: Any) -> None:
    sheet = book["PAQSS"]
    headers = [cell.value for cell in sheet[1]]
    assert [header for header in headers if header in ASKED] == ASKED
    (table,) = sheet.tables.values()
    assert table.ref == f"A1:{sheet.cell(36, len(headers)).coordinate}"
    assert [column.name for column in table.tableColumns] == headers
    assert table.autoFilter is not None
    assert sheet.freeze_panes == "B2"
    assert sheet.max_row == 36
    assert sheet["A2"].value == "1.1.1"
    assert sheet["A2"].number_format == "@"


def test_keys_are_hidden(book: Any) -> None:
    sheet = book["PAQSS"]
    hidden = [cell.value for cell in sheet[1] if sheet.column_dimensions[cell.column_letter].hidden]
    assert hidden == ["Clé", "Empreinte"]
    assert sheet.cell(2, len(ACTION_COLUMNS) - 1).value == f"{PAQSS}/os1/obj1/action1"


def test_dates_and_shares_are_french(desk: Desk) -> None:
    cells: dict[tuple[int, str], object] = {(2, "Avancement %"): "35"}
    cells |= {(row, "Échéance"): text for row, text in ((2, "31/12/2026"), (3, "12/2026"), (4, "2026"))}
    first = desk.take(desk.edit(desk.export("a.xlsx"), cells))
    sheet: Any = load_workbook(desk.export("b.xlsx", dataset=desk.after(first))).worksheets[0]
    columns = {cell.value: cell.column for cell in sheet[1]}
    shown = [sheet.cell(row, columns["Échéance"]) for row in (2, 3, 4)]
    assert [(cell.number_format, cell.is_date) for cell in shown] == [
        ("[>=2200]dd/mm/yyyy;0", True), ("[>=2200]mm/yyyy;0", True), ("[>=2200]dd/mm/yyyy;0", True)
    ]  # fmt: skip
    assert str(shown[0].value) == "2026-12-31 00:00:00"
    share = sheet.cell(2, columns["Avancement %"])
    assert (share.value, share.number_format) == (0.35, "0 %")


def test_drop_downs_come_from_the_graph(book: Any) -> None:
    sheet = book["PAQSS"]
    by_column = {str(one.sqref).split(":")[0]: one for one in sheet.data_validations.dataValidation}
    columns = {cell.value: cell.column_letter for cell in sheet[1]}
    for header, name, strict in [
        ("État", "Liste_Etats", True), ("Priorité", "Liste_Priorites", True), ("Origine", "Liste_Origines", False),
        ("Instances impliquées", "Liste_Instances", False), ("Responsable", "Liste_Acteurs", False),
        ("Indicateur", "Liste_Indicateurs", False), ("Objectif", "Liste_Objectifs", False),
    ]:  # fmt: skip
        validation = by_column[f"{columns[header]}2"]
        assert (validation.formula1, bool(validation.showErrorMessage)) == (name, strict)
        assert name in book.defined_names
    lists = book["Listes"]
    offered = {
        lists.cell(1, column).value: [
            lists.cell(row, column).value for row in range(2, lists.max_row + 1) if lists.cell(row, column).value
        ]
        for column in range(1, lists.max_column + 1)
    }
    assert offered["États"] == ["non démarrée", "en cours", "suspendue", "terminée", "abandonnée"]
    assert "CDU" in offered["Instances"]
    code = "ESATIS_48H_MCO – Satisfaction et expérience des patients hospitalisés plus de 48h en MCO"
    assert code in offered["Indicateurs"]
    assert offered["Objectifs"][0] == "1.1. Renforcer la sécurité des prises en charge"
    # CLB's own bodies are not ICM's.
    assert all("clb/" not in entry for entries in offered.values() for entry in entries)


def test_measures_have_a_sheet_of_their_own(desk: Desk) -> None:
    file = desk.export("pmss.xlsx", "icm/pmss-2023-2027")
    sheet = load_workbook(file)["Sous-actions"]
    assert [cell.value for cell in sheet[1]] == [column.header for column in MEASURE_COLUMNS]
    assert sheet.max_row == 312
    outcome = desk.take(desk.edit(file, {(2, "État"): "en cours", (2, "Responsable"): "DSSMT"}, sheet=1))
    assert [(edit.item.level, str(edit.place)) for edit in outcome.found.edits] == [(Level.MEASURE, "Sous-actions!2")]


def test_the_history_has_one_row_an_action_and_quarter(desk: Desk) -> None:
    from datetime import date

    file = desk.export("suivi.xlsx")
    for month, share in ((1, 10), (2, 20), (5, 30)):
        outcome = desk.take(desk.edit(file, {(2, "Avancement %"): share}), as_of=date(2026, month, 15))
    sheet: Any = load_workbook(desk.export("b.xlsx", dataset=desk.after(outcome)))["Suivi"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert [(row[0], row[2], row[5]) for row in rows] == [("1.1.1", "T1 2026", 0.2), ("1.1.1", "T2 2026", 0.3)]
    assert sheet.protection.sheet


def test_a_new_plan_from_an_empty_table(desk: Desk) -> None:
    from qualigraph.plans import PartialDate
    from qualigraph.sheets.exporting import export_table
    from qualigraph.sheets.importing import new_plan, plan_address

    plan = new_plan(plan_address("chu-exemple/paqss-2026-2030", ""), "Programme d'essai", "PAQSS")
    plan.start, plan.end = PartialDate(2026), PartialDate(2030)
    file = desk.folder / "neuf.xlsx"
    from .conftest import AS_OF

    for path, content in export_table(file, plan, desk.facts, AS_OF).items():
        path.write_bytes(content)
    cells: dict[tuple[int, str], object] = {}
    for row, (objective, title) in enumerate([("Un", "Former"), ("Un", "Auditer"), ("Deux", "Écouter")], 2):
        cells |= {(row, "Orientation"): "Sécuriser", (row, "Objectif"): objective, (row, "Intitulé"): title}
        cells |= {(row, "État"): "à faire", (row, "Échéance"): 2027}
    outcome = desk.take(desk.edit(file, cells))
    assert outcome.found.faults == []
    assert outcome.target.name == "paqss-2026-2030.ttl"
    made = desk.plan(desk.after(outcome), "chu-exemple/paqss-2026-2030")
    assert (made.name, made.period, made.followed) == ("PAQSS 2026-2030", "2026-2030", True)
    assert [(item.number, item.title) for item in made.walk()] == [
        ("1", "Sécuriser"), ("1.1", "Un"), ("1.1.1", "Former"), ("1.1.2", "Auditer"), ("1.2", "Deux"),
        ("1.2.1", "Écouter"),
    ]  # fmt: skip
    assert desk.take(file).files == {}


@pytest.mark.parametrize("path", ["paqss", "CHU/paqss", "chu/pâqss", "chu/paqss 2026", ""])
def test_a_plan_needs_a_plain_address(path: str) -> None:
    from qualigraph.errors import UsageProblem
    from qualigraph.sheets.importing import plan_address

    with pytest.raises(UsageProblem, match="etablissement/plan"):
        plan_address(path, "PLAN")


def test_a_plan_that_stops_at_its_objectives_has_a_row_for_each(desk: Desk) -> None:
    file = desk.export("clb.xlsx", "clb/politique-qualite-2022-2026")
    sheet: Any = load_workbook(file).worksheets[0]
    objectives = [row[2].value for row in sheet.iter_rows(min_row=2)]
    plan = desk.plan(desk.dataset, "clb/politique-qualite-2022-2026")
    assert objectives == [f"{item.number}. {item.title}" for item in plan.of(Level.OBJECTIVE)]
    assert {cell.value for row in sheet.iter_rows(min_row=2) for cell in row[3:]} == {None}
    unchanged = desk.take(file)
    assert (unchanged.files, unchanged.found.faults, unchanged.found.edits) == ({}, [], [])
    outcome = desk.take(desk.edit(file, {(3, "Intitulé"): "Former les équipes", (3, "Échéance"): "T4 2026"}))
    assert (outcome.found.errors, [edit.item.number for edit in outcome.found.edits]) == ([], ["1.2.1"])
    again = desk.take(file)
    assert (again.files, again.found.faults) == ({}, [])
