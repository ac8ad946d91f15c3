"""``qualigraph ask``: the list, the details, the answers, the faults."""

from __future__ import annotations

import csv
import io
import json
import re
from itertools import pairwise
from pathlib import Path

import pytest
from openpyxl import load_workbook
from tests.cli.running import Runner

from qualigraph.questions import MOMENTS, load_catalogue


def test_the_list_has_every_question_once_in_its_group(qualigraph: Runner) -> None:
    done = qualigraph("ask")
    assert (done.code, done.error) == (0, "")
    lines = done.output.splitlines()
    for question in load_catalogue().values():
        starts = [line for line in lines if line.split()[:1] == [question.id]]
        assert len(starts) == 1, question.id
        assert starts[0].endswith(question.title.fr)
    assert [line for line in lines if line in {words.fr for words in MOMENTS.values()}] == [
        words.fr for words in MOMENTS.values()
    ]
    assert lines[-1].startswith(f"{len(load_catalogue())} questions.")


def test_the_list_as_json(qualigraph: Runner) -> None:
    listed = json.loads(qualigraph("ask", "--format", "json", "--lang", "en").output)
    assert {one["id"] for one in listed} == set(load_catalogue())
    found = next(one for one in listed if one["id"] == "due-soon")
    assert found["title"] == "Actions that fall due soon"
    assert found["parameters"][0] == {
        "name": "within",
        "label": "Within days",
        "type": "days-ahead",
        "required": False,
        "default": "90",
        "example": "90",
    }


def test_details_show_parameters_columns_and_query(qualigraph: Runner) -> None:
    output = qualigraph("ask", "without-modality", "--explain").output
    assert output.startswith("Les actions à qui il manque une modalité")
    assert "modality=indicator" in output
    assert "Colonnes : Établissement, Action sans cette modalité, Source" in output
    assert 'VALUES (?modality ?institution ?plan) { ("owner" UNDEF UNDEF) }' in output
    assert "#+" not in output


def test_details_with_values_show_the_query_that_is_run(qualigraph: Runner) -> None:
    output = qualigraph("ask", "by-tag", "tag=caqes", "--explain").output
    assert '{ ("CAQES" UNDEF UNDEF) }' in output


def test_an_answer_as_a_table(qualigraph: Runner, followed_file: Path) -> None:
    done = qualigraph("ask", "late", "--data", followed_file, "--as-of", "30/09/2026")
    assert (done.code, done.error) == (0, "")
    lines = done.output.splitlines()
    assert lines[:4] == ["Les actions en retard", "Situation au : 30/09/2026", "Résultat : 1 ligne.", ""]
    assert [re.split(r" {3,}", line) for line in lines[4:]] == [
        ["Échéance", "Plan", "Où", "Action", "Responsable", "État", "Avancement (%)", "Suivi du"],
        ["─" * len(lines[5])],
        [
            "31/03/2026",
            "PAQSS 2025-2027",
            "Orientation 1 · Objectif 1 · Action 1",
            "Auditer l’hygiène des mains",
            "Cadre hygiéniste",
            "en cours",
            "60",
            "10/07/2026",
        ],
    ]


def test_a_column_that_is_empty_in_a_block_has_no_place(qualigraph: Runner) -> None:
    lines = qualigraph("ask", "actions-involving", "body=icm/body/cdu").output.splitlines()
    headers = {before.rsplit(" (", 1)[0]: line for before, line in pairwise(lines) if line.startswith("Instance   ")}
    assert "   Par   " not in headers["Nommée dans l'élément"]
    assert "   Par   " in headers["Nommée au-dessus de l'élément"]


def test_blocks_have_headings_and_empty_ones_no_place(qualigraph: Runner) -> None:
    output = qualigraph("ask", "actions-involving", "body=CDU", "institution=ICM", "level=action").output
    lines = output.splitlines()
    # A heading stands after an empty line and before the names of the columns.
    headings = [line for before, line in pairwise(lines) if not before and line.endswith(")")]
    assert [heading.rsplit(" (", 1)[0] for heading in headings] == [
        "Nommée dans l'élément",
        "Nommée au-dessus de l'élément",
        "Par un groupe, une fonction ou un plan qui lui est lié",
    ]


def test_a_value_without_name_goes_to_the_first_parameter(qualigraph: Runner) -> None:
    assert qualigraph("ask", "theme", "pertinence").output == qualigraph("ask", "theme", "theme=pertinence").output


