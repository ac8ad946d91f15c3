"""The wheel: what it holds, and that it works from another folder in a clean environment."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def wheel(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--outdir", str(folder), str(repository)],
        check=True,
        capture_output=True,
        text=True,
    )
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(repository: Path, wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("clean")
    venv.create(folder, with_pip=True)
    binaries = folder / ("Scripts" if os.name == "nt" else "bin")
    constraints = repository / "constraints.txt"
    subprocess.run(
        [
            str(binaries / "python"),
            *("-m", "pip", "install", "--quiet", "--disable-pip-version-check"),
            *("--constraint", str(constraints), f"qualigraph[server] @ {wheel.as_uri()}"),
        ],
        check=True,
        capture_output=True,
        text=True,
    )
    return binaries


def run(installed: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    return subprocess.run(
        [str(installed / "qualigraph"), *arguments],
        cwd=folder,
        env=environment | {"LC_ALL": "fr_FR.UTF-8", "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_wheel_holds_the_two_import_names_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"qualigraph", "qualigraph_server"}


def test_wheel_holds_every_shipped_file(repository: Path, wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    folders = ("ontology", "shapes", "queries", "graph/data", "graph/catalogues", "graph/mappings")
    expected = {
        f"qualigraph/_shipped/{file.relative_to(repository).as_posix()}"
        for folder in folders
        for file in (repository / folder).rglob("*")
        if file.is_file()
    }
    assert expected
    assert expected <= names


def test_installed_wheel_answers_from_another_folder(installed: Path, tmp_path: Path) -> None:
    result = run(installed, tmp_path, "ask", "actions-involving", "body=CDU", "--format", "json")
    assert result.returncode == 0, result.stderr
    assert json.loads(result.stdout)["rows"]


def test_installed_wheel_checks_its_own_plans(installed: Path, tmp_path: Path) -> None:
    result = run(installed, tmp_path, "check")
    assert result.returncode == 0, result.stdout + result.stderr


def test_installed_wheel_gives_the_same_info_as_the_checkout(installed: Path, tmp_path: Path) -> None:
    told = []
    for program in (installed, Path(sys.executable).parent):
        result = run(program, tmp_path, "info", "--format", "json")
        assert result.returncode == 0, result.stderr
        info = json.loads(result.stdout)
        for graph in info["graphs"]:
            graph["files"] = [Path(file).name for file in graph["files"]]
        told.append(info)
    assert told[0] == told[1]


def test_installed_wheel_makes_a_report_and_a_table(installed: Path, tmp_path: Path) -> None:
    plan = ("--plan", "icm/paqss-2023-2027")
    for command in (("report", "progress", *plan, "--output", "a.html"), ("sheet", "export", *plan, "a.xlsx")):
        result = run(installed, tmp_path, *command)
        assert result.returncode == 0, result.stderr
    assert (tmp_path / "a.html").stat().st_size > 2000
    assert (tmp_path / "a.xlsx").stat().st_size > 5000
