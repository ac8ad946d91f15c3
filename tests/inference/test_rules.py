"""Each rule by itself, each axiom that is refused, each contradiction."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Store

from qualigraph.dataset import Dataset, load_dataset
from qualigraph.errors import UsageProblem
from qualigraph.inference import Inconsistency, inconsistencies, infer
from qualigraph.terms import INFERRED, RDF

PREFIXES = """
@prefix ex: <http://example.org/> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
"""


def dataset_of(turtle: str) -> Dataset:
    store = Store()
    store.load(PREFIXES + turtle, RdfFormat.TURTLE)
    return Dataset(store)


def inferred(turtle: str) -> set[str]:
    """What follows, in short: ``a p b``."""
    dataset = dataset_of(turtle)
    infer(dataset)
    return {
        " ".join(short(term) for term in (quad.subject, quad.predicate, quad.object))
        for quad in dataset.store.quads_for_pattern(None, None, None, INFERRED)
    }


def short(term: object) -> str:
    text = str(getattr(term, "value", term))
    return text.rsplit("#")[-1].rsplit("/")[-1]


def ex(name: str) -> NamedNode:
    return NamedNode("http://example.org/" + name)


@pytest.mark.parametrize(
    ("turtle", "expected"),
    [
        ("ex:A rdfs:subClassOf ex:B . ex:B rdfs:subClassOf ex:C . ex:x a ex:A .", {"x type B", "x type C"}),
        ("ex:A owl:equivalentClass ex:B . ex:x a ex:A . ex:y a ex:B .", {"x type B", "y type A"}),
        ("ex:p rdfs:subPropertyOf ex:q . ex:q rdfs:subPropertyOf ex:r . ex:x ex:p ex:y .", {"x q y", "x r y"}),
        ("ex:p owl:equivalentProperty ex:q . ex:x ex:p 1 . ex:y ex:q 2 .", {"x q 1", "y p 2"}),
        ("ex:p owl:inverseOf ex:q . ex:x ex:p ex:y . ex:z ex:q ex:w .", {"y q x", "w p z"}),
        ('ex:p owl:inverseOf ex:q . ex:x ex:p "text" .', set()),
        ("ex:p a owl:SymmetricProperty . ex:x ex:p ex:y .", {"y p x"}),
        ("ex:p a owl:TransitiveProperty . ex:x ex:p ex:y . ex:y ex:p ex:z . ex:z ex:p ex:w .",
         {"x p z", "x p w", "y p w"}),
        ("ex:p rdfs:domain ex:A . ex:A rdfs:subClassOf ex:B . ex:x ex:p 1 .", {"x type A", "x type B"}),
        ("ex:p rdfs:range ex:A . ex:x ex:p ex:y, 1 .", {"y type A"}),
        ("ex:r owl:propertyChainAxiom ( ex:p ex:q ) . ex:x ex:p ex:y . ex:y ex:q ex:z .", {"x r z"}),
        ("ex:r owl:propertyChainAxiom ( ex:p ex:q ex:p ) . ex:x ex:p ex:y . ex:y ex:q ex:z . ex:z ex:p 3 .", {"x r 3"}),
        ("ex:r owl:propertyChainAxiom ( [ owl:inverseOf ex:p ] ex:q ) . ex:x ex:p ex:y ; ex:q ex:z .", {"y r z"}),
        ("ex:A rdfs:subClassOf owl:Thing . ex:p rdfs:range rdfs:Resource . ex:x a ex:A ; ex:p ex:y .", set()),
        ("ex:x owl:versionInfo '1' ; rdfs:label 'x' ; ex:p ex:y .", set()),
    ],
)  # fmt: skip
def test_what_follows(turtle: str, expected: set[str]) -> None:
    assert inferred(turtle) == expected


def test_rules_feed_each_other() -> None:
    assert inferred("""
        ex:isDirectPartOf rdfs:subPropertyOf ex:isPartOf ; owl:inverseOf ex:hasDirectPart .
        ex:isPartOf a owl:TransitiveProperty ; owl:inverseOf ex:hasPart ; rdfs:range ex:Whole .
        ex:involves owl:propertyChainAxiom ( ex:hasDirectPart ex:involves ) .
        ex:a ex:isDirectPartOf ex:o . ex:o ex:isDirectPartOf ex:s . ex:a ex:involves ex:cdu .
    """) == {
        "a isPartOf o", "o isPartOf s", "a isPartOf s", "o hasPart a", "s hasPart o", "s hasPart a",
        "o hasDirectPart a", "s hasDirectPart o", "o involves cdu", "s involves cdu", "o type Whole", "s type Whole",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("turtle", "axiom"),
    [
        ("ex:x owl:sameAs ex:y .", "<http://example.org/x> owl:sameAs <http://example.org/y>"),
        ("ex:A owl:unionOf ( ex:B ex:C ) .", "<http://example.org/A> owl:unionOf [ ]"),
        ("ex:p a owl:FunctionalProperty .", "<http://example.org/p> rdf:type owl:FunctionalProperty"),
        ("ex:A rdfs:subClassOf [ owl:onProperty ex:p ; owl:someValuesFrom ex:B ] .", "[ ] owl:onProperty"),
        ("ex:A owl:hasKey ( ex:p ) .", "<http://example.org/A> owl:hasKey [ ]"),
        ("ex:p rdfs:subPropertyOf rdfs:subClassOf .", "<http://example.org/p> rdfs:subPropertyOf rdfs:subClassOf"),
        ("rdfs:subClassOf owl:inverseOf ex:p .", "rdfs:subClassOf owl:inverseOf <http://example.org/p>"),
        ("rdfs:domain owl:propertyChainAxiom ( ex:p ex:q ) .", "rdfs:domain owl:propertyChainAxiom [ ]"),
        ("ex:p rdfs:range owl:TransitiveProperty .", "<http://example.org/p> rdfs:range owl:TransitiveProperty"),
        ("ex:A rdfs:subClassOf rdfs:Class .", "<http://example.org/A> rdfs:subClassOf rdfs:Class"),
        ("owl:Thing rdfs:subClassOf ex:A .", "owl:Thing rdfs:subClassOf <http://example.org/A>"),
    ],
)
def test_an_axiom_that_is_not_covered_is_named_with_its_place(turtle: str, axiom: str, tmp_path: Path) -> None:
    file = tmp_path / "own.ttl"
    file.write_text(PREFIXES + "\n" + turtle, encoding="utf-8")
    dataset = load_dataset([file])
    with pytest.raises(UsageProblem) as caught:
        infer(dataset)
    assert axiom in caught.value.say("fr")
    assert caught.value.place == f"{file}:6"


def test_a_broken_list_in_an_axiom_is_an_error() -> None:
    for broken in ("[ rdf:first ex:p ]", "_:loop . _:loop rdf:first ex:p ; rdf:rest _:loop"):
        with pytest.raises(UsageProblem, match="liste RDF"):
            infer(dataset_of(f"ex:r owl:propertyChainAxiom {broken} ."))


@pytest.mark.parametrize(
    ("turtle", "kind", "terms"),
    [
        ("ex:A owl:disjointWith ex:B . ex:C rdfs:subClassOf ex:A . ex:x a ex:C, ex:B .", "disjoint-classes", "A B"),
        ("[] a owl:AllDisjointClasses ; owl:members ( ex:A ex:B ex:C ) . ex:x a ex:B, ex:C .",
         "disjoint-classes", "B C"),
        ("ex:p a owl:AsymmetricProperty . ex:x ex:p ex:y . ex:y ex:p ex:x .", "asymmetric", "p"),
        ("ex:p a owl:IrreflexiveProperty . ex:x ex:p ex:x .", "irreflexive", "p"),
        ("ex:p owl:propertyDisjointWith ex:q . ex:x ex:p ex:y ; ex:q ex:y .", "disjoint-properties", "p q"),
        ("[] a owl:AllDisjointProperties ; owl:members ( ex:p ex:q ex:r ) . ex:x ex:q ex:y ; ex:r ex:y .",
         "disjoint-properties", "q r"),
        ("ex:A rdfs:subClassOf owl:Nothing . ex:x a ex:A .", "empty-class", "Nothing"),
        ("ex:x owl:differentFrom ex:x .", "different-from-itself", ""),
    ],
)  # fmt: skip
def test_a_contradiction_is_found_once(turtle: str, kind: str, terms: str) -> None:
    dataset = dataset_of(turtle)
    infer(dataset)
    found = inconsistencies(dataset)
    assert [(item.kind, item.subject, " ".join(map(short, item.terms))) for item in found] == [(kind, ex("x"), terms)]
    for subject, predicate, value in found[0].triples:
        assert isinstance(subject, NamedNode)
        assert Quad(subject, predicate, value, DefaultGraph()) in dataset.store


def test_contradicting_classes_come_with_the_types_that_clash() -> None:
    dataset = dataset_of("ex:A owl:disjointWith ex:B . ex:x a ex:A, ex:B .")
    infer(dataset)
    x, a, b = ex("x"), ex("A"), ex("B")
    assert inconsistencies(dataset) == [
        Inconsistency("disjoint-classes", x, (a, b), ((x, RDF.type, a), (x, RDF.type, b)))
    ]


def test_a_literal_is_no_individual() -> None:
    dataset = dataset_of('ex:A owl:disjointWith ex:B . ex:p rdfs:range ex:A, ex:B . ex:x ex:p "both" .')
    infer(dataset)
    assert inconsistencies(dataset) == []
