"""The tracking table as an Excel workbook."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table, TableStyleInfo

from qualigraph.plans import Facts, Level
from qualigraph.plans.dates import quarter
from qualigraph.sheets import guide, lists, styles
from qualigraph.sheets.columns import COMMENT, DEADLINE, NUMBER, PROGRESS, STATUS, TITLE, UPDATED, Column
from qualigraph.sheets.forms import Context, Shown
from qualigraph.sheets.rows import Row, columns_of, rows_of
from qualigraph.sheets.styles import Book, Sheet

MEASURES_SHEET = "Sous-actions"
HISTORY_SHEET = "Suivi"
SPARE_ROWS = 1000
"""Rows under the last one that have drop-downs too, for new actions."""

_ILLEGAL = dict.fromkeys(code for code in range(32) if code not in (9, 10, 13))
_CENTRED = frozenset(("number", "start", "deadline", "initial-deadline", "status", "progress", "priority", "updated"))
_HISTORY = (
    ("N°", 8), ("Intitulé", 60), ("Trimestre", 12), ("Date", 12), ("État", 14), ("Avancement %", 13),
    ("Échéance reportée au", 14), ("Commentaires", 50), ("Preuve obtenue", 40),
)  # fmt: skip


@dataclass(frozen=True)
class Export:
    """What is exported: the plan with its names, on a day."""

    context: Context
    facts: Facts
    as_of: date

    @property
    def sheet_name(self) -> str:
        """The name of the first sheet: the plan's acronym, where it has one that Excel allows."""
        name = re.sub(r"[\[\]:*?/\\']", " ", self.context.plan.acronym).strip()[:31]
        taken = {MEASURES_SHEET, HISTORY_SHEET, guide.SHEET, guide.PLAN_SHEET, lists.SHEET}
        return "Actions" if not name or name in taken else name


def write_workbook(export: Export) -> bytes:
    """Return the workbook: actions, measures, history, how to use it, lists, and the plan itself."""
    book: Book = Workbook()
    styles.add_styles(book)
    first = book.worksheets[0]
    first.title = export.sheet_name
    tables = [(first, Level.ACTION)]
    if export.context.plan.of(Level.MEASURE) or not export.context.plan.of(Level.ACTION):
        tables.append((book.create_sheet(MEASURES_SHEET), Level.MEASURE))
    for sheet, level in tables:
        _fill_table(sheet, columns_of(level), rows_of(export.context, level), export.context.plan.name)
    _fill_history(book.create_sheet(HISTORY_SHEET), export)
    _fill_guide(book.create_sheet(guide.SHEET), export)
    fill_lists(book, export.context)
    _fill_plan(book.create_sheet(guide.PLAN_SHEET), export)
    book.properties.title = f"Tableau de suivi : {export.context.plan.name}"
    book.properties.creator = "qualigraph"
    book.properties.created = book.properties.modified = datetime.combine(export.as_of, datetime.min.time())
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _fill_table(sheet: Sheet, columns: Sequence[Column], rows: Sequence[Row], title: str) -> None:
    _head(sheet, [(column.header, column.width) for column in columns])
    for number, row in enumerate(rows, 2):
        for index, (column, shown) in enumerate(zip(columns, row.cells, strict=True), 1):
            put(sheet, number, index, shown, styles.CENTRED if column.key in _CENTRED else styles.BODY)
            if column is NUMBER:
                # Else 1.10 typed by hand would become the number 1,1.
                sheet.cell(number, index).number_format = "@"
        shown_columns = zip(columns, row.cells, strict=True)
        styles.fit(sheet, number, [(cell.text, column.width) for column, cell in shown_columns if not column.hidden])
    letters = {column.key: get_column_letter(index) for index, column in enumerate(columns, 1)}
    last = max(len(rows) + 1, 2)
    _make_table(sheet, f"A1:{get_column_letter(len(columns))}{last}", title)
    sheet.freeze_panes = "B2"
    for column in columns:
        if column.hidden:
            sheet.column_dimensions[letters[column.key]].hidden = True
        _offer(sheet, column, f"{letters[column.key]}2:{letters[column.key]}{last + SPARE_ROWS}")
    styles.colour_rows(sheet, last + SPARE_ROWS, letters[DEADLINE.key], letters[STATUS.key], letters[PROGRESS.key])
    styles.page(sheet, title, wide=True, across=2)
    sheet.print_title_cols = "A:A"


def _head(sheet: Sheet, headers: Sequence[tuple[str, float]]) -> None:
    for index, (header, width) in enumerate(headers, 1):
        cell = sheet.cell(1, index, header)
        cell.style = styles.HEAD
        sheet.column_dimensions[get_column_letter(index)].width = width
    sheet.row_dimensions[1].height = 32
    sheet.print_title_rows = "1:1"


def put(sheet: Sheet, row: int, column: int, shown: Shown, style: str) -> None:
    """Write one cell; no text becomes a formula, whatever it begins with."""
    cell = sheet.cell(row, column)
    cell.style = style
    value = shown.value
    if isinstance(value, str):
        value = value.translate(_ILLEGAL)[:32_767]
        cell.value = value
        cell.data_type = "s"
        if value.startswith(("=", "+", "-", "@")):
            cell.quotePrefix = True
    else:
        cell.value = value
    if shown.format != "General":
        cell.number_format = shown.format


