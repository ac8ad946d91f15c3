"""The command ``serve`` before anything is served."""

from __future__ import annotations

import importlib.util
import socket
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


@pytest.mark.parametrize(
    ("option", "text", "french", "english"),
    [
        ("port", "22abc", "un nombre entier de 1 à 65535", "a whole number from 1 to 65535"),
        ("port", "70000", "un nombre entier de 1 à 65535", "a whole number from 1 to 65535"),
        ("workers", "deux", "un nombre entier, 1 au moins", "a whole number, at least 1,"),
        ("memory", "0", "un nombre entier de Mio, 1 au moins", "a whole number of MiB, at least 1,"),
        ("timeout", "1,5", "un nombre de secondes, 0 au moins", "a number of seconds, at least 0,"),
        ("watch", "nan", "un nombre de secondes, 0 au moins", "a number of seconds, at least 0,"),
    ],
)
def test_a_number_that_is_none_is_told_in_one_line_with_what_is_needed(
    option: str,
    text: str,
    french: str,
    english: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert _refusal(capsys, "fr", f"--{option}", text) == (
        f"qualigraph: --{option} : « {text} » n'est pas une valeur permise ; il faut {french}."
    )
    assert _refusal(capsys, "en", f"--{option}", text) == (
        f"qualigraph: --{option}: '{text}' is not a valid value; {english} is needed."
    )
    variable = f"QUALIGRAPH_{option.upper()}"
    monkeypatch.setenv(variable, text)
    assert _refusal(capsys, "fr").startswith(f"qualigraph: {variable} : « {text} » n'est pas")


def test_a_port_that_is_taken_is_told_in_the_language_of_the_run(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        assert _refusal(capsys, "fr", "--port", str(port)) == (
            f"qualigraph: 127.0.0.1:{port} : écoute impossible (adresse déjà utilisée) : choisissez un autre --port."
        )
        assert _refusal(capsys, "en", "--port", str(port)) == (
            f"qualigraph: 127.0.0.1:{port}: cannot listen there (address already in use): choose another --port."
        )


@pytest.mark.parametrize("host", ["nowhere.invalid", "192.0.2.1"])
def test_an_address_that_is_not_ours_asks_for_another_host(host: str, capsys: pytest.CaptureFixture[str]) -> None:
    """No such name (RFC 2606), and an address that no machine has (RFC 5737)."""
    assert _refusal(capsys, "fr", "--host", host) == (
        f"qualigraph: {host}:8000 : écoute impossible (ce n'est pas une adresse de cette machine) : "
        "choisissez un autre --host."
    )


def _refusal(capsys: pytest.CaptureFixture[str], language: str, *arguments: str) -> str:
    """Return the one line that ``serve`` refuses with."""
    with pytest.raises(SystemExit) as end:
        main(["--lang", language, "serve", *arguments])
    assert end.value.code == 2
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1, lines
    return lines[0]
