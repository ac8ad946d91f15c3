"""Running the server: start, reload, health, logs, a graceful end, and settings from options and variables."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from qualigraph.errors import UsageProblem
from qualigraph_server.settings import SETTINGS, Settings, read_environment

from .conftest import FIXTURES, JSON, Server, start

NUMBERS = " ".join(str(number) for number in range(200))
SLOW = (
    "SELECT (COUNT(*) AS ?n) { " + " ".join(f"VALUES ?{v} {{ {NUMBERS} }}" for v in "abc") + " FILTER(?a+?b+?c > 3) }"
)
COUNT = "SELECT (COUNT(*) AS ?n) { ?s <http://example.org/p> ?o }"


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A file of data that a test may change."""
    path = tmp_path / "own.nq"
    path.write_text("<http://example.org/a> <http://example.org/p> <http://example.org/1> <http://example.org/g> .\n")
    return path


def until(test: Callable[[], bool], seconds: float = 10) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if test():
            return True
        time.sleep(0.05)
    return False


def add(path: Path, number: int) -> None:
    fresh = path.with_suffix(".new")
    line = f"<http://example.org/a> <http://example.org/p> <http://example.org/{number}> <http://example.org/g> .\n"
    fresh.write_text(path.read_text() + line)
    fresh.replace(path)


def test_changed_data_is_served_without_losing_a_request(own: Path, tmp_path: Path) -> None:
    server = start(tmp_path / "log", "--plain", "--data", str(own), "--watch", "0.1")
    statuses: set[int] = set()
    stop = threading.Event()

    def ask() -> None:
        while not stop.is_set():
            statuses.add(server.query(COUNT).status)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    try:
        before = server.query(COUNT).headers["etag"]
        for thread in threads:
            thread.start()
        for number in range(2, 6):
            add(own, number)
            assert until(lambda n=number: server.rows(COUNT)[0]["n"]["value"] == str(n))  # type: ignore[misc]
        stop.set()
        for thread in threads:
            thread.join()
        assert statuses == {200}
        assert server.query(COUNT).headers["etag"] != before
        # Broken data: what was there before is still served, and the supervisor is told.
        version = server.get("/readyz").json()["version"]
        own.write_text("this is no RDF\n")
        assert until(lambda: server.get("/readyz").json()["reload_problem"] is not None)
        assert server.get("/readyz").json()["version"] == version
        # Whoever asks learns which file it is, and only the log tells where it lies.
        assert server.get("/readyz").json()["reload_problem"].startswith(f"{own.name}:1: ")
        assert f"{own}:1: " in server.log.read_text()
        assert server.rows(COUNT)[0]["n"]["value"] == "5"
        assert "not reloaded" in server.log.read_text()
        # One web process, one nursery, four workers and a spare, as at the start: old ones have left.
        assert until(lambda: len(_group(server.process.pid)) <= 8)
    finally:
        stop.set()
        assert server.stop() == 0, server.log.read_text()


def test_a_signal_asks_for_a_reload(own: Path, tmp_path: Path) -> None:
    server = start(tmp_path / "log", "--plain", "--data", str(own), "--watch", "0")
    try:
        add(own, 2)
        time.sleep(0.3)
        assert server.rows(COUNT)[0]["n"]["value"] == "1"
        server.process.send_signal(signal.SIGHUP)
        assert until(lambda: server.rows(COUNT)[0]["n"]["value"] == "2")
    finally:
        assert server.stop() == 0


def test_a_request_under_way_is_answered_before_the_end(own: Path, tmp_path: Path) -> None:
    server = start(tmp_path / "log", "--plain", "--data", str(own))
    found: list[int] = []
    thread = threading.Thread(target=lambda: found.append(server.post(SLOW).status))
    thread.start()
    time.sleep(0.3)
    assert server.stop() == 0, server.log.read_text()
    thread.join()
    assert found == [200]


def test_a_web_process_that_dies_is_replaced_with_the_data_of_the_day(own: Path, tmp_path: Path) -> None:
    server = start(tmp_path / "log", "--plain", "--data", str(own), "--watch", "0")
    try:
        add(own, 2)
        web = _children(server.process.pid)[0]
        os.kill(web, signal.SIGKILL)
        # What was read at the start has grown old meanwhile.
        assert until(lambda: _answers(server, "2"), 15), server.log.read_text()
        assert until(lambda: len(_group(server.process.pid)) <= 8)
    finally:
        assert server.stop() == 0, server.log.read_text()


