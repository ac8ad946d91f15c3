"""Asking a question of the catalogue: its query runs where everyone's queries run, never in the web process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask import g
from pyoxigraph import QueryResultsFormat, QuerySolutions, parse_query_results

from qualigraph.errors import UsageProblem
from qualigraph.language import Language, Text
from qualigraph.questions import Question, Table, answer, query_text, resolve
from qualigraph_server.problems import Problem
from qualigraph_server.state import state
from qualigraph_server.workers.pool import Job, NoAnswer

_LONGEST_VALUE = 300
_MOST_VALUES = 20


@dataclass(frozen=True)
class Asked:
    """A question's answer, and the query that gave it."""

    table: Table
    query: str


def question_named(name: str) -> Question:
    """Return the question with this id. Raises :class:`Problem` if there is none."""
    found = state().snapshot.questions.get(name)
    if found is None:
        raise Problem("unknown", Text("cette question n'existe pas.", "there is no such question."))
    return found


def ask(question: Question, given: Mapping[str, list[str]], language: Language, on: date) -> Asked:
    """Return the answer to a question for the parameters as people give them, on a day.

    Raises :class:`~qualigraph.errors.UsageProblem` for parameters that mean nothing, and :class:`Problem` for a query
    that gets no answer.
    """
    here = state()
    snapshot = here.snapshot
    for name, texts in given.items():
        if len(texts) > _MOST_VALUES:
            raise UsageProblem(
                Text(f"{_MOST_VALUES} valeurs au plus à la fois.", f"{_MOST_VALUES} values at most at once."), name
            )
        if any(len(text) > _LONGEST_VALUE for text in texts):
            # Looking for the nearest name takes time that grows with the text.
            raise UsageProblem(Text("valeur trop longue.", "value is too long."), name)
    values = resolve(snapshot.dataset, question, given, language, names=snapshot.names)
    query = query_text(question, values, on)
    job = Job(query, "json", None, f"{here.settings.address}/sparql")
    try:
        done = snapshot.pool.run(job, g.arrival + here.settings.timeout)
    except NoAnswer as none:
        raise Problem(none.code, none.text) from none
    with done.body as body:
        solutions = parse_query_results(body.read(), QueryResultsFormat.JSON)
    assert isinstance(solutions, QuerySolutions)
    present = {variable.value for variable in solutions.variables}
    names = [column.name for column in question.columns]
    rows = [tuple(row[name] if name in present else None for name in names) for row in solutions]
    return Asked(answer(snapshot.dataset, question, rows, values, language, on), query)
