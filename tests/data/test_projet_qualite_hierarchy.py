"""The elements of the ICM quality programme and the CLB policy, against a table read by hand and the texts."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import NamedTuple

import pytest
from rdflib import RDF, Graph, Literal, Namespace, URIRef
from rdflib.namespace import SKOS
from rdflib.term import Node

QG = Namespace("https://w3id.org/qualigraph/ns#")
ID = "https://w3id.org/qualigraph/id/"
FILES = ("icm/paqss-2023-2027", "clb/politique-qualite-2022-2026")
DOCUMENTS = {
    "icm/projet-qualite-2023-2027": ("000_*.txt", "7ae62f21ad05d0de62e79dea665ca7ccb928b9578f1b8dd14411c1db95fcf1ab"),
    "clb/politique-qualite-2022-2026": (
        "003_*.txt",
        "ebc044b3d49c4630f3df6d014834766a3c722a6435dbd1e3684857bc83d423e1",
    ),
}
CLASSES = {"orientation": QG.Orientation, "objective": QG.Objective, "action": QG.Action}
LEVEL_NAMES = {
    ("icm", "orientation"): "Orientation stratégique",
    ("icm", "objective"): "Objectif",
    ("icm", "action"): "Action",
    ("clb", "orientation"): "Axe",
    ("clb", "objective"): "Objectif",
}
# What a bracket of the title names: programmes, networks, other plans; expansions, examples and legal acts are no tags.
TAGS = {
    "os1/obj1/action6": {"IFAQ"},
    "os1/obj2/action2": {"EPP", "CAQES"},
    "os1/obj2/action3": {"EPP"},
    "os1/obj2/action4": {"CAQES"},
    "os1/obj2/action5": {"CAQES"},
    "os1/obj2/action7": {"Unicancer"},
    "os2/obj1/action4": {"PE", "eSatis"},
    "os2/obj1/action5": {"IFAQ"},
    "os2/obj2/action1": {"PU"},
    "os2/obj2/action3": {"PU"},
    "os3/obj1/action3": {"Pacte"},
}
OTHER_PRINTS = {
    "icm/paqss-2023-2027/os1": {(62, 62), (171, 172)},
    "icm/paqss-2023-2027/os2": {(64, 65), (174, 176)},
    "icm/paqss-2023-2027/os3": {(67, 68), (180, 181)},
    "clb/politique-qualite-2022-2026/axe1": {(142, 144)},
    "clb/politique-qualite-2022-2026/axe2": {(162, 164)},
    "clb/politique-qualite-2022-2026/axe3": {(179, 181)},
    "clb/politique-qualite-2022-2026/axe4": {(193, 193)},
    "clb/politique-qualite-2022-2026/axe5": {(211, 211)},
}


class Row(NamedTuple):
    """One line of the table."""

    path: str
    level: str
    number: str
    lines: tuple[int, int]
    title: str

    @property
    def node(self) -> URIRef:
        return URIRef(ID + self.path)

    @property
    def rank(self) -> int:
        """The last component of the printed number, else the rank under the parent, which the path ends with."""
        ending = re.search(r"\d+$", self.number or self.path)
        assert ending
        return int(ending.group())


@pytest.fixture(scope="module")
def table(repository: Path) -> list[Row]:
    text = (repository / "tests/data/quality_hierarchy.tsv").read_text(encoding="utf-8")
    rows = []
    for line in text.splitlines():
        if not line.startswith("#"):
            path, level, number, lines, title = line.split("\t")
            first, last = lines.split("-")
            rows.append(Row(path, level, number, (int(first), int(last)), title))
    return rows


@pytest.fixture(scope="module")
def graph(repository: Path) -> Graph:
    data = Graph()
    for name in FILES:
        data.parse(repository / f"graph/data/{name}.ttl")
    return data


@pytest.fixture
def texts(sources: Path) -> dict[Node, str]:
    found: dict[Node, str] = {}
    for plan, (pattern, sha256) in DOCUMENTS.items():
        data = next(sources.glob(pattern)).read_bytes()
        assert hashlib.sha256(data).hexdigest() == sha256
        found[URIRef(f"{ID}source/{plan}")] = data.decode("utf-8")
    return found


def integer(graph: Graph, subject: Node | None, predicate: URIRef) -> int:
    value = graph.value(subject, predicate)
    assert isinstance(value, Literal), (subject, predicate)
    return int(value)


def fold(text: str) -> str:
    """One line, plain spaces."""
    return re.sub(r"\s+", " ", text.replace("\u00a0", " ")).strip()


def words(graph: Graph, passage: Node, texts: dict[Node, str]) -> str:
    """The characters of a passage, its line numbers checked on the way."""
    source = graph.value(passage, QG.document)
    assert source
    document = texts[source]
    start, end = (integer(graph, passage, name) for name in (QG.startOffset, QG.endOffset))
    found = document[start:end]
    assert found == found.strip(), passage
    assert document.count("\n", 0, start) + 1 == integer(graph, passage, QG.firstLine), passage
    assert document.count("\n", 0, end) + 1 == integer(graph, passage, QG.lastLine), passage
    return found


def lines(graph: Graph, passage: Node) -> tuple[int, int]:
    return integer(graph, passage, QG.firstLine), integer(graph, passage, QG.lastLine)


def test_counts_are_those_of_the_documents(table: list[Row]) -> None:
    counted = [
        sum(row.level == level and row.path.startswith(inst) for row in table)
        for inst, level in (("icm", "orientation"), ("icm", "objective"), ("icm", "action"))
    ]
    assert counted == [3, 7, 35]
    assert [sum(row.level == level and row.path.startswith("clb") for row in table) for level in CLASSES] == [5, 16, 0]


def test_the_graph_holds_the_table_and_no_other_element(graph: Graph, table: list[Row]) -> None:
    elements = {node for kind in CLASSES.values() for node in graph.subjects(RDF.type, kind)}
    assert elements == {row.node for row in table}
    assert not set(graph.subjects(RDF.type, QG.Measure)) | set(graph.subjects(RDF.type, QG.ActionGroup))


def test_each_element_is_as_read(graph: Graph, table: list[Row]) -> None:
    for row in table:
        assert set(graph.objects(row.node, RDF.type)) == {CLASSES[row.level]}, row.path
        assert list(graph.objects(row.node, SKOS.prefLabel)) == [Literal(row.title, "fr")], row.path
        assert [str(number) for number in graph.objects(row.node, QG.printedNumber)] == [row.number][: bool(row.number)]
        assert list(graph.objects(row.node, QG.ordinal)) == [Literal(row.rank)], row.path
        parent = URIRef(str(row.node).rpartition("/")[0])
        assert list(graph.objects(row.node, QG.isDirectPartOf)) == [parent], row.path
        level_name = LEVEL_NAMES[row.path[:3], row.level]
        assert list(graph.objects(row.node, QG.levelName)) == [Literal(level_name, "fr")], row.path
        (heading,) = graph.objects(row.node, QG.headingPassage)
        assert lines(graph, heading) == row.lines, row.path


def test_other_prints_of_a_title(graph: Graph, table: list[Row]) -> None:
    for row in table:
        found = {lines(graph, passage) for passage in graph.objects(row.node, QG.passage)}
        assert found == OTHER_PRINTS.get(row.path, set()), row.path


def test_tags_are_those_of_the_brackets(graph: Graph) -> None:
    found: dict[str, set[str]] = {}
    for node, tag in graph.subject_objects(QG.tag):
        found.setdefault(str(node).partition("2023-2027/")[2], set()).add(str(tag))
    assert found == TAGS


def test_actions_and_clb_objectives_have_themes(graph: Graph, table: list[Row], repository: Path) -> None:
    themes = set(Graph().parse(repository / "ontology/vocab/theme.ttl").subjects(RDF.type, QG.Theme))
    for row in table:
        if row.level == "action" or row.path.startswith("clb"):
            own = set(graph.objects(row.node, QG.theme))
            assert own and own <= themes, row.path


def test_the_twice_printed_action_is_two_nodes_tied(graph: Graph, repository: Path) -> None:
    first, second = (URIRef(f"{ID}icm/paqss-2023-2027/os1/obj{n}/action1") for n in (1, 2))
    assert (first, QG.restates, second) in graph
    assert (second, QG.restates, first) in graph
    ties = Graph().parse(repository / "graph/data/icm/restatements.ttl")
    (tie,) = ties.subjects(RDF.type, QG.Restatement)
    assert set(ties.objects(tie, QG.restatedElement)) == {first, second}
    assert ties.value(tie, QG.strength) == URIRef(ID + "restatement-strength/same")
    assert ties.value(tie, QG.judgedBy)


def test_titles_stand_at_their_passages(graph: Graph, table: list[Row], texts: dict[Node, str]) -> None:
    for row in table:
        (heading,) = graph.objects(row.node, QG.headingPassage)
        assert fold(words(graph, heading, texts)) == row.title
        printed = {fold(words(graph, passage, texts)) for passage in graph.objects(row.node, QG.passage)}
        assert {str(label) for label in graph.objects(row.node, SKOS.altLabel)} == printed - {row.title}, row.path
