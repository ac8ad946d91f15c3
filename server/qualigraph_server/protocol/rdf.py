"""Sending triples that we wrote ourselves, in the form that the client asks for."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable, Mapping

from flask import Response, request
from pyoxigraph import Quad, Triple, serialize

from qualigraph.language import Text
from qualigraph.terms import PREFIXES
from qualigraph_server.problems import Problem
from qualigraph_server.protocol import formats
from qualigraph_server.protocol.endpoint import send
from qualigraph_server.protocol.formats import GRAPHS, HTML, Format
from qualigraph_server.protocol.negotiation import choose
from qualigraph_server.workers.child import GRAPHS as ENGINE_FORMATS

_MORE_PREFIXES = {
    "sd": "http://www.w3.org/ns/sparql-service-description#",
    "formats": "http://www.w3.org/ns/formats/",
}


def wanted_form(*, page: bool) -> Format | None:
    """Return the RDF format that the request takes, or None for the page.

    Raises :class:`Problem` if it takes none.
    """
    word = request.args.get("format")
    if word is not None:
        if page and word.lower() in ("html", HTML):
            return None
        found = formats.by_word(GRAPHS, word)
        if found is None:
            raise _unavailable()
        return found
    forms: list[Format | None] = [None, *GRAPHS] if page else [*GRAPHS]
    offers = [(HTML, ("application/xhtml+xml",)) if one is None else (one.media_type, one.aliases) for one in forms]
    place = choose(request.headers.get("Accept"), offers)
    if place is None:
        raise _unavailable()
    return forms[place]


def send_triples(
    triples: Iterable[Triple] | Iterable[Quad], form: Format, version: str, prefixes: Mapping[str, str] | None = None
) -> Response:
    """Return ``triples`` in ``form``; ``version`` is that of what they were made from.

    Raises :class:`Problem` if the form cannot hold them.
    """
    body = io.BytesIO()
    try:
        serialize(
            triples, body, format=ENGINE_FORMATS[form.name], prefixes={**PREFIXES, **(prefixes or _MORE_PREFIXES)}
        )
    except (OSError, ValueError) as error:
        raise Problem("not-xml", Text(f"non représentable : {error}", f"cannot be written: {error}")) from error
    length = body.tell()
    body.seek(0)
    digest = hashlib.sha256(f"{version}\0{request.full_path}\0{form.name}".encode()).hexdigest()[:24]
    response = send(body, length, form.content_type)
    response.headers["Vary"] = "Accept, Accept-Encoding"
    response.headers["Cache-Control"] = "public, no-cache"
    response.set_etag(digest, weak=True)
    response.make_conditional(request)
    return response


def _unavailable() -> Problem:
    words = ", ".join(one.words[0] for one in GRAPHS)
    return Problem("not-acceptable", Text(f"formats disponibles : {words}.", f"available formats: {words}."))
