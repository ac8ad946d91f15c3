"""The command ``serve`` before anything is served."""

from __future__ import annotations

import importlib.util
from importlib.machinery import ModuleSpec

import pytest

from qualigraph.cli import main


def test_without_the_packages_that_serve_one_line_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    find = importlib.util.find_spec

    def find_all_but_granian(name: str, package: str | None = None) -> ModuleSpec | None:
        return None if name == "granian" else find(name, package)

    monkeypatch.setattr("qualigraph_server.command.find_spec", find_all_but_granian)
    with pytest.raises(SystemExit) as end:
        main(["--lang", "fr", "serve"])
    assert end.value.code == 2
    assert capsys.readouterr().err.splitlines() == [
        'qualigraph: le serveur n\'est pas installé ; ajoutez-le par : python -m pip install "qualigraph[server]"'
    ]
