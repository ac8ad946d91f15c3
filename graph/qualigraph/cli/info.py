"""``qualigraph info``: what the graph holds, in numbers, and what it was made with."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from qualigraph.cli.options import DatasetChoice, dataset_options, examples, format_option, open_dataset, output_option
from qualigraph.cli.output import emit
from qualigraph.language import Language, Text

if TYPE_CHECKING:
    from pyoxigraph import NamedNode

    from qualigraph.dataset import Dataset
    from qualigraph.summary import Summary

_NONE = "–"


def build(language: Language) -> click.Command:
    """Return the command with its help in ``language``."""

    @click.command(
        "info",
        help=Text(
            "Dire ce que le graphe contient (par classe, par plan, par fichier) et avec quelles versions.",
            "Say what the graph holds (by class, by plan, by file) and with which versions.",
        ).say(language),
        epilog=examples(language, "qualigraph info", "qualigraph info --format json", "qualigraph info --data plans/"),
    )
    @format_option(language, ("table", "json"), "table")
    @dataset_options(language)
    @output_option(language)
    def command(form: str, choice: DatasetChoice, output: Path | None) -> int:
        from qualigraph.summary import summarize

        dataset = open_dataset(choice, language)
        summary = summarize(dataset)
        if form == "json":
            content = json.dumps(_as_json(summary), ensure_ascii=False, indent=2) + "\n"
        else:
            content = _as_text(dataset, summary, language, to_file=output is not None)
        emit(content, output)
        return 0

    return command


def _as_json(summary: Summary) -> dict[str, object]:
    return {
        "version": summary.version,
        "ontologyVersion": summary.ontology_version,
        "python": summary.python,
        "engines": summary.engines,
        "content": summary.content,
        "dataDate": summary.data_date,
        "triples": {"asserted": summary.asserted, "inferred": summary.inferred},
        "classes": {cls.value: count for cls, count in summary.classes.items()},
        "plans": [
            {
                "plan": plan.plan.value,
                "institution": plan.institution.value if plan.institution else None,
                "coverage": plan.coverage.value if plan.coverage else None,
                "elements": {level.value: count for level, count in plan.elements.items()},
            }
            for plan in summary.plans
        ],
        "graphs": [
            {"graph": graph.graph.value, "triples": graph.triples, "files": [str(file) for file in graph.files]}
            for graph in summary.graphs
        ],
    }


def _as_text(dataset: Dataset, summary: Summary, language: Language, *, to_file: bool) -> str:
    from qualigraph.cli.tables import heading, render
    from qualigraph.summary import LEVELS

    def name(node: NamedNode | None) -> str:
        return _label(dataset, node, language) if node else _NONE

    def table(title: Text, headers: list[Text | str], rows: list[list[str]]) -> str:
        said = [header.say(language) if isinstance(header, Text) else header for header in headers]
        return (
            "\n" + heading(title.say(language), to_file=to_file) + render(said, rows, to_file=to_file) if rows else ""
        )

    facts = [
        ("qualigraph", summary.version),
        (Text("ontologie", "ontology").say(language), summary.ontology_version or _NONE),
        (Text("données du", "data of").say(language), summary.data_date or _NONE),
        (Text("contenu", "content").say(language), summary.content),
        (Text("faits écrits", "facts written").say(language), str(summary.asserted)),
        (Text("faits déduits", "facts inferred").say(language), str(summary.inferred)),
        ("Python", summary.python),
        *summary.engines.items(),
    ]
    width = max(len(fact) for fact, _ in facts)
    files = Text("fichiers", "files")
    return "".join(
        [
            *(f"{fact:<{width}}  {value}\n" for fact, value in facts),
            table(
                Text("Par classe", "By class"),
                [Text("classe", "class"), Text("nombre", "count")],
                sorted([name(cls), str(count)] for cls, count in summary.classes.items()),
            ),
            table(
                Text("Par plan", "By plan"),
                [
                    "plan",
                    Text("établissement", "institution"),
                    Text("couverture", "coverage"),
                    *(name(level) for level in LEVELS),
                ],
                [
                    [
                        name(plan.plan),
                        name(plan.institution),
                        name(plan.coverage),
                        *(str(plan.elements.get(level, 0)) for level in LEVELS),
                    ]
                    for plan in summary.plans
                ],
            ),
            table(
                Text("Par graphe", "By graph"),
                [Text("graphe", "graph"), Text("faits", "facts"), files],
                [
                    [graph.graph.value, str(graph.triples), " ".join(map(_short_path, graph.files)) or _NONE]
                    for graph in summary.graphs
                ],
            ),
        ]
    )


def _label(dataset: Dataset, node: NamedNode, language: Language) -> str:
    """Return what people call a thing or a class: its label in their language, else its short address."""
    from pyoxigraph import DefaultGraph, Literal

    from qualigraph.terms import RDFS, SKOS, below_base, prefixed

    found = {
        quad.object.language: quad.object.value
        for prop in (RDFS.label, SKOS.prefLabel)
        for quad in dataset.store.quads_for_pattern(node, prop, None, DefaultGraph())
        if isinstance(quad.object, Literal)
    }
    preferred = next((found[tag] for tag in (language, "fr", "en", None) if tag in found), None)
    return preferred or below_base(node.value) or prefixed(node.value) or node.value


def _short_path(path: Path) -> str:
    """Return a path as it is shortest to type from here."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)
