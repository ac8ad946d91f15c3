"""The pages: what people read, in French and in English, rendered here and usable without JavaScript."""

from __future__ import annotations

from flask import Blueprint, render_template

from qualigraph_server.state import state

blueprint = Blueprint("pages", __name__, template_folder="../templates")


@blueprint.get("/")
def home() -> str:
    return render_template("home.html", questions=state().snapshot.questions.values())
