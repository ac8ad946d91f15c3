"""Reading RDF files into a store: formats, graph names, and errors that name file and line."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn
from urllib.parse import quote

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, QueryBoolean, RdfFormat, Store, parse

from qualigraph.errors import UsageProblem, system_reason
from qualigraph.language import Text
from qualigraph.lines import BYTE_ORDER_MARK, FileLines
from qualigraph.syntax import place_of, syntax_problem
from qualigraph.terms import GRAPH, INFERRED

FORMATS: dict[str, RdfFormat] = {
    ".ttl": RdfFormat.TURTLE,
    ".trig": RdfFormat.TRIG,
    ".nq": RdfFormat.N_QUADS,
    ".nt": RdfFormat.N_TRIPLES,
    ".jsonld": RdfFormat.JSON_LD,
}
"""The formats that are read, by the ending of the file's name."""

FILE_LIMIT = 128 * 2**20
"""Bytes of the largest file that is read: memory must hold it several times over."""

LITERAL_LIMIT = 2**20
"""Characters of the longest literal that is read: more is a document, not something said of one."""

NESTING_LIMIT = 100
"""Levels of nested JSON or nested triple terms: the parser would crash on some thousands."""

_ESCAPE = re.compile(rb"\\(?:u....|U........|.)", re.DOTALL)
_TEXT = rb'"""[^"\\]*(?:(?:\\.|"{1,2}(?!"))[^"\\]*)*"""|"[^"\\\n]*(?:\\.[^"\\\n]*)*"'
_ANY_TEXT = _TEXT + rb"""|'''[^'\\]*(?:(?:\\.|'{1,2}(?!'))[^'\\]*)*'''"""
_NO_BASE = "http://no-base.invalid/"


@dataclass(frozen=True)
class RdfFile:
    """One file to read and the named graph for its triples that name no graph themselves."""

    path: Path
    graph: NamedNode

    @property
    def format(self) -> RdfFormat:
        """The format that the file's name tells."""
        return FORMATS[self.path.suffix.lower()]

    @property
    def names_graphs(self) -> bool:
        """Whether the file itself says which triple is in which graph: TriG and N-Quads."""
        return self.format in (RdfFormat.TRIG, RdfFormat.N_QUADS)


def rdf_files(path: Path) -> list[Path]:
    """Return the RDF files that ``path`` stands for: itself, or all below it, in name order.

    Hidden files and folders are passed over. Raises :class:`UsageProblem` if ``path`` is missing, of no
    known format, a folder without any RDF file, one that cannot be listed or that contains itself.
    """
    if is_folder(path):
        found = sorted(_files_below(path))
        if not found:
            raise UsageProblem(
                Text(
                    "dossier sans fichier RDF (.ttl, .trig, .nq, .nt ou .jsonld).",
                    "folder without any RDF file (.ttl, .trig, .nq, .nt or .jsonld).",
                ),
                str(path),
            )
        return found
    if path.suffix.lower() not in FORMATS and path.exists():
        raise UsageProblem(
            Text(
                "format inconnu ; les formats lus sont .ttl, .trig, .nq, .nt et .jsonld.",
                "unknown format; .ttl, .trig, .nq, .nt and .jsonld are read.",
            ),
            str(path),
        )
    _refuse_unspeakable(path)
    return [path]


def holds_rdf(folder: Path) -> bool:
    """Return whether a folder has an RDF file somewhere below it. Raises as :func:`rdf_files`."""
    return any(True for _ in _files_below(folder))


def is_folder(path: Path) -> bool:
    """Return whether ``path`` is a folder. Raises :class:`UsageProblem` if that may not be seen."""
    try:
        return path.is_dir()
    except OSError as error:
        raise _unreadable(error, path) from error