def test_columns_fit_the_width_asked_for(qualigraph: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "90")
    output = qualigraph("ask", "governance", "PAQSS").output
    assert max(len(line) for line in output.splitlines() if "   " in line) <= 90
    monkeypatch.delenv("COLUMNS")
    assert max(len(line) for line in qualigraph("ask", "governance", "PAQSS").output.splitlines()) > 120


def test_rows_only_forms_put_notes_beside(qualigraph: Runner) -> None:
    done = qualigraph("ask", "late", "plan=PAQSS", "--format", "csv")
    assert done.output == "Échéance,Plan,Où,Action,Responsable,État,Avancement (%),Suivi du\r\n"
    assert done.error.endswith("est un plan publié : son document ne publie aucune échéance d'action.\n")
    assert done.code == 0


def test_json_and_csv_hold_the_same_rows(qualigraph: Runner) -> None:
    data = json.loads(qualigraph("ask", "counts", "--format", "json").output)
    rows = list(csv.reader(io.StringIO(qualigraph("ask", "counts", "--format", "csv").output)))
    assert [[str(cell["label"]) for cell in row.values()] for row in data["rows"]] == rows[1:]
    assert data["count"] == len(rows) - 1 == 15


def test_csv_excel_to_a_file(qualigraph: Runner, tmp_path: Path) -> None:
    file = tmp_path / "cdu.csv"
    file.write_text("before", encoding="utf-8")
    done = qualigraph("ask", "targets", "--format", "csv-excel", "--output", file)
    assert (done.code, done.output) == (0, "")
    assert file.read_bytes().startswith("\ufeffPlan;Où;Action;".encode())
    assert [path.name for path in tmp_path.iterdir()] == ["cdu.csv"]


def test_workbook_to_a_file(qualigraph: Runner, tmp_path: Path) -> None:
    file = tmp_path / "counts.xlsx"
    assert qualigraph("ask", "counts", "--format", "xlsx", "-o", file).code == 0
    assert load_workbook(file).sheetnames == ["Réponse", "À propos"]


def test_a_table_to_a_file_holds_no_colour(qualigraph: Runner, tmp_path: Path) -> None:
    file = tmp_path / "counts.txt"
    assert qualigraph("ask", "counts", "-o", file).code == 0
    assert "\x1b" not in file.read_text(encoding="utf-8")


def test_a_folder_that_is_missing_is_told(qualigraph: Runner, tmp_path: Path) -> None:
    file = tmp_path / "missing" / "x.csv"
    done = qualigraph("ask", "counts", "-o", file)
    assert (done.code, done.output) == (2, "")
    assert done.error.startswith(f"qualigraph: {file} : écriture impossible (")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["governence"],
            "qualigraph: question inconnue : « governence ». Le plus proche : governance (Qui fait quoi pour un plan).",
        ),
        (
            ["en retard"],
            "qualigraph: question inconnue : « en retard ». Le plus proche : late (Les actions en retard).",
        ),
        (["échéances"], "qualigraph: question inconnue : « échéances ». Les plus proches : "),
        (["xyz"], "qualigraph: question inconnue : « xyz ». « qualigraph ask » les liste."),
        (
            ["governance"],
            "qualigraph: plan : il manque le paramètre « Plan » ; par exemple : qualigraph ask governance plan=PAQSS",
        ),
        (["counts", "a", "b", "c"], "qualigraph: c : valeur en trop ; écrivez nom=valeur."),
        (["governance", "plan=PAQS"], "qualigraph: plan=PAQS : « PAQS » est inconnu. Les plus proches : Programme"),
        (["counts", "--data", "nowhere.ttl"], "qualigraph: nowhere.ttl : "),
    ],
)
def test_faults_are_one_line_and_end_with_two(qualigraph: Runner, arguments: list[str], message: str) -> None:
    done = qualigraph("ask", *arguments)
    assert (done.code, done.output) == (2, "")
    assert done.error.startswith(message)
    assert done.error.count("\n") == 1


def test_plain_leaves_the_lists_out(qualigraph: Runner, followed_file: Path) -> None:
    output = qualigraph("ask", "by-owner", "--data", followed_file, "--plain", "--format", "tsv").output
    # Without inference nothing is part of a plan beyond its direct parts, and no action is.
    assert output == "Responsable\tPlan\tOù\tAction\tÉchéance\tÉtat\tAvancement (%)\tSuivi du\n"
