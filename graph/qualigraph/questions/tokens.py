"""A linear scan of SPARQL text into tokens: enough to find a block or a forbidden word, never more.

It respects strings, IRIs and comments, so that a word inside one of them is not mistaken for a
keyword. It does not parse: the engine does, and says where a query is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

Kind = Literal["comment", "iri", "string", "variable", "word", "punctuation"]


class Token(NamedTuple):
    """A piece of SPARQL text; ``start`` and ``end`` are offsets in the text."""

    kind: Kind
    text: str
    start: int
    end: int


_TOKEN = re.compile(
    r"""
      (?P<comment>\#[^\r\n]*)
    | (?P<iri><[^\x00-\x20<>"{}|^`\\]*>)
    | (?P<string>\"\"\"(?:\"{0,2}(?:[^\"\\]|\\.))*\"\"\"
               | '''(?:'{0,2}(?:[^'\\]|\\.))*'''
               | "(?:[^"\\\r\n]|\\.)*"
               | '(?:[^'\\\r\n]|\\.)*')
    | (?P<variable>[?$]\w+)
    | (?P<word>[\w:%][\w:.%\\-]*)
    | (?P<punctuation>\S)
    """,
    re.VERBOSE | re.DOTALL,
)


def scan(text: str) -> Iterator[Token]:
    """Yield the tokens of ``text`` in order; white space yields nothing."""
    for match in _TOKEN.finditer(text):
        yield Token(match.lastgroup, match[0], match.start(), match.end())  # type: ignore[arg-type]  # the group names


def line_and_column(text: str, offset: int) -> tuple[int, int]:
    """Return the line and the column, both from 1, of ``offset`` in ``text``."""
    line_start = text.rfind("\n", 0, offset) + 1
    return text.count("\n", 0, offset) + 1, offset - line_start + 1
