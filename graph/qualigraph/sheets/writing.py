"""Writing what an import changes: the Turtle file in its canonical form, and beside it the cells it came from."""

from __future__ import annotations

import os
from pathlib import Path

from openpyxl.utils import get_column_letter

from qualigraph.canonical.source import Document, read_document
from qualigraph.canonical.writer import write_document
from qualigraph.plans.cells import RowCells, SheetCells
from qualigraph.reading import read_bytes
from qualigraph.sheets.asserting import Ledger
from qualigraph.sheets.columns import ACTION_COLUMNS, MEASURE_COLUMNS
from qualigraph.sheets.edits import Comparison
from qualigraph.terms import QG, SKOS

_ALSO = {
    "title": (SKOS.prefLabel, QG.workingTitle),
    "deadline": (QG.deadline, QG.continuous),
    "certification": (QG.targetsCertification, QG.certificationAim),
    "bodies": (QG.participant, QG.mentions),
    "status": (QG.status, QG.followUp),
    "indicator": (QG.indicatorUse, QG.indicator, QG.measuredBy, QG.evaluationElement),
}
"""The properties that a column says besides its own."""


def changed_turtle(path: Path, ledger: Ledger) -> str:
    """Return the text of the file ``path`` with the changes made, of a new file if it does not exist.

    Raises :class:`~qualigraph.errors.UsageProblem` for a file that cannot be kept in canonical form.
    """
    document = read_document(read_bytes(path), str(path)) if path.exists() else Document()
    for subject, predicate, value in ledger.removed:
        said = document.triples.get(subject, {})
        said.get(predicate, set()).discard(value)
        if not said.get(predicate, {value}):
            del said[predicate]
        if subject in document.triples and not said:
            del document.triples[subject]
            for section in document.sections:
                section.blocks.pop(subject, None)
    for subject, predicate, value in ledger.added:
        document.add(subject, predicate, value)
        document.block(subject)
    return write_document(document)


def cells_of(file: Path, target: Path, found: Comparison) -> SheetCells:
    """Return the cells of the table ``file`` for the graph's file ``target``."""
    cells = SheetCells(Path(os.path.relpath(file, target.parent)).as_posix())
    for node, place in found.rows.items():
        cells.rows[node] = RowCells(place.sheet, place.row, found.marks.get(node, ""))
    for sheet, numbers in found.columns.items():
        letters = cells.columns.setdefault(sheet, {})
        for column in {column.key: column for column in (*MEASURE_COLUMNS, *ACTION_COLUMNS)}.values():
            if column.key in numbers and column.property is not None:
                for prop in _ALSO.get(column.key, (column.property,)):
                    letters[prop] = get_column_letter(numbers[column.key])
    return cells
