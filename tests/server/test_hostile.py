"""Attacks over HTTP: each is refused or cut in time, and the next query is answered."""

from __future__ import annotations

import contextlib
import gzip
import os
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import ClassVar
from urllib.parse import quote

import pytest

from qualigraph_server.running import THREADS

from .conftest import JSON, Answer, Server

DEADLINE = 2.0
NUMBERS = " ".join(str(number) for number in range(200))
ENDLESS = (
    "SELECT (COUNT(*) AS ?n) { "
    + " ".join(f"VALUES ?{v} {{ {NUMBERS} }}" for v in "abcd")
    + " FILTER(?a+?b+?c+?d > 3) }"
)
DEEP = 10_000
NESTED = {
    "parentheses": "SELECT (" + "(" * DEEP + "1" + ")" * DEEP + " AS ?x) {}",
    "signs": "ASK { FILTER(" + "!" * DEEP + "true) }",
    "groups": "ASK " + "{" * DEEP + "}" * DEEP,
    "paths": "ASK { ?s " + "(" * DEEP + "<urn:p>" + ")*" * DEEP + " ?o }",
    "blank nodes": "ASK { ?s <urn:p> " + "[ <urn:p> " * DEEP + "1" + " ]" * DEEP + " }",
    "selects": "SELECT * " + "{ SELECT * " * 1000 + "{ }" + " }" * 1000,
    "exists": "ASK { " + "FILTER EXISTS { " * 1000 + "} " * 1000 + "}",
}


@pytest.fixture(autouse=True)
def healthy_afterwards(plain: Server) -> Iterator[None]:
    yield
    assert plain.boolean("ASK {}")
    assert plain.process.poll() is None


class Canary(BaseHTTPRequestHandler):
    """A server that nobody should ever call."""

    hits: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.hits.append(self.path)
        self.send_response(200)
        self.end_headers()

    def do_POST(self) -> None:
        self.do_GET()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def canary() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Canary)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/x"
    server.shutdown()


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <{url}> { ?s ?p ?o } }",
        "SELECT * { SERVICE SILENT <{url}> { ?s ?p ?o } }",
        "SELECT * { VALUES ?v { <{url}> } SERVICE ?v { ?s ?p ?o } }",
        "ASK { FILTER EXISTS { SELECT * { SERVICE <{url}> { ?s ?p ?o } } } }",
        "PREFIX e: <{url}> SELECT * { SERVICEe: { ?s ?p ?o } }",
        'SELECT * { BIND(1 AS ?a) FILTER(?a<?b#>"""\n) SERVICE <{url}> { ?s ?p ?o } } #"""',
    ],
)
def test_no_other_server_is_asked(plain: Server, canary: str, query: str) -> None:
    answer = plain.query(query.replace("{url}", canary))
    assert answer.status == 403
    assert "SERVICE" in answer.json()["detail"]
    assert Canary.hits == []


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * FROM <{url}> { ?s ?p ?o }",
        "SELECT * FROM NAMED <{url}> { GRAPH ?g { ?s ?p ?o } }",
        "SELECT * { GRAPH <{url}> { ?s ?p ?o } }",
    ],
)
def test_no_document_is_fetched_and_no_file_is_read(plain: Server, canary: str, tmp_path: Path, query: str) -> None:
    secret = tmp_path / "secret.ttl"
    secret.write_text('<urn:a> <urn:b> "TOPSECRET" .')
    for url in (canary, secret.as_uri()):
        assert plain.rows(query.replace("{url}", url)) == []
    for url in (canary, secret.as_uri()):
        assert plain.rows("SELECT * { ?s ?p ?o }", **{"default-graph-uri": url}) == []
    assert Canary.hits == []


@pytest.mark.parametrize("shape", NESTED)
def test_deep_nesting_is_refused_before_parsing(plain: Server, shape: str) -> None:
    start = time.monotonic()
    answer = plain.post(NESTED[shape])
    assert answer.status == 400
    assert answer.json()["code"] == "refused"
    assert time.monotonic() - start < 1


def test_long_flat_queries_end_in_time(plain: Server) -> None:
    for query in (
        "SELECT (" + "+".join(["1"] * 900_000) + " AS ?x) {}",
        "SELECT * { " + " UNION ".join(f"{{ ?s <urn:p{n}> ?o }}" for n in range(5000)) + " }",
        "SELECT ?s { " + " ".join(f"OPTIONAL {{ ?s <urn:p{n}> ?o{n} }}" for n in range(1500)) + " }",
    ):
        start = time.monotonic()
        assert plain.post(query).status in (200, 400, 503)
        assert time.monotonic() - start < DEADLINE + 1


