"""What the tests of the tracking table share: exported sheets, edits by hand, and graphs compared fact by fact."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from pyoxigraph import NamedNode, RdfFormat, parse

from qualigraph.dataset import Dataset, load_dataset
from qualigraph.plans import Facts, Plan, find_plan, read_plan
from qualigraph.sheets.exporting import export_table
from qualigraph.sheets.importing import Outcome, Request, import_file
from qualigraph.terms import ID

AS_OF = date(2026, 3, 31)
PAQSS = "icm/paqss-2023-2027"
FIRST = f"{PAQSS}/os1/obj1/action1"

Triple = tuple[str, str, str]
WITHOUT_OFFICE = pytest.StashKey[list[int]]()


@dataclass
class Desk:
    """A folder in which plans are exported, edited and imported."""

    folder: Path
    dataset: Dataset
    facts: Facts

    def export(self, name: str, plan: str = PAQSS, dataset: Dataset | None = None) -> Path:
        facts = self.facts if dataset is None else Facts(dataset.store)
        found = read_plan(facts, find_plan(facts, plan))
        file = self.folder / name
        for path, content in export_table(file, found, facts, AS_OF).items():
            path.write_bytes(content)
        return file

    def edit(self, file: Path, cells: Mapping[tuple[int, str], object], sheet: int = 0) -> Path:
        """Write values into cells, given by row and header; the file is saved as openpyxl saves it."""
        book = load_workbook(file)
        page: Any = book.worksheets[sheet]
        columns = {cell.value: cell.column for cell in page[1]}
        for (row, header), value in cells.items():
            cell = page.cell(row, columns[header])
            cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"
        book.save(file)
        return file

    def take(self, file: Path, **options: Any) -> Outcome:
        """Import a file and write what it gives."""
        outcome = import_file(Request(file, **{"as_of": AS_OF, **options}))
        for path, text in outcome.files.items():
            path.write_text(text, "utf-8")
        return outcome

    def after(self, *outcomes: Outcome) -> Dataset:
        """Return the shipped data with what imports have written."""
        return load_dataset(tuple(outcome.target for outcome in outcomes), with_shipped=True)

    def plan(self, dataset: Dataset, plan: str = PAQSS) -> Plan:
        facts = Facts(dataset.store)
        return read_plan(facts, find_plan(facts, plan))


def written(outcome: Outcome) -> set[Triple]:
    """Return all that the file says that an import has written, shortened."""
    quads = parse(path=outcome.target, format=RdfFormat.TURTLE)
    return {(_short(quad.subject), _short(quad.predicate), _short(quad.object)) for quad in quads}


def _short(term: object) -> str:
    if isinstance(term, NamedNode):
        return term.value.removeprefix(ID).replace("https://w3id.org/qualigraph/ns#", "qg:")
    return str(term)


@pytest.fixture(scope="session")
def shipped() -> Dataset:
    """The shipped plans, as asserted."""
    return load_dataset()


@pytest.fixture(scope="session")
def facts(shipped: Dataset) -> Facts:
    return Facts(shipped.store)


@pytest.fixture
def desk(tmp_path: Path, shipped: Dataset, facts: Facts) -> Desk:
    return Desk(tmp_path, shipped, facts)


@pytest.fixture
def soffice(request: pytest.FixtureRequest) -> str:
    """The path of LibreOffice: the only program here that reads and writes workbooks by its own lights."""
    path = shutil.which("soffice") or shutil.which("libreoffice")
    if path is None:
        # Some 500 MB to install: what decides on a change does without, and says so.
        counts = request.config.stash.setdefault(WITHOUT_OFFICE, [0])
        counts[0] += 1
        pytest.skip("LibreOffice: absent")
    return path


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say at the end of the run what LibreOffice was not there for."""
    if count := config.stash.get(WITHOUT_OFFICE, [0])[0]:
        terminalreporter.write_line(f"NOT RUN: {count} test(s) that need LibreOffice (soffice)", yellow=True)
