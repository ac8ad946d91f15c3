"""Tables of links: what is read, what enters the graph, and what sssom-py says of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode
from sssom.parsers import parse_sssom_table
from sssom.validators import validate
from tests.linking.tables import EXITED, HEAD, row, write

from qualigraph.dataset import Dataset, load_dataset
from qualigraph.errors import UsageProblem
from qualigraph.mappings import (
    MANUAL,
    RELATED,
    accepted_pairs,
    mapping_files,
    new_row,
    new_table,
    read_table,
    write_table,
)
from qualigraph.terms import CATALOGUE, DCTERMS, GRAPH, ID, PROV, QG, RDF

ELEMENT = NamedNode(ID + EXITED.removeprefix("id:"))
INDICATOR = NamedNode(CATALOGUE + "iqss/esatis-48h-mco--sortie")
LINK = NamedNode(f"{ID}indicator-link/{EXITED.removeprefix('id:')}/iqss/esatis-48h-mco--sortie")
USE = NamedNode(LINK.value.replace("indicator-link", "indicator-use"))


def said(dataset: Dataset, subject: NamedNode, prop: NamedNode) -> list[str]:
    found = [quad.object for quad in dataset.store.quads_for_pattern(subject, prop, None, None)]
    return sorted({node.value for node in found if isinstance(node, NamedNode | Literal)})


def loaded(tmp_path: Path, rows: list[list[str]]) -> Dataset:
    write(tmp_path / "essai.sssom.tsv", rows)
    return load_dataset([tmp_path / "essai.sssom.tsv"])


def test_shipped_tables_are_valid_for_sssom_py(repository: Path) -> None:
    tables = mapping_files(repository / "graph/mappings")
    assert len(tables) >= 3
    for path in tables:
        read = parse_sssom_table(str(path))
        reports = validate(read, fail_on_error=False)
        assert all(not report.results for report in reports.values()), path
        assert len(read.df) == len(read_table(path).rows)
        assert set(read.df["mapping_justification"]) <= {"semapv:ManualMappingCuration", "semapv:LexicalMatching"}


def test_only_what_a_document_names_as_an_indicator_ships_as_accepted(repository: Path) -> None:
    tables = [read_table(path) for path in mapping_files(repository / "graph/mappings")]
    perfusion = f"{ID}icm/paqss-2023-2027/os1/obj2/action4"
    assert accepted_pairs(tables) == {(perfusion, CATALOGUE + "caqes/caqes-n2-perfadom")}


def test_an_accepted_row_enters_the_graph_with_its_provenance(tmp_path: Path) -> None:
    dataset = loaded(tmp_path, [row()])
    assert said(dataset, ELEMENT, QG.measuredBy) == [INDICATOR.value]
    assert said(dataset, ELEMENT, QG.indicatorUse) == [USE.value]
    assert said(dataset, USE, RDF.type) == [QG.IndicatorUse.value]
    assert said(dataset, USE, QG.indicator) == [INDICATOR.value]
    assert said(dataset, USE, PROV.wasDerivedFrom) == [LINK.value]
    assert said(dataset, USE, QG.justification) == ["Même sujet."]
    assert said(dataset, LINK, RDF.type) == [QG.IndicatorLink.value]
    assert said(dataset, LINK, QG.linkedElement) == [ELEMENT.value]
    assert said(dataset, LINK, QG.linkedIndicator) == [INDICATOR.value]
    assert said(dataset, LINK, QG.judgedBy) == ["Une personne"]
    assert said(dataset, LINK, QG.linkConfidence) == ["0.9"]
    assert said(dataset, LINK, DCTERMS.date) == ["2026-11-21"]
    assert said(dataset, LINK, DCTERMS.source) == ["essai.sssom.tsv:9"]


def test_the_graph_of_a_table_and_the_line_of_a_row(tmp_path: Path) -> None:
    dataset = loaded(tmp_path, [row(modifier="Not"), row(predicate="qg:relatedIndicator")])
    path = tmp_path / "essai.sssom.tsv"
    assert dataset.files[NamedNode(GRAPH + "essai")] == [path]
    assert dataset.line_of(ELEMENT, QG.relatedIndicator) == (path, 10)
    assert dataset.line_of(LINK) == (path, 10)


def test_shipped_tables_have_the_graph_of_their_path(dataset: Dataset) -> None:
    assert NamedNode(GRAPH + "mappings/paqss-2023-2027") in dataset.files
    perfusion = NamedNode(f"{ID}icm/paqss-2023-2027/os1/obj2/action4")
    assert said(dataset, perfusion, QG.measuredBy) == [CATALOGUE + "caqes/caqes-n2-perfadom"]


def test_a_related_indicator_measures_nothing(tmp_path: Path) -> None:
    dataset = loaded(tmp_path, [row(predicate="qg:relatedIndicator")])
    assert said(dataset, ELEMENT, QG.relatedIndicator) == [INDICATOR.value]
    assert said(dataset, ELEMENT, QG.measuredBy) == said(dataset, ELEMENT, QG.indicatorUse) == []


@pytest.mark.parametrize(
    "cells",
    [
        row(modifier="Not"),
        row(justification="semapv:LexicalMatching"),
        row(author=""),
        row(predicate="skos:exactMatch"),
    ],
)
def test_what_nobody_accepted_stays_out(tmp_path: Path, cells: list[str]) -> None:
    head = HEAD.replace("#  qg:", "#  skos: http://www.w3.org/2004/02/skos/core#\n#  qg:")
    write(tmp_path / "essai.sssom.tsv", [cells], head)
    dataset = load_dataset([tmp_path / "essai.sssom.tsv"], plain=True)
    assert list(dataset.store) == []


def test_a_folder_may_hold_tables_only(tmp_path: Path) -> None:
    write(tmp_path / "essai.sssom.tsv", [row()])
    of_folder, of_file = load_dataset([tmp_path], plain=True), load_dataset([tmp_path / "essai.sssom.tsv"], plain=True)
    assert len(of_folder.store) > 0
    assert sorted(map(str, of_folder.store)) == sorted(map(str, of_file.store))


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (HEAD + "subject_id\tobject_id\n", 8),
        ("#curie_map: [\n#  x\nsubject_id\n", 2),
        (HEAD + "subject_id\tpredicate_id\tobject_id\tmapping_justification\nid:a\tqg:b\n", 9),
        (HEAD + "subject_id\tpredicate_id\tobject_id\tmapping_justification\nfoo:a\tqg:b\tid:c\tsemapv:d\n", 9),
        (HEAD + "subject_id\tpredicate_id\tobject_id\tmapping_justification\nid:a b\tqg:b\tid:c\tsemapv:d\n", 9),
        ("", 1),
    ],
)
def test_a_table_that_cannot_be_read_names_its_line(tmp_path: Path, content: str, line: int) -> None:
    path = tmp_path / "faux.sssom.tsv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(UsageProblem) as caught:
        read_table(path)
    place = caught.value.place or ""
    assert place.rpartition(":")[0] == str(path)
    assert abs(int(place.rpartition(":")[2]) - line) <= 1


def test_a_table_that_is_written_reads_the_same(tmp_path: Path) -> None:
    path = tmp_path / "ecrite.sssom.tsv"
    table = new_table(path, "Titre : avec « ponctuation »")
    cells = {"comment": 'Un\tmot "cité"\nsur deux lignes', "author_label": "é", "autre": "gardé", "confidence": "1"}
    table.rows.append(new_row(table, ELEMENT.value, RELATED, INDICATOR.value, MANUAL, cells))
    path.write_text(write_table(table), encoding="utf-8")
    read = read_table(path)
    assert read.head == table.head
    assert read.rows[0].pair == table.rows[0].pair
    assert read.rows[0].cells["comment"] == 'Un mot "cité" sur deux lignes'
    assert read.rows[0].cells["autre"] == "gardé"
    assert write_table(read) == path.read_text(encoding="utf-8")
    reports = validate(parse_sssom_table(str(path)), fail_on_error=False)
    assert all(not report.results for report in reports.values())
