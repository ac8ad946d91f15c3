"""What a supervisor asks: does the process live, and does it answer queries."""

from __future__ import annotations

import time

from flask import Blueprint, Response, jsonify

from qualigraph.language import Text
from qualigraph_server.problems import Problem
from qualigraph_server.state import keeper, state
from qualigraph_server.workers.pool import Job, NoAnswer

blueprint = Blueprint("health", __name__)
_PATIENCE = 2.0


@blueprint.get("/healthz")
def healthz() -> Response:
    """Say that the web process answers."""
    return Response("ok\n", content_type="text/plain; charset=utf-8", headers={"Cache-Control": "no-store"})


@blueprint.get("/readyz")
def readyz() -> Response:
    """Say that a query gets its answer, with the version of the data and the last trouble in loading it."""
    here = state()
    job = Job("ASK {}", "json", None, here.settings.address)
    try:
        here.snapshot.pool.run(job, time.monotonic() + _PATIENCE)
    except NoAnswer as none:
        raise Problem("busy", Text(*none.text)) from none
    running, waiting = here.snapshot.pool.load
    response = jsonify(
        status="ok",
        version=here.snapshot.version,
        loaded=here.snapshot.loaded_at.isoformat(timespec="seconds"),
        running=running,
        waiting=waiting,
        reload_problem=keeper().problem,
    )
    response.headers["Cache-Control"] = "no-store"
    return response
