"""On random ontologies and data, the compiled rules conclude what owlrl concludes, contradictions included."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

import pytest
import rdflib
from owlrl import OWLRL_Semantics
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Store

from qualigraph.dataset import Dataset
from qualigraph.inference import inconsistencies, infer
from qualigraph.terms import OWL, RDF, RDFS, XSD

EX = "http://example.org/"
Node = NamedNode | BlankNode
Statement = tuple[Node, NamedNode, Node | Literal]
Closures = Callable[[Dataset, set[object]], tuple[set[object], set[object]]]


class World:
    """A random ontology and random data that use every axiom the compiler covers."""

    def __init__(self, seed: int, size: int, contradictions: bool) -> None:
        self.random = random.Random(seed)
        self.size = size
        self.classes = [NamedNode(f"{EX}C{n}") for n in range(4 + size // 2)]
        self.properties = [NamedNode(f"{EX}p{n}") for n in range(5 + size // 2)]
        self.individuals = [NamedNode(f"{EX}i{n}") for n in range(6 + 2 * size)]
        self.statements: list[Statement] = []
        for _ in range(3 + size):
            self.random.choice(self.AXIOMS)(self)
        if contradictions:
            for _ in range(3):
                self.random.choice(self.EXCLUSIONS)(self)
        for _ in range(10 * size):
            self.fact()

    def cls(self) -> NamedNode:
        return self.random.choice(self.classes)

    def prop(self) -> NamedNode:
        return self.random.choice(self.properties)

    def say(self, subject: Node, predicate: NamedNode, value: Node | Literal) -> None:
        self.statements.append((subject, predicate, value))

    def listed(self, items: Sequence[Node]) -> Node:
        head: Node = RDF.nil
        for item in reversed(items):
            node = BlankNode()
            self.say(node, RDF.first, item)
            self.say(node, RDF.rest, head)
            head = node
        return head

    def chain(self) -> None:
        steps: list[Node] = [self.prop() for _ in range(self.random.randint(2, 4))]
        if self.random.random() < 0.3:
            backwards = BlankNode()
            self.say(backwards, OWL.inverseOf, self.prop())
            steps[0] = backwards
        self.say(self.prop(), OWL.propertyChainAxiom, self.listed(steps))

    AXIOMS = (
        lambda self: self.say(self.cls(), RDFS.subClassOf, self.cls()),
        lambda self: self.say(self.cls(), RDFS.subClassOf, self.random.choice([OWL.Thing, self.cls()])),
        lambda self: self.say(self.cls(), OWL.equivalentClass, self.cls()),
        lambda self: self.say(self.prop(), RDFS.subPropertyOf, self.prop()),
        lambda self: self.say(self.prop(), OWL.equivalentProperty, self.prop()),
        lambda self: self.say(self.prop(), RDFS.subPropertyOf, RDF.type),
        lambda self: self.say(self.prop(), OWL.inverseOf, self.prop()),
        lambda self: self.say(self.prop(), RDF.type, OWL.TransitiveProperty),
        lambda self: self.say(self.prop(), RDF.type, OWL.SymmetricProperty),
        lambda self: self.say(self.prop(), RDFS.domain, self.cls()),
        lambda self: self.say(self.prop(), RDFS.range, self.cls()),
        chain,
        chain,
    )
    EXCLUSIONS = (
        lambda self: self.say(self.cls(), OWL.disjointWith, self.cls()),
        lambda self: self.say(self.prop(), OWL.propertyDisjointWith, self.prop()),
        lambda self: self.say(self.prop(), RDF.type, OWL.AsymmetricProperty),
        lambda self: self.say(self.prop(), RDF.type, OWL.IrreflexiveProperty),
        lambda self: self.say(self.cls(), RDFS.subClassOf, OWL.Nothing),
        lambda self: self.among(OWL.AllDisjointClasses, self.random.sample(self.classes, 3)),
        # Not AllDisjointProperties: owlrl passes over the last of its members (see test_rules).
        lambda self: self.say(self.random.choice(self.individuals[:2]), OWL.differentFrom, self.individuals[0]),
    )

    def among(self, kind: NamedNode, members: Sequence[Node]) -> None:
        axiom = BlankNode()
        self.say(axiom, RDF.type, kind)
        self.say(axiom, OWL.members, self.listed(members))

    def fact(self) -> None:
        thing = self.random.choice(self.individuals)
        dice = self.random.random()
        if dice < 0.2:
            self.say(thing, RDF.type, self.cls())
        elif dice < 0.3:
            value = self.random.choice(
                [Literal("007", datatype=XSD.integer), Literal("x", language="fr"), Literal("é")]
            )
            self.say(thing, self.prop(), value)
        else:
            self.say(thing, self.prop(), self.random.choice(self.individuals))

    def dataset(self) -> Dataset:
        store = Store()
        store.extend(Quad(s, p, o, DefaultGraph()) for s, p, o in self.statements)
        return Dataset(store)


@pytest.mark.parametrize("seed", range(40))
def test_closure_of_random_worlds_is_owlrls(seed: int, closures: Closures) -> None:
    world = World(seed, size=1 + seed % 4, contradictions=False)
    ours, expected = closures(world.dataset(), set(world.individuals))
    assert ours == expected


@pytest.mark.parametrize("seed", range(2))
def test_closure_of_a_large_random_world_is_owlrls(seed: int, closures: Closures) -> None:
    world = World(1000 + seed, size=12, contradictions=False)
    ours, expected = closures(world.dataset(), set(world.individuals))
    assert ours == expected
    assert len(ours) > len(world.statements)


SAID_BY_OWLRL = {
    "Irreflexive property": "irreflexive",
    "Erroneous usage of asymmetric": "asymmetric",
    "Disjoint properties in an": "disjoint-properties",
    "Erroneous usage of disjoint properties": "disjoint-properties",
    "Disjoint classes": "disjoint-classes",
    "'sameAs' and 'differentFrom'": "different-from-itself",
}


def contradictions_of_owlrl(dataset: Dataset) -> set[str]:
    graph = rdflib.Graph()
    graph.parse(data=dataset.store.dump(format=RdfFormat.N_TRIPLES, from_graph=DefaultGraph()), format="nt")
    oracle = OWLRL_Semantics(graph, False, False, False)
    oracle.closure()
    kinds = set()
    for message in oracle.error_messages:
        if "of type 'Nothing'" in message:
            kinds.add("empty-class")
        kinds |= {kind for start, kind in SAID_BY_OWLRL.items() if message.startswith(start)}
    return kinds


@pytest.mark.parametrize("seed", range(40))
def test_contradictions_of_random_worlds_are_owlrls(seed: int) -> None:
    world = World(5000 + seed, size=1 + seed % 3, contradictions=True)
    dataset = world.dataset()
    expected = contradictions_of_owlrl(dataset)
    infer(dataset)
    assert {item.kind for item in inconsistencies(dataset)} == expected
