"""The README's console blocks are real: each command is run and must print what the README shows."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

README = Path(__file__).resolve().parent.parent.parent / "README.md"
BLOCK = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)
ELISION = "[...]"


def sessions() -> list[tuple[str, list[str]]]:
    """Every ``$ command`` of the README's console blocks with the lines that follow it."""
    found: list[tuple[str, list[str]]] = []
    for block in BLOCK.findall(README.read_text(encoding="utf-8")):
        for line in block.splitlines():
            if line.startswith("$ "):
                found.append((line.removeprefix("$ "), []))
            elif found:
                found[-1][1].append(line.rstrip())
    return [(command, lines) for command, lines in found if command.startswith("qualigraph ")]


def matches(shown: list[str], printed: list[str]) -> bool:
    """Whether ``printed`` is ``shown``, where an elision stands for any number of lines."""
    if not shown:
        return not printed
    if shown[0].strip() == ELISION:
        return any(matches(shown[1:], printed[skip:]) for skip in range(len(printed) + 1))
    return bool(printed) and shown[0] == printed[0] and matches(shown[1:], printed[1:])


def test_the_readme_shows_check_and_ask() -> None:
    commands = {command.split()[1] for command, _ in sessions()}
    assert {"check", "ask"} <= commands


@pytest.mark.parametrize(("command", "shown"), sessions(), ids=[command for command, _ in sessions()])
def test_the_readme_shows_what_a_command_prints(command: str, shown: list[str], tmp_path: Path) -> None:
    program = Path(sys.executable).parent / "qualigraph"
    result = subprocess.run(
        [str(program), *shlex.split(command)[1:]],
        cwd=README.parent,
        env={"PATH": "", "LC_ALL": "fr_FR.UTF-8", "PYTHONUTF8": "1", "HOME": str(tmp_path), "COLUMNS": "120"},
        capture_output=True,
        text=True,
        check=False,
    )
    printed = [line.rstrip() for line in result.stdout.splitlines()]
    assert matches(shown, printed), result.stdout + result.stderr


def test_every_folder_of_the_map_exists() -> None:
    text = README.read_text(encoding="utf-8")
    folders = re.findall(r"^\| `([a-z./_]+/)` \|", text, flags=re.MULTILINE)
    assert len(folders) >= 8
    assert [folder for folder in folders if not (README.parent / folder).is_dir()] == []
