"""The demonstration plan's own table: kept beside its data, and the same plan."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from qualigraph.dataset import load_dataset
from qualigraph.errors import UsageProblem
from qualigraph.places import graph_folder
from qualigraph.plans import Facts, find_plan, read_plan
from qualigraph.sheets.exporting import export_table
from qualigraph.sheets.importing import Request, import_file

DAY = date(2026, 6, 30)
PLAN = "demo/paqss-2025-2029"
TABLE = graph_folder() / "data" / "demo" / "paqss-2025-2029.xlsx"


def cells(file: Path) -> dict[str, list[list[Any]]]:
    sheets = load_workbook(file).worksheets
    return {sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in sheets}


def test_it_says_what_the_graph_says() -> None:
    outcome = import_file(Request(TABLE, DAY, demo=True))
    assert (outcome.files, outcome.found.edits, outcome.found.faults) == ({}, [], [])
    assert len(outcome.found.rows) == 14


def test_it_is_what_an_export_gives(tmp_path: Path) -> None:
    facts = Facts(load_dataset(demo=True).store)
    file = tmp_path / TABLE.name
    for path, content in export_table(file, read_plan(facts, find_plan(facts, PLAN), DAY), facts, DAY).items():
        path.write_bytes(content)
    command = f"qualigraph sheet export --demo --plan {PLAN} --as-of {DAY} graph/data/demo/{TABLE.name}"
    kept, made = cells(TABLE), cells(file)
    # What may be chosen comes from all shared data, and changes with them.
    kept.pop("Listes")
    made.pop("Listes")
    assert kept == made, f"the demonstration has changed: {command}"


def test_an_edit_of_what_another_file_says_is_refused_with_its_line(tmp_path: Path) -> None:
    book = load_workbook(TABLE)
    sheet: Any = book.worksheets[0]
    columns = {cell.value: cell.column for cell in sheet[1]}
    sheet.cell(2, columns["Échéance"]).value = "2029"
    sheet.cell(3, columns["Avancement %"]).value = 0.8
    file = tmp_path / "demo.xlsx"
    book.save(file)
    outcome = import_file(Request(file, DAY, demo=True))
    assert ["paqss-2025-2029.ttl:" in fault.text.fr for fault in outcome.found.errors] == [True]
    sheet.cell(2, columns["Échéance"]).value = None
    sheet.cell(2, columns["Échéance"]).value = load_workbook(TABLE).worksheets[0].cell(2, columns["Échéance"]).value
    book.save(file)
    outcome = import_file(Request(file, date(2026, 9, 30), demo=True))
    assert outcome.found.faults == []
    assert next(iter(outcome.files)).name == "paqss-2025-2029-suivi.ttl"


def test_without_the_demonstration_it_says_what_to_do(tmp_path: Path) -> None:
    file = tmp_path / TABLE.name
    file.write_bytes(TABLE.read_bytes())
    with pytest.raises(UsageProblem, match="--demo"):
        import_file(Request(file, DAY))