def test_too_long_a_text_is_refused(plain: Server) -> None:
    answer = plain.post(b"ASK {} #" + b"a" * (3 << 20))
    assert answer.status == 400
    assert plain.post(b"ASK {} #" + b"a" * (1 << 20)).status == 200
    with socket.create_connection(("127.0.0.1", plain.port), 5) as raw:
        raw.sendall(
            b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
            b"Content-Length: 10000000000\r\n\r\nASK {}"
        )
        raw.settimeout(3)
        assert b" 413 " in raw.recv(4096).split(b"\r\n")[0]


def test_compressed_bodies_are_not_read(plain: Server) -> None:
    bomb = gzip.compress(b"ASK {}" + b" " * (50 << 20))
    headers = {"Content-Type": "application/sparql-query", "Content-Encoding": "gzip", "Accept": JSON}
    assert plain.ask("POST", "/sparql", headers, bomb).status == 415
    form = {**headers, "Content-Type": "application/x-www-form-urlencoded", "Accept": "text/html"}
    assert plain.ask("POST", "/editor", form, bomb).status == 415
    assert plain.ask("POST", "/editor", {"Content-Type": "multipart/form-data; boundary=x"}, b"--x--\r\n").status == 415


@pytest.mark.parametrize(
    "query",
    [
        ENDLESS,
        "SELECT * { " + " ".join(f"VALUES ?{v} {{ {NUMBERS} }}" for v in "abcd") + " FILTER(?a*?b*?c*?d < 0) }",
        "SELECT * { "
        + " ".join(f"VALUES ?{v} {{ {NUMBERS} }}" for v in "abc")
        + " } ORDER BY SHA512(STR(?a*?b*?c)) LIMIT 5",
        "SELECT (COUNT(DISTINCT ?h) AS ?n) { "
        + " ".join(f"VALUES ?{v} {{ {NUMBERS} }}" for v in "abc")
        + " BIND(CONCAT(STR(?a),'-',STR(?b),'-',STR(?c)) AS ?h) }",
        "SELECT (STRLEN(?x27) AS ?n) { BIND('0123456789abcdef' AS ?x0) "
        + " ".join(f"BIND(CONCAT(?x{i}, ?x{i}) AS ?x{i + 1})" for i in range(27))
        + " }",
    ],
)
def test_a_query_that_would_not_end_is_stopped(plain: Server, query: str) -> None:
    start = time.monotonic()
    answer = plain.post(query)
    assert time.monotonic() - start < DEADLINE + 0.7
    assert answer.status in (413, 503), answer.text
    assert answer.json()["code"] in ("timeout", "memory")
    start = time.monotonic()
    assert plain.boolean("ASK {}")
    assert time.monotonic() - start < 0.5


def test_a_result_beyond_the_cap_is_refused_and_says_so(plain: Server) -> None:
    query = "SELECT * { " + " ".join(f"VALUES ?{v} {{ {NUMBERS} }}" for v in "abc") + " }"
    answer = plain.post(query, "text/csv")
    assert answer.status == 413
    assert "LIMIT" in answer.text


def test_others_are_answered_or_told_while_slow_queries_run(plain: Server) -> None:
    threads = [threading.Thread(target=plain.post, args=(ENDLESS,)) for _ in range(3)]
    for thread in threads:
        thread.start()
    time.sleep(0.2)
    start = time.monotonic()
    assert plain.boolean("ASK {}")
    assert time.monotonic() - start < 1
    for thread in threads:
        thread.join()


