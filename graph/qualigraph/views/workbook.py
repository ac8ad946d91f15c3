"""A page as an Excel workbook: what it stands on, then one sheet a table."""

from __future__ import annotations

import io
import re
from datetime import datetime
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from qualigraph.plans import PartialDate
from qualigraph.views.page import Cell, Facts, Kind, Mark, Note, Page, Table, text_of

_ILLEGAL = dict.fromkeys(code for code in range(32) if code not in (9, 10, 13))
_LINE = Side(style="thin", color="C9D3DA")
_BOX = Border(bottom=_LINE, left=_LINE, right=_LINE, top=_LINE)
_HEAD = PatternFill("solid", start_color="FF1F3A4D", end_color="FF1F3A4D")
_COLOURS = {Mark.LATE: "FFA4161A", Mark.DONE: "FF1D6B35", Mark.MISSING: "FF566470"}


def write_workbook(page: Page) -> bytes:
    """Return the page as a workbook; its drawings are left to the printed page, their tables are here."""
    book: Any = Workbook()
    _about(book.worksheets[0], page)
    for table in (block for block in page.blocks if isinstance(block, Table)):
        sheet = book.create_sheet(_sheet_name(book, table.caption))
        _fill(sheet, table)
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.paperSize = 9
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.print_title_rows = "1:1"
        sheet.oddHeader.left.text = f"{page.title} – {page.subtitle}".replace("&", "&&")
        sheet.oddFooter.right.text = "Page &P / &N"
    book.properties.title = f"{page.title} – {page.subtitle}"
    book.properties.creator = "qualigraph"
    book.properties.created = book.properties.modified = datetime.combine(page.as_of, datetime.min.time())
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _about(sheet: Any, page: Page) -> None:
    sheet.title = "À lire"
    lines: list[tuple[str, str]] = [
        (page.title, page.subtitle),
        ("État au", page.as_of.strftime("%d/%m/%Y")),
        ("Source", page.source),
        ("Constats sur ce plan", page.findings),
    ]
    for block in page.blocks:
        if isinstance(block, Note):
            lines.append(("À savoir", block.text))
        elif isinstance(block, Facts):
            lines += block.pairs
        elif isinstance(block, Table) and not block.rows:
            lines.append((block.caption, block.empty))
    for number, (name, text) in enumerate(lines, 1):
        for index, value in ((1, name), (2, text)):
            cell = sheet.cell(number, index)
            _write(cell, value)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.font = Font(name="Calibri", size=14 if number == 1 else 10, bold=number == 1 or index == 1)
    sheet.column_dimensions["A"].width = 34
    sheet.column_dimensions["B"].width = 100


def _fill(sheet: Any, table: Table) -> None:
    for index, column in enumerate(table.columns, 1):
        cell = sheet.cell(1, index)
        _write(cell, column.header)
        cell.font = Font(name="Calibri", size=10, bold=True, color="FFFFFFFF")
        cell.fill, cell.border = _HEAD, _BOX
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        sheet.column_dimensions[get_column_letter(index)].width = max(9, column.width * 1.6)
    for number, row in enumerate(table.rows, 2):
        for index, (column, said) in enumerate(zip(table.columns, row, strict=True), 1):
            _cell(sheet.cell(number, index), column.kind, said, strong=row[0].strong)
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(table.columns))}{max(len(table.rows) + 1, 2)}"


def _cell(cell: Any, kind: Kind, said: Cell, *, strong: bool) -> None:
    value: Any = said.value
    if isinstance(value, PartialDate):
        value = value.first if value.month is not None else value.year
        cell.number_format = "[>=2200]dd/mm/yyyy;0" if said.value.day else "[>=2200]mm/yyyy;0"  # type: ignore[union-attr]  # a PartialDate
    elif kind is Kind.PERCENT and isinstance(value, Decimal | int):
        value, cell.number_format = float(value) / 100, "0 %"
    elif isinstance(value, Decimal):
        value = float(value)
    elif hasattr(value, "year"):
        cell.number_format = "dd/mm/yyyy"
    number_format = cell.number_format
    _write(cell, value)
    cell.number_format = number_format
    cell.font = Font(
        name="Calibri", size=10, bold=strong, color=_COLOURS.get(said.mark) if said.mark is not None else None
    )
    cell.border = _BOX
    cell.alignment = Alignment(wrap_text=True, vertical="top")


def _write(cell: Any, value: Any) -> None:
    if isinstance(value, str):
        cell.value = value.translate(_ILLEGAL)
        # No text becomes a formula, whatever it begins with.
        cell.data_type = "s"
        if value.startswith(("=", "+", "-", "@")):
            cell.quotePrefix = True
    else:
        cell.value = value if not isinstance(value, PartialDate) else text_of(value)


def _sheet_name(book: Any, caption: str) -> str:
    plain = re.sub(r"[\[\]:*?/\\']", " ", caption)[:28].strip() or "Tableau"
    name, number = plain, 1
    while name in book.sheetnames:
        number += 1
        name = f"{plain[:25]} {number}"
    return name
