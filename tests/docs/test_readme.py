"""The README's console blocks are real: each command is run and must print what the README shows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.docs.sessions import matches, printed, run, sessions

README = Path(__file__).resolve().parent.parent.parent / "README.md"
SESSIONS = sessions(README)


def test_the_readme_shows_check_and_ask() -> None:
    commands = {command.split()[1] for command, _ in SESSIONS}
    assert {"check", "ask"} <= commands


@pytest.mark.parametrize(("command", "shown"), SESSIONS, ids=[command for command, _ in SESSIONS])
def test_the_readme_shows_what_a_command_prints(command: str, shown: list[str], tmp_path: Path) -> None:
    result = run(command, README.parent, tmp_path)
    assert matches(shown, printed(result)), result.stdout + result.stderr


def test_every_folder_of_the_map_exists() -> None:
    text = README.read_text(encoding="utf-8")
    folders = re.findall(r"^\| `([a-z./_]+/)` \|", text, flags=re.MULTILINE)
    assert len(folders) >= 8
    assert [folder for folder in folders if not (README.parent / folder).is_dir()] == []


def test_every_page_is_listed_and_every_link_leads_somewhere() -> None:
    text = README.read_text(encoding="utf-8")
    assert [page.name for page in (README.parent / "docs").glob("*.md") if f"(docs/{page.name})" not in text] == []
    for page in [README, *(README.parent / "docs").glob("*.md")]:
        links = re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8"))
        gone = [
            link
            for link in links
            if "://" not in link and not (page.parent / link.partition("#")[0]).exists() and not link.startswith("#")
        ]
        assert gone == [], page.name
