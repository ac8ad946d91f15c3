"""The tracking table as CSV that a French spreadsheet opens at a double click: semicolons, UTF-8 with its mark."""

from __future__ import annotations

import csv
import io

from qualigraph.plans import Level
from qualigraph.sheets.forms import Context
from qualigraph.sheets.rows import columns_of, rows_of

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


def write_csv(context: Context, level: Level) -> bytes:
    """Return the rows of actions, or of measures; a text that a spreadsheet would run gets an apostrophe before it."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    writer.writerow([column.header for column in columns_of(level)])
    for row in rows_of(context, level):
        writer.writerow([harmless(shown.text) for shown in row.cells])
    return b"\xef\xbb\xbf" + buffer.getvalue().encode()


def harmless(text: str) -> str:
    """Return ``text`` so that no spreadsheet runs it."""
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text


def restored(text: str) -> str:
    """Return ``text`` as it was before :func:`harmless`."""
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA_SIGNS) else text
