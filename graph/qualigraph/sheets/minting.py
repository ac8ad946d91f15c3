"""New elements and actors get their addresses here: from a number among siblings, never from a row or a title."""

from __future__ import annotations

import re

from pyoxigraph import NamedNode

from qualigraph.plans import Facts, Item, Level, Plan
from qualigraph.plans.names import Kind, Names, fold
from qualigraph.terms import ID

_SEGMENTS = {
    Level.ORIENTATION: "os",
    Level.OBJECTIVE: "obj",
    Level.ACTION: "action",
    Level.GROUP: "group",
    Level.MEASURE: "measure",
}
_FOLDERS = {
    Kind.BODY: "body",
    Kind.FUNCTION: "function",
    Kind.UNIT: "unit",
    Kind.GROUP: "group",
    Kind.PERSON: "person",
}


class Mint:
    """Makes addresses that nothing in the graph has."""

    def __init__(self, facts: Facts, plan: Plan) -> None:
        self.facts = facts
        self.plan = plan
        self._made: set[NamedNode] = set()
        self._taken: dict[NamedNode, set[int]] = {}
        self._last: dict[NamedNode, int] = {}
        self._segments: dict[Level, str] = {}

    def element(self, level: Level, title: str, parent: Item | None, ordinal: int | None = None) -> Item:
        """Return a new element under ``parent`` (under the plan itself if it is None), and put it into the plan.

        ``ordinal`` is its number, if that is free; else it gets the next one.
        """
        siblings = self.plan.roots if parent is None else parent.children
        above = self.plan.node if parent is None else parent.node
        taken = self._taken.setdefault(above, {item.ordinal or 0 for item in siblings})
        last = self._last.get(above) or max(taken, default=0)
        number = ordinal if ordinal is not None and ordinal > 0 and ordinal not in taken else last + 1
        segment = self._segment(level)
        node = NamedNode(f"{above.value}/{segment}{number}")
        while not self._free(node):
            # A document or another table has used it.
            number += 1
            node = NamedNode(f"{above.value}/{segment}{number}")
        item = Item(node, level, title, number, parent, official_title=title)
        siblings.append(item)
        taken.add(number)
        self._last[above] = max(last, number)
        self._made.add(node)
        return item

    def actor(self, names: Names, kind: Kind, label: str) -> NamedNode:
        """Return the address of a new actor of the plan's institution, and make its name known."""
        slug = fold(label).replace(" ", "-")[:60].strip("-") or "acteur"
        folder = "org" if kind is Kind.ORGANIZATION else f"{self.plan.path.partition('/')[0]}/{_FOLDERS[kind]}"
        node, number = NamedNode(f"{ID}{folder}/{slug}"), 1
        while not self._free(node):
            number += 1
            node = NamedNode(f"{ID}{folder}/{slug}-{number}")
        self._made.add(node)
        names.add(node, kind, label)
        return node

    def _free(self, node: NamedNode) -> bool:
        return node not in self._made and not self.facts.knows(node)

    def _segment(self, level: Level) -> str:
        """Return how addresses of a level begin, as those beside it do: ``os`` here, ``axe`` there."""
        if level not in self._segments:
            found = (re.search(r"/([a-z]+)\d+$", item.node.value) for item in self.plan.of(level))
            self._segments[level] = next((match[1] for match in found if match), _SEGMENTS[level])
        return self._segments[level]
