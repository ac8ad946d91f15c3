"""The SPARQL page: a query, its answer from a worker process as a table, without JavaScript too."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from flask import Response, g, jsonify, request
from pyoxigraph import BlankNode, Literal, NamedNode

from qualigraph.language import Text
from qualigraph.terms import PREFIXES
from qualigraph_server.pages.context import view
from qualigraph_server.pages.naming import Namer, Ref, shortened
from qualigraph_server.pages.ontology import vocabulary
from qualigraph_server.pages.speech import language, write
from qualigraph_server.problems import Problem
from qualigraph_server.protocol.reading import FORM, Pairs, read_body, read_pairs, values_of
from qualigraph_server.state import state
from qualigraph_server.workers.pool import Job, NoAnswer

_MOST_ROWS = 1000
_MOST_TEXT = 400_000
_MOST_LINK = 6_000
_MOST_CELL = 2_000
_MOST_READ = 8 << 20
_TOO_LARGE = Text(
    "la réponse est trop grande pour une page : ajoutez LIMIT, ou demandez un fichier à /sparql.",
    "the answer is too large for a page: add LIMIT, or ask /sparql for a file.",
)

_QG = "PREFIX qg: <https://w3id.org/qualigraph/ns#>\n"
_SKOS = "PREFIX skos: <http://www.w3.org/2004/02/skos/core#>\n"
_ORG = "PREFIX org: <http://www.w3.org/ns/org#>\n"
_ID = "https://w3id.org/qualigraph/id"

EXAMPLES: tuple[tuple[Text, str], ...] = (
    (
        Text("Les actions du PAQSS de l'ICM", "The actions of ICM's quality programme"),
        f"""{_QG}{_SKOS}
SELECT ?action ?titre WHERE {{
  ?action a qg:Action ;
          skos:prefLabel ?titre ;
          qg:isPartOf <{_ID}/icm/paqss-2023-2027> .
}}
ORDER BY ?action
LIMIT 20
""",
    ),
    (
        Text("Les instances d'un établissement", "The bodies of an institution"),
        f"""{_QG}{_ORG}
SELECT ?instance ?sigle WHERE {{
  ?instance a qg:Body ; org:unitOf <{_ID}/org/icm> .
  OPTIONAL {{ ?instance qg:acronym ?sigle }}
}}
ORDER BY ?sigle
""",
    ),
    (
        Text("Les actions qui relèvent d'un programme", "The actions under a programme"),
        f"""{_QG}
SELECT ?action ?programme WHERE {{
  ?action a qg:Action ; qg:underProgramme ?programme .
}}
ORDER BY ?programme ?action
""",
    ),
    (
        Text("Ce qui est nommé, du plus au moins cité", "What is named, most cited first"),
        f"""{_QG}
SELECT ?chose (COUNT(?mention) AS ?fois) WHERE {{
  ?mention qg:mentionOf ?chose .
}}
GROUP BY ?chose
ORDER BY DESC(?fois)
LIMIT 30
""",
    ),
    (Text("Tout sur une chose (DESCRIBE)", "All about a thing (DESCRIBE)"), f"DESCRIBE <{_ID}/icm/body/cdu>\n"),
)


@dataclass(frozen=True)
class Result:
    """An answer as the page shows it: a table, a truth value, or a graph's text; or what went wrong."""

    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Ref, ...], ...] = ()
    total: int = 0
    truth: bool | None = None
    text: str = ""
    cut: bool = False
    fault: str = ""


def sparql_page() -> Response:
    """Return the page with the query that is given, and its answer if there is one."""
    pairs = _sent()
    given = next(iter(values_of(pairs, "query")), "")
    asserted = "1" in values_of(pairs, "asserted")
    spoken = language()
    namer = view().namer(spoken)
    result, status = (None, 200) if not given.strip() else _run(namer, given, asserted)
    link = f"/editor?{urlencode({'query': given, **({'asserted': '1'} if asserted else {})})}"
    return write(
        "editor.html",
        status,
        query=given or EXAMPLES[0][1],
        asserted=asserted,
        result=result,
        permanent=link if given and len(link) < _MOST_LINK else "",
        prefixes=sorted(PREFIXES.items()),
        examples=[(words.say(spoken), f"/editor?{urlencode({'query': text})}") for words, text in EXAMPLES],
        timeout=state().settings.timeout,
        downloads=[(form, f"/sparql?{urlencode({'query': given, 'format': form})}") for form in _forms(result)],
    )


