"""What links are made between: the entries of the catalogues and the elements of the plans, as words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode, Store

from qualigraph.linking.words import contains, stems
from qualigraph.terms import CATALOGUE, ID, ORG, QG, RDF, SKOS

SECTOR = ID + "sector/"
STATE = ID + "indicator-state/"
NEVER_PROPOSED = frozenset({STATE + "retired", STATE + "abandoned"})
NOT_LINKED = frozenset({ID + "requirement-kind/manual", ID + "requirement-kind/chapter"})
ELEMENT_CLASSES = ("Orientation", "Objective", "Action", "ActionGroup", "Measure")
NAMING = (
    QG.underProgramme,
    QG.usesTool,
    QG.addresses,
    QG.targetsCertification,
    QG.mentions,
)
"""What an element is tied to by its text; the names of those things are words about it too."""

_BRACKETED = re.compile(r"\([^()]*\)")
_SECTOR_NAMES = (SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel)


@dataclass(frozen=True)
class Entry:
    """One entry of a catalogue: its names, and what decides whether it may be proposed."""

    iri: str
    label: str
    code: str
    names: tuple[str, ...]
    hidden: tuple[str, ...]
    broader: tuple[str, ...]
    catalogue_names: tuple[str, ...]
    sectors: frozenset[str]
    sector_names: tuple[str, ...]
    state: str
    kind: str
    schemes: frozenset[str]
    verified: bool
    since: int | None

    @property
    def proposable(self) -> bool:
        """Whether the entry may be proposed: neither retired nor abandoned, neither manual nor chapter."""
        return self.state not in NEVER_PROPOSED and self.kind not in NOT_LINKED


@dataclass(frozen=True)
class Element:
    """One plan element: its own words, its tags, the names of what it is tied to, the titles above and below."""

    iri: str
    kind: str
    label: str
    own: tuple[str, ...]
    tags: tuple[str, ...]
    things: tuple[str, ...]
    parents: tuple[str, ...]
    parts: tuple[str, ...]
    schemes: frozenset[str]
    plan: str
    plan_start: int | None
    sectors: frozenset[str] = field(default_factory=frozenset)
    certifications: frozenset[str] = field(default_factory=frozenset)


def texts(store: Store, subject: NamedNode, *properties: NamedNode) -> tuple[str, ...]:
    """Return the texts of ``subject``, French or of no language, in the order of the properties."""
    found: dict[str, None] = {}
    for prop in properties:
        values = [quad.object for quad in store.quads_for_pattern(subject, prop, None, None)]
        literals = [value for value in values if isinstance(value, Literal) and value.language in (None, "fr")]
        found |= dict.fromkeys(sorted(value.value for value in literals))
    return tuple(found)


def targets(store: Store, subject: NamedNode, prop: NamedNode) -> list[NamedNode]:
    """Return the things that ``subject`` points at by ``prop``, in order of their addresses."""
    found = {quad.object for quad in store.quads_for_pattern(subject, prop, None, None)}
    return sorted((node for node in found if isinstance(node, NamedNode)), key=lambda node: node.value)


def _first(store: Store, subject: NamedNode, prop: NamedNode) -> str:
    return next((node.value for node in targets(store, subject, prop)), "")


def _year(store: Store, subject: NamedNode, prop: NamedNode) -> int | None:
    values = [quad.object for quad in store.quads_for_pattern(subject, prop, None, None)]
    years = [int(value.value[:4]) for value in values if isinstance(value, Literal) and value.value[:4].isdigit()]
    return min(years, default=None)


def _of_type(store: Store, name: NamedNode) -> list[NamedNode]:
    found = {quad.subject for quad in store.quads_for_pattern(None, RDF.type, name, None)}
    return sorted((node for node in found if isinstance(node, NamedNode)), key=lambda node: node.value)


def entries(store: Store) -> list[Entry]:
    """Return every entry of every catalogue in ``store``."""
    return [_entry(store, node) for node in _of_type(store, QG.Indicator)]


def _entry(store: Store, node: NamedNode) -> Entry:
    label = texts(store, node, SKOS.prefLabel)
    above = targets(store, node, SKOS.broader)
    schemes = targets(store, node, SKOS.inScheme)
    sectors = {sector.value for sector in targets(store, node, QG.sector)}
    names = texts(store, node, SKOS.prefLabel, SKOS.altLabel, QG.acronym)
    lineage = list(_upwards(store, node))
    return Entry(
        iri=node.value,
        label=label[0] if label else node.value.removeprefix(CATALOGUE),
        code=next(iter(texts(store, node, SKOS.notation)), node.value.rpartition("/")[2]),
        names=names,
        hidden=texts(store, node, SKOS.hiddenLabel),
        broader=tuple(name for parent in above for name in texts(store, parent, SKOS.prefLabel, QG.acronym)),
        catalogue_names=tuple(
            name
            for scheme in schemes
            for name in texts(store, scheme, QG.acronym, SKOS.altLabel, SKOS.hiddenLabel)
            if len(stems(name)) <= 2
        ),
        sectors=frozenset(sectors - {SECTOR + "all"}),
        sector_names=tuple(
            name for sector in targets(store, node, QG.sector) for name in texts(store, sector, *_SECTOR_NAMES)
        ),
        state=_first(store, node, QG.indicatorState),
        kind=_first(store, node, QG.kind),
        schemes=frozenset(scheme.value for scheme in [*targets(store, node, QG.usedByScheme), *schemes]),
        verified=_first(store, node, QG.confidence) != ID + "confidence/medium",
        since=next((year for item in lineage if (year := _year(store, item, QG.periodStart))), None),
    )


def _upwards(store: Store, node: NamedNode) -> Iterator[NamedNode]:
    seen: set[NamedNode] = set()
    todo = [node]
    while todo:
        here = todo.pop()
        if here not in seen:
            seen.add(here)
            yield here
            todo += targets(store, here, SKOS.broader)


class Elements:
    """The plan elements of a store, read once."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._sector_words = _sector_words(store)
        self._tag_schemes = _scheme_names(store)
        self.kinds = {node: name for name in ELEMENT_CLASSES for node in _of_type(store, QG[name])}

    def all(self) -> list[Element]:
        """Return every element, in the order of the plans."""
        return [self.element(node) for node in sorted(self.kinds, key=lambda node: document_order(node.value))]

    def element(self, node: NamedNode) -> Element:
        """Return what the ranking reads of one element."""
        store = self._store
        label = next(iter(texts(store, node, SKOS.prefLabel)), node.value)
        own = texts(store, node, SKOS.prefLabel, SKOS.altLabel)
        tags = texts(store, node, QG.tag)
        things = [thing for prop in NAMING for thing in targets(store, node, prop)]
        aimed_at = [
            scheme
            for record in targets(store, node, QG.targetsCertification)
            for scheme in targets(store, record, QG.scheme)
        ]
        things += aimed_at
        above = self._above(node)
        plan = next((item for item in above if item not in self.kinds), node)
        higher = ("Orientation",) if self.kinds.get(node) == "Objective" else ("Action", "ActionGroup")
        near = [item for item in above if self.kinds.get(item) in higher]
        near_labels = tuple(name for item in near for name in texts(store, item, SKOS.prefLabel))
        parts = self._parts(node)
        return Element(
            iri=node.value,
            kind=self.kinds.get(node, ""),
            label=label,
            own=own,
            tags=tags,
            things=tuple(dict.fromkeys(name for thing in things for name in _thing_names(store, thing))),
            parents=near_labels,
            parts=parts,
            schemes=frozenset({thing.value for thing in things} | self._schemes(tags)),
            plan=plan.value,
            plan_start=next((year for item in above if (year := _year(store, item, QG.periodStart))), None),
            sectors=self.sectors(own)
            or self.sectors(near_labels)
            or self._hospital_sectors(parts)
            or self._sector_above(above),
            certifications=frozenset(scheme.value for scheme in aimed_at),
        )

    def _parts(self, node: NamedNode) -> tuple[str, ...]:
        """Return the titles below an action: its measures and sub-headings say what it is about."""
        if self.kinds.get(node) not in ("Action", "ActionGroup"):
            return ()
        quads = self._store.quads_for_pattern(None, QG.isDirectPartOf, node, None)
        below = {quad.subject for quad in quads if isinstance(quad.subject, NamedNode)}
        found: list[str] = []
        for item in sorted(below, key=lambda item: document_order(item.value)):
            found += [*texts(self._store, item, SKOS.prefLabel), *self._parts(item)]
        return tuple(found)

    def free(self, title: str, tags: tuple[str, ...], plan_start: int | None) -> Element:
        """Return an element that has a title and tags, and nothing else."""
        schemes = frozenset(self._schemes(tags))
        return Element(
            "urn:title", "", title, (title,), tags, (), (), (), schemes, "", plan_start, self.sectors((title,))
        )

    def _schemes(self, tags: tuple[str, ...]) -> set[str]:
        return {scheme for tag in tags for scheme in self._tag_schemes.get(" ".join(stems(tag)), ())}

    def sectors(self, own: tuple[str, ...]) -> frozenset[str]:
        """Return the sectors of care that the given texts name."""
        said = [stems(text) for text in own]
        return frozenset(
            sector
            for sector, words in self._sector_words
            for word in words
            if any(contains(text, word) for text in said)
        )

    def _hospital_sectors(self, parts: tuple[str, ...]) -> frozenset[str]:
        """Return acute care and day surgery if a measure names the latter; what else it names is only its own."""
        day_surgery = SECTOR + "mco-ca"
        return frozenset({day_surgery, SECTOR + "mco"}) if day_surgery in self.sectors(parts) else frozenset()

    def _sector_above(self, above: list[NamedNode]) -> frozenset[str]:
        """Return the one sector that the nearest title above is about: "HAD" of an objective is its actions' too.

        What stands in brackets, and several sectors in one title, are a list of partners rather than a subject.
        """
        for item in above:
            titles = tuple(_BRACKETED.sub(" ", text) for text in texts(self._store, item, SKOS.prefLabel))
            if len(found := self.sectors(titles)) == 1:
                return found
        return frozenset()

    def _above(self, node: NamedNode) -> list[NamedNode]:
        found: list[NamedNode] = []
        here: NamedNode | None = node
        while here is not None:
            here = next((item for item in targets(self._store, here, QG.isDirectPartOf) if item not in found), None)
            if here is not None:
                found.append(here)
        return found


