"""Questions: the list, a question's form, its answer as a page and as files."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from flask import Response, request
from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, serialize
from werkzeug.datastructures import MultiDict

from qualigraph import questions
from qualigraph.errors import UsageProblem
from qualigraph.language import Text
from qualigraph.questions import Cell, Choice, Header, Parameter, Question, Table
from qualigraph.terms import INFERRED, ONTOLOGY, PREFIXES, QG
from qualigraph_server.asking import Asked, ask
from qualigraph_server.pages.context import View, view
from qualigraph_server.pages.home import by_moment
from qualigraph_server.pages.keeping import kept
from qualigraph_server.pages.naming import Ref
from qualigraph_server.pages.speech import language, write
from qualigraph_server.problems import Problem

FACET = "f."
DAY = "as-of"
_MOST_FACET_VALUES = 12
_MOST_ROWS = 500
_LONGEST = 300
_MOST_VALUES = 20


@dataclass(frozen=True)
class File:
    """A form in which an answer can be taken away."""

    form: str
    words: Text
    extension: str
    media_type: str
    write: Callable[[Table], str | bytes]


def _turtle(table: Table) -> bytes:
    """Return what files say of the things in the table, as Turtle."""
    store = view().dataset.store
    cells = (part for row in table.rows for cell in row for part in (cell, *cell.parts))
    things = dict.fromkeys(cell.iri for cell in cells if cell.iri is not None)
    said = (
        Quad(quad.subject, quad.predicate, quad.object, DefaultGraph())
        for iri in things
        for quad in store.quads_for_pattern(NamedNode(iri), None, None, DefaultGraph())
        if Quad(quad.subject, quad.predicate, quad.object, INFERRED) not in store
    )
    buffer = io.BytesIO()
    serialize(said, buffer, format=RdfFormat.TURTLE, prefixes=PREFIXES)
    return buffer.getvalue()


FILES = (
    File("csv-excel", Text("CSV pour Excel", "CSV for Excel"), "csv", "text/csv", questions.to_csv_excel),
    File(
        "xlsx",
        Text("Excel (XLSX)", "Excel (XLSX)"),
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        questions.to_xlsx,
    ),
    File("csv", Text("CSV", "CSV"), "csv", "text/csv", questions.to_csv),
    File("tsv", Text("TSV", "TSV"), "tsv", "text/tab-separated-values", questions.to_tsv),
    File("json", Text("JSON", "JSON"), "json", "application/json", questions.to_json),
    File("turtle", Text("Turtle (les choses citées)", "Turtle (the things cited)"), "ttl", "text/turtle", _turtle),
)


@dataclass(frozen=True)
class Field:
    """One field of a question's form."""

    parameter: Parameter
    label: str
    choices: list[Choice]
    given: str


@dataclass(frozen=True)
class Facet:
    """A column with few values: each with how many rows have it, and the address that narrows to it."""

    key: str
    header: str
    values: list[tuple[str, int]]
    chosen: str | None


@kept
def questions_page() -> Response:
    """Return the list of questions by moment."""
    seen = view()
    return write("questions.html", moments=by_moment(seen, language()), total=len(seen.questions))


@kept
def question_page(identifier: str) -> Response:
    """Return a question: its form and, once it has what it needs, its answer, as a page or as ``?format=`` says.

    Raises a problem for an unknown question or format, or for parameters that a file cannot be made of.
    """
    seen, spoken = view(), language()
    question = seen.questions.get(identifier)
    if question is None:
        raise Problem("unknown", Text(f"pas de question « {identifier[:80]} ».", f"no question “{identifier[:80]}”."))
    given = _given(question, request.args)
    form = request.args.get("format", "html")
    day, fault = _day(request.args.get(DAY, ""))
    asked: Asked | None = None
    missing = [one for one in question.parameters if one.required and one.default is None and not given.get(one.name)]
    if not missing and fault is None:
        try:
            asked = _answer(seen, question, given, day)
        except UsageProblem as problem:
            fault = problem.text
    table = None if asked is None else asked.table
    if form != "html":
        return _file(form, question, table, fault or _missing(missing))
    facets = _facets(question, table) if table is not None else []
    shown = _narrowed(table, request.args) if table is not None else None
    return write(
        "question.html",
        question=question,
        fields=[_field(seen, one, given) for one in question.parameters],
        fault=None if fault is None else fault.say(spoken),
        missing=missing,
        table=shown,
        sections=_sections(shown) if shown is not None else [],
        whole=table,
        facets=facets,
        narrowed=any(facet.chosen is not None for facet in facets),
        files=FILES,
        link=lambda cell: _link(seen, cell),
        sparql=question.sparql if asked is None else asked.query,
        day=day,
        day_name=DAY,
        facet_prefix=FACET,
        most=_MOST_ROWS if request.args.get("all") != "1" else 10**9,
        spoken=spoken,
    )


def _given(question: Question, arguments: MultiDict[str, str]) -> dict[str, tuple[str, ...]]:
    given = {}
    for parameter in question.parameters:
        texts = [text[:_LONGEST] for text in arguments.getlist(parameter.name) if text.strip()]
        if texts:
            given[parameter.name] = tuple(texts[:_MOST_VALUES])
    return given


