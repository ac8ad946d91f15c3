"""What cannot be read is told in one line that names the place, and nothing of it is loaded."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Store

from qualigraph import reading
from qualigraph.dataset import load_dataset
from qualigraph.errors import UsageProblem
from qualigraph.reading import RdfFile, load_file, read_bytes

TRIPLE = b"<http://example.org/a> <http://example.org/p> <http://example.org/b> .\n"
LONG = b"x" * (reading.LITERAL_LIMIT + 1)


def refusal(path: Path) -> tuple[str, str]:
    """The place, less the folder of the test, and the French text of what is wrong with ``path``."""
    with pytest.raises(UsageProblem) as caught:
        load_dataset([path], plain=True)
    problem = caught.value
    assert problem.place is not None
    assert "\n" not in problem.say("fr") + problem.say("en")
    return Path(problem.place).name, problem.text.fr


@pytest.mark.parametrize(
    ("name", "content", "place", "word"),
    [
        ("a.ttl", TRIPLE + b"\n<http://example.org/a> nonsense .", "a.ttl:3", "syntaxe RDF"),
        ("a.ttl", TRIPLE + b"ex:a ex:b ex:c .", "a.ttl:2", "le préfixe ex: n'est pas déclaré"),
        ("a.trig", TRIPLE + b"<http://example.org/g> {", "a.trig:2", "syntaxe RDF"),
        ("a.nt", TRIPLE + b"<http://example.org/a> .", "a.nt:2", "syntaxe RDF"),
        ("a.nq", TRIPLE * 4 + b"\xef\xbf\xbd", "a.nq:5", "syntaxe RDF"),
        ("a.jsonld", b'{"@context": {},\n "@id": }', "a.jsonld:2", "syntaxe RDF"),
        ("a.ttl", TRIPLE + '<http://e.org/a> <http://e.org/p> "é" .'.encode("latin-1"), "a.ttl:2", "UTF-8"),
        ("a.jsonld", '{"http://e.org/p":\n\n"é"}'.encode("cp1252"), "a.jsonld:3", "UTF-8"),
        ("a.ttl", TRIPLE.decode().encode("utf-16"), "a.ttl:1", "UTF-8"),
        ("a.ttl", TRIPLE + b"<here> <http://example.org/p> 1 .", "a.ttl:2", "@base"),
        ("a.jsonld", b'{"@id": "here", "http://example.org/p": 1}', "a.jsonld:1", "<here> sans base"),
        ("a.jsonld", b'{"@context": "https://schema.org/", "name": "x"}', "a.jsonld:1", "distant"),
        ("a.jsonld", b'{"@context": {"@import": "https://schema.org/"}, "name": "x"}', "a.jsonld:1", "distant"),
        ("a.ttl", TRIPLE + b'<http://e.org/a> <http://e.org/p> "' + LONG + b'" .', "a.ttl:2", "1 048 576"),
        ("a.ttl", TRIPLE + b'<http://e.org/a> <http://e.org/p>\n """\n' + LONG + b'\n""" .', "a.ttl:3", "1 048 576"),
        ("a.nq", TRIPLE + b'<http://e.org/a> <http://e.org/p> "' + LONG + b'" <http://e.org/g> .', "a.nq:2", "1 048"),
        ("a.ttl", TRIPLE + b'<http://e.org/a> <http://e.org/p>\n "' + LONG * 20 + b'" .', "a.ttl:3", "1 048 576"),
        ("a.ttl", TRIPLE + b'<http://e.org/a> <http://e.org/p>\n"""' + (LONG + b"\n") * 20 + b'""" .', "a.ttl:3", "04"),
        ("a.nt", TRIPLE + b'<http://e.org/a> <http://e.org/p> "' + LONG * 20 + b'" .', "a.nt:2", "1 048 576"),
        ("a.jsonld", b'{"http://e.org/p": "' + LONG + b'"}', "a.jsonld:1", "1 048 576"),
        ("a.jsonld", b'{"http://e.org/p": "' + LONG * 20 + b'"}', "a.jsonld:1", "1 048 576"),
        ("a.jsonld", b'\n{"http://e.org/p":' * 10_000 + b"1" + b"}" * 10_000, "a.jsonld:102", "imbriqu"),
        ("a.ttl", b"<http://e.org/a> <http://e.org/p> " + b"<<( <http://e.org/a> <http://e.org/p> " * 100_000,
         "a.ttl:1", "imbriqu"),
        ("a.txt", TRIPLE, "a.txt", ".ttl"),
        ("a.rdf", TRIPLE, "a.rdf", ".ttl"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read(tmp_path: Path, name: str, content: bytes, place: str, word: str) -> None:
    (tmp_path / name).write_bytes(content)
    said = refusal(tmp_path / name)
    assert said[0] == place
    assert word in said[1]


def test_what_is_missing(tmp_path: Path) -> None:
    assert refusal(tmp_path / "none.ttl") == ("none.ttl", "fichier ou dossier introuvable.")
    assert refusal(tmp_path / "none") == ("none", "fichier ou dossier introuvable.")


def test_a_folder_without_rdf(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("nothing")
    (tmp_path / ".hidden.ttl").write_bytes(TRIPLE)
    place, text = refusal(tmp_path)
    assert place == tmp_path.name
    assert "sans fichier RDF" in text


def test_a_folder_that_contains_itself(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_bytes(TRIPLE)
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "back").symlink_to(tmp_path, target_is_directory=True)
    place, text = refusal(tmp_path)
    assert place == "back"
    assert "ce lien" in text


def test_a_link_to_another_folder_is_followed(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "a.ttl").write_bytes(TRIPLE)
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "link").symlink_to(tmp_path / "real", target_is_directory=True)
    assert [name.value for name in load_dataset([tmp_path / "data"], plain=True).files] == [
        "https://w3id.org/qualigraph/graph/link/a"
    ]


def test_a_link_to_nowhere_and_to_itself(tmp_path: Path) -> None:
    (tmp_path / "dangling.ttl").symlink_to(tmp_path / "none.ttl")
    assert refusal(tmp_path / "dangling.ttl")[1] == "fichier ou dossier introuvable."
    (tmp_path / "itself.ttl").symlink_to(tmp_path / "itself.ttl")
    assert refusal(tmp_path / "itself.ttl") == ("itself.ttl", "ce lien tourne en rond.")


def test_what_is_no_regular_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.ttl")
    assert refusal(tmp_path / "pipe.ttl") == ("pipe.ttl", "ce n'est pas un fichier ordinaire.")


def test_a_gigantic_file_is_not_even_opened(tmp_path: Path) -> None:
    with (tmp_path / "a.ttl").open("wb") as file:
        file.truncate(reading.FILE_LIMIT + 1)
    assert refusal(tmp_path / "a.ttl") == ("a.ttl", "fichier de 128 Mio, la limite est de 128 Mio ; découpez-le.")


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that everyone may enter, which pytest's own is not."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    for inner in folder.iterdir():
        inner.chmod(0o755)
    shutil.rmtree(folder)


@pytest.mark.parametrize("folder", [False, True])
def test_what_may_not_be_read(open_folder: Path, folder: bool) -> None:
    path = open_folder / ("closed" if folder else "closed.ttl")
    if folder:
        path.mkdir()
        (path / "a.ttl").write_bytes(TRIPLE)
    else:
        path.write_bytes(TRIPLE)
    path.chmod(0)
    as_root = os.geteuid() == 0
    if as_root:
        # Nothing is closed to root: read as nobody.
        os.seteuid(65534)
    try:
        assert refusal(path) == (path.name, "lecture interdite ; vérifiez les droits.")
        assert refusal(open_folder)[0] == path.name
    finally:
        if as_root:
            os.seteuid(0)


def test_nothing_of_a_broken_file_is_loaded(tmp_path: Path) -> None:
    file = RdfFile(tmp_path / "a.ttl", NamedNode("http://example.org/g"))
    file.path.write_bytes(TRIPLE * 3 + b"nonsense")
    store = Store()
    with pytest.raises(UsageProblem):
        load_file(store, file, read_bytes(file.path))
    assert len(store) == 0


def test_the_command_line_ends_with_code_2_and_one_line(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_bytes(TRIPLE + b"nonsense .")
    run = subprocess.run(
        [sys.executable, "-m", "qualigraph", "--lang", "en", "info", "--data", str(tmp_path)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 2
    assert run.stdout == ""
    assert run.stderr.splitlines() == [
        f"qualigraph: {tmp_path / 'a.ttl'}:2: RDF syntax error, column 1: nonsense has no place here; "
        "a dot, a comma or a quote may be missing just before."
    ]


def test_angle_brackets_in_a_text_nest_nothing(tmp_path: Path) -> None:
    code = b"cout << a << b;\n" * 200
    (tmp_path / "a.ttl").write_bytes(b'<http://e.org/a> <http://e.org/p> """%s \\" "" """, "<<<< \\" <<" .' % code)
    assert len(load_dataset([tmp_path], plain=True).store) == 4


def test_long_texts_are_read_up_to_the_limit(tmp_path: Path) -> None:
    text = b"x" * (reading.LITERAL_LIMIT // 2)
    (tmp_path / "a.ttl").write_bytes(
        b"".join(b'<http://e.org/a> <http://e.org/p%d> "%s" .\n' % (number, text) for number in range(5))
    )
    (tmp_path / "b.jsonld").write_bytes(b'{"http://e.org/p": "' + text + b'"}')
    assert len(load_dataset([tmp_path], plain=True).store) == 2 * 6


@pytest.mark.parametrize("quotes", [b'"""', b"'''"])
def test_a_gigantic_text_of_short_lines_is_refused_at_once(tmp_path: Path, quotes: bytes) -> None:
    # Fed to a parser line by line, this would take minutes.
    text = quotes + b"a\n" * 6_000_000 + quotes
    (tmp_path / "a.ttl").write_bytes(TRIPLE + b"<http://e.org/a> <http://e.org/p>\n" + text + b" .")
    before = time.monotonic()
    assert refusal(tmp_path / "a.ttl")[0] == "a.ttl:3"
    assert time.monotonic() - before < 20
