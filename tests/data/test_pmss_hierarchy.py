"""The hierarchy of the PMSS against a table written from a reading of the document, and against its text."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pytest
from rdflib import RDF, Graph, Literal, Namespace, URIRef
from rdflib.namespace import SKOS

QG = Namespace("https://w3id.org/qualigraph/ns#")
ID = "https://w3id.org/qualigraph/id/"
PLAN = ID + "icm/pmss-2023-2027"
DOCUMENT = URIRef(ID + "source/icm/pmss-2023-2027")
SHA256 = "b19416ec7b36e74e2a644a498c2742c190f6b4af5077afacc636cae1e560c59b"
CLASSES = {
    "orientation": QG.Orientation,
    "objective": QG.Objective,
    "action": QG.Action,
    "group": QG.ActionGroup,
    "measure": QG.Measure,
}
LEVEL_NAMES = {"orientation": "Orientation stratégique", "objective": "Objectif", "action": "Action"}
FILES = ("", "-governance", "-restatements", "-discrepancies")


class Row(NamedTuple):
    """One line of the table."""

    path: str
    level: str
    number: str
    lines: tuple[int, int]
    words: str

    @property
    def node(self) -> URIRef:
        return URIRef(f"{PLAN}/{self.path}")

    @property
    def parent(self) -> URIRef:
        return URIRef(f"{PLAN}/{self.path}".rpartition("/")[0])


@pytest.fixture(scope="module")
def table(repository: Path) -> list[Row]:
    text = (repository / "tests/data/pmss_hierarchy.tsv").read_text(encoding="utf-8")
    rows = []
    for line in text.splitlines():
        if not line.startswith("#"):
            path, level, number, lines, words = line.split("\t")
            first, last = lines.split("-")
            rows.append(Row(path, level, number, (int(first), int(last)), words))
    return rows


@pytest.fixture(scope="module")
def hierarchy(repository: Path) -> Graph:
    return Graph().parse(repository / "graph/data/icm/pmss-2023-2027.ttl")


@pytest.fixture(scope="module")
def everything(repository: Path) -> Graph:
    graph = Graph()
    for ending in FILES:
        graph.parse(repository / f"graph/data/icm/pmss-2023-2027{ending}.ttl")
    return graph


@pytest.fixture
def text(sources: Path) -> str:
    data = next(sources.glob("002_*.txt")).read_bytes()
    assert hashlib.sha256(data).hexdigest() == SHA256
    return data.decode("utf-8")


def integer(graph: Graph, subject: URIRef, predicate: URIRef) -> int:
    value = graph.value(subject, predicate)
    assert isinstance(value, Literal), (subject, predicate)
    return int(value)


def lines_of(graph: Graph, passage: URIRef) -> tuple[int, int]:
    return integer(graph, passage, QG.firstLine), integer(graph, passage, QG.lastLine)


def words_of(graph: Graph, text: str, passage: URIRef) -> str:
    """The words at a passage, as titles are compared: lines joined, spaces folded."""
    words = text[integer(graph, passage, QG.startOffset) : integer(graph, passage, QG.endOffset)]
    return re.sub(r"\s+", " ", words)


def only(graph: Graph, subject: URIRef, predicate: URIRef) -> URIRef:
    values = list(graph.objects(subject, predicate))
    assert len(values) == 1, (subject, predicate, values)
    assert isinstance(values[0], URIRef)
    return values[0]


def french_labels(graph: Graph, subject: URIRef) -> list[str]:
    return [str(o) for o in graph.objects(subject, SKOS.prefLabel) if isinstance(o, Literal) and o.language == "fr"]


def test_the_elements_are_those_of_the_table(table: list[Row], hierarchy: Graph) -> None:
    found = {(node, kind) for kind in CLASSES.values() for node in hierarchy.subjects(RDF.type, kind)}
    assert found == {(row.node, CLASSES[row.level]) for row in table}


def test_how_many_there_are(hierarchy: Graph) -> None:
    found = Counter(kind for _, kind in hierarchy.subject_objects(RDF.type) if kind in CLASSES.values())
    assert found == {QG.Orientation: 5, QG.Objective: 17, QG.Action: 63, QG.ActionGroup: 13, QG.Measure: 311}


def test_each_element_has_its_only_parent_number_and_level_name(table: list[Row], hierarchy: Graph) -> None:
    for row in table:
        assert only(hierarchy, row.node, QG.isDirectPartOf) == row.parent, row
        rank = re.search(r"\d+$", row.path)
        assert rank is not None
        assert integer(hierarchy, row.node, QG.ordinal) == int(rank[0]), row
        printed = [] if row.number == "-" else [Literal(row.number)]
        assert list(hierarchy.objects(row.node, QG.printedNumber)) == printed, row
        name = LEVEL_NAMES.get(row.level)
        assert list(hierarchy.objects(row.node, QG.levelName)) == ([Literal(name, lang="fr")] if name else []), row


def test_each_title_and_each_measure_stands_where_the_table_says(table: list[Row], hierarchy: Graph) -> None:
    for row in table:
        place = QG.passage if row.level == "measure" else QG.headingPassage
        passage = only(hierarchy, row.node, place)
        assert lines_of(hierarchy, passage) == row.lines, row
        assert hierarchy.value(passage, QG.document) == DOCUMENT
        if row.level != "measure":
            assert french_labels(hierarchy, row.node) == [row.words], row


def test_each_orientation_is_also_printed_on_the_overview_page(hierarchy: Graph) -> None:
    found = {}
    for number in range(1, 6):
        found[number] = lines_of(hierarchy, only(hierarchy, URIRef(f"{PLAN}/os{number}"), QG.passage))
    assert found == {1: (151, 152), 2: (154, 155), 3: (157, 158), 4: (160, 161), 5: (163, 164)}


def test_a_measure_has_one_short_label_of_its_own(table: list[Row], hierarchy: Graph) -> None:
    labels = []
    for row in table:
        if row.level == "measure":
            (label,) = french_labels(hierarchy, row.node)
            assert 0 < len(label) <= 120, label
            assert label == label.strip() and not label.endswith("."), label
            labels.append(label)
    assert [label for label, count in Counter(labels).items() if count > 1] == []


def test_what_is_empty_stays_empty_and_says_where_it_is_detailed(hierarchy: Graph) -> None:
    parents = set(hierarchy.objects(None, QG.isDirectPartOf))
    empty = {
        node
        for kind in (QG.Orientation, QG.Objective, QG.Action, QG.ActionGroup)
        for node in hierarchy.subjects(RDF.type, kind)
        if node not in parents
    }
    assert empty == {URIRef(f"{PLAN}/{path}") for path in ("os2/obj1/action3", "os2/obj2/action4", "os2/obj4")}
    assert set(hierarchy.subject_objects(QG.detailedIn)) == {
        (URIRef(f"{PLAN}/os2/obj4"), URIRef(ID + "icm/projet-des-usagers-2023-2027")),
        (URIRef(f"{PLAN}/os2/obj1/action3"), URIRef(ID + "icm/projet-systeme-information-2023-2027")),
    }


def test_every_action_has_a_theme_of_the_list(hierarchy: Graph, repository: Path) -> None:
    themes = set(Graph().parse(repository / "ontology/vocab/theme.ttl").subjects(RDF.type, QG.Theme))
    for action in hierarchy.subjects(RDF.type, QG.Action):
        chosen = set(hierarchy.objects(action, QG.theme))
        assert chosen and chosen <= themes, action


def test_no_element_has_what_the_document_never_gives(everything: Graph) -> None:
    never = (
        *(QG.owner, QG.contributor, QG.deadline, QG.initialDeadline, QG.startDate, QG.completedOn),
        *(QG.deliverable, QG.evaluationElement, QG.indicatorUse, QG.measuredBy, QG.followUp, QG.priority),
    )
    elements = {node for kind in CLASSES.values() for node in everything.subjects(RDF.type, kind)}
    assert len(elements) == 409
    assert [(s, p) for p in never for s in everything.subjects(p, None) if s in elements] == []


def test_every_passage_is_where_it_says(everything: Graph, text: str) -> None:
    passages = [s for s in everything.subjects(QG.document, DOCUMENT) if isinstance(s, URIRef)]
    assert len(passages) > 650
    for passage in passages:
        start, end = integer(everything, passage, QG.startOffset), integer(everything, passage, QG.endOffset)
        assert 0 <= start < end <= len(text), passage
        assert text[start:end] == text[start:end].strip(), passage
        first, last = lines_of(everything, passage)
        assert (text.count("\n", 0, start) + 1, text.count("\n", 0, end) + 1) == (first, last), passage
        assert str(passage) == f"{ID}passage/icm/pmss-2023-2027/{first}-{last}-{start}"


def test_every_passage_that_is_named_is_declared_and_the_other_way_round(everything: Graph) -> None:
    named = {o for p in (QG.passage, QG.headingPassage) for o in everything.objects(None, p)}
    assert named == set(everything.subjects(RDF.type, QG.SourcePassage))


def test_a_passage_ends_at_one_place_whichever_file_declares_it(repository: Path) -> None:
    ends: dict[str, set[int]] = {}
    for path in sorted((repository / "graph/data/icm").glob("pmss-2023-2027*.ttl")):
        graph = Graph().parse(path)
        for passage, end in graph.subject_objects(QG.endOffset):
            ends.setdefault(str(passage), set()).add(int(str(end)))
    assert {passage: found for passage, found in ends.items() if len(found) > 1} == {}


def test_every_title_is_in_the_text_at_its_places(table: list[Row], hierarchy: Graph, text: str) -> None:
    for row in table:
        if row.level != "measure":
            places = (*hierarchy.objects(row.node, QG.headingPassage), *hierarchy.objects(row.node, QG.passage))
            assert {words_of(hierarchy, text, URIRef(str(place))) for place in places} == {row.words}, row


def test_the_plan_is_named_in_the_text_as_its_labels_say(hierarchy: Graph, text: str) -> None:
    plan = URIRef(PLAN)
    heading = only(hierarchy, plan, QG.headingPassage)
    assert [words_of(hierarchy, text, heading)] == french_labels(hierarchy, plan)
    printed = {str(label) for label in hierarchy.objects(plan, SKOS.altLabel)}
    for place in hierarchy.objects(plan, QG.passage):
        if hierarchy.value(place, QG.document) == DOCUMENT:
            assert words_of(hierarchy, text, URIRef(str(place))) in printed, place


def test_every_bullet_is_one_measure_from_its_first_word_to_its_last(
    table: list[Row], hierarchy: Graph, text: str
) -> None:
    starts = {match.end() for match in re.finditer("•[\\s\ufffd]*", text)}
    measures = [row for row in table if row.level == "measure"]
    passages = {row.path: only(hierarchy, row.node, QG.passage) for row in measures}
    assert {integer(hierarchy, passage, QG.startOffset) for passage in passages.values()} == starts
    for row in measures:
        words = words_of(hierarchy, text, passages[row.path]).split(" ")
        assert f"{words[0]} … {words[-1]}" == row.words, row
        # A blank line, the next page, the next bullet or the next heading follows: the bullet is whole.
        end = integer(hierarchy, passages[row.path], QG.endOffset)
        follows = re.match(r"[ \t]*(?:\n(?:[ \t]*\n| \S| \xa0|\Z)|\Z)", text[end:])
        assert follows is not None, (row, text[end : end + 40])
