"""The axioms of a dataset, read from its triples and closed so that few rules are left to run."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import combinations
from typing import TypeVar

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Triple

from qualigraph.dataset import Dataset
from qualigraph.errors import UsageProblem
from qualigraph.language import Text
from qualigraph.terms import OWL, RDF, RDFS, prefixed

Node = NamedNode | BlankNode
Term = Node | Literal | Triple
T = TypeVar("T")

NOT_COVERED = (
    OWL.sameAs,
    OWL.intersectionOf,
    OWL.unionOf,
    OWL.complementOf,
    OWL.oneOf,
    OWL.disjointUnionOf,
    OWL.hasKey,
    OWL.onProperty,
    OWL.onProperties,
    OWL.onDatatype,
    OWL.withRestrictions,
    OWL.datatypeComplementOf,
    OWL.sourceIndividual,
)
"""Predicates whose axioms have consequences that no rule here draws."""

KINDS_NOT_COVERED = (
    OWL.FunctionalProperty,
    OWL.InverseFunctionalProperty,
    OWL.ReflexiveProperty,
    OWL.Restriction,
    OWL.NegativePropertyAssertion,
)
"""Classes of properties and classes whose axioms have consequences that no rule here draws."""

AXIOM_PREDICATES = frozenset(
    {RDFS.subClassOf, RDFS.subPropertyOf, RDFS.domain, RDFS.range, *NOT_COVERED}
    | {OWL[name] for name in ("equivalentClass", "equivalentProperty", "inverseOf", "propertyChainAxiom")}
    | {OWL[name] for name in ("disjointWith", "propertyDisjointWith", "members", "differentFrom")}
)
"""Predicates that make axioms: were such a triple inferred, the rules would have to change while they run."""

EVERYTHING = frozenset({OWL.Thing, RDFS.Resource})
"""Classes of all things: saying so adds nothing."""

_HARMLESS_KINDS = EVERYTHING | {OWL.Nothing, OWL.NamedIndividual, RDFS.Literal}


@dataclass
class Axioms:
    """What the rules and the consistency tests need, hierarchies closed.

    ``above`` gives each property's superproperties, the second item telling whether subject and object
    change places; ``subject_classes`` and ``object_classes`` what its use says of either end.
    """

    superclasses: dict[Term, set[Term]] = field(default_factory=dict)
    above: dict[Term, set[tuple[Term, bool]]] = field(default_factory=dict)
    subject_classes: dict[Term, set[Term]] = field(default_factory=dict)
    object_classes: dict[Term, set[Term]] = field(default_factory=dict)
    chains: list[tuple[tuple[Term, ...], Term]] = field(default_factory=list)
    disjoint_classes: list[tuple[Term, Term]] = field(default_factory=list)
    disjoint_properties: list[tuple[Term, Term]] = field(default_factory=list)
    asymmetric: list[Term] = field(default_factory=list)
    irreflexive: list[Term] = field(default_factory=list)

    def properties(self) -> set[Term]:
        """Return the properties that a rule reads or writes."""
        used: set[Term] = {RDF.type} if self.superclasses or self.subject_classes or self.object_classes else set()
        for prop, supers in self.above.items():
            used |= {prop, *(other for other, _ in supers)}
        for steps, target in self.chains:
            used |= {*steps, target}
        return used | self.subject_classes.keys() | self.object_classes.keys()


def read_axioms(dataset: Dataset) -> Axioms:
    """Return the axioms that ``dataset`` asserts, in whichever of its graphs.

    Raises :class:`UsageProblem`, with file and line, for an axiom that no rule covers.
    """
    return _Reader(dataset).read()


class _Reader:
    def __init__(self, dataset: Dataset) -> None:
        self.dataset = dataset

    def read(self) -> Axioms:
        self._refuse_what_is_not_covered()
        superclasses = self._superclasses()
        above = self._superproperties()
        chains = [(tuple(self._list(steps)), prop) for prop, steps in self._pairs(OWL.propertyChainAxiom)]
        chains += [((prop, prop), prop) for prop in self._members(OWL.TransitiveProperty)]
        subject_classes: defaultdict[Term, set[Term]] = defaultdict(set)
        object_classes: defaultdict[Term, set[Term]] = defaultdict(set)
        for axiom, straight, swapped in (
            (RDFS.domain, subject_classes, object_classes),
            (RDFS.range, object_classes, subject_classes),
        ):
            for prop, cls in self._pairs(axiom):
                classes = {cls, *superclasses.get(cls, ())} - EVERYTHING
                self._refuse_kinds(prop, axiom, cls, classes)
                straight[prop] |= classes
                for lower, supers in above.items():
                    if (prop, False) in supers:
                        straight[lower] |= classes
                    if (prop, True) in supers:
                        swapped[lower] |= classes
        return Axioms(
            superclasses,
            above,
            {prop: classes for prop, classes in subject_classes.items() if classes},
            {prop: classes for prop, classes in object_classes.items() if classes},
            chains,
            [*self._pairs(OWL.disjointWith), *self._disjoint_members(OWL.AllDisjointClasses)],
            [*self._pairs(OWL.propertyDisjointWith), *self._disjoint_members(OWL.AllDisjointProperties)],
            self._members(OWL.AsymmetricProperty),
            self._members(OWL.IrreflexiveProperty),
        )

    def _superclasses(self) -> dict[Term, set[Term]]:
        direct: defaultdict[Term, set[Term]] = defaultdict(set)
        for sub, sup in self._pairs(RDFS.subClassOf):
            if sub in EVERYTHING:
                raise self._not_covered(sub, RDFS.subClassOf, sup)
            direct[sub].add(sup)
        for one, other in self._pairs(OWL.equivalentClass):
            if one in EVERYTHING or other in EVERYTHING:
                raise self._not_covered(one, OWL.equivalentClass, other)
            direct[one].add(other)
            direct[other].add(one)
        closed = {cls: supers - EVERYTHING - {cls} for cls, supers in transitive_closure(direct).items()}
        for cls, supers in direct.items():
            for sup in supers:
                self._refuse_kinds(cls, RDFS.subClassOf, sup, {sup})
        return {cls: supers for cls, supers in closed.items() if supers}

    def _superproperties(self) -> dict[Term, set[tuple[Term, bool]]]:
        # A node of this graph is a property read forwards or backwards.
        direct: defaultdict[tuple[Term, bool], set[tuple[Term, bool]]] = defaultdict(set)

        def add(lower: Term, upper: Term, swapped: bool) -> None:
            direct[lower, False].add((upper, swapped))
            direct[lower, True].add((upper, not swapped))

        for axiom, both_ways, swapped in (
            (RDFS.subPropertyOf, False, False),
            (OWL.equivalentProperty, True, False),
            (OWL.inverseOf, True, True),
        ):
            for one, other in self._pairs(axiom):
                self._refuse_axiom_makers(one, axiom, other, {other})
                add(one, other, swapped)
                if both_ways:
                    self._refuse_axiom_makers(one, axiom, other, {one})
                    add(other, one, swapped)
        for prop in self._members(OWL.SymmetricProperty):
            add(prop, prop, True)
        for prop, steps in self._pairs(OWL.propertyChainAxiom):
            self._refuse_axiom_makers(prop, OWL.propertyChainAxiom, steps, {prop})
        closed = transitive_closure(direct)
        return {
            prop: rest
            for (prop, backwards), supers in closed.items()
            if not backwards and (rest := supers - {(prop, False)})
        }

    def _refuse_what_is_not_covered(self) -> None:
        for predicate in NOT_COVERED:
            for subject, value in self._pairs(predicate):
                raise self._not_covered(subject, predicate, value)
        for kind in KINDS_NOT_COVERED:
            for member in self._members(kind):
                raise self._not_covered(member, RDF.type, kind)

    def _refuse_axiom_makers(self, subject: Term, axiom: NamedNode, value: Term, made: Iterable[Term]) -> None:
        if AXIOM_PREDICATES.intersection(made):
            raise self._not_covered(subject, axiom, value)

    def _refuse_kinds(self, subject: Term, axiom: NamedNode, value: Term, classes: Iterable[Term]) -> None:
        """Refuse what would make an individual a class or a property of some kind."""
        for cls in classes:
            if (
                isinstance(cls, NamedNode)
                and cls.value.startswith((OWL.iri, RDFS.iri, RDF.iri + "Property"))
                and cls not in _HARMLESS_KINDS
            ):
                raise self._not_covered(subject, axiom, value)

    def _not_covered(self, subject: Term, predicate: NamedNode, value: Term) -> UsageProblem:
        axiom = " ".join(_short_name(term) for term in (subject, predicate, value))
        place = self.dataset.line_of(subject, predicate, value)
        return UsageProblem(
            Text(
                f"axiome que la déduction ne couvre pas : {axiom} ; retirez-le ou utilisez --plain.",
                f"axiom that inference does not cover: {axiom}; remove it or use --plain.",
            ),
            f"{place[0]}:{place[1]}" if place else None,
        )

    def _pairs(self, predicate: NamedNode) -> Iterator[tuple[Term, Term]]:
        for quad in self.dataset.store.quads_for_pattern(None, predicate, None, DefaultGraph()):
            yield quad.subject, quad.object

    def _members(self, kind: NamedNode) -> list[Term]:
        found = self.dataset.store.quads_for_pattern(None, RDF.type, kind, DefaultGraph())
        return [quad.subject for quad in found]

    def _disjoint_members(self, kind: NamedNode) -> Iterator[tuple[Term, Term]]:
        for axiom in self._members(kind):
            for head in self._values(axiom, OWL.members):
                yield from combinations(self._list(head), 2)

    def _list(self, head: Term) -> list[Term]:
        items: list[Term] = []
        while head != RDF.nil:
            first, rest = self._values(head, RDF.first), self._values(head, RDF.rest)
            if len(first) != 1 or len(rest) != 1 or len(items) > 1000:
                raise UsageProblem(
                    Text("liste RDF incomplète ou sans fin dans un axiome.", "broken or endless RDF list in an axiom.")
                )
            items += first
            head = rest[0]
        return items

    def _values(self, subject: Term, predicate: NamedNode) -> list[Term]:
        if not isinstance(subject, NamedNode | BlankNode):
            return []
        found = self.dataset.store.quads_for_pattern(subject, predicate, None, DefaultGraph())
        return [quad.object for quad in found]


def transitive_closure(direct: dict[T, set[T]]) -> dict[T, set[T]]:
    """Return for each key all that can be reached from it by one step or more."""
    closed = {}
    for start in direct:
        reached: set[T] = set()
        waiting = list(direct[start])
        while waiting:
            item = waiting.pop()
            if item not in reached:
                reached.add(item)
                waiting.extend(direct.get(item, ()))
        closed[start] = reached
    return closed


def _short_name(term: Term) -> str:
    if isinstance(term, NamedNode):
        return prefixed(term.value) or str(term)
    return "[ ]" if isinstance(term, BlankNode) else str(term)
