"""``qualigraph link``: suggest indicators for actions, go through suggestions, check tables of links."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from qualigraph import places
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
from qualigraph.cli.output import emit, write_file
from qualigraph.errors import ExitCode, UsageProblem
from qualigraph.language import Language, Text

if TYPE_CHECKING:
    from qualigraph.cli.linking import Session

FORMS = ("table", "json", "tsv")


def build(language: Language) -> click.Command:
    """Return the group of the three commands with its help in ``language``."""
    group = click.Group(
        "link",
        help=Text(
            "Rattacher des actions aux indicateurs nationaux : proposer, relire, contrôler.",
            "Link actions to national indicators: suggest, review, check.",
        ).say(language),
        epilog=examples(
            language,
            "qualigraph link suggest --plan PAQSS",
            "qualigraph link suggest --plan PAQSS --format tsv --output liens.sssom.tsv",
            "qualigraph link review liens.sssom.tsv",
            "qualigraph link check liens.sssom.tsv",
        ),
    )
    for command in (_suggest(language), _review(language), _check(language)):
        group.add_command(command)
    return group


def _suggest(language: Language) -> click.Command:
    @click.command(
        "suggest",
        help=Text(
            "Proposer des entrées de catalogue pour chaque objectif, action et sous-action, avec les mots qui ont "
            "décidé. Rien n'entre dans le graphe : la forme tsv donne une table à relire.",
            "Suggest catalogue entries for each objective, action and measure, with the words that decided. Nothing "
            "enters the graph: the form tsv gives a table to review.",
        ).say(language),
        epilog=examples(
            language,
            "qualigraph link suggest --plan PAQSS --top 1",
            "qualigraph link suggest --plan PMSS --format tsv --output liens.sssom.tsv",
            "qualigraph link suggest --data mon-plan.ttl",
        ),
    )
    @click.option(
        "--plan",
        metavar="PLAN",
        help=Text(
            "Un seul plan : sigle, libellé ou chemin (icm/paqss-2023-2027).",
            "One plan only: acronym, label or path (icm/paqss-2023-2027).",
        ).say(language),
    )
    @click.option(
        "--top",
        type=click.IntRange(1, 50),
        default=3,
        show_default=True,
        help=Text("Nombre de propositions par élément.", "Suggestions per element.").say(language),
    )
    @click.option(
        "--table",
        "tables",
        type=click.Path(path_type=Path, exists=True),
        multiple=True,
        metavar="TABLE",
        help=Text(
            "Table ou dossier de liens dont les refus sont respectés, avec ceux fournis (répétable).",
            "Table or folder of links whose refusals are kept, with the shipped ones (may be repeated).",
        ).say(language),
    )
    @format_option(language, FORMS, "table")
    @dataset_options(language)
    @as_of_option(language)
    @output_option(language)
    def suggest(
        plan: str | None,
        top: int,
        tables: tuple[Path, ...],
        form: str,
        choice: DatasetChoice,
        as_of: date,
        output: Path | None,
    ) -> int:
        from qualigraph.cli import linking
        from qualigraph.linking.reviewing import suggestion_table
        from qualigraph.mappings import write_table

        session = _session(choice, tables, language)
        elements = session.suggester.elements(session.plan(plan) if plan else None)
        with told(Text("recherche des propositions", "looking for suggestions"), language):
            if form == "tsv":
                found = suggestion_table(session.suggester, elements, top, as_of, output)
                emit(write_table(found), output)
            elif form == "json":
                listed = linking.as_json(session.suggester, elements, top, language)
                emit(json.dumps(listed, ensure_ascii=False, indent=2) + "\n", output)
            else:
                emit(linking.as_table(session.suggester, elements, top, language, to_file=output is not None), output)
        return ExitCode.FINE

    return suggest


def _review(language: Language) -> click.Command:
    @click.command(
        "review",
        help=Text(
            "Relire une table de propositions, ligne par ligne : accepter, refuser, choisir un autre indicateur, "
            "passer. Chaque décision est écrite aussitôt ; on peut s'arrêter et reprendre.",
            "Go through a table of suggestions, row by row: accept, refuse, choose another indicator, skip. Each "
            "decision is written at once; one can stop and go on later.",
        ).say(language),
        epilog=examples(language, 'qualigraph link review liens.sssom.tsv --author "Délégation qualité"'),
    )
    @click.argument("table", type=click.Path(path_type=Path, dir_okay=False), metavar="TABLE")
    @click.option(
        "--author",
        metavar=Text("NOM", "NAME").say(language),
        help=Text("Qui décide (demandé sinon).", "Who decides (asked otherwise).").say(language),
    )
    @dataset_options(language)
    @as_of_option(language)
    def review(table: Path, author: str | None, choice: DatasetChoice, as_of: date) -> int:
        from qualigraph.cli import linking
        from qualigraph.mappings import read_table, write_table

        read = read_table(table)
        session = _session(choice, (), language)
        author = author or click.prompt(Text("Qui décide", "Who decides").say(language)).strip()
        if not author:
            raise UsageProblem(Text("dites qui décide.", "say who decides."), "--author")
        walk = linking.Walk(session, read, author, as_of, language, lambda: write_file(table, write_table(read)))
        emit(walk.go(), None)
        return ExitCode.FINE

    return review


def _check(language: Language) -> click.Command:
    @click.command(
        "check",
        help=Text(
            "Contrôler des tables de liens : adresses inconnues, indicateurs retirés ou abandonnés, décisions "
            "contraires, secteur qui ne convient pas. Sans TABLE : celles qui sont fournies.",
            "Check tables of links: unknown addresses, retired or abandoned indicators, contradictory decisions, "
            "wrong sector. Without TABLE: the shipped ones.",
        ).say(language),
        epilog=examples(language, "qualigraph link check", "qualigraph link check liens.sssom.tsv"),
    )
    @click.argument("tables", nargs=-1, type=click.Path(path_type=Path), metavar="[TABLE]...")
    @format_option(language, ("text", "json"), "text")
    @dataset_options(language)
    def check(tables: tuple[Path, ...], form: str, choice: DatasetChoice) -> int:
        from qualigraph.cli import linking
        from qualigraph.linking.checking import problems
        from qualigraph.linking.suggesting import read_tables

        for path in tables:
            linking.expect_table(path)
        read = read_tables(tables or [places.graph_folder() / "mappings"])
        session = _session(choice, (), language)
        found = problems(read, session.suggester, read_tables([places.graph_folder() / "mappings"]))
        emit(linking.problems_as(form, found, read, language), None)
        return ExitCode.FINDINGS if found else ExitCode.FINE

    return check


def _session(choice: DatasetChoice, tables: tuple[Path, ...], language: Language) -> Session:
    from qualigraph.cli.linking import Session
    from qualigraph.linking.suggesting import Suggester, read_tables

    if choice.data and not choice.with_shipped:
        # Own plans replace the shipped ones; the national catalogues stay.
        choice = replace(choice, data=(*choice.data, places.graph_folder() / "catalogues"))
    dataset = open_dataset(choice, language)
    shipped = places.graph_folder() / "mappings"
    return Session(dataset, Suggester(dataset.store, read_tables([shipped, *choice.data, *tables])))
