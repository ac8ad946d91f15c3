"""What stands in the source documents, where they are at hand: facts that the rules on sources compare with."""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode

from qualigraph.checking.facts import CHECK, Fact
from qualigraph.checking.shacl.view import GraphView, Resource, Term
from qualigraph.terms import QG, XSD

_SPACES = re.compile(r"[ \t\r\n\u00a0]+")
_INVISIBLE = str.maketrans("", "", "\u00ad\ufffd")


@dataclass(frozen=True)
class Document:
    """A source document as it stands in its file."""

    text: str
    sha256: str
    starts: tuple[int, ...]

    @classmethod
    def read(cls, path: Path) -> Document:
        """Return the document in the file ``path``, decoded as UTF-8."""
        content = path.read_bytes()
        text = content.decode("utf-8")
        starts = (0, *(position + 1 for position, character in enumerate(text) if character == "\n"))
        return cls(text, hashlib.sha256(content).hexdigest(), starts)

    def line(self, offset: int) -> int:
        """Return the line, from 1, on which the character at ``offset`` stands."""
        return bisect_right(self.starts, offset)

    def words(self, start: int, end: int) -> str:
        """Return what stands between two offsets, its lines joined by one space, without invisible characters."""
        return _SPACES.sub(" ", self.text[start:end].translate(_INVISIBLE)).strip()


def document_facts(view: GraphView, folder: Path) -> Iterator[Fact]:
    """Give the facts of the documents of the graph that lie in ``folder``, and of their passages.

    A document whose fingerprint is another than the one written gives that and nothing else.
    """
    documents: dict[Term, Document] = {}
    for node, names in view.forward(QG.fileName).items():
        path = folder / names[0].value
        if not isinstance(node, NamedNode | BlankNode) or not path.is_file():
            continue
        document = Document.read(path)
        yield node, CHECK.sha256, Literal(document.sha256)
        if any(written.value.lower() == document.sha256 for written in view.objects(node, QG.sha256)):
            documents[node] = document
            yield node, CHECK.lineCount, _integer(len(document.starts))
            yield node, CHECK.characterCount, _integer(len(document.text))
    for passage, sources in view.forward(QG.document).items():
        found = documents.get(sources[0])
        if found is not None and isinstance(passage, NamedNode | BlankNode):
            yield from _passage_facts(view, passage, found)


def _passage_facts(view: GraphView, passage: Resource, document: Document) -> Iterator[Fact]:
    offsets = [view.objects(passage, predicate) for predicate in (QG.startOffset, QG.endOffset)]
    # Where files give a passage several offsets, nobody can say where it stands.
    start, end = (_number(found[0]) if len(found) == 1 else None for found in offsets)
    if start is None or end is None or not 0 <= start < end <= len(document.text):
        return
    yield passage, CHECK.text, Literal(document.words(start, end))
    yield passage, CHECK.firstLine, _integer(document.line(start))
    yield passage, CHECK.lastLine, _integer(document.line(end - 1))


def _integer(value: int) -> Literal:
    return Literal(str(value), datatype=XSD.integer)


def _number(value: Term | None) -> int | None:
    return int(value.value) if isinstance(value, Literal) and re.fullmatch(r"\d+", value.value) else None
