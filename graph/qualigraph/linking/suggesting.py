"""Suggestions for the elements of a dataset: one index per dataset, refusals and accepted links left out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from pyoxigraph import NamedNode, Store

from qualigraph import places
from qualigraph.dataset import Dataset
from qualigraph.linking.entries import Element, Elements, document_order, entries, targets
from qualigraph.linking.ranking import Ranker, Suggestion
from qualigraph.mappings import SUFFIX, Table, mapping_files, read_table, refused_pairs
from qualigraph.terms import QG

PROPOSED_FOR = ("Objective", "Action", "ActionGroup", "Measure")


class Suggester:
    """What may be linked in a dataset, indexed once.

    ``tables`` are the tables whose refusals are never proposed again; links that the graph already holds are
    not proposed either.
    """

    def __init__(self, store: Store, tables: Iterable[Table] = ()) -> None:
        self._store = store
        self._elements = Elements(store)
        self.all_elements = self._elements.all()
        self._by_iri = {element.iri: element for element in self.all_elements}
        self.entries = {entry.iri: entry for entry in entries(store)}
        self._ranker = Ranker(self.entries.values(), (element.label for element in self.all_elements))
        self._refused: dict[str, set[str]] = {}
        for subject, indicator in refused_pairs(tables):
            self._refused.setdefault(subject, set()).add(indicator)

    def element(self, iri: str) -> Element | None:
        """Return the element of that address, or None."""
        return self._by_iri.get(iri)

    def elements(self, plan: str | None = None) -> list[Element]:
        """Return the elements for which links are proposed, of one plan or of all: no orientations."""
        return [
            element
            for element in self.all_elements
            if self.proposes_for(element) and (plan is None or self._in_plan(element, plan))
        ]

    def proposes_for(self, element: Element) -> bool:
        """Return whether links are proposed for elements of that kind."""
        return element.kind in PROPOSED_FOR

    def _in_plan(self, element: Element, plan: str) -> bool:
        return element.plan == plan or element.iri == plan or element.iri.startswith(plan + "/")

    def suggest(self, iri: str, top: int = 3, *, with_linked: bool = False) -> list[Suggestion]:
        """Return at most ``top`` entries for the element, best first; none for what is no element."""
        element = self._by_iri.get(iri)
        return [] if element is None else self.suggest_for(element, top, with_linked=with_linked)

    def suggest_for(self, element: Element, top: int = 3, *, with_linked: bool = False) -> list[Suggestion]:
        """Return at most ``top`` entries for an element, which need not be in the graph.

        Entries that are already linked to it are left out, or kept in their rank and marked ``with_linked``.
        """
        linked = self._linked(element.iri)
        refused = self._refused.get(element.iri, set())
        found = self._ranker.rank(element, frozenset(refused if with_linked else refused | linked), top)
        return [replace(item, linked=True) if item.entry.iri in linked else item for item in found]

    def settled(self, element: str, indicator: str) -> bool:
        """Return whether the pair is linked in the graph, or refused in a table that this was built with."""
        return indicator in self._linked(element) or indicator in self._refused.get(element, ())

    def _linked(self, element: str) -> set[str]:
        node = NamedNode(element)
        properties = (QG.measuredBy, QG.relatedIndicator)
        return {item.value for prop in properties for item in targets(self._store, node, prop)}

    def free_element(self, title: str, tags: Sequence[str] = (), plan_start: int | None = None) -> Element:
        """Return an element for a title that no plan holds, to see what would be suggested for it."""
        return self._elements.free(title, tuple(tags), plan_start)


_kept: dict[int, tuple[Dataset, Suggester]] = {}


def suggester(dataset: Dataset) -> Suggester:
    """Return the suggester of a dataset, built the first time and kept; it knows the refusals of :func:`tables_of`."""
    kept = _kept.get(id(dataset))
    if kept is None or kept[0] is not dataset:
        # Two at most: the one that is served and the one that is about to be.
        while len(_kept) >= 2:
            del _kept[next(iter(_kept))]
        kept = dataset, Suggester(dataset.store, tables_of(dataset))
        _kept[id(dataset)] = kept
    return kept[1]


def suggest(dataset: Dataset, element_iri: str, top: int = 3) -> list[Suggestion]:
    """Return at most ``top`` suggested indicators for an element of ``dataset``, best first, with their words."""
    return suggester(dataset).suggest(element_iri, top)


def shipped_tables() -> list[Table]:
    """Return the tables of links that are shipped."""
    return read_tables([places.graph_folder() / "mappings"])


def tables_of(dataset: Dataset) -> list[Table]:
    """Return the tables whose refusals hold for ``dataset``: the shipped ones and those that it was loaded from."""
    loaded = {path.resolve() for paths in dataset.files.values() for path in paths if path.name.endswith(SUFFIX)}
    shipped = {file.resolve() for file in mapping_files(places.graph_folder() / "mappings")}
    return [read_table(file) for file in sorted(loaded | shipped) if file.is_file()]


def read_tables(paths: Sequence[Path]) -> list[Table]:
    """Return the tables at ``paths``, each a table or a folder of some.

    Raises :class:`~qualigraph.errors.UsageProblem` for one that cannot be read.
    """
    return [read_table(file) for path in paths for file in mapping_files(path)]


__all__ = ["Suggester", "document_order", "read_tables", "shipped_tables", "suggest", "suggester", "tables_of"]
