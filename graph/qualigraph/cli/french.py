"""click's own messages in French: usage, help headings, missing or unknown options, bad values.

click asks gettext for its texts and ships no French. Its modules get a ``_`` and an ``ngettext``
that look here while the run is in French. A text that is not here stays English; a test compares
this list with the texts of the click that is installed.
"""

from __future__ import annotations

import gettext
import sys

from qualigraph.language import Language

FRENCH: dict[str, str] = {
    # Help
    "Usage:": "Utilisation :",
    "Options": "Options",
    "Commands": "Commandes",
    "Positional arguments": "Arguments",
    "Show this message and exit.": "Afficher cette aide.",
    "Show the version and exit.": "Afficher la version.",
    "default: {default}": "défaut : {default}",
    "env var: {var}": "variable d'environnement : {var}",
    "required": "obligatoire",
    "(dynamic)": "(calculé)",
    "deprecated": "déconseillé",
    "file": "fichier",
    "directory": "dossier",
    "path": "chemin",
    "Choose from:\n\t{choices}": "Au choix :\n\t{choices}",
    "Choice({choices})": "choix parmi {choices}",
    # Errors
    "Error: {message}": "Erreur : {message}",
    "Try '{command} {option}' for help.": "Aide : « {command} {option} ».",
    "Missing command.": "Commande manquante.",
    "Missing argument": "Argument manquant",
    "Missing option": "Option manquante",
    "Missing parameter": "Paramètre manquant",
    "Missing parameter: {param_name}": "Paramètre manquant : {param_name}",
    "Missing {param_type}": "Il manque {param_type}",
    "No such command {name!r}.": "Commande inconnue : {name!r}.",
    "No such option {name!r}.": "Option inconnue : {name!r}.",
    "Invalid value: {message}": "Valeur incorrecte : {message}",
    "Invalid value for {param_hint}: {message}": "Valeur incorrecte pour {param_hint} : {message}",
    "Option {name!r} does not take a value.": "L'option {name!r} ne prend pas de valeur.",
    "Argument {name!r} takes {nargs} values.": "L'argument {name!r} prend {nargs} valeurs.",
    "Value must be an iterable.": "Il faut plusieurs valeurs.",
    "Could not open file {filename!r}: {message}": "Impossible d'ouvrir le fichier {filename!r} : {message}",
    "unknown error": "erreur inconnue",
    "Aborted!": "Interrompu.",
    "{value!r} is not a valid {number_type}.": "{value!r} n'est pas un nombre ({number_type}).",
    "{value!r} is not a valid boolean. Recognized values: {states}": (
        "{value!r} n'est ni oui ni non. Valeurs reconnues : {states}"
    ),
    "{value!r} is not a valid UUID.": "{value!r} n'est pas un UUID.",
    "{value} is not in the range {range}.": "{value} est hors de l'intervalle {range}.",
    "{name} {filename!r} does not exist.": "{name} {filename!r} introuvable.",
    "{name} {filename!r} is a file.": "{name} {filename!r} est un fichier.",
    "{name} {filename!r} is a directory.": "{name} {filename!r} est un dossier.",
    "{name} {filename!r} is not readable.": "{name} {filename!r} illisible.",
    "{name} {filename!r} is not writable.": "{name} {filename!r} protégé en écriture.",
    "{name} {filename!r} is not executable.": "{name} {filename!r} n'est pas exécutable.",
}
"""Each text of click that a person can meet here, by its English form."""

FRENCH_PLURALS: dict[str, tuple[str, str]] = {
    "Got unexpected extra argument ({args})": ("Argument en trop ({args})", "Arguments en trop ({args})"),
    "Did you mean {possibility}?": (
        "Vouliez-vous dire {possibility} ?",
        "Vouliez-vous dire l'un de ceux-ci : {possibilities} ?",
    ),
    "Option {name!r} requires an argument.": (
        "L'option {name!r} attend une valeur.",
        "L'option {name!r} attend {nargs} valeurs.",
    ),
    "Takes {nargs} values but 1 was given.": (
        "Il faut {nargs} valeurs, une seule est donnée.",
        "Il faut {nargs} valeurs, {len} sont données.",
    ),
    "{len_type} values are required, but {len_value} was given.": (
        "Il faut {len_type} valeurs, {len_value} est donnée.",
        "Il faut {len_type} valeurs, {len_value} sont données.",
    ),
    "{value!r} is not {choice}.": ("{value!r} n'est pas {choice}.", "{value!r} n'est pas parmi {choices}."),
    "{value!r} does not match the format {format}.": (
        "{value!r} n'est pas une date de la forme {format}.",
        "{value!r} n'est pas une date d'une de ces formes : {formats}.",
    ),
}
"""The same where the text depends on a number: its French singular and plural, by its English singular."""

_current: Language = "en"


def speak(language: Language) -> None:
    """Make click write its own messages in ``language`` from now on."""
    global _current
    _current = language
    for name, module in list(sys.modules.items()):
        if name == "click" or name.startswith("click."):
            if getattr(module, "_", None) is gettext.gettext:
                module._ = _say  # type: ignore[attr-defined]  # the module's own name for gettext
            if getattr(module, "ngettext", None) is gettext.ngettext:
                module.ngettext = _say_number  # type: ignore[attr-defined]  # likewise


def _say(message: str) -> str:
    return FRENCH.get(message, message) if _current == "fr" else message


def _say_number(singular: str, plural: str, number: int) -> str:
    # French takes the singular for 0, English the plural.
    if _current == "fr" and singular in FRENCH_PLURALS:
        return FRENCH_PLURALS[singular][0 if number < 2 else 1]
    return singular if number == 1 else plural
