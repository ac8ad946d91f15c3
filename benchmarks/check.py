"""How long a check takes: `qualigraph check` as people run it, against rdflib, owlrl and pySHACL as they come.

    python benchmarks/check.py            # the alternative on the CLB policy only: about ten minutes
    python benchmarks/check.py --fast     # without the alternative: half a minute

The command is timed as a whole process: from nothing, and again when nothing has changed. The alternative reads the
same files with rdflib, closes them with owlrl and runs all our shapes with pySHACL, each as it comes; its findings are
compared with ours.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import rdflib
from owlrl import DeductiveClosure, OWLRL_Semantics

from qualigraph import places
from qualigraph.checking.rules import load_catalogue
from qualigraph.checking.run import run_rules, stages
from qualigraph.checking.shacl.engine import Result
from qualigraph.checking.shacl.oracle import results, to_rdflib, validate
from qualigraph.dataset import dataset_files, load_dataset

AS_OF = date(2026, 11, 22)
DATA = places.graph_folder() / "data"
SETS: dict[str, list[Path]] = {
    "whole graph": [],
    "CLB policy": [DATA / "clb", DATA / "org"],
}


def process_times(paths: Sequence[Path], runs: int) -> tuple[float, float]:
    """The median seconds of the whole command: from nothing, and when nothing has changed."""
    command = [sys.executable, "-m", "qualigraph", "check", *map(str, paths), "--as-of", AS_OF.isoformat()]
    cold, warm = [], []
    for _ in range(runs):
        with tempfile.TemporaryDirectory() as folder:
            environment = {**os.environ, "QUALIGRAPH_CACHE": folder}
            for times in (cold, warm):
                start = time.perf_counter()
                subprocess.run(command, env=environment, capture_output=True, check=False)
                times.append(time.perf_counter() - start)
    return statistics.median(cold), statistics.median(warm)


def same(result: Result) -> tuple[str, ...]:
    return (str(result.shape), str(result.focus), str(result.path), str(result.value), str(result.severity))


def alternative(paths: Sequence[Path]) -> tuple[float, float, float, Counter[tuple[str, ...]]]:
    """Seconds of rdflib's reading, owlrl's closure and pySHACL's validation, and what the last found."""
    catalogue = load_catalogue()
    shapes = to_rdflib(catalogue.shapes.store)
    graph = rdflib.Graph()
    start = time.perf_counter()
    for file in [file for group in dataset_files(paths) for file in group if file.path.suffix == ".ttl"]:
        graph.parse(file.path)
    read = time.perf_counter() - start
    start = time.perf_counter()
    DeductiveClosure(OWLRL_Semantics).expand(graph)
    closed = time.perf_counter() - start
    # The facts that the rules ask for (the day, the nearest plan) are ours: the graph that is judged comes from us.
    *_, (_, view) = stages(load_dataset(paths), AS_OF)
    start = time.perf_counter()
    found = Counter(same(result) for result in results(validate(view.store, shapes)))
    return read, closed, time.perf_counter() - start, found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fast", action="store_true", help="without the alternative")
    parser.add_argument("--runs", type=int, default=5)
    arguments = parser.parse_args()
    for name, paths in SETS.items():
        size = len(load_dataset(paths).store)
        cold, warm = process_times(paths, arguments.runs)
        print(f"{name}: {size:,} quads, from nothing {cold:.2f} s, nothing changed {warm:.2f} s", flush=True)
    if arguments.fast:
        return
    paths = SETS["CLB policy"]
    done = run_rules(load_dataset(paths), load_catalogue(), AS_OF)
    asserted = {shape.node for rule in load_catalogue().rules for shape in rule.shapes if shape.asserted}
    ours = Counter(same(result) for result in done.results if result.shape not in asserted)
    read, closed, validated, found = alternative(paths)
    theirs = Counter({key: count for key, count in found.items() if key[0] not in set(map(str, asserted))})
    print(
        f"alternative on the CLB policy: rdflib {read:.1f} s + owlrl {closed:.1f} s + pySHACL {validated:.1f} s"
        f" = {read + closed + validated:.1f} s; same findings: {'yes' if ours == theirs else 'NO'}"
    )


if __name__ == "__main__":
    main()
