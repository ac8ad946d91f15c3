"""On the shipped graph, the compiled rules conclude what owlrl concludes."""

from __future__ import annotations

from collections.abc import Callable

from pyoxigraph import DefaultGraph, NamedNode

from qualigraph.dataset import Dataset, load_dataset
from qualigraph.inference import inconsistencies, infer, read_axioms
from qualigraph.inference.axioms import AXIOM_PREDICATES
from qualigraph.terms import INFERRED, OWL, QG, RDF

LISTS_AND_TYPES = {RDF.type, RDF.first, RDF.rest, OWL.inverseOf, OWL.members}


def individuals_of(dataset: Dataset) -> set[object]:
    """The IRIs that a data graph says something of."""
    return {
        quad.subject
        for graph in dataset.data_graphs()
        for quad in dataset.store.quads_for_pattern(None, None, None, graph)
        if isinstance(quad.subject, NamedNode)
    }


def test_closure_of_the_shipped_graph_is_owlrls(
    closures: Callable[[Dataset, set[object]], tuple[set[object], set[object]]],
) -> None:
    dataset = load_dataset()
    individuals = individuals_of(dataset)
    # owlrl needs minutes for triples that take part in no rule, such as labels: they are left out for both. So
    # are three of the four numbers of each passage, whose one rule is the first's: what they are said of.
    used = {*read_axioms(dataset).properties(), *AXIOM_PREDICATES, *LISTS_AND_TYPES}
    used -= {QG.lastLine, QG.startOffset, QG.endOffset}
    for quad in list(dataset.store.quads_for_pattern(None, None, None, DefaultGraph())):
        if quad.predicate not in used and not quad.predicate.value.startswith(OWL.iri):
            dataset.store.remove(quad)
    ours, expected = closures(dataset, individuals)
    assert ours == expected
    assert len(ours) > 2 * len(individuals)


def test_the_shipped_graph_is_consistent() -> None:
    dataset = load_dataset()
    infer(dataset)
    assert inconsistencies(dataset) == []


def test_nothing_inferred_is_asserted_and_all_of_it_is_in_the_default_graph() -> None:
    dataset = load_dataset()
    before = set(dataset.store.quads_for_pattern(None, None, None, DefaultGraph()))
    count = infer(dataset)
    inferred = {(q.subject, q.predicate, q.object) for q in dataset.store.quads_for_pattern(None, None, None, INFERRED)}
    asserted = {(q.subject, q.predicate, q.object) for q in before}
    after = {
        (q.subject, q.predicate, q.object) for q in dataset.store.quads_for_pattern(None, None, None, DefaultGraph())
    }
    assert count == len(inferred) > 0
    assert not inferred & asserted
    assert after == inferred | asserted
    assert infer(dataset) == 0
