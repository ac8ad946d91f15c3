"""Five formats, their graph names, and blank nodes that stay those of their file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad

from qualigraph.dataset import load_dataset
from qualigraph.reading import graph_name, rdf_files
from qualigraph.terms import GRAPH, INFERRED, XSD

A, P, B, G = (NamedNode("http://example.org/" + name) for name in "apbg")
ABOUT = "<http://example.org/a> <http://example.org/p> <http://example.org/b>"
DEFAULT = DefaultGraph()

CONTENT = {
    "one.ttl": "@prefix ex: <http://example.org/> . ex:a ex:p ex:b .",
    "one.nt": f"{ABOUT} .",
    "one.nq": f"{ABOUT} <http://example.org/g> .\n{ABOUT} .",
    "one.trig": f"{ABOUT} . <http://example.org/g> {{ {ABOUT} }}",
    "one.jsonld": json.dumps({"@id": A.value, P.value: {"@id": B.value}}),
}


@pytest.mark.parametrize("name", CONTENT)
def test_each_format(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(CONTENT[name], encoding="utf-8")
    dataset = load_dataset([tmp_path / name], plain=True)
    own = G if name in ("one.nq", "one.trig") else NamedNode(GRAPH + "one")
    assert set(dataset.store) == {Quad(A, P, B, own), Quad(A, P, B, DEFAULT)}
    assert dataset.files == {own: [tmp_path / name]}
    assert dataset.data_graphs() == [own]


def test_a_byte_order_mark_is_passed_over(tmp_path: Path) -> None:
    for name, content in CONTENT.items():
        (tmp_path / name).write_text(content, encoding="utf-8-sig")
        assert len(load_dataset([tmp_path / name], plain=True).store) == 2


def test_a_triple_of_two_graphs_counts_once(tmp_path: Path) -> None:
    for name, content in CONTENT.items():
        (tmp_path / f"{Path(name).suffix[1:]}{Path(name).suffix}").write_text(content, encoding="utf-8")
    dataset = load_dataset([tmp_path], plain=True)
    assert list(dataset.store.quads_for_pattern(None, None, None, DEFAULT)) == [Quad(A, P, B, DEFAULT)]
    assert [name.value.rsplit("/", 1)[-1] for name in dataset.data_graphs()] == ["g", "jsonld", "nt", "ttl"]


def test_json_ld_names_its_graphs_too(tmp_path: Path) -> None:
    path = tmp_path / "one.jsonld"
    inner = {"@id": A.value, P.value: 1}
    path.write_text(json.dumps([{"@id": G.value, "@graph": [inner]}, inner]), encoding="utf-8")
    dataset = load_dataset([path], plain=True)
    one = Literal("1", datatype=XSD.integer)
    assert set(dataset.store) == {Quad(A, P, one, name) for name in (G, NamedNode(GRAPH + "one"), DEFAULT)}
    assert dataset.files == {G: [path], NamedNode(GRAPH + "one"): [path]}


def test_blank_nodes_of_two_files_never_meet(tmp_path: Path) -> None:
    for name, content in {
        "one.ttl": '_:x <http://example.org/p> "ttl" .',
        "one.nt": '_:x <http://example.org/p> "nt" .',
        "one.nq": '_:x <http://example.org/p> "nq" .',
        "one.trig": '_:x <http://example.org/p> "trig" .',
        "one.jsonld": '{"@id": "_:x", "http://example.org/p": "jsonld"}',
        "two.jsonld": '{"@id": "_:x", "http://example.org/p": "two"}',
    }.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    dataset = load_dataset([tmp_path], plain=True)
    nodes = {quad.subject for quad in dataset.store.quads_for_pattern(None, P, None, DEFAULT)}
    assert len(nodes) == 6
    assert all(isinstance(node, BlankNode) for node in nodes)


def test_one_blank_node_in_two_graphs_of_a_file_stays_one(tmp_path: Path) -> None:
    (tmp_path / "one.nq").write_text(
        '_:x <http://example.org/p> "1" <http://example.org/g> .\n_:x <http://example.org/p> "1" .', encoding="utf-8"
    )
    dataset = load_dataset([tmp_path], plain=True)
    assert len(dataset.store) == 2


def test_a_graph_is_named_after_its_file(tmp_path: Path) -> None:
    names = ["icm/plan 2023.ttl", "icm/été.ttl", "inferred.ttl"]
    graphs = [graph_name(tmp_path / name, tmp_path) for name in names]
    assert [graph.value.removeprefix(GRAPH) for graph in graphs] == [
        "icm/plan%202023", "icm/%C3%A9t%C3%A9", "inferred-ttl",
    ]  # fmt: skip
    assert INFERRED not in graphs


def test_files_come_in_name_order_without_hidden_ones(tmp_path: Path) -> None:
    for name in ("b.ttl", "a/z.nq", ".git/x.ttl", "a/.y.ttl", "notes.md", "c.trig"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("", encoding="utf-8")
    assert [path.relative_to(tmp_path).as_posix() for path in rdf_files(tmp_path)] == ["a/z.nq", "b.ttl", "c.trig"]
