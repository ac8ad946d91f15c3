"""The sheet of one action, on one page."""

from __future__ import annotations

from pyoxigraph import NamedNode

from qualigraph.plans import Level
from qualigraph.plans.model import Item
from qualigraph.plans.names import Kind as NameKind
from qualigraph.terms import QG, RDFS
from qualigraph.views.calendar import first_deadline
from qualigraph.views.changes import told
from qualigraph.views.page import Cell, Column, Facts, Heading, Kind, Page, Table, text_of
from qualigraph.views.review import target_text, value_text
from qualigraph.views.subject import ACTION_COLUMNS, Subject, action_cells, status_text

HISTORY_COLUMNS = (
    Column("Suivi du", Kind.DATE, 10),
    Column("État", width=12),
    Column("Avancement", Kind.PERCENT, 10),
    Column("Ce qui a changé", width=34),
    Column("Commentaire", width=34),
)
INDICATOR_COLUMNS = (
    Column("Indicateur", width=50),
    Column("Valeur cible", width=18),
    Column("Dernière valeur", width=18),
)
FINDING_COLUMNS = (Column("Gravité", width=12), Column("Règle", width=10), Column("Constat", width=70))
_APART = (QG.owner, QG.contributor)


def action(subject: Subject) -> Page:
    """Return the page of the subject's action."""
    item = subject.action
    assert item is not None
    page = subject.page(f"Fiche action {item.number}")
    page.blocks.clear()
    own = None
    if subject.findings is not None:
        nodes = {item.node.value, *(follow_up.node.value for follow_up in item.follow_ups)}
        own = [finding for finding in subject.findings if finding.focus in nodes]
        page.findings += f" ; sur cette action : {subject.standing(own)}"
    page.add(Heading(item.title), Facts(_pairs(subject, item)))
    if item.uses:
        rows = [
            [_indicator(subject, use.indicator), Cell(target_text(subject, use.target)), Cell(value_text(use.value))]
            for use in item.uses
        ]
        page.add(Table("Indicateurs", INDICATOR_COLUMNS, rows))
    measures = [one for one in item.walk() if one.level is Level.MEASURE]
    if measures:
        page.add(Table("Sous-actions", ACTION_COLUMNS, [action_cells(subject, one) for one in measures]))
    if item.follow_ups:
        page.add(Table("Historique", HISTORY_COLUMNS, _history(subject, item)))
    if own:
        rows = [[Cell(finding.severity), Cell(finding.rule), Cell(finding.message)] for finding in own]
        page.add(Table("Constats", FINDING_COLUMNS, rows))
    return page


def _pairs(subject: Subject, item: Item) -> list[tuple[str, str]]:
    share = subject.progress(item)
    late = " – en retard" if subject.late(item) else ""
    deadline = str(item.deadline) if item.deadline else ("continue" if item.continuous else "")
    initial = first_deadline(item)
    objective, orientation = item.above(Level.OBJECTIVE), item.above(Level.ORIENTATION)
    said = {
        "Orientation": f"{orientation.number}. {orientation.title}" if orientation else "",
        "Objectif": f"{objective.number}. {objective.title}" if objective and objective is not item else "",
        "Titre du document": item.official_title if item.official_title != item.title else "",
        "Responsable": _actors(subject, item.owners),
        "Personnes ressources": _actors(subject, item.contributors),
        "Autres acteurs": _others(subject, item),
        "Début": str(item.start or ""),
        "Échéance": deadline + late + (f" (initiale : {initial})" if initial else ""),
        "État": status_text(subject, item) if item.status is not None else "",
        "Avancement": f"{text_of(share)} %" if share is not None else "",
        "Livrable": "\n".join(item.deliverables),
        "Preuve": "\n".join(item.latest.evidence) if item.latest else "",
        "Exigences": "\n".join(subject.label(node) for node in item.requirements),
        "Certification visée": "\n".join(subject.label(node) for node in item.certifications),
        "Origine": ", ".join(subject.label(node) for node in item.origins),
        "Thématiques": ", ".join(subject.label(node) for node in item.themes),
        "Priorité": subject.label(item.priority),
        "Commentaire": item.latest.comment if item.latest else "",
        "Source du titre": subject.lines(item.node),
    }
    always = ("Responsable", "Échéance", "État", "Livrable")
    return [(name, text or "non renseigné") for name, text in said.items() if text or name in always]


def _actors(subject: Subject, actors: tuple[NamedNode, ...]) -> str:
    return ", ".join(subject.actor(actor) for actor in actors)


def _others(subject: Subject, item: Item) -> str:
    lines = []
    for role in subject.facts.subjects(RDFS.subPropertyOf, QG.involves):
        actors = subject.facts.nodes(item.node, role)
        if actors and role not in _APART:
            lines.append(f"{subject.label(role)} : {_actors(subject, actors)}")
    return "\n".join(lines)


def _indicator(subject: Subject, indicator: NamedNode | str) -> Cell:
    if isinstance(indicator, NamedNode):
        return Cell(subject.names.shown(indicator, NameKind.INDICATOR))
    return Cell(indicator)


def _history(subject: Subject, item: Item) -> list[list[Cell]]:
    rows = []
    for place, follow_up in reversed(list(enumerate(item.follow_ups))):
        before = item.follow_ups[place - 1] if place else None
        rows.append(
            [
                Cell(follow_up.day),
                Cell(subject.label(follow_up.status)),
                Cell(follow_up.progress),
                Cell("\n".join(told(subject, follow_up, before))),
                Cell(follow_up.comment),
            ]
        )
    return rows
