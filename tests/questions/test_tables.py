"""Answers as tables: labels by language, order, folding, and files that open as they should."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from openpyxl import load_workbook
from pyoxigraph import Literal, NamedNode

from qualigraph.dataset import Dataset
from qualigraph.language import Language
from qualigraph.questions import (
    Cell,
    Header,
    Table,
    load_catalogue,
    resolve,
    run,
    to_csv,
    to_csv_excel,
    to_json,
    to_tsv,
    to_xlsx,
)
from qualigraph.questions.labels import Labels, literal_value
from qualigraph.terms import ID, XSD

AS_OF = date(2026, 9, 30)
TABLE = Table(
    question="q",
    title="Titre",
    language="fr",
    columns=(Header("a", "Texte"), Header("b", "Nombre"), Header("c", "Jour")),
    rows=(
        (Cell("=1+1", "=1+1"), Cell(Decimal("72.5"), "72,5"), Cell(date(2026, 9, 30), "30/09/2026")),
        (Cell('x;\ny\t"z"', 'x;\ny\t"z"'), Cell(-3, "-3"), Cell(None, "")),
        (Cell(" @SUM(A1)", " @SUM(A1)"), Cell(True, "oui"), Cell(None, "")),
    ),
    parameters=(("Plan", "PAQSS"),),
    as_of=AS_OF,
    notes=("Une phrase.",),
)


def _ask(dataset: Dataset, question: str, language: Language = "fr", **given: str) -> Table:
    found = load_catalogue()[question]
    return run(dataset, found, resolve(dataset, found, given, language), language, AS_OF)


def test_csv_is_plain() -> None:
    assert to_csv(TABLE) == 'Texte,Nombre,Jour\r\n=1+1,72.5,2026-09-30\r\n"x;\ny\t""z""",-3,\r\n @SUM(A1),oui,\r\n'


def test_tsv_has_one_line_a_row() -> None:
    assert to_tsv(TABLE) == 'Texte\tNombre\tJour\n=1+1\t72.5\t2026-09-30\nx; y "z"\t-3\t\n@SUM(A1)\toui\t\n'


def test_csv_for_a_french_excel() -> None:
    text = to_csv_excel(TABLE)
    assert text.startswith("\ufeffTexte;Nombre;Jour\r\n")
    rows = list(csv.reader(io.StringIO(text[1:]), delimiter=";"))
    assert rows[1:] == [["'=1+1", "72,5", "30/09/2026"], ['x;\ny\t"z"', "-3", ""], ["' @SUM(A1)", "oui", ""]]


def test_workbook_holds_values_and_no_formula() -> None:
    book: Any = load_workbook(io.BytesIO(to_xlsx(TABLE)))
    sheet, about = book["Réponse"], book["À propos"]
    assert [cell.value for cell in sheet[2]][:2] == ["=1+1", 72.5]
    assert sheet["A2"].data_type == "s"
    assert sheet["C2"].value.date() == AS_OF
    assert sheet.freeze_panes == "A2"
    assert [(row[0].value, row[1].value) for row in about.iter_rows()] == [
        ("Question", "Titre"),
        ("Plan", "PAQSS"),
        ("Situation au", "30/09/2026"),
        ("Résultat", "3 lignes."),
        ("À noter", "Une phrase."),
    ]


def test_workbook_takes_any_text() -> None:
    table = Table("q", "t", "fr", (Header("a", "A"),), ((Cell("a\x00b\x0bc", "a\x00b\x0bc"),), (Cell("", ""),)))
    book: Any = load_workbook(io.BytesIO(to_xlsx(table)))
    assert book["Réponse"]["A2"].value == "abc"


def test_spreadsheets_name_the_blocks_of_an_answer(followed: Dataset) -> None:
    table = _ask(followed, "actions-involving", body="CDU")
    headings = [heading for heading, rows in table.sections() for _ in rows]
    book: Any = load_workbook(io.BytesIO(to_xlsx(table)))
    assert headings
    assert "Nommée dans l'élément" in headings
    assert [row[0].value for row in book["Réponse"].iter_rows(min_row=2)] == headings
    for text, delimiter in ((to_csv(table), ","), (to_csv_excel(table), ";"), (to_tsv(table), "\t")):
        assert [row[0] for row in csv.reader(io.StringIO(text), delimiter=delimiter)][1:] == headings


