from __future__ import annotations

from flask import render_template

from qualigraph_server.problems import Problem


def trouble_page(problem: Problem) -> str:
    return render_template("trouble.html", problem=problem)
