"""The W3C's test suite for SHACL: its cases, as its manifests list them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import rdflib
from rdflib import RDF, SH, Namespace
from rdflib.collection import Collection
from rdflib.term import BNode, Node

SUITE = Path(__file__).parent / "suite"
BASE = "https://example.org/shacl-test-suite/"
MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
SHT = Namespace("http://www.w3.org/ns/shacl-test#")

Row = tuple[str, str, str, str, str, str]
"""Focus node, path, value, severity, component and shape; blank nodes are all the same."""


@dataclass(frozen=True)
class Case:
    """One test of the suite: files of data and shapes, and the results that a validator must give."""

    name: str
    data: Path
    shapes: Path
    expected: Counter[Row] | None
    """None where a validator must refuse the shapes."""


def cases() -> Iterator[Case]:
    """Give the cases of all manifests, in the order in which they are listed."""
    yield from _cases(SUITE / "manifest.ttl")


def _cases(manifest: Path) -> Iterator[Case]:
    graph = read(manifest)
    for entries in graph.objects(None, MF.entries):
        for entry in Collection(graph, entries):
            yield _case(graph, entry)
    for included in sorted(graph.objects(None, MF.include), key=str):
        yield from _cases(_file(included))


def _case(graph: rdflib.Graph, entry: Node) -> Case:
    action, result = graph.value(entry, MF.action), graph.value(entry, MF.result)
    assert result is not None
    return Case(
        name=str(entry).removeprefix(BASE),
        data=_file(graph.value(action, SHT.dataGraph)),
        shapes=_file(graph.value(action, SHT.shapesGraph)),
        expected=None if result == SHT.Failure else Counter(_row(graph, each) for each in graph[result : SH.result]),
    )


def _row(graph: rdflib.Graph, result: Node) -> Row:
    path = graph.value(result, SH.resultPath)
    return (
        written(graph.value(result, SH.focusNode)),
        "" if path is None else path_of(graph, path),
        written(graph.value(result, SH.value)),
        written(graph.value(result, SH.resultSeverity)),
        written(graph.value(result, SH.sourceConstraintComponent)),
        written(graph.value(result, SH.sourceShape)),
    )


def written(node: Node | None) -> str:
    """Return a node as N-Triples writes it, a blank one as ``_:``."""
    if node is None:
        return ""
    return "_:" if isinstance(node, BNode) else node.n3()


def path_of(graph: rdflib.Graph, node: Node) -> str:
    """Return a property path as it is told in findings."""
    if (node, RDF.first, None) in graph:
        return "/".join(path_of(graph, step) for step in Collection(graph, node))
    inverse, either = graph.value(node, SH.inversePath), graph.value(node, SH.alternativePath)
    if inverse is not None:
        return f"^{path_of(graph, inverse)}"
    if either is not None:
        return f"({'|'.join(path_of(graph, choice) for choice in Collection(graph, either))})"
    for predicate, sign in ((SH.zeroOrMorePath, "*"), (SH.oneOrMorePath, "+"), (SH.zeroOrOnePath, "?")):
        step = graph.value(node, predicate)
        if step is not None:
            return f"({path_of(graph, step)}){sign}"
    return written(node)


def with_base(file: Path) -> str:
    """Return the file's text with the address that the suite means by it as its base."""
    return f"@base <{BASE}{file.relative_to(SUITE).as_posix()}> .\n{file.read_text(encoding='utf-8')}"


def read(file: Path) -> rdflib.Graph:
    """Return the file's graph; literals keep the form that they are written in."""
    before, rdflib.NORMALIZE_LITERALS = rdflib.NORMALIZE_LITERALS, False
    try:
        return rdflib.Graph().parse(data=with_base(file), format="turtle")
    finally:
        rdflib.NORMALIZE_LITERALS = before


def _file(address: Node | None) -> Path:
    return SUITE / str(address).removeprefix(BASE)
