"""The words for a node: its label in the language asked for, its acronym, its place in a plan, its lines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cached_property

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Store, Triple

from qualigraph.language import Language, Text
from qualigraph.questions.table import EMPTY, Cell, Value, say_day
from qualigraph.terms import BASE, DCTERMS, ID, ORG, PREFIXES, QG, RDF, RDFS, SKOS, XSD

Node = NamedNode | BlankNode | Literal | Triple

_LABELS = (SKOS.prefLabel, DCTERMS.title, RDFS.label)
_OWNERS = (QG.ofInstitution, QG.planOf, ORG.unitOf, ORG.postIn)
_LEVELS: dict[NamedNode, Text] = {
    QG.Orientation: Text("Orientation", "Orientation"),
    QG.Objective: Text("Objectif", "Objective"),
    QG.Action: Text("Action", "Action"),
    QG.ActionGroup: Text("Sous-titre", "Sub-heading"),
    QG.Measure: Text("Sous-action", "Measure"),
}
# The printed level is long where the reader knows it by its initials.
_SHORT_LEVELS = {"Orientation stratégique": "OS"}
MONTHS = Text(
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "January February March April May June July August September October November December",
)
"""The months' names, in order."""

UNVERIFIED = Text("non vérifié", "unverified")
"""What stands after the name of a catalogue entry that was not checked in any text."""


