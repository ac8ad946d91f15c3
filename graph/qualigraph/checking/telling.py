"""From an engine's results to findings that people understand: names, places in the plan, messages filled in."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode

from qualigraph.checking.facts import CHECK, SCHEMA
from qualigraph.checking.findings import Thing
from qualigraph.checking.rules import text_of
from qualigraph.checking.shacl.view import GraphView, Term
from qualigraph.language import Language, Text
from qualigraph.terms import BASE, DCTERMS, ORG, QG, RDF, RDFS, SKOS, XSD

_LABELS = (SKOS.prefLabel, DCTERMS.title, RDFS.label, QG.acronym)
_OWNING = (
    QG.followUp,
    QG.indicatorUse,
    QG.target,
    QG.qualifiedInvolvement,
    QG.statedQuantity,
    QG.headingPassage,
    QG.passage,
)
"""Links from a planning item to what belongs to it."""
_PLACEHOLDER = re.compile(r"\{[?$](\w+)(?::(\w+))?\}")
_SHORT = 12
_FORMS = {
    XSD.boolean: Text("oui ou non", "yes or no"),
    XSD.date: Text("un jour", "a day"),
    XSD.decimal: Text("un nombre", "a number"),
    XSD.gMonth: Text("un mois de l'année", "a month of the year"),
    XSD.gYear: Text("une année", "a year"),
    XSD.gYearMonth: Text("un mois", "a month"),
    XSD.integer: Text("un nombre entier", "a whole number"),
    XSD.string: Text("un texte sans langue", "a text without a language"),
    RDF.langString: Text("un texte avec sa langue", "a text with its language"),
}
"""Types of values, as people call them."""


class Teller:
    """Names the things of one graph."""

    def __init__(self, view: GraphView) -> None:
        self.view = view
        self._things: dict[Term, Thing] = {}

    def thing(self, node: Term) -> Thing:
        """Return what people call ``node`` and what kind of thing it is."""
        thing = self._things.get(node)
        if thing is None:
            label = self._plan_label(node) if self._is_plan(node) else self.label(node)
            thing = self._things[node] = Thing(self._lasting(node), self.kind(node), label)
        return thing

    def _lasting(self, node: Term) -> str:
        """Return an address that stays from run to run: what has none is told by what is said of it."""
        if not isinstance(node, BlankNode):
            return node.value
        said = [
            f"{quad.predicate} {'_:' if isinstance(quad.object, BlankNode) else quad.object}"
            for quad in self.view.store.quads_for_pattern(node, None, None, DefaultGraph())
            if not quad.predicate.value.startswith(CHECK.iri)
        ]
        said += [
            f"{'_:' if isinstance(quad.subject, BlankNode) else quad.subject} {quad.predicate}"
            for quad in self.view.store.quads_for_pattern(None, None, node, DefaultGraph())
        ]
        return "_:" + hashlib.sha256("\n".join(sorted(said)).encode()).hexdigest()[:16]

    def label(self, node: Term) -> Text:
        """Return the name of a thing, or a value as people write it."""
        if isinstance(node, Literal):
            return Text(_written(node, "fr"), _written(node, "en"))
        for predicate in _LABELS:
            if self.view.objects(node, predicate):
                return text_of(self.view, node, predicate)
        if (day := self.view.one(node, DCTERMS.date)) is not None:
            of = next((item for item in self._speaks_of(node)[1:] if self.view.objects(item, SKOS.prefLabel)), None)
            if of is not None:
                label, dated = self.label(of), self.label(day)
                return Text(f"{label.fr} ({dated.fr})", f"{label.en} ({dated.en})")
        if isinstance(node, BlankNode):
            return Text("(sans nom)", "(unnamed)")
        name = short_name(node.value)
        return Text(name, name)

    def _plan_label(self, plan: Term) -> Text:
        """Return a plan's short name with what tells it from others: its years and its institution."""
        short = self.view.one(plan, QG.acronym)
        label = self.label(plan) if short is None else self.label(short)
        years = [year.value for part in (QG.periodStart, QG.periodEnd) if (year := self.view.one(plan, part))]
        institution = self.view.one(plan, QG.ofInstitution) or self.view.one(plan, QG.planOf)
        acronym = None if institution is None else self.view.one(institution, QG.acronym)
        end = f" ({acronym.value})" if acronym is not None else ""
        period = "-".join(dict.fromkeys(years))
        return Text(*((text if period in text else f"{text} {period}") + end for text in label))

    def kind(self, node: Term) -> Text:
        """Return the name of the most special class that ``node`` is said to be of."""
        kinds = [kind for kind in self.view.objects(node, RDF.type) if self.view.objects(kind, RDFS.label)]
        if not kinds:
            return Text("", "")
        below = min(kinds, key=lambda kind: (-len(self.view.above(kind)), str(kind)))
        return text_of(self.view, below, RDFS.label)

    def plan(self, node: Term) -> Term | None:
        """Return the plan, or for an indicator the catalogue, that a finding on ``node`` belongs to."""
        for item in self._speaks_of(node):
            if (plan := self.view.one(item, CHECK.plan)) is not None:
                return plan
        schemes = self.view.objects(node, SKOS.inScheme)
        return min((one for one in schemes if QG.IndicatorCatalogue in self.view.types(one)), key=str, default=None)

    def institution(self, node: Term, plan: Term | None) -> Term | None:
        """Return the institution that a finding on ``node`` concerns, if one can be told."""
        near = [plan, node, *self.view.objects(node, QG.holder)]
        for item in near:
            for predicate in (QG.planOf, QG.ofInstitution, ORG.unitOf, ORG.postIn, QG.about):
                if item is not None and (found := self.view.one(item, predicate)) is not None:
                    return found
        return node if QG.Institution in self.view.types(node) else None

    def _speaks_of(self, node: Term) -> list[Term]:
        """Return ``node`` and the planning items that it belongs to or speaks of, nearest first."""
        found = [node]
        for item in found:
            near: list[Term] = []
            for predicate in _OWNING:
                near += sorted(self.view.backward(predicate).get(item, ()), key=str)
            for predicate in (QG.mentionIn, QG.reviewOf, QG.reportOn, QG.restatedElement, QG.linkedElement):
                near += sorted(self.view.objects(item, predicate), key=str)
            near += sorted(self.view.objects(item, QG.ofReview), key=str)
            found += (one for one in near if one not in found)
        return found

    def where(self, node: Term) -> Text:
        """Return the way from the plan down to ``node``, as "Orientation 1 › Objectif 2 › Action 3"."""
        steps: list[Text] = []
        seen: set[Term] = set()
        placed = (item for item in self._speaks_of(node) if self.view.objects(item, QG.isDirectPartOf))
        current: Term | None = next(placed, node)
        while current is not None and current not in seen and not self._is_plan(current):
            seen.add(current)
            if (number := self.view.one(current, QG.printedNumber) or self.view.one(current, QG.ordinal)) is not None:
                level = self._level(current)
                steps.append(Text(f"{level.fr} {number.value}", f"{level.en} {number.value}"))
            current = self.view.one(current, QG.isDirectPartOf)
        return Text(*(" › ".join(step.say(language) for step in reversed(steps)) for language in _LANGUAGES))

    def fill(self, message: Text, values: Mapping[str, Term]) -> Text:
        """Return the message with each ``{?name}`` replaced by the label of its value.

        ``{?name:domain}`` and ``{?name:range}`` stand for what a term is said of and what it expects,
        ``{?name:short}`` for the beginning of a long value.
        """

        def filled(language: Language) -> str:
            def replace(match: re.Match[str]) -> str:
                value = values.get(match[1])
                if value is None:
                    return match[0]
                if match[2] in ("domain", "range"):
                    return self._expected(value, match[2]).say(language)
                label = self._in_message(value).say(language)
                return f"{label[:_SHORT]}…" if match[2] == "short" and len(label) > _SHORT else label

            return _PLACEHOLDER.sub(replace, message.say(language))

        return Text(filled("fr"), filled("en"))

    def _expected(self, term: Term, side: str) -> Text:
        """Return what a term is said of (``domain``) or what it expects (``range``), as a list of words."""
        predicates = (RDFS.domain, SCHEMA.domainIncludes) if side == "domain" else (RDFS.range, SCHEMA.rangeIncludes)
        kinds = {kind for predicate in predicates for kind in self.view.objects(term, predicate)}
        known = [_FORMS.get(kind) or self.label(kind) for kind in kinds if isinstance(kind, NamedNode)]
        return Text(*(_listed([word.say(language) for word in known], language) for language in _LANGUAGES))

    def _in_message(self, value: Term) -> Text:
        label = self.label(value)
        if isinstance(value, Literal):
            return label
        where = self.where(value)
        return Text(
            f"« {label.fr} »" + (f" ({where.fr})" if where.fr else ""),
            f"“{label.en}”" + (f" ({where.en})" if where.en else ""),
        )

    def _level(self, node: Term) -> Text:
        printed = self.view.objects(node, QG.levelName)
        kind = self.kind(node)
        kind = Text(kind.fr[:1].upper() + kind.fr[1:], kind.en[:1].upper() + kind.en[1:])
        return Text(text_of(self.view, node, QG.levelName).fr, kind.en) if printed else kind

    def _is_plan(self, node: Term) -> bool:
        return node in self.view.objects(node, CHECK.plan)


_LANGUAGES: tuple[Language, Language] = ("fr", "en")


def short_name(iri: str) -> str:
    """Return an address as people can read it: our paths without their base, else what follows the last # or /."""
    for namespace in (BASE + "id/", QG.iri, BASE):
        if iri.startswith(namespace):
            return iri.removeprefix(namespace)
    return re.split(r"[#/]", iri.rstrip("#/"))[-1] or iri


def _listed(words: list[str], language: Language) -> str:
    """Return words as one choice: "action, objectif ou plan"."""
    ordered = sorted(words, key=str.casefold)
    joined = {"fr": " ou ", "en": " or "}[language]
    return joined.join(part for part in (", ".join(ordered[:-1]), ordered[-1] if ordered else "") if part)


def _written(value: Literal, language: Language) -> str:
    text = value.value
    if language == "fr":
        if value.datatype in (XSD.date, XSD.gYearMonth) and re.fullmatch(r"\d{4}-\d\d(-\d\d)?", text):
            return "/".join(reversed(text.split("-")))
        if value.datatype == XSD.decimal:
            return text.replace(".", ",")
        if value.datatype == XSD.boolean:
            return {"true": "oui", "false": "non"}.get(text, text)
    return text
