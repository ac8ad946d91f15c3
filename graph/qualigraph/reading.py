"""Reading RDF files into a store: formats, graph names, and errors that name file and line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from pyoxigraph import NamedNode, RdfFormat, Store

from qualigraph.errors import UsageProblem
from qualigraph.language import Text
from qualigraph.terms import GRAPH

FORMATS: dict[str, RdfFormat] = {
    ".ttl": RdfFormat.TURTLE,
    ".trig": RdfFormat.TRIG,
    ".nq": RdfFormat.N_QUADS,
    ".nt": RdfFormat.N_TRIPLES,
    ".jsonld": RdfFormat.JSON_LD,
}
"""The formats that are read, by the ending of the file's name."""


def rdf_files(path: Path) -> list[Path]:
    """Return the RDF files that ``path`` stands for: itself, or all below it, in name order.

    Raises :class:`UsageProblem` if it is missing, cannot be listed or is of no known format.
    """
    if path.is_dir():
        try:
            found = sorted(file for file in path.rglob("*") if file.suffix in FORMATS and file.is_file())
        except OSError as error:
            raise UsageProblem(
                Text("dossier illisible ({reason}).", "folder cannot be read ({reason})."), str(path)
            ) from error
        return found
    if not path.exists():
        raise UsageProblem(Text("fichier introuvable.", "no such file."), str(path))
    if path.suffix not in FORMATS:
        raise UsageProblem(
            Text(
                "format inconnu ; les formats lus sont .ttl, .trig, .nq, .nt et .jsonld.",
                "unknown format; .ttl, .trig, .nq, .nt and .jsonld are read.",
            ),
            str(path),
        )
    return [path]


def graph_name(path: Path, root: Path) -> NamedNode:
    """Return the named graph of a file: its path under ``root`` without the extension."""
    return NamedNode(GRAPH + path.relative_to(root).with_suffix("").as_posix())


def load_files(store: Store, files: Iterable[tuple[Path, NamedNode]]) -> Iterator[tuple[Path, NamedNode]]:
    """Load each file into ``store``, its unnamed triples into the graph given with it, and yield it when done.

    Raises :class:`UsageProblem` with ``file:line`` for a file that cannot be read.
    """
    for path, graph in files:
        rdf_format = FORMATS[path.suffix]
        named = rdf_format.supports_datasets and rdf_format is not RdfFormat.JSON_LD
        try:
            if named:
                store.bulk_load(path=path, format=rdf_format)
            else:
                store.bulk_load(path=path, format=rdf_format, to_graph=graph)
        except SyntaxError as error:
            raise UsageProblem(
                Text(f"syntaxe RDF incorrecte : {error.msg}", f"RDF syntax error: {error.msg}"),
                f"{path}:{error.lineno}",
            ) from error
        except OSError as error:
            raise UsageProblem(
                Text(
                    f"lecture impossible ({error.strerror or error}).", f"cannot be read ({error.strerror or error})."
                ),
                str(path),
            ) from error
        yield path, graph