def test_a_full_house_is_told_with_a_time_to_come_back(plain: Server) -> None:
    found: list[Answer] = []
    threads = [threading.Thread(target=lambda: found.append(plain.post(ENDLESS))) for _ in range(80)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    codes = [answer.json()["code"] for answer in found]
    assert {answer.status for answer in found} == {503}
    assert codes.count("timeout") >= 4
    busy = [answer for answer in found if answer.json()["code"] == "busy"]
    assert busy
    assert all(int(answer.headers["retry-after"]) > 0 for answer in busy)


def test_a_client_that_leaves_frees_its_worker(plain: Server) -> None:
    for _ in range(4):
        with socket.create_connection(("127.0.0.1", plain.port), 5) as raw:
            body = ENDLESS.encode()
            head = "POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
            raw.sendall(head.encode() + f"Content-Length: {len(body)}\r\n\r\n".encode() + body)
    time.sleep(DEADLINE + 0.5)
    start = time.monotonic()
    assert plain.boolean("ASK {}")
    assert time.monotonic() - start < 0.5


SLOW = {
    "headers": ("GET /sparql HTTP/1.1\r\nHost: x\r\n", b"X-a: b\r\n"),
    "body": (
        "POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\nContent-Length: 9999\r\n\r\n",
        b"#",
    ),
    "form": (
        "POST /editor HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        "Content-Length: 9999\r\n\r\n",
        b"a",
    ),
}


@pytest.mark.parametrize("kind", SLOW)
def test_slow_senders_do_not_stop_others(plain: Server, kind: str) -> None:
    head, drop = SLOW[kind]
    held = [socket.create_connection(("127.0.0.1", plain.port), 5) for _ in range(THREADS + 20)]
    try:
        for one in held:
            one.sendall(head.encode())
        for _ in range(3):
            for one in held:
                # Those beyond what is taken at once were told so and hung up on.
                with contextlib.suppress(OSError):
                    one.sendall(drop)
            start = time.monotonic()
            assert plain.boolean("ASK {}")
            assert time.monotonic() - start < 1
    finally:
        for one in held:
            one.close()


def test_slow_readers_of_large_results_do_not_stop_others(plain: Server) -> None:
    values = " ".join(f"VALUES ?{v} {{ {NUMBERS} }}" for v in "ab")
    query = quote(f"SELECT ?x {{ {values} BIND(SHA256(STR(?a*?b)) AS ?x) }}")
    request = f"GET /sparql?query={query} HTTP/1.1\r\nHost: x\r\nAccept: text/csv\r\n\r\n".encode()
    held = []
    for _ in range(80):
        raw = socket.create_connection(("127.0.0.1", plain.port), 5)
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        raw.sendall(request)
        held.append(raw)
    try:
        assert held[0].recv(12) == b"HTTP/1.1 200"
        time.sleep(3)
        start = time.monotonic()
        assert plain.boolean("ASK {}")
        assert time.monotonic() - start < 2
    finally:
        for raw in held:
            raw.close()


@pytest.mark.parametrize("client", ["leaves", "asks for the head", "takes all"])
def test_room_for_large_results_comes_back(plain: Server, client: str) -> None:
    query = quote(
        f"SELECT ?x {{ {' '.join(f'VALUES ?{v} {{ {NUMBERS} }}' for v in 'ab')} BIND(STR(?a * ?b + 1000000) AS ?x) }}"
    )
    method = "HEAD" if client == "asks for the head" else "GET"
    request = f"{method} /sparql?query={query} HTTP/1.1\r\nHost: x\r\nAccept: text/csv\r\n\r\n".encode()
    for _ in range(80):
        with socket.create_connection(("127.0.0.1", plain.port), 10) as raw:
            raw.sendall(request)
            with raw.makefile("rb") as reader:
                # Places come back within a moment, not before the next client asks.
                status = reader.readline()
                assert b" 200 " in status or client == "leaves"
                length = next(int(line[15:]) for line in reader if line.lower().startswith(b"content-length:"))
                if client == "takes all":
                    while reader.readline() != b"\r\n":
                        pass
                    assert len(reader.read(length)) == length > 1 << 18
    deadline = time.monotonic() + 10
    while plain.ask(method, f"/sparql?query={query}", {"Accept": "text/csv"}).status == 503:
        assert time.monotonic() < deadline


def test_garbage_and_smuggling(plain: Server) -> None:
    def raw(data: bytes) -> bytes:
        with socket.create_connection(("127.0.0.1", plain.port), 5) as connection:
            connection.settimeout(2)
            connection.sendall(data)
            found = b""
            with contextlib.suppress(OSError):
                while part := connection.recv(65536):
                    found += part
            return found

    raw(os.urandom(2000) + b"\r\n\r\n")
    smuggled = b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: x\r\n\r\n"
    both = (
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
        b"Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    )
    assert raw(both + smuggled).count(b"HTTP/1.1 ") <= 1
    assert b"x-injected" not in raw(
        b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: x\r\n"
        b"Origin: https://a%0d%0aX-Injected: y\r\nConnection: close\r\n\r\n"
    )
    assert plain.query("ASK {} #" + "a" * (512 << 10)).status in (400, 413, 414, 431)
