"""Which cell of which table a fact came from: kept in a file beside the graph's own, so that no fact is about cells."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pyoxigraph import DefaultGraph, NamedNode, Store

from qualigraph.dataset import Dataset
from qualigraph.terms import ID, QG

SUFFIX = ".cells.json"
_OF_ELEMENT = (QG.followUp, QG.indicatorUse, QG.qualifiedInvolvement)
_OF_USE = (QG.target, QG.observedValue)


@dataclass(frozen=True)
class RowCells:
    """The row of an element: sheet and number, and the marks of its cells when they were imported."""

    sheet: str
    number: int
    marks: str = ""


@dataclass
class SheetCells:
    """Where a file's facts stand: the table (as seen from there), rows by element, letters by sheet and property."""

    file: str
    rows: dict[NamedNode, RowCells] = field(default_factory=dict)
    columns: dict[str, dict[NamedNode, str]] = field(default_factory=dict)

    def cell(self, element: NamedNode, prop: NamedNode | None) -> str | None:
        """Return ``PAQSS!F12`` for a property of an element, the first cell of its row where it has no column."""
        row = self.rows.get(element)
        if row is None:
            return None
        letter = self.columns.get(row.sheet, {}).get(prop, "A") if prop is not None else "A"
        return f"{row.sheet}!{letter}{row.number}"

    def write(self) -> str:
        """Return the text of the file."""
        data = {
            "file": self.file,
            "columns": {
                sheet: {prop.value.removeprefix(QG.iri): letter for prop, letter in columns.items()}
                for sheet, columns in self.columns.items()
            },
            "rows": {
                node.value.removeprefix(ID): [row.sheet, row.number, row.marks]
                for node, row in sorted(self.rows.items(), key=lambda pair: pair[0].value)
            },
        }
        return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def cells_path(graph_file: Path) -> Path:
    """Return the file that keeps the cells of a graph's file."""
    return graph_file.with_name(graph_file.stem + SUFFIX)


def read_cells(graph_file: Path) -> SheetCells | None:
    """Return the cells of a graph's file, or None if no table has written it or the file is not as we write it."""
    try:
        data = json.loads(cells_path(graph_file).read_text("utf-8"))
        return SheetCells(
            data["file"],
            {NamedNode(ID + path): RowCells(*row) for path, row in data["rows"].items()},
            {sheet: _properties(columns) for sheet, columns in data["columns"].items()},
        )
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        # It only says where: without it, files and lines are told.
        return None


def _properties(columns: Mapping[str, str]) -> dict[NamedNode, str]:
    return {NamedNode(name if "://" in name else QG.iri + name): letter for name, letter in columns.items()}


class Cells:
    """The cells of all facts of a dataset that came from tables."""

    def __init__(self, dataset: Dataset) -> None:
        self._store: Store = dataset.store
        self._of_file: dict[Path, SheetCells] = {}
        for file in {file for files in dataset.files.values() for file in files}:
            if (cells := read_cells(file)) is not None:
                self._of_file[file] = cells

    def cell_of(
        self, subject: NamedNode, prop: NamedNode | None = None, file: Path | None = None
    ) -> tuple[Path, str] | None:
        """Return the table and the cell that say a property of ``subject``, or should: ``PAQSS!F12``.

        ``subject`` is an action or measure, or its follow-up, involvement, indicator use, target or value.
        ``file`` is the graph's file that says it; None for what no file says. None if no table has it.
        """
        if not self._of_file or (file is not None and file not in self._of_file):
            return None
        element, said = self._element(subject, prop)
        for source, cells in self._of_file.items():
            if file in (None, source) and (cell := cells.cell(element, said)) is not None:
                return source.parent / cells.file, cell
        return None

    def _element(self, subject: NamedNode, prop: NamedNode | None) -> tuple[NamedNode, NamedNode | None]:
        for link in _OF_USE:
            if (use := self._holder(link, subject)) is not None:
                return self._element(use, QG.target if link == QG.target else QG.value)
        for link in _OF_ELEMENT:
            if (element := self._holder(link, subject)) is not None:
                return element, self._column(link, subject, prop)
        return subject, prop

    def _column(self, link: NamedNode, subject: NamedNode, prop: NamedNode | None) -> NamedNode | None:
        if link == QG.followUp or (link == QG.indicatorUse and prop in (QG.target, QG.value)):
            return prop
        if link == QG.indicatorUse:
            return QG.indicatorUse
        for role in self._objects(subject, QG.role):
            for said in self._objects(role, QG.roleProperty):
                return said
        return prop

    def _holder(self, link: NamedNode, value: NamedNode) -> NamedNode | None:
        quads = self._store.quads_for_pattern(None, link, value, DefaultGraph())
        return next((quad.subject for quad in quads if isinstance(quad.subject, NamedNode)), None)

    def _objects(self, subject: NamedNode, predicate: NamedNode) -> list[NamedNode]:
        quads = self._store.quads_for_pattern(subject, predicate, None, DefaultGraph())
        return [quad.object for quad in quads if isinstance(quad.object, NamedNode)]
