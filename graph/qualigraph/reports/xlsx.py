"""A report as a workbook: the same tables, one sheet per section."""

from __future__ import annotations

import io
import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from qualigraph.language import Text
from qualigraph.reports.model import Cell, Report, Section, Table, Value

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
_WIDTHS = {"wide": 48.0, "text": 24.0, "short": 20.0, "date": 13.0, "number": 13.0, "key": 9.0}
_FILLS = {"late": "F8D7DA", "missed": "F8D7DA", "soon": "FFF3CD", "done": "D8EFDC"}
_FONT = "Calibri"
_LONGEST = 32_767


def to_xlsx(report: Report) -> bytes:
    """Return the report as an Excel workbook; a text that looks like a formula stays a text."""
    from openpyxl import Workbook

    book: Any = Workbook()
    book.properties.creator = "qualigraph"
    book.properties.title = report.title
    book.properties.created = book.properties.modified = datetime.combine(report.as_of, datetime.min.time())
    about = book.active
    about.title = Text("À propos", "About").say(report.language)
    _about(about, report)
    taken = {about.title.casefold()}
    for section in report.sections:
        sheet = book.create_sheet(_sheet_name(section.title, taken))
        _section(sheet, section)
    for sheet in book.worksheets:
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.paperSize = 9
        sheet.page_setup.fitToHeight = 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _about(sheet: Any, report: Report) -> None:
    from openpyxl.styles import Alignment, Font

    title = Text("Rapport", "Report").say(report.language)
    rows = [(title, report.title), *report.facts, *(("", note) for note in report.notes)]
    for number, (label, text) in enumerate(rows, start=1):
        _put(sheet.cell(number, 1), label)
        sheet.cell(number, 1).font = Font(name=_FONT, bold=True)
        _put(sheet.cell(number, 2), text)
        sheet.cell(number, 2).alignment = Alignment(wrap_text=True, vertical="top")
    sheet.column_dimensions["A"].width = 18
    sheet.column_dimensions["B"].width = 100


def _section(sheet: Any, section: Section) -> None:
    from openpyxl.styles import Font

    _put(sheet.cell(1, 1), section.title)
    sheet.cell(1, 1).font = Font(name=_FONT, bold=True, size=14)
    row = 2
    for note in section.notes:
        _put(sheet.cell(row, 1), note)
        row += 1
    widths: dict[int, float] = {}
    for table in section.tables:
        row = _table(sheet, table, row + 1)
        for place, column in enumerate(table.columns, start=1):
            widths[place] = max(widths.get(place, 0.0), _WIDTHS[column.kind])
    _widen(sheet, widths)


def _table(sheet: Any, table: Table, row: int) -> int:
    """Write a table from ``row`` on and return the row after it."""
    from openpyxl.styles import Alignment, Font, PatternFill

    _put(sheet.cell(row, 1), table.caption)
    sheet.cell(row, 1).font = Font(name=_FONT, bold=True, italic=True)
    row += 1
    head = row
    for place, column in enumerate(table.columns, start=1):
        cell = sheet.cell(row, place)
        _put(cell, column.header)
        cell.font = Font(name=_FONT, bold=True)
        cell.fill = PatternFill("solid", start_color="E6ECF2")
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    for number, cells in enumerate(table.rows, start=1):
        row += 1
        for place, said in enumerate(cells, start=1):
            cell = sheet.cell(row, place)
            _put(cell, _value(said))
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if said.text.endswith("%") and isinstance(cell.value, int | Decimal):
                cell.number_format = '0.##" %"' if cell.value % 1 else '0" %"'
            if said.mark in _FILLS:
                cell.fill = PatternFill("solid", start_color=_FILLS[said.mark])
            if table.total and number == len(table.rows):
                cell.font = Font(name=_FONT, bold=True)
    if sheet.freeze_panes is None:
        sheet.freeze_panes = sheet.cell(head + 1, 1)
        sheet.print_title_rows = f"{head}:{head}"
    return row + 1


def _widen(sheet: Any, widths: dict[int, float]) -> None:
    from openpyxl.utils import get_column_letter

    for place, width in widths.items():
        sheet.column_dimensions[get_column_letter(place)].width = width


def _value(cell: Cell) -> Value:
    return cell.text if cell.value is None else cell.value


def _put(cell: Any, value: Value) -> None:
    if isinstance(value, str):
        cell.value = _CONTROL.sub("", value)[:_LONGEST]
        # Without this a text that begins with "=" would be a formula; the mark keeps it a text in other programs too.
        cell.data_type = "s"
        cell.quotePrefix = value[:1] in ("=", "+", "-", "@", "\t")
        return
    cell.value = value
    if isinstance(value, date):
        cell.number_format = "DD/MM/YYYY"


def _sheet_name(title: str, taken: set[str]) -> str:
    """Return a name that a sheet may have: at most 31 characters, none of those forbidden, once in the book."""
    plain = _CONTROL.sub("", _FORBIDDEN.sub(" ", title)).strip(" '") or "-"
    name, number = plain[:31].strip(" '"), 1
    while name.casefold() in taken:
        number += 1
        suffix = f" ({number})"
        name = plain[: 31 - len(suffix)].strip(" '") + suffix
    taken.add(name.casefold())
    return name
