"""The Flask application: its parts put together, and what holds for every response."""

from __future__ import annotations

import logging
import time

from flask import Flask, Response, g, request
from werkzeug.exceptions import HTTPException

from qualigraph.dataset import Dataset
from qualigraph.language import Text
from qualigraph_server.finishing import PREFLIGHT, finish
from qualigraph_server.problems import Problem
from qualigraph_server.settings import Settings
from qualigraph_server.snapshot import Keeper, Stamp
from qualigraph_server.state import EXTENSION, leave

log = logging.getLogger("qualigraph.server")


def create_app(settings: Settings | None = None, dataset: Dataset | None = None, stamp: Stamp | None = None) -> Flask:
    """Build the application and load its data, unless ``dataset`` holds what :func:`read_data` has read.

    ``stamp`` is then what :func:`files_stamp` said before it was read.

    Raises :class:`~qualigraph.errors.UsageProblem` for data that cannot be read.
    """
    settings = settings or Settings()
    app = Flask(__name__, static_folder=None)
    app.extensions[EXTENSION] = Keeper(settings, dataset, stamp)
    # A redirect would echo the Host header: no address of ours redirects.
    app.url_map.strict_slashes = False
    app.url_map.merge_slashes = False
    _register(app)
    app.before_request(_arrive)
    app.after_request(finish)
    app.teardown_request(lambda error: leave())
    app.register_error_handler(Problem, _problem)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _failure)
    return app


def _register(app: Flask) -> None:
    from qualigraph_server.api.examples import blueprint as examples
    from qualigraph_server.api.routes import blueprint as api
    from qualigraph_server.health import blueprint as health
    from qualigraph_server.linked import blueprint as linked
    from qualigraph_server.pages import blueprint as pages
    from qualigraph_server.protocol.description import blueprint as description
    from qualigraph_server.protocol.endpoint import blueprint as sparql

    # Pages come last: they show as HTML what the linked data routes answer in every form.
    for blueprint in (sparql, description, api, examples, health, linked, pages):
        app.register_blueprint(blueprint)


def _arrive() -> Response | None:
    g.arrival = time.monotonic()
    if not request.environ["REQUEST_METHOD"].isupper():
        # Names of methods are told apart by their letters' case, which the framework folds.
        raise Problem("method", _PLAIN["method"])
    if request.method == "OPTIONS":
        allowed = ", ".join(sorted({"OPTIONS", *(request.url_rule.methods or ())} if request.url_rule else {"OPTIONS"}))
        return Response(status=204, headers={"Allow": allowed, **PREFLIGHT})
    return None


def _problem(problem: Problem) -> Response:
    from qualigraph_server.refusals import refusal

    return refusal(problem)


def _http_error(error: HTTPException) -> Response:
    code = _CODES.get(error.code or 500, "refused")
    if (error.code or 500) >= 500:
        code = "internal"
    if error.code is not None and 300 <= error.code < 400:
        response = error.get_response()
        assert isinstance(response, Response)
        return response
    headers = {name: value for name, value in error.get_headers() if name in ("Allow", "Content-Range")}
    return _problem(Problem(code, _PLAIN.get(code, _PLAIN["refused"]), headers=headers))


def _failure(error: Exception) -> Response:
    log.exception("unexpected error on %s", request.path)
    return _problem(Problem("internal", _PLAIN["internal"]))


_CODES = {404: "unknown", 405: "method", 413: "too-long", 415: "unsupported-type", 416: "range"}
_PLAIN = {
    "unknown": Text("il n'y a rien à cette adresse.", "there is nothing at this address."),
    "method": Text("cette adresse ne répond pas à cette méthode.", "this address does not answer this method."),
    "too-long": Text("l'envoi est trop grand.", "the request is too large."),
    "unsupported-type": Text("ce type de contenu n'est pas lu.", "this content type is not read."),
    "range": Text("le fichier n'a pas cette partie.", "the file has no such part."),
    "refused": Text("la demande n'est pas comprise.", "the request is not understood."),
    "internal": Text(
        "le serveur a rencontré une erreur ; elle est notée dans son journal.",
        "the server met an error; it is written in its log.",
    ),
}
