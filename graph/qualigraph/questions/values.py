"""Putting values into a question: its inner VALUES blocks get the terms asked for.

The blocks are found by scanning tokens, and the terms are written by pyoxigraph, so that no text
that a person typed is ever spliced into a query.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode

from qualigraph.questions.tokens import Token, scan

Term = NamedNode | Literal


class Block(NamedTuple):
    """``VALUES ?name { ... }`` in a query; ``start`` and ``end`` bound what is between the braces."""

    name: str
    start: int
    end: int


def value_blocks(text: str) -> Iterator[Block]:
    """Yield the VALUES blocks over one variable in ``text``."""
    tokens = [token for token in scan(text) if token.kind != "comment"]
    for index, token in enumerate(tokens[:-2]):
        if token.kind == "word" and token.text.upper() == "VALUES":
            variable, brace = tokens[index + 1 : index + 3]
            if variable.kind == "variable" and brace.text == "{":
                yield Block(variable.text[1:], brace.end, _closing(tokens, index + 3).start)


def _closing(tokens: Sequence[Token], start: int) -> Token:
    for token in tokens[start:]:
        if token.kind == "punctuation" and token.text == "}":
            return token
    raise ValueError("a VALUES block is not closed")


def put_values(text: str, values: Mapping[str, Sequence[Term]]) -> str:
    """Return ``text`` with each VALUES block of a variable in ``values`` holding its terms instead.

    A variable without terms keeps what the question has: ``UNDEF``, which restricts nothing, or its own list.
    """
    pieces: list[str] = []
    position = 0
    for block in value_blocks(text):
        if terms := values.get(block.name):
            pieces += [text[position : block.start], f" {' '.join(str(term) for term in terms)} "]
            position = block.end
    pieces.append(text[position:])
    return "".join(pieces)
