"""The catalogue: well-formed files, words in both languages, and a page that lists them all."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.questions.document import MARK, PAGE, listed

from qualigraph.language import Text
from qualigraph.questions import Question, load_catalogue, read_question
from qualigraph.questions.model import COMPUTED

QUESTIONS = list(load_catalogue().values())
HEAD = """#+ title: {fr: t, en: t}
#+ description: {fr: d, en: d}
#+ moments: [year]
#+ columns: [{name: s, fr: s, en: s}]
"""


def test_there_are_as_many_questions_as_promised() -> None:
    assert len(QUESTIONS) >= 45


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.id)
def test_words_are_in_both_languages(question: Question) -> None:
    texts = [question.title, question.description]
    texts += [column.header for column in question.columns]
    texts += [words for column in question.columns for words in column.values.values()]
    texts += [parameter.label for parameter in question.parameters]
    for text in texts:
        assert text.fr.strip(), text
        assert text.en.strip(), text
    assert question.title.fr != question.title.en
    assert question.description.fr.endswith(".")
    assert question.description.en.endswith(".")


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.id)
def test_what_the_query_binds_is_told(question: Question) -> None:
    # A computed variable that is not declared would silently keep the day of the file.
    for name in COMPUTED:
        assert (f"?{name} " in question.sparql) == (name in question.computed), name
    assert "DISTINCT" in question.sparql or "GROUP BY" in question.sparql
    assert question.order


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.id)
def test_words_avoid_the_machine_room(question: Question) -> None:
    told: list[Text] = [question.title, question.description, *(column.header for column in question.columns)]
    for text in told:
        for word in ("triplet", "IRI", "SPARQL", "violation", "organe", "date butoir", "noeud", "graphe RDF"):
            assert word.lower() not in text.fr.lower().split(), text.fr


def test_the_page_lists_them_all() -> None:
    assert PAGE.read_text(encoding="utf-8").partition(MARK)[1:] == (MARK, listed().removeprefix(MARK))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("SELECT ?s {}", "title|NoneType"),
        (HEAD + "#+ colour: red\nSELECT ?s {}", "unknown metadata: colour"),
        (HEAD.replace("[year]", "[never]") + "SELECT ?s {}", "unknown moments: never"),
        (HEAD.replace("[year]", "[]") + "SELECT ?s {}", "no moment"),
        (HEAD + "#+ order: [t]\nSELECT ?s {}", "unknown order: t"),
        (HEAD + "#+ fold: [t]\nSELECT ?s {}", "unknown fold: t"),
        (HEAD + "#+ parameters: [{name: p, type: text, fr: p, en: p}]\nSELECT ?s {}", "no VALUES block for p"),
        (HEAD + "#+ parameters: [{name: p, type: colour, fr: p, en: p}]\nSELECT ?s {}", "unknown type of parameter"),
        (HEAD + "#+ computed: [asOf]\nSELECT ?s {}", "no VALUES block for asOf"),
        (HEAD + "#+ computed: [now]\nSELECT ?s { VALUES ?now { 1 } }", "unknown computed: now"),
    ],
)
def test_a_head_that_does_not_hold_is_told_with_its_file(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "broken.rq"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=f"broken.rq: .*({message})"):
        read_question(file)


def test_a_folder_of_ones_own(tmp_path: Path) -> None:
    (tmp_path / "mine.rq").write_text(HEAD + "SELECT ?s { ?s ?p ?o }", encoding="utf-8")
    assert list(load_catalogue(tmp_path)) == ["mine"]
