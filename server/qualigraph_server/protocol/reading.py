"""Reading a request: its parameters in strict UTF-8, its body within limits set before the first byte is read."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from flask import Request

from qualigraph.language import Text
from qualigraph_server.problems import Problem

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"

MAX_BODY = 8 << 20
_MOST_FIELDS = 2000
_UPLOADS = threading.BoundedSemaphore(320)
"""A client that sends its body drop by drop holds a thread: these many at most, so that others find one free."""

_READ_ONLY = Text(
    "les mises à jour ne sont pas permises : ce point d'accès est en lecture seule.",
    "updates are not allowed: this endpoint is read-only.",
)


@dataclass(frozen=True)
class QueryRequest:
    """What a client asked: the query, its dataset (None: as the query says), and the parameters for links."""

    query: str
    default_graphs: tuple[str, ...] | None
    named_graphs: tuple[str, ...] | None
    asserted: bool
    formats: tuple[str, ...]


Pairs = list[tuple[str, str]]


def read_query(request: Request) -> QueryRequest | None:
    """Return the query that a request carries, or None if it asks for the endpoint itself.

    Raises :class:`Problem` for what the protocol does not allow.
    """
    pairs = read_pairs(request.environ.get("QUERY_STRING", "").encode("latin-1"))
    query: str | None = None
    if request.method == "POST":
        kind, charset = _content_type(request)
        if kind == FORM:
            form = read_pairs(read_body(request))
            if values_of(pairs, "query") and values_of(form, "query"):
                raise _twice("query")
            pairs += form
        elif kind == QUERY:
            if values_of(pairs, "query"):
                raise _twice("query")
            query = decode(read_body(request))
        elif kind == UPDATE:
            raise Problem("forbidden", _READ_ONLY)
        else:
            raise Problem(
                "unsupported-type",
                Text(f"Content-Type attendu : {QUERY} ou {FORM}.", f"Content-Type must be {QUERY} or {FORM}."),
            )
        if charset not in ("", "utf-8", "utf8", "us-ascii"):
            raise Problem("unsupported-type", Text("seul l'encodage UTF-8 est lu.", "only the UTF-8 encoding is read."))
    if values_of(pairs, "update") or values_of(pairs, "using-graph-uri") or values_of(pairs, "using-named-graph-uri"):
        raise Problem("forbidden", _READ_ONLY)
    if query is None:
        given = values_of(pairs, "query")
        if len(given) > 1:
            raise _twice("query")
        if not given and request.method == "POST":
            raise Problem("refused", Text("le paramètre query manque.", "the query parameter is missing."))
        if not given:
            return None
        query = given[0]
    default, named = values_of(pairs, "default-graph-uri"), values_of(pairs, "named-graph-uri")
    narrowed = bool(default or named)
    return QueryRequest(
        query=query,
        default_graphs=tuple(default) if narrowed else None,
        named_graphs=tuple(named) if narrowed else None,
        asserted=_last(pairs, "asserted") in ("1", "true", "yes", "oui"),
        formats=tuple(values_of(pairs, "format")),
    )


def read_pairs(text: bytes) -> Pairs:
    """Return the parameters of a query string or form. Raises :class:`Problem` if they are not UTF-8 or too many."""
    fields = text.split(b"&", _MOST_FIELDS)
    if len(fields) > _MOST_FIELDS:
        raise Problem("refused", Text(f"plus de {_MOST_FIELDS} paramètres.", f"more than {_MOST_FIELDS} parameters."))
    pairs = []
    for one in fields:
        if one:
            name, _, value = one.replace(b"+", b" ").partition(b"=")
            pairs.append((decode(unquote_to_bytes(name)), decode(unquote_to_bytes(value))))
    return pairs


def read_body(request: Request) -> bytes:
    """Return the body. Raises :class:`Problem` if it is compressed or announced or found too large."""
    encoding = request.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding not in ("", "identity"):
        raise Problem(
            "unsupported-type",
            Text("les corps compressés ne sont pas lus.", "compressed bodies are not read."),
            headers={"Accept-Encoding": "identity"},
        )
    length = request.headers.get("Content-Length", "")
    if length and (not length.isascii() or not length.isdigit()):
        raise Problem("refused", Text("Content-Length incorrect.", "Content-Length is malformed."))
    if length and int(length) > MAX_BODY:
        raise _too_long()
    if not _UPLOADS.acquire(blocking=False):
        raise Problem("busy", Text("trop d'envois en cours : réessayez.", "too many uploads under way: try again."))
    try:
        body: bytes = request.environ["wsgi.input"].read(int(length) if length else MAX_BODY + 1)
    finally:
        _UPLOADS.release()
    if len(body) > MAX_BODY:
        raise _too_long()
    if length and len(body) < int(length):
        raise Problem("refused", Text("le corps est incomplet.", "the body is incomplete."))
    return body


def decode(text: bytes) -> str:
    """Return ``text`` decoded. Raises :class:`Problem` if it is not UTF-8, to the letter."""
    try:
        return text.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Problem(
            "refused",
            Text(
                f"la requête n'est pas en UTF-8 (octet {error.start}).",
                f"the request is not UTF-8 (byte {error.start}).",
            ),
        ) from error


def values_of(pairs: Sequence[tuple[str, str]], name: str) -> list[str]:
    """Return the values of a parameter, in order."""
    return [value for key, value in pairs if key == name]


def _last(pairs: Pairs, name: str) -> str | None:
    found = values_of(pairs, name)
    return found[-1] if found else None


def _content_type(request: Request) -> tuple[str, str]:
    kind, _, parameters = request.headers.get("Content-Type", "").partition(";")
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            return kind.strip().lower(), value.strip().strip('"').lower()
    return kind.strip().lower(), ""


def _twice(name: str) -> Problem:
    return Problem(
        "refused", Text(f"le paramètre {name} est donné deux fois.", f"the {name} parameter is given twice.")
    )


def _too_long() -> Problem:
    return Problem(
        "too-long",
        Text(f"le corps dépasse {MAX_BODY} octets.", f"the body is longer than {MAX_BODY} bytes."),
        headers={"Connection": "close"},
    )
