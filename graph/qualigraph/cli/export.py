"""``qualigraph export``: the graph as a file for other tools."""

from __future__ import annotations

from pathlib import Path

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
from qualigraph.language import Language, Text


def build(language: Language) -> click.Command:
    """Return the command with its help in ``language``."""

    @click.command(
        "export",
        help=Text(
            "Écrire tout le graphe dans un format que lisent les autres outils. nquads, trig et jsonld gardent "
            "les graphes nommés ; turtle les réunit en un seul.",
            "Write the whole graph in a format that other tools read. nquads, trig and jsonld keep the named graphs; "
            "turtle merges them into one.",
        ).say(language),
        epilog=examples(
            language,
            "qualigraph export --output qualigraph.nq",
            "qualigraph export --format turtle --with-inferred | gzip > qualigraph.ttl.gz",
            "qualigraph export --plain --format jsonld --data graph/data/clb",
        ),
    )
    @format_option(language, ("nquads", "turtle", "trig", "jsonld"), "nquads")
    @click.option(
        "--with-inferred",
        is_flag=True,
        help=Text(
            "Avec ce qui découle des faits écrits, dans un graphe à part.",
            "With what follows from what is written, in a graph of its own.",
        ).say(language),
    )
    @dataset_options(language)
    @output_option(language)
    def command(form: str, with_inferred: bool, choice: DatasetChoice, output: Path | None) -> int:
        from qualigraph.exporting import FORMS, export

        dataset = open_dataset(choice, language, asserted_only=not with_inferred)
        with told(Text("écriture du graphe", "writing the graph"), language):
            chosen = next(name for name in FORMS if name == form)
            content = export(dataset, chosen, with_inferred=with_inferred)
        emit(content, output)
        return 0

    return command
