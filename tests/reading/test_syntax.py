"""What a parser says of a faulty file is told in plain words of both languages, with line and column."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from qualigraph.dataset import load_dataset
from qualigraph.errors import UsageProblem
from qualigraph.syntax import explained

PREFIXED = "@prefix ex: <http://example.org/> .\nex:a a ex:b .\n"


def said(path: Path) -> tuple[str, str]:
    """What people read of the file, less its folder, in French and in English."""
    with pytest.raises(UsageProblem) as caught:
        load_dataset([path], plain=True)
    french, english = (caught.value.say(language).replace(f"{path.parent}/", "") for language in ("fr", "en"))
    return french, english


@pytest.mark.parametrize(
    ("name", "content", "french", "english"),
    [
        ("a.ttl", PREFIXED + "ex:a ex:p ex:b\nex:c ex:p ex:d .",
         "a.ttl:4 : syntaxe RDF incorrecte, colonne 1 : il manque un point ici ou juste au-dessus.",
         "a.ttl:4: RDF syntax error, column 1: a dot is missing here or just above."),
        ("a.ttl", PREFIXED + "ex:a fo:p ex:b .",
         "a.ttl:3 : syntaxe RDF incorrecte, colonne 6 : le préfixe fo: n'est pas déclaré ; ajoutez une ligne @prefix.",
         "a.ttl:3: RDF syntax error, column 6: the prefix fo: is not declared; add a @prefix line."),
        ("a.ttl", PREFIXED + 'ex:a ex:p "un "mot" cité" .',
         "a.ttl:3 : syntaxe RDF incorrecte, colonne 16 : mot n'a pas sa place ici ; "
         "il manque peut-être, juste avant, un point, une virgule ou un guillemet.",
         "a.ttl:3: RDF syntax error, column 16: mot has no place here; "
         "a dot, a comma or a quote may be missing just before."),
        ("a.ttl", PREFIXED + "ex:a ex:p «mot» .",
         "a.ttl:3 : syntaxe RDF incorrecte, colonne 11 : le signe « n'a pas sa place ici ; "
         "un texte s'écrit entre guillemets droits.",
         "a.ttl:3: RDF syntax error, column 11: the sign « has no place here; a text stands between straight quotes."),
        ("a.ttl", PREFIXED + 'ex:a ex:p "C:\\dossier" .',
         "a.ttl:3 : syntaxe RDF incorrecte, colonne 14 : \\d ne veut rien dire dans un texte ; "
         "une barre oblique inverse s'écrit \\\\.",
         "a.ttl:3: RDF syntax error, column 14: \\d means nothing in a text; a backslash is written \\\\."),
        ("a.ttl", PREFIXED + 'ex:a ex:p "un\ndeux" .',
         "a.ttl:3 : syntaxe RDF incorrecte, colonne 14 : un texte n'est pas refermé à la fin de sa ligne.",
         "a.ttl:3: RDF syntax error, column 14: a text is not closed at the end of its line."),
        ("a.ttl", PREFIXED + "<http://e.org/a b> a ex:b .",
         "a.ttl:3 : syntaxe RDF incorrecte, colonne 1 : une adresse <...> contient une espace ou n'est pas refermée.",
         "a.ttl:3: RDF syntax error, column 1: an address <...> contains a space or is not closed."),
        ("a.nt", "<http://e.org/a> <http://e.org/p> ex:b .",
         "a.nt:1 : syntaxe RDF incorrecte, colonne 35 : une ligne s'écrit <sujet> <propriété> valeur, puis un point.",
         "a.nt:1: RDF syntax error, column 35: a line is written <subject> <property> value, then a dot."),
        ("a.jsonld", '{"http://e.org/p": 1,}',
         "a.jsonld:1 : syntaxe RDF incorrecte, colonne 22 : virgule en trop.",
         "a.jsonld:1: RDF syntax error, column 22: one comma too many."),
        ("a.ttl", "<!DOCTYPE html>\n<html><title>404</title></html>",
         "a.ttl:1 : ce fichier contient une page web (HTML), pas ce que dit son nom ; "
         "téléchargez-le à nouveau ou renommez-le.",
         "a.ttl:1: this file holds a web page (HTML), not what its name says; download it again or rename it."),
        ("a.ttl", '{"@id": "http://e.org/a"}',
         "a.ttl:1 : ce fichier contient du JSON, pas ce que dit son nom ; téléchargez-le à nouveau ou renommez-le.",
         "a.ttl:1: this file holds JSON, not what its name says; download it again or rename it."),
        ("a.jsonld", '{"@id": "http://e.org/a", "nom": "x"}',
         "a.jsonld : aucun fait n'est lu dans ce JSON ; ajoutez un @context et des @id entiers.",
         "a.jsonld: not one fact is read in this JSON; add a @context and whole @id."),
        ("a.jsonld", '{"@id": "un nom", "http://e.org/p": "x"}',
         "a.jsonld : aucun fait n'est lu dans ce JSON ; ajoutez un @context et des @id entiers.",
         "a.jsonld: not one fact is read in this JSON; add a @context and whole @id."),
    ],
)  # fmt: skip
def test_what_people_read(tmp_path: Path, name: str, content: str, french: str, english: str) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    assert said(tmp_path / name) == (french, english)


@pytest.mark.parametrize("content", ["", "  \n", "# nothing yet\n"])
def test_a_file_that_says_nothing_is_no_fault(tmp_path: Path, content: str) -> None:
    (tmp_path / "a.ttl").write_text(content)
    (tmp_path / "b.jsonld").write_text("[ {}, {} ]")
    assert len(load_dataset([tmp_path], plain=True).store) == 0


def test_an_unknown_reason_stands_as_it_is() -> None:
    assert explained("The moon is in the wrong quarter") == ("The moon is in the wrong quarter",) * 2


def test_a_long_token_is_cut() -> None:
    assert explained(f"{'x' * 500} is not a valid predicate").fr == f"{'x' * 40}… n'est pas une propriété"


def test_a_name_with_a_line_end_keeps_one_line(tmp_path: Path) -> None:
    (tmp_path / "a\n\x1b[31mb.ttl").write_text("nonsense")
    french, english = said(tmp_path / "a\n\x1b[31mb.ttl")
    assert french.startswith("a\\n\\x1b[31mb.ttl:1 : ")
    assert english.startswith("a\\n\\x1b[31mb.ttl:1: ")


def test_a_name_that_is_not_utf_8(tmp_path: Path) -> None:
    name = os.fsdecode(b"\xff\xfe.ttl")
    (tmp_path / name).write_text(PREFIXED)
    for path in (tmp_path, tmp_path / name):
        with pytest.raises(UsageProblem) as caught:
            load_dataset([path], plain=True)
        assert caught.value.say("fr").endswith(
            "\\udcff\\udcfe.ttl : le nom de ce fichier n'est pas en UTF-8 ; renommez-le."
        )


def test_the_ending_of_a_name_may_be_in_capitals(tmp_path: Path) -> None:
    (tmp_path / "PLAN.TTL").write_text(PREFIXED)
    (tmp_path / "SUITE.JSONLD").write_text('{"@id": "http://e.org/a", "http://e.org/p": 1}')
    for asked in ([tmp_path], [tmp_path / "PLAN.TTL", tmp_path / "SUITE.JSONLD"]):
        assert len(load_dataset(asked, plain=True).store) == 2 * 2
