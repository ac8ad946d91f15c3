"""The line of a triple's object and of a subject's block, however the file is laid out."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, RdfFormat, parse

from qualigraph.dataset import load_dataset
from qualigraph.lines import FileLines
from qualigraph.reading import FORMATS
from qualigraph.terms import RDF, XSD

HERE = DefaultGraph()


def ex(name: str) -> NamedNode:
    return NamedNode("http://example.org/" + name)


TURTLE = '''\
@prefix ex: <http://example.org/> .
# A comment about nothing.

ex:a
  a
    ex:C ;
  ex:p "ends its line"
   , "tagged"@fr
   , "typed"
     ^^ ex:type
   ;
  ex:p 12 , 1.5 , true
   , ex:object  # a comment with a dot .
   .

# ex:b is not here.
ex:b ex:q [
    ex:inner 1 ;
    ex:other """first
      # no comment: part of the text
second"""
  ] ;
  ex:text """multi
line""" ;
  ex:escaped "two\\nlines" ;
  ex:list ( 1

    "two"
    ex:three ) .
PREFIX other: <http://other.example/>
<http://example.org/c>
  ex:p
    ex:o
.
ex:d ex:p 1 . ex:e ex:p 2 .
ex:f ex:p 3 . ex:g
  ex:p 4 .
[] ex:p
  ex:of-nobody .
ex:a ex:again "in a second block" .
'''

TRIPLES: list[tuple[str, NamedNode, NamedNode | Literal, int]] = [
    ("a", RDF.type, ex("C"), 6),
    ("a", ex("p"), Literal("ends its line"), 7),
    ("a", ex("p"), Literal("tagged", language="fr"), 8),
    ("a", ex("p"), Literal("12", datatype=XSD.integer), 12),
    ("a", ex("p"), Literal("1.5", datatype=XSD.decimal), 12),
    ("a", ex("p"), Literal("true", datatype=XSD.boolean), 12),
    ("a", ex("p"), ex("object"), 13),
    ("b", ex("text"), Literal("multi\nline"), 23),
    ("b", ex("escaped"), Literal("two\nlines"), 25),
    ("c", ex("p"), ex("o"), 33),
    ("d", ex("p"), Literal("1", datatype=XSD.integer), 35),
    ("e", ex("p"), Literal("2", datatype=XSD.integer), 35),
    ("g", ex("p"), Literal("4", datatype=XSD.integer), 37),
    ("a", ex("again"), Literal("in a second block"), 40),
]
SUBJECTS = {"a": 4, "b": 17, "c": 31, "d": 35, "e": 35, "f": 36, "g": 36}


def lines_of(tmp_path: Path, content: str, name: str = "file.ttl") -> FileLines:
    path = tmp_path / name
    path.write_bytes(content.encode())
    return FileLines(path.read_bytes(), FORMATS[path.suffix])


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_turtle(tmp_path: Path, newline: str, mark: str) -> None:
    lines = lines_of(tmp_path, mark + TURTLE.replace("\n", newline))
    for subject, predicate, value, line in TRIPLES:
        if isinstance(value, Literal) and value.value == "multi\nline":
            value = Literal(f"multi{newline}line")
        assert lines.triple(HERE, ex(subject), predicate, value) == line, value
    assert {name: lines.subject(HERE, ex(name)) for name in SUBJECTS} == SUBJECTS
    assert lines.subject(HERE, ex("nobody")) is None
    assert lines.triple(HERE, ex("a"), ex("p"), ex("C")) is None


def test_the_graphs_of_trig_are_told_apart(tmp_path: Path) -> None:
    lines = lines_of(
        tmp_path,
        "@prefix ex: <http://example.org/> .\nex:a ex:p ex:b .\nex:g {\n  ex:a ex:p\n ex:b .\n}\n"
        "GRAPH ex:h { ex:a\n ex:p ex:b }\n",
        "file.trig",
    )
    triple = (ex("a"), ex("p"), ex("b"))
    assert [lines.triple(graph, *triple) for graph in (HERE, ex("g"), ex("h"), ex("none"))] == [2, 5, 8, None]
    assert [lines.subject(graph, ex("a")) for graph in (HERE, ex("g"))] == [2, 4]


def test_a_number_is_found_by_its_value(tmp_path: Path) -> None:
    path = tmp_path / "one.ttl"
    path.write_text("@prefix ex: <http://example.org/> .\nex:a ex:p 7.10 ,\n 007 .\n", encoding="utf-8")
    dataset = load_dataset([path], plain=True)
    found = {
        str(quad.object): dataset.line_of(quad.subject, quad.predicate, quad.object)
        for quad in dataset.store.quads_for_pattern(ex("a"), None, None, HERE)
    }
    seven, more = (str(Literal(text, datatype=kind)) for text, kind in (("7", XSD.integer), ("7.1", XSD.decimal)))
    assert found == {seven: (path, 3), more: (path, 2)}


@pytest.mark.parametrize("suffix", [".nt", ".nq"])
def test_one_triple_a_line(tmp_path: Path, suffix: str) -> None:
    graph = " <http://example.org/g>" if suffix == ".nq" else ""
    content = "\n".join(
        [
            f'<http://example.org/a> <http://example.org/p> "one\\n\\ntwo"{graph} .',
            "# a comment",
            "",
            f"<http://example.org/b> <http://example.org/p> _:x{graph} .",
            f'<http://example.org/a> <http://example.org/p> "last"{graph} .',
        ]
    )
    lines = lines_of(tmp_path, content, "file" + suffix)
    name = ex("g") if graph else HERE
    assert lines.triple(name, ex("a"), ex("p"), Literal("one\n\ntwo")) == 1
    assert lines.triple(name, ex("a"), ex("p"), Literal("last")) == 5
    assert (lines.subject(name, ex("a")), lines.subject(name, ex("b"))) == (1, 4)


class Writer:
    """Writes random Turtle, laid out at random, and notes on which line each object begins."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.text = "@prefix ex: <http://example.org/> .\n"
        self.triples: dict[tuple[NamedNode, NamedNode, NamedNode | Literal], int] = {}
        self.subjects: dict[NamedNode, int] = {}
        for number in range(12):
            self.block(ex(f"s{number}"))

    def line(self) -> int:
        return self.text.count("\n") + 1

    def gap(self) -> None:
        self.text += self.random.choice(
            [" ", "  ", "\n", "\n\n", " \n\t", "\n# comment with ; and .\n", " # it's \"\n  "]
        )

    def block(self, subject: NamedNode) -> None:
        # A block begins on a line of its own, as people and programs write it.
        self.text += self.random.choice(["\n", "\n\n", "\n# ex:s1 a comment before.\n"])
        self.subjects[subject] = self.line()
        self.text += f"ex:{subject.value.rsplit('/')[-1]}"
        for number in range(self.random.randint(1, 4)):
            self.gap()
            self.text += f"ex:p{number}"
            for _ in range(self.random.randint(1, 3)):
                self.gap()
                value, written = self.value(f"{len(self.triples)}")
                self.triples[subject, ex(f"p{number}"), value] = self.line()
                self.text += written
                self.gap()
                self.text += ","
            self.text = self.text[:-1] + ";"
        self.text = self.text[:-1] + "."

    def value(self, unique: str) -> tuple[NamedNode | Literal, str]:
        choices: list[tuple[NamedNode | Literal, str]] = [
            (ex("o" + unique), f"ex:o{unique}"),
            (ex("o" + unique), f"<http://example.org/o{unique}>"),
            (Literal(unique, datatype=XSD.integer), unique),
            (Literal("text " + unique), f'"text {unique}"'),
            (Literal("text " + unique), f"'text {unique}'"),
            (Literal("text. " + unique, language="fr"), f'"text. {unique}"@fr'),
            (Literal("raw\n2 .\n" + unique), f'"""raw\n2 .\n{unique}"""'),
            (Literal("raw\n2\n" + unique, language="fr"), f'"""raw\n2\n{unique}"""@fr'),
            (Literal("1\n2" + unique), f'"1\\n2{unique}"'),
            (Literal("x" + unique, datatype=ex("t")), f'"x{unique}"^^ex:t'),
        ]
        return self.random.choice(choices)


