"""Where a triple stands in its file: parsed again, on demand, only for files that hold what is reported.

pyoxigraph's parsers are streaming: each triple is handed out as soon as its last token is read. They are
fed line by line, so the line counter stands on the triple's object when the triple comes out. A plain
string literal is the exception: whether a language tag follows is known only from the next token. So each
line is fed in two pieces, its first character and the rest: a literal that comes out on a first character
ended on an earlier line.
"""

from __future__ import annotations

import io
import re

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Store, Triple, parse

Term = NamedNode | BlankNode | Literal | Triple
GraphName = NamedNode | BlankNode | DefaultGraph

_ANYTHING = NamedNode("urn:x-any")
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_LINE_FORMATS = (RdfFormat.N_TRIPLES, RdfFormat.N_QUADS)
_BOUNDARY = re.compile(rb"[.{}]\s*(#.*)?$|^\s*@?(prefix|base)\b", re.IGNORECASE)
_TRIPLE_QUOTE = re.compile(rb"\"\"\"|'''")


class _LineFeed(io.BytesIO):
    """A file for the parser that hands out each line in two pieces and knows where it stands."""

    def __init__(self, content: bytes) -> None:
        super().__init__(content.removeprefix(BYTE_ORDER_MARK))
        self.lines = self.readlines()
        self.number = 0
        self.on_first_character = False
        self._line = b""
        self._at = 0

    def read(self, size: int | None = -1, /) -> bytes:
        size = size if size and size > 0 else len(self.getbuffer())
        if self._at < len(self._line):
            self.on_first_character = False
            start, self._at = self._at, self._at + size
            return self._line[start : self._at]
        if self.number == len(self.lines):
            return b""
        line = self.lines[self.number]
        self.number += 1
        self.on_first_character = True
        indent = len(line) - len(line.lstrip())
        # A dot is a token only once it is known that no digit follows.
        first = min(indent + (2 if line[indent : indent + 1] == b"." else 1), size)
        self._line, self._at = line, first
        return line[:first]


class FileLines:
    """The lines of one RDF file's triples and subjects, by the file's own graph names."""

    def __init__(self, content: bytes, rdf_format: RdfFormat) -> None:
        feed = _LineFeed(content)
        self._lines = feed.lines
        self._by_line = rdf_format in _LINE_FORMATS
        self._triples: dict[tuple[GraphName, Term, Term, Term], int] = {}
        self._subjects: dict[tuple[GraphName, Term], int] = {}
        self._of_blank: dict[Term, list[tuple[Term, Term]]] = {}
        self._unread: int | None = None
        self._read(feed, rdf_format)

    def triple(self, graph: GraphName, subject: Term, predicate: Term, value: Term) -> int | None:
        """Return the line on which the triple's object begins, or None if the file does not hold it."""
        line = self._triples.get((graph, subject, predicate, value))
        if line is None and isinstance(value, Literal):
            # A store keeps numbers and dates by their value: what it gives as 7 may be written 007.
            for other in self._triples:
                if other[:3] == (graph, subject, predicate) and _as_stored(other[3]) == value:
                    return self._triples[other]
        return line

    def subject(self, graph: GraphName, subject: Term) -> int | None:
        """Return the line on which the subject's first block begins, or None if it has none."""
        line = self._subjects.get((graph, subject))
        if line is None or self._by_line:
            return line
        above = self._content_above(line)
        while above and not _BOUNDARY.search(self._lines[above - 1]):
            line, above = above, self._content_above(above)
        return line

    def blank(self, description: frozenset[tuple[Term, Term]]) -> Term | None:
        """Return this file's blank node that has exactly the given predicates and objects, if there is one.

        Blank nodes have other labels each time a file is read: only what they say tells them apart.
        Objects that are themselves blank are left out on both sides.
        """
        for node, pairs in self._of_blank.items():
            if description == without_blanks(pairs):
                return node
        return None

    def long_literal(self, limit: int) -> int | None:
        """Return the line of the first literal with more than ``limit`` characters, if there is one."""
        for (_, _, _, value), line in self._triples.items():
            if isinstance(value, Literal) and len(value.value) > limit:
                return line
        return self._unread

    def _read(self, feed: _LineFeed, rdf_format: RdfFormat) -> None:
        opened: dict[Term, int] = {}
        last = 1
        try:
            for quad in parse(feed, rdf_format):
                last = feed.number
                self._note(quad, feed, opened)
        except MemoryError:
            # A streaming parser keeps 16 MiB of text for one token, no more: this one begins after the last triple.
            between = range(last, feed.number)
            self._unread = next((n for n in between if _TRIPLE_QUOTE.search(self._lines[n - 1])), feed.number)

    def _note(self, quad: Quad, feed: _LineFeed, opened: dict[Term, int]) -> None:
        line = self._object_line(quad, feed, opened)
        if isinstance(quad.subject, BlankNode):
            opened.setdefault(quad.subject, line if self._by_line else self._bracket_above(line))
            self._of_blank.setdefault(quad.subject, []).append((quad.predicate, quad.object))
            self._subjects.setdefault((quad.graph_name, quad.subject), opened[quad.subject])
        self._triples.setdefault((quad.graph_name, quad.subject, quad.predicate, quad.object), line)
        self._subjects.setdefault((quad.graph_name, quad.subject), line)

    def _object_line(self, quad: Quad, feed: _LineFeed, opened: dict[Term, int]) -> int:
        value, line = quad.object, feed.number
        if self._by_line:
            return line
        if isinstance(value, BlankNode):
            # What stands between its brackets came out first.
            return opened.get(value, line)
        if isinstance(value, Literal):
            if feed.on_first_character:
                line = self._content_above(line)
            return self._start_of_text(value.value, line)
        return line

    def _start_of_text(self, text: str, end: int) -> int:
        """Return the line on which the literal begins that ends on line ``end``."""
        first, newline, _ = text.partition("\n")
        start = end - text.count("\n")
        if not newline or start < 1:
            return end
        opening = _TRIPLE_QUOTE.split(self._lines[start - 1])
        # Its line ends may be written as escapes instead; then its first line is not what stands up there.
        written = first.rstrip("\r").encode()
        return start if len(opening) > 1 and (opening[-1].rstrip(b"\r\n") == written or b"\\" in opening[-1]) else end

    def _content_above(self, line: int) -> int:
        """Return the nearest line above that is neither blank nor a comment, 0 if there is none."""
        line -= 1
        while line and (not (text := self._lines[line - 1].strip()) or text.startswith(b"#")):
            line -= 1
        return line

    def _bracket_above(self, line: int) -> int:
        found = line
        while found and not re.search(rb"[\[(]", self._lines[found - 1]):
            found = self._content_above(found)
        return found or line


def without_blanks(pairs: list[tuple[Term, Term]]) -> frozenset[tuple[Term, Term]]:
    """Return the predicates and objects that mean the same in every reading of a file."""
    return frozenset(pair for pair in pairs if not isinstance(pair[1], BlankNode))


def _as_stored(value: Term) -> Term:
    store = Store()
    store.add(Quad(_ANYTHING, _ANYTHING, value))
    stored: Term = next(iter(store)).object
    return stored
