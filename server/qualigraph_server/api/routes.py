"""``/api``: the questions, their answers, a search, and the description of all this."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, Response, request

from qualigraph.errors import UsageProblem
from qualigraph.language import Language, Text
from qualigraph.questions import Table, search, to_csv, to_csv_excel, to_json, to_tsv, to_xlsx
from qualigraph_server.api.openapi import document
from qualigraph_server.asking import ask, question_named
from qualigraph_server.problems import Problem
from qualigraph_server.protocol.negotiation import choose
from qualigraph_server.protocol.reading import read_pairs
from qualigraph_server.state import state

blueprint = Blueprint("api", __name__, url_prefix="/api")

_OURS = {"lang", "as-of", "format"}
_LONGEST_SEARCH = 200
_MOST_HITS = 100
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Form:
    """One form of an answer: its word, media type and file extension, and what writes it."""

    word: str
    media_type: str
    extension: str
    write: Callable[[Table], str | bytes]


FORMS = (
    Form("json", "application/json", "json", to_json),
    Form("csv", "text/csv", "csv", to_csv),
    Form("tsv", "text/tab-separated-values", "tsv", to_tsv),
    Form("xlsx", XLSX, "xlsx", to_xlsx),
    Form("csv-excel", "text/csv", "csv", to_csv_excel),
)


@blueprint.get("/questions")
def questions() -> Response:
    """List the questions with their parameters and columns."""
    here = state()
    spoken = language()
    listed = [
        {
            "id": question.id,
            "title": question.title.say(spoken),
            "description": question.description.say(spoken),
            "url": f"{here.settings.address}/api/questions/{question.id}",
            "parameters": [
                {
                    "name": parameter.name,
                    "type": parameter.type,
                    "label": parameter.label.say(spoken),
                    "required": parameter.required,
                    "default": parameter.default,
                    "example": parameter.example,
                }
                for parameter in question.parameters
            ],
            "columns": [column.name for column in question.columns if not column.hidden],
            "sparql": question.sparql,
        }
        for question in here.snapshot.questions.values()
    ]
    return _json({"questions": listed})


@blueprint.get("/questions/<name>")
def question(name: str) -> Response:
    """Answer a question."""
    asked_for = question_named(name)
    form = _form()
    pairs = read_pairs(request.environ.get("QUERY_STRING", "").encode("latin-1"))
    given: dict[str, list[str]] = {}
    for key, value in pairs:
        if key not in _OURS and value.strip():
            given.setdefault(key, []).append(value)
    try:
        asked = ask(asked_for, given, language(), _day())
    except UsageProblem as problem:
        place = f"{problem.place}: " if problem.place else ""
        raise Problem("refused", Text(place + problem.text.fr, place + problem.text.en)) from problem
    content = form.write(asked.table)
    response = Response(content.encode("utf-8") if isinstance(content, str) else content)
    text = form.media_type.startswith("text/")
    response.headers["Content-Type"] = f"{form.media_type}; charset=utf-8" if text else form.media_type
    if form.word != "json":
        response.headers["Content-Disposition"] = f'attachment; filename="{asked_for.id}.{form.extension}"'
    return _fresh(response)


@blueprint.get("/search")
def found() -> Response:
    """Say what a word or an acronym may mean."""
    snapshot = state().snapshot
    text = request.args.get("q", "").strip()[:_LONGEST_SEARCH]
    hits = search(snapshot.dataset, text, language(), limit=_MOST_HITS, names=snapshot.names) if text else []
    return _json({"query": text, "hits": [vars(hit) for hit in hits]})


@blueprint.get("/openapi.json")
def openapi() -> Response:
    """Describe this interface as OpenAPI 3.1."""
    here = state()
    return _json(document(here.settings.address, here.snapshot.questions, language()))


def language() -> Language:
    """Return the language of the answer: ``lang``, else French."""
    return "en" if request.args.get("lang") == "en" else "fr"


def _form() -> Form:
    word = request.args.get("format")
    if word is None:
        place = choose(request.headers.get("Accept"), [(form.media_type, ()) for form in FORMS[:4]])
    else:
        place = next((index for index, form in enumerate(FORMS) if form.word == word.lower()), None)
    if place is None:
        words = ", ".join(form.word for form in FORMS)
        raise Problem("not-acceptable", Text(f"formats disponibles : {words}.", f"available formats: {words}."))
    return FORMS[place]


def _day() -> date:
    text = request.args.get("as-of", "")
    try:
        return date.fromisoformat(text) if text else date.today()
    except ValueError as error:
        raise Problem(
            "refused", Text("as-of : une date comme 2026-09-30.", "as-of: a date like 2026-09-30.")
        ) from error


def _json(content: dict[str, Any]) -> Response:
    return _fresh(Response(json.dumps(content, ensure_ascii=False), content_type="application/json"))


def _fresh(response: Response) -> Response:
    response.headers["Vary"] = "Accept, Accept-Encoding"
    response.headers["Cache-Control"] = "public, no-cache"
    response.add_etag(weak=True)
    response.make_conditional(request)
    return response
