"""The form for Excel: the sheets Constats, Constats acceptés, Règles."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from qualigraph.checking.findings import Report, Severity
from qualigraph.checking.reports import words
from qualigraph.checking.reports.rows import (
    ACCEPTANCE_COLUMNS,
    FINDING_COLUMNS,
    RULE_COLUMNS,
    accepted_row,
    finding_row,
    rule_rows,
)
from qualigraph.language import Language, Text

_FILLS = {Severity.VIOLATION: "F8D7DA", Severity.WARNING: "FFF3CD", Severity.INFO: "D9EAF7"}
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_WIDTHS = {"Constat": 50, "À faire": 50, "Pourquoi": 60, "Nom": 50, "Titre": 40, "Motif": 50, "Fichier": 40}
_NARROW = 16


def write(report: Report, language: Language) -> bytes:
    """Return the report as a workbook."""
    book: Any = Workbook()
    book.properties.creator = "qualigraph"
    book.properties.created = book.properties.modified = datetime.combine(report.as_of, datetime.min.time())
    first = book.active
    first.title = Text("Constats", "Findings").say(language)
    fills = [_FILLS[finding.severity] for finding in report.findings]
    rows = (finding_row(finding, report, language) for finding in report.findings)
    _fill(first, FINDING_COLUMNS, rows, language, fills)
    first.oddFooter.left.text = words.day(report, language)
    accepted = book.create_sheet(Text("Constats acceptés", "Accepted findings").say(language))
    _fill(
        accepted,
        (*FINDING_COLUMNS, *ACCEPTANCE_COLUMNS),
        (accepted_row(each, report, language) for each in report.accepted),
        language,
    )
    _fill(book.create_sheet(Text("Règles", "Rules").say(language)), RULE_COLUMNS, rule_rows(report, language), language)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _fill(
    sheet: Any,
    columns: Sequence[Text],
    rows: Iterable[Sequence[str | int | None]],
    language: Language,
    fills: Sequence[str] = (),
) -> None:
    sheet.append([column.say(language) for column in columns])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for number, row in enumerate(rows):
        for column, value in enumerate(row, start=1):
            cell = sheet.cell(number + 2, column)
            cell.value = _CONTROL.sub("", value) if isinstance(value, str) else value
            if isinstance(value, str):
                # A text that begins with "=" stays a text.
                cell.data_type = "s"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        if number < len(fills):
            sheet.cell(number + 2, 2).fill = PatternFill("solid", start_color=fills[number])
    for position, title in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(position)].width = _WIDTHS.get(title.fr, _NARROW)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"
