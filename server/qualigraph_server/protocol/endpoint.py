"""``/sparql``: queries by GET and POST, the description of the service, and nothing that writes."""

from __future__ import annotations

import gzip
import hashlib
import tempfile
import threading
import weakref
from collections.abc import Iterator
from typing import IO

from flask import Blueprint, Response, g, request

from qualigraph.language import Language, Text, choose_language
from qualigraph_server.problems import Problem
from qualigraph_server.protocol import formats
from qualigraph_server.protocol.formats import HTML, Format
from qualigraph_server.protocol.negotiation import accepts_gzip, choose
from qualigraph_server.protocol.reading import QueryRequest, read_query
from qualigraph_server.state import state
from qualigraph_server.workers.pool import NO_ROOM, Job, NoAnswer

blueprint = Blueprint("sparql", __name__)

METHODS = ["GET", "HEAD", "POST"]
_WORTH_COMPRESSING = 1024
_CHUNK = 1 << 18
_DOWNLOADS = threading.BoundedSemaphore(64)
"""A client that reads a large result drop by drop holds a thread: these many at most, so that others find one free."""


@blueprint.route("/sparql", methods=METHODS)
def sparql() -> Response:
    """Answer a query, or describe the service to those who ask none."""
    asked = read_query(request)
    if request.method != "POST" and _prefers_page(asked):
        from qualigraph_server.pages import sparql_page

        response: Response = sparql_page()
        response.vary.update(["Accept", "Accept-Encoding"])
        return response
    if asked is None:
        from qualigraph_server.protocol.description import describe_service

        return describe_service()
    return answer_query(asked)


def answer_query(asked: QueryRequest) -> Response:
    """Run a query for the current request and return its whole result. Raises :class:`Problem`."""
    table, graph = wanted_formats(asked.formats)
    here = state()
    job = Job(
        query=asked.query,
        table=table.name if table else None,
        graph=graph.name if graph else None,
        base=f"{here.settings.address}/sparql",
        default_graphs=asked.default_graphs,
        named_graphs=asked.named_graphs,
        asserted=asked.asserted,
    )
    tag = _tag(here.snapshot.version, job)
    try:
        answer = here.snapshot.pool.run(job, g.arrival + here.settings.timeout)
    except NoAnswer as none:
        raise Problem(none.code, none.text, line=none.line, column=none.column) from none
    found = table if table and answer.form in ("SELECT", "ASK") else graph
    assert found is not None
    response = send(answer.body, answer.length, found.content_type)
    response.headers["Vary"] = "Accept, Accept-Encoding"
    if answer.changing:
        response.headers["Cache-Control"] = "no-store"
    else:
        response.headers["Cache-Control"] = "public, no-cache"
        response.set_etag(tag, weak=True)
        if request.method in ("GET", "HEAD"):
            response.make_conditional(request)
    return response


def wanted_formats(words: tuple[str, ...]) -> tuple[Format | None, Format | None]:
    """Return the formats that the request takes for a table and for a graph.

    ``words`` are the values of ``format``, of which some clients send several: the first that means something holds.
    Raises :class:`Problem` if the request takes neither.
    """
    table: Format | None = None
    graph: Format | None = None
    if words:
        for word in words:
            table, graph = formats.by_word(formats.TABLES, word), formats.by_word(formats.GRAPHS, word)
            if table or graph:
                break
    else:
        table, graph = _negotiated(formats.TABLES), _negotiated(formats.GRAPHS)
    if table is None and graph is None:
        listed = ", ".join(dict.fromkeys(one.words[0] for one in (*formats.TABLES, *formats.GRAPHS)))
        raise Problem(
            "not-acceptable",
            Text(f"formats disponibles : {listed}.", f"available formats: {listed}."),
        )
    return table, graph


def send(body: IO[bytes], length: int, content_type: str) -> Response:
    """Return a response with a whole body, compressed if the client takes that and it is worth it.

    The length is always said: a transfer that breaks off can then never be taken for a complete one.
    """
    compress = length >= _WORTH_COMPRESSING and accepts_gzip(request.headers.get("Accept-Encoding"))
    if length <= _CHUNK:
        with body:
            content = body.read()
        if compress:
            content = gzip.compress(content, 5, mtime=0)
        length = len(content)
        response = Response(content)
    else:
        # Taken before the result is compressed: what waits for that fills the disk too.
        if not _DOWNLOADS.acquire(blocking=False):
            body.close()
            raise Problem("busy", Text("trop de grands résultats en cours.", "too many large results under way."))
        download = _Download(body)
        if compress:
            length = download.compress()
        response = Response(download, direct_passthrough=True)
    response.headers["Content-Type"] = content_type
    response.headers["Content-Length"] = str(length)
    if compress:
        response.headers["Content-Encoding"] = "gzip"
    return response


def request_language() -> Language:
    """Return the language of a machine's messages: ``lang``, else the first of Accept-Language that we speak."""
    asked = request.args.get("lang")
    if asked is None:
        spoken = request.accept_languages.best_match(["fr", "en"])
        asked = spoken or "fr"
    return choose_language(asked)


def _prefers_page(asked: QueryRequest | None) -> bool:
    """Say whether a browser asks: one that wants a page more than any format of ours."""
    if asked is not None and asked.formats:
        return asked.formats[0].lower() in ("html", HTML)
    offers = [(one.media_type, one.aliases) for one in (*formats.TABLES, *formats.GRAPHS)]
    offers.append((HTML, ("application/xhtml+xml",)))
    return choose(request.headers.get("Accept"), offers) == len(offers) - 1


def _negotiated(offers: tuple[Format, ...]) -> Format | None:
    place = choose(request.headers.get("Accept"), [(one.media_type, one.aliases) for one in offers])
    return None if place is None else offers[place]


def _tag(version: str, job: Job) -> str:
    digest = hashlib.sha256(f"{version}\0{job!r}".encode())
    return digest.hexdigest()[:24]


class _Download:
    """The chunks of a large body, whose file and place are given back when it is closed or when nobody holds it.

    granian calls ``close`` of PEP 3333 neither for a client that leaves nor for a HEAD request.
    """

    def __init__(self, body: IO[bytes]) -> None:
        self._body = [body]
        self.close = weakref.finalize(self, _give_back, self._body)

    def compress(self) -> int:
        """Replace the body by a compressed one and return its length. Raises :class:`Problem` if there is no room."""
        packed: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=1 << 20)  # noqa: SIM115 - it leaves with the body
        body, self._body[0] = self._body[0], packed
        try:
            with body, gzip.GzipFile(fileobj=packed, mode="wb", compresslevel=5, mtime=0) as squeeze:
                while chunk := body.read(_CHUNK):
                    squeeze.write(chunk)
            length = packed.tell()
            packed.seek(0)
        except OSError as error:
            self.close()
            raise Problem("busy", NO_ROOM) from error
        return length

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        if chunk := self._body[0].read(_CHUNK):
            return chunk
        raise StopIteration


def _give_back(body: list[IO[bytes]]) -> None:
    _DOWNLOADS.release()
    body[0].close()
