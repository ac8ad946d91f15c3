"""The catalogues say what was seen, mark what was not, and leave out what is unsure."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from qualigraph.dataset import Dataset
from qualigraph.terms import CATALOGUE, DCTERMS, ID, QG, RDF, SKOS

SCHEMES = ("iqss", "e-satis", "ifaq", "caqes", "has-certification", "esgo-ovarian-qi")


def entry(path: str) -> NamedNode:
    return NamedNode(CATALOGUE + path)


def values(dataset: Dataset, subject: NamedNode, prop: NamedNode) -> set[str]:
    found = (quad.object for quad in dataset.store.quads_for_pattern(subject, prop, None, None))
    return {node.value for node in found if isinstance(node, NamedNode | Literal)}


def entries(dataset: Dataset, scheme: str | None = None) -> set[NamedNode]:
    found = {quad.subject for quad in dataset.store.quads_for_pattern(None, RDF.type, QG.Indicator, None)}
    nodes = {node for node in found if isinstance(node, NamedNode)}
    return nodes if scheme is None else {n for n in nodes if CATALOGUE + scheme in values(dataset, n, SKOS.inScheme)}


def test_every_scheme_holds_its_entries(dataset: Dataset) -> None:
    counts = {scheme: len(entries(dataset, scheme)) for scheme in SCHEMES}
    assert counts == {
        "iqss": 62,
        "e-satis": 15,
        "ifaq": 2,
        "caqes": 18,
        "has-certification": 53,
        "esgo-ovarian-qi": 10,
    }


def test_every_entry_has_what_a_reader_needs(dataset: Dataset) -> None:
    for node in entries(dataset):
        labels = [q.object for q in dataset.store.quads_for_pattern(node, SKOS.prefLabel, None, None)]
        languages = Counter(label.language for label in labels if isinstance(label, Literal))
        assert languages["fr"] and languages["en"], node
        assert values(dataset, node, SKOS.notation), node
        assert values(dataset, node, QG.confidence) <= {ID + "confidence/high", ID + "confidence/medium"}, node
        assert values(dataset, node, QG.confidence), node


def test_the_code_of_an_entry_is_that_of_its_address(dataset: Dataset) -> None:
    for node in entries(dataset):
        (notation,) = values(dataset, node, SKOS.notation)
        assert node.value.rpartition("/")[2] == notation.lower().replace("_", "-")


def test_what_was_checked_says_where(dataset: Dataset) -> None:
    for node in entries(dataset):
        if ID + "confidence/high" in values(dataset, node, QG.confidence):
            assert values(dataset, node, QG.seenIn), node


@pytest.mark.parametrize(
    "path",
    [
        "iqss/esatis-ca-mco--acc",
        "iqss/ias-vag",
        "iqss/ca-apd",
        "caqes/caqes-2025",
        "has-certification/v2020-k04",
        "has-certification/v2025-o1.1",
    ],
)
def test_what_is_unsure_stays_out(dataset: Dataset, path: str) -> None:
    assert not values(dataset, entry(path), SKOS.prefLabel)


@pytest.mark.parametrize(
    ("path", "confidence"),
    [
        ("iqss/esatis-48h-mco--sortie", "high"),
        ("iqss/ca-eps", "medium"),
        ("caqes/caqes-n2-perfadom", "high"),
        ("caqes/caqes-r-mpi-sa", "medium"),
        ("has-certification/v2020-o2.4", "medium"),
        ("has-certification/v2025-c1", "high"),
        ("esgo-ovarian-qi/qi1", "high"),
        ("esgo-ovarian-qi/qi5", "medium"),
    ],
)
def test_confidence(dataset: Dataset, path: str, confidence: str) -> None:
    assert values(dataset, entry(path), QG.confidence) == {f"{ID}confidence/{confidence}"}


@pytest.mark.parametrize(
    ("path", "state"),
    [
        ("iqss/esatis-had", "abandoned"),
        ("iqss/esatis-psy", "experimental"),
        ("iqss/ias-icsha-v3", "retired"),
        ("iqss/mco-rcp", "retired"),
        ("iqss/ias-pcc-mco", "active"),
        ("caqes/caqes-v1-socle", "retired"),
    ],
)
def test_state(dataset: Dataset, path: str, state: str) -> None:
    assert values(dataset, entry(path), QG.indicatorState) == {f"{ID}indicator-state/{state}"}


def test_a_state_that_was_not_seen_is_not_said(dataset: Dataset) -> None:
    assert values(dataset, entry("iqss/ca-eps"), QG.indicatorState) == set()


def test_replacements_go_both_ways(dataset: Dataset) -> None:
    pairs = {
        (quad.subject, quad.object)
        for quad in dataset.store.quads_for_pattern(None, QG.replaces, None, None)
        if isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(CATALOGUE + "iqss/")
    }
    assert (entry("iqss/ias-icsha-v4"), entry("iqss/ias-icsha-v3")) in pairs
    back = {(q.object, q.subject) for q in dataset.store.quads_for_pattern(None, QG.replacedBy, None, None)}
    assert pairs <= back


def test_e_satis_is_a_part_of_iqss_with_its_dimensions(dataset: Dataset) -> None:
    assert values(dataset, entry("e-satis"), DCTERMS.isPartOf) == {CATALOGUE + "iqss"}
    sortie = entry("iqss/esatis-48h-mco--sortie")
    assert values(dataset, sortie, SKOS.inScheme) == {CATALOGUE + "iqss", CATALOGUE + "e-satis"}
    assert values(dataset, sortie, SKOS.broader) == {CATALOGUE + "iqss/esatis-48h-mco"}


def test_only_the_seen_lines_of_the_order_of_2026_are_of_ifaq(dataset: Dataset) -> None:
    used = {
        quad.subject.value.removeprefix(CATALOGUE)
        for quad in dataset.store.quads_for_pattern(None, QG.usedByScheme, NamedNode(ID + "programme/ifaq"), None)
        if isinstance(quad.subject, NamedNode)
    }
    assert used == {
        "ifaq/ifaq-certification",
        "ifaq/ifaq-dmp-ldl",
        "iqss/ca-qls",
        "iqss/dpa-qls-mco",
        "iqss/dpa-qls-smr",
        "iqss/psy-qls",
    }


def test_no_criterion_shows_a_number_as_a_fact(dataset: Dataset) -> None:
    criterion = NamedNode(ID + "requirement-kind/criterion")
    criteria = {quad.subject for quad in dataset.store.quads_for_pattern(None, QG.kind, criterion, None)}
    assert len(criteria) == 13
    for node in criteria:
        assert isinstance(node, NamedNode)
        assert not values(dataset, node, QG.printedNumber)
        assert values(dataset, node, QG.confidence) == {ID + "confidence/medium"}
        assert any("vérifier" in note for note in values(dataset, node, SKOS.note))


def test_nothing_remembered_is_published(repository: Path) -> None:
    for path in sorted((repository / "graph/catalogues").glob("*.ttl")):
        assert "mémoire" not in path.read_text(encoding="utf-8"), path


def test_synonyms_are_of_things_that_exist(repository: Path, dataset: Dataset) -> None:
    path = repository / "graph/catalogues/synonyms.ttl"
    for quad in parse(path=path, format=RdfFormat.TURTLE):
        assert quad.predicate == SKOS.hiddenLabel
        assert isinstance(quad.subject, NamedNode)
        assert values(dataset, quad.subject, SKOS.prefLabel), quad.subject


def test_no_finess_number_is_published(dataset: Dataset) -> None:
    for prop in (QG.finessSite, QG.finessLegalEntity):
        assert not any(True for _ in dataset.store.quads_for_pattern(None, prop, None, None))