def with_newlines(value: NamedNode | Literal, newline: str) -> NamedNode | Literal:
    """What is read when the raw line ends of the file are ``newline``; an escaped one stays what it is."""
    if isinstance(value, Literal) and value.value.startswith("raw"):
        return Literal(value.value.replace("\n", newline), language=value.language)
    return value


@pytest.mark.parametrize("seed", range(60))
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_any_layout(tmp_path: Path, seed: int, newline: str) -> None:
    writer = Writer(seed)
    lines = lines_of(tmp_path, writer.text.replace("\n", newline))
    expected = {(s, p, with_newlines(o, newline)): line for (s, p, o), line in writer.triples.items()}
    assert {triple: lines.triple(HERE, *triple) for triple in expected} == expected
    assert {subject: lines.subject(HERE, subject) for subject in writer.subjects} == writer.subjects


def test_every_triple_of_the_shipped_files_has_the_line_of_its_object() -> None:
    """Not computed the same way: the text of each line must hold the object's own last characters."""
    dataset = load_dataset()
    checked = 0
    for path in (path for paths in dataset.files.values() for path in paths if path.suffix == ".ttl"):
        lines, text = FileLines(path.read_bytes(), RdfFormat.TURTLE), path.read_text("utf-8").split("\n")
        for quad in parse(path=str(path), format=RdfFormat.TURTLE):
            if isinstance(quad.object, BlankNode) or isinstance(quad.subject, BlankNode):
                continue
            line = lines.triple(HERE, quad.subject, quad.predicate, quad.object)
            assert line is not None
            value = quad.object.value
            end = (
                value.split("\n")[0][:20] if isinstance(quad.object, Literal) else value.rsplit("/")[-1].rsplit("#")[-1]
            )
            assert end.replace('"', '\\"') in text[line - 1] or end in text[line - 1], (path, line, value)
            checked += 1
    assert checked > 10_000


