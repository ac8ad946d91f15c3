"""A report as one page that holds all it needs: no script, no foreign address, made to be printed on A4."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from qualigraph import __version__
from qualigraph.language import Text
from qualigraph.reports.model import Report

_TEMPLATES = Path(__file__).parent / "templates"
_BOUND = re.compile(r" (?=[:;?!»%])|(?<=«) ")
"""The spaces of French at which no line may break."""


def to_html(report: Report) -> str:
    """Return the report as an HTML page; whatever the data say is text in it, never markup."""
    made = Text("Établi par qualigraph {version}", "Made with qualigraph {version}")
    return (
        _environment()
        .get_template("report.html")
        .render(
            report=report,
            made=made.say(report.language, version=__version__),
            about=Text("À propos de ce rapport", "About this report").say(report.language),
            contents=Text("Sommaire", "Contents").say(report.language),
            colon=Text(" :", ":").say(report.language),
        )
    )


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=lambda said: _BOUND.sub("\N{NO-BREAK SPACE}", said) if type(said) is str else said,
        trim_blocks=True,
        lstrip_blocks=True,
    )
