"""The one form in which the project writes Turtle, so that a change of meaning is all that a diff shows.

rdflib's ``longturtle`` and ``otsrdflib`` were looked at first: neither sorts action2 before action10, writes
addresses relative to a base, chooses the order of predicates or keeps a comment.
"""

from __future__ import annotations

from pathlib import Path

from qualigraph.canonical.source import read_document
from qualigraph.canonical.writer import write_document
from qualigraph.reading import read_bytes


def canonical_turtle(content: bytes, place: str) -> str:
    """Return the canonical form of a Turtle file's ``content``; ``place`` is what errors call the file.

    Raises :class:`~qualigraph.errors.UsageProblem`, with the line, for what is not Turtle and for what the
    form cannot keep: a comment inside a block, a blank node used twice, a triple term.
    """
    return write_document(read_document(content, place))


def is_canonical(path: Path) -> bool:
    """Return whether the file is as :func:`canonical_turtle` would write it."""
    content = read_bytes(path)
    return path.read_bytes() == canonical_turtle(content, str(path)).encode()


__all__ = ["canonical_turtle", "is_canonical"]
