"""``qualigraph rules``: the catalogue of rules."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from qualigraph.cli.options import examples, output_option
from qualigraph.cli.output import emit, write_file
from qualigraph.errors import ExitCode
from qualigraph.language import Language, Text

if TYPE_CHECKING:
    from qualigraph.checking.rules import Rule


def build(language: Language) -> click.Command:
    """Return the command with its help in ``language``."""

    @click.command(
        "rules",
        help=Text("Lister les règles de contrôle.", "List the rules of the check.").say(language),
        epilog=examples(language, "qualigraph rules", "qualigraph rules --format json", "qualigraph explain ACT-001"),
    )
    @click.option(
        "--format",
        "form",
        type=click.Choice(["table", "json"]),
        default="table",
        show_default=True,
        help=Text("Forme de la liste.", "Form of the list.").say(language),
    )
    @output_option(language)
    @click.option(
        "--lint",
        is_flag=True,
        help=Text(
            "Contrôler les règles elles-mêmes : termes SHACL inconnus, textes manquants...",
            "Check the rules themselves: unknown SHACL terms, missing texts...",
        ).say(language),
    )
    @click.option(
        "--pages",
        type=click.Path(path_type=Path, file_okay=False),
        metavar=Text("DOSSIER", "FOLDER").say(language),
        help=Text(
            "Écrire une page de documentation par règle dans ce dossier.",
            "Write a documentation page for each rule into this folder.",
        ).say(language),
    )
    def command(form: str, output: Path | None, lint: bool, pages: Path | None) -> int:
        from qualigraph.checking.rules import load_catalogue

        catalogue = load_catalogue()
        if lint:
            from qualigraph.checking.lint import problems

            found = problems(catalogue)
            emit("".join(f"{problem}\n" for problem in found), output)
            return ExitCode.FINDINGS if found else ExitCode.FINE
        if pages is not None:
            _write_pages(catalogue.rules, pages)
            return ExitCode.FINE
        emit(_json(catalogue.rules) if form == "json" else _table(catalogue.rules, language, output), output)
        return ExitCode.FINE

    return command


def _table(rules: tuple[Rule, ...], language: Language, output: Path | None) -> str:
    from qualigraph.checking.pages import severities
    from qualigraph.cli.tables import render

    headers = (Text("Règle", "Rule"), Text("Titre", "Title"), Text("Gravités", "Severities"))
    rows = [(rule.id, rule.title.say(language), severities(rule, language)) for rule in rules]
    return render([header.say(language) for header in headers], rows, to_file=output is not None)


def _json(rules: tuple[Rule, ...]) -> str:
    def both(text: Text) -> dict[str, str]:
        return {"fr": text.fr, "en": text.en}

    def described(rule: Rule) -> dict[str, Any]:
        return {
            "id": rule.id,
            "iri": rule.iri,
            "family": rule.family,
            "title": both(rule.title),
            "severities": [severity.value for severity in rule.severities],
            "messages": [
                {"severity": shape.severity.value, **both(shape.message), "shape": shape.node.value}
                for shape in rule.shapes
            ],
            "why": both(rule.why),
            "expectedBy": both(rule.expected_by),
            "toDo": both(rule.mend),
            "toDoInTable": both(rule.mend_in_table),
            "example": rule.example,
        }

    return json.dumps([described(rule) for rule in rules], ensure_ascii=False, indent=2) + "\n"


def _write_pages(rules: tuple[Rule, ...], folder: Path) -> None:
    from qualigraph.checking.pages import markdown_index, markdown_page
    from qualigraph.checking.rules import examples_folder

    folder.mkdir(parents=True, exist_ok=True)
    write_file(folder / "README.md", markdown_index(rules))
    for rule in rules:
        own = examples_folder() / rule.id
        valid, invalid = (
            (own / f"{name}.ttl").read_text(encoding="utf-8") if (own / f"{name}.ttl").is_file() else ""
            for name in ("valid", "invalid")
        )
        write_file(folder / f"{rule.id}.md", markdown_page(rule, valid, invalid))