def _make_table(sheet: Sheet, reference: str, title: str) -> None:
    name = re.sub(r"\W+", "_", f"T_{sheet.title}_{title}", flags=re.ASCII).strip("_")[:200]
    table = Table(displayName=name, ref=reference)
    table.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=False)
    sheet.add_table(table)


def _offer(sheet: Sheet, column: Column, reference: str) -> None:
    name_list = lists.list_for(column)
    if name_list is None:
        return
    validation = DataValidation(type="list", formula1=name_list.name, allow_blank=True)
    validation.showErrorMessage = not column.form.open_list
    validation.errorTitle = column.header
    validation.error = f"Choisissez une valeur de la liste. {column.help}"[:250]
    validation.showInputMessage = True
    validation.promptTitle = column.header
    validation.prompt = column.help[:250]
    validation.add(reference)
    sheet.add_data_validation(validation)


def _fill_history(sheet: Sheet, export: Export) -> None:
    _head(sheet, _HISTORY)
    context = export.context
    number = 1
    for item in context.plan.of(Level.ACTION, Level.MEASURE):
        by_quarter = {quarter(follow_up.day): follow_up for follow_up in item.follow_ups}
        for name, follow_up in by_quarter.items():
            number += 1
            cells = (
                Shown(item.number, item.number, "@"),
                Shown(item.title, item.title),
                Shown(name, name),
                Shown(follow_up.day, "", "dd/mm/yyyy"),
                STATUS.form.show((follow_up.status,) if follow_up.status else (), context),
                PROGRESS.form.show(() if follow_up.progress is None else (follow_up.progress,), context),
                DEADLINE.form.show((follow_up.postponed_to,) if follow_up.postponed_to else (), context),
                COMMENT.form.show((follow_up.comment,) if follow_up.comment else (), context),
                Shown("; ".join(follow_up.evidence), ""),
            )
            for index, shown in enumerate(cells, 1):
                put(sheet, number, index, shown, styles.BODY)
            texts = [shown.value if isinstance(shown.value, str) else "" for shown in cells]
            styles.fit(sheet, number, zip(texts, (width for _, width in _HISTORY), strict=True))
    _make_table(sheet, f"A1:{get_column_letter(len(_HISTORY))}{max(number, 2)}", context.plan.name)
    sheet.freeze_panes = "C2"
    sheet.protection.sheet = True
    sheet.protection.autoFilter = sheet.protection.sort = sheet.protection.formatColumns = False
    styles.page(sheet, context.plan.name, wide=True)


def _fill_guide(sheet: Sheet, export: Export) -> None:
    plan = export.context.plan
    sheet.column_dimensions["A"].width = 26
    sheet.column_dimensions["B"].width = 110
    sheet.cell(1, 1, f"Tableau de suivi : {plan.name}").style = styles.TITLE
    day = export.as_of.strftime("%d/%m/%Y")
    said = "suivi" if plan.followed else "publié : responsables, échéances et indicateurs sont à remplir"
    put(sheet, 2, 1, Shown(f"État au {day}. Plan {said}.", ""), styles.QUIET)
    sheet.merge_cells("A2:B2")
    number = 4
    for head, text in guide.STEPS:
        put(sheet, number, 1, Shown(head, ""), styles.HEAD)
        put(sheet, number, 2, Shown(text, ""), styles.BODY)
        styles.fit(sheet, number, [(text, 110)])
        number += 1
    number += 1
    put(sheet, number, 1, Shown("Colonne", ""), styles.HEAD)
    put(sheet, number, 2, Shown("Ce que l'on y écrit", ""), styles.HEAD)
    for column in columns_of(Level.ACTION):
        number += 1
        put(sheet, number, 1, Shown(column.header, ""), styles.BODY)
        put(sheet, number, 2, Shown(column.help, ""), styles.BODY)
    sheet.sheet_view.showGridLines = False
    styles.page(sheet, plan.name, wide=False)


def fill_lists(book: Book, context: Context) -> None:
    """Add the sheet "Listes": what cells may be filled with, and where new actors are added."""
    sheet = book.create_sheet(lists.SHEET)
    _head(sheet, [(one.header, 34) for one in lists.LISTS])
    for index, one in enumerate(lists.LISTS, 1):
        letter = get_column_letter(index)
        for number, entry in enumerate(one.entries(context), 2):
            put(sheet, number, index, Shown(entry, entry), styles.BODY)
        # The range grows with what is added at its end.
        cells = f"{lists.SHEET}!${letter}$2,0,0,MAX(COUNTA({lists.SHEET}!${letter}$2:${letter}$5000),1),1"
        book.defined_names[one.name] = DefinedName(one.name, attr_text=f"OFFSET({cells})")
    sheet.freeze_panes = "A2"
    styles.page(sheet, context.plan.name, wide=True)


def _fill_plan(sheet: Sheet, export: Export) -> None:
    sheet.column_dimensions["A"].width = 20
    sheet.column_dimensions["B"].width = 90
    for number, (head, text) in enumerate(guide.plan_lines(export.context.plan, export.facts, export.as_of), 1):
        put(sheet, number, 1, Shown(head, ""), styles.HEAD)
        put(sheet, number, 2, Shown(text, text, "@"), styles.BODY)
    styles.page(sheet, export.context.plan.name, wide=False)


__all__ = ["HISTORY_SHEET", "MEASURES_SHEET", "TITLE", "UPDATED", "Export", "fill_lists", "put", "write_workbook"]
