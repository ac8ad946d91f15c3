"""What a question is: its words in both languages, its parameters, its columns and its SPARQL."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from qualigraph.language import Text

ParameterType = Literal[
    "actor",
    "body",
    "unit",
    "organization",
    "institution",
    "plan",
    "item",
    "programme",
    "tool",
    "requirement",
    "scheme",
    "indicator",
    "catalogue",
    "theme",
    "document",
    "thing",
    "concept",
    "choice",
    "tag",
    "text",
    "integer",
    "month",
    "date",
    "days-ahead",
]
"""What a parameter takes. ``concept`` is an entry of one of our lists, ``choice`` one of a few words that the
question itself lists, ``tag`` a tag printed in a title, ``days-ahead`` a number of days after the day of the result."""

MOMENTS: dict[str, Text] = {
    "first-week": Text("Ma première semaine", "My first week"),
    "quality-committee": Text("Avant le Comité Qualité", "Before the quality committee"),
    "cdu": Text("Avant la réunion de la CDU", "Before the users' committee (CDU)"),
    "has-visit": Text("Avant une visite de la HAS", "Before a HAS visit"),
    "year": Text("Au fil de l'année", "Over the year"),
    "documents": Text("Ce que disent les documents", "What the documents say"),
    "indicators": Text("Indicateurs", "Indicators"),
}
"""When a quality engineer asks: the groups of the list of questions, in its order."""

COMPUTED: dict[str, Text] = {
    "asOf": Text("jour du résultat", "day of the result"),
    "quarterStart": Text("début du trimestre", "start of the quarter"),
    "yearStart": Text("début de l'année", "start of the year"),
}
"""The variables whose value follows from the day of the result; a question declares those that it uses."""


@dataclass(frozen=True)
class Choice:
    """One value that a parameter can take: what to submit, what people read, and the thing meant, if it is one."""

    value: str
    label: str
    iri: str | None = None


@dataclass(frozen=True)
class Option:
    """One value of a ``choice`` parameter: its word, its label, and the term that the query gets."""

    value: str
    label: Text
    iri: str | None = None


@dataclass(frozen=True)
class Parameter:
    """What a question asks back.

    ``concept_scheme`` is the list of a ``concept`` parameter (``body-kind``), ``options`` the values of a
    ``choice``; ``default`` is what holds when nothing is said, ``example`` a value to try.
    """

    name: str
    type: ParameterType
    label: Text
    required: bool = False
    default: str | None = None
    example: str | None = None
    concept_scheme: str | None = None
    options: tuple[Option, ...] = ()


@dataclass(frozen=True)
class Column:
    """One column of the answer, by the name of its variable.

    ``position`` adds two columns before it: the element's plan, and where it stands in the plan; ``values``
    gives the words for the codes that the query returns; ``show`` is the property whose text is shown instead of
    the node's label (``rdfs:comment``); a ``short`` column shows acronyms alone; a ``hidden`` column serves to order
    the rows only.
    """

    name: str
    header: Text
    position: bool = False
    values: dict[str, Text] = field(default_factory=dict)
    show: str | None = None
    short: bool = False
    hidden: bool = False


@dataclass(frozen=True)
class Unpublished:
    """What a merely published plan does not hold: the properties that would say it, and the words for it."""

    properties: tuple[str, ...]
    words: Text


@dataclass(frozen=True)
class Question:
    """One question of the catalogue: one file of ``queries/``.

    ``text`` is the whole file, valid SPARQL as it stands. ``order`` lists the columns by which rows are
    put in order (``-name`` for the greatest first); rows that differ in ``fold`` columns only become one;
    ``section`` is the column under whose values the answer is shown in blocks.
    """

    id: str
    title: Text
    description: Text
    moments: tuple[str, ...]
    text: str
    columns: tuple[Column, ...]
    parameters: tuple[Parameter, ...] = ()
    computed: tuple[str, ...] = ()
    order: tuple[str, ...] = ()
    fold: tuple[str, ...] = ()
    section: str | None = None
    unpublished: Unpublished | None = None

    @property
    def depends_on_day(self) -> bool:
        """Whether the answer depends on the day for which it is given."""
        return bool(self.computed) or any(parameter.type == "days-ahead" for parameter in self.parameters)

    @property
    def sparql(self) -> str:
        """The query without the metadata at its head."""
        lines = self.text.splitlines(keepends=True)
        start = next((index for index, line in enumerate(lines) if not line.startswith("#+")), len(lines))
        return "".join(lines[start:]).lstrip("\n")

    def parameter(self, name: str) -> Parameter | None:
        """Return the parameter called ``name``, if there is one."""
        return next((parameter for parameter in self.parameters if parameter.name == name), None)
