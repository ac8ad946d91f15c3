"""From an engine's results to findings that people understand: names, places in the plan, messages filled in."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pyoxigraph import BlankNode, Literal

from qualigraph.checking.facts import CHECK
from qualigraph.checking.findings import Thing
from qualigraph.checking.rules import text_of
from qualigraph.checking.shacl.view import GraphView, Term
from qualigraph.language import Language, Text
from qualigraph.terms import BASE, DCTERMS, OWL, QG, RDF, RDFS, SKOS, XSD

_LABELS = (SKOS.prefLabel, DCTERMS.title, RDFS.label, QG.acronym)
_PLACEHOLDER = re.compile(r"\{[?$](\w+)\}")


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
            thing = self._things[node] = Thing(node.value, self.kind(node), label)
        return thing

    def label(self, node: Term) -> Text:
        """Return the name of a thing, or a value as people write it."""
        if isinstance(node, Literal):
            return Text(_written(node, "fr"), _written(node, "en"))
        for predicate in _LABELS:
            if self.view.objects(node, predicate):
                return text_of(self.view, node, predicate)
        if isinstance(node, BlankNode):
            return Text("(sans nom)", "(unnamed)")
        name = _short(node.value)
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
        """Return the plan that a finding on ``node`` belongs to: the node's own, or that of what it speaks of."""
        own = self.view.one(node, CHECK.plan)
        if own is not None:
            return own
        for predicate in (QG.mentionIn, QG.reviewOf, QG.reportOn, QG.restatedElement, QG.ofReview):
            for other in self.view.objects(node, predicate):
                if other != node and (plan := self.view.one(other, CHECK.plan)) is not None:
                    return plan
        for predicate in (QG.followUp, QG.indicatorUse, QG.qualifiedInvolvement, QG.target, QG.passage):
            for other in sorted(self.view.backward(predicate).get(node, ()), key=str):
                if other != node and (plan := self.plan(other)) is not None:
                    return plan
        return None

    def where(self, node: Term) -> Text:
        """Return the way from the plan down to ``node``, as "Orientation 1 › Objectif 2 › Action 3"."""
        steps: list[Text] = []
        seen: set[Term] = set()
        current: Term | None = node
        while current is not None and current not in seen and not self._is_plan(current):
            seen.add(current)
            if (number := self.view.one(current, QG.printedNumber) or self.view.one(current, QG.ordinal)) is not None:
                level = self._level(current)
                steps.append(Text(f"{level.fr} {number.value}", f"{level.en} {number.value}"))
            current = self.view.one(current, QG.isDirectPartOf)
        return Text(*(" › ".join(step.say(language) for step in reversed(steps)) for language in _LANGUAGES))

    def fill(self, message: Text, values: Mapping[str, Term]) -> Text:
        """Return the message with each ``{?name}`` replaced by the label of its value."""

        def filled(language: Language) -> str:
            def replace(match: re.Match[str]) -> str:
                value = values.get(match[1])
                return match[0] if value is None else self._in_message(value).say(language)

            return _PLACEHOLDER.sub(replace, message.say(language))

        return Text(filled("fr"), filled("en"))

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


def _short(iri: str) -> str:
    for namespace in (BASE + "id/", str(QG), BASE):
        if iri.startswith(namespace):
            return iri.removeprefix(namespace)
    for namespace in (str(OWL), str(RDF), str(RDFS), str(SKOS)):
        if iri.startswith(namespace):
            return iri.removeprefix(namespace)
    return iri


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
