"""The SPARQL page: a query, its answer from a worker process as a table, without JavaScript too."""

from __future__ import annotations

import json
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Response, g, jsonify, request
from pyoxigraph import BlankNode, Literal, NamedNode

from qualigraph.language import Text
from qualigraph.terms import PREFIXES
from qualigraph_server.pages.context import view
from qualigraph_server.pages.naming import Namer, Ref
from qualigraph_server.pages.ontology import vocabulary
from qualigraph_server.pages.speech import language, write
from qualigraph_server.problems import Problem
from qualigraph_server.state import state
from qualigraph_server.workers.pool import Job, NoAnswer

_MOST_ROWS = 1000
_MOST_TEXT = 400_000
_MOST_LINK = 6_000

EXAMPLE = """# {what}
SELECT ?action ?{title} WHERE {{
  ?action a qg:Action ;
          skos:prefLabel ?{title} ;
          qg:isPartOf <https://w3id.org/qualigraph/id/icm/paqss-2023-2027> .
}}
ORDER BY ?action
LIMIT 20
"""

EXAMPLES: tuple[tuple[Text, str], ...] = (
    (
        Text("Les instances d'un établissement", "The bodies of an institution"),
        "SELECT ?instance ?sigle WHERE {\n  ?instance a qg:Body ; org:unitOf "
        "<https://w3id.org/qualigraph/id/org/icm> .\n  OPTIONAL { ?instance qg:acronym ?sigle }\n}\nORDER BY ?sigle\n",
    ),
    (
        Text("Les actions qui relèvent d'un programme", "The actions under a programme"),
        "SELECT ?action ?programme WHERE {\n  ?action a qg:Action ; qg:underProgramme ?programme .\n}\n"
        "ORDER BY ?programme ?action\n",
    ),
    (
        Text("Ce qui est nommé, du plus au moins cité", "What is named, most cited first"),
        "SELECT ?chose (COUNT(?mention) AS ?fois) WHERE {\n  ?mention qg:mentionOf ?chose .\n}\n"
        "GROUP BY ?chose\nORDER BY DESC(?fois)\nLIMIT 30\n",
    ),
    (
        Text("Tout sur une chose (DESCRIBE)", "All about a thing (DESCRIBE)"),
        "DESCRIBE <https://w3id.org/qualigraph/id/icm/body/cdu>\n",
    ),
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
    given = request.values.get("query", "")
    asserted = request.values.get("asserted", "") == "1"
    spoken = language()
    namer = view().namer(spoken)
    result, status = (None, 200) if not given.strip() else _run(namer, given, asserted)
    link = f"/editor?{urlencode({'query': given, **({'asserted': '1'} if asserted else {})})}"
    return write(
        "editor.html",
        status,
        query=given or first_query(namer),
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


def first_query(namer: Namer) -> str:
    """Return the query that an empty editor begins with."""
    what = namer.say(Text("Les actions du PAQSS de l'ICM", "The actions of ICM's quality programme"))
    return EXAMPLE.format(what=what, title=namer.say(Text("titre", "title")))


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
        content = body.read()
    if answer.format != "json":
        text = content[:_MOST_TEXT].decode("utf-8", errors="ignore")
        return Result(text=text or "# 0", cut=len(content) > _MOST_TEXT), 200
    found = json.loads(content)
    if "boolean" in found:
        return Result(truth=bool(found["boolean"])), 200
    columns = tuple(found["head"]["vars"])
    bindings = found["results"]["bindings"]
    rows = tuple(
        tuple(_ref(namer, row[name]) if name in row else Ref("") for name in columns) for row in bindings[:_MOST_ROWS]
    )
    return Result(columns, rows, len(bindings), cut=len(bindings) > _MOST_ROWS), 200


def _ref(namer: Namer, value: dict[str, str]) -> Ref:
    """Return what the table writes for one value of SPARQL JSON: things by their label, with their address."""
    if value["type"] == "uri":
        try:
            return namer.ref(NamedNode(value["value"]))
        except ValueError:
            return Ref(value["value"])
    if value["type"] == "bnode":
        return namer.ref(BlankNode(value["value"]))
    if value["type"] == "literal":
        lang, datatype = value.get("xml:lang"), value.get("datatype")
        if lang is None and datatype is not None:
            return namer.ref(Literal(value["value"], datatype=NamedNode(datatype)))
        return Ref(value["value"], lang if lang != namer.language else None)
    return Ref(json.dumps(value.get("value", ""), ensure_ascii=False))
