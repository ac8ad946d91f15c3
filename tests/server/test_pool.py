"""The pool of query processes: deadlines that kill, replacements, fair waiting, what a worker may not do."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store

from qualigraph.terms import INFERRED
from qualigraph_server.workers.pool import Answer, Job, Limits, NoAnswer, Pool
from qualigraph_server.workers.sources import Nursery

THING = NamedNode("http://e/a")
GRAPHS = [NamedNode("http://e/g1"), NamedNode("http://e/g2")]
NUMBERS = " ".join(str(number) for number in range(200))
ENDLESS = (
    "SELECT (COUNT(*) AS ?n) { "
    + " ".join(f"VALUES ?{v} {{ {NUMBERS} }}" for v in "abcd")
    + " FILTER(?a+?b+?c+?d > 3) }"
)
GREEDY = (
    "SELECT (STRLEN(?x27) AS ?n) { BIND('0123456789abcdef' AS ?x0) "
    + " ".join(f"BIND(CONCAT(?x{i}, ?x{i}) AS ?x{i + 1})" for i in range(27))
    + " }"
)
WIDE = "SELECT * { " + " ".join(f"VALUES ?{v} {{ {NUMBERS} }}" for v in "abc") + " }"


def store() -> Store:
    found = Store()
    found.add(Quad(THING, THING, Literal("x"), DefaultGraph()))
    for graph in GRAPHS:
        found.add(Quad(THING, THING, Literal("x"), graph))
    found.add(Quad(THING, THING, Literal("inferred"), DefaultGraph()))
    found.add(Quad(THING, THING, Literal("inferred"), INFERRED))
    return found


def job(query: str, **others: object) -> Job:
    return Job(query, "json", "turtle", "http://e/sparql", **others)  # type: ignore[arg-type]  # tests pass only fields


@pytest.fixture(scope="module", params=[True, False], ids=["forked", "one by one"])
def pool(request: pytest.FixtureRequest) -> Iterator[Pool]:
    limits = Limits(seconds=1.5, waiting_seconds=0.5, waiting_places=4, memory=256 << 20, result=1 << 20)
    found = Pool(store(), 2, limits, forking=request.param)
    yield found
    found.close()


def run(pool: Pool, query: str, seconds: float | None = None, **others: object) -> Answer:
    return pool.run(job(query, **others), time.monotonic() + (seconds or pool.limits.seconds))


def text(answer: Answer) -> str:
    with answer.body as body:
        found = body.read()
    assert len(found) == answer.length
    return found.decode()


def test_an_answer_is_whole(pool: Pool) -> None:
    answer = run(pool, "SELECT ?o { ?s ?p ?o } ORDER BY ?o")
    assert (answer.format, answer.form, answer.changing) == ("json", "SELECT", False)
    assert text(answer).count('"value"') == 2
    assert run(pool, "CONSTRUCT WHERE { ?s ?p ?o }").format == "turtle"
    assert run(pool, "SELECT (NOW() AS ?n) {}").changing


def test_a_triple_in_two_graphs_counts_once(pool: Pool) -> None:
    count = "SELECT (COUNT(*) AS ?n) {0} {{ ?s ?p ?o }}"
    both = tuple(graph.value for graph in GRAPHS)
    named = " ".join(f"FROM <{iri}>" for iri in both)
    assert '"value":"1"' in text(run(pool, count.format(named)))
    assert '"value":"1"' in text(run(pool, count.format(""), default_graphs=both, named_graphs=()))
    prefixed = "PREFIX e: <http://e/> " + count.format("FROM e:g1 FROM <g2> FROM NAMED e:g1")
    assert '"value":"1"' in text(run(pool, prefixed))
    assert '"value":"1"' in text(run(pool, count.format(""), asserted=True))
    assert '"value":"2"' in text(run(pool, count.format("")))


def test_a_dataset_holds_only_what_was_asked(pool: Pool) -> None:
    ask = "ASK { GRAPH ?g { ?s ?p ?o } FILTER(?g != <http://e/g1>) }"
    assert '"boolean":false' in text(run(pool, ask, default_graphs=(), named_graphs=("http://e/g1",)))
    assert '"boolean":false' in text(run(pool, "ASK { ?s ?p ?o }", default_graphs=(), named_graphs=("http://e/g1",)))
    both = ("http://e/g1", "http://e/g2")
    assert '"boolean":false' in text(run(pool, ask, default_graphs=both, named_graphs=("http://e/g1",)))
    assert '"boolean":false' in text(run(pool, "ASK { GRAPH <" + INFERRED.value + "> { ?s ?p ?o } }", asserted=True))


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("SELECT {", "syntax"),
        ("SELECT * { SERVICE <http://e/> {} }", "forbidden"),
        ("INSERT DATA { <a> <b> <c> }", "forbidden"),
        ("ASK " + "{" * 129, "refused"),
        ("SELECT (<http://e/f>(1) AS ?x) {}", "unsupported"),
        ("ASK { ?s ?p ?o FILTER(?s = <relative iri>) }", "syntax"),
    ],
)
def test_what_is_wrong_is_said_and_the_worker_lives_on(pool: Pool, query: str, code: str) -> None:
    pids = {worker.pid for worker in pool._idle}
    with pytest.raises(NoAnswer) as caught:
        run(pool, query)
    assert caught.value.code == code
    assert caught.value.text.fr
    assert caught.value.text.en
    assert {worker.pid for worker in pool._idle} == pids


def test_formats_that_do_not_fit_are_refused(pool: Pool) -> None:
    for query, table, graph in (("ASK {}", None, "turtle"), ("CONSTRUCT WHERE { ?s ?p ?o }", "json", None)):
        with pytest.raises(NoAnswer) as caught:
            pool.run(Job(query, table, graph, "http://e/"), time.monotonic() + 2)
        assert caught.value.code == "not-acceptable"
    with pytest.raises(NoAnswer) as caught:
        pool.run(Job('SELECT ("\\u0001" AS ?x) {}', "xml", None, "http://e/"), time.monotonic() + 2)
    assert caught.value.code == "not-xml"


def test_the_deadline_kills_and_a_worker_is_back_at_once(pool: Pool) -> None:
    start = time.monotonic()
    with pytest.raises(NoAnswer) as caught:
        run(pool, ENDLESS)
    assert caught.value.code == "timeout"
    assert 1.4 < time.monotonic() - start < 2.2
    start = time.monotonic()
    run(pool, "ASK {}")
    assert time.monotonic() - start < 0.5
    assert _settled(pool)


def test_a_query_that_eats_memory_ends_alone(pool: Pool) -> None:
    with pytest.raises(NoAnswer) as caught:
        run(pool, GREEDY, 10)
    assert caught.value.code == "memory"
    run(pool, "ASK {}")


def test_a_query_too_deep_to_parse_is_refused_not_fatal(pool: Pool) -> None:
    with pytest.raises(NoAnswer) as caught:
        run(pool, "SELECT (" + "+".join(["1"] * 400_000) + " AS ?x) {}", 15)
    assert caught.value.code == "refused"
    run(pool, "ASK {}")


def test_a_result_beyond_the_cap_is_refused_never_cut(pool: Pool) -> None:
    with pytest.raises(NoAnswer) as caught:
        run(pool, WIDE, 10)
    assert caught.value.code == "too-large"
    assert "LIMIT" in caught.value.text.fr


def test_what_a_refused_result_leaves_behind_delays_nobody() -> None:
    """The worker of a result that was too large has much to free: the next query must not wait for that."""
    found = Pool(store(), 2, Limits(seconds=20, result=1 << 18))
    heavy = "CONSTRUCT { ?a <http://e/p> ?b . ?b <http://e/q> ?c } { " + " ".join(
        f"VALUES ?{v} {{ {' '.join(f'<http://e/{v}{n}>' for n in range(200))} }}" for v in "abc"
    )
    try:
        for _ in range(3):
            pids = {worker.pid for worker in found._idle}
            with pytest.raises(NoAnswer) as caught:
                run(found, heavy + " }", 20)
            assert caught.value.code == "too-large"
            assert _settled(found, 2)
            assert {worker.pid for worker in found._idle} != pids
    finally:
        found.close()


def test_waiting_is_bounded_in_places_and_in_time(pool: Pool) -> None:
    codes: list[str] = []
    lock = threading.Lock()

    def one() -> None:
        try:
            run(pool, ENDLESS)
        except NoAnswer as none:
            with lock:
                codes.append(none.code)

    threads = [threading.Thread(target=one) for _ in range(9)]
    for thread in threads:
        thread.start()
    time.sleep(0.3)
    assert pool.load == (2, 4)
    start = time.monotonic()
    with pytest.raises(NoAnswer) as caught:
        run(pool, "ASK {}")
    assert caught.value.code == "busy"
    assert time.monotonic() - start < 0.1
    for thread in threads:
        thread.join()
    assert sorted(set(codes)) == ["busy", "timeout"]
    assert codes.count("timeout") == 2
    assert _settled(pool)
    run(pool, "ASK {}")


def test_who_waits_first_is_served_first() -> None:
    found = Pool(store(), 1, Limits(seconds=5, waiting_seconds=5, waiting_places=32))
    order: list[int] = []
    try:
        hold = threading.Thread(target=lambda: _swallow(found, ENDLESS, 0.8))
        hold.start()
        time.sleep(0.2)
        threads = []

        def one(number: int) -> None:
            run(found, "ASK {}")
            order.append(number)

        for number in range(20):
            thread = threading.Thread(target=one, args=(number,))
            thread.start()
            threads.append(thread)
            time.sleep(0.01)
        for thread in (*threads, hold):
            thread.join()
        # Each runs alone, so they end in the order in which they came.
        assert order == sorted(order)
    finally:
        found.close()


def test_a_worker_can_open_nothing(pool: Pool) -> None:
    for worker in list(pool._idle):
        end = time.monotonic() + 5
        # A worker that was just started confines itself once it has loaded its data.
        while (found := _limits(worker.pid))["Max open files"] != ["0", "0"] and time.monotonic() < end:
            time.sleep(0.05)
        assert found["Max open files"] == ["0", "0"]
        assert found["Max file size"] == ["0", "0"]
        assert found["Max core file size"] == ["0", "0"]
        assert int(found["Max address space"][0]) < 4 << 30
        threads = Path(f"/proc/{worker.pid}/task").iterdir()
        assert any("NoNewPrivs:\t1" in (thread / "status").read_text() for thread in threads)


CONFINED = """
import os, socket, sys
from qualigraph_server.workers.isolation import confine
early = open(os.devnull)
confine(64 << 20)
tried = {
    "file": lambda: open("/etc/passwd"),
    "new file": lambda: open("/tmp/qualigraph-test", "w"),
    "socket": lambda: socket.create_connection(("127.0.0.1", 1)),
    "memory": lambda: bytearray(256 << 20),
}
for name, attempt in tried.items():
    try:
        attempt()
    except (OSError, MemoryError) as error:
        print(name, type(error).__name__, getattr(error, "errno", None))
