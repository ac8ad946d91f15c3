"""How the workbook looks: few colours, readable in print and without colour."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, TypeAlias

import openpyxl.formatting.rule
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Protection, Side

Book: TypeAlias = Any
Sheet: TypeAlias = Any
"""openpyxl's workbook and sheet: its type stubs do not know half of what they can do."""

_rules: Any = openpyxl.formatting.rule
INK: Final = "1F3A4D"
_LINE = Side(style="thin", color="C9D3DA")
_BOX = Border(bottom=_LINE, left=_LINE, right=_LINE, top=_LINE)
NO_FILL: Final = PatternFill(fill_type=None)
FAULT_FILL: Final = PatternFill("solid", start_color="FFFFD6D6", end_color="FFFFD6D6")
REMARK_FILL: Final = PatternFill("solid", start_color="FFFFF0C2", end_color="FFFFF0C2")
BODY, CENTRED, HEAD, TITLE, QUIET = "qg_corps", "qg_centre", "qg_entete", "qg_titre", "qg_discret"


def add_styles(book: Book) -> None:
    """Give the workbook its named styles."""
    body = NamedStyle(BODY, font=Font(name="Calibri", size=10), alignment=Alignment(vertical="top", wrap_text=True))
    body.border = _BOX
    # Cells of the history are protected: the import does not read them.
    body.protection = Protection(locked=True)
    centred = NamedStyle(CENTRED, font=Font(name="Calibri", size=10))
    centred.alignment = Alignment(vertical="top", horizontal="center", wrap_text=True)
    centred.border = _BOX
    head = NamedStyle(HEAD, font=Font(name="Calibri", size=10, bold=True, color="FFFFFFFF"))
    head.fill = PatternFill("solid", start_color=f"FF{INK}", end_color=f"FF{INK}")
    head.alignment = Alignment(vertical="center", wrap_text=True)
    head.border = _BOX
    title = NamedStyle(TITLE, font=Font(name="Calibri", size=15, bold=True, color=f"FF{INK}"))
    quiet = NamedStyle(QUIET, font=Font(name="Calibri", size=10, color="FF5B6B76"))
    quiet.alignment = Alignment(vertical="top", wrap_text=True)
    for style in (body, centred, head, title, quiet):
        book.add_named_style(style)


def add_styles_once(book: Book) -> None:
    """Give somebody's workbook our named styles, unless it comes from us and has them."""
    if BODY not in book.named_styles:
        add_styles(book)


def page(sheet: Sheet, title: str, *, wide: bool, across: int = 1) -> None:
    """Set the sheet up for print: ``across`` papers wide, the header on each."""
    sheet.page_setup.orientation = "landscape" if wide else "portrait"
    sheet.page_setup.paperSize = 8 if wide else 9
    sheet.page_setup.fitToWidth = across
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top = sheet.page_margins.bottom = 0.75
    sheet.page_margins.header = sheet.page_margins.footer = 0.35
    sheet.oddHeader.left.text = title.replace("&", "&&")
    sheet.oddFooter.left.text = "&A"
    sheet.oddFooter.right.text = "Page &P / &N"


def fit(sheet: Sheet, row: int, cells: Iterable[tuple[str, float]]) -> None:
    """Give a row the height at which all wrapped text shows; ``cells`` are texts with the widths of their columns.

    Not every program finds that height by itself.
    """
    lines = 1
    for text, width in cells:
        lines = max(lines, sum(-(-len(line) // max(int(width * 1.05), 1)) or 1 for line in text.split("\n")))
    sheet.row_dimensions[row].height = min(13.5 * lines + 3, 400)


def colour_rows(sheet: Sheet, last: int, deadline: str, status: str, progress: str) -> None:
    """Show what is late, done or stopped, and how far each action is; the letters are those of the columns."""
    due, state = f"${deadline}2", f"${status}2"
    # Numbers below 2200 are years; a month stands as its last day: neither is late before its end.
    end = f"IF({due}<2200,DATE({due},12,31),{due})"
    sheet.conditional_formatting.add(
        f"{deadline}2:{deadline}{last}",
        _rules.FormulaRule(
            formula=[f'AND(ISNUMBER({due}),{end}<TODAY(),{state}<>"terminée",{state}<>"abandonnée")'],
            font=Font(bold=True, color="FFA4161A"),
        ),
    )
    for text, colour in (("terminée", "FFDDEFE0"), ("en cours", "FFE1ECF7"), ("suspendue", "FFFDEFD3"),
                         ("abandonnée", "FFE6E6E6")):  # fmt: skip
        sheet.conditional_formatting.add(
            f"{status}2:{status}{last}",
            _rules.FormulaRule(
                formula=[f'{state}="{text}"'], fill=PatternFill("solid", start_color=colour, end_color=colour)
            ),
        )
    sheet.conditional_formatting.add(
        f"{progress}2:{progress}{last}",
        _rules.DataBarRule(start_type="num", start_value=0, end_type="num", end_value=1, color="FF8FB8D8"),
    )
