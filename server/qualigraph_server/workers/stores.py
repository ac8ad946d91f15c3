"""The data as workers hold it: everything asserted and inferred, and the asserted part alone."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, RdfFormat, Store

from qualigraph.terms import INFERRED


@dataclass(frozen=True)
class Stores:
    """``everything`` has the default graph that queries see; ``asserted`` the merge of all graphs but the inferred."""

    everything: Store
    asserted: Store


def load_stores(snapshot: Path) -> Stores:
    """Read the snapshot, an N-Quads file whose unnamed triples are the default graph."""
    everything = Store()
    everything.bulk_load(path=snapshot, format=RdfFormat.N_QUADS)
    if not everything.contains_named_graph(INFERRED):
        return Stores(everything, everything)
    asserted = Store()
    graphs = [graph for graph in everything.named_graphs() if graph != INFERRED]
    asserted.bulk_extend(merged(everything, graphs))
    for graph in graphs:
        asserted.bulk_extend(everything.quads_for_pattern(None, None, None, graph))
    return Stores(everything, asserted)


def merged(store: Store, graphs: list[NamedNode | BlankNode]) -> list[Quad]:
    """Return the triples of ``graphs`` as quads of the default graph; a store keeps each of them once."""
    default = DefaultGraph()
    return [
        Quad(quad.subject, quad.predicate, quad.object, default)
        for graph in graphs
        for quad in store.quads_for_pattern(None, None, None, graph)
    ]
