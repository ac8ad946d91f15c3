"""Free SPARQL over a dataset: read only, nothing fetched, faults told with line and column."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from pyoxigraph import NamedNode, QueryBoolean, QuerySolutions, QueryTriples

from qualigraph.dataset import Dataset
from qualigraph.errors import UsageProblem
from qualigraph.language import Text
from qualigraph.questions.tokens import Token, line_and_column, scan
from qualigraph.terms import PREFIXES

Answer = QuerySolutions | QueryBoolean | QueryTriples
MAX_NESTING = 128
"""Brackets deeper than this are refused: the engine's parser would exhaust its stack."""
MAX_LENGTH = 2 * 1024 * 1024
"""Longer queries, in characters, are refused."""

_UPDATES = {"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "COPY", "MOVE"}
_CLOSING = {"{": "}", "(": ")", "[": "]"}
_POSITION = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)


class Graphs(NamedTuple):
    """The graphs that a query asks for with FROM and FROM NAMED, and where these clauses stand in its text."""

    default: tuple[NamedNode, ...]
    named: tuple[NamedNode, ...]
    spans: tuple[tuple[int, int], ...]


def run_sparql(dataset: Dataset, text: str, name: str = "SPARQL") -> Answer:
    """Return the answer to the query ``text``; the project's prefixes need no declaration.

    ``name`` is what faults call the query (its file). FROM takes the graphs of the dataset, merged: a triple in
    two of them counts once. Raises :class:`UsageProblem` with line and column for a query that is wrong, writes,
    reaches out of the dataset (SERVICE, FROM an unknown graph), is too long or nested too deeply.
    """
    tokens = [token for token in scan(text) if token.kind != "comment"]
    if len(text) > MAX_LENGTH:
        raise UsageProblem(Text("requête trop longue (2 Mio au plus).", "query too long (at most 2 MiB)."), name)
    if not tokens:
        raise UsageProblem(Text("requête vide.", "empty query."), name)
    _refuse(text, tokens, name)
    graphs = _graphs(tokens)
    store, query = dataset.store, text
    if graphs.spans:
        for node, (start, _) in zip(_in_order(tokens), graphs.spans, strict=True):
            if not dataset.store.contains_named_graph(node):
                raise _at(text, start, name, Text(f"graphe inconnu : {node.value}", f"unknown graph: {node.value}"))
        store = dataset.view(graphs.default, graphs.named)
        for start, end in graphs.spans:
            # Blanks of the same length keep every line and column where the writer sees it.
            query = query[:start] + re.sub(r"\S", " ", query[start:end]) + query[end:]
    try:
        return store.query(query, prefixes=PREFIXES)
    except SyntaxError as error:
        raise _syntax(text, str(error), name, tokens) from error


def _refuse(text: str, tokens: Sequence[Token], name: str) -> None:
    depth = 0
    declared = set(PREFIXES)
    for index, token in enumerate(tokens):
        word = token.text.upper() if token.kind == "word" else ""
        if token.kind == "punctuation":
            depth += (token.text in "([{") - (token.text in ")]}")
            if depth > MAX_NESTING:
                raise _at(text, token.start, name, Text("trop de parenthèses imbriquées.", "brackets nested too deep."))
        elif word == "SERVICE":
            told = Text(
                "SERVICE n'est pas permis : la requête ne sort pas du graphe.",
                "SERVICE is not allowed: a query does not leave the graph.",
            )
            raise _at(text, token.start, name, told)
        elif word in _UPDATES:
            told = Text(
                f"{word} n'est pas permis : le graphe ne s'écrit que dans ses fichiers.",
                f"{word} is not allowed: the graph is only written in its files.",
            )
            raise _at(text, token.start, name, told)
        elif word == "PREFIX" and index + 1 < len(tokens):
            declared.add(tokens[index + 1].text.partition(":")[0])
        elif token.kind == "word" and ":" in token.text and not token.text.startswith("_:"):
            prefix = token.text.partition(":")[0]
            if prefix not in declared:
                known = ", ".join(sorted(PREFIXES))
                told = Text(
                    f"préfixe « {prefix}: » non déclaré. Sans déclaration : {known}.",
                    f'prefix "{prefix}:" is not declared. Without declaration: {known}.',
                )
                raise _at(text, token.start, name, told)


