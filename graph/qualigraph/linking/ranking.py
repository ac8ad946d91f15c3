"""Ranking catalogue entries for a plan element: names found whole, then BM25 over stems, then what must not be.

Words that plans use everywhere weigh little, because how rare a word is is measured on catalogues and plans
together. Nothing is learned: every reason can be read, and mended in the hidden labels of the catalogues.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from qualigraph.linking.entries import SECTOR, STATE, Element, Entry
from qualigraph.linking.words import contains, contains_near, stems, written
from qualigraph.terms import ID

BM25_SATURATION = 1.2
BM25_LENGTH = 0.5
FIELD_WEIGHTS = {"own": 1.0, "tag": 0.8, "bracket": 0.6, "part": 0.45, "thing": 0.4, "parent": 0.35}
"""How much a word counts: in the title, as a tag, in a bracket, in a measure below, in the name of
a thing named, in the action above."""

NAME_WEIGHT = {"name": 1.3, "hidden": 1.0, "setting": 0.6, "catalogue": 0.35}
"""How much a name found whole counts: an official name or acronym, a synonym, a synonym that only says where or
for whom ("chirurgie ambulatoire"), the catalogue's own name."""

NEAR_WEIGHT = 0.6
"""How much less a name counts whose words stand near each other, but in another order or with one between; it
strengthens what other words propose, and proposes nothing itself ("veille sur les appels d'offres")."""

_WHERE_OR_WHO = frozenset(stems("patients opérés, parcours, service, unité"))

FURTHER_NAMES = 0.25
LEAST_SCORE = 7.0
LEAST_SCORE_UNNAMED = 11.0
"""Below these, what was found is chance: with a name of the entry found whole, and with scattered words only."""

HALF_CONFIDENCE = 12.0
_BRACKET = re.compile(r"\(([^()]*)\)")
_RESULT_OF_CERTIFICATION = ID + "requirement-kind/decision-level"


@dataclass(frozen=True)
class Suggestion:
    """One entry proposed for one element: its score, a confidence from 0 to 1, and the words that decided.

    ``reasons`` are "scheme" (a programme or certification that the element names uses the entry) and "sector";
    ``linked`` says that the graph already holds the link.
    """

    entry: Entry
    score: float
    confidence: float
    words: tuple[str, ...]
    reasons: tuple[str, ...]
    linked: bool = False


@dataclass(frozen=True)
class _Name:
    kind: str
    stems: tuple[str, ...]
    text: str


class Ranker:
    """The index of all entries that may be proposed, built once for a dataset."""

    def __init__(self, entries: Iterable[Entry], background: Iterable[str]) -> None:
        """``background`` are the titles of the plans: they tell which words are common."""
        self.entries = [entry for entry in entries if entry.proposable]
        self._names = [_names(entry) for entry in self.entries]
        self._counts = [_counts(entry) for entry in self.entries]
        lengths = [sum(counts.values()) for counts in self._counts]
        self._lengths = lengths
        self._mean_length = sum(lengths) / len(lengths) if lengths else 1.0
        documents = [set(counts) for counts in self._counts] + [set(stems(text)) for text in background]
        frequency = Counter(word for document in documents for word in document)
        self._idf = {
            word: math.log(1 + (len(documents) - count + 0.5) / (count + 0.5)) for word, count in frequency.items()
        }
        self._rarest = math.log(1 + (len(documents) + 0.5) / 0.5)

    def idf(self, word: str) -> float:
        """Return how telling a stem is: the rarer, the more."""
        return self._idf.get(word, self._rarest)

    def rank(self, element: Element, excluded: frozenset[str] = frozenset(), top: int = 3) -> list[Suggestion]:
        """Return the best entries for ``element``, best first, without those ``excluded`` by address."""
        fields = _fields(element)
        found = []
        for number, entry in enumerate(self.entries):
            if entry.iri in excluded or not sector_fits(element, entry) or _other_certification(element, entry):
                continue
            suggestion = self._suggestion(number, entry, element, fields)
            if suggestion is not None:
                found.append(suggestion)
        found.sort(key=lambda suggestion: (-suggestion.score, suggestion.entry.iri))
        return found[:top]

    def _suggestion(
        self, number: int, entry: Entry, element: Element, fields: list[tuple[str, str]]
    ) -> Suggestion | None:
        words: dict[str, float] = {}
        lexical = self._bm25(number, fields, words)
        by_name, named = self._by_name(number, fields)
        if not named and not self._two_words(number, fields):
            return None
        score = (lexical + by_name) * _factor(element, entry)
        if score < (LEAST_SCORE if named else LEAST_SCORE_UNNAMED):
            return None
        shown = list(dict.fromkeys([*named, *sorted(words, key=lambda word: (-words[word], word))]))
        return Suggestion(
            entry,
            round(score, 2),
            round(score / (score + HALF_CONFIDENCE), 2),
            tuple(_without_repetition(shown))[:5],
            tuple(_reasons(element, entry)),
        )

    def _bm25(self, number: int, fields: list[tuple[str, str]], words: dict[str, float]) -> float:
        counts = self._counts[number]
        norm = BM25_SATURATION * (1 - BM25_LENGTH + BM25_LENGTH * self._lengths[number] / self._mean_length)
        best: dict[str, float] = {}
        for field, text in fields:
            for word in set(stems(text)):
                if word in counts:
                    weight = self.idf(word) * counts[word] * (BM25_SATURATION + 1) / (counts[word] + norm)
                    weighted = FIELD_WEIGHTS[field] * weight
                    if weighted > best.get(word, 0.0):
                        best[word] = weighted
                        if field in ("own", "tag", "bracket"):
                            words[written(text).get(word, word)] = weighted
        return sum(best.values())

    def _by_name(self, number: int, fields: list[tuple[str, str]]) -> tuple[float, list[str]]:
        found: dict[tuple[str, ...], tuple[float, str]] = {}
        for field, text in fields:
            said = stems(text)
            for name in self._names[number]:
                near = 1.0 if contains(said, name.stems) else NEAR_WEIGHT * contains_near(said, name.stems)
                if near:
                    rarity = sum(self.idf(word) for word in name.stems)
                    value = near * FIELD_WEIGHTS[field] * NAME_WEIGHT[name.kind] * rarity
                    if value > found.get(name.stems, (0.0, ""))[0]:
                        found[name.stems] = value, name.text if near == 1.0 else ""
        if not found:
            return 0.0, []
        values = sorted(found.values(), key=lambda pair: -pair[0])
        score = values[0][0] + FURTHER_NAMES * sum(value for value, _ in values[1:3])
        return score, [text for value, text in values if text and value >= LEAST_SCORE / 3]

    def _two_words(self, number: int, fields: list[tuple[str, str]]) -> bool:
        """Whether two telling words of the title itself are the entry's: one alone proves nothing."""
        own = {word for field, text in fields if field == "own" for word in stems(text)}
        telling = [word for word in own if word in self._counts[number] and self.idf(word) > self._rarest / 2.6]
        return len(telling) >= 2