def _files_below(top: Path) -> Iterator[Path]:
    def refuse(error: OSError) -> NoReturn:
        raise _unreadable(error, Path(error.filename or top))

    for folder, folders, names in os.walk(top, onerror=refuse, followlinks=True):
        here = Path(folder)
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        real = here.resolve()
        for name in folders:
            inner = here / name
            if inner.is_symlink() and real.is_relative_to(inner.resolve()):
                raise UsageProblem(
                    Text(
                        "ce lien ramène à un dossier qui le contient ; retirez-le.",
                        "this link leads back to a folder that contains it; remove it.",
                    ),
                    str(inner),
                )
        for name in names:
            if not name.startswith(".") and Path(name).suffix.lower() in FORMATS:
                _refuse_unspeakable(here / name)
                yield here / name


def _refuse_unspeakable(path: Path) -> None:
    """Refuse a name that is not UTF-8: no graph can be called by it, and nobody can be told of it."""
    try:
        str(path).encode()
    except UnicodeEncodeError as error:
        raise UsageProblem(
            Text("le nom de ce fichier n'est pas en UTF-8 ; renommez-le.", "this file's name is not UTF-8; rename it."),
            str(path),
        ) from error


def real_path(path: Path) -> Path:
    """Return ``path`` absolute and without links. Raises :class:`UsageProblem` if its links go in a circle."""
    try:
        return path.resolve()
    except (OSError, RuntimeError) as error:
        raise UsageProblem(Text("ce lien tourne en rond.", "this link goes round in a circle."), str(path)) from error


def graph_name(path: Path, root: Path) -> NamedNode:
    """Return the named graph of a file: its path under ``root`` without the extension."""
    name = NamedNode(GRAPH + quote(path.relative_to(root).with_suffix("").as_posix()))
    # A file that happens to be called inferred.ttl must not be taken for the closure.
    return NamedNode(f"{name.value}-{path.suffix[1:]}") if name == INFERRED else name


