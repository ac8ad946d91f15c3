"""Where results go: files replaced at once, links that stay links, devices and pipes that are written to."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from qualigraph.cli.output import replacing, write_file
from qualigraph.errors import UsageProblem


def test_a_new_file_has_the_rights_of_any_new_file(tmp_path: Path) -> None:
    write_file(tmp_path / "a.csv", "été")
    (tmp_path / "b.csv").touch()
    assert (tmp_path / "a.csv").read_bytes() == "été".encode()
    assert (tmp_path / "a.csv").stat().st_mode == (tmp_path / "b.csv").stat().st_mode
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv", "b.csv"]


def test_a_replaced_file_keeps_its_rights(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("old")
    (tmp_path / "a.csv").chmod(0o640)
    write_file(tmp_path / "a.csv", b"new")
    assert (tmp_path / "a.csv").read_text() == "new"
    assert (tmp_path / "a.csv").stat().st_mode & 0o777 == 0o640


def test_what_fails_half_way_leaves_the_old_file(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("old")
    with pytest.raises(ZeroDivisionError), replacing(tmp_path / "a.csv") as file:
        file.write(b"half")
        raise ZeroDivisionError
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("a.csv", "old")]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real.csv").write_text("old")
    (tmp_path / "link.csv").symlink_to("real.csv")
    write_file(tmp_path / "link.csv", "new")
    assert (tmp_path / "link.csv").is_symlink()
    assert (tmp_path / "real.csv").read_text() == "new"


def test_a_pipe_is_written_to_and_stays(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    write_file(pipe, "content")
    reader.join(10)
    assert read == [b"content"]
    assert pipe.is_fifo()


def test_a_full_device_is_told_and_stays() -> None:
    with pytest.raises(UsageProblem) as caught:
        write_file(Path("/dev/full"), "content")
    assert caught.value.say("fr") == "/dev/full : écriture impossible (plus de place sur le disque)."
    assert Path("/dev/full").is_char_device()


def test_where_nothing_can_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "round").symlink_to("round")
    said = {}
    for name in ("none/a.csv", "file/a.csv", ".", "round", f"{'x' * 300}.csv"):
        with pytest.raises(UsageProblem) as caught:
            write_file(tmp_path / name, "content")
        said[name[:9]] = caught.value.text.fr
    assert said == {
        "none/a.csv"[:9]: "écriture impossible (fichier ou dossier introuvable).",
        "file/a.csv"[:9]: "écriture impossible (un des dossiers de ce chemin est un fichier).",
        ".": "écriture impossible (c'est un dossier).",
        "round": "ce lien tourne en rond.",
        "xxxxxxxxx": "écriture impossible (nom trop long).",
    }
