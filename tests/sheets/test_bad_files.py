"""Files that are damaged, foreign, huge or hostile: a clear message or a right import, within bounded memory."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from qualigraph.errors import UsageProblem

from .conftest import FIRST, PAQSS, Desk, written

CONTENT_TYPES = "[Content_Types].xml"
OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600


def repacked(source: Path, target: Path, change: Callable[[str, bytes], bytes | None]) -> Path:
    """Copy a workbook part by part; ``change`` gives each part's new content, None to leave it out."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = change(name, old.read(name))
            if content is not None:
                new.writestr(name, content)
    return target


def refused(desk: Desk, file: Path, *words: str) -> None:
    with pytest.raises(UsageProblem) as problem:
        desk.take(file, plan=PAQSS)
    said = problem.value.say("fr")
    assert "\n" not in said
    assert said.startswith(str(file))
    for word in words:
        assert word in said, said
    assert problem.value.say("en") != said


def test_a_missing_or_empty_file(desk: Desk) -> None:
    refused(desk, desk.folder / "absent.xlsx", "introuvable")
    (desk.folder / "vide.xlsx").touch()
    refused(desk, desk.folder / "vide.xlsx", "vide")
    refused(desk, desk.folder, "ordinaire")


def test_a_password(desk: Desk) -> None:
    file = desk.folder / "protege.xlsx"
    file.write_bytes(OLD_EXCEL + "EncryptedPackage".encode("utf-16-le") + b"\x00" * 100)
    refused(desk, file, "mot de passe", "sans mot de passe")


def test_old_excel(desk: Desk) -> None:
    file = desk.folder / "ancien.xls"
    file.write_bytes(OLD_EXCEL + "Workbook".encode("utf-16-le"))
    refused(desk, file, ".xls", "Enregistrer sous")


@pytest.mark.parametrize(
    ("part", "content", "word"),
    [
        ("xl/workbook.bin", b"x", ".xlsb"),
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet", ".ods"),
        ("word/document.xml", b"<x/>", ".docx"),
        ("lisez-moi.txt", b"x", "archive"),
    ],
)
def test_other_archives(desk: Desk, part: str, content: bytes, word: str) -> None:
    file = desk.folder / "autre.xlsx"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(part, content)
    refused(desk, file, word)


def test_a_web_page_and_a_text_under_a_workbooks_name(desk: Desk) -> None:
    file = desk.folder / "page.xls"
    file.write_text("<html><table><tr><td>Action</td></tr></table></html>")
    refused(desk, file, "page web")
    file = desk.folder / "texte.xlsx"
    file.write_text("Action;Responsable\nFormer;DQGR\n")
    refused(desk, file, ".csv")
    file = desk.folder / "image.csv"
    file.write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")
    refused(desk, file, "CSV")


def test_a_cut_off_file(desk: Desk) -> None:
    file = desk.export("suivi.xlsx")
    file.write_bytes(file.read_bytes()[:-500])
    refused(desk, file, "abîmé")


def test_a_broken_part(desk: Desk) -> None:
    source = desk.export("suivi.xlsx")

    def broken(name: str, content: bytes) -> bytes:
        return content[: len(content) // 2] if name == "xl/worksheets/sheet1.xml" else content

    refused(desk, repacked(source, desk.folder / "casse.xlsx", broken), "illisible")

    def unstyled(name: str, content: bytes) -> bytes:
        return b"<styleSheet>" if name == "xl/styles.xml" else content

    refused(desk, repacked(source, desk.folder / "style.xlsx", unstyled), "illisible")


def test_entities_are_refused(desk: Desk) -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'

    def hostile(name: str, content: bytes) -> bytes:
        return (
            content.replace(b"<worksheet", bomb + b"<worksheet", 1) if name == "xl/worksheets/sheet1.xml" else content
        )

    refused(desk, repacked(desk.export("suivi.xlsx"), desk.folder / "entites.xlsx", hostile), "entités")


def test_a_zip_bomb_is_not_unpacked(desk: Desk) -> None:
    """A gigabyte of spaces packs into a megabyte; the import must not even begin to unpack it."""
    file = desk.folder / "bombe.xlsx"
    with zipfile.ZipFile(desk.export("suivi.xlsx")) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
        with new.open("xl/worksheets/sheet99.xml", "w", force_zip64=True) as part:
            for _ in range(1100):
                part.write(b" " * 2**20)
    assert file.stat().st_size < 4 * 2**20
    used = _peak(file)
    assert used["code"] == 2
    assert used["peak"] < 250


SHEET = "xl/worksheets/sheet1.xml"
STYLES = "xl/styles.xml"


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        (SHEET, b"</sheetData>", b"<row>" + b"<c/>" * 2_000_000 + b"</row></sheetData>"),
        (SHEET, b"</sheetData>", (b"<row>" + b"<c/>" * 100 + b"</row>") * 20_000 + b"</sheetData>"),
        (SHEET, b"</sheetData>", b"<row/>" * 2_000_000 + b"</sheetData>"),
        (SHEET, b"</sheetData>", b"<row>" + b"<is>" * 2_000_000),
        (SHEET, b"</sheetData>", b"<row><c><is><t>" + b"A" * 2**26 + b"</t></is></c></row></sheetData>"),
        (STYLES, b"</cellXfs>", b"<xf/>" * 2_000_000 + b"</cellXfs>"),
        (STYLES, b"<fonts", b"<!--" + b" " * 2**26 + b"--><fonts"),
        ("xl/sharedStrings.xml", b"</sst>", b"<si/>" * 2_000_000 + b"</sst>"),
        ("xl/sharedStrings.xml", b"</sst>", b"<si>" + b"<r/>" * 2_000_000 + b"</si></sst>"),
    ],
    ids=["wide", "cells", "rows", "deep", "long", "styles", "comment", "texts", "runs"],
)
def test_parts_that_unpack_into_too_many_things(desk: Desk, part: str, old: bytes, new: bytes) -> None:
    """Each packs into some kilobytes, and would take gigabytes or minutes to read."""

    def swollen(name: str, content: bytes) -> bytes:
        return content.replace(old, new, 1) if name == part else content

    file = repacked(desk.export("suivi.xlsx"), desk.folder / "gonfle.xlsx", swollen)
    if part == "xl/sharedStrings.xml":
        with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as book:
            book.writestr(part, b"<sst>" + new)
    assert file.stat().st_size < 2**20
    refused(desk, file, "limite" if len(new) > 2**26 and part == STYLES else "démesurée")


