"""Pages that have been written once are kept, the least used forgotten, while the data stay the same."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import wraps
from hashlib import sha256
from typing import ParamSpec

from flask import Response, request

from qualigraph_server.pages.context import view
from qualigraph_server.pages.speech import headed, language

Given = ParamSpec("Given")


def kept(function: Callable[Given, Response]) -> Callable[Given, Response]:
    """Return a view that writes a page once for each address, language and day, while the data stay the same.

    A page that says "no-store" is not whole yet and is written anew; a file to take away is no page.
    """

    @wraps(function)
    def page(*arguments: Given.args, **named: Given.kwargs) -> Response:
        shelf = view().shelf
        # An address made up to be long must not fill the shelf with its own letters.
        asked = repr((function.__name__, arguments, request.full_path, language(), date.today()))
        key = sha256(asked.encode("utf-8", "surrogatepass")).digest()
        body = shelf.get(key)
        if body is not None:
            return headed(Response(body, mimetype="text/html"))
        response = function(*arguments, **named)
        whole = not response.cache_control.no_store and "Content-Disposition" not in response.headers
        if response.status_code == 200 and response.mimetype == "text/html" and whole:
            shelf.put(key, response.get_data())
        return response

    return page
