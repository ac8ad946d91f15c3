"""Putting values into a question: its inner VALUES blocks get the terms asked for.

The blocks are found by scanning tokens, and the terms are written by pyoxigraph, so that no text
that a person typed is ever spliced into a query.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode

from qualigraph.questions.tokens import Token, scan

Term = NamedNode | Literal
Row = tuple[str, ...]


class Block(NamedTuple):
    """``VALUES ?name { ... }`` or ``VALUES (?name ?other) { (...) }`` in a query.

    ``start`` and ``end`` bound what is between the braces; ``rows`` are the terms there, as written.
    """

    names: tuple[str, ...]
    rows: tuple[Row, ...]
    start: int
    end: int


def value_blocks(text: str) -> Iterator[Block]:
    """Yield the VALUES blocks in ``text``. Raises :class:`ValueError` for one that does not hold together."""
    tokens = [token for token in scan(text) if token.kind != "comment"]
    for index, token in enumerate(tokens):
        if token.kind == "word" and token.text.upper() == "VALUES":
            yield _block(text, tokens, index + 1)


def put_values(text: str, values: Mapping[str, Sequence[Term]]) -> str:
    """Return ``text`` with its VALUES blocks holding the terms of ``values`` for the variables that have some.

    A variable without terms keeps what the question has: ``UNDEF``, which restricts nothing, or its own list.
    """
    pieces: list[str] = []
    position = 0
    for block in value_blocks(text):
        if any(values.get(name) for name in block.names):
            pieces += [text[position : block.start], _written(block, values)]
            position = block.end
    pieces.append(text[position:])
    return "".join(pieces)


def _written(block: Block, values: Mapping[str, Sequence[Term]]) -> str:
    """Return the rows of a block: its own for the variables that keep theirs, combined with the terms given."""
    given = [[str(term) for term in values.get(name) or ()] for name in block.names]
    kept = dict.fromkeys(tuple("" if terms else row[i] for i, terms in enumerate(given)) for row in block.rows)
    rows = [
        combination
        for row in kept
        for combination in product(*(terms or [row[index]] for index, terms in enumerate(given)))
    ]
    if len(block.names) == 1:
        return f" {' '.join(term for (term,) in rows)} "
    return "".join(f" ({' '.join(row)})" for row in rows) + " "


def _block(text: str, tokens: Sequence[Token], index: int) -> Block:
    several = _at(tokens, index).text == "("
    index += several
    names: list[str] = []
    while _at(tokens, index).kind == "variable":
        names.append(tokens[index].text[1:])
        index += 1
    index += several
    brace = _at(tokens, index)
    if brace.text != "{" or not names:
        raise ValueError("a VALUES block has no data")
    terms: list[str] = []
    index += 1
    while _at(tokens, index).text != "}":
        if tokens[index].text in ("(", ")"):
            index += 1
            continue
        last = _end_of_term(tokens, index)
        terms.append(text[tokens[index].start : tokens[last].end])
        index = last + 1
    width = len(names)
    if len(terms) % width:
        raise ValueError("a VALUES block has a row of the wrong length")
    rows = tuple(tuple(terms[start : start + width]) for start in range(0, len(terms), width))
    return Block(tuple(names), rows, brace.end, tokens[index].start)


def _end_of_term(tokens: Sequence[Token], index: int) -> int:
    """Return the index of a term's last token: a sign or a string may be followed by what belongs to it."""
    if tokens[index].text in ("+", "-"):
        return index + 1
    if tokens[index].kind == "string":
        if _at(tokens, index + 1).text == "@":
            return index + 2
        if tokens[index + 1].text == "^":
            return index + 3
    return index


def _at(tokens: Sequence[Token], index: int) -> Token:
    if index >= len(tokens):
        raise ValueError("a VALUES block is not closed")
    return tokens[index]