def read_bytes(path: Path) -> bytes:
    """Return the content of an RDF file.

    Raises :class:`UsageProblem` if it is missing, unreadable, not a regular file, too large or not UTF-8.
    """
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise UsageProblem(Text("ce n'est pas un fichier ordinaire.", "not a regular file."), str(path))
        if status.st_size > FILE_LIMIT:
            size, limit = (number // 2**20 for number in (status.st_size, FILE_LIMIT))
            raise UsageProblem(
                Text(
                    f"fichier de {size} Mio, la limite est de {limit} Mio ; découpez-le.",
                    f"file of {size} MiB, the limit is {limit} MiB; split it.",
                ),
                str(path),
            )
        content = path.read_bytes()
    except OSError as error:
        raise _unreadable(error, path) from error
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UsageProblem(
            Text(
                "ce fichier n'est pas en UTF-8 ; enregistrez-le en UTF-8.",
                "this file is not in UTF-8; save it as UTF-8.",
            ),
            f"{path}:{content.count(10, 0, error.start) + 1}",
        ) from error
    return content.removeprefix(BYTE_ORDER_MARK)


def load_file(store: Store, file: RdfFile, content: bytes) -> None:
    """Load the ``content`` of ``file`` into ``store``.

    Its triples that name no graph go to the file's graph, those of TriG and N-Quads to the default graph.
    Blank nodes get labels of their own. Raises :class:`UsageProblem` with ``file:line``; the store then
    holds nothing of the file, except where a literal is too long: throw the store away.
    """
    try:
        if file.format is RdfFormat.JSON_LD:
            store.extend(_json_ld_quads(file, content))
            return
        _refuse_nesting(file.path, content, rb"<<", rb">>")
        if file.names_graphs:
            store.bulk_load(content, file.format)
        else:
            store.bulk_load(content, file.format, to_graph=file.graph)
    except SyntaxError as error:
        raise syntax_problem(error, str(file.path), content) from error
    except MemoryError as error:
        # The parser of JSON keeps 16 MiB of text for one value, no more.
        raise _too_long(_place_of_long_text(content, file.path)) from error
    if len(content) > LITERAL_LIMIT:
        _refuse_long_literals(store, file, content)


def _json_ld_quads(file: RdfFile, content: bytes) -> list[Quad]:
    _refuse_nesting(file.path, content, rb"[\[{]", rb"[\]}]")
    quads = []
    for quad in parse(content, RdfFormat.JSON_LD, base_iri=_NO_BASE, rename_blank_nodes=True):
        for term in (quad.subject, quad.predicate, quad.object, quad.graph_name):
            if isinstance(term, NamedNode) and term.value.startswith(_NO_BASE):
                address = term.value.removeprefix(_NO_BASE)
                # JSON-LD tells no lines: the first place that writes the address is where to look.
                raise UsageProblem(_no_base(address), place_of(content, f'"{address}"'.encode(), file.path))
            if isinstance(term, Literal) and len(term.value) > LITERAL_LIMIT:
                raise _too_long(_place_of_long_text(content, file.path))
        unnamed = isinstance(quad.graph_name, DefaultGraph)
        quads.append(Quad(quad.subject, quad.predicate, quad.object, file.graph) if unnamed else quad)
    if not quads and re.search(rb"[^\s\[\]{},]", content):
        # JSON-LD passes over whatever its context does not explain: here that is everything.
        raise UsageProblem(
            Text(
                "aucun fait n'est lu dans ce JSON ; ajoutez un @context et des @id entiers.",
                "not one fact is read in this JSON; add a @context and whole @id.",
            ),
            str(file.path),
        )
    return quads


def _refuse_nesting(path: Path, content: bytes, opening: bytes, closing: bytes) -> None:
    if not re.search(opening, content):
        return
    depth = 0
    for token in re.finditer(_TEXT + rb"|(" + opening + rb")|(" + closing + rb")", content):
        depth += 1 if token[1] else -1 if token[2] else 0
        if depth > NESTING_LIMIT:
            raise UsageProblem(
                Text(f"plus de {NESTING_LIMIT} niveaux imbriqués.", f"more than {NESTING_LIMIT} nested levels."),
                f"{path}:{content.count(10, 0, token.start()) + 1}",
            )


def _refuse_long_literals(store: Store, file: RdfFile, content: bytes) -> None:
    long = store.query(
        "ASK { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } }"
        f" FILTER(isLiteral(?o) && STRLEN(STR(?o)) > {LITERAL_LIMIT}) }}"
    )
    if isinstance(long, QueryBoolean) and long:
        line = _line_of_long_text(content) or FileLines(content, file.format).long_literal(LITERAL_LIMIT)
        if line is not None:
            raise _too_long(f"{file.path}:{line}")


def _line_of_long_text(content: bytes) -> int | None:
    """Return the line of the first quoted text that is too long.

    Looked for in the bytes: a parser that is fed line by line goes over a text of many lines again for each.
    """
    for text in re.finditer(_ANY_TEXT, content, re.DOTALL):
        if text.end() - text.start() > LITERAL_LIMIT:
            length = len(_ESCAPE.sub(b"x", text[0]).decode().strip("\"'"))
            if length > LITERAL_LIMIT:
                return content.count(10, 0, text.start()) + 1
    return None


def _place_of_long_text(content: bytes, path: Path) -> str:
    line = _line_of_long_text(content)
    return f"{path}:{line}" if line else str(path)


def _too_long(place: str) -> UsageProblem:
    french, english = (f"{LITERAL_LIMIT:,}".replace(",", mark) for mark in ("\u202f", ","))
    return UsageProblem(
        Text(
            f"littéral de plus de {french} caractères ; gardez le document à part et donnez son adresse.",
            f"literal of more than {english} characters; keep the document apart and give its address.",
        ),
        place,
    )


def _no_base(address: str) -> Text:
    return Text(
        f"adresse relative <{address}> sans base ; déclarez @base ou écrivez l'adresse entière.",
        f"relative address <{address}> without a base; declare @base or write the whole address.",
    )


def _unreadable(error: OSError, path: Path) -> UsageProblem:
    if isinstance(error, FileNotFoundError):
        return UsageProblem(Text("fichier ou dossier introuvable.", "no such file or folder."), str(path))
    if isinstance(error, PermissionError):
        return UsageProblem(
            Text("lecture interdite ; vérifiez les droits.", "may not be read; check its permissions."), str(path)
        )
    reason = system_reason(error)
    return UsageProblem(Text(f"lecture impossible ({reason.fr}).", f"cannot be read ({reason.en})."), str(path))
