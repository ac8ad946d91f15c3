"""``qualigraph format``: what it writes, what it names, what it leaves alone."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

MESSY = "<urn:b> <urn:p> 1 . <urn:a> <urn:p> 1 .\n"
CANONICAL = "<urn:a> <urn:p> 1 .\n\n<urn:b> <urn:p> 1 .\n"


def run(*arguments: object, language: str = "fr") -> tuple[int, str, str]:
    command = [sys.executable, "-m", "qualigraph", "--lang", language, "format", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    return done.returncode, done.stdout, done.stderr


def test_check_names_what_is_not_in_form_and_writes_nothing(tmp_path: Path) -> None:
    messy, fine = tmp_path / "messy.ttl", tmp_path / "fine.ttl"
    messy.write_text(MESSY, encoding="utf-8")
    fine.write_text(CANONICAL, encoding="utf-8")
    assert run("--check", tmp_path) == (1, f"{messy}\n", "2 fichiers lus, 1 à mettre en forme.\n")
    assert messy.read_text("utf-8") == MESSY


def test_files_are_rewritten_once_and_keep_their_rights(tmp_path: Path) -> None:
    path = tmp_path / "inner" / "messy.ttl"
    path.parent.mkdir()
    path.write_text(MESSY, encoding="utf-8")
    path.chmod(0o640)
    (tmp_path / "data.nt").write_text(MESSY.replace(" . ", " .\n"), encoding="utf-8")
    assert run(tmp_path, language="en") == (0, f"{path}\n", "1 file read, 1 rewritten.\n")
    assert path.read_text("utf-8") == CANONICAL
    assert path.stat().st_mode & 0o777 == 0o640
    assert list(path.parent.iterdir()) == [path]
    assert run(tmp_path, path, language="en") == (0, "", "1 file read, all in form.\n")
    assert run("--check", path)[0] == 0


def test_nothing_is_written_when_one_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text(MESSY, encoding="utf-8")
    (tmp_path / "b.ttl").write_text("<urn:a> <urn:p> 1 . # lost?\n", encoding="utf-8")
    code, said, told = run(tmp_path)
    assert (code, said) == (2, "")
    assert told == (
        f"qualigraph: {tmp_path / 'b.ttl'}:1 : commentaire dans un bloc ou derrière lui ; "
        "placez-le seul sur les lignes qui précèdent le bloc.\n"
    )
    assert (tmp_path / "a.ttl").read_text("utf-8") == MESSY


def test_only_turtle_is_formatted(tmp_path: Path) -> None:
    path = tmp_path / "a.nt"
    path.write_text("<urn:a> <urn:p> <urn:b> .\n", encoding="utf-8")
    code, said, told = run(path)
    assert (code, said) == (2, "")
    assert told == f"qualigraph: {path} : seuls les fichiers Turtle (.ttl) sont mis en forme.\n"


def test_without_a_path_the_shipped_files_are_meant(repository: Path) -> None:
    code, said, told = run("--check")
    named = {Path(line) for line in said.splitlines()}
    assert code == (1 if named else 0)
    shipped = {path for folder in ("ontology", "graph", "shapes") for path in (repository / folder).rglob("*.ttl")}
    assert named <= shipped
    assert told.startswith(f"{len(shipped)} fichiers lus")
