"""The group of commands: languages, help, errors and exit codes."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest
from tests.cli.running import Runner

from qualigraph import __version__
from qualigraph.cli import options
from qualigraph.cli.french import FRENCH, FRENCH_PLURALS
from qualigraph.language import Text

# Texts of click that no command here can show: prompts, pagers, shells, faults of the programmer.
NOT_SHOWN = {
    "_termui_impl.py",
    "_winconsole.py",
    "shell_completion.py",
    "termui.py",
    "testing.py",
    "utils.py",
    "decorators.py",
}
FOR_PROGRAMMERS = (
    "DeprecationWarning",
    "Could not determine",
    "No options defined",
    "Arguments take exactly",
    "Name '",
)


def test_every_text_of_click_has_its_french() -> None:
    missing = set()
    for file in Path(click.__file__).parent.glob("*.py"):
        if file.name in NOT_SHOWN:
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
                first = node.args[0]
                known = {"_": set(FRENCH), "ngettext": set(FRENCH_PLURALS)}.get(node.func.id)
                if known is not None and isinstance(first, ast.Constant) and first.value not in known:
                    missing.add(str(first.value))
    told = {text for text in missing if not text.startswith(FOR_PROGRAMMERS)}
    assert (
        told
        - {
            "Invalid start character for option ({option})",
            "Boolean option {decl!r} cannot use the same flag for true/false.",
        }
        == set()
    )


def test_french_keeps_the_places_of_its_english() -> None:
    import string

    def places(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    for english, french in FRENCH.items():
        assert places(french) == places(english), english
    for english, (one, _) in FRENCH_PLURALS.items():
        assert places(one) <= places(english) | {"nargs", "len"}, english


def test_without_arguments_comes_the_help(qualigraph: Runner) -> None:
    done = qualigraph()
    assert done.code == 2
    assert "Utilisation : qualigraph" in done.error
    assert "Exemples :" in done.error


def test_version(qualigraph: Runner) -> None:
    assert qualigraph("--version").output == f"qualigraph {__version__}\n"


def test_an_unknown_command_comes_with_the_nearest(qualigraph: Runner) -> None:
    done = qualigraph("aks")
    assert (done.code, done.output) == (2, "")
    assert done.error == (
        "Utilisation : qualigraph [OPTIONS] COMMANDE [ARGUMENTS]...\nAide : qualigraph --help\n"
        "qualigraph: Commande inconnue : 'aks'. Vouliez-vous dire 'ask' ?\n"
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["ask", "--fromat", "csv"], "qualigraph: Option inconnue : '--fromat'. Vouliez-vous dire '--format' ?"),
        (["ask", "--format"], "qualigraph: L'option '--format' attend une valeur."),
        (["ask", "--format", "pdf"], "qualigraph: Valeur incorrecte pour '--format' : 'pdf' n'est pas parmi 'table',"),
        (
            ["ask", "counts", "--as-of", "hier"],
            "qualigraph: Valeur incorrecte pour '--as-of' : « hier » n'est pas un jour ; écrivez-le 2026-09-30",
        ),
        (["sparql", "a", "b"], "qualigraph: Argument en trop (b)"),
        (["ask", "counts", "--plain=1"], "qualigraph: L'option '--plain' ne prend pas de valeur."),
        (["--lang", "de", "ask"], "'de' n'est pas parmi 'fr', 'en'."),
    ],
)
def test_usage_errors_are_in_french(qualigraph: Runner, arguments: list[str], message: str) -> None:
    done = qualigraph(*arguments)
    assert (done.code, done.output) == (2, "")
    assert message in done.error
    assert "Error" not in done.error


def test_language_of_the_option_comes_before_the_locale(qualigraph: Runner) -> None:
    assert "No such option" in qualigraph("--lang", "en", "ask", "--nothing").error
    assert "No such option" in qualigraph("ask", "--lang=en", "--nothing").error
    assert "Option inconnue" in qualigraph("ask", "--nothing").error


def test_language_of_the_locale(qualigraph: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    assert "Questions" not in qualigraph("ask", "--help").output
    assert "Ask a question." in qualigraph("ask", "--help").output


@pytest.mark.parametrize("command", ["ask", "sparql"])
def test_help_has_examples_in_both_languages(qualigraph: Runner, command: str) -> None:
    french, english = qualigraph(command, "--help"), qualigraph("--lang", "en", command, "--help")
    assert (french.code, english.code) == (0, 0)
    assert f"  Exemples :\n    qualigraph {command}" in french.output
    assert f"  Examples:\n    qualigraph {command}" in english.output
    assert "Show this message" not in french.output


def test_a_fault_of_ours_ends_with_three(qualigraph: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("boom")

    monkeypatch.setattr("qualigraph.questions.load_catalogue", fail)
    done = qualigraph("ask")
    assert (done.code, done.error) == (
        3,
        "qualigraph: erreur interne (RuntimeError: boom). Relancez avec QUALIGRAPH_DEBUG=1 et signalez-la.\n",
    )


def test_a_reader_that_leaves_is_no_error() -> None:
    command = f"{sys.executable} -m qualigraph ask mentions ICM | head -1"
    done = subprocess.run(
        ["bash", "-c", command], capture_output=True, text=True, check=False, env={**os.environ, "LANG": "fr_FR.UTF-8"}
    )
    assert "Où une chose est nommée" in done.stdout
    assert done.stderr == ""


def test_what_takes_long_is_told(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(options, "PATIENCE", 0.01)
    with options.told(Text("lecture", "reading"), "fr"):
        import time

        time.sleep(0.2)
    assert capsys.readouterr().err == "lecture… 0 s\n"


def test_what_is_quick_is_not_told(capsys: pytest.CaptureFixture[str]) -> None:
    with options.told(Text("lecture", "reading"), "fr"):
        pass
    assert capsys.readouterr().err == ""


def run(*arguments: str, **streams: object) -> subprocess.CompletedProcess[str]:
    """Run the command line as a process of its own: only that has streams that can be closed."""
    return subprocess.run(  # type: ignore[call-overload,no-any-return]  # streams go through as they are
        [sys.executable, "-m", "qualigraph", *arguments], text=True, check=False, **streams
    )


@pytest.mark.parametrize("arguments", [["ask"], ["ask", "plans"], ["rules"], ["--help"], ["export", "--plain"]])
def test_a_full_disk_is_no_fault_of_ours(arguments: list[str]) -> None:
    with Path("/dev/full").open("w") as full:
        done = run(*arguments, stdout=full, stderr=subprocess.PIPE)
    assert (done.returncode, done.stderr) == (
        2,
        "qualigraph: lecture ou écriture impossible (plus de place sur le disque).\n",
    )


@pytest.mark.parametrize(
    ("closed", "code", "said"),
    [(">&-", 2, "qualigraph: la sortie est fermée.\n"), ("<&-", 0, ""), ("2>&-", 0, "")],
)
def test_a_stream_may_be_closed(closed: str, code: int, said: str) -> None:
    done = subprocess.run(
        ["sh", "-c", f'"{sys.executable}" -m qualigraph ask {closed}'], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (code, said)


def test_too_little_memory_is_told(qualigraph: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    def exhausted(*arguments: object, **options: object) -> None:
        raise MemoryError

    monkeypatch.setattr("qualigraph.dataset.load_dataset", exhausted)
    done = qualigraph("info")
    assert (done.code, done.error) == (2, "qualigraph: mémoire insuffisante pour ces données.\n")


@pytest.mark.parametrize("name", ["link", "catalogue", "sheet"])
def test_groups_of_commands_speak_french(qualigraph: Runner, name: str) -> None:
    assert qualigraph(name).error.startswith(f"Utilisation : qualigraph {name} [OPTIONS] COMMANDE [ARGUMENTS]...\n")
