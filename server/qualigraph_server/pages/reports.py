"""The reports on a plan as pages: chosen in a form, read here, taken away as a workbook or as one file to send."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from flask import Response, request
from pyoxigraph import NamedNode

from qualigraph.checking.findings import Severity
from qualigraph.errors import UsageProblem
from qualigraph.language import Text
from qualigraph.plans import Facts
from qualigraph.reports import KINDS, FindingCounts, Kind, Report, Request, chosen_plan, make_report, to_html, to_xlsx
from qualigraph.terms import ID, QG
from qualigraph_server.pages.context import View, view
from qualigraph_server.pages.keeping import kept
from qualigraph_server.pages.naming import natural
from qualigraph_server.pages.plan import counts, tree
from qualigraph_server.pages.speech import language, unfinished, write
from qualigraph_server.problems import Problem

DAY = "as-of"
SINCE = ("changes", "february-review")
"""The reports that count from a day."""
_MISSING = {
    False: Text("choisissez un plan.", "choose a plan."),
    True: Text(
        "dites de quelle action ou sous-action : son plan et son numéro.",
        "say which action or measure: its plan and number.",
    ),
}
_LONGEST = 200
_PATIENCE = 3.0


@dataclass(frozen=True)
class File:
    """A form in which a report can be taken away."""

    form: str
    words: Text
    media_type: str
    write: Callable[[Report], str | bytes]


FILES = (
    File(
        "xlsx",
        Text("Excel (XLSX)", "Excel (XLSX)"),
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        to_xlsx,
    ),
    File("html", Text("Page à envoyer ou à imprimer (HTML)", "Page to send or print (HTML)"), "text/html", to_html),
)


@kept
def reports_page() -> Response:
    """Return the list of reports for the plan that is chosen."""
    seen = view()
    known = _plans(seen)
    plan = request.args.get("plan", "")[:_LONGEST]
    return write("plan_reports.html", kinds=tuple(KINDS.values()), plans=known, plan=plan)


@kept
def plan_report_page(name: str) -> Response:
    """Return one report as a page, or as the file that ``?format=`` names.

    Raises a problem for an unknown report or form, or for a file of what cannot be made.
    """
    seen = view()
    kind = KINDS.get(name)
    if kind is None:
        raise Problem("unknown", Text("ce rapport n'existe pas.", "there is no such report."))
    form = request.args.get("format", "")
    file = next((one for one in FILES if one.form == form), None)
    if form and file is None:
        listed = ", ".join(one.form for one in FILES)
        raise Problem("not-acceptable", Text(f"formats disponibles : {listed}.", f"available formats: {listed}."))
    plan, item = (request.args.get(one, "").strip()[:_LONGEST] for one in ("plan", "item"))
    made: Report | None = None
    fault: Text | None = None
    try:
        day, since = _day(DAY) or date.today(), _day("since")
        if item or (plan and not kind.of_item):
            made, plan = _made(seen, kind, plan, item, day, since)
    except UsageProblem as problem:
        fault = problem.text
    if file is not None:
        if made is None:
            raise Problem("refused", fault or _MISSING[kind.of_item])
        with _turn():
            content = file.write(made)
        response = Response(content, mimetype=file.media_type)
        response.headers["Content-Disposition"] = f'attachment; filename="{kind.name}.{file.form}"'
        response.headers["Vary"] = "Accept, Accept-Language, Cookie"
        return response
    page = write(
        "plan_report.html",
        200 if fault is None else 400,
        kind=kind,
        report=made,
        fault=None if fault is None else fault.say(language()),
        missing=_MISSING[kind.of_item].say(language()),
        plans=_plans(seen),
        plan=plan,
        item=item,
        files=FILES,
        day_name=DAY,
        day=request.args.get(DAY, ""),
        since=request.args.get("since", ""),
        counts_since=kind.name in SINCE,
    )
    return unfinished(page) if made is not None and seen.report_if_ready(date.today()) is None else page


def _made(seen: View, kind: Kind, plan: str, item: str, day: date, since: date | None) -> tuple[Report, str]:
    """Return a report and its plan's path. Raises :class:`UsageProblem` for a plan or an element that is not there."""
    facts = seen.keep("facts", lambda: Facts(seen.dataset.store))
    asked = Request(day, language(), plan or None, item or None, since, seen.dataset.version)
    with _turn():
        node = chosen_plan(facts, asked, kind)
        made = make_report(facts, kind, node, asked, _findings(seen, node.value, day))
    return made, node.value.removeprefix(ID)


def _findings(seen: View, plan: str, day: date) -> FindingCounts | None:
    """Return how many findings stand against a plan today; None for another day, and while they are looked for."""
    report = seen.report_if_ready(day) if day == date.today() else None
    if report is None:
        return None
    found = [one.severity for one in report.findings if one.plan is not None and one.plan.iri == plan]
    accepted = sum(one.finding.plan is not None and one.finding.plan.iri == plan for one in report.accepted)
    errors, to_address, information = (
        found.count(one) for one in (Severity.VIOLATION, Severity.WARNING, Severity.INFO)
    )
    return FindingCounts(errors, to_address, information, accepted)


def _plans(seen: View) -> list[tuple[str, str]]:
    """Return the plans that hold anything to report on: path and name."""
    spoken = language()
    namer = seen.namer(spoken)

    def work() -> list[tuple[str, str]]:
        plans = [
            plan
            for plan in seen.graph.instances(QG.Plan)
            if isinstance(plan, NamedNode) and counts(tree(seen, namer, plan))
        ]
        named = []
        for plan in plans:
            owners = namer.refs(seen.names.institutions_of(plan))
            owner = ", ".join(one.code or one.text for one in owners)
            label = namer.ref(plan).text
            named.append((plan.value.removeprefix(ID), f"{owner} – {label}" if owner else label))
        return sorted(named, key=lambda pair: natural(pair[1]))

    return seen.keep(("reported plans", spoken), work)


def _day(name: str) -> date | None:
    text = request.args.get(name, "").strip()
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        shown = text[:40]
        raise UsageProblem(Text(f"« {shown} » n'est pas une date.", f"“{shown}” is not a date.")) from error


@contextmanager
def _turn() -> Iterator[None]:
    """Let one report be made at a time: what they read together is filled in by the first, and others need the time."""
    if not _making.acquire(timeout=_PATIENCE):
        raise Problem("busy", Text("d'autres rapports sont en cours : réessayez.", "other reports are under way."))
    try:
        yield
    finally:
        _making.release()


_making = threading.Lock()
