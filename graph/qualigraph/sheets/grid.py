"""The cells of a file, sheet by sheet and row by row, without keeping what is not needed."""

from __future__ import annotations

import csv
import io
import re
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice, repeat
from typing import Any, Final

from openpyxl import load_workbook
from openpyxl.utils import range_boundaries

from qualigraph.errors import UsageProblem
from qualigraph.language import Text
from qualigraph.sheets.cells import Raw
from qualigraph.sheets.columns import ACTION_COLUMNS, MEASURE_COLUMNS, header_name, headers
from qualigraph.sheets.csv_file import restored
from qualigraph.sheets.opening import FileKind, Opened

COLUMN_LIMIT: Final = 200
"""Columns that are read: a table has some thirty."""
MERGED_LIMIT: Final = 5_000
"""Rows that one merged range may span."""
MERGED_CELLS_LIMIT: Final = 500_000

_ERRORS = frozenset(("#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#VALEUR!", "#NOM?"))


@dataclass(frozen=True)
class GridSheet:
    """One sheet: its name, its rows with their numbers, and for merged cells the row that holds the value."""

    name: str
    rows: Iterator[tuple[int, dict[int, Raw]]]
    merged: dict[tuple[int, int], int]


@contextmanager
def sheets_of(opened: Opened) -> Iterator[Iterator[GridSheet]]:
    """Give the sheets of a file one after the other; a CSV file is one sheet.

    Raises :class:`UsageProblem` for a file that cannot be read after all.
    """
    if opened.kind is FileKind.CSV:
        yield iter([GridSheet(opened.path.stem, _csv_rows(opened), {})])
        return
    books: list[Any] = []
    try:
        with warnings.catch_warnings():
            # openpyxl warns of what it does not read, such as pictures.
            warnings.simplefilter("ignore")
            with _refusing(opened):
                books.append(load_workbook(opened.path, read_only=True, data_only=True, keep_links=False))
                if opened.has_formulas:
                    books.append(load_workbook(opened.path, read_only=True, keep_links=False))
            yield _sheets(opened, books)
    finally:
        for book in books:
            book.close()


@contextmanager
def _refusing(opened: Opened) -> Iterator[None]:
    """Tell a person what to do with a file that openpyxl stumbles over."""
    try:
        yield
    except Exception as error:  # whatever a malformed part makes openpyxl raise
        raise UsageProblem(
            Text(
                f"classeur illisible ({type(error).__name__}) ; ouvrez-le dans votre tableur et enregistrez-le à "
                "nouveau en .xlsx.",
                f"unreadable workbook ({type(error).__name__}); open it in your spreadsheet program and save it again.",
            ),
            str(opened.path),
        ) from error


def _sheets(opened: Opened, books: list[Any]) -> Iterator[GridSheet]:
    for sheet in books[0].worksheets:
        formulas = books[1][sheet.title] if len(books) > 1 else None
        part = str(getattr(sheet, "_worksheet_path", "")).lstrip("/")
        yield GridSheet(sheet.title, _rows(opened, sheet, formulas), _merged(opened.merged.get(part, [])))


def _rows(opened: Opened, sheet: Any, formulas: Any) -> Iterator[tuple[int, dict[int, Raw]]]:
    sheet.reset_dimensions()
    written: Iterator[Any] = repeat(())
    if formulas is not None:
        formulas.reset_dimensions()
        written = formulas.iter_rows(max_col=COLUMN_LIMIT)
    values = zip(sheet.iter_rows(max_col=COLUMN_LIMIT), written, strict=False)
    number = 0
    while True:
        with _refusing(opened):
            pair = next(values, None)
            if pair is None:
                return
            cells = _cells(*pair)
        number += 1
        if cells:
            yield number, cells


def _cells(row: Sequence[Any], formulas: Sequence[Any]) -> dict[int, Raw]:
    cells = {index: _raw(cell) for index, cell in enumerate(row, 1) if cell.value is not None}
    for index, cell in enumerate(formulas, 1):
        if index not in cells and cell.value is not None:
            cells[index] = Raw(None, formula=True)
    return cells


def _raw(cell: Any) -> Raw:
    value = cell.value
    if isinstance(value, str):
        return Raw(None, formula=True) if value in _ERRORS else Raw(value)
    return Raw(value, cell.number_format or "General")


def _merged(references: list[str]) -> dict[tuple[int, int], int]:
    """Return, for each cell below the first of a merged range's first column, the row that holds its value."""
    held = {}
    for reference in references:
        left, top, _, bottom = range_boundaries(reference)
        if top is not None and bottom is not None and left is not None and bottom - top < MERGED_LIMIT:
            held.update({(row, left): top for row in range(top + 1, bottom + 1)})
        if len(held) > MERGED_CELLS_LIMIT:
            # No table that a person keeps; without them its rows are read as they stand.
            return {}
    return held


def _csv_rows(opened: Opened) -> Iterator[tuple[int, dict[int, Raw]]]:
    text = _decoded(opened)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    number = 0
    try:
        for number, values in enumerate(reader, 1):
            cells = {
                index: Raw(restored(value)) for index, value in enumerate(values[:COLUMN_LIMIT], 1) if value.strip()
            }
            if cells:
                yield number, cells
    except csv.Error as error:
        raise UsageProblem(
            Text(
                "cellule trop longue ou guillemet non refermé.", "a cell is too long or a quotation mark is not closed."
            ),
            f"{opened.path}:{number + 1}",
        ) from error


def _decoded(opened: Opened) -> str:
    content = opened.path.read_bytes()
    encodings = ["utf-16"] if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeError:
            continue
        if encoding == "cp1252":
            opened.remarks.append(
                Text("Fichier lu en Windows-1252, car il n'est pas en UTF-8.", "Read as Windows-1252, not being UTF-8.")
            )
        return _mended(opened, text)
    raise UsageProblem(
        Text(
            "encodage inconnu ; enregistrez le tableau en « CSV UTF-8 » ou en .xlsx.",
            'unknown encoding; save the table as "CSV UTF-8" or as .xlsx.',
        ),
        str(opened.path),
    )


def _mended(opened: Opened, text: str) -> str:
    """Return the text with its accents, where UTF-8 was once read as Windows-1252 and saved so."""
    if re.search("Ã[©¨ª§®´ ‰]", text):
        try:
            mended = text.encode("cp1252").decode("utf-8")
        except UnicodeError:
            return text
        opened.remarks.append(Text("Accents abîmés par un autre logiciel : rétablis.", "Garbled accents: restored."))
        return mended
    return text


def _delimiter(text: str) -> str:
    """Return the delimiter with which the first lines name most columns."""
    known = {**headers(ACTION_COLUMNS), **headers(MEASURE_COLUMNS)}
    lines = [line[:10_000] for line in islice(io.StringIO(text), 40)]

    def named(delimiter: str) -> int:
        return max(
            (sum(header_name(cell.strip('"')) in known for cell in line.split(delimiter)) for line in lines), default=0
        )

    return max(";,\t|", key=named)
