"""What must not stand in the repository: registry addresses, lock files with addresses, machine paths."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

REGISTRY = re.compile(r"https?://[^\s\"']*(?:/simple(?:/|\"|\s|$)|/-/[^\s\"']+\.tgz|/packages/[0-9a-f]{2}/)|index-url")


def tracked(repository: Path) -> list[Path]:
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=repository, check=True, capture_output=True, text=True)
    return [repository / name for name in listing.stdout.split("\0") if name]


def test_constraints_are_plain_pins(repository: Path) -> None:
    lines = (repository / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]
    assert pins
    assert [line for line in pins if not re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9._!+-]+(?: ?;.+)?", line)] == []


def test_constraints_cover_every_declared_dependency(repository: Path) -> None:
    with (repository / "pyproject.toml").open("rb") as file:
        project = tomllib.load(file)["project"]
    declared = [
        *project["dependencies"],
        *(item for extra in project["optional-dependencies"].values() for item in extra),
    ]
    names = {re.split(r"[\[<>=!~; ]", item)[0].lower().replace("_", "-") for item in declared} - {"qualigraph"}
    pinned = {
        line.split("==")[0].lower().replace("_", "-")
        for line in (repository / "constraints.txt").read_text(encoding="utf-8").splitlines()
        if "==" in line
    }
    assert names - pinned == set()


def test_no_registry_address_in_a_tracked_file(repository: Path) -> None:
    this = Path(__file__).resolve()
    hits = [
        path.relative_to(repository).as_posix()
        for path in tracked(repository)
        if path != this
        and path.is_file()
        and path.suffix not in {".png", ".xlsx", ".woff2", ".ico"}
        and REGISTRY.search(path.read_text(encoding="utf-8", errors="ignore"))
    ]
    assert hits == []


def test_top_level_is_the_house(repository: Path) -> None:
    allowed = {
        *("ontology", "graph", "shapes", "queries", "server", "tests", "pyproject.toml", "README.md"),
        *(".ci", "Makefile", "constraints.txt", "Dockerfile", "action.yml", ".pre-commit-hooks.yaml", "LICENSE"),
        *("LICENSE-DATA", "CHANGELOG.md", "hatch_build.py", "benchmarks", "docs", ".gitignore", ".dockerignore"),
        *("package.json", ".npmrc", ".gitattributes", "CONTRIBUTING.md"),
    }
    tops = {path.relative_to(repository).parts[0] for path in tracked(repository)}
    assert tops - allowed == set()
