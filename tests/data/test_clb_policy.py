"""What the CLB policy says beyond its axes: inputs, values, announced counts, dates, and what it gets wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import RDF, Graph, Literal, Namespace, URIRef
from rdflib.namespace import SKOS, XSD
from rdflib.term import Node

QG = Namespace("https://w3id.org/qualigraph/ns#")
ID = "https://w3id.org/qualigraph/id/"
POLICY = URIRef(ID + "clb/politique-qualite-2022-2026")
INPUTS = {
    1: (49, set()),
    2: (51, {"org/ars", "org/asn"}),
    3: (53, {"clb/group/tutelles", "programme/caqes", "programme/cpom"}),
    4: (57, {"org/has", "org/afnor", "standard/certification-has", "standard/afnor", "standard/jacie"}),
    5: (63, set()),
    6: (65, {"programme/gestion-des-risques-a-priori"}),
    7: (67, set()),
    8: (69, set()),
    9: (71, {"clb/body/cdu", "report/clb/bilan-cdu"}),
    10: (73, {"clb/group/instances-et-comites", "report/clb/bilans-annuels-des-instances-et-comites"}),
    11: (75, set()),
}
DATES = {(1, "1996"), (9, "1998"), (11, "2013"), (19, "1996"), (113, "1999")}


@pytest.fixture(scope="module")
def graph(repository: Path) -> Graph:
    return Graph().parse(repository / "graph/data/clb/politique-qualite-2022-2026.ttl")


@pytest.fixture(scope="module")
def discrepancies(repository: Path) -> Graph:
    return Graph().parse(repository / "graph/data/clb/discrepancies.ttl")


def integer(graph: Graph, subject: Node | None, predicate: URIRef) -> int:
    value = graph.value(subject, predicate)
    assert isinstance(value, Literal), (subject, predicate)
    return int(value)


def first_line(graph: Graph, node: Node) -> int:
    (passage,) = graph.objects(node, QG.passage)
    return integer(graph, passage, QG.firstLine)


def test_the_inputs_it_is_based_on(graph: Graph) -> None:
    found = {
        integer(graph, node, QG.ordinal): (
            first_line(graph, node),
            {str(thing).removeprefix(ID) for thing in graph.objects(node, QG.concerns)},
        )
        for node in graph.objects(POLICY, QG.basedOn)
    }
    assert found == INPUTS


def test_the_values_it_states(graph: Graph) -> None:
    found = [
        (integer(graph, node, QG.ordinal), str(label))
        for node in graph.objects(POLICY, QG.statesValue)
        for label in graph.objects(node, SKOS.prefLabel)
        if isinstance(label, Literal) and label.language == "fr"
    ]
    assert sorted(found) == [(1, "Accueil"), (2, "Innovation"), (3, "Qualité")]


def test_the_counts_it_announces(graph: Graph) -> None:
    found = {
        (
            first_line(graph, node),
            integer(graph, node, QG.value),
            graph.value(node, QG.countedLevel),
            len(set(graph.objects(node, QG.boundsThing))),
        )
        for node in graph.objects(POLICY, QG.statedQuantity)
    }
    assert found == {
        (125, 5, QG.Orientation, 1),
        (125, 3, QG.Objective, 5),
        (139, 2, QG.Orientation, 2),
        (176, 3, QG.Orientation, 3),
    }


def test_the_dates_it_states(graph: Graph) -> None:
    found = {
        (first_line(graph, node), str(graph.value(node, QG.value)))
        for node in graph.objects(POLICY, QG.statedDate)
        if graph.value(node, QG.value)
    }
    assert found == DATES
    periods = [node for node in graph.objects(POLICY, QG.statedDate) if graph.value(node, QG.periodStart)]
    assert sorted(first_line(graph, node) for node in periods) == [33, 123, 135]
    for node in (*periods, POLICY):
        assert graph.value(node, QG.periodStart) == Literal("2022", datatype=XSD.gYear)
        assert graph.value(node, QG.periodEnd) == Literal("2026", datatype=XSD.gYear)


def test_the_plan_it_completes(graph: Graph) -> None:
    (plan,) = graph.objects(POLICY, QG.complements)
    assert str(plan) == ID + "clb/projet-medico-scientifique"
    assert graph.value(plan, QG.coverage) == URIRef(ID + "coverage/named")
    assert graph.value(plan, QG.acronym) == Literal("PMS")
    assert not graph.value(plan, QG.periodStart)


def test_the_fourth_objective_of_axis_five_is_a_discrepancy(discrepancies: Graph, graph: Graph) -> None:
    (node,) = discrepancies.subjects(QG.discrepancyKind, URIRef(ID + "discrepancy-kind/count-mismatch"))
    axis = URIRef(f"{POLICY}/axe5")
    assert set(discrepancies.objects(node, QG.concerns)) == {POLICY, axis}
    found = {integer(discrepancies, passage, QG.firstLine) for passage in discrepancies.objects(node, QG.passage)}
    assert found == {125, 215, 219, 221, 225}
    objectives = {
        number: len(set(graph.subjects(QG.isDirectPartOf, URIRef(f"{POLICY}/axe{number}")))) for number in range(1, 6)
    }
    assert objectives == {1: 3, 2: 3, 3: 3, 4: 3, 5: 4}


def test_each_discrepancy_has_kind_labels_and_places(discrepancies: Graph) -> None:
    nodes = set(discrepancies.subjects(RDF.type, QG.Discrepancy))
    assert len(nodes) == 32
    for node in nodes:
        assert discrepancies.value(node, QG.discrepancyKind)
        labels = set(discrepancies.objects(node, SKOS.prefLabel))
        assert {label.language for label in labels if isinstance(label, Literal)} == {"fr", "en"}
        assert set(discrepancies.objects(node, QG.passage))
        assert set(discrepancies.objects(node, QG.concerns))
