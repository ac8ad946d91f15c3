"""A copy of the file with each fault in its cell, and a sheet "Constats" that leads to the cells."""

from __future__ import annotations

import io
import warnings
from collections import defaultdict
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from qualigraph.language import Language, Text
from qualigraph.sheets import lists, styles
from qualigraph.sheets.cells import CELL_LIMIT
from qualigraph.sheets.edits import CellPlace, Fault, Gravity
from qualigraph.sheets.forms import Context, Shown
from qualigraph.sheets.grid import sheets_of
from qualigraph.sheets.importing import Outcome
from qualigraph.sheets.opening import FileKind
from qualigraph.sheets.styles import Book, Sheet
from qualigraph.sheets.workbook import fill_lists, put

FINDINGS_SHEET = "Constats"
COLUMNS_SHEET = "Colonnes non reprises"
AUTHOR = "qualigraph"


def worth_a_report(outcome: Outcome) -> bool:
    """Tell whether there is anything that a person should look at in the cells."""
    found = outcome.found
    return bool(found.faults or found.unknown or found.removed)


def annotated(outcome: Outcome, language: Language = "fr") -> bytes:
    """Return the annotated copy of the file as a workbook."""
    book = _copy(outcome)
    for name in (FINDINGS_SHEET, COLUMNS_SHEET):
        if name in book.sheetnames:
            del book[name]
    _clear(book)
    styles.add_styles_once(book)
    by_cell: defaultdict[CellPlace, list[Fault]] = defaultdict(list)
    for fault in outcome.found.faults:
        by_cell[fault.place].append(fault)
    for place, faults in by_cell.items():
        if place.sheet in book.sheetnames:
            _mark(book[place.sheet], place, faults, language)
    _list_faults(book, outcome, language)
    if outcome.found.unknown:
        _list_columns(book, outcome)
    if outcome.failed and outcome.names is not None and lists.SHEET not in book.sheetnames:
        # A table of somebody else's has no such sheet, and it is where a new actor is added.
        fill_lists(book, Context(outcome.names, outcome.plan))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _copy(outcome: Outcome) -> Book:
    opened = outcome.read.opened
    if opened.kind is FileKind.WORKBOOK:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return load_workbook(opened.path, keep_links=False)
    book: Book = Workbook()
    sheet = book.worksheets[0]
    with sheets_of(opened) as sheets:
        for grid in sheets:
            sheet.title = outcome.read.tables[0].sheet[:31]
            for number, cells in grid.rows:
                for index, raw in cells.items():
                    put(sheet, number, index, Shown(raw.text, raw.text), "Normal")
    return book


def _clear(book: Book) -> None:
    """Take away the marks of an import before: people correct the annotated copy and import that."""
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if getattr(cell, "comment", None) is not None and cell.comment.author == AUTHOR:
                    cell.comment = None
                    cell.fill = styles.NO_FILL


def _mark(sheet: Sheet, place: CellPlace, faults: list[Fault], language: Language) -> None:
    cell: Any = sheet.cell(place.row, place.column or 1)
    if isinstance(cell, MergedCell):
        name = f"{get_column_letter(place.column or 1)}{place.row}"
        held = next(area for area in sheet.merged_cells.ranges if name in area)
        cell = sheet.cell(held.min_row, held.min_col)
    text = "\n".join(fault.text.say(language) for fault in faults)
    if cell.comment is not None:
        text = f"{cell.comment.text}\n{text}"
    cell.comment = Comment(text[:8000], AUTHOR, height=40 + 18 * (len(text) // 45 + 1), width=330)
    grave = any(fault.gravity is Gravity.ERROR for fault in faults)
    cell.fill = styles.FAULT_FILL if grave else styles.REMARK_FILL


def _list_faults(book: Book, outcome: Outcome, language: Language) -> None:
    sheet = book.create_sheet(FINDINGS_SHEET, 0)
    heads = (("Gravité", 12), ("Cellule", 16), ("Constat", 90), ("Contenu", 50))
    _head(sheet, heads)
    number = 1
    for fault in sorted(outcome.found.faults, key=lambda one: (one.gravity, one.place._replace(column=0))):
        number += 1
        word = Text("Erreur", "Error") if fault.gravity is Gravity.ERROR else Text("Remarque", "Remark")
        content = _content(book, fault.place)
        for index, text in enumerate((word.say(language), str(fault.place), fault.text.say(language), content), 1):
            put(sheet, number, index, Shown(text, text), styles.BODY)
        styles.fit(sheet, number, [(fault.text.say(language), 90), (content, 50)])
        _link(sheet.cell(number, 2), fault.place)
    for item in outcome.found.removed:
        number += 1
        text = Text(
            "Cette action n'a plus de ligne ; elle reste dans le plan.", "This action has no row; it stays in the plan."
        ).say(language)
        for index, shown in enumerate(("Retirée", item.number, text, item.title), 1):
            put(sheet, number, index, Shown(shown, shown), styles.BODY)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:D{max(number, 2)}"
    styles.page(sheet, outcome.request.file.name, wide=False)
    book.active = 0


def _list_columns(book: Book, outcome: Outcome) -> None:
    sheet = book.create_sheet(COLUMNS_SHEET, 1)
    _head(sheet, (("Colonne", 30), ("Cellule", 16), ("Contenu", 90)))
    number = 1
    for column in outcome.found.unknown:
        index = column.place.column or 1
        for row, text in column.cells.items():
            number += 1
            place = CellPlace(column.place.sheet, row, index)
            for at, shown in enumerate((column.header, str(place), text[:CELL_LIMIT]), 1):
                put(sheet, number, at, Shown(shown, shown), styles.BODY)
            styles.fit(sheet, number, [(column.header, 30), (text[:2000], 90)])
            _link(sheet.cell(number, 2), place)
        if not column.cells:
            number += 1
            put(sheet, number, 1, Shown(column.header, column.header), styles.BODY)
            put(sheet, number, 2, Shown(f"{column.place.sheet}!{get_column_letter(index)}", ""), styles.BODY)
    sheet.freeze_panes = "A2"


def _head(sheet: Sheet, heads: tuple[tuple[str, int], ...]) -> None:
    for index, (text, width) in enumerate(heads, 1):
        put(sheet, 1, index, Shown(text, text), styles.HEAD)
        sheet.column_dimensions[get_column_letter(index)].width = width


def _link(cell: Any, place: CellPlace) -> None:
    sheet = place.sheet.replace("'", "''")
    cell.hyperlink = f"#'{sheet}'!{get_column_letter(place.column or 1)}{place.row}"
    cell.font = Font(name="Calibri", size=10, underline="single", color="FF0B4F8A")


def _content(book: Book, place: CellPlace) -> str:
    if place.sheet not in book.sheetnames or place.column is None:
        return ""
    value = book[place.sheet].cell(place.row, place.column).value
    return "" if value is None else str(value)[:500]
