"""Looking at a file before it is opened: what it is, whether it is safe, and what to do if it cannot be read."""

from __future__ import annotations

import re
import stat
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Final

from qualigraph.errors import UsageProblem, system_reason
from qualigraph.language import Text

FILE_LIMIT: Final = 64 * 2**20
"""Bytes of the largest file: the table of 20,000 actions has some five million."""
UNPACKED_LIMIT: Final = 400 * 2**20
"""Bytes that a workbook's parts may have when unpacked."""
STRINGS_LIMIT: Final = 96 * 2**20
"""Bytes of the texts of a workbook, which are kept in memory."""
PARTS_LIMIT: Final = 2_000
OTHERS_LIMIT: Final = 32 * 2**20
"""Bytes of a part that is neither a sheet nor their texts: styles, names, links."""
TAGS_LIMIT: Final = 600_000
"""Tags of such a part: each becomes an object. The worn workbook with its 64,000 styles has some 400,000."""
CELLS_LIMIT: Final = 1_000_000
"""Cells of all sheets, empty ones included, and texts that they share."""
ROWS_LIMIT: Final = 1_100_000
"""Rows of all sheets: one whose format was set down to its end has 1,048,576."""
UNIT_LIMIT: Final = 300_000
"""Tags of one row or shared text, which is read at once: Excel has 16,384 columns. What follows the last row counts
with it."""
UNIT_BYTES_LIMIT: Final = 48 * 2**20
CSV_LIMIT: Final = 32 * 2**20

_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PIECE = 2**20
_CELL = re.compile(rb"<(?:\w+:)?(?:c|si)[\s/>]")
_ROW = re.compile(rb"<(?:\w+:)?row[\s/>]")
_UNIT = re.compile(rb"<(?:\w+:)?(?:row|si)[\s/>]")
_MERGED = re.compile(rb'<mergeCell\s+ref="([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})"')


class FileKind(StrEnum):
    """What is read."""

    WORKBOOK = "xlsx"
    CSV = "csv"


@dataclass
class Opened:
    """A file that may be read: its kind, and what is known of a workbook's parts without reading its cells."""

    path: Path
    kind: FileKind
    merged: dict[str, list[str]] = field(default_factory=dict)
    """The merged ranges by the sheet's part in the file."""
    has_formulas: bool = False
    rows: int = 0
    cells: int = 0
    open_tags: int = 0
    """Tags since the last row or shared text began."""
    open_bytes: int = 0
    remarks: list[Text] = field(default_factory=list)


def inspect(path: Path) -> Opened:
    """Return what the file is and what its parts hold. Nothing in it is run, and nothing it points to is fetched.

    Raises :class:`UsageProblem`, with what to do, for a file that is missing, too large, protected by a
    password, of another format, damaged, or made to fill the memory.
    """
    start = _start_of(path)
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _inspect_workbook(path)
    if start.startswith(_OLD):
        raise _old_format(path)
    if path.suffix.casefold() in (".xlsx", ".xlsm", ".xls", ".xltx"):
        raise UsageProblem(_not_a_workbook(start), str(path))
    if b"\x00" in start and not start.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UsageProblem(
            Text(
                "ce fichier n'est ni un classeur .xlsx ni un texte CSV.",
                "this file is neither an .xlsx workbook nor CSV text.",
            ),
            str(path),
        )
    if (size := path.stat().st_size) > CSV_LIMIT:
        raise _too_large(path, size, CSV_LIMIT)
    return Opened(path, FileKind.CSV)


