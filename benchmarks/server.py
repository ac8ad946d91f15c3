"""The endpoint beside ``oxigraph serve`` and beside plain Flask + rdflib: the same data, the same queries, one run.

    python benchmarks/server.py                  # all questions, 40 times each; rdflib a few times
    python benchmarks/server.py --repeat 10 --without-rdflib

For each question of the catalogue (with its example parameters): the median answer time at one connection. For point
queries: requests per second at four connections. Nobody caches results; every request is checked to be a 200, and
ours and oxigraph's answers to hold the same number of rows.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import quote

from pyoxigraph import QuerySolutions, RdfFormat

from qualigraph.dataset import Dataset, load_dataset
from qualigraph.errors import UsageProblem
from qualigraph.inference import infer
from qualigraph.questions import load_catalogue, query_text, resolve

JSON = "application/sparql-results+json"
PATIENCE = 20.0
DAY = date(2026, 1, 15)

FLASK_AND_RDFLIB = """
import sys
from flask import Flask, Response, request
from rdflib import Dataset
dataset = Dataset()
dataset.parse(sys.argv[1], format="nquads")
app = Flask(__name__)
@app.route("/query")
def query():
    result = dataset.query(request.args["query"])
    return Response(result.serialize(format="json"), content_type="application/sparql-results+json")
