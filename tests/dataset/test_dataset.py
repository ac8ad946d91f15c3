"""What is loaded, what the default graph holds, and narrower views of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, NamedNode, Quad, QueryBoolean, QuerySolutions, Store

from qualigraph.dataset import Dataset, load_dataset, restricted_graphs
from qualigraph.inference import infer
from qualigraph.terms import GRAPH, INFERRED, ONTOLOGY, QG, RDF

DEFAULT = DefaultGraph()
RIGHTS = "http://purl.org/dc/terms/accessRights"
AUTHORITY = "http://publications.europa.eu/resource/authority/access-right/"


def ex(name: str) -> NamedNode:
    return NamedNode("http://example.org/" + name)


def triples(store: Store, graph: NamedNode | DefaultGraph = DEFAULT) -> set[str]:
    """The last parts of the names of what a graph holds."""
    return {
        " ".join(
            str(getattr(term, "value", term)).rsplit("/")[-1] for term in (quad.subject, quad.predicate, quad.object)
        )
        for quad in store.quads_for_pattern(None, None, None, graph)
    }


@pytest.fixture
def foreign(tmp_path: Path) -> Path:
    """A file of quads: one triple in no graph, one in two graphs, one in each."""
    path = tmp_path / "foreign.nq"
    lines = ["a p b", "a p c g1", "a p c g2", "a p one g1", "a p two g2"]
    quads = [" ".join(str(ex(word)) for word in line.split()) for line in lines]
    path.write_text("".join(f"{quad} .\n" for quad in quads), encoding="utf-8")
    return path


def test_the_default_graph_is_the_merge_of_all(foreign: Path) -> None:
    dataset = load_dataset([foreign], plain=True)
    assert triples(dataset.store) == {"a p b", "a p c", "a p one", "a p two"}
    assert triples(dataset.store, ex("g1")) == {"a p c", "a p one"}
    counted = dataset.store.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    assert isinstance(counted, QuerySolutions)
    assert [int(row["n"].value) for row in counted] == [4]
    assert dataset.files == {ex("g1"): [foreign], ex("g2"): [foreign]}


def test_a_view_merges_some_graphs_and_names_others(foreign: Path) -> None:
    dataset = load_dataset([foreign], plain=True)
    view = dataset.view([ex("g1"), ex("g2")], [ex("g2")])
    assert triples(view) == {"a p c", "a p one", "a p two"}
    assert set(view.named_graphs()) == {ex("g2")}
    assert triples(dataset.view([ex("g1")])) == {"a p c", "a p one"}
    assert len(dataset.view([], [ex("g1")])) == 2
    assert len(dataset.view([ex("unknown")])) == 0
    assert dataset.view([ex("g2"), ex("g1")], [ex("g2")]) is view


def test_only_the_last_views_are_kept(foreign: Path) -> None:
    dataset = load_dataset([foreign], plain=True)
    first = dataset.view([ex("g1")])
    for number in range(10):
        dataset.view([ex(f"none{number}")])
    assert dataset.view([ex("g1")]) is not first
    assert len(dataset._views) <= 4


def test_what_is_inferred_can_be_left_out_again(tmp_path: Path) -> None:
    path = tmp_path / "own.trig"
    path.write_text(
        "@prefix ex: <http://example.org/> . @prefix qg: <https://w3id.org/qualigraph/ns#> ."
        "ex:a qg:isDirectPartOf ex:b . ex:g { ex:b a qg:Orientation }",
        encoding="utf-8",
    )
    dataset = load_dataset([path])
    before = {quad for quad in dataset.store if quad.graph_name != INFERRED}
    infer(dataset)
    a, b = ex("a"), ex("b")
    assert Quad(a, QG.isPartOf, b, DEFAULT) in dataset.store
    assert Quad(a, QG.isPartOf, b, INFERRED) in dataset.store
    assert Quad(b, RDF.type, QG.PlanElement, INFERRED) in dataset.store
    assert Quad(a, QG.isDirectPartOf, b, INFERRED) not in dataset.store
    assert set(dataset.asserted()) == before
    assert INFERRED not in dataset.data_graphs()


def test_shipped_plans_are_replaced_or_joined(foreign: Path) -> None:
    alone, joined, shipped = load_dataset([foreign]), load_dataset([foreign], with_shipped=True), load_dataset()
    plain = load_dataset([foreign], plain=True)
    assert alone.data_graphs() == [ex("g1"), ex("g2")] == plain.data_graphs()
    assert set(joined.data_graphs()) == {*alone.data_graphs(), *shipped.data_graphs()}
    assert NamedNode(ONTOLOGY) in alone.ontology_graphs == shipped.ontology_graphs
    assert not plain.ontology_graphs
    assert NamedNode(GRAPH + "data/icm/paqss-2023-2027") in shipped.data_graphs()


def test_a_shipped_file_given_by_name_keeps_its_graph_and_is_read_once(repository: Path) -> None:
    path = repository / "graph" / "data" / "icm" / "paqss-2023-2027.ttl"
    name = NamedNode(GRAPH + "data/icm/paqss-2023-2027")
    assert load_dataset([path]).data_graphs() == [name]
    assert load_dataset([path, path.parent]).files[name] == [path]
    assert len(load_dataset([path], with_shipped=True).files[name]) == 1


def test_the_demonstration_is_left_out_unless_asked_for() -> None:
    names = [{name.value for name in load_dataset(demo=demo).data_graphs()} for demo in (False, True)]
    assert names[0] <= names[1]
    assert not any("/demo/" in name for name in names[0])


def test_an_exported_closure_is_not_taken_for_facts(tmp_path: Path) -> None:
    path = tmp_path / "export.nq"
    path.write_text(f"{ex('a')} {ex('p')} {ex('b')} {INFERRED} .\n{ex('a')} {ex('p')} {ex('c')} .\n", encoding="utf-8")
    assert triples(load_dataset([path]).view([INFERRED])) == set()
    assert Quad(ex("a"), ex("p"), ex("b"), DEFAULT) not in load_dataset([path]).store
    assert triples(load_dataset([path], plain=True).view([INFERRED])) == {"a p b"}


def test_the_version_changes_with_the_content_only(tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    path.write_text("<http://example.org/a> a <http://example.org/B> .", encoding="utf-8")
    first = load_dataset([path], plain=True).version
    path.touch()
    assert load_dataset([path], plain=True).version == first
    assert load_dataset([path]).version != first
    path.write_text("<http://example.org/a> a <http://example.org/C> .", encoding="utf-8")
    assert load_dataset([path], plain=True).version != first


@pytest.mark.parametrize(
    ("rights", "public"),
    [
        (f"<{AUTHORITY}PUBLIC>", True),
        ('"public"', True),
        ('"Public"@en', True),
        (f"<{AUTHORITY}RESTRICTED>", False),
        (f"<{AUTHORITY}NON_PUBLIC>", False),
        ('"interne"@fr', False),
        ("[]", False),
    ],
)
def test_a_graph_that_is_not_public_is_left_out_when_only_public_ones_are_wanted(
    tmp_path: Path, rights: str, public: bool
) -> None:
    path = tmp_path / "inner.ttl"
    name = NamedNode(GRAPH + "inner")
    path.write_text(f"{name} <{RIGHTS}> {rights} . {ex('a')} {ex('p')} {ex('b')} .", encoding="utf-8")
    (tmp_path / "other.ttl").write_text(f"{ex('a')} {ex('p')} {ex('c')} .", encoding="utf-8")
    everything, narrowed = (load_dataset([tmp_path], plain=True, public_only=only) for only in (False, True))
    assert Quad(ex("a"), ex("p"), ex("b"), DEFAULT) in everything.store
    assert restricted_graphs(everything.store) == ([] if public else [name])
    assert (Quad(ex("a"), ex("p"), ex("b"), DEFAULT) in narrowed.store) is public
    assert (name in narrowed.files) is public
    assert Quad(ex("a"), ex("p"), ex("c"), DEFAULT) in narrowed.store
    assert everything.version != narrowed.version


def test_a_dataset_of_one_own_store_can_be_merged() -> None:
    store = Store()
    store.add(Quad(ex("a"), ex("p"), ex("b"), ex("g")))
    dataset = Dataset(store)
    dataset.merge()
    found = store.query("ASK { ?s ?p ?o }")
    assert isinstance(found, QueryBoolean)
    assert bool(found)
