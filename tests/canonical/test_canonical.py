"""The canonical form keeps every triple and comment, is the same for every layout, and stays what it is."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    Literal,
    NamedNode,
    RdfFormat,
    Triple,
    parse,
    serialize,
)

from qualigraph.canonical import canonical_turtle, is_canonical
from qualigraph.errors import UsageProblem
from qualigraph.terms import ID, PREFIXES, QG, RDF, XSD

FIXTURES = Path(__file__).parent / "fixtures"
REPOSITORY = Path(__file__).resolve().parents[2]
TURTLE_FILES = sorted(
    path for folder in ("ontology", "graph/data", "graph/catalogues", "shapes")
    for path in (REPOSITORY / folder).rglob("*.ttl")
)  # fmt: skip


def meaning(content: bytes) -> Dataset:
    """The triples, blank nodes named by what is said of them."""
    dataset = Dataset(list(parse(content, RdfFormat.TURTLE)))
    dataset.canonicalize(CanonicalizationAlgorithm.UNSTABLE)
    return dataset


def canonical(text: str) -> str:
    return canonical_turtle(text.encode(), "file.ttl")


@pytest.mark.parametrize("path", sorted(FIXTURES.glob("*.messy.ttl")), ids=lambda path: path.name)
def test_a_messy_file_becomes_the_approved_one(path: Path) -> None:
    approved = path.with_name(path.name.replace(".messy", ""))
    assert canonical_turtle(path.read_bytes(), str(path)) == approved.read_text("utf-8")
    assert meaning(path.read_bytes()) == meaning(approved.read_bytes())
    assert is_canonical(approved)
    assert not is_canonical(path)


@pytest.mark.parametrize("path", TURTLE_FILES, ids=lambda path: path.name)
def test_every_shipped_file_keeps_its_meaning_and_its_comments(path: Path) -> None:
    content = path.read_bytes()
    written = canonical_turtle(content, str(path))
    assert meaning(written.encode()) == meaning(content)
    assert canonical(written) == written
    comments = [[line for line in text.split("\n") if line.startswith("#")] for text in (content.decode(), written)]
    assert comments[0] == comments[1]


IRIS = st.one_of(
    st.sampled_from(
        [ID + tail for tail in "icm/os1 a a/ a//b ../a ./a a/.. a:b a?b a#b /a é/à".split()]  # noqa: SIM905  # reads as a list
    ),
    st.sampled_from(list(PREFIXES.values())).map(lambda namespace: namespace + "term"),
    st.sampled_from([QG.iri + tail for tail in ("", "-a", "a.", "a.b", "1", "a%20b", "a(b)", "a-", "É", "a/b", "_")]),
    st.sampled_from(["urn:x", "http://example.org/", "http://example.org/a,b;c", "mailto:a@b.org", "urn:a:é"]),
)  # fmt: skip
LITERALS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12).map(Literal),
    st.text(st.sampled_from("a\"\\\n\r\t'é\u00a0\u00ad#.;"), max_size=12).map(Literal),
    st.builds(Literal, st.text(max_size=5), language=st.sampled_from(["fr", "en", "de-ch"])),
    st.builds(
        Literal,
        st.sampled_from(["1", "007", "-1", "+1", "1.", "1.50", ".5", "1e3", "1E-3", "true", "TRUE", "", "x", "INF"]),
        datatype=st.sampled_from(
            [XSD.integer, XSD.decimal, XSD.double, XSD.boolean, XSD.date, XSD.int, NamedNode("http://e.org/t")]
        ),
    ),
)
NODES = IRIS.map(NamedNode)
TRIPLES = st.lists(st.tuples(NODES, NODES, NODES | LITERALS), max_size=25)
TREES = st.recursive(
    NODES | LITERALS,
    lambda inner: st.lists(st.tuples(NODES, inner), max_size=3) | st.lists(inner, max_size=4).map(tuple),
    max_leaves=8,
)
"""Nested brackets (a list of predicates and objects) and RDF lists (a tuple of items)."""


def flatten(tree: object, triples: list[Triple]) -> NamedNode | BlankNode | Literal:
    """Add the triples of a tree and return its node."""
    if isinstance(tree, NamedNode | Literal):
        return tree
    if isinstance(tree, tuple):
        head: NamedNode | BlankNode = RDF.nil
        for item in reversed(tree):
            node = BlankNode()
            triples += [Triple(node, RDF.first, flatten(item, triples)), Triple(node, RDF.rest, head)]
            head = node
        return head
    assert isinstance(tree, list)
    subject = BlankNode()
    triples += [Triple(subject, predicate, flatten(value, triples)) for predicate, value in tree]
    return subject


def shuffled(triples: list[Triple], seed: int) -> bytes:
    """The triples in another order, with or without prefixes, as another program would write them."""
    triples = list(dict.fromkeys(triples))
    random.Random(seed).shuffle(triples)
    written = serialize(triples, format=RdfFormat.TURTLE, prefixes={"q": QG.iri, "xsd": XSD.iri} if seed % 2 else None)
    assert written is not None
    return written


@settings(max_examples=300, deadline=None)
@given(TRIPLES, st.lists(st.tuples(NODES, NODES, TREES), max_size=4), st.integers(0, 1000))
def test_any_graph(
    flat: list[tuple[NamedNode, NamedNode, NamedNode | Literal]],
    trees: list[tuple[NamedNode, NamedNode, object]],
    seed: int,
) -> None:
    triples = [Triple(*parts) for parts in flat]
    for subject, predicate, tree in trees:
        triples.append(Triple(subject, predicate, flatten(tree, triples)))
    one, other = shuffled(triples, seed), shuffled(triples, seed + 1)
    written = canonical_turtle(one, "file.ttl")
    assert meaning(written.encode()) == meaning(one)
    assert canonical(written) == written
    assert canonical_turtle(other, "file.ttl") == written


def test_the_order_of_blocks_is_natural() -> None:
    written = canonical(f"@base <{ID}> . <a10> a <c> . <a2> a <c> . <a2/b> a <c> . <a> a <c> .")
    assert [line.split()[0] for line in written.split("\n") if " a " in line] == ["<a>", "<a2>", "<a2/b>", "<a10>"]


def test_statements_without_any_space_are_told_apart() -> None:
    text = "<urn:a> <urn:p> 1.5,.5,<urn:b>.<urn:b><urn:p>'x'@fr.@prefix e:<urn:>.e:c.d e:p e:o,<urn:o>.e:d a e:t."
    assert meaning(canonical(text).encode()) == meaning(text.encode())
    assert canonical(text).count("\n\n") == 4


@pytest.mark.parametrize(
    ("text", "place", "word"),
    [
        ("<urn:a> <urn:b> 1 ;\n# inside\n <urn:c> 2 .", "file.ttl:2", "commentaire"),
        ("<urn:a> <urn:b> 1 . # behind", "file.ttl:1", "commentaire"),
        ("<urn:a> <urn:b> 1 .\n<urn:a> <urn:b> [ # in brackets\n ] .", "file.ttl:2", "commentaire"),
        ("<urn:a> <urn:b> _:x .\n<urn:c> <urn:b> _:x .", "file.ttl:2", "deux fois"),
        ("_:x <urn:b> _:y .\n_:y <urn:b> _:x .", "file.ttl", "deux fois"),
        ("<urn:a> <urn:b> <<( <urn:a> <urn:b> 1 )>> .", "file.ttl:1", "énoncé cité"),
        ("\n<urn:a> <urn:b> .", "file.ttl:2", "syntaxe"),
    ],
)
def test_what_the_form_cannot_keep_is_refused(text: str, place: str, word: str) -> None:
    with pytest.raises(UsageProblem) as caught:
        canonical(text)
    assert caught.value.place == place
    assert word in caught.value.text.fr


def test_a_hash_in_a_text_or_an_address_is_no_comment() -> None:
    text = '<urn:a#b> <urn:p#q> "# no" , """x\n# no\n""" , "it\'s # no" , \'say "# no"\' .'
    assert meaning(canonical(text).encode()) == meaning(text.encode())


def test_a_blank_node_used_in_another_statement_is_nested() -> None:
    assert canonical("<urn:a> <urn:p> _:x .\n_:x <urn:q> 1 .") == "<urn:a> <urn:p> [ <urn:q> 1 ] .\n"


def test_windows_line_ends_and_a_byte_order_mark_are_not_canonical(tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    for content in (b"<urn:a> <urn:p> 1 .\r\n", b"\xef\xbb\xbf<urn:a> <urn:p> 1 .\n"):
        path.write_bytes(content)
        assert not is_canonical(path)
    path.write_bytes(b"<urn:a> <urn:p> 1 .\n")
    assert is_canonical(path)
