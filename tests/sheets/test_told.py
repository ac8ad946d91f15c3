"""What an import says: in plan terms on the terminal, in its cells in the annotated copy, by its cells in a check."""

from __future__ import annotations

import subprocess
import sys
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from qualigraph.checking.rules import load_catalogue
from qualigraph.checking.run import check
from qualigraph.sheets.annotating import annotated
from qualigraph.sheets.telling import tell

from .conftest import AS_OF, FIRST, PAQSS, Desk


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "qualigraph", *arguments], cwd=folder, capture_output=True, text=True, check=False
    )


@pytest.fixture
def faulty(desk: Desk) -> Path:
    cells = {
        (2, "Responsable"): "Mme Personne", (2, "Échéance"): "bientôt", (2, "État"): "en cours",
        (3, "Avancement %"): 140, (4, "Intitulé"): None,
    }  # fmt: skip
    file = desk.edit(desk.export("suivi.xlsx"), cells)
    book = load_workbook(file)
    sheet: Any = book.worksheets[0]
    sheet.cell(1, 30).value = "Budget"
    sheet.cell(2, 30).value = "12 k€"
    book.save(file)
    return file


def test_each_fault_stands_in_its_cell(desk: Desk, faulty: Path) -> None:
    outcome = desk.take(faulty)
    assert [str(fault.place) for fault in outcome.found.errors] == ["PAQSS!G2", "PAQSS!K2", "PAQSS!N3", "PAQSS!F4"]
    assert outcome.files == {}
    book = load_workbook(BytesIO(annotated(outcome)))
    assert book.sheetnames[:2] == ["Constats", "Colonnes non reprises"]
    for place in ("G2", "K2", "N3", "F4"):
        cell = book["PAQSS"][place]
        assert cell.comment is not None
        assert cell.fill.start_color.rgb == "FFFFD6D6"
    assert "bientôt" in book["PAQSS"]["K2"].comment.text
    findings: Any = book["Constats"]
    links = [cell.hyperlink.location or cell.hyperlink.target for cell in findings["B"][1:]]
    assert [link.lstrip("#") for link in links] == ["'PAQSS'!G2", "'PAQSS'!K2", "'PAQSS'!N3", "'PAQSS'!F4"]
    unknown: Any = book["Colonnes non reprises"]
    assert [cell.value for cell in unknown[2]] == ["Budget", "PAQSS!AD2", "12 k€"]


def test_the_annotated_copy_is_corrected_and_imported(desk: Desk, faulty: Path) -> None:
    copy = desk.folder / "suivi-constats.xlsx"
    copy.write_bytes(annotated(desk.take(faulty)))
    book = load_workbook(copy)
    sheet: Any = book["PAQSS"]
    for place, value in (("G2", "DQGR"), ("K2", "12/2026"), ("N3", 40), ("F4", "Réaliser l'analyse")):
        sheet[place].value = value
    book.save(copy)
    outcome = desk.take(copy)
    assert outcome.found.errors == []
    assert len(outcome.found.edits) == 3
    again = load_workbook(BytesIO(annotated(outcome)))
    assert all(cell.comment is None for row in again["PAQSS"].iter_rows() for cell in row)
    assert again.sheetnames.count("Constats") == 1


def test_a_csv_is_annotated_as_a_workbook(desk: Desk) -> None:
    file = desk.folder / "suivi.csv"
    file.write_text("Action;Responsable;État\nPoursuivre;Inconnu;en cours\n", "utf-8")
    outcome = desk.take(file, plan=PAQSS)
    book = load_workbook(BytesIO(annotated(outcome)))
    assert book.sheetnames == ["Constats", "suivi", "Listes"]
    assert book["suivi"]["B2"].comment is not None


def test_changes_are_told_in_plan_terms(desk: Desk) -> None:
    cells = {(2, "Responsable"): "DQGR", (2, "Échéance"): "12/2026", (3, "Avancement %"): 30, (4, "Intitulé"): "Autre"}
    outcome = desk.take(desk.edit(desk.export("suivi.xlsx"), cells))
    french = tell(outcome, "fr")
    assert "1 échéance changée, 1 responsable changé, 1 avancement, 1 intitulé changé" in french.splitlines()[0]
    assert "Le plan devient suivi." in french
    assert "Responsable : DQGR" in french
    assert "Échéance : 12/2026" in french
    assert "1 deadline changed" in tell(outcome, "en")


