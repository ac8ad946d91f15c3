"""What all tests share: the source documents and Chromium where they are, and a word where they are not."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

NOT_RUN = pytest.StashKey[dict[str, int]]()


def _absent(request: pytest.FixtureRequest, what: str) -> None:
    """Count a test that cannot run here; with CI=true it fails instead, since nothing may be left untested there."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{what}: absent, and CI must run every test")
    counts = request.config.stash.setdefault(NOT_RUN, {})
    counts[what] = counts.get(what, 0) + 1
    pytest.skip(f"{what}: absent")


@pytest.fixture(scope="session")
def repository() -> Path:
    """The checkout's top folder."""
    return Path(__file__).resolve().parent.parent


@pytest.fixture
def sources(request: pytest.FixtureRequest) -> Path:
    """The folder of the three source documents, where QUALIGRAPH_SOURCES points to it."""
    folder = os.environ.get("QUALIGRAPH_SOURCES", "")
    if not folder or not any(Path(folder).glob("*.txt")):
        _absent(request, "source documents (QUALIGRAPH_SOURCES)")
    return Path(folder).resolve()


@pytest.fixture
def chromium(request: pytest.FixtureRequest) -> str:
    """The path of Chromium."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        _absent(request, "Chromium")
    assert path is not None
    return path


def pytest_configure() -> None:
    """Leave the width of tables to the tests: whoever runs them may have set COLUMNS, which workers inherit."""
    os.environ.pop("COLUMNS", None)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say at the end of the run what was not tested here, and why."""
    for what, count in config.stash.get(NOT_RUN, {}).items():
        terminalreporter.write_line(f"NOT RUN: {count} test(s) that need {what}", yellow=True)
