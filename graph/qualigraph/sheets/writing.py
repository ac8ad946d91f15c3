"""Writing what an import changes: the Turtle file in its canonical form, and beside it the cells it came from."""

from __future__ import annotations

import os
from pathlib import Path

from openpyxl.utils import get_column_letter
from pyoxigraph import DefaultGraph, NamedNode, Quad

from qualigraph.canonical.source import Document, read_document
from qualigraph.canonical.writer import write_document
from qualigraph.plans import Facts, Plan, read_again
from qualigraph.plans.cells import RowCells, SheetCells
from qualigraph.plans.names import Names
from qualigraph.reading import read_bytes
from qualigraph.sheets.asserting import Ledger
from qualigraph.sheets.columns import ACTION_COLUMNS, FINGERPRINT, MEASURE_COLUMNS
from qualigraph.sheets.edits import Comparison
from qualigraph.sheets.forms import Context
from qualigraph.sheets.rows import columns_of, row_of
from qualigraph.terms import QG, SKOS

_ALSO = {
    "title": (SKOS.prefLabel, QG.workingTitle),
    "deadline": (QG.deadline, QG.continuous),
    "bodies": (QG.participant, QG.mentions),
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


def apply(ledger: Ledger, graph: NamedNode) -> None:
    """Make the changes in the dataset itself, in the named graph and in the default graph."""
    store = ledger.dataset.store
    for subject, predicate, value in ledger.removed:
        for where in (graph, DefaultGraph()):
            store.remove(Quad(subject, predicate, value, where))
    for subject, predicate, value in ledger.added:
        for where in (graph, DefaultGraph()):
            store.add(Quad(subject, predicate, value, where))


def cells_of(file: Path, target: Path, found: Comparison, ledger: Ledger, plan: Plan) -> SheetCells:
    """Return the cells of the table ``file`` for ``target``, once its changes are made in the dataset."""
    facts = Facts(ledger.dataset.store)
    context = Context(Names(facts, plan.institution), plan)
    cells = SheetCells(Path(os.path.relpath(file, target.parent)).as_posix())
    changed = {edit.item.node: edit for edit in found.edits}
    for node, place in found.rows.items():
        mark = found.graph_marks.get(node, "")
        if (edit := changed.get(node)) is not None:
            row = row_of(context, read_again(facts, plan, edit.item, edit.parent))
            mark = row.cells[columns_of(edit.item.level).index(FINGERPRINT)].text
        cells.rows[node] = RowCells(place.sheet, place.row, found.marks.get(node, ""), mark)
    for sheet, numbers in found.columns.items():
        letters = cells.columns.setdefault(sheet, {})
        for column in {column.key: column for column in (*MEASURE_COLUMNS, *ACTION_COLUMNS)}.values():
            if column.key in numbers and column.property is not None:
                for prop in _ALSO.get(column.key, (column.property,)):
                    letters[prop] = get_column_letter(numbers[column.key])
    return cells
