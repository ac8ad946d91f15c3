"""Free SPARQL: what it may do, what it may not, and where a fault stands."""

from __future__ import annotations

import pytest
from pyoxigraph import QueryBoolean, QuerySolutions, QueryTriples

from qualigraph.dataset import Dataset
from qualigraph.errors import UsageProblem
from qualigraph.questions.sparql import MAX_LENGTH, run_sparql

GRAPH = "https://w3id.org/qualigraph/graph/"


def _refused(dataset: Dataset, text: str) -> str:
    with pytest.raises(UsageProblem) as problem:
        run_sparql(dataset, text, "q.rq")
    return problem.value.say("fr")


def test_the_four_forms_and_the_projects_prefixes(followed: Dataset) -> None:
    rows = run_sparql(followed, "SELECT (COUNT(*) AS ?n) { ?action a qg:Action }")
    assert isinstance(rows, QuerySolutions)
    assert [row["n"].value for row in rows] == ["9"]
    yes = run_sparql(followed, "ASK { ?plan a qg:Plan ; qg:coverage ?coverage }")
    assert isinstance(yes, QueryBoolean)
    assert bool(yes)
    for text in (
        "CONSTRUCT { ?a a qg:Action } WHERE { ?a a qg:Action }",
        "DESCRIBE <https://w3id.org/qualigraph/id/org/essai>",
    ):
        triples = run_sparql(followed, text)
        assert isinstance(triples, QueryTriples)
        assert len(list(triples)) > 3


def test_own_prefixes_come_before_ours(followed: Dataset) -> None:
    answer = run_sparql(followed, "PREFIX x: <https://w3id.org/qualigraph/ns#> ASK { ?action a x:Action }")
    assert bool(answer)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("SELECT * {\n  SERVICE <http://e.org/> { ?s ?p ?o } }", "q.rq:2:3 : SERVICE n'est pas permis"),
        ("INSERT DATA { <a:b> <a:b> <a:b> }", "q.rq:1:1 : INSERT n'est pas permis"),
        ("SELECT * {} ;\nLOAD <file:///etc/passwd>", "q.rq:2:1 : LOAD n'est pas permis"),
        ("SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }", "q.rq:1:10 : graphe inconnu : file:///etc/passwd"),
        ("SELECT * FROM NAMED <http://e.org/g> {}", "q.rq:1:10 : graphe inconnu : http://e.org/g"),
        ("SELECT * FROM <passwd> {}", "graphe inconnu"),
        ("SELECT * {\n ?s zz:p ?o }", "q.rq:2:5 : préfixe « zz: » non déclaré"),
        ("SELECT * {\n  ?s ?p }", "q.rq:2:"),
        ("SELECT ?x WHERE " + "{" * 200 + "}" * 200, "trop de parenthèses imbriquées"),
        ("#" * (MAX_LENGTH + 1), "requête trop longue"),
        ("# rien\n", "q.rq : requête vide."),
        ("SELECT ?s {\n  ?s a qg:Action", "q.rq:1:11 : « { » n'est pas refermé."),
        ("SELECT ?s {\n  ?s a qg:Action }\n}", "q.rq:3:1 : « } » ne ferme rien."),
        ("SELECT ?s {\n  ?s a qg:Action ) }", "q.rq:2:18 : « ) » ne ferme rien."),
        ("SELECT ?s { ?s a <a b> }", "» : adresse <...> mal formée."),
        ("SELECT ?s { ?s a qg:Action }\nORDER ?s", "q.rq:2:9 : requête incorrecte ; attendu : BY."),
        ("SELECT ?s ?n { ?s a ?n }\nGROUP BY ?s", "q.rq:2:12 : requête incorrecte : une variable du SELECT n'est ni"),
    ],
)
def test_what_is_refused_has_its_place(followed: Dataset, text: str, told: str) -> None:
    assert told in _refused(followed, text)


@pytest.mark.parametrize(
    "text",
    [
        'SELECT * { ?s ?p "SERVICE <http://e.org/> INSERT" }',
        "SELECT * { ?s ?p <http://e.org/LOAD> } # DELETE",
        "SELECT ?service ?load { ?s qg:load|qg:from ?service }",
    ],
)
def test_words_in_strings_iris_and_comments_are_no_keywords(followed: Dataset, text: str) -> None:
    assert isinstance(run_sparql(followed, text), QuerySolutions)


def test_from_merges_the_graphs_that_it_names(shipped: Dataset) -> None:
    plan = f"<{GRAPH}data/icm/paqss-2023-2027>"
    once = f"SELECT (COUNT(*) AS ?n) FROM {plan} {{ ?s a qg:Action }}"
    rows = run_sparql(shipped, once)
    assert isinstance(rows, QuerySolutions)
    assert [row["n"].value for row in rows] == ["35"]
    # The inferred graph says again what it infers from: a triple counts once.
    both = run_sparql(shipped, f"SELECT (COUNT(*) AS ?n)\nFROM {plan} FROM <{GRAPH}inferred> {{ ?s a qg:Action }}")
    assert isinstance(both, QuerySolutions)
    assert [row["n"].value for row in both] == ["35"]


def test_from_keeps_lines_and_columns(shipped: Dataset) -> None:
    text = f"SELECT *\nFROM <{GRAPH}data/icm/paqss-2023-2027>\n{{ ?s ?p ] }}"
    assert "q.rq:3:" in _refused(shipped, text)
