"""Refusals and failures as a client gets them: a status, a sentence, a position; never a stack trace."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from qualigraph.language import Language, Text


@dataclass(frozen=True)
class Kind:
    """One kind of problem: its HTTP status and its title."""

    status: int
    title: Text


KINDS: dict[str, Kind] = {
    "syntax": Kind(400, Text("Requête incorrecte", "Malformed query")),
    "refused": Kind(400, Text("Requête refusée", "Query refused")),
    "unsupported": Kind(400, Text("Requête non évaluable", "Query cannot be evaluated")),
    "unknown": Kind(404, Text("Page introuvable", "Not found")),
    "forbidden": Kind(403, Text("Opération non permise", "Operation not allowed")),
    "method": Kind(405, Text("Méthode non permise", "Method not allowed")),
    "not-acceptable": Kind(406, Text("Format non disponible", "Format not available")),
    "not-xml": Kind(406, Text("Résultat non représentable", "Result cannot be written")),
    "too-long": Kind(413, Text("Envoi trop grand", "Request too large")),
    "too-large": Kind(413, Text("Résultat trop grand", "Result too large")),
    "memory": Kind(413, Text("Requête trop gourmande", "Query needs too much memory")),
    "unsupported-type": Kind(415, Text("Type de contenu non lu", "Content type not read")),
    "range": Kind(416, Text("Partie inexistante", "Range not satisfiable")),
    "internal": Kind(500, Text("Erreur interne", "Internal error")),
    "busy": Kind(503, Text("Serveur occupé", "Server busy")),
    "timeout": Kind(503, Text("Temps dépassé", "Time exceeded")),
}
"""Too long a wait and too long a query are both 503, as other SPARQL servers have it; ``code`` tells them apart."""


class Problem(Exception):
    """A request that gets no answer, by its code in :data:`KINDS`; ``line`` and ``column`` point into a query."""

    def __init__(
        self,
        code: str,
        text: Text,
        *,
        line: int | None = None,
        column: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(text.en)
        self.code = code
        self.text = text
        self.line = line
        self.column = column
        self.headers = dict(headers or {})
        if code == "busy":
            self.headers.setdefault("Retry-After", "2")

    @property
    def kind(self) -> Kind:
        """Its status and title."""
        return KINDS[self.code]

    def detail(self, language: Language) -> str:
        """Return the sentence with its position in front, if there is one."""
        said = self.text.say(language)
        if self.line is None:
            return said
        place = Text("ligne {line}, colonne {column} : {said}", "line {line}, column {column}: {said}")
        return place.say(language, line=self.line, column=self.column, said=said)

    def as_json(self, language: Language) -> dict[str, object]:
        """Return it as an RFC 9457 problem."""
        found: dict[str, object] = {
            "type": "about:blank",
            "title": self.kind.title.say(language),
            "status": self.kind.status,
            "detail": self.detail(language),
            "code": self.code,
        }
        if self.line is not None:
            found |= {"line": self.line, "column": self.column}
        return found
