"""The sheet of one action, on one page."""

from __future__ import annotations

from collections.abc import Sequence

from pyoxigraph import NamedNode

from qualigraph.language import Text
from qualigraph.plans import Item, Level
from qualigraph.reports.context import Context
from qualigraph.reports.indicators import indicator_table
from qualigraph.reports.involvements import parts, role_words
from qualigraph.reports.model import Cell, Column, Section, Table
from qualigraph.reports.rows import mark, progress_of, status_text
from qualigraph.terms import QG

_OWN = (QG.owner, QG.contributor)


def sections(context: Context) -> tuple[Section, ...]:
    """Return what is said of the element, its indicators, what is below it, and its follow-ups."""
    item = context.item
    assert item is not None
    found = [Section(context.say(Text("La fiche", "The sheet")), tables=(_fields(context, item),))]
    if item.uses:
        title = context.say(Text("Indicateurs et éléments d'évaluation", "Indicators and evaluation items"))
        found.append(Section(title, tables=(indicator_table(context, title, [item], with_item=False),)))
    below = [one for one in item.walk() if one is not item and one.level in (Level.ACTION, Level.MEASURE)]
    if below:
        found.append(_below(context, below))
    if item.follow_ups:
        found.append(_follow_ups(context, item))
    return tuple(found)


def _fields(context: Context, item: Item) -> Table:
    facts, node = context.facts, item.node
    above = [context.title_of(one) for one in _above(item)]
    dates = [
        (Text("Début", "Start"), context.day(item.start)),
        (Text("Échéance initiale", "Initial deadline"), context.day(item.initial_deadline)),
        (Text("Échéance", "Deadline"), _deadline(context, item)),
        (Text("Terminée le", "Completed on"), context.day(item.completed)),
    ]
    links = [
        (Text("Origine", "Origin"), item.origins),
        (Text("Thèmes", "Themes"), item.themes),
        (Text("Certifications visées", "Certifications targeted"), item.certifications),
        (Text("Programmes", "Programmes"), facts.nodes(node, QG.underProgramme)),
        (Text("Outils", "Tools"), facts.nodes(node, QG.usesTool)),
        (Text("Priorité", "Priority"), (item.priority,) if item.priority else ()),
    ]
    fields: list[tuple[Text, str]] = [
        (Text("Intitulé", "Title"), item.title),
        (Text("Dans", "Within"), " › ".join(above)),
        (Text("Responsable", "Owner"), context.names(item.owners, short=False)),
        (Text("Personnes ressources", "Contributors"), context.names(item.contributors, short=False)),
        (Text("Autres acteurs", "Other actors"), _others(context, item)),
        *dates,
        (Text("État", "Status"), status_text(context, item)),
        (Text("Avancement", "Progress"), context.number(progress_of(item), "%")),
        (Text("Livrable", "Deliverable"), " ; ".join(item.deliverables)),
        (
            Text("Preuve", "Evidence"),
            " ; ".join(dict.fromkeys(text for one in item.follow_ups for text in one.evidence)),
        ),
        *((words, context.names(nodes, short=False)) for words, nodes in links),
        (Text("Exigences et critères", "Requirements and criteria"), " ; ".join(map(context.code, item.requirements))),
        (Text("Source", "Source"), _sources(context, node)),
    ]
    state = context.say(Text("État", "Status"))
    rows = tuple(
        (Cell(context.say(words)), Cell(said, mark=mark(context, item) if context.say(words) == state else ""))
        for words, said in fields
        if said
    )
    columns = (Column(context.say(Text("Rubrique", "Field"))), Column(context.say(Text("Contenu", "Content")), "wide"))
    return Table(context.title_of(item), columns, rows)


def _sources(context: Context, node: NamedNode) -> str:
    headed = context.facts.nodes(node, QG.headingPassage)
    found = headed or context.facts.nodes(node, QG.passage)
    return " ; ".join(context.lines(passage) for passage in found)


def _deadline(context: Context, item: Item) -> str:
    if item.deadline is None and item.continuous:
        return context.say(Text("action continue", "continuous action"))
    return context.day(item.deadline)


def _above(item: Item) -> list[Item]:
    found: list[Item] = []
    while item.parent is not None:
        item = item.parent
        found.insert(0, item)
    return found


def _others(context: Context, item: Item) -> str:
    by_role: dict[NamedNode, list[NamedNode]] = {}
    for part in parts(context, [item]):
        if part.role not in _OWN:
            by_role.setdefault(part.role, []).append(part.actor)
    said = {actor for role, actors in by_role.items() if role != QG.mentions for actor in actors}
    told = []
    for role, actors in by_role.items():
        kept = [actor for actor in actors if role != QG.mentions or actor not in said]
        if kept:
            told.append(f"{context.names(kept)} ({role_words(context, role)})")
    return " ; ".join(told)


def _below(context: Context, items: Sequence[Item]) -> Section:
    title = context.say(Text("Sous-actions", "Measures"))
    columns = (
        Column(context.say(Text("N°", "No.")), "key"),
        Column(context.say(Text("Sous-action", "Measure")), "wide"),
        Column(context.say(Text("Responsable", "Owner"))),
        Column(context.say(Text("Échéance", "Deadline")), "date"),
        Column(context.say(Text("État", "Status")), "short"),
    )
    rows = tuple(
        (
            Cell(item.number),
            context.text_cell(item.title),
            context.text_cell(context.names(item.owners)),
            context.day_cell(item.deadline),
            Cell(status_text(context, item) if item.follow_ups else "", mark=mark(context, item)),
        )
        for item in items
    )
    return Section(title, tables=(Table(title, columns, rows, heads=1).without_empty_columns(),))


def _follow_ups(context: Context, item: Item) -> Section:
    title = context.say(Text("Suivis", "Follow-ups"))
    columns = (
        Column(context.say(Text("Date", "Date")), "date"),
        Column(context.say(Text("État", "Status")), "short"),
        Column(context.say(Text("Avancement", "Progress")), "number"),
        Column(context.say(Text("Échéance reportée", "Postponed to")), "date"),
        Column(context.say(Text("Commentaire, motif", "Comment, reason")), "wide"),
        Column(context.say(Text("Rapporté dans", "Reported in"))),
    )
    facts = context.facts
    rows = tuple(
        (
            context.day_cell(one.day),
            Cell(context.name(one.status) if one.status else ""),
            context.number_cell(one.progress, "%"),
            context.day_cell(one.postponed_to),
            context.text_cell(" ; ".join(filter(None, (one.comment, facts.text(one.node, QG.reason))))),
            context.text_cell(context.names(facts.nodes(one.node, QG.reportedIn), short=False)),
        )
        for one in reversed(item.follow_ups)
    )
    return Section(title, tables=(Table(title, columns, rows).without_empty_columns(),))
