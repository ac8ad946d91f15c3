"""Indicators, targets and values of a row as triples: the three columns speak of the same uses, in one order."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pyoxigraph import Literal, NamedNode

from qualigraph.language import Text
from qualigraph.plans import Item, PartialDate, Target, Use, Value
from qualigraph.sheets.asserting import FRENCH, Asserter, Ledger, Triple, kept
from qualigraph.sheets.cells import CellProblem, Raw
from qualigraph.sheets.columns import ACTION_COLUMNS
from qualigraph.sheets.dates import parse_date
from qualigraph.sheets.edits import Change, Fault, RowEdit
from qualigraph.sheets.forms import Values
from qualigraph.terms import CATALOGUE, DCTERMS, ID, QG, RDF, SKOS, XSD

INDICATOR, TARGET, VALUE = (
    next(column for column in ACTION_COLUMNS if column.key == key) for key in ("indicator", "target", "value")
)


def number_literal(number: Decimal) -> Literal:
    """Return a number as an integer if it is one, else as a decimal."""
    text = format(number.normalize(), "f") if number else "0"
    return Literal(text, datatype=XSD.decimal if "." in text else XSD.integer)


@dataclass
class _Wanted:
    indicator: NamedNode | str
    target: Target | None
    value: Value | None


class Measures:
    """Says what the three columns of an edit change."""

    def __init__(self, asserter: Asserter) -> None:
        self.asserter = asserter
        self.ledger: Ledger = asserter.ledger
        self.facts = asserter.facts
        self._local: dict[str, NamedNode] = {}

    def change(self, edit: RowEdit) -> list[Change]:
        """Say the changes of indicators, targets and values; return those that could be said."""
        changes = {change.column.key: change for change in edit.changes if change.column in (INDICATOR, TARGET, VALUE)}
        if not changes:
            return []
        said = {key: changes[key].after if key in changes else column.values(edit.item) for key, column in _COLUMNS}
        indicators = list(said["indicator"])
        for key in ("target", "value"):
            if len(said[key]) > len(indicators):
                self._refuse(changes.get(key) or changes["indicator"], len(indicators))
                return []
        wanted = [
            _Wanted(indicator, _at(said["target"], rank), _at(said["value"], rank))
            for rank, indicator in enumerate(indicators)
        ]
        before = {use.indicator: use for use in edit.item.uses}
        first = next(iter(changes.values()))
        for use in edit.item.uses:
            if use.indicator not in said["indicator"]:
                self._drop(edit.item, use, changes.get("indicator", first))
        for one in wanted:
            self._take(edit, before.get(one.indicator), one, changes)
        return list(changes.values())

    def _drop(self, item: Item, use: Use, change: Change) -> None:
        triples: list[Triple] = []
        if use.node is not None:
            triples += [(item.node, QG.indicatorUse, use.node), *self.asserter.all_of(use.node)]
            for node in (use.target_node, *self.facts.nodes(use.node, QG.observedValue)):
                triples += self.asserter.all_of(node) if node is not None else []
        if isinstance(use.indicator, NamedNode):
            if use.indicator in self.facts.nodes(item.node, QG.measuredBy):
                triples.append((item.node, QG.measuredBy, use.indicator))
        else:
            triples += [
                (item.node, QG.evaluationElement, literal)
                for literal in self.facts.literals(item.node, QG.evaluationElement)
                if literal.value == use.indicator
            ]
        if not self.ledger.take_back(triples):
            self._keep(change, triples, only_one=False)

    def _take(self, edit: RowEdit, use: Use | None, wanted: _Wanted, changes: dict[str, Change]) -> None:
        item = edit.item
        node = use.node if use is not None else None
        if isinstance(wanted.indicator, str):
            if wanted.target is None and wanted.value is None:
                if use is None:
                    words = Literal(wanted.indicator, language=FRENCH)
                    self.ledger.add(item.node, QG.evaluationElement, words)
                return
            # What has a target or a value is an indicator, of the institution's own list.
            if use is not None:
                self._drop(item, use, next(iter(changes.values())))
            wanted.indicator = self._local_indicator(wanted.indicator, wanted.target)
            use = None
        if node is None:
            node = self._new_use(item, wanted.indicator)
        if wanted.target != (use.target if use else None):
            self._target(item, node, use, wanted.target, changes.get("target"))
        if not VALUE.form.same((use.value if use else None,), (wanted.value,)):
            self._value(edit, node, use, wanted, changes.get("value"))

    def _new_use(self, item: Item, indicator: NamedNode) -> NamedNode:
        node = self._free("indicator-use", item)
        self.ledger.add(item.node, QG.indicatorUse, node)
        self.ledger.add(node, RDF.type, QG.IndicatorUse)
        self.ledger.add(node, QG.indicator, indicator)
        return node

    def _local_indicator(self, words: str, target: Target | None) -> NamedNode:
        """Return an indicator of the institution's own list, made of ``words``; the same words are the same one."""
        if words not in self._local:
            owner = self.asserter.plan.path.partition("/")[0]
            catalogue, number = NamedNode(f"{CATALOGUE}{owner}"), len(self._local) + 1
            while self.facts.knows(node := NamedNode(f"{catalogue.value}/{number}")):
                number += 1
            add = self.ledger.add
            add(catalogue, RDF.type, QG.IndicatorCatalogue)
            add(catalogue, SKOS.prefLabel, Literal(f"Indicateurs de suivi ({owner.upper()})", language=FRENCH))
            add(node, RDF.type, QG.Indicator)
            add(node, SKOS.inScheme, catalogue)
            add(node, SKOS.prefLabel, Literal(words, language=FRENCH))
            if target is not None and target.unit:
                add(node, QG.unit, _unit(target.unit))
            self._local[words] = node
        return self._local[words]

    def _target(
        self, item: Item, use_node: NamedNode, use: Use | None, target: Target | None, change: Change | None
    ) -> None:
        if use is not None and use.target_node is not None:
            triples = [(use_node, QG.target, use.target_node), *self.asserter.all_of(use.target_node)]
            if not self.ledger.take_back(triples):
                if change is not None:
                    self._keep(change, triples, only_one=True)
                return
        if target is None:
            return
        node = self._free("target", item)
        add = self.ledger.add
        add(use_node, QG.target, node)
        add(node, RDF.type, QG.Target)
        if target.comparison is not None:
            add(node, QG.comparison, target.comparison)
        if target.value is not None:
            add(node, QG.value, number_literal(target.value))
        if target.unit:
            add(node, QG.unit, _unit(target.unit))
        if target.due is not None:
            add(node, QG.dueBy, target.due.literal())
        if target.words:
            add(node, SKOS.prefLabel, Literal(target.words, language=FRENCH))

    def _value(
        self, edit: RowEdit, use_node: NamedNode, use: Use | None, wanted: _Wanted, change: Change | None
    ) -> None:
        old, value = (use.value_node if use else None), wanted.value
        same_time = use is not None and use.value is not None and (value is None or value.when == use.value.when)
        if old is not None and same_time:
            # The value of another campaign stays beside the new one; that of the same is corrected.
            triples = [*self.asserter.all_of(old), (use_node, QG.observedValue, old)]
            if not self.ledger.take_back(triples):
                if change is not None:
                    self._keep(change, triples, only_one=value is not None)
                return
        if value is None:
            return
        node = self._free("indicator-value", edit.item)
        add = self.ledger.add
        add(use_node, QG.observedValue, node)
        add(node, RDF.type, QG.IndicatorValue)
        if isinstance(wanted.indicator, NamedNode):
            add(node, QG.ofIndicator, wanted.indicator)
        if self.asserter.institution is not None:
            add(node, QG.about, self.asserter.institution)
        predicate, literal = _when(value.when, edit)
        add(node, predicate, literal)
        if value.value is not None:
            add(node, QG.value, number_literal(value.value))
        else:
            add(node, QG.value, Literal(value.words, language=FRENCH))
        if value.unit:
            add(node, QG.unit, _unit(value.unit))

    def _free(self, kind: str, item: Item) -> NamedNode:
        """Return an address of this kind that nothing has: the element's path and a number."""
        number = 1
        while True:
            node = NamedNode(f"{ID}{kind}/{item.node.value.removeprefix(ID)}/{number}")
            if not self.facts.knows(node) and not any(triple[0] == node for triple in self._own(node)):
                return node
            number += 1

    def _own(self, node: NamedNode) -> list[Triple]:
        return [triple for triple in ((node, RDF.type, kind) for kind in _KINDS) if triple in self.ledger.added]

    def _keep(self, change: Change, triples: list[Triple], *, only_one: bool) -> None:
        self.asserter.found.faults.append(kept(self.ledger, change.column, change.place, triples, only_one=only_one))

    def _refuse(self, change: Change, count: int) -> None:
        text = Text(
            f"plus de valeurs que d'indicateurs ({count}) ; donnez d'abord l'indicateur, puis sa valeur, dans le même "
            "ordre.",
            f"more values than indicators ({count}); give the indicator first, then its value, in the same order.",
        )
        self.asserter.found.faults.append(Fault(change.place, text))


_COLUMNS = (("indicator", INDICATOR), ("target", TARGET), ("value", VALUE))
_KINDS = (QG.IndicatorUse, QG.Target, QG.IndicatorValue)


def _at(values: Values, rank: int) -> Any:
    return values[rank] if rank < len(values) else None


def _unit(text: str) -> Literal:
    return Literal(text, language=FRENCH) if re.search(r"[^\W\d_]", text) else Literal(text)


def _when(text: str, edit: RowEdit) -> tuple[NamedNode, Literal]:
    """Return when a value was observed: a campaign as written, a date, else the day of the follow-up."""
    if not text:
        return DCTERMS.date, PartialDate.of(edit.day).literal()
    try:
        day = parse_date(Raw(text), end=True)
    except CellProblem:
        day = None
    if day is None:
        return QG.campaign, Literal(text)
    return (QG.campaign if day.month is None else DCTERMS.date), day.literal()