def _fields(element: Element) -> list[tuple[str, str]]:
    return [
        *(piece for text in element.own for piece in _without_brackets(text)),
        *(("tag", text) for text in element.tags),
        *(("thing", text) for text in element.things),
        *(("part", text) for text in element.parts),
        *(("parent", text) for text in element.parents),
    ]


def _without_brackets(text: str) -> Iterable[tuple[str, str]]:
    yield "own", " ".join(_BRACKET.sub(" ", text).split())
    yield from (("bracket", inner) for inner in _BRACKET.findall(text))


def _names(entry: Entry) -> list[_Name]:
    setting = _WHERE_OR_WHO.union(*(stems(text) for text in entry.sector_names))
    kinds = (("name", entry.names), ("hidden", entry.hidden), ("catalogue", entry.catalogue_names))
    found: dict[tuple[str, ...], _Name] = {}
    for kind, texts in kinds:
        for text in texts:
            words = stems(text)
            if words:
                said = "setting" if kind == "hidden" and setting.issuperset(words) else kind
                found.setdefault(words, _Name(said, words, text))
    return list(found.values())


def _counts(entry: Entry) -> Counter[str]:
    counts: Counter[str] = Counter()
    for text in entry.names:
        counts.update(stems(text) * 2)
    for text in entry.hidden:
        counts.update(set(stems(text)))
    for text in entry.broader:
        counts.update(stems(text))
    return counts


def sector_fits(element: Element, entry: Entry) -> bool:
    """Whether the entry's sectors of care can be the element's.

    An element that names a sector takes only entries of it or of all; one that names none takes only what is
    measured in acute care, since a plan that means another sector says so.
    """
    if not entry.sectors:
        return True
    if element.sectors:
        in_hospital = {SECTOR + "mco-ca", SECTOR + "mco"}
        return bool(element.sectors & _with_broader(entry.sectors)) or (
            element.sectors <= in_hospital and bool(entry.sectors & in_hospital)
        )
    return bool(entry.sectors & {SECTOR + "mco", SECTOR + "mco-ca"})


def _other_certification(element: Element, entry: Entry) -> bool:
    """Whether the element aims at another certification than the one whose result the entry is."""
    if entry.kind != _RESULT_OF_CERTIFICATION or not element.certifications:
        return False
    return not element.certifications & entry.schemes


def _with_broader(sectors: frozenset[str]) -> frozenset[str]:
    return sectors | {SECTOR + "psy" for sector in sectors if sector == SECTOR + "psy-full-time"}


def _factor(element: Element, entry: Entry) -> float:
    """Return what strengthens or weakens a match whatever its words: scheme, sector, edition, state, certainty."""
    factor = 1.0
    if element.schemes & entry.schemes:
        factor *= 1.3
    day_surgery = SECTOR + "mco-ca"
    if entry.sectors == {day_surgery}:
        factor *= 1.15 if day_surgery in element.sectors else 0.4
    elif element.sectors == {day_surgery} and entry.sectors:
        factor *= 0.75
    if entry.since and element.plan_start and entry.since > element.plan_start:
        factor *= 0.75
    if entry.state == STATE + "experimental":
        factor *= 0.8
    return factor if entry.verified else factor * 0.95


def _reasons(element: Element, entry: Entry) -> Iterable[str]:
    if element.schemes & entry.schemes:
        yield "scheme"
    if element.sectors & entry.sectors:
        yield "sector"


def _without_repetition(words: list[str]) -> list[str]:
    """Drop a word that a longer name already shows."""
    kept: list[str] = []
    for word in words:
        if not any(contains(stems(other), stems(word)) for other in kept):
            kept.append(word)
    return kept