def _day(text: str) -> tuple[date, Text | None]:
    if not text:
        return date.today(), None
    try:
        return date.fromisoformat(text), None
    except ValueError:
        return date.today(), Text(f"« {text[:40]} » n'est pas une date.", f"“{text[:40]}” is not a date.")


def _answer(seen: View, question: Question, given: Mapping[str, tuple[str, ...]], day: date) -> Asked:
    spoken = language()
    key = ("answer", question.id, tuple(sorted(given.items())), spoken, day)
    texts = {name: list(found) for name, found in given.items()}
    return seen.answers.keep(key, lambda: ask(question, texts, spoken, day))


def _missing(missing: list[Parameter]) -> Text | None:
    if not missing:
        return None
    names = ", ".join(parameter.name for parameter in missing)
    return Text(f"il manque : {names}.", f"missing: {names}.")


def _file(form: str, question: Question, table: Table | None, fault: Text | None) -> Response:
    file = next((one for one in FILES if one.form == form), None)
    if file is None:
        known = ", ".join(one.form for one in FILES)
        raise Problem("not-acceptable", Text(f"formats disponibles : {known}.", f"available formats: {known}."))
    if table is None:
        raise Problem("refused", fault or Text("paramètres incomplets.", "incomplete parameters."))
    content = file.write(_narrowed(table, request.args))
    response = Response(content, mimetype=file.media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{question.id}.{file.extension}"'
    response.headers["Vary"] = "Accept, Accept-Language, Cookie"
    return response


def _field(seen: View, parameter: Parameter, given: Mapping[str, tuple[str, ...]]) -> Field:
    spoken = language()
    key = ("choices", parameter.type, parameter.concept_scheme, parameter.options, spoken)
    found = seen.keep(key, lambda: questions.choices(seen.dataset, parameter, spoken, names=seen.names))
    if parameter.type in ("actor", "body", "unit"):
        found = [*_shared(seen, spoken), *found]
    text = next(iter(given.get(parameter.name, ())), parameter.default or "")
    values = {choice.value for choice in found}
    if found and text and text not in values:
        # What people typed into the address: kept if it names one thing, shown as it is if it names several.
        meant = seen.names.find(text)
        path = next((choice.value for choice in found if len(meant) == 1 and choice.iri == meant[0].value), None)
        if path is None:
            found = [Choice(text, text), *found]
        text = path or text
    return Field(parameter, parameter.label.say(spoken), found, text)


def _shared(seen: View, spoken: str) -> list[Choice]:
    """Return the acronyms that bodies of several institutions share: each asks for all of them."""

    def work() -> list[Choice]:
        counted = Counter(
            text
            for body in seen.graph.instances(QG.Body, QG.Unit)
            for text in {literal.value for literal in seen.graph.literals(body, QG.acronym)}
        )
        every = Text("{acronym} – tous les établissements", "{acronym} – all institutions")
        return [
            Choice(acronym, every.say("en" if spoken == "en" else "fr", acronym=acronym))
            for acronym, count in sorted(counted.items())
            if count > 1
        ]

    return seen.keep(("shared", spoken), work)


def _facets(question: Question, table: Table) -> list[Facet]:
    """Return the columns by which an answer is worth narrowing: few values, less than one a row."""
    facets = []
    for index, header in enumerate(table.columns):
        counted = Counter(
            part.label for row in table.rows for part in (row[index].parts or (row[index],)) if part.label
        )
        chosen = request.args.get(FACET + header.key)
        few = 1 < len(counted) <= _MOST_FACET_VALUES and len(counted) * 2 <= table.row_count
        if chosen is not None or (few and not header.key.endswith("-position")):
            values = sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
            facets.append(Facet(header.key, header.header, values, chosen))
    return facets


def _narrowed(table: Table, arguments: MultiDict[str, str]) -> Table:
    rows = table.rows
    for index, header in enumerate(table.columns):
        chosen = arguments.get(FACET + header.key)
        if chosen is not None:
            rows = tuple(row for row in rows if chosen in {part.label for part in (row[index].parts or (row[index],))})
    return table if len(rows) == len(table.rows) else replace(table, rows=rows)


def _sections(table: Table) -> list[tuple[str, list[Header], list[list[Cell]]]]:
    """Return the blocks of a table, each without the columns that hold nothing in it."""
    found = []
    for heading, rows in table.sections():
        headers = table.section_columns()
        kept = [index for index in range(len(headers)) if any(row[index].label for row in rows)]
        found.append((heading, [headers[index] for index in kept], [[row[index] for index in kept] for row in rows]))
    return found


def _link(seen: View, cell: Cell) -> Ref:
    """Return a cell's text with the address and the language of the thing that it shows; words of ours stay plain."""
    if cell.iri is None or cell.iri.startswith(ONTOLOGY):
        return Ref(cell.label)
    try:
        ref = seen.namer(language()).ref(NamedNode(cell.iri))
    except ValueError:
        return Ref(cell.label)
    # The text of an answer says itself what is unverified.
    return replace(ref, text=cell.label, doubt=False)