def _start_of(path: Path) -> bytes:
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise UsageProblem(Text("ce n'est pas un fichier ordinaire.", "not a regular file."), str(path))
        if status.st_size > FILE_LIMIT:
            raise _too_large(path, status.st_size, FILE_LIMIT)
        if status.st_size == 0:
            raise UsageProblem(Text("ce fichier est vide.", "this file is empty."), str(path))
        with path.open("rb") as file:
            return file.read(4096)
    except FileNotFoundError as error:
        raise UsageProblem(Text("fichier introuvable.", "no such file."), str(path)) from error
    except OSError as error:
        reason = system_reason(error)
        raise UsageProblem(
            Text(
                f"lecture impossible ({reason.fr}). S'il est ouvert dans un tableur, fermez-le.",
                f"cannot be read ({reason.en}). If a spreadsheet program has it open, close it.",
            ),
            str(path),
        ) from error


def _inspect_workbook(path: Path) -> Opened:
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            _refuse_other_formats(path, archive, names)
            _refuse_bombs(path, parts)
            opened = Opened(path, FileKind.WORKBOOK)
            _note(opened, names)
            for part in parts:
                if part.filename.endswith((".xml", ".rels", ".vml")):
                    _scan(opened, archive, part)
            return opened
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, OSError, ValueError) as error:
        raise UsageProblem(
            Text(
                "classeur abîmé ou incomplet ; ouvrez-le dans votre tableur et enregistrez-le à nouveau en .xlsx.",
                "damaged or incomplete workbook; open it in your spreadsheet program and save it again as .xlsx.",
            ),
            str(path),
        ) from error


def _refuse_other_formats(path: Path, archive: zipfile.ZipFile, names: set[str]) -> None:
    if "xl/workbook.xml" in names:
        return
    if "xl/workbook.bin" in names:
        kind = "Excel binaire (.xlsb)"
    elif "mimetype" in names and b"opendocument" in archive.read("mimetype")[:200]:
        kind = "OpenDocument (.ods)"
    elif any(name.startswith("word/") for name in names):
        kind = "Word (.docx)"
    else:
        kind = ""
    fr = f"format {kind} ; enregistrez le tableau en .xlsx." if kind else "cette archive n'est pas un classeur .xlsx."
    en = f"format {kind}; save the table as .xlsx." if kind else "this archive is no .xlsx workbook."
    raise UsageProblem(Text(fr, en), str(path))


def _refuse_bombs(path: Path, parts: list[zipfile.ZipInfo]) -> None:
    # Reading stops at the size that a part declares, so these sums hold for what is really unpacked.
    total = sum(part.file_size for part in parts)
    if total > UNPACKED_LIMIT or len(parts) > PARTS_LIMIT:
        raise _too_large(path, total, UNPACKED_LIMIT)
    for part in parts:
        if part.filename.endswith("sharedStrings.xml") and part.file_size > STRINGS_LIMIT:
            raise _too_large(path, part.file_size, STRINGS_LIMIT)


def _note(opened: Opened, names: set[str]) -> None:
    if any(name.endswith("vbaProject.bin") for name in names):
        opened.remarks.append(
            Text("Le classeur contient des macros : elles ne sont pas exécutées.", "Its macros are not run.")
        )
    if any(name.startswith("xl/externalLinks/") for name in names):
        opened.remarks.append(
            Text(
                "Le classeur renvoie à d'autres fichiers : rien n'y est lu, les dernières valeurs connues sont prises.",
                "It links to other files: nothing is read there, the last known values are taken.",
            )
        )