def test_connections_find_open_files(own: Path, tmp_path: Path) -> None:
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (256, hard))
    try:
        server = start(tmp_path / "log", "--plain", "--data", str(own), "--watch", "0")
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    held = []
    try:
        for _ in range(400):
            held.append(socket.create_connection(("127.0.0.1", server.port), 5))
            held[-1].sendall(b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
        assert server.rows(COUNT)
    finally:
        for connection in held:
            connection.close()
        assert server.stop() == 0, server.log.read_text()


def test_without_room_on_the_disk_large_answers_are_told_and_come_back(own: Path, tmp_path: Path) -> None:
    folder = tmp_path / "temporary"
    folder.mkdir()
    server = start(tmp_path / "log", "--plain", "--data", str(own), environment={"TMPDIR": str(folder)})
    numbers = " ".join(str(number) for number in range(200))
    large = f"SELECT * {{ VALUES ?a {{ {numbers} }} VALUES ?b {{ {numbers} }} }}"
    try:
        folder.rmdir()
        for turn in range(70):  # more than there are places for large answers
            answer = server.query(large, "text/csv" if turn % 2 else JSON)
            assert (answer.status, "retry-after" in answer.headers) in ((503, True), (200, False))
        assert server.query(large).status == 503
        assert server.query(COUNT).status == 200
        folder.mkdir()
        assert until(lambda: server.query(large).status == 200)
        assert "Traceback" not in server.log.read_text()
    finally:
        assert server.stop() == 0, server.log.read_text()


def test_nothing_is_left_of_a_server(own: Path, tmp_path: Path) -> None:
    folder = tmp_path / "temporary"
    folder.mkdir()
    for number in (signal.SIGTERM, signal.SIGKILL):
        server = start(tmp_path / "log", "--data", str(own), environment={"TMPDIR": str(folder)})
        server.stop(number)
        assert until(lambda leader=server.process.pid: not _group(leader), 15)  # type: ignore[misc]
        assert not list(folder.iterdir())
        assert "Error" not in server.log.read_text()


def test_many_signals_lose_no_request(own: Path, tmp_path: Path) -> None:
    server = start(tmp_path / "log", "--plain", "--data", str(own), "--watch", "0")
    try:
        for _ in range(20):
            server.process.send_signal(signal.SIGHUP)
            assert server.query(COUNT).status == 200
            time.sleep(0.02)
        assert until(lambda: len(_group(server.process.pid)) <= 8)
    finally:
        assert server.stop() == 0


def test_no_process_is_left_behind(own: Path, tmp_path: Path) -> None:
    server = start(tmp_path / "log", "--plain", "--data", str(own))
    group = _group(server.process.pid)
    assert len(group) >= 7
    server.stop(signal.SIGKILL)
    # Killed from outside, it can tidy nothing: its children leave by themselves.
    assert until(lambda: not _group(server.process.pid), 15), _group(server.process.pid)


def test_health_and_access_log(own: Path, tmp_path: Path) -> None:
    server = start(tmp_path / "log", "--plain", "--data", str(own))
    try:
        assert server.get("/healthz").text == "ok\n"
        ready = server.get("/readyz").json()
        assert ready["status"] == "ok"
        assert re.fullmatch(r"[0-9a-f]{16}", ready["version"])
        server.query("ASK {}")
        assert until(lambda: "GET /sparql" in server.log.read_text())
    finally:
        server.stop()
    quiet = start(tmp_path / "quiet", "--plain", "--data", str(own), "--no-access-log")
    try:
        quiet.query("ASK {}")
        assert "GET /sparql" not in quiet.log.read_text()
    finally:
        quiet.stop()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--data", "nowhere.ttl"], "nowhere.ttl"),
        (["--port", "many"], "--port"),
        (["--timeout", "-1"], "--timeout"),
        (["--host", "no.such.host.invalid"], "no.such.host.invalid"),
    ],
)
def test_what_cannot_be_served_is_told_in_one_line(options: list[str], words: str) -> None:
    done = _run("--plain", *options)
    assert done.returncode == 2
    last = done.stderr.strip().splitlines()[-1]
    assert words in last
    assert "Traceback" not in done.stderr


def test_a_port_that_is_taken_is_told(plain: Server) -> None:
    done = _run("--plain", "--data", str(FIXTURES / "plain.nq"), "--port", str(plain.port))
    assert done.returncode == 2
    assert str(plain.port) in done.stderr


