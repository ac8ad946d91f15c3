"""Names that people type into cells: what each may mean, and what a thing is called so that it is understood again."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from enum import StrEnum
from functools import cached_property, lru_cache

from pyoxigraph import NamedNode

from qualigraph.plans.facts import Facts, shorten
from qualigraph.plans.model import Status
from qualigraph.terms import ID, ORG, QG, RDF, SKOS

_BRACKETED = re.compile(r"^(?:.*\s)?\[([^\[\]]+)\]$", re.DOTALL)
_OWNERS = (QG.ofInstitution, QG.planOf, ORG.unitOf, ORG.postIn, ORG.subOrganizationOf)


class Kind(StrEnum):
    """The lists from which cells take their names."""

    BODY = "body"
    FUNCTION = "function"
    UNIT = "unit"
    GROUP = "group"
    ORGANIZATION = "organization"
    PERSON = "person"
    STATUS = "status"
    PRIORITY = "priority"
    ORIGIN = "origin"
    THEME = "theme"
    INDICATOR = "indicator"
    REQUIREMENT = "requirement"
    CERTIFICATION = "certification"
    SCHEME = "scheme"


ACTORS = (Kind.BODY, Kind.FUNCTION, Kind.UNIT, Kind.GROUP, Kind.ORGANIZATION, Kind.PERSON)

_CLASSES: dict[Kind, tuple[NamedNode, ...]] = {
    Kind.BODY: (QG.Body,),
    Kind.FUNCTION: (QG.Function,),
    Kind.UNIT: (QG.Unit,),
    Kind.GROUP: (QG.StakeholderGroup,),
    Kind.ORGANIZATION: (QG.Organization, QG.Institution),
    Kind.PERSON: (QG.Person,),
    Kind.INDICATOR: (QG.Indicator,),
    Kind.REQUIREMENT: (QG.Requirement, QG.LegalRequirement),
    Kind.CERTIFICATION: (QG.CertificationRecord,),
    Kind.SCHEME: (QG.CertificationScheme,),
}
_SCHEMES = {
    Kind.STATUS: "action-status",
    Kind.PRIORITY: "priority",
    Kind.ORIGIN: "origin",
    Kind.THEME: "theme",
}
_RANKS = {NamedNode(f"{ID}priority/{code}"): rank for rank, code in enumerate(("high", "medium", "low"))}
"""Where a list has an order of its own."""
_OF_AN_INSTITUTION = (*ACTORS, Kind.CERTIFICATION)
_WITH_CODE = (Kind.INDICATOR, Kind.REQUIREMENT)


@lru_cache(maxsize=50_000)
def fold(text: str) -> str:
    """Return ``text`` for comparison: no accents, no case, no dots in acronyms, one space between words."""
    decomposed = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "OE"))
    kept = "".join(char for char in decomposed if not unicodedata.combining(char) and char != ".")
    return " ".join("".join(char if char.isalnum() else " " for char in kept.casefold()).split())


def likeness(left: str, right: str) -> float:
    """Return how much two folded texts look alike, from 0 to 1."""
    if not left or not right:
        return 0.0
    matcher = SequenceMatcher(None, left, right)
    # The quick bounds first: the exact ratio is slow over thousands of names.
    if matcher.real_quick_ratio() < 0.5 or matcher.quick_ratio() < 0.5:
        return 0.0
    return matcher.ratio()


@dataclass
class Choices:
    """The things of one list: what each is called, in the order of the list, and what every name may mean."""

    shown: dict[NamedNode, str] = field(default_factory=dict)
    meanings: dict[str, list[set[NamedNode]]] = field(default_factory=dict)
    """By folded name, the things by rank: those with this label or acronym, other names, hidden ones."""

    def add(self, node: NamedNode, name: str, rank: int) -> None:
        """Note a name of ``node``."""
        self.meanings.setdefault(fold(name), [set(), set(), set()])[rank].add(node)

    def find(self, text: str) -> set[NamedNode]:
        """Return what ``text`` means, by the best rank at which anything has this name."""
        ranks = self.meanings.get(fold(text), [])
        return next((things for things in ranks if things), set())


class Names:
    """All names in a graph, as seen from one institution: its own actors and those that belong to nobody."""

    def __init__(self, facts: Facts, institution: NamedNode | None) -> None:
        self.facts = facts
        self.institution = institution
        self._choices: dict[tuple[Kind, ...], Choices] = {}
        self._nearest: dict[tuple[str, tuple[Kind, ...]], list[str]] = {}
        self._shown: dict[NamedNode, str] = {}
        self._added: dict[NamedNode, tuple[Kind, str]] = {}

    def add(self, node: NamedNode, kind: Kind, label: str) -> None:
        """Take in a thing that the graph does not know yet."""
        self._added[node] = (kind, label)
        self._choices.clear()
        self._nearest.clear()

    def choices(self, *kinds: Kind) -> Choices:
        """Return the list of all things of some kinds."""
        if kinds not in self._choices:
            self._choices[kinds] = self._list(kinds)
        return self._choices[kinds]

    def shown(self, node: NamedNode, *kinds: Kind) -> str:
        """Return how a cell names ``node``: by its acronym or label, with its path where that is not enough."""
        name = self.choices(*kinds).shown.get(node)
        if name is None:
            # It is not of this list, or of another institution.
            name = self._shown.setdefault(node, f"{self.facts.short(node)} [{shorten(node)}]")
        return name

    def find(self, text: str, *kinds: Kind) -> tuple[NamedNode, ...]:
        """Return what ``text`` means: an acronym, a label, a code, ``[a path]`` or a path; none if it is unknown."""
        found = self.choices(*kinds).find(text)
        if found:
            return tuple(sorted(found, key=lambda node: node.value))
        match = _BRACKETED.match(text.strip())
        path = match[1] if match else text.strip()
        try:
            node = NamedNode(path if path.startswith("http") else ID + path)
        except ValueError:
            return ()
        return (node,) if self._is(node, kinds) else ()

    def all_of(self, node: NamedNode) -> list[str]:
        """Return all names of ``node``."""
        return [name for _, name in self._names(node)]

    def nearest(self, text: str, *kinds: Kind, limit: int = 3) -> list[str]:
        """Return the names that look most like ``text``, the nearest first."""
        key = (fold(text), kinds)
        if key not in self._nearest:
            choices, scores = self.choices(*kinds), dict[NamedNode, float]()
            for name, ranks in choices.meanings.items():
                score = 0.9 if key[0] and key[0] in name.split() else likeness(key[0], name)
                for node in set().union(*ranks):
                    scores[node] = max(score, scores.get(node, 0.0))
            best = sorted(scores, key=lambda node: (-scores[node], node.value))[:limit]
            self._nearest[key] = [choices.shown[node] for node in best if scores[node] >= 0.55]
        return self._nearest[key]

    def _list(self, kinds: Sequence[Kind]) -> Choices:
        choices = Choices()
        nodes = [node for kind in kinds for node in self._members(kind)]
        for node in nodes:
            for rank, name in self._names(node):
                choices.add(node, name, rank)
        for node in nodes:
            choices.shown[node] = self._unmistakable(choices, node, kinds)
            choices.add(node, choices.shown[node], 0)
        return choices

    def _members(self, kind: Kind) -> list[NamedNode]:
        if kind is Kind.STATUS:
            return list(Status.ORDER)
        if kind in _SCHEMES:
            scheme = NamedNode(ID + _SCHEMES[kind])
            members = self.facts.subjects(SKOS.inScheme, scheme)
            return sorted(members, key=lambda node: (_RANKS.get(node, 9), fold(self.facts.label(node))))
        found = {node for cls in _CLASSES[kind] for node in self.facts.subjects(RDF.type, cls)}
        if kind in _OF_AN_INSTITUTION:
            found = {node for node in found if self._in_scope(node)}
        found |= {node for node, (added, _) in self._added.items() if added is kind}
        return sorted(found, key=lambda node: (fold(self._shortest(node)), node.value))

    def _in_scope(self, node: NamedNode) -> bool:
        owners = self._owners_of(node)
        return not owners or self.institution is None or self.institution in owners

    def _owners_of(self, node: NamedNode) -> set[NamedNode]:
        found: set[NamedNode] = set()
        waiting, seen = [node], {node}
        while waiting:
            current = waiting.pop()
            for predicate in (*_OWNERS, QG.holder):
                for owner in self.facts.nodes(current, predicate):
                    if owner in self._institutions:
                        found.add(owner)
                    if owner not in seen:
                        seen.add(owner)
                        waiting.append(owner)
        return found if node not in self._institutions else set()

    @cached_property
    def _institutions(self) -> frozenset[NamedNode]:
        return frozenset(self.facts.subjects(RDF.type, QG.Institution))

    def _names(self, node: NamedNode) -> Iterable[tuple[int, str]]:
        facts = self.facts
        if node in self._added:
            yield 0, self._added[node][1]
        for rank, predicates in enumerate(
            ((QG.acronym, SKOS.prefLabel, SKOS.notation), (SKOS.altLabel,), (SKOS.hiddenLabel,))
        ):
            for predicate in predicates:
                for text in facts.texts(node, predicate):
                    yield rank, text

    def _shortest(self, node: NamedNode) -> str:
        if node in self._added:
            return self._added[node][1]
        code = self.facts.literal(node, SKOS.notation)
        return code.value if code else self.facts.short(node)

    def _unmistakable(self, choices: Choices, node: NamedNode, kinds: Sequence[Kind]) -> str:
        label = self._added[node][1] if node in self._added else self.facts.label(node)
        code = self.facts.literal(node, SKOS.notation)
        if kinds[0] in _WITH_CODE and code is not None and fold(code.value) != fold(label):
            return f"{code.value} – {label}" if choices.find(code.value) == {node} else f"{label} [{shorten(node)}]"
        tried = [label] if kinds[0] in _SCHEMES or node in self._added else [self.facts.short(node), label]
        for name in tried:
            # What splits the cells of several names cannot stand in one.
            if choices.find(name) == {node} and ";" not in name and "\n" not in name:
                return name
        return f"{label} [{shorten(node)}]".replace(";", ",").replace("\n", " ")

    def _is(self, node: NamedNode, kinds: Sequence[Kind]) -> bool:
        if node in self._added:
            return self._added[node][0] in kinds
        classes = {cls for kind in kinds for cls in _CLASSES.get(kind, ())}
        schemes = {NamedNode(ID + _SCHEMES[kind]) for kind in kinds if kind in _SCHEMES}
        return bool(classes & set(self.facts.nodes(node, RDF.type))) or bool(
            schemes & set(self.facts.nodes(node, SKOS.inScheme))
        )