def _graphs(tokens: Sequence[Token]) -> Graphs:
    default: list[NamedNode] = []
    named: list[NamedNode] = []
    spans: list[tuple[int, int]] = []
    for keyword, is_named, iri in _clauses(tokens):
        (named if is_named else default).append(_node(iri))
        spans.append((keyword.start, iri.end))
    return Graphs(tuple(default), tuple(named), tuple(spans))


def _clauses(tokens: Sequence[Token]) -> list[tuple[Token, bool, Token]]:
    """Return FROM, whether NAMED follows, and the graph, for each such clause."""
    found = []
    for index, token in enumerate(tokens):
        if token.kind == "word" and token.text.upper() == "FROM":
            rest = tokens[index + 1 : index + 3]
            is_named = bool(rest) and rest[0].text.upper() == "NAMED"
            iri = rest[1] if is_named and len(rest) > 1 else rest[0] if rest else None
            if iri is not None and (iri.kind == "iri" or ":" in iri.text):
                found.append((token, is_named, iri))
    return found


def _in_order(tokens: Sequence[Token]) -> list[NamedNode]:
    return [_node(iri) for _, _, iri in _clauses(tokens)]


def _node(token: Token) -> NamedNode:
    if token.kind == "iri":
        return NamedNode(token.text[1:-1]) if ":" in token.text else NamedNode(f"relative:{token.text[1:-1]}")
    prefix, _, name = token.text.partition(":")
    return NamedNode(PREFIXES.get(prefix, f"{prefix}:") + name)


def _syntax(text: str, message: str, name: str, tokens: Sequence[Token]) -> UsageProblem:
    unbalanced = _unbalanced(tokens)
    if unbalanced is not None:
        # The engine tells this at the end of the text, wherever it is.
        return _at(text, unbalanced[0], name, unbalanced[1])
    match = _POSITION.match(message)
    if match is None:
        return UsageProblem(Text(f"requête incorrecte : {message}", f"wrong query: {message}"), name)
    line, column, what = match.groups()
    lines = text.splitlines() or [""]
    reason = _reason(what)
    if int(line) > len(lines) or not lines[int(line) - 1][int(column) - 1 :].strip():
        # At the end of a line or of the text, where there is nothing to show.
        place = f"{name}:{line}:{column}" if int(line) <= len(lines) else f"{name}:{len(lines)}:{len(lines[-1]) + 1}"
        return UsageProblem(Text(f"requête incorrecte{reason.fr}.", f"wrong query{reason.en}."), place)
    near = lines[int(line) - 1][max(int(column) - 2, 0) :][:30].strip()
    return UsageProblem(
        Text(f"requête incorrecte près de « {near} »{reason.fr}.", f'wrong query near "{near}"{reason.en}.'),
        f"{name}:{line}:{column}",
    )


def _unbalanced(tokens: Sequence[Token]) -> tuple[int, Text] | None:
    """Return where a bracket stands that is not closed, or closes nothing, and what to say of it."""
    opened: list[Token] = []
    for token in tokens:
        if token.kind != "punctuation":
            continue
        if token.text in _CLOSING:
            opened.append(token)
        elif token.text in _CLOSING.values() and (not opened or _CLOSING[opened.pop().text] != token.text):
            return token.start, Text(f"« {token.text} » ne ferme rien.", f'"{token.text}" closes nothing.')
    if opened:
        bracket = opened[-1].text
        told = Text(f"« {bracket} » n'est pas refermé.", f'"{bracket}" is not closed.')
        return opened[-1].start, told
    return None


def _reason(what: str) -> Text:
    """Return what the engine says was wrong, in words; nothing where its list of what it expected helps nobody."""
    if "unbound" in what:
        return Text(
            " : une variable du SELECT n'est ni groupée ni calculée",
            ": a variable of SELECT is neither grouped nor bound",
        )
    if "IRI parsing failed" in what:
        return Text(" : adresse <...> mal formée", ": malformed address <...>")
    expected = what.removeprefix("expected ").removeprefix("one of ").replace(", [_]", "")
    if not what.startswith("expected ") or expected == "[_]" or expected.count(",") > 3:
        return Text("", "")
    return Text(f" ; attendu : {expected}", f"; expected: {expected}")


def _at(text: str, offset: int, name: str, told: Text) -> UsageProblem:
    line, column = line_and_column(text, offset)
    return UsageProblem(told, f"{name}:{line}:{column}")
