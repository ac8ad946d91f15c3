"""Where something is said: document and lines, and the wording where the document is at hand."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from qualigraph.terms import QG
from qualigraph_server.pages.context import View, sources_folder
from qualigraph_server.pages.graph import Node
from qualigraph_server.pages.naming import Namer, Ref


@dataclass(frozen=True)
class Place:
    """One place of a document: the link to its page, the document, its lines, its wording if it can be read."""

    ref: Ref
    document: Ref | None
    first: int
    last: int
    wording: str | None = None
    heading: bool = False


def places(view: View, namer: Namer, thing: Node, *, wording: bool = True) -> list[Place]:
    """Return where ``thing`` is said, in the order of the document; where its title is printed comes first."""
    graph = view.graph
    headings = set(graph.nodes(thing, QG.headingPassage))
    found = [
        place(view, namer, node, wording=wording, heading=node in headings)
        for node in dict.fromkeys([*headings, *graph.nodes(thing, QG.passage)])
    ]
    return sorted(
        found, key=lambda one: (not one.heading, one.document.text if one.document else "", one.first, one.ref.iri)
    )


def place(view: View, namer: Namer, passage: Node, *, wording: bool = True, heading: bool = False) -> Place:
    """Return what a page shows of one passage."""
    graph = view.graph
    document = graph.node(passage, QG.document)
    return Place(
        ref=namer.ref(passage),
        document=namer.ref(document) if document is not None else None,
        first=graph.number(passage, QG.firstLine) or 0,
        last=graph.number(passage, QG.lastLine) or 0,
        wording=words_of(view, passage) if wording else None,
        heading=heading,
    )


def words_of(view: View, passage: Node) -> str | None:
    """Return the wording of a passage, None unless the very document that the graph describes is at hand."""
    graph = view.graph
    document = graph.node(passage, QG.document)
    start, end = graph.number(passage, QG.startOffset), graph.number(passage, QG.endOffset)
    if document is None or start is None or end is None:
        return None
    text = document_text(view, document)
    return None if text is None else " ".join(text[start:end].replace("\ufffd", " ").split()) or None


def document_text(view: View, document: Node) -> str | None:
    """Return the text of a document, None unless the folder of sources holds the file with the digest given."""
    folder = sources_folder()
    name, digest = view.graph.text(document, QG.fileName), view.graph.text(document, QG.sha256)
    # Only a bare name in that very folder: the graph may come from anyone.
    if folder is None or name is None or digest is None or Path(name).name != name:
        return None
    return _read(folder / name, digest)


@cache
def _read(file: Path, digest: str) -> str | None:
    try:
        content = file.read_bytes()
    except OSError:
        return None
    if hashlib.sha256(content).hexdigest() != digest:
        return None
    return content.decode("utf-8", errors="replace")
