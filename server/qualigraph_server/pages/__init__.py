"""The pages: what people read, in French and in English, rendered here and usable without JavaScript."""

from __future__ import annotations

from flask import Blueprint, Response, request
from flask.sansio.blueprints import BlueprintSetupState

from qualigraph.terms import ONTOLOGY
from qualigraph_server.pages.about import about_page, calendar_page
from qualigraph_server.pages.asking import question_page, questions_page
from qualigraph_server.pages.checks import report_page, rules_page
from qualigraph_server.pages.context import view_of
from qualigraph_server.pages.editor import sparql_page, vocabulary_file
from qualigraph_server.pages.home import home_page
from qualigraph_server.pages.ontology import ontology_page
from qualigraph_server.pages.reports import plan_report_page, reports_page
from qualigraph_server.pages.searching import search_page
from qualigraph_server.pages.things import thing_page as _page_of_thing
from qualigraph_server.snapshot import Keeper
from qualigraph_server.state import EXTENSION

blueprint = Blueprint(
    "pages", __name__, template_folder="../templates", static_folder="../static", static_url_path="/static"
)

_A_YEAR = 365 * 24 * 3600
_PATIENCE = 5.0
"""Changed data wait so long for their findings, at most, so that pages need not say that they are still looked for."""

blueprint.add_url_rule("/", "home", home_page)
blueprint.add_url_rule("/search", "search", search_page)
blueprint.add_url_rule("/questions", "questions", questions_page)
blueprint.add_url_rule("/questions/<identifier>", "question", question_page)
blueprint.add_url_rule("/rules", "rules", rules_page)
blueprint.add_url_rule("/report", "report", report_page)
blueprint.add_url_rule("/reports", "reports", reports_page)
blueprint.add_url_rule("/reports/<name>", "plan_report", plan_report_page)
blueprint.add_url_rule("/calendar", "calendar", calendar_page)
blueprint.add_url_rule("/about", "about", about_page)
blueprint.add_url_rule("/editor", "editor", sparql_page, methods=["GET", "POST"])
blueprint.add_url_rule("/vocabulary.json", "vocabulary", vocabulary_file)


def thing_page(iri: str) -> Response:
    """Return the HTML page of any thing of the graph, its vocabulary or its rules.

    Raises :class:`~qualigraph_server.problems.Problem` if there is nothing of that name.
    """
    return ontology_page() if iri.partition("#")[0] == ONTOLOGY else _page_of_thing(iri)


@blueprint.get("/thing")
def other_thing() -> Response:
    """Return the page of a thing of the graph whose IRI is not under our own base."""
    return thing_page(request.args.get("iri", ""))


@blueprint.record_once
def _prepare(setup: BlueprintSetupState) -> None:
    holder = setup.app.extensions.get(EXTENSION)
    if isinstance(holder, Keeper):
        view_of(holder.current, holder.settings)
        holder.preparations.append(lambda snapshot: view_of(snapshot, holder.settings).await_report(_PATIENCE))


@blueprint.after_request
def _keep_static(response: Response) -> Response:
    if request.endpoint == "pages.static" and "v" in request.args and response.status_code == 200:
        # The address changes with the content.
        response.headers["Cache-Control"] = f"public, max-age={_A_YEAR}, immutable"
    return response


__all__ = ["blueprint", "sparql_page", "thing_page"]
