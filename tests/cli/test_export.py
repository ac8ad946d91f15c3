"""``qualigraph export``: four formats that give back what went in, byte for byte the same each time."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import rdflib
import rdflib.compare
from pyoxigraph import CanonicalizationAlgorithm, DefaultGraph, Quad, RdfFormat, Store, parse, serialize
from pyoxigraph import Dataset as Quads

from qualigraph.dataset import load_dataset
from qualigraph.exporting import FORMS, Form, export
from qualigraph.inference import infer
from qualigraph.terms import INFERRED

FORMATS = {
    "nquads": RdfFormat.N_QUADS,
    "turtle": RdfFormat.TURTLE,
    "trig": RdfFormat.TRIG,
    "jsonld": RdfFormat.JSON_LD,
}

OWN = """
@prefix ex: <http://example.org/> . @prefix qg: <https://w3id.org/qualigraph/ns#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @base <https://w3id.org/qualigraph/id/> .
<icm/a> a qg:Action, ex:Thing ; qg:ordinal 1, 007, -3, 12345678901234567890 ; qg:x true, "1"^^xsd:boolean, 1.5, 1e3 ;
  qg:text "un \\"mot\\"\\nou deux"@fr, "plain", "x"^^ex:type, "2023"^^xsd:gYear, "\\u00e9\\t" ;
  qg:isDirectPartOf <icm/b> ;
  ex:blank [ ex:list ( 1 <icm/a:b> "c" ) ; a [ ex:p 1 ] ] .
ex:graph { <icm/b> qg:isDirectPartOf <icm/c/> . ex:é ex:p <>, <?x>, <urn:x:y>, ex:%C3%A9 . _:shared ex:p 1 . }
ex:other { <icm/b> qg:isDirectPartOf <icm/c/> . _:shared ex:p 2 . }
"""


def meaning(quads: list[Quad]) -> Quads:
    known = Quads(quads)
    known.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return known


def stored(content: str, rdf_format: RdfFormat) -> list[Quad]:
    """What a file says, numbers and dates as the store keeps them: by their value (007 is 7)."""
    store = Store()
    store.load(content, rdf_format)
    return list(store)


def merged(quads: list[Quad]) -> list[Quad]:
    return [Quad(quad.subject, quad.predicate, quad.object) for quad in quads]


@pytest.fixture
def own(tmp_path: Path) -> Path:
    path = tmp_path / "own.trig"
    path.write_text(OWN, encoding="utf-8")
    return path


@pytest.mark.parametrize("form", FORMS)
def test_what_is_exported_is_what_was_read(form: Form, own: Path) -> None:
    content = export(load_dataset([own], plain=True), form)
    before, after = stored(OWN, RdfFormat.TRIG), list(parse(content, FORMATS[form]))
    assert meaning(after) == meaning(merged(before) if form == "turtle" else before)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("form", FORMS)
def test_rdflib_reads_the_same(form: Form, own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)
    content = export(load_dataset([own], plain=True), form)
    read, expected = rdflib.Dataset(default_union=True), rdflib.Dataset(default_union=True)
    read.parse(data=content, format={"jsonld": "json-ld"}.get(form, form))
    expected.parse(data=serialize(stored(OWN, RdfFormat.TRIG), format=RdfFormat.N_QUADS), format="nquads")
    one, other = rdflib.Graph(), rdflib.Graph()
    for graph, source in ((one, read), (other, expected)):
        for triple in source.triples((None, None, None)):
            graph.add(triple)
    assert rdflib.compare.isomorphic(one, other)


@pytest.mark.parametrize("form", FORMS)
def test_the_same_content_gives_the_same_bytes(form: Form, own: Path) -> None:
    assert export(load_dataset([own]), form) == export(load_dataset([own]), form)


def test_inferred_triples_have_a_graph_of_their_own(own: Path) -> None:
    dataset = load_dataset([own])
    asserted = export(dataset, "nquads")
    count = infer(dataset)
    assert export(dataset, "nquads") == asserted
    everything = list(parse(export(dataset, "nquads", with_inferred=True), RdfFormat.N_QUADS))
    assert sum(1 for quad in everything if quad.graph_name == INFERRED) == count
    assert len(everything) == count + asserted.count(b"\n")


def test_json_ld_is_compact(own: Path) -> None:
    document = json.loads(export(load_dataset([own], plain=True), "jsonld"))
    assert document["@context"]["qg"] == "https://w3id.org/qualigraph/ns#"
    assert "skos" not in document["@context"]
    node = next(node for node in document["@graph"] if node["@id"] == "icm/a")
    assert node["@type"] == ["http://example.org/Thing", "qg:Action"]
    assert node["qg:isDirectPartOf"] == {"@id": "icm/b"}
    assert 1 in node["qg:ordinal"]
    assert {"@value": "12345678901234567890", "@type": "xsd:integer"} in node["qg:ordinal"]
    assert True in node["qg:x"]
    assert {"@value": 'un "mot"\nou deux', "@language": "fr"} in node["qg:text"]


def run(*arguments: object) -> tuple[int, bytes, bytes]:
    command = [sys.executable, "-m", "qualigraph", "--lang", "fr", "export", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, check=False)
    return done.returncode, done.stdout, done.stderr


def test_the_command_writes_to_standard_output_or_to_a_file(own: Path, tmp_path: Path) -> None:
    expected = export(load_dataset([own], plain=True), "trig")
    assert run("--plain", "--data", own, "--format", "trig") == (0, expected, b"")
    output = tmp_path / "out.trig"
    assert run("--plain", "--data", own, "--format", "trig", "--output", output) == (0, b"", b"")
    assert output.read_bytes() == expected


def test_the_command_exports_the_shipped_graph_with_what_follows() -> None:
    code, content, told = run("--with-inferred")
    assert (code, told) == (0, b"")
    dataset = load_dataset()
    infer(dataset)
    named = [quad for quad in dataset.store if not isinstance(quad.graph_name, DefaultGraph)]
    assert content.count(b"\n") == len(named)


def test_a_file_that_cannot_be_written_is_told(own: Path, tmp_path: Path) -> None:
    code, _, told = run("--plain", "--data", own, "--output", tmp_path / "none" / "out.nq")
    assert code == 2
    assert len(told.splitlines()) == 1
    assert b"out.nq" in told