def document_order(iri: str) -> list[tuple[int, str]]:
    """Return a key that sorts addresses as the document prints them: action 2 before action 10."""
    return [(int(part), "") if part.isdigit() else (0, part) for part in re.split(r"(\d+)", iri)]


def _thing_names(store: Store, thing: NamedNode) -> tuple[str, ...]:
    if any(True for _ in store.quads_for_pattern(thing, ORG.unitOf, None, None)):
        # A unit's or body's name tells who acts, its kind (RCP, CLUD) tells what about.
        return texts(store, thing, QG.acronym)
    return texts(store, thing, SKOS.prefLabel, QG.acronym)


def _sector_words(store: Store) -> list[tuple[str, tuple[tuple[str, ...], ...]]]:
    scheme = NamedNode(SECTOR.rstrip("/"))
    found = {quad.subject for quad in store.quads_for_pattern(None, SKOS.inScheme, scheme, None)}
    sectors = sorted((node for node in found if isinstance(node, NamedNode)), key=lambda node: node.value)
    return [
        (node.value, tuple(stems(name) for name in texts(store, node, *_SECTOR_NAMES)))
        for node in sectors
        if node.value != SECTOR + "all"
    ]


def _scheme_names(store: Store) -> dict[str, list[str]]:
    """By the stems of a name: the programmes and catalogues that a tag can mean."""
    found: dict[str, list[str]] = {}
    for name in ("Programme", "IndicatorCatalogue", "CertificationScheme"):
        for node in _of_type(store, QG[name]):
            for text in texts(store, node, SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel, QG.acronym):
                found.setdefault(" ".join(stems(text)), []).append(node.value)
    return found


__all__ = ["Element", "Elements", "Entry", "document_order", "entries"]
