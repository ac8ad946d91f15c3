"""The follow-up of an edit: the state of the action on its day, and what has changed."""

from __future__ import annotations

from typing import Any

from pyoxigraph import Literal, NamedNode

from qualigraph.plans import PartialDate
from qualigraph.sheets.asserting import FRENCH, Asserter
from qualigraph.sheets.columns import COMMENT, DEADLINE, PROGRESS, STATUS, TITLE, Column
from qualigraph.sheets.edits import Change, RowEdit
from qualigraph.sheets.measuring import number_literal
from qualigraph.terms import DCTERMS, ID, QG, RDF

_STATE = (QG.status, QG.progress, QG.comment, QG.evidence)


def follow_up(asserter: Asserter, edit: RowEdit, said: list[Change]) -> None:
    """Say the follow-up of one edit; ``said`` are the changes that were said, those of the state included.

    A follow-up of the same day that our graph has is brought up to date.
    """
    state = [change for change in said if change.column.of_state]
    if edit.new and not state:
        return
    node = _node(asserter, edit)
    ledger, action = asserter.ledger, edit.item.node
    ledger.take_back([triple for triple in asserter.all_of(node) if triple[1] in _STATE])
    ledger.add(action, QG.followUp, node)
    ledger.add(node, RDF.type, QG.FollowUp)
    ledger.add(node, DCTERMS.date, PartialDate.of(edit.day).literal())
    for status in _after(edit, STATUS):
        ledger.add(node, QG.status, status)
    for progress in _after(edit, PROGRESS):
        ledger.add(node, QG.progress, number_literal(progress))
    for comment in _after(edit, COMMENT):
        ledger.add(node, QG.comment, Literal(comment, language=FRENCH))
    for evidence in _evidence(edit):
        ledger.add(node, QG.evidence, Literal(evidence, language=FRENCH))
    if edit.new:
        return
    for change in said:
        if change.column.property is not None and not change.column.of_state:
            ledger.add(node, QG.changed, _property(asserter, edit, change.column))
    _postpone(asserter, edit, node, said)


def _node(asserter: Asserter, edit: RowEdit) -> NamedNode:
    """Return the address of the follow-up: the action's path and the day, numbered if another graph has it."""
    base = f"{ID}follow-up/{edit.item.node.value.removeprefix(ID)}/{edit.day.isoformat()}"
    node, number = NamedNode(base), 1
    while (known := asserter.all_of(node)) and not all(asserter.ledger.holds(triple) for triple in known):
        number += 1
        node = NamedNode(f"{base}-{number}")
    return node


def _after(edit: RowEdit, column: Column) -> tuple[Any, ...]:
    change = edit.change(column)
    return column.values(edit.item) if change is None else change.after


def _evidence(edit: RowEdit) -> tuple[str, ...]:
    for change in edit.changes:
        if change.column.key == "evidence":
            return change.after
    return edit.item.latest.evidence if edit.item.latest else ()


def _property(asserter: Asserter, edit: RowEdit, column: Column) -> NamedNode:
    if column is TITLE:
        node = edit.item.node
        new = [(node, QG.workingTitle, Literal(title, language=FRENCH)) for title in _after(edit, TITLE)]
        if asserter.facts.literals(node, QG.workingTitle) or any(triple in asserter.ledger.added for triple in new):
            return QG.workingTitle
    assert column.property is not None
    return column.property


def _postpone(asserter: Asserter, edit: RowEdit, node: NamedNode, said: list[Change]) -> None:
    change = next((change for change in said if change.column is DEADLINE), None)
    if change is None or not change.before or not isinstance(change.before[0], PartialDate):
        return
    before = change.before[0]
    if not asserter.facts.literals(node, QG.previousDeadline):
        asserter.ledger.add(node, QG.previousDeadline, before.literal())
    after = change.after[0] if change.after else None
    if isinstance(after, PartialDate) and after.last > before.last:
        old = [(node, QG.postponedTo, literal) for literal in asserter.facts.literals(node, QG.postponedTo)]
        asserter.ledger.take_back(old)
        asserter.ledger.add(node, QG.postponedTo, after.literal())
