"""How long the closure takes: the compiled rules against owlrl, on the same generated plans, in the same run.

    python benchmarks/closure.py            # owlrl on the small graph only: about half a minute
    python benchmarks/closure.py --full     # owlrl on the large one too: several minutes

Both draw the same conclusions, which is checked where both run. Times are the best of three for the rules.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import rdflib
from owlrl import DeductiveClosure, OWLRL_Semantics
from pyoxigraph import DefaultGraph, NamedNode, RdfFormat

from qualigraph.dataset import Dataset, load_dataset
from qualigraph.inference import infer
from qualigraph.terms import OWL, RDF, RDFS

PREFIXES = """@base <https://w3id.org/qualigraph/id/> .
@prefix qg: <https://w3id.org/qualigraph/ns#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix org: <http://www.w3.org/ns/org#> .
"""
SIZES = {"small": 4, "large": 75}
"""Plans in each graph: about 8,600 and 81,000 triples."""


def plan(number: int) -> Iterator[str]:
    """One plan as the shipped ones are: 4 orientations, 16 objectives, 64 actions, passages, bodies, involvements."""
    hospital, top = f"h{number % 7}", f"h{number % 7}/plan{number}"
    yield f"<org/{hospital}> a qg:Institution ."
    for place in range(8):
        yield f'<{top}/body{place}> a qg:Body ; skos:prefLabel "Instance {place}"@fr ; org:unitOf <org/{hospital}> .'
    yield f'<{top}> a qg:Plan ; skos:prefLabel "Plan {number}"@fr ; qg:planOf <org/{hospital}> .'
    for orientation in range(4):
        yield element(f"{top}/os{orientation}", top, "Orientation", orientation)
        for objective in range(4):
            above = f"{top}/os{orientation}/obj{objective}"
            yield element(above, f"{top}/os{orientation}", "Objective", objective)
            for action in range(4):
                path, body = f"{above}/action{action}", f"{top}/body{(objective + action) % 8}"
                yield element(path, above, "Action", action)
                yield f"<{path}> qg:steeredBy <{body}> ; qg:qualifiedInvolvement <involvement/{path}> ."
                yield f"<involvement/{path}> a qg:Involvement ; qg:actor <{body}> ; qg:role <role/steers> ."


def element(path: str, above: str, level: str, number: int) -> str:
    return (
        f'<{path}> a qg:{level} ; skos:prefLabel "Titre {number}"@fr ; qg:ordinal {number} ;'
        f" qg:isDirectPartOf <{above}> ; qg:headingPassage <passage/{path}> .\n"
        f"<passage/{path}> a qg:SourcePassage ; qg:firstLine {number} ; qg:lastLine {number} ."
    )


def timed_rules(path: Path) -> tuple[float, int, Dataset]:
    best = float("inf")
    for _ in range(3):
        dataset = load_dataset([path])
        start = time.perf_counter()
        count = infer(dataset)
        best = min(best, time.perf_counter() - start)
    return best, count, dataset


def timed_owlrl(path: Path) -> tuple[float, rdflib.Graph]:
    dataset = load_dataset([path])
    graph = rdflib.Graph()
    graph.parse(data=dataset.store.dump(format=RdfFormat.N_TRIPLES, from_graph=DefaultGraph()), format="nt")
    start = time.perf_counter()
    DeductiveClosure(OWLRL_Semantics, axiomatic_triples=False, datatype_axioms=False).expand(graph)
    return time.perf_counter() - start, graph


def conclusions(triples: Iterator[tuple[str, str, str]], dataset: Dataset) -> set[tuple[str, str, str]]:
    """The triples between things, whose subject is in the data, less those that say nothing."""
    individuals = {
        quad.subject.value
        for graph in dataset.data_graphs()
        for quad in dataset.store.quads_for_pattern(None, None, None, graph)
        if isinstance(quad.subject, NamedNode)
    }
    trivial = {OWL.Thing.value, RDFS.Resource.value}
    return {
        (s, p, o)
        for s, p, o in triples
        if s in individuals and not (p == OWL.sameAs.value and s == o) and not (p == RDF.type.value and o in trivial)
    }


def same(dataset: Dataset, graph: rdflib.Graph) -> bool:
    ours = (
        (quad.subject.value, quad.predicate.value, quad.object.value)
        for quad in dataset.store.quads_for_pattern(None, None, None, DefaultGraph())
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode)
    )
    theirs = (
        (str(s), str(p), str(o)) for s, p, o in graph if isinstance(s, rdflib.URIRef) and isinstance(o, rdflib.URIRef)
    )
    return conclusions(ours, dataset) == conclusions(theirs, dataset)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--full", action="store_true", help="owlrl on the large graph too")
    full = parser.parse_args().full
    print(f"{'graph':<8}{'triples':>10}{'inferred':>10}{'rules':>10}{'owlrl':>10}{'ratio':>9}  same")
    equal = True
    with tempfile.TemporaryDirectory() as folder:
        for name, plans in SIZES.items():
            path = Path(folder) / f"{name}.ttl"
            path.write_text(PREFIXES + "\n".join(line for n in range(plans) for line in plan(n)), encoding="utf-8")
            seconds, count, dataset = timed_rules(path)
            triples = sum(1 for _ in dataset.store.quads_for_pattern(None, None, None, DefaultGraph())) - count
            line = f"{name:<8}{triples:>10}{count:>10}{seconds:>9.2f}s"
            if name == "small" or full:
                other, graph = timed_owlrl(path)
                agree = same(dataset, graph)
                equal = equal and agree
                line += f"{other:>9.1f}s{other / seconds:>8.0f}x  {'yes' if agree else 'NO'}"
            print(line, flush=True)
    return 0 if equal else 1


if __name__ == "__main__":
    sys.exit(main())