class Labels:
    """The words for the nodes of a store's default graph, in one language."""

    def __init__(self, store: Store, language: Language) -> None:
        self._store = store
        self._language = language
        self._cells: dict[Node, Cell] = {}

    def cell(self, node: Node | None) -> Cell:
        """Return the cell that shows ``node``; None gives an empty cell."""
        if node is None:
            return EMPTY
        if node not in self._cells:
            self._cells[node] = self._literal(node) if isinstance(node, Literal) else self._thing(node)
        return self._cells[node]

    def label(self, node: NamedNode | BlankNode) -> str:
        """Return the name of a thing: its label in the language, else in the other, else the end of its IRI."""
        label = self._name(node)
        if label is None:
            return shorten(node.value)
        acronym = next((text.value for text in self._literals(node, QG.acronym)), None)
        return label if acronym is None or acronym in label else f"{label} ({acronym})"

    def with_owner(self, node: Node) -> str:
        """Return the label of ``node``, followed by the institutions that it belongs to, which tell namesakes apart."""
        label = self.cell(node).label
        if not isinstance(node, NamedNode | BlankNode):
            return label
        owners = {self.short(owner).label for predicate in _OWNERS for owner in self._nodes(node, predicate)}
        return f"{label} – {', '.join(sorted(owners))}" if owners else label

    def said(self, node: Node | None, prefixed: str) -> Cell:
        """Return the text that ``node`` has for a property (``rdfs:comment``), in the language if it can be."""
        if not isinstance(node, NamedNode | BlankNode):
            return EMPTY
        prefix, _, name = prefixed.partition(":")
        text = self._spoken(self._literals(node, NamedNode(PREFIXES[prefix] + name)))
        return Cell(text, text) if text else EMPTY

    def plan(self, node: NamedNode | BlankNode) -> Cell:
        """Return the plan that an element belongs to, by its acronym if it has one; empty for what is no element."""
        for step in self._above(node) if QG.Plan not in self._types(node) else ():
            if QG.Plan in self._types(step):
                return self.short(step)
        return EMPTY

    def short(self, node: Node | None) -> Cell:
        """Return the cell that shows ``node`` by its acronym, if it has one."""
        acronym = None
        if isinstance(node, NamedNode | BlankNode):
            acronym = next((text.value for text in self._literals(node, QG.acronym)), None)
        return replace(self.cell(node), label=acronym) if acronym else self.cell(node)

    def position(self, node: NamedNode | BlankNode) -> str:
        """Return where an element stands in its plan: "OS 1 · Objectif 2 · Action 3"; "" if it is no element."""
        steps = [self._step(node), *(self._step(step) for step in self._above(node))]
        return " · ".join(step for step in reversed(steps) if step)

    def _above(self, node: NamedNode | BlankNode) -> Iterator[NamedNode | BlankNode]:
        """Yield what holds ``node``, what holds that, and so on; data that goes round in circles ends."""
        seen = {node}
        while (above := next(self._nodes(node, QG.isDirectPartOf), None)) is not None and above not in seen:
            seen.add(above)
            yield above
            node = above

    def _step(self, node: NamedNode | BlankNode) -> str | None:
        kind = next((kind for kind in self._types(node) if kind in _LEVELS), None)
        if kind is None:
            return None
        word = self._spoken(self._literals(node, QG.levelName)) or _LEVELS[kind].say(self._language)
        number = next(
            (text.value for name in (QG.printedNumber, QG.ordinal) for text in self._literals(node, name)), ""
        )
        return f"{_SHORT_LEVELS.get(word, word)} {number}".rstrip()

    def _types(self, node: NamedNode | BlankNode) -> Iterator[NamedNode]:
        return (kind for kind in self._nodes(node, RDF.type) if isinstance(kind, NamedNode))

    def _thing(self, node: NamedNode | BlankNode | Triple) -> Cell:
        if isinstance(node, Triple):
            return Cell(str(node), str(node))
        lines = self._lines(node)
        if lines is not None:
            return Cell(lines, lines, node.value)
        if isinstance(node, BlankNode):
            return Cell(str(node), self.label(node))
        label = self.label(node)
        confidence = next(self._nodes(node, QG.confidence), None)
        if confidence is not None and not confidence.value.endswith("/high"):
            label = f"{label} ({UNVERIFIED.say(self._language)})"
        return Cell(shorten(node.value), label, node.value)

    def _lines(self, node: NamedNode | BlankNode) -> str | None:
        """Return "Projet Qualité, l. 226-230" if ``node`` is a passage."""
        first = next(self._literals(node, QG.firstLine), None)
        if first is None:
            return None
        last = next(self._literals(node, QG.lastLine), first)
        document = next(self._nodes(node, QG.document), None)
        lines = first.value if first.value == last.value else f"{first.value}-{last.value}"
        name = "" if document is None else (self._name(document) or shorten(document.value))
        # A document's title opens with the plan that it belongs to and may end with its acronym: what tells it apart.
        last_part = name.rsplit(" - ", 1)[-1]
        short = last_part.rpartition("(")[2].rstrip(")") if last_part.endswith(")") else last_part
        return f"{short}, l. {lines}" if short else f"l. {lines}"

    def _name(self, node: NamedNode | BlankNode) -> str | None:
        for predicate in _LABELS:
            spoken = self._spoken(self._literals(node, predicate))
            if spoken is not None:
                return spoken
        return None

    def _spoken(self, texts: Iterator[Literal]) -> str | None:
        """Return the text in our language, else one without language, else French, else any."""
        preference: dict[str | None, int] = {self._language: 0, None: 1, "fr": 2}
        found = sorted(texts, key=lambda text: (preference.get(text.language, 3), text.value))
        return found[0].value if found else None

    def _literals(self, subject: NamedNode | BlankNode, predicate: NamedNode) -> Iterator[Literal]:
        for quad in self._store.quads_for_pattern(subject, predicate, None, DefaultGraph()):
            if isinstance(quad.object, Literal):
                yield quad.object

    def _nodes(self, subject: NamedNode | BlankNode, predicate: NamedNode) -> Iterator[NamedNode | BlankNode]:
        for quad in self._store.quads_for_pattern(subject, predicate, None, DefaultGraph()):
            if isinstance(quad.object, NamedNode | BlankNode):
                yield quad.object

    @cached_property
    def _yes_no(self) -> tuple[str, str]:
        return ("oui", "non") if self._language == "fr" else ("yes", "no")

    def _literal(self, literal: Literal) -> Cell:
        text, value = literal.value, literal_value(literal)
        if isinstance(value, bool):
            return Cell(value, self._yes_no[0 if value else 1])
        if isinstance(value, date):
            return Cell(value, say_day(value, self._language))
        if literal.datatype == XSD.gMonth:
            return Cell(text, MONTHS.say(self._language).split()[int(text[2:4]) - 1])
        if literal.datatype == XSD.gYearMonth and self._language == "fr":
            return Cell(text, f"{text[5:7]}/{text[:4]}")
        if isinstance(value, Decimal):
            shown = format(value.normalize(), "f") if value else "0"
            return Cell(value, shown.replace(".", ",") if self._language == "fr" else shown)
        return Cell(value, text)


def literal_value(literal: Literal) -> Value:
    """Return the Python value of a number, a truth value or a date; the text of anything else."""
    text, kind = literal.value, literal.datatype
    try:
        if kind == XSD.boolean:
            return text in ("true", "1")
        if kind == XSD.integer:
            return int(text)
        if kind in (XSD.decimal, XSD.double, XSD.float):
            return Decimal(text)
        if kind == XSD.date:
            return date.fromisoformat(text[:10])
    except (ValueError, ArithmeticError):
        pass
    return text


def shorten(iri: str) -> str:
    """Return an IRI as people write it here: ``icm/body/cdu``, ``qg:Action``, else whole."""
    if iri.startswith(ID):
        return iri[len(ID) :]
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri[len(BASE) :] if iri.startswith(BASE) else iri
