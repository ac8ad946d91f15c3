"""Making one report: the plan and the element that are meant, the head of the page, its sections."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pyoxigraph import NamedNode

from qualigraph.errors import UsageProblem
from qualigraph.language import Language, Text
from qualigraph.plans import Facts, Item, Level, Plan, find_plan, read_plan
from qualigraph.plans.names import fold
from qualigraph.reports.catalogue import Kind
from qualigraph.reports.context import Context, FindingCounts
from qualigraph.reports.model import Report
from qualigraph.reports.unpublished import notes
from qualigraph.terms import ID, QG, RDF

_LEVELS = {level.node for level in Level}
_SHOWN = (Level.ACTION, Level.MEASURE)


@dataclass(frozen=True)
class Request:
    """What a person asked for; ``version`` is that of the data."""

    as_of: date
    language: Language
    plan: str | None = None
    item: str | None = None
    since: date | None = None
    version: str = ""


def chosen_plan(facts: Facts, request: Request, kind: Kind) -> NamedNode:
    """Return the plan that is meant: the one named, else the one that holds the element named by its path.

    Raises :class:`UsageProblem` if neither is said or the plan is unknown.
    """
    if kind.of_item and request.item is None:
        raise UsageProblem(
            Text(
                "cette fiche demande --item (chemin ou numéro de l'action).",
                "this sheet needs --item (path or number).",
            ),
            "--item",
        )
    if request.plan is not None:
        return find_plan(facts, request.plan)
    if request.item is not None and (held := _holder(facts, request.item)) is not None:
        return held
    raise UsageProblem(
        Text("donnez --plan : chemin, sigle ou titre du plan.", "give --plan: path, acronym or title of the plan."),
        "--plan",
    )


def make_report(facts: Facts, kind: Kind, plan: NamedNode, request: Request, findings: FindingCounts | None) -> Report:
    """Return the report of ``kind`` on ``plan``.

    ``facts`` hold what follows from the data too; ``findings`` are what the rules say of the plan, None where they were
    not run. Raises :class:`UsageProblem` for an unknown element, and for a report that needs a day nobody knows.
    """
    read = read_plan(facts, plan, request.as_of)
    item = _item(read, request.item) if request.item is not None and kind.of_item else None
    context = Context(facts, read, request.as_of, request.language, request.since, item, findings)
    title = kind.title.say(request.language)
    if item is not None:
        title = f"{title} {item.number}".strip()
    return Report(
        kind.name,
        title,
        read.name,
        request.language,
        request.as_of,
        tuple(_head(context, request)),
        (*_looking_back(context), *notes(context, *kind.relies_on)),
        kind.sections(context),
        landscape=kind.landscape,
        single_page=kind.of_item,
    )


def _looking_back(context: Context) -> tuple[str, ...]:
    """Return what a report on a day in the past knows of that day, and what it does not."""
    if context.plan.later is None:
        return ()
    text = Text(
        "Les données vont jusqu'au {later}. États, avancements, échéances et résultats sont ceux connus au {day} ; "
        "intitulés, responsables, indicateurs et cibles sont ceux d'aujourd'hui : leur histoire n'est pas conservée.",
        "The data go up to {later}. Statuses, progress, deadlines and results are those known on {day}; titles, "
        "owners, indicators and targets are those of today: their history is not kept.",
    )
    return (context.say(text, later=context.day(context.plan.later), day=context.day(context.as_of)),)


def _holder(facts: Facts, path: str) -> NamedNode | None:
    """Return the plan above the element of a path, if there is one."""
    try:
        node: NamedNode | None = _node(path)
    except ValueError:
        return None
    seen: set[NamedNode] = set()
    while node is not None and node not in seen:
        seen.add(node)
        node = facts.node(node, QG.isDirectPartOf)
        if node is not None and not set(facts.nodes(node, RDF.type)) & _LEVELS:
            return node
    return None


def _node(path: str) -> NamedNode:
    path = path.strip().strip("<>")
    return NamedNode(path if path.startswith("http") else ID + path.strip("/"))


def _item(plan: Plan, text: str) -> Item:
    """Return the action or measure that a path, a number (``1.2.3``) or a title means."""
    items = plan.of(*_SHOWN)
    try:
        node: NamedNode | None = _node(text)
    except ValueError:
        node = None
    number = text.strip().rstrip(".")
    for found in (
        [item for item in items if item.node == node],
        [item for item in items if item.number == number],
        [item for item in items if fold(item.title) == fold(text)],
    ):
        if len(found) == 1:
            return found[0]
    listed = ", ".join(item.number for item in plan.of(Level.ACTION)[:8])
    raise UsageProblem(
        Text(
            f"« {text} » n'est pas une action de {plan.name}." + (f" Numéros connus : {listed}…" if listed else ""),
            f'"{text}" is no action of {plan.name}.' + (f" Known numbers: {listed}…" if listed else ""),
        ),
        "--item",
    )


def _head(context: Context, request: Request) -> list[tuple[str, str]]:
    """Return what the page says of itself: plan, day, source, data, findings."""
    plan = context.plan
    institution = "" if plan.institution is None else context.name(plan.institution)
    title = plan.name if plan.title in plan.name else f"{plan.name} – {context.name(plan.node)}"
    head = [
        (Text("Établissement", "Institution"), institution),
        (Text("Plan", "Plan"), title),
        (Text("État au", "As of"), context.day(context.as_of)),
        (Text("Source", "Source"), _source(context)),
        (Text("Données", "Data"), _data(context, request.version)),
        (Text("Constats", "Findings"), _findings(context)),
    ]
    return [(context.say(words), said) for words, said in head if said]


def _source(context: Context) -> str:
    documents = list(dict.fromkeys((*context.plan.documents, *_documents(context))))
    told = [_document(context, document) for document in documents]
    if context.plan.followed:
        told.append(context.say(Text("tableau de suivi de l'établissement", "tracking table of the institution")))
    return " ; ".join(told) or context.say(Text("non vérifié (aucun document)", "unverified (no document)"))


def _documents(context: Context) -> list[NamedNode]:
    facts = context.facts
    passages = (passage for root in context.plan.roots for passage in facts.nodes(root.node, QG.headingPassage))
    return [document for passage in passages for document in facts.nodes(passage, QG.document)]


def _document(context: Context, document: NamedNode) -> str:
    name, file = context.name(document), context.facts.text(document, QG.fileName)
    return f"{name} ({file})" if file else name


def _data(context: Context, version: str) -> str:
    days = [one.day for item in context.plan.walk() for one in item.follow_ups]
    told = []
    if days:
        last = Text("dernier suivi le {day}", "last follow-up on {day}")
        told.append(context.say(last, day=context.day(max(days))))
    if version:
        told.append(context.say(Text("version des données {version}", "data version {version}"), version=version))
    return ", ".join(told)


def _findings(context: Context) -> str:
    found = context.findings
    if found is None:
        return context.say(Text("règles de contrôle non appliquées", "rules not run"))
    count = found.errors + found.to_address + found.information
    kinds = (
        (found.errors, Text("erreur", "error"), Text("erreurs", "errors")),
        (found.to_address, Text("à traiter", "to address"), Text("à traiter", "to address")),
        (found.information, Text("pour information", "for information"), Text("pour information", "for information")),
    )
    if count:
        on = context.say(Text(" sur ce plan : ", " on this plan: "))
        said = f"{count}{on}" + ", ".join(context.counted(number, one, many) for number, one, many in kinds if number)
    else:
        said = context.say(Text("aucun constat sur ce plan", "no finding on this plan"))
    if found.accepted:
        one, many = Text("constat accepté", "accepted finding"), Text("constats acceptés", "accepted findings")
        said += f" ; {context.counted(found.accepted, one, many)}"
    return said
