"""docs/ontology.md speaks of terms and lists that exist, and of all the lists and alignments there are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from rdflib import OWL, RDF, Graph, URIRef
from tests.ontology.document import listed

NAMESPACE = "https://w3id.org/qualigraph/ns#"


@pytest.fixture(scope="module")
def page(repository: Path) -> str:
    return (repository / "docs" / "ontology.md").read_text(encoding="utf-8")


def test_terms_of_the_page_are_declared(page: str, own_terms: frozenset[URIRef]) -> None:
    named = {URIRef(NAMESPACE + name) for name in re.findall(r"\bqg:([A-Za-z]+)", page)}
    assert len(named) > 40
    assert named - own_terms == set()


def test_every_list_stands_in_the_table(page: str, lists: dict[str, Graph]) -> None:
    table = page.split("## The lists")[1].split("## How to extend")[0]
    first_cells = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    assert sorted(name for cell in first_cells for name in re.findall(r"`([a-z-]+)`", cell)) == sorted(lists)


def test_every_alignment_stands_in_the_table(page: str, alignments: dict[str, Graph]) -> None:
    table = page.split("## The alignments")[1]
    assert set(re.findall(r"^\| `([a-z-]+)\.ttl`", table, flags=re.MULTILINE)) == set(alignments)


def test_the_example_of_a_term_is_the_term_itself(page: str, core: Graph) -> None:
    prefixes = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in core.namespaces())
    (block,) = re.findall(r"```turtle\n(.*?)```", page, flags=re.DOTALL)
    example = Graph().parse(data=prefixes + block, format="turtle")
    (term,) = example.subjects(RDF.type, OWL.DatatypeProperty)
    assert set(example.triples((term, None, None))) == set(core.triples((term, None, None)))


def test_the_page_of_terms_is_up_to_date(repository: Path) -> None:
    assert (repository / "docs" / "terms.md").read_text(encoding="utf-8") == listed()


def test_the_page_of_terms_has_them_all(own_terms: frozenset[URIRef]) -> None:
    named = re.findall(r"^\| `qg:([A-Za-z0-9]+)` ", listed(), flags=re.MULTILINE)
    assert len(named) == len(set(named))
    assert {URIRef(NAMESPACE + name) for name in named} == own_terms
