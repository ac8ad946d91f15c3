"""How long the questions take: pyoxigraph against rdflib, the same queries on the same graph, in the same run.

    python benchmarks/questions.py                  # every question as its file stands: about a minute
    python benchmarks/questions.py governance late  # some of them

Both must give the same rows. Times are the median of five runs on pyoxigraph and of one on rdflib (two where it
is quick); reading the graph is not in them, ``answer`` is a whole answer of ours with labels, order and notes.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from datetime import date

import rdflib
from pyoxigraph import DefaultGraph, RdfFormat

from qualigraph.dataset import load_dataset
from qualigraph.inference import infer
from qualigraph.questions import load_catalogue, resolve, run

AS_OF = date(2026, 9, 30)


def timed(work: Callable[[], int], times: int) -> tuple[float, int]:
    """Return the median time of ``work`` in milliseconds, and what it returned."""
    spans, result = [], 0
    for _ in range(times):
        start = time.perf_counter()
        result = work()
        spans.append(time.perf_counter() - start)
    return statistics.median(spans) * 1000, result


def main(names: list[str]) -> int:
    dataset = load_dataset()
    infer(dataset)
    start = time.perf_counter()
    graph = rdflib.Graph().parse(
        data=dataset.store.dump(format=RdfFormat.N_TRIPLES, from_graph=DefaultGraph()), format="nt"
    )
    print(f"{len(graph):,} triples; rdflib took {time.perf_counter() - start:.1f} s to read them\n")
    print("| question | rows | pyoxigraph ms | rdflib ms | ratio | answer ms |\n|---|---:|---:|---:|---:|---:|")
    ratios, ours_all, same = [], [], True
    for identifier, question in load_catalogue().items():
        if names and identifier not in names:
            continue
        given = {one.name: one.example for one in question.parameters if one.required and one.example}
        values = resolve(dataset, question, given)
        ours, rows = timed(lambda text=question.text: len(list(dataset.store.query(text))), 5)  # type: ignore[misc]
        theirs, other = timed(lambda text=question.text: len(list(graph.query(text))), 1)  # type: ignore[misc]
        answer, _ = timed(lambda: run(dataset, question, values, "fr", AS_OF).row_count, 3)  # noqa: B023
        same = same and rows == other
        ratios.append(theirs / ours)
        ours_all.append(ours)
        print(f"| {identifier} | {rows} | {ours:.1f} | {theirs:.0f} | {theirs / ours:.0f} | {answer:.1f} |")
    print(f"\nratio: median {statistics.median(ratios):.0f}, least {min(ratios):.0f}")
    print(f"pyoxigraph: median {statistics.median(ours_all):.1f} ms, worst {max(ours_all):.1f} ms")
    print(f"same row counts: {'yes' if same else 'NO'}")
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
