"""Tables as Excel workbooks."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from typing import Any

from qualigraph.language import Text
from qualigraph.questions.table import Cell, Table, Value

_ILLEGAL = dict.fromkeys(code for code in range(32) if code not in (9, 10, 13))
"""The characters that a workbook cannot hold, for :meth:`str.translate`."""


def to_xlsx(table: Table) -> bytes:
    """Return the table as an Excel workbook: the rows as a sheet, what was asked as another."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    book: Any = Workbook()
    sheet = book.active
    sheet.title = Text("Réponse", "Answer").say(table.language)
    grid: list[list[Value]] = [[header.header for header in table.columns]]
    grid += [[_in_sheet(cell) for cell in row] for row in table.rows]
    for number, line in enumerate(grid, 1):
        for index, value in enumerate(line, 1):
            cell = sheet.cell(number, index)
            _put(cell, value)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if number == 1:
                cell.font = Font(bold=True)
    for index in range(1, len(table.columns) + 1):
        widest = max(len(str(line[index - 1] or "")) for line in grid)
        sheet.column_dimensions[get_column_letter(index)].width = min(max(widest + 2, 10), 60)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    about = book.create_sheet(Text("À propos", "About").say(table.language))
    for number, (label, text) in enumerate((("Question", table.title), *table.preamble()), 1):
        _put(about.cell(number, 1), label)
        about.cell(number, 1).font = Font(bold=True)
        _put(about.cell(number, 2), text)
        about.cell(number, 2).alignment = Alignment(wrap_text=True, vertical="top")
    about.column_dimensions["A"].width = 24
    about.column_dimensions["B"].width = 100
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _in_sheet(cell: Cell) -> Value:
    numeric = isinstance(cell.value, int | Decimal | date) and not isinstance(cell.value, bool) and not cell.coded
    return cell.value if numeric else cell.label.translate(_ILLEGAL)


def _put(cell: Any, value: Value) -> None:
    cell.value = value
    if isinstance(value, str):
        # Without this a text that begins with "=" would be a formula.
        cell.data_type = "s"
    if isinstance(value, date):
        cell.number_format = "DD/MM/YYYY"
