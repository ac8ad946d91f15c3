"""Spreadsheets and CSV files, row by row, whatever their size, encoding and separator."""

from __future__ import annotations

import codecs
import csv
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qualigraph.errors import UsageProblem
from qualigraph.language import Text

UNPACKED_LIMIT = 400 * 2**20
STRINGS_LIMIT = 96 * 2**20
"""Bytes that a workbook may unpack to, and its texts, which are kept in memory: more is no table of results."""

_UNREADABLE = (OSError, zipfile.BadZipFile, zlib.error, EOFError, KeyError, ValueError, TypeError, SyntaxError)
"""What a damaged workbook makes its reader raise; errors of XML are syntax errors."""

_SEPARATORS = ";,\t|"
_PIECE = 2**20


@dataclass
class Sheet:
    """One sheet: its name (the file's own, for a CSV file) and its rows as they come, what was taken left out."""

    name: str
    rows: Iterator[tuple[object, ...]]


def sheets(path: Path) -> Iterator[Sheet]:
    """Yield the sheets of a workbook, or the one of a CSV file.

    Raises :class:`UsageProblem` for a file that is missing, unreadable or of another kind.
    """
    if not path.is_file():
        raise UsageProblem(Text("ce fichier n'existe pas.", "there is no such file."), str(path))
    if path.suffix.lower() in (".xlsx", ".xlsm"):
        yield from _workbook(path)
    elif path.suffix.lower() in (".csv", ".tsv", ".txt"):
        yield Sheet(path.stem, _csv_rows(path))
    else:
        raise UsageProblem(
            Text("format inconnu ; les formats lus sont .xlsx et .csv.", "unknown format; .xlsx and .csv are read."),
            str(path),
        )


def _workbook(path: Path) -> Iterator[Sheet]:
    from openpyxl import load_workbook

    with _refusing(path):
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
        strings = sum(part.file_size for part in parts if part.filename.endswith("sharedStrings.xml"))
        if sum(part.file_size for part in parts) > UNPACKED_LIMIT or strings > STRINGS_LIMIT:
            raise UsageProblem(
                Text("classeur trop grand ; enregistrez-le en CSV.", "workbook too large; save it as CSV."), str(path)
            )
        workbook = load_workbook(path, read_only=True, data_only=True, keep_links=False)
    try:
        # The library's types do not tell the read-only sheets from the others.
        worksheets: list[Any] = list(workbook.worksheets)
        for worksheet in worksheets:
            # Some programs write a wrong size, and only so many columns would be read.
            worksheet.reset_dimensions()
            yield Sheet(worksheet.title, _cells(path, worksheet))
    finally:
        workbook.close()


@contextmanager
def _refusing(path: Path) -> Iterator[None]:
    try:
        yield
    except _UNREADABLE as error:
        raise UsageProblem(
            Text(
                "ce classeur est illisible ; ouvrez-le dans votre tableur et enregistrez-le à nouveau en .xlsx.",
                "unreadable workbook; open it in your spreadsheet program and save it again as .xlsx.",
            ),
            str(path),
        ) from error


def _cells(path: Path, worksheet: Any) -> Iterator[tuple[object, ...]]:
    """Yield the rows of a worksheet; what is shown as a share of a hundred comes as it is shown: 0.853 as 85.3."""
    rows = worksheet.iter_rows()
    while True:
        with _refusing(path):
            row = next(rows, None)
            if row is None:
                return
            cells = tuple(_shown(cell) for cell in row)
        yield cells


def _shown(cell: Any) -> object:
    value = cell.value
    if type(value) in (int, float) and "%" in (cell.number_format or ""):
        return value * 100
    return value


def _csv_rows(path: Path) -> Iterator[tuple[object, ...]]:
    encoding = _encoding(path)
    with path.open(encoding=encoding, newline="") as file:
        start = file.read(65536)
        file.seek(0)
        reader = csv.reader(file, delimiter=_separator(start))
        try:
            for row in reader:
                yield tuple(row)
        except csv.Error as error:
            raise UsageProblem(
                Text("ligne illisible ; vérifiez les guillemets.", "unreadable line; check its quotes."),
                f"{path}:{reader.line_num}",
            ) from error


def _encoding(path: Path) -> str:
    """Return UTF-16 if the file begins so (Excel's "Unicode text"), UTF-8 if the whole of it is, else latin-1.

    Of latin-1 the form of Windows, unless bytes occur that it lacks.
    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with path.open("rb") as file:
            if file.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
                return "utf-16"
            file.seek(0)
            while piece := file.read(_PIECE):
                decoder.decode(piece)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "latin-1" if _beyond_windows(path) else "cp1252"
    except OSError as error:
        raise UsageProblem(Text("lecture impossible.", "cannot be read."), str(path)) from error
    return "utf-8-sig"


def _beyond_windows(path: Path) -> bool:
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            if re.search(rb"[\x81\x8d\x8f\x90\x9d]", piece):
                return True
    return False


def _separator(start: str) -> str:
    """Return the separator that the line with the FINESS column uses most, outside quotes."""
    lines = [re.sub(r'"[^"]*"', "", line) for line in start.splitlines()[:20]]
    line = next((line for line in lines if "finess" in line.lower()), lines[0] if lines else "")
    return max(_SEPARATORS, key=line.count)


def cell_name(column: int, row: int) -> str:
    """Return a cell's name as spreadsheets write it: column 0, row 3 is A3."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"
