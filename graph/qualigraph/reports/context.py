"""What every report works with: the plan, the day, the language, and the words for things, days and numbers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from pyoxigraph import NamedNode

from qualigraph.language import Language, Text
from qualigraph.plans import Facts, Item, Level, PartialDate, Plan
from qualigraph.plans.facts import shorten
from qualigraph.reports.model import EMPTY, Cell, Mark
from qualigraph.terms import DCTERMS, ORG, QG, RDFS, SKOS

_LABELS = (SKOS.prefLabel, DCTERMS.title, RDFS.label)
SOON = 90
"""Days within which a deadline is near."""


@dataclass(frozen=True)
class FindingCounts:
    """How many findings of the rules stand against a plan, by severity, and how many are accepted."""

    errors: int
    to_address: int
    information: int
    accepted: int = 0


@dataclass
class Context:
    """One plan on one day, in one language; ``since`` and ``item`` as the person gave them."""

    facts: Facts
    plan: Plan
    as_of: date
    language: Language
    since: date | None = None
    item: Item | None = None
    findings: FindingCounts | None = None

    def say(self, text: Text, **values: object) -> str:
        """Return ``text`` in the language of the report."""
        return text.say(self.language, **values)

    @cached_property
    def actions(self) -> list[Item]:
        """The actions of the plan, in its order."""
        return self.plan.of(Level.ACTION)

    @cached_property
    def has_follow_ups(self) -> bool:
        """Whether anything of the plan was followed up by the day of the report."""
        return any(item.follow_ups for item in self.plan.walk())

    @cached_property
    def has_deadlines(self) -> bool:
        """Whether anything of the plan has a deadline."""
        return any(item.deadline is not None for item in self.plan.walk())

    @cached_property
    def ancestors(self) -> frozenset[NamedNode]:
        """The plans that hold this one."""
        return frozenset(self.facts.nodes(self.plan.node, QG.isPartOf)) | frozenset(
            self.facts.nodes(self.plan.node, QG.isDirectPartOf)
        )

    @cached_property
    def items(self) -> dict[NamedNode, Item]:
        """The elements of the plan by node."""
        return {item.node: item for item in self.plan.walk()}

    def concerns_plan(self, node: NamedNode) -> bool:
        """Tell whether ``node`` is the plan, one of its elements, or a plan that holds it."""
        return node == self.plan.node or node in self.items or node in self.ancestors

    def own_body(self, body: NamedNode) -> bool:
        """Tell whether a body belongs to the plan's institution, or to none."""
        owners = self.facts.nodes(body, ORG.unitOf)
        return not owners or self.plan.institution is None or self.plan.institution in owners

    def name(self, node: NamedNode) -> str:
        """Return what a thing is called in the report's language, else in French, else the end of its address."""
        if node in self.items:
            return self.title_of(self.items[node])
        for predicate in _LABELS:
            for text in self.facts.literals(node, predicate):
                if text.language == self.language:
                    return text.value
        review = self.facts.node(node, QG.ofReview)
        if review is not None and not self.facts.literals(node, SKOS.prefLabel):
            # A meeting has no name of its own: it is called after what recurs, with its day.
            days = (PartialDate.read(text) for text in self.facts.literals(node, DCTERMS.date))
            return ", ".join([self.name(review), *(self.day(day) for day in days)])
        return self.facts.label(node)

    def short(self, node: NamedNode) -> str:
        """Return the acronym of a thing, else its name."""
        acronym = self.facts.literal(node, QG.acronym)
        return self.name(node) if acronym is None else acronym.value

    def code(self, node: NamedNode) -> str:
        """Return a thing with its code before its name, if it has one; an entry that no text confirms says so."""
        code = self.facts.literal(node, SKOS.notation)
        name = self.name(node)
        said = name if code is None or code.value in name else f"{code.value} – {name}"
        confidence = self.facts.node(node, QG.confidence)
        sure = confidence is None or confidence.value.endswith("/high")
        return said if sure else f"{said} ({self.say(Text('non vérifié', 'unverified'))})"

    def counted(self, number: int, one: Text, many: Text) -> str:
        """Return a number with the form of the words that it takes: in French nought is singular."""
        return f"{number} {self.say(one if number == 1 or (number == 0 and self.language == 'fr') else many)}"

    def title_of(self, item: Item) -> str:
        """Return the number and the title of an element."""
        return f"{item.number} {item.title}".strip()

    def names(self, nodes: Iterable[NamedNode], *, short: bool = True) -> str:
        """Return several things, each by its acronym or name."""
        return " ; ".join(self.short(node) if short else self.name(node) for node in nodes)

    def day(self, day: date | PartialDate | None) -> str:
        """Return a day, a month or a year as people write it: 30/09/2026 in French, 2026-09-30 in English."""
        if day is None:
            return ""
        partial = PartialDate.of(day) if isinstance(day, date) else day
        return str(partial) if self.language == "fr" else partial.literal().value

    def number(self, number: Decimal | int | None, unit: str = "") -> str:
        """Return a number with its unit, with the comma of French."""
        if number is None:
            return ""
        plain = format(Decimal(number).normalize(), "f")
        plain = plain.replace(".", ",") if self.language == "fr" else plain
        return f"{plain}\N{NO-BREAK SPACE}{unit}" if unit else plain

    def text_cell(self, text: str, mark: Mark = "") -> Cell:
        """Return a cell with words of the plan's own: they are French."""
        return Cell(text, mark=mark, language=None if self.language == "fr" or not text else "fr")

    def day_cell(self, day: date | PartialDate | None, mark: Mark = "") -> Cell:
        """Return a cell with a date; a workbook gets a real one where it is a day."""
        if day is None:
            return EMPTY
        partial = PartialDate.of(day) if isinstance(day, date) else day
        return Cell(self.day(day), None if partial.day is None else partial.first, mark)

    def number_cell(self, number: Decimal | int | None, unit: str = "", mark: Mark = "") -> Cell:
        """Return a cell with a number."""
        return Cell(self.number(number, unit), number, mark) if number is not None else EMPTY

    def place(self, node: NamedNode) -> str:
        """Return where the documents say something: ``PAQSS, l. 226-230``; nothing if they do not."""
        return " ; ".join(dict.fromkeys(self.lines(passage) for passage in self.facts.nodes(node, QG.passage)))

    def lines(self, passage: NamedNode) -> str:
        """Return one passage: its document's short title and its lines."""
        first, last = (self.facts.literal(passage, predicate) for predicate in (QG.firstLine, QG.lastLine))
        if first is None:
            return shorten(passage)
        lines = first.value if last is None or last.value == first.value else f"{first.value}-{last.value}"
        document = self.facts.node(passage, QG.document)
        return f"l. {lines}" if document is None else f"{self.name(document).rsplit(' - ', 1)[-1]}, l. {lines}"