def vocabulary_file() -> Response:
    """Return what the editor completes, as JSON."""
    response = jsonify(vocabulary())
    response.headers["Cache-Control"] = "public, max-age=300"
    return response


def _sent() -> Pairs:
    """Return the parameters of the address and of a form; its body is read as ``/sparql`` reads bodies.

    Raises :class:`Problem` for a body that is no form, too large, or one of too many that arrive at once.
    """
    pairs = read_pairs(request.environ.get("QUERY_STRING", "").encode("latin-1"))
    if request.method == "POST":
        if request.mimetype not in ("", FORM):
            raise Problem("unsupported-type", Text(f"Content-Type attendu : {FORM}.", f"Content-Type must be {FORM}."))
        pairs += read_pairs(read_body(request))
    return pairs


def _forms(result: Result | None) -> tuple[str, ...]:
    if result is None or result.fault:
        return ()
    return ("turtle", "ntriples", "jsonld") if result.text else ("csv", "tsv", "json", "xml")


def _run(namer: Namer, query: str, asserted: bool) -> tuple[Result, int]:
    here = state()
    job = Job(query, "json", "turtle", f"{here.settings.address}/sparql", asserted=asserted)
    try:
        answer = here.snapshot.pool.run(job, g.arrival + here.settings.timeout)
    except NoAnswer as none:
        problem = Problem(none.code, none.text, line=none.line, column=none.column)
        return Result(fault=problem.detail(namer.language)), problem.kind.status
    with answer.body as body:
        if answer.length > _MOST_READ:
            # Reading JSON lets nobody else work: a few tens of MiB would hold up every other request for seconds.
            return Result(fault=_TOO_LARGE.say(namer.language)), 413
        content = body.read()
    if answer.format != "json":
        text = content[:_MOST_TEXT].decode("utf-8", errors="ignore")
        return Result(text=text or "# 0", cut=len(content) > _MOST_TEXT), 200
    found = json.loads(content)
    if "boolean" in found:
        return Result(truth=bool(found["boolean"])), 200
    columns = tuple(found["head"]["vars"])
    bindings = found["results"]["bindings"]
    rows: list[tuple[Ref, ...]] = []
    cut, left = False, _MOST_TEXT
    for row in bindings[:_MOST_ROWS]:
        whole = [_ref(namer, row[name]) if name in row else Ref("") for name in columns]
        shown = tuple(_short(one) for one in whole)
        left -= sum(len(one.text) + len(one.href or "") for one in shown)
        cut = cut or any(one.text != short.text for one, short in zip(whole, shown, strict=True))
        if rows and left < 0:
            break
        rows.append(shown)
    return Result(columns, tuple(rows), len(bindings), cut=cut or len(rows) < len(bindings)), 200


def _short(ref: Ref) -> Ref:
    """Return what fits into a cell: a long text is cut, an address that is too long leads nowhere."""
    if len(ref.text) <= _MOST_CELL and len(ref.href or "") <= _MOST_LINK:
        return ref
    return replace(ref, text=shortened(ref.text, _MOST_CELL), href=None)


def _ref(namer: Namer, value: dict[str, str]) -> Ref:
    """Return what the table writes for one value of SPARQL JSON: things by their label, with their address."""
    if value["type"] == "uri":
        try:
            return namer.ref_once(NamedNode(value["value"]))
        except ValueError:
            return Ref(value["value"])
    if value["type"] == "bnode":
        return namer.ref_once(BlankNode(value["value"]))
    if value["type"] == "literal":
        lang, datatype = value.get("xml:lang"), value.get("datatype")
        if lang is None and datatype is not None:
            return namer.ref_once(Literal(value["value"], datatype=NamedNode(datatype)))
        return Ref(value["value"], lang if lang != namer.language else None)
    return Ref(json.dumps(value.get("value", ""), ensure_ascii=False))
