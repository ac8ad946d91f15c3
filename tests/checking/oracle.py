"""pySHACL on rdflib as the oracle: the same rules over the same graphs, by the reference engines."""

from __future__ import annotations

import importlib
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import rdflib
from pyoxigraph import BlankNode, DefaultGraph, Store

from qualigraph.checking.rules import Catalogue, RuleShape
from qualigraph.checking.run import stages
from qualigraph.checking.shacl.engine import Engine, Result
from qualigraph.checking.shacl.oracle import results, to_node, to_rdflib, validate
from qualigraph.checking.shacl.shapes import read_shape
from qualigraph.checking.shacl.view import Term
from qualigraph.dataset import load_dataset
from qualigraph.terms import SH

SAME = tuple[str, str, str, str, str]


def same(result: Result) -> SAME:
    """What two engines must agree on: source shape, focus node, path, value and severity."""
    parts = (result.shape, result.focus, result.path, result.value, result.severity)
    # Each reading of a file gives its blank nodes other labels.
    shape, focus, path, value, severity = ("_:" if isinstance(part, BlankNode) else str(part) for part in parts)
    return shape, focus, path, value, severity


def oracle_results(
    data: Sequence[Path], catalogue: Catalogue, as_of: date, *, demo: bool = False, sources: Path | None = None
) -> Counter[SAME]:
    """All that pySHACL finds, once on what is asserted and once on what follows."""
    shapes = [shape for rule in catalogue.rules for shape in rule.shapes if not shape.contradictions]
    found: Counter[SAME] = Counter()
    for asserted, view in stages(load_dataset(data, demo=demo), as_of, sources=sources):
        found += _validated(view.store, catalogue, [shape for shape in shapes if shape.asserted is asserted])
    return found


def _validated(data: Store, catalogue: Catalogue, shapes: Sequence[RuleShape]) -> Counter[SAME]:
    with each_query_parsed_once():
        report = validate(data, _only(catalogue, shapes))
    return Counter(same(result) for result in results(report))


def sampled_results(
    data: Sequence[Path], catalogue: Catalogue, as_of: date, chance: random.Random, size: int
) -> tuple[Counter[SAME], Counter[SAME]]:
    """What the engine and pySHACL find on the same things: all that the engine reports, and ``size`` more a shape.

    For graphs on which pySHACL would take half an hour.
    """
    shapes = [shape for rule in catalogue.rules for shape in rule.shapes if not shape.contradictions]
    ours: Counter[SAME] = Counter()
    theirs: Counter[SAME] = Counter()
    for asserted, view in stages(load_dataset(data), as_of):
        engine = Engine(catalogue.shapes, view)
        chosen = [shape for shape in shapes if shape.asserted is asserted and not shape.acceptance]
        sample: dict[str, set[Term]] = {}
        for shape in chosen:
            found = list(engine.run(shape.node))
            judged = engine.focus_nodes(read_shape(catalogue.shapes, shape.node))
            reported = list(dict.fromkeys(result.focus for result in found))[:size]
            kept = {*reported, *chance.sample(judged, min(size, len(judged)))}
            sample[shape.node.value] = kept
            ours += Counter(same(result) for result in found if result.focus in kept)
        graph = _only(catalogue, [])
        for name, nodes in sample.items():
            for node in map(to_node, nodes):
                assert node is not None
                graph.add((rdflib.URIRef(name), rdflib.URIRef(SH.targetNode.value), node))
        with each_query_parsed_once():
            theirs += Counter(same(result) for result in results(validate(view.store, graph)))
    return ours, theirs


@contextmanager
def each_query_parsed_once() -> Iterator[None]:
    """rdflib parses a SPARQL rule again for every focus node, which takes nine tenths of pySHACL's time."""
    processor: Any = importlib.import_module("rdflib.plugins.sparql.processor")
    parse, translate = processor.parseQuery, processor.translateQuery
    parsed = cache(parse)
    algebra: dict[tuple[int, str], object] = {}

    def translated(query: object, base: object = None, initNs: object = None) -> object:  # noqa: N803  # rdflib's name
        key = (id(query), repr(initNs))
        if key not in algebra:
            algebra[key] = translate(query, base, initNs)
        return algebra[key]

    processor.parseQuery, processor.translateQuery = parsed, translated
    try:
        yield
    finally:
        processor.parseQuery, processor.translateQuery = parse, translate


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
