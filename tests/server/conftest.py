"""Servers to test against: real ones, started by the real command, each on a port of its own."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest

FIXTURES = Path(__file__).parent / "fixtures"
JSON = "application/sparql-results+json"


@dataclass
class Answer:
    """What came back: status, headers (lower case), body."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")

    @property
    def type(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0]

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Server:
    """A running server."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def ask(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        *,
        timeout: float = 30,
    ) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.putrequest(method, path, skip_accept_encoding=True)
            for name, value in (headers or {}).items():
                connection.putheader(name, value)
            if body is not None or method in ("POST", "PUT", "PATCH"):
                connection.putheader("Content-Length", str(len(body or b"")))
            connection.endheaders(body)
            response = connection.getresponse()
            found = Answer(response.status, {}, response.read())
            for name, value in response.getheaders():
                key = name.lower()
                found.headers[key] = f"{found.headers[key]}, {value}" if key in found.headers else value
            return found
        finally:
            connection.close()

    def get(self, path: str, accept: str | None = None, **headers: str) -> Answer:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.ask("GET", path, {**({"Accept": accept} if accept is not None else {}), **sent})

    def query(self, query: str, accept: str | None = JSON, **parameters: str | list[str]) -> Answer:
        return self._query(query, accept, parameters)

    def _query(self, query: str, accept: str | None, parameters: Mapping[str, str | list[str]]) -> Answer:
        pairs = urlencode({"query": query, **parameters}, doseq=True, quote_via=quote)
        return self.get(f"/sparql?{pairs}", accept)

    def post(self, query: str | bytes, accept: str = JSON, *, timeout: float = 30) -> Answer:
        body = query.encode() if isinstance(query, str) else query
        headers = {"Content-Type": "application/sparql-query", "Accept": accept}
        return self.ask("POST", "/sparql", headers, body, timeout=timeout)

    def rows(self, query: str, **parameters: str | list[str]) -> list[dict[str, Any]]:
        answer = self._query(query, JSON, parameters)
        assert answer.status == 200, answer.text
        found: list[dict[str, Any]] = answer.json()["results"]["bindings"]
        return found

    def boolean(self, query: str, **parameters: str | list[str]) -> bool:
        answer = self._query(query, JSON, parameters)
        assert answer.status == 200, answer.text
        found: bool = answer.json()["boolean"]
        return found

    def stop(self, number: int = signal.SIGTERM) -> int:
        """End the server and return its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(20)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def start(log: Path, *options: str, environment: Mapping[str, str] | None = None) -> Server:
    """Start ``qualigraph serve`` with these options and wait until it answers."""
    port = free_port()
    kept = {name: value for name, value in os.environ.items() if not name.startswith("QUALIGRAPH_")}
    with log.open("wb") as sink:
        process = subprocess.Popen(
            [sys.executable, "-m", "qualigraph", "serve", "--port", str(port), *options],
            stdout=sink,
            stderr=subprocess.STDOUT,
            env={**kept, **(environment or {})},
            start_new_session=True,
        )
    server = Server(process, port, log)
    end = time.monotonic() + 30
    while time.monotonic() < end:
        if process.poll() is not None:
            pytest.fail(f"the server ended at start: {log.read_text()}")
        try:
            if server.get("/readyz").status == 200:
                return server
        except OSError:
            time.sleep(0.05)
    pytest.fail(f"the server did not answer: {log.read_text()}")


@pytest.fixture(scope="session")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of the small fixture alone, its deadline two seconds."""
    log = tmp_path_factory.mktemp("plain") / "log"
    server = start(log, "--plain", "--data", str(FIXTURES / "plain.nq"), "--timeout", "2", "--max-result", "4")
    yield server
    assert server.stop() == 0, log.read_text()


@pytest.fixture(scope="session")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of the shipped graph."""
    log = tmp_path_factory.mktemp("real") / "log"
    server = start(log, "--demo")
    yield server
    assert server.stop() == 0, log.read_text()


@pytest.fixture
def comunica(request: pytest.FixtureRequest, repository: Path) -> Path:
    """The command of Comunica, where ``npm install`` has put it."""
    program = repository / "node_modules" / ".bin" / "comunica-sparql-file"
    if not program.exists():
        root = next(one for one in request.config.pluginmanager.get_plugins() if hasattr(one, "NOT_RUN"))
        root._absent(request, "Comunica (npm install)")
    return program