def test_restricted_graphs_on_demand(tmp_path: Path) -> None:
    options = ["--plain", "--data", str(FIXTURES / "plain.nq")]
    server = start(tmp_path / "log", *options, "--restricted")
    try:
        assert server.boolean('ASK { ?s ?p "not for everyone" }')
    finally:
        server.stop()


def test_settings_come_from_variables_and_options_win(own: Path, tmp_path: Path) -> None:
    variables = {
        "QUALIGRAPH_PLAIN": "1",
        "QUALIGRAPH_DATA": str(own),
        "QUALIGRAPH_BASE_URL": "https://example.org/quality/",
        "QUALIGRAPH_TIMEOUT": "0.7",
        "QUALIGRAPH_PORT": "1",
    }
    server = start(tmp_path / "log", environment=variables)
    try:
        assert "<https://example.org/quality/sparql>" in server.get("/sparql", "text/turtle").text
        begin = time.monotonic()
        assert server.post(SLOW.replace("abc", "abcd"), JSON).status in (200, 503)
        assert time.monotonic() - begin < 2
    finally:
        server.stop()


def test_variables_are_checked() -> None:
    assert read_environment({"QUALIGRAPH_WORKERS": "7", "QUALIGRAPH_PLAIN": "no"}) == {"workers": 7, "plain": False}
    for name, value in (("WORKERS", "0"), ("PORT", "99999"), ("PLAIN", "maybe"), ("TIMEOUT", "soon")):
        with pytest.raises(UsageProblem) as caught:
            read_environment({f"QUALIGRAPH_{name}": value})
        assert caught.value.place == f"QUALIGRAPH_{name}"


def test_every_setting_has_its_default_and_its_line_in_the_documentation(repository: Path) -> None:
    settings = Settings()
    table = (repository / "docs" / "configuration.md").read_text()
    rows = re.findall(r"^\| `(--[a-z-]+)` \| `([A-Z_]+)` \| ([^|]+) \| ([^|]+) \|$", table, re.MULTILINE)
    assert [(row[0], row[1]) for row in rows] == [(setting.option, setting.variable) for setting in SETTINGS]
    for setting, row in zip(SETTINGS, rows, strict=True):
        assert getattr(settings, setting.attribute) == setting.default
        assert row[2].strip().strip("`") == _shown(setting.default), setting.name
        assert row[3].strip() == setting.help.en


def test_help_tells_every_option_in_both_languages() -> None:
    for language, word in (("fr", "Adresse d'écoute"), ("en", "Address to listen on")):
        done = subprocess.run(
            [sys.executable, "-m", "qualigraph", "serve", "--help", "--lang", language], capture_output=True, text=True
        )
        assert done.returncode == 0
        assert word in done.stdout
        for setting in SETTINGS:
            assert setting.option in done.stdout


def test_the_systemd_unit_and_the_image_start_the_documented_command(repository: Path) -> None:
    unit = (repository / "docs" / "deploy" / "qualigraph.service").read_text()
    image = (repository / "Dockerfile").read_text()
    assert "qualigraph serve" in unit
    # The system would else stop the whole service when one query process runs out of memory.
    assert "OOMPolicy=continue" in unit
    assert '"serve"' in image
    for text in (unit, image):
        for variable in re.findall(r"QUALIGRAPH_[A-Z_]+", text):
            assert variable in {setting.variable for setting in SETTINGS}
    if shutil.which("systemd-analyze"):
        command = ["systemd-analyze", "verify", str(repository / "docs/deploy/qualigraph.service")]
        lines = subprocess.run(command, capture_output=True, text=True).stderr.splitlines()
        # It is only wrong here, where nothing is installed in /opt.
        assert all("is not executable" in line for line in lines), lines


def _shown(default: object) -> str:
    if isinstance(default, bool):
        return "on" if default else "off"
    if default in ("", None, ()):
        return "none"
    return f"{default:g}" if isinstance(default, float) else str(default)


def _run(*options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "qualigraph", "serve", *options]
    return subprocess.run(command, capture_output=True, text=True, timeout=30)


def _answers(server: Server, number: str) -> bool:
    try:
        return bool(server.rows(COUNT)[0]["n"]["value"] == number)
    except OSError:
        return False


def _children(parent: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()]


def _group(leader: int) -> list[int]:
    """Return the live processes of a session, by its leader."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                state, _, group = (entry / "stat").read_text().rpartition(")")[2].split()[:3]
            except OSError:
                continue
            if int(group) == leader and state != "Z":
                found.append(int(entry.name))
    return found
