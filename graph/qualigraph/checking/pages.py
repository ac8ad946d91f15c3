"""A rule as a page of text: for the terminal and, as Markdown, for the documentation."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qualigraph.checking.rules import Rule
from qualigraph.language import Language, Text

FAMILIES = {
    "ACT": Text("Actions", "Actions"),
    "BOD": Text("Instances et acteurs", "Bodies and actors"),
    "CRT": Text("Certifications", "Certifications"),
    "ELT": Text("Éléments de plan", "Plan elements"),
    "GOV": Text("Gouvernance", "Governance"),
    "IND": Text("Indicateurs", "Indicators"),
    "LNK": Text("Liens", "Links"),
    "LOG": Text("Cohérence logique", "Logical consistency"),
    "PLN": Text("Plans", "Plans"),
    "PSG": Text("Sources (document, lignes)", "Sources (document, lines)"),
    "VOC": Text("Vocabulaire et listes", "Vocabulary and lists"),
}
"""The families of rules, by the first letters of their ids."""

_HEADINGS = (
    (Text("Pourquoi", "Why"), "why"),
    (Text("Attendu de", "Expected by"), "expected_by"),
    (Text("À faire", "To do"), "mend"),
    (Text("Dans le tableau de suivi", "In the tracking table"), "mend_in_table"),
)


def severities(rule: Rule, language: Language) -> str:
    """Return the severities that a rule's findings can have: "Erreur, À traiter"."""
    return ", ".join(severity.label.say(language) for severity in rule.severities)


def messages(rule: Rule, language: Language) -> list[str]:
    """Return what the rule's findings can say, each once, gravest first."""
    shapes = sorted(rule.shapes, key=lambda shape: shape.severity.rank)
    colon = " : " if language == "fr" else ": "
    said = (shape.severity.label.say(language) + colon + shape.message.say(language) for shape in shapes)
    return list(dict.fromkeys(re.sub(r"\{[?$]\w+\}", "…", line) for line in said))


def text_page(rule: Rule, language: Language) -> str:
    """Return all that people need to know of a rule, as plain text."""
    lines = [f"{rule.id} · {rule.title.say(language)}", ""]
    lines += [f"  {message}" for message in messages(rule, language)]
    for heading, name in _HEADINGS:
        lines += ["", heading.say(language), f"  {getattr(rule, name).say(language)}"]
    lines += ["", Text("Exemple en Turtle", "Example in Turtle").say(language), f"  {rule.example}"]
    return "\n".join(lines) + "\n"


def markdown_page(rule: Rule, valid: str, invalid: str) -> str:
    """Return the documentation page of a rule: English, then French, then its examples."""
    parts = [f"# {rule.id}: {rule.title.en}", f"*{rule.title.fr}*"]
    for language in _LANGUAGES:
        if language == "fr":
            parts.append("## En français")
        parts.append("\n".join(f"- {message}" for message in messages(rule, language)))
        for heading, name in _HEADINGS:
            parts.append(f"**{heading.say(language)}.** {getattr(rule, name).say(language)}")
    parts.append("## Turtle\n\n```turtle\n" + rule.example + "\n```")
    parts.append("## An example that breaks the rule\n\n```turtle\n" + invalid.strip() + "\n```")
    parts.append("## An example that does not\n\n```turtle\n" + valid.strip() + "\n```")
    return "\n\n".join(parts) + "\n"


def markdown_index(rules: Sequence[Rule]) -> str:
    """Return the documentation page that lists all rules by family."""
    parts = [
        "# Rules",
        f"{len(rules)} rules, by family. `qualigraph rules` lists them, `qualigraph explain ACT-001` explains one. "
        "These pages are written from `shapes/*.ttl` by `qualigraph rules --pages docs/rules`.",
    ]
    for family, name in FAMILIES.items():
        rows = [
            f"| [{rule.id}]({rule.id}.md) | {rule.title.en} | {rule.title.fr} | {severities(rule, 'en')} |"
            for rule in rules
            if rule.family == family
        ]
        parts.append(f"## {name.en} / {name.fr}")
        parts.append("\n".join(["| rule | title | titre | severities |", "|---|---|---|---|", *rows]))
    return "\n\n".join(parts) + "\n"


_LANGUAGES: tuple[Language, Language] = ("en", "fr")
