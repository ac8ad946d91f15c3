"""``qualigraph sparql``: forms of results, input, what is asserted and what follows, faults."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.cli.running import Runner

COUNT = "SELECT (COUNT(DISTINCT ?x) AS ?n) { ?x a qg:PlanElement }"


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return a function that puts text on standard input."""

    def put(text: str | bytes) -> None:
        data = text.encode("utf-8") if isinstance(text, str) else text
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data), encoding="utf-8"))

    return put


def test_a_query_from_standard_input(qualigraph: Runner, typed: Any, followed_file: Path) -> None:
    typed(COUNT)
    done = qualigraph("sparql", "--data", followed_file)
    assert (done.code, done.output) == (0, "n\n──\n13\n1 ligne(s)\n")


def test_asserted_only_leaves_out_what_follows(qualigraph: Runner, typed: Any, followed_file: Path) -> None:
    typed(COUNT)
    assert (
        qualigraph("sparql", "-", "--asserted-only", "--data", followed_file, "--format", "csv").output == "n\r\n0\r\n"
    )


def test_a_query_from_a_file(qualigraph: Runner, tmp_path: Path, followed_file: Path) -> None:
    file = tmp_path / "q.rq"
    file.write_text("\ufeffSELECT ?p { ?p a qg:Plan }", encoding="utf-8")
    assert "essai/paqss-2025-2027" in qualigraph("sparql", file, "--data", followed_file).output


def test_a_question_file_can_be_run_as_it_stands(qualigraph: Runner, repository: Path) -> None:
    output = qualigraph("sparql", repository / "queries" / "counts.rq", "--format", "tsv").output
    assert output.splitlines()[0] == "?institution\t?own\t?level\t?count\t?rank"
    assert len(output.splitlines()) == 16


@pytest.mark.parametrize(
    ("form", "start"),
    [
        ("csv", "plan\r\nhttps://w3id.org/"),
        ("tsv", "?plan\n<https://w3id.org/"),
        ("json", '{"head":{"vars":["plan"]}'),
        ("xml", '<?xml version="1.0"'),
    ],
)
def test_forms_of_rows(qualigraph: Runner, typed: Any, followed_file: Path, form: str, start: str) -> None:
    typed("SELECT ?plan { ?plan a qg:Plan }")
    assert qualigraph("sparql", "--data", followed_file, "--format", form).output.startswith(start)


@pytest.mark.parametrize(("form", "expected"), [("turtle", "a qg:Plan"), ("ntriples", "#type> <https://w3id.org")])
def test_forms_of_graphs(qualigraph: Runner, typed: Any, followed_file: Path, form: str, expected: str) -> None:
    typed("CONSTRUCT { ?plan a qg:Plan } { ?plan a qg:Plan }")
    assert expected in qualigraph("sparql", "--data", followed_file, "--format", form).output


def test_yes_and_no(qualigraph: Runner, typed: Any, followed_file: Path) -> None:
    typed("ASK { ?plan a qg:Plan }")
    assert qualigraph("sparql", "--data", followed_file).output == "oui\n"
    typed("ASK { ?plan a qg:Nothing }")
    assert qualigraph("sparql", "--data", followed_file, "--lang", "en").output == "no\n"
    typed("ASK { ?plan a qg:Plan }")
    assert json.loads(qualigraph("sparql", "--data", followed_file, "--format", "json").output)["boolean"] is True


@pytest.mark.parametrize(
    ("text", "form", "message"),
    [
        ("SELECT * { ?s ?p }", "table", "qualigraph: entrée standard:1:"),
        ("SELECT * { SERVICE <http://e.org/> {} }", "table", "entrée standard:1:12 : SERVICE n'est pas permis"),
        ("CLEAR ALL", "table", "entrée standard:1:1 : CLEAR n'est pas permis"),
        ("ASK {}", "turtle", "qualigraph: --format : « turtle » ne convient pas au résultat"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", "csv", "qualigraph: --format : « csv » ne convient pas au résultat"),
        (b"SELECT *\n{ ?s ?p '\xe9' }", "table", "entrée standard:2 : le texte n'est pas en UTF-8."),
    ],
)
def test_faults_have_their_place(
    qualigraph: Runner, typed: Any, followed_file: Path, text: str | bytes, form: str, message: str
) -> None:
    typed(text)
    done = qualigraph("sparql", "--data", followed_file, "--format", form)
    assert (done.code, done.output) == (2, "")
    assert message in done.error
    assert done.error.count("\n") == 1


def test_a_missing_file_is_told(qualigraph: Runner) -> None:
    done = qualigraph("sparql", "nowhere.rq")
    assert (done.code, done.error) == (2, "qualigraph: nowhere.rq : fichier introuvable.\n")
