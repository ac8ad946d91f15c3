"""Asking a question: its query run with the values asked for, its answer with labels."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date

from pyoxigraph import BlankNode, Literal, NamedNode, QuerySolutions, Triple

from qualigraph.dataset import Dataset
from qualigraph.language import Language
from qualigraph.questions.labels import Labels
from qualigraph.questions.model import Column, Question
from qualigraph.questions.resolving import Values, day_values, say_values
from qualigraph.questions.table import EMPTY, Cell, Header, Table
from qualigraph.questions.unpublished import unpublished_notes
from qualigraph.questions.values import put_values

Node = NamedNode | BlankNode | Literal | Triple | None
Row = tuple[Node, ...]
Key = tuple[int, list[tuple[int, int, str]]]


def query_text(question: Question, values: Values, as_of: date) -> str:
    """Return the SPARQL of ``question`` with its values in place: what is run, and what a page can show."""
    return put_values(question.sparql, day_values(question, values, as_of))


def run(dataset: Dataset, question: Question, values: Values, language: Language, as_of: date) -> Table:
    """Return the answer to ``question`` for ``values`` (see :func:`~qualigraph.questions.resolving.resolve`)."""
    solutions = dataset.store.query(query_text(question, values, as_of))
    assert isinstance(solutions, QuerySolutions)
    names = [column.name for column in question.columns]
    rows = [tuple(solution[name] for name in names) for solution in solutions]
    return answer(dataset, question, rows, values, language, as_of)


def answer(
    dataset: Dataset,
    question: Question,
    rows: Iterable[Row],
    values: Values,
    language: Language,
    as_of: date,
) -> Table:
    """Return the table that ``rows`` make: ordered, folded, labelled, with what must be said beside them.

    It is apart from :func:`run` for those who run the query elsewhere (another engine, a worker process).
    """
    labels = Labels(dataset.store, language)
    ordered = _ordered(question, rows)
    cells = [
        tuple(_shown(labels, node, column, language) for node, column in zip(row, question.columns, strict=True))
        for row in ordered
    ]
    nodes, folded = _folded(question, ordered, cells)
    shown = tuple(_with_positions(question, labels, *pair) for pair in zip(nodes, folded, strict=True))
    return Table(
        question=question.id,
        title=question.title.say(language),
        language=language,
        columns=tuple(_headers(question, language)),
        rows=shown,
        parameters=tuple(say_values(dataset, question, values, language)),
        as_of=as_of if question.depends_on_day else None,
        notes=tuple(unpublished_notes(dataset, question, values, language)),
        section=question.section,
    )


def _ordered(question: Question, rows: Iterable[Row]) -> list[Row]:
    """Return the rows in the question's order, no row twice; what is left open goes by all columns."""
    names = [column.name for column in question.columns]
    keys: dict[Node, Key] = {}

    def key(node: Node) -> Key:
        if node not in keys:
            keys[node] = _natural(node)
        return keys[node]

    result = sorted(set(rows), key=lambda row: [key(node) for node in row])
    for name in reversed(question.order):
        index = names.index(name.removeprefix("-"))
        result.sort(key=lambda row, index=index: key(row[index]), reverse=name.startswith("-"))  # type: ignore[misc]
    return result


def _natural(node: Node) -> Key:
    """Return a key that puts action2 before action10, numbers by value, and nothing after something."""
    if node is None:
        return (2, [])
    text = str(node) if isinstance(node, Triple) else node.value
    pieces = re.findall(r"\d+|\D+", text)
    return (1, [(0, int(piece), "") if piece.isdecimal() else (1, 0, piece) for piece in pieces])


def _shown(labels: Labels, node: Node, column: Column, language: Language) -> Cell:
    if column.show is not None:
        return labels.said(node, column.show)
    cell = labels.short(node) if column.short else labels.cell(node)
    words = column.values.get(str(cell.value))
    return cell if words is None else Cell(cell.value, words.say(language), cell.iri, coded=True)


def _folded(
    question: Question, rows: Sequence[Row], cells: Sequence[tuple[Cell, ...]]
) -> tuple[list[Row], list[tuple[Cell, ...]]]:
    """Return the rows with those that differ in the fold columns only made one, their cells joined."""
    if not question.fold:
        return list(rows), list(cells)
    foldable = {index for index, column in enumerate(question.columns) if column.name in question.fold}
    groups: dict[Row, list[int]] = {}
    for number, row in enumerate(rows):
        key = tuple(None if index in foldable else node for index, node in enumerate(row))
        groups.setdefault(key, []).append(number)
    kept, joined = [], []
    for numbers in groups.values():
        kept.append(rows[numbers[0]])
        joined.append(
            tuple(
                _join([cells[number][index] for number in numbers]) if index in foldable else cells[numbers[0]][index]
                for index in range(len(question.columns))
            )
        )
    return kept, joined


def _join(cells: Sequence[Cell]) -> Cell:
    parts = tuple(dict.fromkeys(cell for cell in cells if cell != EMPTY))
    if len(parts) < 2:
        return parts[0] if parts else EMPTY
    texts: list[str] = []
    before = ""
    for part in parts:
        # Several lines of one document: it is named once.
        document, mark, lines = part.label.rpartition(", l. ")
        texts.append(lines if mark and document == before else part.label)
        before = document if mark else ""
    text = " ; ".join(texts)
    return Cell(text, text, parts=parts)


def _headers(question: Question, language: Language) -> Iterable[Header]:
    for column in question.columns:
        if column.hidden:
            continue
        if column.position:
            yield Header(f"{column.name}-plan", "Plan")
            yield Header(f"{column.name}-position", "Où" if language == "fr" else "Where")
        yield Header(column.name, column.header.say(language))


def _with_positions(question: Question, labels: Labels, row: Row, cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
    result: list[Cell] = []
    for node, cell, column in zip(row, cells, question.columns, strict=True):
        if column.hidden:
            continue
        if column.position:
            thing = node if isinstance(node, NamedNode | BlankNode) else None
            where = labels.position(thing) if thing else ""
            result += [labels.plan(thing) if thing else EMPTY, Cell(where, where) if where else EMPTY]
        result.append(cell)
    return tuple(result)
