"""pySHACL on rdflib as the oracle: the same rules over the same graphs, by the reference engines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import rdflib
from pyoxigraph import DefaultGraph, Store

from qualigraph.checking.facts import add_facts
from qualigraph.checking.rules import Catalogue, RuleShape
from qualigraph.checking.shacl.engine import Result
from qualigraph.checking.shacl.oracle import results, to_rdflib, validate
from qualigraph.checking.shacl.view import GraphView
from qualigraph.dataset import load_dataset
from qualigraph.inference import infer
from qualigraph.terms import SH

SAME = tuple[str, str, str, str, str]


def same(result: Result) -> SAME:
    """What two engines must agree on: source shape, focus node, path, value and severity."""
    return (
        str(result.shape),
        str(result.focus),
        str(result.path),
        str(result.value),
        str(result.severity),
    )


def oracle_results(data: Sequence[Path], catalogue: Catalogue, as_of: date, *, demo: bool = False) -> Counter[SAME]:
    """All that pySHACL finds, once on what is asserted and once on what follows."""
    dataset = load_dataset(data, demo=demo)
    shapes = [shape for rule in catalogue.rules for shape in rule.shapes]
    found = _validated(dataset.store, catalogue, [shape for shape in shapes if shape.asserted])
    infer(dataset)
    add_facts(GraphView(dataset.store), as_of)
    return found + _validated(dataset.store, catalogue, [shape for shape in shapes if not shape.asserted])


def _validated(data: Store, catalogue: Catalogue, shapes: Sequence[RuleShape]) -> Counter[SAME]:
    graph = _only(catalogue, shapes)
    return Counter(same(result) for result in results(validate(data, graph)))


def _only(catalogue: Catalogue, shapes: Sequence[RuleShape]) -> rdflib.Graph:
    graph = to_rdflib(catalogue.shapes.store.quads_for_pattern(None, None, None, DefaultGraph()))
    wanted = {shape.node.value for shape in shapes}
    targets = ("targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf", "target")
    for name in targets:
        predicate = rdflib.URIRef(SH[name].value)
        for shape, _, target in list(graph.triples((None, predicate, None))):
            if str(shape) not in wanted:
                graph.remove((shape, predicate, target))
    return graph
