"""Compare ways of finding the indicator of an action, on pairs and non-pairs: python benchmarks/linking/run.py.

``documents.csv`` are titles of the shipped plans, which the ranker's synonyms were written with in view;
``held_out.csv`` are other wordings, written before the ranker was tuned; ``second_reader.csv`` were written later by
somebody else, and nothing was mended for them.
"""

from __future__ import annotations

import csv
import math
import re
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz import fuzz

from qualigraph.dataset import load_dataset
from qualigraph.inference import infer
from qualigraph.linking.entries import Element
from qualigraph.linking.suggesting import Suggester, shipped_tables
from qualigraph.terms import CATALOGUE, ID

HERE = Path(__file__).resolve().parent
Ranking = Callable[[Element], list[str]]
TOP = 3


@dataclass
class Case:
    element: Element
    expected: set[str]
    never: set[str]
    text: str


def cases(name: str, suggester: Suggester) -> list[Case]:
    found = []
    with (HERE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if "element" in row:
                element = suggester.element(ID + row["element"])
                assert element is not None, row["element"]
            else:
                element = suggester.free_element(row["title"], row["tags"].split("|") if row["tags"] else [], 2023)
            expected, never = (set(filter(None, row[column].split("|"))) for column in ("expected", "never"))
            found.append(Case(element, expected, never, element.label))
    return found


def plain_bm25(documents: dict[str, list[str]]) -> Ranking:
    """BM25 over the words of the official names, without stems, synonyms, tags or sectors."""
    frequency = Counter(word for words in documents.values() for word in set(words))
    mean = sum(map(len, documents.values())) / len(documents)

    def score(query: list[str], words: list[str]) -> float:
        counts, total = Counter(words), 0.0
        for word in query:
            if counts[word]:
                idf = math.log(1 + (len(documents) - frequency[word] + 0.5) / (frequency[word] + 0.5))
                norm = counts[word] + 1.5 * (0.25 + 0.75 * len(words) / mean)
                total += idf * counts[word] * 2.5 / norm
        return total

    def rank(element: Element) -> list[str]:
        query = words_of(" ".join([*element.own, *element.tags]))
        scored = sorted(((score(query, words), iri) for iri, words in documents.items()), key=lambda pair: -pair[0])
        return [iri for value, iri in scored if value > 0]

    return rank


def words_of(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def fuzzy(labels: dict[str, str]) -> Ranking:
    def rank(element: Element) -> list[str]:
        return sorted(labels, key=lambda iri: -fuzz.token_set_ratio(element.label.lower(), labels[iri].lower()))

    return rank


def measure(rank: Ranking, wanted: list[Case]) -> str:
    first = within = 0
    reciprocal = 0.0
    pairs = [case for case in wanted if case.expected]
    for case in pairs:
        ranking = rank(case.element)
        place = next((number for number, iri in enumerate(ranking, 1) if iri in case.expected), 0)
        first += place == 1
        within += 0 < place <= TOP
        reciprocal += 1 / place if place else 0
        if "--missed" in sys.argv and place != 1:
            print(f"   {place} {case.text}\n      {sorted(case.expected)} / {ranking[:TOP]}")
    refused = 0
    others = [case for case in wanted if case.never]
    for case in others:
        shown = rank(case.element)[:TOP]
        wrong = bool(shown) if case.never == {"*"} else bool(case.never & set(shown))
        refused += not wrong
        if "--missed" in sys.argv and wrong:
            print(f"   wrong: {case.text}\n      {shown}")
    count = len(pairs)
    return f"{first}/{count} | {within}/{count} | {reciprocal / count:.2f} | {refused}/{len(others)}"


def main() -> None:
    dataset = load_dataset()
    infer(dataset)
    suggester = Suggester(dataset.store, shipped_tables())
    active = {iri: entry for iri, entry in suggester.entries.items() if entry.proposable}
    short = {iri.removeprefix(CATALOGUE): entry for iri, entry in active.items()}

    def ours(element: Element) -> list[str]:
        found = suggester.suggest_for(element, 100, with_linked=True)
        return [item.entry.iri.removeprefix(CATALOGUE) for item in found]

    ways: dict[str, Ranking] = {
        "rapidfuzz (token_set_ratio)": fuzzy({iri: entry.label for iri, entry in short.items()}),
        "plain BM25": plain_bm25({iri: words_of(" ".join(entry.names)) for iri, entry in short.items()}),
        "plain BM25 with hidden labels": plain_bm25(
            {iri: words_of(" ".join([*entry.names, *entry.hidden])) for iri, entry in short.items()}
        ),
        "qualigraph": ours,
    }
    for name in ("documents", "held_out", "second_reader"):
        wanted = cases(name, suggester)
        print(f"\n{name}: {sum(bool(case.expected) for case in wanted)} pairs, ", end="")
        print(f"{sum(bool(case.never) for case in wanted)} non-pairs\n")
        print("| way | first place | first three | mean reciprocal rank | non-pairs left out |")
        print("|---|---|---|---|---|")
        for title, rank in ways.items():
            print(f"| {title} | {measure(rank, wanted)} |")


if __name__ == "__main__":
    main()
