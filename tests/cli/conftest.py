"""What the tests of the command line share."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.cli.running import Runner


@pytest.fixture
def qualigraph(capsysbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch) -> Runner:
    """Run the command line in this process, in a French environment without a terminal's width."""
    for name in ("LC_ALL", "LC_MESSAGES", "COLUMNS", "QUALIGRAPH_DEBUG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "fr_FR.UTF-8")
    return Runner(capsysbinary)


@pytest.fixture
def followed_file(repository: Path) -> Path:
    """The followed plan of the questions' fixtures."""
    return repository / "tests" / "questions" / "fixtures" / "followed.ttl"
