"""Finding what a person means: things by acronym, label or IRI path, accents and case folded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property

from pyoxigraph import DefaultGraph, Literal, NamedNode, QuerySolutions

from qualigraph.dataset import Dataset
from qualigraph.language import Language
from qualigraph.plans.names import fold
from qualigraph.questions.labels import Labels, shorten
from qualigraph.terms import BASE, ID, PREFIXES, QG, RDF, SKOS

CLASSES: dict[str, tuple[NamedNode, ...]] = {
    "body": (QG.Body,),
    "unit": (QG.Unit,),
    "institution": (QG.Institution,),
    "organization": (QG.Organization, QG.Institution),
    "actor": (
        QG.Actor,
        QG.Body,
        QG.Unit,
        QG.Function,
        QG.StakeholderGroup,
        QG.Organization,
        QG.Institution,
        QG.Person,
    ),
    "plan": (QG.Plan,),
    "item": (QG.Plan, QG.Orientation, QG.Objective, QG.Action, QG.ActionGroup, QG.Measure),
    "programme": (QG.Programme,),
    "tool": (QG.Tool,),
    "requirement": (QG.Requirement, QG.LegalRequirement),
    "scheme": (QG.CertificationScheme,),
    "indicator": (QG.Indicator,),
    "catalogue": (QG.IndicatorCatalogue,),
    "theme": (QG.Theme,),
    "document": (QG.SourceDocument,),
}
"""The classes of things that each type of parameter takes; each subclass is named, so that no inference is needed."""

NAMED: tuple[NamedNode, ...] = (
    *CLASSES["actor"],
    *CLASSES["plan"],
    *CLASSES["programme"],
    *CLASSES["tool"],
    *CLASSES["requirement"],
    *CLASSES["scheme"],
    QG.Report,
    QG.Review,
    QG.ReviewOccurrence,
)
"""What a sentence of a document can name: not the kinds, roles and other entries of our own lists."""

_NAMES = f"""PREFIX skos: <{SKOS}> PREFIX qg: <{QG}> PREFIX dcterms: <{PREFIXES["dcterms"]}>
SELECT ?thing ?rank ?name WHERE {{
  VALUES (?property ?rank) {{
    (qg:acronym 0) (skos:prefLabel 0) (dcterms:title 0) (skos:notation 0) (skos:altLabel 1) (skos:hiddenLabel 2)
  }}
  ?thing ?property ?name .
  FILTER(STRSTARTS(STR(?thing), "{BASE}"))
}}"""
_INSTITUTIONS = f"""PREFIX qg: <{QG}> PREFIX org: <{PREFIXES["org"]}>
SELECT DISTINCT ?thing ?institution WHERE {{
  ?thing qg:ofInstitution|qg:planOf|org:unitOf|org:postIn ?institution .
}}"""


_OF = frozenset(("de", "du", "la", "l", "a", "of", "the"))
"""Words between a thing and its institution, folded."""


@dataclass(frozen=True)
class Name:
    """One name of a thing, folded; ``rank`` is 0 for its label or acronym, 1 for another, 2 for a hidden one."""

    thing: NamedNode
    folded: str
    rank: int


class Names:
    """All names in a dataset; build it once and ask it often."""

    def __init__(self, dataset: Dataset) -> None:
        self._store = dataset.store

    @cached_property
    def _all(self) -> tuple[Name, ...]:
        return tuple(
            Name(row["thing"], fold(row["name"].value), int(row["rank"].value))
            for row in self._select(_NAMES)
            if isinstance(row["thing"], NamedNode) and isinstance(row["name"], Literal)
        )

    @cached_property
    def _institutions(self) -> dict[NamedNode, frozenset[NamedNode]]:
        found: dict[NamedNode, set[NamedNode]] = {}
        for row in self._select(_INSTITUTIONS):
            found.setdefault(row["thing"], set()).add(row["institution"])
        return {thing: frozenset(owners) for thing, owners in found.items()}

    def _select(self, query: str) -> QuerySolutions:
        solutions = self._store.query(query)
        assert isinstance(solutions, QuerySolutions)
        return solutions

    def institutions_of(self, thing: NamedNode) -> frozenset[NamedNode]:
        """Return the institutions that ``thing`` belongs to; none for what belongs to no one in particular."""
        if thing in self.members(CLASSES["institution"]):
            return frozenset((thing,))
        return self._institutions.get(thing, frozenset())

    def members(self, classes: Iterable[NamedNode]) -> frozenset[NamedNode]:
        """Return the things of our own that are of one of ``classes``."""
        return frozenset(
            quad.subject
            for kind in classes
            for quad in self._store.quads_for_pattern(None, RDF.type, kind, DefaultGraph())
            if isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(BASE)
        )

    def concepts(self, scheme: NamedNode) -> frozenset[NamedNode]:
        """Return the entries of a list."""
        return frozenset(
            quad.subject
            for quad in self._store.quads_for_pattern(None, SKOS.inScheme, scheme, DefaultGraph())
            if isinstance(quad.subject, NamedNode)
        )

    def find(
        self, text: str, among: frozenset[NamedNode] | None = None, *, hidden: bool = True
    ) -> tuple[NamedNode, ...]:
        """Return the things that ``text`` names exactly: by IRI, by IRI path, or by their best kind of name.

        Names that are kept hidden (other people's expansions, search words) count unless ``hidden`` is false.
        """
        for node in _as_iri(text):
            if self._known(node):
                return (node,) if among is None or node in among else ()
        wanted = fold(text)
        hits = [
            name
            for name in self._all
            if name.folded == wanted and (hidden or name.rank < 2) and (among is None or name.thing in among)
        ]
        best = min((name.rank for name in hits), default=0)
        return tuple(sorted({name.thing for name in hits if name.rank == best}, key=lambda thing: thing.value))

    def find_of_institution(self, text: str, among: frozenset[NamedNode]) -> tuple[NamedNode, ...]:
        """Return the things that ``text`` names together with their institution: "CDU ICM", "politique du CLB".

        The institution stands first or last, by its acronym. What is left names a thing or begins its name; if
        nothing is left, all that the institution has of this kind is meant.
        """
        words = fold(text).split()
        for place in (-1, 0) if words else ():
            owners = frozenset(self.find(words[place], self.members(CLASSES["institution"])))
            rest = words[:-1] if place else words[1:]
            while rest and rest[-1] in _OF:
                rest.pop()
            while rest and rest[0] in _OF:
                del rest[0]
            owned = among & {thing for thing, holders in self._institutions.items() if holders & owners}
            if not owned:
                continue
            wanted = " ".join(rest)
            exact = self.find(wanted, owned)
            begun = {name.thing for name in self._all if name.thing in owned and name.folded.startswith(f"{wanted} ")}
            found = {*exact, *self.also_meant(wanted, exact, owned)} or begun if rest else owned
            if found:
                return tuple(sorted(found, key=lambda thing: thing.value))
        return ()

    def also_meant(
        self, text: str, found: Iterable[NamedNode], among: frozenset[NamedNode] | None = None
    ) -> tuple[NamedNode, ...]:
        """Return the other things that ``text`` may well mean beside those ``found`` by it.

        A document may shorten one committee to "le comité": that word alone begins the names of many others.
        There are none if ``text`` is the label, the acronym or the path of what was found.
        """
        wanted, known = fold(text), frozenset(found)
        ranks = {name.rank for name in self._all if name.folded == wanted and name.thing in known}
        if not ranks or 0 in ranks:
            return ()
        others = {
            name.thing
            for name in self._all
            if name.folded.startswith(f"{wanted} ") and name.rank < 2 and (among is None or name.thing in among)
        }
        return tuple(sorted(others - known, key=lambda thing: thing.value))

    def nearest(self, text: str, among: frozenset[NamedNode] | None = None, limit: int = 5) -> tuple[NamedNode, ...]:
        """Return the things whose names look most like ``text``, the nearest first."""
        wanted = fold(text)
        scores: dict[NamedNode, float] = {}
        for name in self._all:
            if among is None or name.thing in among:
                # A label before another name, another name before a hidden one.
                score = likeness(wanted, name.folded) - 0.05 * name.rank
                if score > max(0.55, scores.get(name.thing, 0)):
                    scores[name.thing] = score
        return tuple(sorted(scores, key=lambda thing: (-scores[thing], thing.value))[:limit])

    def _known(self, node: NamedNode) -> bool:
        return next(iter(self._store.quads_for_pattern(node, None, None, DefaultGraph())), None) is not None

    def called(self, thing: NamedNode, language: Language) -> str:
        """Return how a message names ``thing``: its label, and the path that names it without doubt."""
        return f"{Labels(self._store, language).label(thing)} [{shorten(thing.value)}]"


def _as_iri(text: str) -> Iterator[NamedNode]:
    """Yield the nodes that ``text`` may write: a path below our identifiers, one below our base, a whole IRI."""
    path = text.strip().strip("<>[]/")
    for iri in (ID + path, BASE + path, path):
        try:
            yield NamedNode(iri)
        except ValueError:
            continue


def likeness(wanted: str, name: str) -> float:
    """Return how much two folded names look alike, from 0 to 1; one that begins with the other counts for much."""
    if not wanted or not name:
        return 0.0
    if wanted in name.split():
        return 0.95
    if name.startswith(wanted) or f" {wanted}" in name:
        return 0.9
    matcher = SequenceMatcher(None, wanted, name)
    # The quick bounds first: the exact ratio is slow over thousands of names.
    if matcher.real_quick_ratio() < 0.55 or matcher.quick_ratio() < 0.55:
        return 0.0
    return matcher.ratio()


@dataclass(frozen=True)
class Hit:
    """One thing found by a search: its node, label, kind, where it stands in a plan, and whose it is."""

    iri: str
    label: str
    kind: str
    position: str = ""
    institution: str = ""


def search(
    dataset: Dataset, text: str, language: Language = "fr", *, limit: int = 20, names: Names | None = None
) -> list[Hit]:
    """Return what ``text`` may mean, the most likely first: acronyms and labels, accents and case folded."""
    names = names or Names(dataset)
    labels = Labels(dataset.store, language)
    exact = names.find(text, hidden=False)
    found: Sequence[NamedNode] = [*exact, *(one for one in names.nearest(text, limit=limit) if one not in exact)]
    return [_hit(names, labels, thing, dataset) for thing in found[:limit]]


def _hit(names: Names, labels: Labels, thing: NamedNode, dataset: Dataset) -> Hit:
    kinds = sorted(
        quad.object.value
        for quad in dataset.store.quads_for_pattern(thing, RDF.type, None, DefaultGraph())
        if isinstance(quad.object, NamedNode) and quad.object.value.startswith(QG.iri)
    )
    specific = [kind for kind in kinds if kind not in _GENERAL] or kinds
    institutions = sorted(labels.label(owner) for owner in names.institutions_of(thing) if owner != thing)
    return Hit(
        thing.value,
        labels.label(thing),
        labels.label(NamedNode(specific[0])) if specific else "",
        labels.position(thing),
        ", ".join(institutions),
    )


_GENERAL = {QG[name].value for name in ("Actor", "Organization", "PlanningItem", "PlanElement", "Requirement")}

__all__ = ["CLASSES", "Hit", "Name", "Names", "fold", "likeness", "search"]
