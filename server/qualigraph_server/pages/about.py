"""What this is, how old the data are, under which licences."""

from __future__ import annotations

import json
from datetime import date

import pyoxigraph
from flask import Response
from pyoxigraph import DefaultGraph

from qualigraph.terms import QG
from qualigraph_server.pages.calendar import drawn, month_names, recurring, reviews
from qualigraph_server.pages.context import View, view
from qualigraph_server.pages.keeping import kept
from qualigraph_server.pages.speech import STATIC, language, write
from qualigraph_server.state import state


def about_page() -> Response:
    """Return the page that tells versions, sources and licences."""
    seen, here = view(), state()
    namer = seen.namer(language())
    graph = seen.graph
    documents = [
        {
            "ref": namer.ref(node),
            "owner": namer.refs(graph.nodes(node, QG.ofInstitution)),
            "sha256": graph.text(node, QG.sha256) or "",
            "places": len(graph.subjects(QG.document, node)),
        }
        for node in graph.instances(QG.SourceDocument)
    ]
    return write(
        "about.html",
        documents=documents,
        data_version=here.snapshot.version,
        data_date=seen.data_date,
        loaded_at=here.snapshot.loaded_at,
        today=date.today(),
        graphs=sorted((name.value for name in seen.dataset.files), key=str),
        size=here.snapshot.once("size", lambda: _size(seen)),
        vendor=json.loads((STATIC / "vendor" / "vendor.json").read_text(encoding="utf-8")),
        engine=pyoxigraph.__version__,
        address=here.settings.address,
        has_sources=here.settings.sources is not None,
    )


def _size(seen: View) -> int:
    """Return how many statements there are, each counted once."""
    return sum(1 for _ in seen.dataset.store.quads_for_pattern(None, None, None, DefaultGraph()))


@kept
def calendar_page() -> Response:
    """Return the page of all recurring reviews and reports over the year."""
    seen = view()
    namer = seen.namer(language())
    found = reviews(seen, namer, recurring(seen))
    return write(
        "calendar.html",
        reviews=found,
        drawing=drawn(namer, found) if found else None,
        month_names=lambda months: month_names(namer, months),
    )
