"""``qualigraph ask``: the list of questions, and the answer to one."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

import click

from qualigraph.cli.options import (
    DatasetChoice,
    as_of_option,
    dataset_options,
    examples,
    format_option,
    open_dataset,
    output_option,
    told,
)
from qualigraph.cli.output import emit
from qualigraph.errors import UsageProblem
from qualigraph.language import Language, Text

if TYPE_CHECKING:
    from qualigraph.questions import Question, Table

LANGUAGES: tuple[Language, ...] = ("fr", "en")
FORMS = ("table", "json", "csv", "csv-excel", "tsv", "xlsx")


def build(language: Language) -> click.Command:
    """Return the command with its help in ``language``."""

    @click.command(
        "ask",
        help=Text(
            "Poser une question. Sans argument : la liste des questions. Un paramètre s'écrit nom=valeur ; la valeur "
            "est un sigle (CDU), un libellé ou un chemin (icm/body/cdu). Un sigle vaut pour tous les établissements, "
            "sauf si institution=ICM restreint.",
            "Ask a question. Without argument: the list of questions. A parameter is written name=value; the value is "
            "an acronym (CDU), a label or a path (icm/body/cdu). An acronym stands for every institution's, unless "
            "institution=ICM narrows it.",
        ).say(language),
        epilog=examples(
            language,
            "qualigraph ask",
            "qualigraph ask actions-involving body=CDU",
            "qualigraph ask actions-involving body=CDU institution=ICM --format csv-excel --output cdu.csv",
            "qualigraph ask governance PAQSS",
            "qualigraph ask by-programme programme=EPP --format json",
            "qualigraph ask actions-involving --explain",
        ),
    )
    @click.argument("question", required=False, metavar="[QUESTION]")
    @click.argument("values", nargs=-1, metavar=Text("[NOM=VALEUR]...", "[NAME=VALUE]...").say(language))
    @click.option(
        "--explain",
        is_flag=True,
        help=Text(
            "Montrer la question : paramètres, colonnes et requête SPARQL.",
            "Show the question: parameters, columns and SPARQL query.",
        ).say(language),
    )
    @format_option(language, FORMS, "table")
    @dataset_options(language)
    @as_of_option(language)
    @output_option(language)
    def ask(
        question: str | None,
        values: tuple[str, ...],
        explain: bool,
        form: str,
        choice: DatasetChoice,
        as_of: date,
        output: Path | None,
    ) -> int:
        from qualigraph.cli import asking
        from qualigraph.questions import load_catalogue, resolve, run

        catalogue = load_catalogue()
        if question is None:
            emit(asking.listed(catalogue.values(), language, form, to_file=output is not None), output)
            return 0
        asked = _find(catalogue, question)
        given = _given(asked, values)
        if explain and not given:
            emit(asking.explained(asked, {}, as_of, language, to_file=output is not None), output)
            return 0
        dataset = open_dataset(choice, language)
        resolved = resolve(dataset, asked, given, language)
        if explain:
            emit(asking.explained(asked, resolved, as_of, language, to_file=output is not None), output)
            return 0
        with told(Text("recherche de la réponse", "finding the answer"), language):
            table = run(dataset, asked, resolved, language, as_of)
        emit(_written(table, form, to_file=output is not None), output)
        if form not in ("table", "json", "xlsx"):
            # These forms hold rows only: what must be said with them goes beside.
            for note in table.notes:
                click.echo(note, err=True)
        return 0

    return ask


def _find(catalogue: Mapping[str, Question], identifier: str) -> Question:
    if identifier in catalogue:
        return catalogue[identifier]
    found = [catalogue[name] for name in _near(catalogue, identifier)[:6]]
    nearest = "Le plus proche" if len(found) == 1 else "Les plus proches"
    french, english = (
        " ; ".join(f"{question.id} ({question.title.say(language)})" for question in found) for language in LANGUAGES
    )
    raise UsageProblem(
        Text(
            f"question inconnue : « {identifier} »."
            + (f" {nearest} : {french}." if found else " « qualigraph ask » les liste."),
            f'no such question: "{identifier}".'
            + (f" Nearest: {english}." if found else ' "qualigraph ask" lists them.'),
        )
    )


def _near(catalogue: Mapping[str, Question], text: str) -> list[str]:
    """Return the ids of the questions that ``text`` may mean: titles that hold its words, ids that look like it."""
    from qualigraph.questions import fold

    words = fold(text).split()
    near = [
        one
        for one, question in catalogue.items()
        if words and any(all(f" {word}" in f" {fold(title)}" for word in words) for title in question.title)
    ]
    near += get_close_matches(text, catalogue, n=4, cutoff=0.65)
    near += [one for one in catalogue if text in one]
    return list(dict.fromkeys(near))


def _given(question: Question, values: Iterable[str]) -> dict[str, list[str]]:
    """Return the texts by parameter; one without a name goes to the first parameter that has none yet."""
    given: dict[str, list[str]] = {}
    names = [parameter.name for parameter in question.parameters]
    for value in values:
        name, sign, text = value.partition("=")
        if not sign or not name.replace("-", "").isalnum():
            free = next((one for one in names if one not in given), None)
            if free is None:
                raise UsageProblem(
                    Text("valeur en trop ; écrivez nom=valeur.", "one value too many; write name=value."), value
                )
            name, text = free, value
        given.setdefault(name, []).append(text)
    return given


def _written(table: Table, form: str, *, to_file: bool) -> str | bytes:
    from qualigraph import questions
    from qualigraph.cli import asking

    if form == "table":
        return asking.shown(table, to_file=to_file)
    if form == "xlsx":
        if not to_file and sys.stdout.isatty():
            raise UsageProblem(
                Text("un classeur ne s'affiche pas ; ajoutez --output FICHIER.xlsx.", "add --output FILE.xlsx."),
                "--format xlsx",
            )
        return questions.to_xlsx(table)
    writers: dict[str, Callable[[Table], str]] = {
        "json": questions.to_json,
        "csv": questions.to_csv,
        "csv-excel": questions.to_csv_excel,
        "tsv": questions.to_tsv,
    }
    return writers[form](table)
