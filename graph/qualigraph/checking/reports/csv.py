"""The form for a spreadsheet that reads text: one row a finding."""

from __future__ import annotations

import csv
import io

from qualigraph.checking.findings import Report
from qualigraph.checking.reports.rows import ACCEPTANCE_COLUMNS, FINDING_COLUMNS, accepted_row, finding_row
from qualigraph.language import Language


def write(report: Report, language: Language) -> str:
    """Return the report as CSV; the last columns are filled for accepted findings."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(column.say(language) for column in (*FINDING_COLUMNS, *ACCEPTANCE_COLUMNS))
    for finding in report.findings:
        empty = [""] * len(ACCEPTANCE_COLUMNS)
        writer.writerow([_safe(cell) for cell in finding_row(finding, report, language)] + empty)
    for each in report.accepted:
        writer.writerow(_safe(cell) for cell in accepted_row(each, report, language))
    return out.getvalue()


def _safe(cell: str | int | None) -> str | int | None:
    """Return the cell so that no spreadsheet takes it for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
