"""The rules, run to fixpoint: each round looks only at what the round before has added."""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad

from qualigraph.dataset import Dataset
from qualigraph.inference.axioms import Axioms, Term, read_axioms
from qualigraph.terms import INFERRED, RDF

Pairs = set[tuple[Term, Term]]
Key = Term | tuple[Term, ...]
"""A property, or the first steps of a chain."""


def infer(dataset: Dataset) -> int:
    """Add all that follows to the graph ``INFERRED`` and to the default graph; return how many triples.

    The graph holds only what no graph asserts. Raises :class:`~qualigraph.errors.UsageProblem` for an
    axiom that no rule covers.
    """
    axioms = read_axioms(dataset)
    with _no_collection():
        asserted: dict[Key, Pairs] = {
            prop: _asserted_pairs(dataset, prop) for prop in axioms.properties() if isinstance(prop, NamedNode)
        }
        fresh = list(_triples(fixpoint(axioms, asserted), asserted))
        dataset.store.bulk_extend(Quad(*triple, INFERRED) for triple in fresh)
        dataset.store.bulk_extend(Quad(*triple, DefaultGraph()) for triple in fresh)
    return len(fresh)


@contextmanager
def _no_collection() -> Iterator[None]:
    """Keep Python from looking for circles among millions of pairs, which have none: a quarter of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def fixpoint(axioms: Axioms, asserted: dict[Key, Pairs]) -> dict[Key, Pairs]:
    """Return each property's pairs of subject and object, the asserted and all that follow from them."""
    chains = _Chains(axioms)
    known: defaultdict[Key, Pairs] = defaultdict(set)
    latest: dict[Key, Pairs] = dict(asserted)
    while latest:
        for prop, pairs in latest.items():
            known[prop] |= pairs
            chains.index(prop, pairs)
        found: defaultdict[Key, Pairs] = defaultdict(set)
        for prop, pairs in latest.items():
            _apply(axioms, prop, pairs, found)
            chains.apply(prop, pairs, found)
        latest = {prop: fresh for prop, pairs in found.items() if (fresh := pairs - known[prop])}
    return known


def _apply(axioms: Axioms, prop: Key, pairs: Pairs, found: defaultdict[Key, Pairs]) -> None:
    """Add what ``pairs`` of ``prop`` say by themselves: superproperties, inverses and classes."""
    if isinstance(prop, tuple):
        return
    for upper, swapped in axioms.above.get(prop, ()):
        found[upper] |= {(value, subject) for subject, value in pairs} if swapped else pairs
    if prop == RDF.type:
        above = axioms.superclasses
        found[RDF.type].update((thing, upper) for thing, cls in pairs for upper in above.get(cls, ()))
    if classes := axioms.subject_classes.get(prop):
        found[RDF.type] |= _typed({subject for subject, _ in pairs}, classes)
    if classes := axioms.object_classes.get(prop):
        found[RDF.type] |= _typed({value for _, value in pairs}, classes)


def _typed(things: set[Term], classes: Iterable[Term]) -> Pairs:
    nodes = [thing for thing in things if isinstance(thing, NamedNode | BlankNode)]
    return {(node, cls) for cls in classes for node in nodes}


class _Chains:
    """Chains of properties as joins of two: a chain of three is (first two steps) then the third."""

    def __init__(self, axioms: Axioms) -> None:
        self._as_left: defaultdict[Key, set[tuple[Key, Key]]] = defaultdict(set)
        self._as_right: defaultdict[Key, set[tuple[Key, Key]]] = defaultdict(set)
        for steps, target in axioms.chains:
            for length in range(2, len(steps) + 1):
                left: Key = steps[0] if length == 2 else steps[: length - 1]
                right = steps[length - 1]
                result: Key = target if length == len(steps) else steps[:length]
                self._as_left[left].add((right, result))
                self._as_right[right].add((left, result))
        self._by_subject: dict[Key, defaultdict[Term, set[Term]]] = {p: defaultdict(set) for p in self._as_right}
        self._by_object: dict[Key, defaultdict[Term, set[Term]]] = {p: defaultdict(set) for p in self._as_left}

    def index(self, prop: Key, pairs: Pairs) -> None:
        """Make ``pairs`` of ``prop`` findable from either end that a chain needs."""
        if (by_subject := self._by_subject.get(prop)) is not None:
            for subject, value in pairs:
                by_subject[subject].add(value)
        if (by_object := self._by_object.get(prop)) is not None:
            for subject, value in pairs:
                by_object[value].add(subject)

    def apply(self, prop: Key, pairs: Pairs, found: defaultdict[Key, Pairs]) -> None:
        """Add what ``pairs`` of ``prop`` give together with all pairs indexed so far."""
        for right, result in self._as_left.get(prop, ()):
            onwards = self._by_subject[right]
            found[result].update((s, end) for s, middle in pairs if middle in onwards for end in onwards[middle])
        for left, result in self._as_right.get(prop, ()):
            backwards = self._by_object[left]
            found[result].update(
                (start, o) for middle, o in pairs if middle in backwards for start in backwards[middle]
            )


def _asserted_pairs(dataset: Dataset, prop: NamedNode) -> Pairs:
    return {(s, o) for s, _, o, _ in dataset.store.quads_for_pattern(None, prop, None, DefaultGraph())}


def _triples(
    known: dict[Key, Pairs], asserted: dict[Key, Pairs]
) -> Iterator[tuple[NamedNode | BlankNode, NamedNode, Term]]:
    """Yield what is known and not asserted, less what RDF cannot write: literals as subjects, nameless properties."""
    for prop, pairs in known.items():
        if isinstance(prop, NamedNode):
            for subject, value in pairs - asserted[prop]:
                if isinstance(subject, NamedNode | BlankNode):
                    yield subject, prop, value
