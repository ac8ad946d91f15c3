"""What holds for every response: security headers, CORS, version tags for pages, compression."""

from __future__ import annotations

import gzip
from functools import lru_cache

from flask import Response, request

from qualigraph_server.protocol.negotiation import accepts_gzip

SECURITY = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Link, Location, Retry-After",
}
PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, POST, OPTIONS",
    "Access-Control-Allow-Headers": "accept, accept-language, content-type, if-none-match",
    "Access-Control-Max-Age": "86400",
}
_WORTH_COMPRESSING = 1024
_LARGEST_FILE = 1 << 20
_COMPRESSIBLE = ("text/", "application/json", "application/javascript", "image/svg+xml")


def finish(response: Response) -> Response:
    """Return the response with all that every response has."""
    for name, value in (*SECURITY.items(), *CORS.items()):
        response.headers.setdefault(name, value)
    if response.status_code == 200 and response.mimetype == "text/html":
        _tag(response)
    if response.status_code == 200 and (response.mimetype or "").startswith(_COMPRESSIBLE):
        _compress(response)
    return response


def _tag(response: Response) -> None:
    """Let browsers keep a page and ask whether it has changed."""
    if not response.get_etag()[0] and not response.direct_passthrough:
        response.add_etag(weak=True)
    response.headers.setdefault("Cache-Control", "public, no-cache")
    _vary(response, "Accept")
    if request.method in ("GET", "HEAD"):
        response.make_conditional(request)


def _compress(response: Response) -> None:
    if response.headers.get("Content-Encoding") or response.status_code != 200 or request.method == "HEAD":
        return
    _vary(response, "Accept-Encoding")
    if not accepts_gzip(request.headers.get("Accept-Encoding")):
        return
    if response.direct_passthrough:
        if not _WORTH_COMPRESSING <= (response.content_length or 0) <= _LARGEST_FILE or request.range:
            return
        response.direct_passthrough = False
    if not response.is_sequence and response.content_length is None:
        return
    content = response.get_data()
    if len(content) < _WORTH_COMPRESSING:
        return
    # The same files go out again and again; pages differ from one another.
    packed = _packed_file(content) if request.path.startswith("/static/") else gzip.compress(content, 5, mtime=0)
    response.set_data(packed)
    response.headers["Content-Encoding"] = "gzip"
    tag, _ = response.get_etag()
    if tag:
        response.set_etag(tag, weak=True)


@lru_cache(maxsize=64)
def _packed_file(content: bytes) -> bytes:
    return gzip.compress(content, 9, mtime=0)


def _vary(response: Response, name: str) -> None:
    if name not in [one.strip() for one in response.headers.get("Vary", "").split(",")]:
        response.vary.add(name)