app.run(port=int(sys.argv[2]), threaded=True)
"""


@dataclass(frozen=True)
class Peer:
    """A running server: its name, port and the path of its endpoint."""

    name: str
    port: int
    path: str

    def connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)

    def target(self, query: str) -> str:
        return f"{self.path}?query={quote(query)}"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def running(command: Sequence[str], port: int, ready: str) -> Iterator[None]:
    """Run a server until the block ends; the block begins when it answers ``ready``."""
    environment = {**os.environ, "WERKZEUG_RUN_MAIN": ""}
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)
    try:
        end = time.monotonic() + 120
        while True:
            try:
                connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
                connection.request("GET", ready)
                connection.getresponse().read()
                break
            except OSError:
                if process.poll() is not None or time.monotonic() > end:
                    raise SystemExit(f"did not start: {' '.join(command)}") from None
                time.sleep(0.2)
        yield
    finally:
        process.terminate()
        process.wait(20)


def start_ours(stack: ExitStack) -> Peer:
    port = free_port()
    command = [sys.executable, "-m", "qualigraph", "serve", "--port", str(port), "--no-access-log", "--watch", "0"]
    stack.enter_context(running(command, port, "/readyz"))
    return Peer("qualigraph", port, "/sparql")


def start_oxigraph(stack: ExitStack, dump: Path) -> Peer:
    port = free_port()
    program = str(Path(sys.executable).with_name("oxigraph"))
    stack.enter_context(running([program, "serve", "--bind", f"127.0.0.1:{port}"], port, "/"))
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("POST", "/store", dump.read_bytes(), {"Content-Type": "application/n-quads"})
    response = connection.getresponse()
    response.read()
    if response.status >= 300:
        raise SystemExit(f"oxigraph did not take the data: {response.status}")
    return Peer("oxigraph serve", port, "/query")


def start_rdflib(stack: ExitStack, dump: Path) -> Peer:
    port = free_port()
    command = [sys.executable, "-c", FLASK_AND_RDFLIB, str(dump), str(port)]
    stack.enter_context(running(command, port, "/query?query=ASK%7B%7D"))
    return Peer("Flask + rdflib", port, "/query")


def queries(dataset: Dataset) -> dict[str, str]:
    """Return the query of every question, with its examples as parameters where they are known to the data."""
    found = {}
    for question in load_catalogue().values():
        given = {one.name: one.example for one in question.parameters if one.required and one.example is not None}
        try:
            found[question.id] = query_text(question, resolve(dataset, question, given), DAY)
        except UsageProblem as problem:
            print(f"left out: {question.id} ({problem.say('en')})")
    return found


def answer(peer: Peer, connection: http.client.HTTPConnection, query: str) -> tuple[float, int]:
    """Return the time of one answer in milliseconds, and its number of rows."""
    start = time.perf_counter()
    connection.request("GET", peer.target(query), headers={"Accept": JSON})
    response = connection.getresponse()
    body = response.read()
    taken = (time.perf_counter() - start) * 1000
    if response.status != 200:
        raise ValueError(f"{response.status}")
    return taken, len(json.loads(body)["results"]["bindings"])


def medians(peers: Sequence[Peer], query: str, repeat: Callable[[Peer], int]) -> list[tuple[float, int] | None]:
    """Return each peer's median time and rows; None for one that fails or takes too long.

    They are asked in turn, so that what else the machine does hits all of them alike.
    """
    times: dict[Peer, list[float]] = {peer: [] for peer in peers}
    rows: dict[Peer, int] = {}
    failed: set[Peer] = set()
    with ExitStack() as stack:
        connections = {peer: stack.enter_context(closing(peer.connect())) for peer in peers}
        for turn in range(max(map(repeat, peers)) + 1):
            for peer in peers:
                if peer in failed or turn > repeat(peer):
                    continue
                try:
                    taken, rows[peer] = answer(peer, connections[peer], query)
                except (OSError, ValueError, http.client.HTTPException):
                    failed.add(peer)
                    continue
                if turn:  # the first answer of each only warms it up
                    times[peer].append(taken)
    return [None if peer in failed else (statistics.median(times[peer]), rows[peer]) for peer in peers]


def throughput(peer: Peer, texts: Sequence[str], connections: int, length: float) -> tuple[float, int]:
    """Return the answers per second of ``connections`` that ask without a pause, and how many failed."""
    end = time.perf_counter() + length
    counts, failures = [0] * connections, [0] * connections

    def ask(place: int) -> None:
        connection = peer.connect()
        number = place
        while time.perf_counter() < end:
            connection.request("GET", peer.target(texts[number % len(texts)]), headers={"Accept": JSON})
            response = connection.getresponse()
            response.read()
            counts[place] += response.status == 200
            failures[place] += response.status != 200
            number += 1

    threads = [threading.Thread(target=ask, args=(place,)) for place in range(connections)]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / (time.perf_counter() - start), sum(failures)


def point_queries(dataset: Dataset) -> list[str]:
    """Return two hundred queries for what is said of one element."""
    rows = dataset.store.query(
        "PREFIX qg: <https://w3id.org/qualigraph/ns#> SELECT DISTINCT ?s { ?s a qg:PlanElement } ORDER BY ?s LIMIT 200"
    )
    assert isinstance(rows, QuerySolutions)
    return [f"SELECT ?p ?o {{ <{row['s'].value}> ?p ?o }}" for row in rows]


def compare_questions(peers: Sequence[Peer], asked: dict[str, str], repeat: Callable[[Peer], int]) -> None:
    """Print a table: a question a line, a server a column, medians in milliseconds."""
    names = [peer.name for peer in peers]
    print(f"\n| question | rows | {' | '.join(names)} | over oxigraph |\n|---|---|{'---|' * (len(names) + 1)}")
    over: list[float] = []
    ratios: list[float] = []
    for name, query in asked.items():
        found = medians(peers, query, repeat)
        shown = ["-" if one is None else f"{one[0]:.2f}" for one in found]
        ours, oxigraph = found[0], found[1]
        if ours is None or oxigraph is None:
            print(f"| {name} | ? | {' | '.join(shown)} | ? |")
            continue
        over.append(ours[0] - oxigraph[0])
        if len(found) > 2 and found[2] is not None:
            ratios.append(found[2][0] / ours[0])
        note = "" if ours[1] == oxigraph[1] else f" (oxigraph: {oxigraph[1]} rows)"
        print(f"| {name} | {ours[1]}{note} | {' | '.join(shown)} | {over[-1]:+.2f} ms |", flush=True)
    print(f"\nOver oxigraph serve: median {statistics.median(over):+.2f} ms, most {max(over):+.2f} ms.")
    if ratios:
        print(f"Flask + rdflib takes {min(ratios):.0f} to {max(ratios):.0f} times as long, where it answers at all.")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeat", type=int, default=40)
    parser.add_argument("--without-rdflib", action="store_true")
    parser.add_argument("--seconds", type=float, default=5.0, help="length of each throughput run")
    arguments = parser.parse_args()
    dataset = load_dataset(public_only=True)
    infer(dataset)
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        dump = Path(folder) / "graph.nq"
        dataset.store.dump(str(dump), RdfFormat.N_QUADS)
        print(f"{len(dataset.store)} quads, {os.cpu_count()} processors")
        peers = [start_ours(stack), start_oxigraph(stack, dump)]
        if not arguments.without_rdflib:
            peers.append(start_rdflib(stack, dump))
        time.sleep(5)  # what a server does in its first seconds is no part of this
        # First, as rdflib's parser may refuse every query once several threads have used it at the same time.
        compare_questions(
            peers, queries(dataset), lambda peer: 3 if peer.name.startswith("Flask") else arguments.repeat
        )
        points = point_queries(dataset)
        print("\n| point queries, four connections | answers/s | failed |\n|---|---|---|")
        for peer in peers:
            rate, failed = throughput(peer, points, 4, arguments.seconds)
            print(f"| {peer.name} | {rate:.0f} | {failed} |", flush=True)


if __name__ == "__main__":
    main()
