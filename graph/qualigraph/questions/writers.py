"""Tables as text: CSV, TSV, CSV for a French Excel and JSON."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from decimal import Decimal

from qualigraph.questions.table import Cell, Table

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def to_csv(table: Table) -> str:
    """Return the rows as CSV (RFC 4180): commas, labels as people read them, dates and numbers as machines do."""
    return _delimited(table, ",", "\r\n")


def to_tsv(table: Table) -> str:
    """Return the rows as tab-separated values, one line each: tabs and line ends become spaces."""
    lines = [[header.header for header in table.columns], *([_plain(cell) for cell in row] for row in table.rows)]
    return "".join("\t".join(" ".join(text.split()) for text in line) + "\n" for line in lines)


def to_csv_excel(table: Table) -> str:
    """Return the rows as CSV that a French Excel opens at a double click: semicolons, BOM, decimal commas.

    A text that Excel would take for a formula gets an apostrophe before it.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    writer.writerow([_harmless(header.header) for header in table.columns])
    for row in table.rows:
        writer.writerow([_french(cell) for cell in row])
    return "\ufeff" + buffer.getvalue()


def to_json(table: Table) -> str:
    """Return the table as JSON: what was asked, and each cell with its value, its label and its IRI."""
    data: dict[str, object] = {
        "question": table.question,
        "title": table.title,
        "language": table.language,
        "parameters": [{"label": label, "value": value} for label, value in table.parameters],
        "asOf": table.as_of.isoformat() if table.as_of else None,
        "notes": list(table.notes),
        "count": table.row_count,
        "columns": [{"key": header.key, "header": header.header} for header in table.columns],
        "rows": [
            {header.key: _as_json(cell) for header, cell in zip(table.columns, row, strict=True)} for row in table.rows
        ],
    }
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def _delimited(table: Table, delimiter: str, line_end: str) -> str:
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=delimiter, lineterminator=line_end)
    writer.writerow([header.header for header in table.columns])
    for row in table.rows:
        writer.writerow([_plain(cell) for cell in row])
    return buffer.getvalue()


def _plain(cell: Cell) -> str:
    if isinstance(cell.value, Decimal | date) and not cell.coded:
        return str(cell.value)
    return cell.label


def _french(cell: Cell) -> str:
    if cell.coded:
        return _harmless(cell.label)
    if isinstance(cell.value, Decimal):
        return str(cell.value).replace(".", ",")
    if isinstance(cell.value, int) and not isinstance(cell.value, bool):
        return str(cell.value)
    return _harmless(cell.label)


def _harmless(text: str) -> str:
    """Return ``text`` so that no spreadsheet runs it: "=1+1" becomes "'=1+1"."""
    return f"'{text}" if text.lstrip(" \u00a0").startswith(_FORMULA) else text


def _as_json(cell: Cell) -> dict[str, object]:
    value = float(cell.value) if isinstance(cell.value, Decimal) else cell.value
    shown = value.isoformat() if isinstance(value, date) else value
    data: dict[str, object] = {"value": shown, "label": cell.label}
    if cell.iri is not None:
        data["iri"] = cell.iri
    if cell.parts:
        data["parts"] = [_as_json(part) for part in cell.parts]
    return data
