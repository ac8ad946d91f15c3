"""Numbers as they were written: the engine makes ``"007"^^xsd:integer`` a 7 wherever it stands in a query.

A number in a VALUES block whose variable is only projected is never calculated with: it passes through. Such numbers
are given a datatype that the engine leaves alone, and get their own back in the result.
"""

from __future__ import annotations

import re
import secrets
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from qualigraph.terms import XSD
from qualigraph_server.workers.scan import Token, tokens

NUMBERS = frozenset({"integer", "decimal", "double", "float", "long", "int", "short", "byte", "nonNegativeInteger"})
_VARIABLE = re.compile(r"[?$]([\w·‿⁀]+)")
_NUMBER = re.compile(r"\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?")
_QUOTED = re.compile(r"""["'][+-]?\.?\d[\d.eE+-]*["']\s*\^\^""")
_LONGEST = 1 << 16

_LANGUAGE = re.compile(r"@[A-Za-z]+(?:-[A-Za-z0-9]+)*")
_TERMS = frozenset({"string", "name", "iri", "prefixed", "plain"})

Resolve = Callable[[str], str | None]


@dataclass(frozen=True)
class Written:
    """A query whose numbers pass through as written; ``marker`` stands for the XML Schema namespace in its result."""

    query: str
    marker: str

    def restore(self, result: bytes) -> bytes:
        """Return the result with the numbers' own datatypes."""
        return result.replace(self.marker.encode(), XSD.iri.encode())


def keep_numbers(query: str, resolve: Resolve) -> Written | None:
    """Return ``query`` so that numbers which only pass through keep their form; None if it has none of them.

    ``resolve`` gives the IRI of a prefixed name or a bracketed IRI.
    """
    if len(query) > _LONGEST or not _QUOTED.search(query) or not re.search("values", query, re.IGNORECASE):
        return None
    found = [token for token in tokens(query) if token.kind != "blank"]
    words = Counter(token.text.upper() for token in found if token.kind == "name")
    if words["SELECT"] != 1 or words["CONSTRUCT"] or words["DESCRIBE"]:
        return None
    uses = Counter(name for token in found if token.kind == "plain" for name in _VARIABLE.findall(token.text))
    projected = _projected(found)
    marker = f"urn:written:{secrets.token_hex(8)}#"
    edits: list[tuple[int, int, str]] = []
    for place, token in enumerate(found):
        if token.kind == "name" and token.text.upper() == "VALUES":
            edits += _edits(found, place + 1, lambda name: uses[name] == 1 + (name in projected), resolve, marker)
    if not edits:
        return None
    parts, end = [], 0
    for start, stop, text in sorted(edits):
        parts += [query[end:start], text]
        end = stop
    return Written("".join(parts) + query[end:], marker)


def _projected(found: Sequence[Token]) -> set[str]:
    """Return the variables between SELECT and what follows the projection."""
    names: set[str] = set()
    inside = False
    for token in found:
        if token.kind == "name" and token.text.upper() == "SELECT":
            inside = True
        elif inside and (token.kind == "open" or (token.kind == "name" and token.text.upper() in ("WHERE", "FROM"))):
            break
        elif inside and token.kind == "plain":
            names.update(_VARIABLE.findall(token.text))
    return names


def _edits(
    found: Sequence[Token], place: int, passes: Callable[[str], bool], resolve: Resolve, marker: str
) -> list[tuple[int, int, str]]:
    """Return the replacements in the VALUES block that begins at ``place``: start, end, text."""
    names: list[str] = []
    while place < len(found) and found[place].text != "{":
        names += _VARIABLE.findall(found[place].text) if found[place].kind == "plain" else []
        place += 1
    edits: list[tuple[int, int, str]] = []
    column, several = 0, len(names) != 1
    for index in range(place + 1, len(found)):
        token = found[index]
        if token.text == "}":
            break
        if token.text == "(":
            column = 0
            continue
        if token.text == ")":
            if column != len(names):
                return []  # a row that we do not understand: leave the block alone
            continue
        before = found[index - 1].text.strip()
        if token.kind not in _TERMS or before == "^^":
            continue
        if several and column >= len(names):
            return []
        name = names[column] if several else names[0]
        if token.kind == "string" and passes(name) and index + 2 < len(found) and found[index + 1].text.strip() == "^^":
            datatype = resolve(found[index + 2].text) or ""
            if datatype.startswith(XSD.iri) and datatype[len(XSD.iri) :] in NUMBERS:
                kind = found[index + 2]
                edits.append((kind.start, kind.start + len(kind.text), f"<{marker}{datatype[len(XSD.iri) :]}>"))
        column += len(_NUMBER.findall(_LANGUAGE.sub("", token.text))) if token.kind == "plain" else 1
    return edits
