"""Console blocks of a page: the commands they show, what they show of the output, and what is really printed."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

BLOCK = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)
ELISION = "[...]"


def sessions(page: Path) -> list[tuple[str, list[str]]]:
    """Every ``$ qualigraph`` command of the page's console blocks with the lines that follow it."""
    found: list[tuple[str, list[str]]] = []
    for block in BLOCK.findall(page.read_text(encoding="utf-8")):
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


def run(command: str, folder: Path, home: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command of a page in ``folder`` as a French reader with a terminal of 120 columns would."""
    program = Path(sys.executable).parent / "qualigraph"
    return subprocess.run(
        [str(program), *shlex.split(command)[1:]],
        cwd=folder,
        env={"PATH": "", "LC_ALL": "fr_FR.UTF-8", "PYTHONUTF8": "1", "HOME": str(home), "COLUMNS": "120"} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def printed(result: subprocess.CompletedProcess[str]) -> list[str]:
    """Return the lines that a run printed."""
    return [line.rstrip() for line in result.stdout.splitlines()]