"""


def test_what_is_forbidden_fails() -> None:
    done = subprocess.run([sys.executable, "-c", CONFINED], capture_output=True, text=True, timeout=20)
    found = [line.rsplit(" ", 2) for line in done.stdout.splitlines()]
    too_many = str(errno.EMFILE)
    assert found == [
        ["file", "OSError", too_many],
        ["new file", "OSError", too_many],
        ["socket", "OSError", too_many],
        ["memory", "MemoryError", "None"],
    ], done.stderr


def test_what_ends_idle_workers_costs_no_request_its_answer(pool: Pool) -> None:
    assert _settled(pool)
    for worker in list(pool._idle):
        os.kill(worker.pid, signal.SIGKILL)
    time.sleep(0.1)
    for _ in range(4):
        assert text(run(pool, "ASK {}")).endswith("true}")
    assert _settled(pool, 5)


def test_when_the_process_that_makes_workers_is_killed_another_one_is_started() -> None:
    found = Pool(store(), 2, Limits(seconds=2))
    try:
        for _ in range(2):
            nursery = found._source
            assert isinstance(nursery, Nursery)
            busy = threading.Thread(target=lambda: _swallow(found, ENDLESS, 2))
            busy.start()
            time.sleep(0.2)
            os.kill(nursery._process.pid, signal.SIGKILL)
            start = time.monotonic()
            assert text(run(found, "SELECT ?o { ?s ?p ?o }")).count('"value"') == 2
            assert time.monotonic() - start < 1.5
            busy.join()
            assert time.monotonic() - start < 2.5, "its query is run again, within its own deadline"
            assert _settled(found, 5)
            # The deadline still holds: the thread that watches it has survived.
            start = time.monotonic()
            _swallow(found, ENDLESS, 0.5)
            assert time.monotonic() - start < 1
    finally:
        found.close()


def test_a_result_that_finds_no_room_is_told_and_frees_its_worker(
    pool: Pool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    large = "SELECT * { " + " ".join(f"VALUES ?{v} {{ {NUMBERS} }}" for v in "ab") + " }"
    limits = pool.limits
    monkeypatch.setattr(pool, "limits", replace(limits, result=8 << 20))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))
    with pytest.raises(NoAnswer) as caught:
        run(pool, large, 5)
    assert caught.value.code == "busy"
    monkeypatch.undo()
    run(pool, "ASK {}")
    assert _settled(pool, 2)


@pytest.mark.parametrize("forking", [True, False])
def test_no_file_outlives_the_pool(forking: bool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    found = Pool(store(), 1, Limits(), forking=forking)
    try:
        run(found, "ASK {}", 10)
        # A server that is killed can tidy nothing: where workers are forked, their file has gone by then.
        assert bool(list(tmp_path.iterdir())) != forking
    finally:
        found.close()
    assert not list(tmp_path.iterdir())


def test_no_worker_outlives_the_pool() -> None:
    found = Pool(store(), 2, Limits())
    pids = [worker.pid for worker in found._idle]
    run(found, "ASK {}")
    found.close()
    for pid in pids:
        assert not Path(f"/proc/{pid}/stat").exists()
    with pytest.raises(NoAnswer):
        run(found, "ASK {}")


def _limits(pid: int) -> dict[str, list[str]]:
    lines = Path(f"/proc/{pid}/limits").read_text().splitlines()
    return {line[:26].strip(): line[26:].split()[:2] for line in lines}


def _swallow(pool: Pool, query: str, seconds: float) -> None:
    with pytest.raises(NoAnswer):
        run(pool, query, seconds)


def _settled(pool: Pool, seconds: float = 0.5) -> bool:
    """Say whether all workers, the spare one too, are idle again within that time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if len(pool._idle) == pool.size + 1 and pool.load == (0, 0):
            return True
        time.sleep(0.01)
    return False
