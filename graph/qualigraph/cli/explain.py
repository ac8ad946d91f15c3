"""``qualigraph explain``: one rule, why it matters and how to mend what it finds."""

from __future__ import annotations

import difflib

import click

from qualigraph.cli.options import examples
from qualigraph.cli.output import emit
from qualigraph.errors import UsageProblem
from qualigraph.language import Language, Text


def build(language: Language) -> click.Command:
    """Return the command with its help in ``language``."""

    @click.command(
        "explain",
        help=Text(
            "Expliquer une règle : pourquoi elle compte, qui l'attend, quoi faire.",
            "Explain a rule: why it matters, who expects it, what to do.",
        ).say(language),
        epilog=examples(language, "qualigraph explain ACT-001"),
    )
    @click.argument("rule", metavar=Text("RÈGLE", "RULE").say(language))
    def command(rule: str) -> None:
        from qualigraph.checking.pages import text_page
        from qualigraph.checking.rules import load_catalogue

        catalogue = load_catalogue()
        found = catalogue.get(rule)
        if found is None:
            near = difflib.get_close_matches(rule.upper(), [each.id for each in catalogue.rules], n=3, cutoff=0.4)
            hint = ", ".join(near) or "qualigraph rules"
            raise UsageProblem(
                Text(f"règle inconnue : « {rule} » ; voyez {hint}.", f"unknown rule: “{rule}”; see {hint}.")
            )
        emit(text_page(found, language), None)

    return command
