"""``qualigraph sparql``: a query of one's own over the graph."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from qualigraph.cli.options import (
    DatasetChoice,
    dataset_options,
    examples,
    format_option,
    open_dataset,
    output_option,
    told,
)
from qualigraph.cli.output import emit
from qualigraph.errors import UsageProblem, system_reason
from qualigraph.language import Language, Text

if TYPE_CHECKING:
    from pyoxigraph import QueryBoolean, QuerySolutions, QueryTriples

FORMS = ("table", "csv", "tsv", "json", "xml", "turtle", "ntriples")
_FOR_ROWS = ("table", "csv", "tsv", "json", "xml")
_FOR_GRAPHS = ("table", "turtle", "ntriples")


def build(language: Language) -> click.Command:
    """Return the command with its help in ``language``."""

    @click.command(
        "sparql",
        help=Text(
            "Poser une requête SPARQL (SELECT, ASK, CONSTRUCT, DESCRIBE) sur ce que disent les documents et ce qui "
            "en découle. Les préfixes du projet (qg, skos, dcterms, org...) n'ont pas à être déclarés.",
            "Run a SPARQL query (SELECT, ASK, CONSTRUCT, DESCRIBE) over what the documents say and what follows from "
            "it. The project's prefixes (qg, skos, dcterms, org...) need no declaration.",
        ).say(language),
        epilog=examples(
            language,
            "qualigraph sparql " + Text("requete.rq", "query.rq").say(language),
            "qualigraph sparql queries/bodies.rq --format csv",
            "echo 'SELECT (COUNT(*) AS ?n) { ?a a qg:Action }' | qualigraph sparql -",
            "echo 'DESCRIBE <https://w3id.org/qualigraph/id/icm/body/cdu>' | qualigraph sparql --format turtle",
        ),
    )
    @click.argument("file", metavar=Text("[FICHIER|-]", "[FILE|-]").say(language), default="-")
    @format_option(language, FORMS, "table")
    @click.option(
        "--asserted-only",
        is_flag=True,
        help=Text("Sans ce qui en découle : les faits écrits seulement.", "Only what is written, no inference.").say(
            language
        ),
    )
    @dataset_options(language)
    @output_option(language)
    def sparql(file: str, form: str, asserted_only: bool, choice: DatasetChoice, output: Path | None) -> int:
        from qualigraph.questions.sparql import run_sparql

        name, text = _read(file, language)
        dataset = open_dataset(choice, language, asserted_only=asserted_only)
        with told(Text("requête en cours", "running the query"), language):
            content = _written(run_sparql(dataset, text, name), form, language, to_file=output is not None)
        emit(content, output)
        return 0

    return sparql


def _read(file: str, language: Language) -> tuple[str, str]:
    if file == "-":
        if sys.stdin.isatty():
            wait = Text("Tapez la requête, puis Ctrl-D :", "Type the query, then Ctrl-D:")
            click.echo(wait.say(language), err=True)
        name, data = Text("entrée standard", "standard input").say(language), sys.stdin.buffer.read()
    else:
        name = file
        try:
            data = Path(file).read_bytes()
        except FileNotFoundError as error:
            raise UsageProblem(Text("fichier introuvable.", "no such file."), file) from error
        except OSError as error:
            reason = system_reason(error)
            raise UsageProblem(
                Text(f"lecture impossible ({reason.fr}).", f"cannot be read ({reason.en})."), file
            ) from error
    try:
        return name, data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UsageProblem(Text("le texte n'est pas en UTF-8.", "the text is not UTF-8."), f"{name}:{line}") from error


def _written(
    answer: QuerySolutions | QueryBoolean | QueryTriples, form: str, language: Language, *, to_file: bool
) -> str | bytes:
    from pyoxigraph import QueryResultsFormat, QueryTriples, RdfFormat

    if isinstance(answer, QueryTriples):
        _fits(form, _FOR_GRAPHS)
        if form == "ntriples":
            return answer.serialize(format=RdfFormat.N_TRIPLES) or b""
        from pyoxigraph import serialize

        from qualigraph.terms import PREFIXES

        return serialize(answer, format=RdfFormat.TURTLE, prefixes=PREFIXES) or b""
    _fits(form, _FOR_ROWS)
    if form == "table":
        return _table(answer, language, to_file=to_file)
    formats = {
        "csv": QueryResultsFormat.CSV,
        "tsv": QueryResultsFormat.TSV,
        "json": QueryResultsFormat.JSON,
        "xml": QueryResultsFormat.XML,
    }
    return answer.serialize(format=formats[form]) or b""


def _fits(form: str, forms: tuple[str, ...]) -> None:
    if form not in forms:
        raise UsageProblem(
            Text(
                f"« {form} » ne convient pas au résultat de cette requête ; choisissez parmi {', '.join(forms)}.",
                f'"{form}" does not fit the result of this query; choose among {", ".join(forms)}.',
            ),
            "--format",
        )


def _table(answer: QuerySolutions | QueryBoolean, language: Language, *, to_file: bool) -> str:
    from pyoxigraph import Literal, NamedNode, QueryBoolean

    from qualigraph.cli.tables import render
    from qualigraph.questions.labels import shorten

    if isinstance(answer, QueryBoolean):
        return (Text("oui", "yes") if answer else Text("non", "no")).say(language) + "\n"
    rows = []
    for solution in answer:
        cells = []
        for node in solution:
            if isinstance(node, NamedNode):
                cells.append(shorten(node.value))
            else:
                cells.append(node.value if isinstance(node, Literal) else "" if node is None else str(node))
        rows.append(cells)
    headers = [variable.value for variable in answer.variables]
    count = Text("{count} ligne(s)", "{count} row(s)").say(language, count=len(rows))
    return render(headers, rows, to_file=to_file) + f"{count}\n"
