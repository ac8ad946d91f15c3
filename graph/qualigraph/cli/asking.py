"""Questions and answers as text: the list, one question explained, one answer."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date

from qualigraph.cli.tables import heading, render
from qualigraph.language import Language, Text
from qualigraph.questions import MOMENTS, Parameter, Question, Table, query_text
from qualigraph.questions.resolving import Values


def listed(questions: Iterable[Question], language: Language, form: str, *, to_file: bool) -> str:
    """Return the list of questions, grouped by when they are asked; as JSON if ``form`` is json."""
    found = list(questions)
    if form == "json":
        data = [
            {
                "id": question.id,
                "title": question.title.say(language),
                "description": question.description.say(language),
                "moments": [MOMENTS[moment].say(language) for moment in question.moments],
                "parameters": [_as_json(parameter, language) for parameter in question.parameters],
            }
            for question in found
        ]
        return json.dumps(data, ensure_ascii=False, indent=2) + "\n"
    pieces = []
    for moment, words in MOMENTS.items():
        # Each question once, at the first of its moments.
        rows = [
            (_with_parameters(question), question.title.say(language))
            for question in found
            if question.moments[0] == moment
        ]
        if rows:
            pieces += [heading(words.say(language), to_file=to_file), _two_columns(rows), "\n"]
    end = Text(
        "{count} questions. Une réponse : qualigraph ask QUESTION ; le détail : qualigraph ask QUESTION --explain\n",
        "{count} questions. An answer: qualigraph ask QUESTION; the details: qualigraph ask QUESTION --explain\n",
    )
    return "".join([*pieces, end.say(language, count=len(found))])


def explained(question: Question, values: Values, as_of: date, language: Language, *, to_file: bool) -> str:
    """Return what a question asks, takes and gives, and its SPARQL with ``values`` in place."""
    pieces = [
        heading(f"{question.title.say(language)} ({question.id})", to_file=to_file),
        f"{question.description.say(language)}\n\n",
    ]
    if question.parameters:
        headers = Text("Paramètre|Sens|Obligatoire|Défaut|Exemple", "Parameter|Meaning|Required|Default|Example")
        rows = [_parameter_row(parameter, language) for parameter in question.parameters]
        pieces += [render(headers.say(language).split("|"), rows, to_file=to_file), "\n"]
    columns = ", ".join(column.header.say(language) for column in question.columns)
    pieces.append(Text("Colonnes : {columns}\n\n", "Columns: {columns}\n\n").say(language, columns=columns))
    return "".join([*pieces, query_text(question, values, as_of) if values else question.sparql])


def shown(table: Table, *, to_file: bool) -> str:
    """Return an answer as text: title, what was asked, notes, rows in their blocks."""
    pieces = [heading(table.title, to_file=to_file)]
    colon = Text(" : ", ": ").say(table.language)
    pieces += [f"{label}{colon}{text}\n" for label, text in table.preamble()]
    headers = [header.header for header in table.section_columns()]
    for words, rows in table.sections():
        pieces.append("\n")
        if words:
            pieces.append(heading(f"{words} ({len(rows)})", to_file=to_file))
        if rows:
            # A column that is empty in the whole block takes no place in it.
            kept = [index for index in range(len(headers)) if any(row[index].label for row in rows)]
            lines = [[row[index].label for index in kept] for row in rows]
            pieces.append(render([headers[index] for index in kept], lines, to_file=to_file))
    return "".join(pieces)


def _with_parameters(question: Question) -> str:
    required = [f" {parameter.name}=…" for parameter in question.parameters if parameter.required]
    return question.id + "".join(required)


def _two_columns(rows: list[tuple[str, str]]) -> str:
    width = max(len(left) for left, _ in rows)
    return "".join(f"  {left:<{width}}  {right}\n" for left, right in rows)


def _parameter_row(parameter: Parameter, language: Language) -> tuple[str, ...]:
    yes = Text("oui", "yes").say(language)
    options = ", ".join(option.value for option in parameter.options)
    meaning = parameter.label.say(language)
    return (
        parameter.name,
        f"{meaning} ({options})" if options else meaning,
        yes if parameter.required else "",
        parameter.default or "",
        f"{parameter.name}={parameter.example}" if parameter.example else "",
    )


def _as_json(parameter: Parameter, language: Language) -> dict[str, object]:
    return {
        "name": parameter.name,
        "label": parameter.label.say(language),
        "type": parameter.type,
        "required": parameter.required,
        "default": parameter.default,
        "example": parameter.example,
    }