def test_json_says_what_was_asked_and_each_cells_iri(followed: Dataset) -> None:
    data = json.loads(to_json(_ask(followed, "late")))
    assert (data["question"], data["asOf"], data["count"]) == ("late", "2026-09-30", 1)
    row = data["rows"][0]
    assert row["deadline"] == {"value": "2026-03-31", "label": "31/03/2026"}
    assert row["owner"] == {
        "value": "essai/function/cadre-hygieniste",
        "label": "Cadre hygiéniste",
        "iri": ID + "essai/function/cadre-hygieniste",
    }


def test_folded_cells_keep_their_parts(followed: Dataset) -> None:
    table = _ask(followed, "proofs")
    evidence = table.rows[0][-1]
    assert evidence.label == "Feuilles d’émargement ; Support déposé"
    assert [part.label for part in evidence.parts] == ["Feuilles d’émargement", "Support déposé"]


def test_labels_follow_the_language(shipped: Dataset) -> None:
    table = _ask(shipped, "bodies", "en", institution="ICM")
    assert [header.header for header in table.columns][:2] == ["Institution", "Body"]
    labels = {row[1].label for row in table.rows}
    assert "users’ commission (CDU)" in labels
    assert table.count_sentence().endswith(" rows.")


def test_english_falls_back_to_french(shipped: Dataset) -> None:
    table = _ask(shipped, "plan-outline", "en", plan="PAQSS", level="action")
    assert table.rows[0][2].label.startswith("Strategic orientation 1") or table.rows[0][2].label.startswith("OS 1")
    assert table.rows[0][3].label.startswith("Répondre aux nouvelles exigences")


def test_rows_stand_in_natural_order(shipped: Dataset) -> None:
    table = _ask(shipped, "plan-outline", plan="PMSS", level="sous-action")
    paths = [str(row[3].value) for row in table.rows]
    ours = [path for path in paths if path.startswith("icm/pmss-2023-2027/os3/obj1/action2/")]
    assert ours == [f"icm/pmss-2023-2027/os3/obj1/action2/measure{number}" for number in range(1, len(ours) + 1)]
    assert len(ours) > 9


def test_a_published_plan_says_what_it_does_not_publish(shipped: Dataset) -> None:
    table = _ask(shipped, "late", institution="ICM")
    assert table.rows == ()
    assert table.notes == (
        "« Programme d’Amélioration de la Qualité et de la Sécurité des Soins : PAQSS », « Projet Médical, Soignant et "
        "Scientifique (PMSS) » sont des plans publiés : leurs documents ne publient aucune échéance d'action.",
    )
    assert _ask(shipped, "late", plan="PAQSS").notes == (
        "« Programme d’Amélioration de la Qualité et de la Sécurité des Soins : PAQSS » est un plan publié : "
        "son document ne publie aucune échéance d'action.",
    )


def test_a_followed_plan_says_nothing_of_the_kind(followed: Dataset) -> None:
    assert _ask(followed, "late").notes == ()


@pytest.mark.parametrize(
    ("literal", "value", "label"),
    [
        (Literal("72.50", datatype=XSD.decimal), Decimal("72.50"), "72,5"),
        (Literal("100", datatype=XSD.decimal), Decimal("100"), "100"),
        (Literal("2026-09-30", datatype=XSD.date), AS_OF, "30/09/2026"),
        (Literal("2026-09", datatype=XSD.gYearMonth), "2026-09", "09/2026"),
        (Literal("--02", datatype=XSD.gMonth), "--02", "février"),
        (Literal(True), True, "oui"),
        (Literal("not a date", datatype=XSD.date), "not a date", "not a date"),
    ],
)
def test_literals(followed: Dataset, literal: Literal, value: object, label: str) -> None:
    assert literal_value(literal) == value
    assert Labels(followed.store, "fr").cell(literal).label == label


def test_a_thing_without_label_is_shown_by_its_path(followed: Dataset) -> None:
    cell = Labels(followed.store, "fr").cell(NamedNode(ID + "nowhere/thing"))
    assert (cell.value, cell.label, cell.iri) == ("nowhere/thing", "nowhere/thing", ID + "nowhere/thing")


def test_a_circle_of_parts_ends(tmp_path_factory: pytest.TempPathFactory) -> None:
    from qualigraph.dataset import load_dataset

    file = tmp_path_factory.mktemp("data") / "circle.ttl"
    file.write_text(
        "@base <https://w3id.org/qualigraph/id/> . @prefix qg: <https://w3id.org/qualigraph/ns#> ."
        "<a> a qg:Action ; qg:isDirectPartOf <b> . <b> a qg:Action ; qg:isDirectPartOf <a> .",
        encoding="utf-8",
    )
    assert Labels(load_dataset([file]).store, "fr").position(NamedNode(ID + "a")) == "Action · Action"