def _scan(opened: Opened, archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Read a part in pieces: refuse entities and what would fill the memory, note formulas and merged cells."""
    is_sheet = part.filename.startswith("xl/worksheets/") and part.filename.endswith(".xml")
    is_data = is_sheet or part.filename.endswith("sharedStrings.xml")
    if not is_data and part.file_size > OTHERS_LIMIT:
        raise _too_large(opened.path, part.file_size, OTHERS_LIMIT)
    tags = opened.open_tags = opened.open_bytes = 0
    for piece in _pieces(archive, part):
        if is_data:
            _count(opened, piece)
        else:
            tags += piece.count(b"<")
            if tags > TAGS_LIMIT:
                raise _overgrown(opened, f"la partie {part.filename}", f"the part {part.filename}")
        if b"<!DOCTYPE" in piece or b"<!ENTITY" in piece:
            raise UsageProblem(
                Text(
                    f"la partie {part.filename} déclare des entités XML, ce qu'aucun tableur n'écrit : fichier refusé.",
                    f"the part {part.filename} declares XML entities, which no spreadsheet program writes: refused.",
                ),
                str(opened.path),
            )
        if is_sheet:
            opened.has_formulas = opened.has_formulas or b"<f>" in piece or b"<f " in piece
            found = opened.merged.setdefault(part.filename, [])
            found += (one.decode() for one in _MERGED.findall(piece) if one.decode() not in found[-4:])


def _count(opened: Opened, piece: bytes) -> None:
    """Count rows and cells: a small archive can hold so many empty ones that reading them never ends."""
    opened.rows += len(_ROW.findall(piece))
    opened.cells += len(_CELL.findall(piece))
    units = [unit.count(b"<") for unit in _UNIT.split(piece)]
    units[0] += opened.open_tags
    opened.open_tags = units[-1]
    opened.open_bytes = opened.open_bytes + len(piece) if len(units) == 1 else 0
    too_many = opened.rows > ROWS_LIMIT or opened.cells > CELLS_LIMIT
    if too_many or max(units) > UNIT_LIMIT or opened.open_bytes > UNIT_BYTES_LIMIT:
        raise _overgrown(opened, "une feuille", "a sheet")


def _overgrown(opened: Opened, what_fr: str, what_en: str) -> UsageProblem:
    return UsageProblem(
        Text(
            f"{what_fr} est démesurée ; copiez le tableau dans un nouveau classeur (collage des valeurs).",
            f"{what_en} is far too large; copy the table into a new workbook (paste values).",
        ),
        str(opened.path),
    )


def _pieces(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield the content of a part piece by piece, each with the end of the one before."""
    with archive.open(part) as file:
        kept = b""
        while piece := file.read(_PIECE):
            # Text in UTF-16 is brought to what the searches look for.
            joined = kept + piece.replace(b"\x00", b"")
            yield joined
            kept = joined[-64:]


def _old_format(path: Path) -> UsageProblem:
    content = path.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in content:
        text = Text(
            "classeur protégé par un mot de passe ; enregistrez-le sans mot de passe "
            "(Fichier, Informations, Protéger le classeur).",
            "workbook protected by a password; save it without one (File, Info, Protect Workbook).",
        )
    else:
        text = Text(
            "ancien format Excel (.xls) ; ouvrez-le et enregistrez-le en .xlsx (Fichier, Enregistrer sous).",
            "old Excel format (.xls); open it and save it as .xlsx (File, Save as).",
        )
    return UsageProblem(text, str(path))


def _not_a_workbook(start: bytes) -> Text:
    if re.match(rb"\s*(<!doctype html|<html|<table|<\?xml)", start, re.IGNORECASE):
        return Text(
            "ce n'est pas un classeur mais une page web ou du XML sous un nom de classeur ; ouvrez-le dans votre "
            "tableur et enregistrez-le en .xlsx.",
            "not a workbook but a web page or XML under a workbook's name; open it and save it as .xlsx.",
        )
    return Text(
        "ce n'est pas un classeur .xlsx, malgré son nom ; s'il est en CSV, donnez-lui l'extension .csv.",
        "not an .xlsx workbook despite its name; if it is CSV, give it the ending .csv.",
    )


def _too_large(path: Path, size: int, limit: int) -> UsageProblem:
    return UsageProblem(
        Text(
            f"fichier de {size // 2**20} Mio une fois ouvert, la limite est de {limit // 2**20} Mio ; gardez-y les "
            "seules feuilles du plan.",
            f"file of {size // 2**20} MiB once opened, the limit is {limit // 2**20} MiB; keep only the plan's sheets.",
        ),
        str(path),
    )