def test_a_csv_that_is_far_too_long(desk: Desk) -> None:
    file = desk.folder / "long.csv"
    with file.open("wb") as out:
        out.write(b"Action;Responsable\n" * 300)
        out.truncate(40 * 2**20)
    refused(desk, file, "limite est de 32 Mio")


def _peak(file: Path) -> dict[str, int]:
    """Import a file in a process of its own; return its exit code and its peak memory in MB."""
    code = (
        "import resource, subprocess, sys\n"
        "done = subprocess.run([sys.executable, '-m', 'qualigraph', 'sheet', 'import', sys.argv[1], '--plan', "
        f"'{PAQSS}', '--dry-run'], capture_output=True)\n"
        "print(done.returncode, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)\n"
    )
    run = subprocess.run([sys.executable, "-c", code, str(file)], capture_output=True, text=True, check=True)
    returned, peak = run.stdout.split()
    return {"code": int(returned), "peak": int(peak)}


def test_macros_and_links_are_left_alone_and_said(desk: Desk) -> None:
    def with_more(name: str, content: bytes) -> bytes:
        return content

    source = desk.edit(desk.export("suivi.xlsx"), {(2, "État"): "en cours"})
    file = repacked(source, desk.folder / "macros.xlsm", with_more)
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"\x00")
        archive.writestr("xl/externalLinks/externalLink1.xml", b"<externalLink/>")
    outcome = desk.take(file)
    assert len(outcome.found.edits) == 1
    said = " ".join(remark.fr for remark in outcome.read.opened.remarks)
    assert "macros" in said
    assert "autres fichiers" in said


def test_formulas_are_never_run(desk: Desk) -> None:
    """The value that the spreadsheet program saved is taken; without one the cell is a fault."""
    file = desk.export("suivi.xlsx")
    book = load_workbook(file)
    sheet: Any = book.worksheets[0]
    columns = {cell.value: cell.column for cell in sheet[1]}
    sheet.cell(2, columns["Commentaires"]).value = "=1+34"
    sheet.cell(3, columns["Commentaires"]).value = '=HYPERLINK("http://attaque.invalid/","voir")'
    sheet.cell(4, columns["État"]).value = "#REF!"
    book.save(file)

    def saved(name: str, content: bytes) -> bytes:
        if name == "xl/worksheets/sheet1.xml":
            assert b"<f>1+34</f><v" in content
            content = re.sub(rb"<f>1\+34</f><v\s*/>|<f>1\+34</f><v></v>", b"<f>1+34</f><v>35</v>", content)
        return content

    outcome = desk.take(repacked(file, desk.folder / "formules.xlsx", saved))
    assert [str(fault.place) for fault in outcome.found.errors] == ["PAQSS!W3", "PAQSS!M4"]
    assert ["sans valeur" in fault.text.fr for fault in outcome.found.errors] == [True, True]
    assert [change.after for edit in outcome.found.edits for change in edit.changes] == [("35",)]


def test_text_that_looks_like_a_formula_stays_text(desk: Desk) -> None:
    for form in ("xlsx", "csv"):
        file = desk.folder / f"texte.{form}"
        first = desk.take(desk.edit(desk.export("suivi.xlsx"), {(2, "Commentaires"): "=1+1"}))
        again = desk.export(file.name, dataset=desk.after(first))
        assert desk.take(again, output=first.target).files == {}
        if form == "xlsx":
            cell = next(c for c in load_workbook(again).worksheets[0][2] if c.value == "=1+1")
            assert cell.data_type == "s"
        else:
            assert "'=1+1" in again.read_text("utf-8-sig")


