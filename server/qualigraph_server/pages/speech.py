"""The language of a request, and pages written in it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from flask import Response, g, render_template, request, url_for
from markupsafe import Markup

from qualigraph import __version__
from qualigraph.language import Language, Text
from qualigraph_server.pages.naming import shortened

COOKIE = "lang"
STATIC = Path(__file__).resolve().parent.parent / "static"
_A_YEAR = 365 * 24 * 3600


def language() -> Language:
    """Return the language of the request: ``?lang=``, else the cookie that it left, else the browser's first."""
    if "page_language" not in g:
        g.page_language = _language()
    found: Language = g.page_language
    return found


def _language() -> Language:
    for asked in (request.args.get(COOKIE), request.cookies.get(COOKIE)):
        if asked in ("fr", "en"):
            return "en" if asked == "en" else "fr"
    first = request.accept_languages.best or "fr"
    return "en" if first.lower().startswith("en") else "fr"


def say(text: Text, **values: object) -> str:
    """Return ``text`` in the language of the request."""
    return text.say(language(), **values)


def in_words(fr: str, en: str, **values: object) -> str:
    """Return one of two texts: what templates call to speak."""
    return Text(fr, en).say(language(), **values)


def count(number: int, fr: str, en: str, fr_many: str = "", en_many: str = "") -> str:
    """Return "1 action", "2 actions": French takes the singular for 0, English the plural."""
    one = number < 2 if language() == "fr" else number == 1
    noun = in_words(fr, en) if one else in_words(fr_many or f"{fr}s", en_many or f"{en}s")
    return f"{grouped(number)}\u00a0{noun}"


def grouped(number: int) -> str:
    """Return a number as people write it: "104 643" in French, "104,643" in English."""
    return f"{number:,}".replace(",", "\u202f" if language() == "fr" else ",")


def sentence(text: str) -> str:
    """Return ``text`` with a capital at its beginning."""
    return text[:1].upper() + text[1:]


def here(**changes: str | None) -> str:
    """Return the address of this page with some parameters changed; None takes one away."""
    given = [(name, value) for name, value in request.args.items(multi=True) if name not in changes and name != COOKIE]
    given += [(name, value) for name, value in changes.items() if value is not None]
    path = quote(request.path)
    return f"{path}?{urlencode(given)}" if given else path


@cache
def _stamp(filename: str) -> str:
    file = STATIC / filename
    return sha256(file.read_bytes()).hexdigest()[:12] if file.is_file() else ""


def static(filename: str) -> str:
    """Return the address of a static file; it changes with the content, so that browsers may keep it."""
    return url_for("pages.static", filename=filename, v=_stamp(filename))


def attribute_lang(lang: str | None) -> Markup:
    """Return the ``lang`` attribute for a text in another language than the page."""
    return Markup(' lang="{}"').format(lang) if lang else Markup("")


def page(template: str, **values: Any) -> str:
    """Return the text of the page that ``template`` makes of ``values``."""
    words: Mapping[str, Any] = {
        "lang": language(),
        "say": in_words,
        "count": count,
        "grouped": grouped,
        "sentence": sentence,
        "here": here,
        "static_file": static,
        "lang_of": attribute_lang,
        "shortened": shortened,
        "version": __version__,
        "searched": request.args.get("q", "") if request.path == "/search" else "",
    }
    return render_template(template, **{**words, **values})


def write(template: str, status: int = 200, **values: Any) -> Response:
    """Return the page that ``template`` makes of ``values``, with its headers."""
    return headed(Response(page(template, **values), status, mimetype="text/html"))


def unfinished(response: Response) -> Response:
    """Return a page that lacks what is still being worked out: nobody may keep it."""
    response.headers["Cache-Control"] = "no-store"
    return response


def headed(response: Response) -> Response:
    """Return a page with the headers that its language asks for; a language that was chosen is remembered."""
    response.headers["Content-Language"] = language()
    response.headers["Vary"] = "Accept, Accept-Language, Cookie"
    if (asked := request.args.get(COOKIE)) in ("fr", "en"):
        response.set_cookie(COOKIE, asked, max_age=_A_YEAR, samesite="Lax", httponly=True, secure=request.is_secure)
    return response
