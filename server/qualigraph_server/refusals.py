"""The response to a request that gets no answer: a page for a browser, problem+json or text for a machine."""

from __future__ import annotations

import json

from flask import Response, request

from qualigraph_server.problems import Problem
from qualigraph_server.protocol.endpoint import request_language
from qualigraph_server.protocol.formats import HTML, PROBLEM_JSON
from qualigraph_server.protocol.negotiation import choose

_OFFERS = (
    (PROBLEM_JSON, ("application/json", "application/sparql-results+json", "application/ld+json")),
    ("text/plain", ("text/csv", "text/turtle")),
    (HTML, ("application/xhtml+xml",)),
)


def refusal(problem: Problem) -> Response:
    """Return the response that explains ``problem`` in the form that the client reads best."""
    language = request_language()
    accept = request.headers.get("Accept")
    place = choose(accept, _OFFERS) or 0
    if place == 2:
        from qualigraph_server.pages.trouble import trouble_page

        body, content_type = trouble_page(problem), f"{HTML}; charset=utf-8"
    elif place == 1:
        body = f"{problem.kind.title.say(language)}: {problem.detail(language)}\n"
        content_type = "text/plain; charset=utf-8"
    else:
        body = json.dumps(problem.as_json(language), ensure_ascii=False) + "\n"
        content_type = PROBLEM_JSON
    response = Response(body, status=problem.kind.status)
    response.headers["Content-Type"] = content_type
    response.headers["Cache-Control"] = "no-store"
    response.headers["Vary"] = "Accept, Accept-Language"
    response.headers.update(problem.headers)
    return response