def test_a_line_of_the_dataset(tmp_path: Path) -> None:
    (tmp_path / "one.ttl").write_text(
        "@prefix ex: <http://example.org/> .\nex:a ex:p ex:b .\n\nex:x ex:q [ ex:r 1 ] .\n", encoding="utf-8"
    )
    (tmp_path / "two.ttl").write_text(
        "@prefix ex: <http://example.org/> .\n\n\nex:a\n  a ex:C ;\n  ex:p ex:b .\n", encoding="utf-8"
    )
    (tmp_path / "three.nq").write_text(
        "# comment\n<http://example.org/n> <http://example.org/p> <http://example.org/o> .\n"
        "<http://example.org/n> <http://example.org/p> <http://example.org/o> <http://example.org/g> .\n",
        encoding="utf-8",
    )
    (tmp_path / "four.jsonld").write_text(
        '{"@id": "http://example.org/j", "http://example.org/p": 1}', encoding="utf-8"
    )
    dataset = load_dataset([tmp_path], plain=True)
    one, two, three = (tmp_path / name for name in ("one.ttl", "two.ttl", "three.nq"))
    assert dataset.line_of(ex("a")) == (two, 4)
    assert dataset.line_of(ex("a"), RDF.type) == (two, 5)
    assert dataset.line_of(ex("a"), ex("p"), ex("b")) == (one, 2)
    assert dataset.line_of(ex("a"), ex("p"), ex("b"), dataset.data_graphs()[-1]) == (two, 6)
    assert dataset.line_of(ex("n"), ex("p"), ex("o")) == (three, 2)
    assert dataset.line_of(ex("n"), ex("p"), ex("o"), ex("g")) == (three, 3)
    assert dataset.line_of(ex("j")) is None
    assert dataset.line_of(ex("unknown")) is None
    blank = next(iter(dataset.store.quads_for_pattern(ex("x"), ex("q"), None))).object
    assert isinstance(blank, BlankNode)
    assert dataset.line_of(blank) == (one, 4)
    assert dataset.line_of(ex("x"), ex("q"), blank) == (one, 4)
