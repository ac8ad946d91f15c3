"""Pages for requests that get no answer."""

from __future__ import annotations

from flask import request

from qualigraph.language import Text
from qualigraph_server.pages.speech import language, page
from qualigraph_server.problems import Problem

WHAT_TO_DO = {
    "unknown": Text(
        "Vérifiez l'adresse, ou cherchez par sigle ou par libellé.", "Check the address, or search by acronym or label."
    ),
    "busy": Text("Réessayez dans quelques secondes.", "Try again in a few seconds."),
    "timeout": Text("Ajoutez des conditions ou une limite à la requête.", "Add conditions or a limit to the query."),
    "internal": Text(
        "Réessayez ; si l'erreur demeure, signalez-la à qui tient ce serveur.",
        "Try again; if the error remains, tell whoever runs this server.",
    ),
}


def trouble_page(problem: Problem) -> str:
    """Return the page that tells ``problem``: what went wrong, and what to do."""
    spoken = language()
    words = request.path.rstrip("/").rpartition("/")[2].replace("-", " ")[:80] if problem.code == "unknown" else ""
    return page(
        "trouble.html",
        title=problem.kind.title.say(spoken),
        status=problem.kind.status,
        detail=problem.detail(spoken),
        advice=WHAT_TO_DO[problem.code].say(spoken) if problem.code in WHAT_TO_DO else "",
        words=words,
    )
