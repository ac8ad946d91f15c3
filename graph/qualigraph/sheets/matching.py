"""Which row is which action: by its hidden key, else by number and title; what matches nothing is new."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from qualigraph.language import Text
from qualigraph.plans import Item, Level, Plan
from qualigraph.plans.names import fold, likeness
from qualigraph.sheets.columns import KEY, NUMBER, TITLE
from qualigraph.sheets.edits import Comparison, Gravity, SheetRow
from qualigraph.sheets.forms import Context
from qualigraph.sheets.rows import columns_of, key_node

_ALIKE = 0.75
"""How much the titles of a row and an action of the same number must look alike to be the same."""


@dataclass
class Matches:
    """The rows by what they are."""

    known: list[tuple[SheetRow, Item]] = field(default_factory=list)
    new: list[SheetRow] = field(default_factory=list)


class Matcher:
    """Matches the rows of one level with its elements."""

    def __init__(self, context: Context, level: Level, found: Comparison) -> None:
        self.plan: Plan = context.plan
        self.level = level
        self.found = found
        self.items = {item.node: item for item in self.plan.of(level)}
        self.by_title: defaultdict[str, list[Item]] = defaultdict(list)
        for item in self.items.values():
            for title in {fold(item.title), fold(item.official_title)}:
                self.by_title[title].append(item)
        self.by_number = {item.number: item for item in self.items.values()}
        parent = columns_of(level)[2] if level is Level.ACTION else columns_of(level)[1]
        self.parent_column = parent
        self.context = context

    def match(self, rows: Iterable[SheetRow]) -> Matches:
        """Return which rows are known elements and which are new; two rows for one element are a fault."""
        matches = Matches()
        claims: defaultdict[str, list[tuple[SheetRow, Item, bool]]] = defaultdict(list)
        for row in rows:
            item, keyed = self._item(row)
            if item is None:
                if not keyed:
                    matches.new.append(row)
            else:
                claims[item.node.value].append((row, item, keyed))
        for claim in claims.values():
            self._settle(claim, matches)
        return matches

    def _item(self, row: SheetRow) -> tuple[Item | None, bool]:
        """Return the element that a row is, and whether a key says so; a key that leads nowhere is a fault."""
        key = row.raw(KEY).text
        if key:
            node = key_node(key)
            item = self.items.get(node) if node is not None else None
            if item is None:
                self.found.fault(
                    row.place(KEY if KEY.key in row.columns else None),
                    Text(
                        f"la clé « {key} » n'est d'aucun élément du plan {self.plan.path} ; videz la clé si la ligne "
                        "est nouvelle, ou donnez le bon plan avec --plan.",
                        f'the key "{key}" is of no element of the plan {self.plan.path}; empty it if the row is new, '
                        "or give the right plan with --plan.",
                    ),
                )
            return item, True
        return self._by_name(row), False

    def _by_name(self, row: SheetRow) -> Item | None:
        title = fold(row.raw(TITLE).text)
        if not title:
            return None
        same = self.by_title.get(title, [])
        if len(same) > 1:
            # The same title under several objectives: number or objective tells them apart.
            numbered = [item for item in same if item.number == row.raw(NUMBER).text]
            parents = self.context.elements(Level.OBJECTIVE if self.level is Level.ACTION else Level.ACTION)
            parent = parents.get(fold(row.raw(self.parent_column).text))
            same = numbered or [item for item in same if parent is not None and item.above(parent.level) is parent]
        if len(same) == 1:
            return same[0]
        numbered_item = self.by_number.get(row.raw(NUMBER).text)
        if numbered_item is not None and likeness(title, fold(numbered_item.title)) >= _ALIKE:
            return numbered_item
        return None

    def _settle(self, claim: list[tuple[SheetRow, Item, bool]], matches: Matches) -> None:
        if len(claim) == 1:
            matches.known.append(claim[0][:2])
            return
        item = claim[0][1]
        same_title = [entry for entry in claim if fold(entry[0].raw(TITLE).text) == fold(item.title)]
        chosen = (same_title or claim)[0]
        matches.known.append(chosen[:2])
        for row, _, keyed in claim:
            if row is chosen[0]:
                continue
            if keyed and same_title and fold(row.raw(TITLE).text) not in ("", fold(item.title)):
                # A row that was copied to begin a new action brought the key along.
                self.found.fault(
                    row.place(TITLE),
                    Text(
                        f"ligne copiée de l'action {item.number} : reprise comme nouvelle action.",
                        f"row copied from action {item.number}: taken as a new action.",
                    ),
                    Gravity.REMARK,
                )
                matches.new.append(row)
            else:
                self.found.fault(
                    row.place(TITLE),
                    Text(
                        f"deux lignes pour la même action ({item.number}) : celle-ci et {chosen[0].place()}. Gardez-en "
                        "une, ou changez l'intitulé.",
                        f"two rows for the same action ({item.number}): this one and {chosen[0].place()}. Keep one, or "
                        "change the title.",
                    ),
                )
