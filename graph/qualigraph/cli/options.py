"""What commands share: the options that choose the data, the day and the output, and how they are used.

Each ``*_options`` or ``*_option`` takes the language of the run and returns a decorator of a click command::

    @click.command("ask", epilog=examples(language, "qualigraph ask actions-involving body=CDU"))
    @dataset_options(language)
    @as_of_option(language)
    @output_option(language)
    def ask(choice: DatasetChoice, as_of: date, output: Path | None) -> int: ...
"""

from __future__ import annotations

import functools
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from qualigraph.language import Language, Text

if TYPE_CHECKING:
    from qualigraph.dataset import Dataset

Decorated = TypeVar("Decorated", bound=Callable[..., Any])
PATIENCE = 2.0
"""Seconds after which a person at a terminal is told what takes so long."""


@dataclass(frozen=True)
class DatasetChoice:
    """The data that a command was asked to work on: the values of :func:`dataset_options`."""

    data: tuple[Path, ...] = ()
    with_shipped: bool = False
    plain: bool = False
    demo: bool = False


def dataset_options(language: Language) -> Callable[[Decorated], Decorated]:
    """Return a decorator that adds --data, --with-shipped, --plain and --demo, given as one ``choice``."""

    def decorate(function: Decorated) -> Decorated:
        @functools.wraps(function)
        def gather(
            *arguments: Any, data: tuple[Path, ...], with_shipped: bool, plain: bool, demo: bool, **others: Any
        ) -> Any:
            return function(*arguments, choice=DatasetChoice(data, with_shipped, plain, demo), **others)

        return dataset_parameters(language)(gather)  # type: ignore[return-value]  # click takes any callable

    return decorate


def dataset_parameters(language: Language) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return a decorator that adds the four options as parameters of their own."""
    options = (
        click.option(
            "--data",
            type=click.Path(path_type=Path),
            multiple=True,
            metavar=Text("CHEMIN", "PATH").say(language),
            help=Text(
                "Fichier ou dossier RDF qui remplace les plans fournis (répétable).",
                "RDF file or folder that replaces the shipped plans (may be repeated).",
            ).say(language),
        ),
        click.option(
            "--with-shipped",
            is_flag=True,
            help=Text("Avec --data : garder aussi les plans fournis.", "With --data: keep the shipped plans too.").say(
                language
            ),
        ),
        click.option(
            "--plain",
            is_flag=True,
            help=Text(
                "Les données seules : ni ontologie, ni listes, ni déductions.",
                "The data alone: no ontology, no lists, no inference.",
            ).say(language),
        ),
        click.option(
            "--demo",
            is_flag=True,
            help=Text("Ajouter l'établissement de démonstration.", "Add the demonstration institution.").say(language),
        ),
    )

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        for option in reversed(options):
            function = option(function)
        return function

    return decorate


def as_of_option(language: Language) -> Callable[[Decorated], Decorated]:
    """Return a decorator that adds --as-of, given as ``as_of``: a date, today when it is not said."""
    return click.option(
        "--as-of",
        default=lambda: date.today().isoformat(),
        callback=lambda context, parameter, value: _day(value, language),
        show_default=Text("aujourd'hui", "today").say(language),
        metavar="DATE",
        help=Text(
            "Jour auquel le résultat est établi (2026-09-30 ou 30/09/2026).",
            "Day for which the result holds (2026-09-30 or 30/09/2026).",
        ).say(language),
    )


def _day(text: str, language: Language) -> date:
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        with suppress(ValueError):
            return datetime.strptime(text.strip(), form).date()
    wanted = Text(
        "« {text} » n'est pas un jour ; écrivez-le 2026-09-30 ou 30/09/2026.",
        '"{text}" is not a day; write it 2026-09-30 or 30/09/2026.',
    )
    raise click.BadParameter(wanted.say(language, text=text))


def output_option(language: Language) -> Callable[[Decorated], Decorated]:
    """Return a decorator that adds --output FILE, given as ``output``: a path, or None for standard output."""
    return click.option(
        "--output",
        "-o",
        type=click.Path(path_type=Path, dir_okay=False),
        metavar=Text("FICHIER", "FILE").say(language),
        help=Text("Écrire dans ce fichier (remplacé d'un seul coup).", "Write to this file (replaced at once).").say(
            language
        ),
    )


def format_option(language: Language, choices: Sequence[str], default: str) -> Callable[[Decorated], Decorated]:
    """Return a decorator that adds --format with ``choices``, given as ``form``."""
    return click.option(
        "--format",
        "form",
        type=click.Choice(list(choices)),
        default=default,
        show_default=True,
        help=Text("Forme du résultat.", "Form of the result.").say(language),
    )


def examples(language: Language, *lines: str) -> str:
    """Return the end of a command's help: ``lines`` as examples, each on a line of its own."""
    title = Text("Exemples :", "Examples:").say(language)
    return "\b\n" + "\n".join([title, *(f"  {line}" for line in lines)])


def open_dataset(choice: DatasetChoice, language: Language, *, asserted_only: bool = False) -> Dataset:
    """Load the chosen data and, unless plain or ``asserted_only``, all that follows from it.

    Raises :class:`~qualigraph.errors.UsageProblem` for data that cannot be read.
    """
    from qualigraph.dataset import load_dataset

    with told(Text("lecture du graphe", "reading the graph"), language):
        dataset = load_dataset(choice.data, with_shipped=choice.with_shipped, plain=choice.plain, demo=choice.demo)
        if not (choice.plain or asserted_only):
            from qualigraph.inference import infer

            infer(dataset)
    return dataset


@contextmanager
def told(what: Text, language: Language) -> Iterator[None]:
    """Say on stderr what is being done, and for how long, once it has taken more than two seconds."""
    terminal = sys.stderr.isatty()
    over = threading.Event()
    start = time.monotonic()

    def tell() -> None:
        wait = PATIENCE
        while not over.wait(wait):
            line = f"{what.say(language)}… {time.monotonic() - start:.0f} s"
            click.echo(f"\r{line}" if terminal else line, err=True, nl=not terminal)
            # A terminal shows the seconds going by; a log gets a line now and then.
            wait = 1.0 if terminal else 30.0
        if terminal and time.monotonic() - start > PATIENCE:
            click.echo("\r\x1b[K", err=True, nl=False)

    teller = threading.Thread(target=tell, daemon=True)
    teller.start()
    try:
        yield
    finally:
        over.set()
        teller.join()
