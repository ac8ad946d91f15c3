"""French first, English too: a text in both languages and the choice between them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Literal, NamedTuple

Language = Literal["fr", "en"]


class Text(NamedTuple):
    """One text that people read, in French and in English."""

    fr: str
    en: str

    def say(self, language: Language, **values: object) -> str:
        """Return the text in ``language`` with ``values`` filled into its ``{name}`` places."""
        template = self.fr if language == "fr" else self.en
        return template.format(**values) if values else template


def choose_language(asked: str | None = None, environment: Mapping[str, str] | None = None) -> Language:
    """Return ``asked`` if it is fr or en, else the locale's language if it is one of them, else French."""
    if asked in ("fr", "en"):
        return "fr" if asked == "fr" else "en"
    environment = os.environ if environment is None else environment
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = environment.get(name, "")
        if value:
            return "en" if value.lower().startswith("en") else "fr"
    return "fr"
