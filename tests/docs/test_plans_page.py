"""The page on adding a plan is followed to the letter: its document, its file, its commands, what they print."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from tests.docs.sessions import matches, printed, run, sessions

PAGE = Path(__file__).resolve().parent.parent.parent / "docs" / "plans.md"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    text = PAGE.read_text(encoding="utf-8")
    blocks = {language: re.search(rf"^```{language}\n(.*?)^```", text, re.M | re.S) for language in ("text", "turtle")}
    for name, block in (("politique.txt", blocks["text"]), ("plan.ttl", blocks["turtle"])):
        assert block is not None
        (tmp_path / name).write_text(block[1], encoding="utf-8", newline="\n")
    return tmp_path


def test_the_commands_print_what_the_page_shows(folder: Path) -> None:
    found = sessions(PAGE)
    assert [command.split()[1] for command, _ in found] == ["format", "check", "ask"]
    for command, shown in found:
        result = run(command, folder, folder)
        assert matches(shown, printed(result)), result.stdout + result.stderr


def test_the_plan_says_what_the_document_says(folder: Path) -> None:
    command = "qualigraph check plan.ttl --as-of 2026-11-22 --format json --fail-on warning"
    result = run(command, folder, folder, QUALIGRAPH_SOURCES=str(folder))
    rules = {finding["rule"] for finding in json.loads(result.stdout)["findings"]}
    # What the document leaves out, and nothing else: its fingerprint, lines, offsets and titles are right.
    assert rules == {"ACT-001", "ACT-002", "ACT-003", "ACT-005", "ELT-013", "PLN-006", "PLN-007", "PLN-008", "PLN-010"}
    (folder / "politique.txt").write_text("Autre chose\n", encoding="utf-8")
    changed = run(command, folder, folder, QUALIGRAPH_SOURCES=str(folder))
    assert "PSG-004" in {finding["rule"] for finding in json.loads(changed.stdout)["findings"]}