def test_a_cell_of_a_megabyte(desk: Desk) -> None:
    def swollen(name: str, content: bytes) -> bytes:
        return content.replace(b"enjeu", b"x" * 2**20) if name == "xl/worksheets/sheet1.xml" else content

    source = desk.edit(desk.export("suivi.xlsx"), {(2, "Commentaires"): "enjeu"})
    outcome = desk.take(repacked(source, desk.folder / "gros.xlsx", swollen))
    assert [str(fault.place) for fault in outcome.found.errors] == ["PAQSS!W2"]
    assert "1048576 caractères" in outcome.found.errors[0].text.fr


def test_fifty_thousand_rows(desk: Desk) -> None:
    book = Workbook(write_only=True)
    sheet: Any = book.create_sheet("Actions")
    sheet.append(["Objectif", "Action", "Responsable", "État"])
    for number in range(50_000):
        sheet.append(["1.1", f"Action {number}", "DQGR", "en cours"])
    file = desk.folder / "long.xlsx"
    book.save(file)
    used = _peak(file)
    assert used["code"] == 2
    assert used["peak"] < 400


def test_a_sheet_with_a_far_last_cell(desk: Desk) -> None:
    """A stray format in the last cell of the sheet makes it a million rows long."""
    file = desk.edit(desk.export("suivi.xlsx"), {(2, "État"): "en cours"})
    book = load_workbook(file)
    sheet: Any = book.worksheets[0]
    sheet.cell(1_048_576, 16_384).value = "oubli"
    book.save(file)
    outcome = desk.take(file)
    assert len(outcome.found.edits) == 1


def test_two_tables_side_by_side(desk: Desk) -> None:
    book = Workbook()
    sheet: Any = book.worksheets[0]
    sheet.append(["Action", "Responsable", "État", None, "Action", "Responsable", "État"])
    sheet.append(["Former", "DQGR", "en cours", None, "Auditer", "DQGR", "en cours"])
    file = desk.folder / "cote.xlsx"
    book.save(file)
    with pytest.raises(UsageProblem, match="côte à côte"):
        desk.take(file, plan=PAQSS)


def test_a_workbook_without_a_table(desk: Desk) -> None:
    book = Workbook()
    book.worksheets[0]["A1"] = "Compte rendu"
    file = desk.folder / "rien.xlsx"
    book.save(file)
    refused(desk, file, "en-tête", "Intitulé")
    with pytest.raises(UsageProblem, match="Sheet"):
        desk.take(file, plan=PAQSS, sheet="Absente")


@pytest.mark.parametrize(
    ("encoding", "delimiter", "remark"),
    [
        ("utf-8", ",", ""),
        ("utf-8-sig", ";", ""),
        ("cp1252", ";", "Windows-1252"),
        ("utf-16", "\t", ""),
    ],
)
def test_csv_in_any_usual_encoding(desk: Desk, encoding: str, delimiter: str, remark: str) -> None:
    text = f"N°{delimiter}Intitulé{delimiter}État{delimiter}Commentaires\r\n"
    cells = ["1.1.5", "Poursuivre l’amélioration de la prise en charge médicamenteuse", "à faire", "é à ç"]
    text += delimiter.join(cells) + "\r\n"
    file = desk.folder / "suivi.csv"
    file.write_bytes(text.encode(encoding))
    outcome = desk.take(file, plan=PAQSS)
    assert outcome.found.faults == []
    assert [change.after[0] for change in outcome.found.edits[0].changes][1] == "é à ç"
    assert [remark in one.fr for one in outcome.read.opened.remarks] == ([True] if remark else [])


def test_accents_that_another_program_garbled(desk: Desk) -> None:
    text = "N°;Intitulé;État\r\n1.1.5;Poursuivre l’amélioration de la prise en charge médicamenteuse;terminée\r\n"
    file = desk.folder / "abime.csv"
    file.write_bytes(text.encode("utf-8").decode("cp1252").encode("utf-8"))
    outcome = desk.take(file, plan=PAQSS)
    assert len(outcome.found.edits) == 1
    assert ["rétablis" in remark.fr for remark in outcome.read.opened.remarks] == [True]


def test_csv_that_is_no_text(desk: Desk) -> None:
    file = desk.folder / "illisible.csv"
    file.write_bytes("Action;État\nÉ".encode("cp1252") + b"\x81\x8d\x8f")
    refused(desk, file, "encodage")
    file.write_text('Action;État;Responsable\n"Former;en cours\n' + "x" * 200_000)
    with pytest.raises(UsageProblem, match="guillemet"):
        desk.take(file, plan=PAQSS)


def test_values_with_what_xml_cannot_hold(desk: Desk) -> None:
    first = desk.take(desk.edit(desk.export("suivi.xlsx"), {(2, "Commentaires"): "a"}))
    text = first.target.read_text("utf-8").replace('qg:comment "a"@fr', 'qg:comment "a\\u0007b"@fr')
    first.target.write_text(text, "utf-8")
    again = desk.export("encore.xlsx", dataset=desk.after(first))
    assert load_workbook(io.BytesIO(again.read_bytes())).worksheets[0] is not None
    assert (FIRST, "qg:coverage", "x") not in written(first)