def test_a_check_names_the_cells(desk: Desk) -> None:
    cells = {(2, "État"): "en cours", (2, "Échéance"): "2035", (3, "État"): "terminée", (3, "Avancement %"): 50}
    outcome = desk.take(desk.edit(desk.export("suivi.xlsx"), cells))
    dataset = desk.after(outcome)
    found = {
        (finding.rule, str(finding.place).removeprefix(f"{desk.folder}/"))
        for finding in check(dataset, load_catalogue(), AS_OF)
    }
    assert ("ACT-001", "suivi.xlsx!PAQSS!G2") in found, "no owner: the empty cell"
    assert ("ACT-004", "suivi.xlsx!PAQSS!K2") in found, "a deadline after the plan's end"
    assert ("ACT-002", "suivi.xlsx!PAQSS!Q5") in found, "a row that was not edited is followed too"
    # The plan's own document is published as before; its followed table is what is judged.
    assert not any(rule == "VOC-013" for rule, _ in found)


def test_what_the_document_says_keeps_its_line(desk: Desk) -> None:
    outcome = desk.take(desk.edit(desk.export("suivi.xlsx"), {(2, "État"): "en cours"}))
    findings = check(desk.after(outcome), load_catalogue(), AS_OF)
    places = {str(finding.place) for finding in findings if finding.rule == "ELT-013"}
    assert places
    assert all(".ttl:" in place for place in places)


def test_the_command_writes_nothing_on_an_error(desk: Desk, faulty: Path) -> None:
    done = run(desk.folder, "sheet", "import", faulty.name, "--as-of", "2026-03-31")
    assert done.returncode == 1
    assert "4 erreur(s) : rien n'est écrit" in done.stdout
    assert "suivi.xlsx!PAQSS!K2" in done.stdout
    assert sorted(path.name for path in desk.folder.iterdir()) == ["suivi-constats.xlsx", "suivi.xlsx"]


def test_the_commands_from_export_to_check(desk: Desk) -> None:
    done = run(desk.folder, "sheet", "export", "--plan", PAQSS, "suivi.xlsx", "--as-of", "2026-03-31")
    assert (done.returncode, done.stdout) == (0, "35 actions et 0 sous-actions : suivi.xlsx\n")
    desk.edit(desk.folder / "suivi.xlsx", {(2, "État"): "en cours"})
    done = run(desk.folder, "sheet", "import", "suivi.xlsx", "--dry-run")
    assert done.returncode == 0
    assert "rien n'est écrit" in done.stdout
    assert [path.name for path in desk.folder.iterdir()] == ["suivi.xlsx"]
    done = run(desk.folder, "sheet", "import", "suivi.xlsx", "--as-of", "2026-03-31")
    assert done.returncode == 0
    assert sorted(path.name for path in desk.folder.iterdir()) == [
        "paqss-2023-2027-suivi.cells.json", "paqss-2023-2027-suivi.ttl", "suivi.xlsx"
    ]  # fmt: skip
    done = run(desk.folder, "check", "paqss-2023-2027-suivi.ttl", "--with-shipped", "--as-of", "2026-03-31")
    assert "suivi.xlsx!PAQSS!M3" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("export", "--plan", "inconnu/plan", "a.xlsx"), "plan inconnu"),
        (("export", "--plan", PAQSS, "a.ods"), ".xlsx"),
        (("new", "chu/pâqss", "a.xlsx"), "etablissement/plan"),
        (("new", PAQSS, "a.xlsx"), "existe"),
        (("import", "absent.xlsx"), "introuvable"),
        (("export", "--plan", PAQSS, "absent/a.xlsx"), "écriture impossible"),
    ],
)
def test_wrong_use_is_told_in_one_line(tmp_path: Path, arguments: tuple[str, ...], words: str) -> None:
    done = run(tmp_path, "sheet", *arguments)
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_an_output_folder(desk: Desk) -> None:
    folder = desk.folder / "donnees"
    folder.mkdir()
    outcome = desk.take(desk.edit(desk.export("suivi.xlsx"), {(2, "État"): "en cours"}), output=folder)
    assert outcome.target == folder / "paqss-2023-2027-suivi.ttl"
    assert FIRST in outcome.target.read_text("utf-8")


def test_changed_actions_without_a_status_are_told(desk: Desk) -> None:
    cells = {(2, "Responsable"): "DQGR", (3, "Responsable"): "CME", (3, "État"): "en cours"}
    said = tell(desk.take(desk.edit(desk.export("suivi.xlsx"), cells)), "fr")
    assert "1 action(s) changée(s) sans état : « État » reste à remplir" in said


def test_an_edit_of_an_action_without_a_status_is_no_error(desk: Desk) -> None:
    outcome = desk.take(desk.edit(desk.export("suivi.xlsx"), {(2, "Responsable"): "DQGR"}))
    findings = check(desk.after(outcome), load_catalogue(), AS_OF)
    assert not [finding for finding in findings if finding.rule == "ACT-019"]
    asked = [finding for finding in findings if finding.rule == "ACT-006" and "dernier suivi" in finding.message.fr]
    assert [finding.severity.value for finding in asked] == ["warning"]
