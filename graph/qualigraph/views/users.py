"""The report to the users' committee: all that concerns the users, and what was shown to it when."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import NamedNode

from qualigraph.plans import Item, Level
from qualigraph.terms import ID, ORG, QG, RDF, RDFS
from qualigraph.views.page import Cell, Column, Kind, Note, Page, Table
from qualigraph.views.subject import Subject, action_cells

_COMMITTEE = NamedNode(f"{ID}body-kind/users-committee")
_GROUPS = frozenset(
    NamedNode(f"{ID}group-kind/{code}")
    for code in ("user-representatives", "partner-patients", "users", "patients", "carers", "volunteers")
)
SHOWN_COLUMNS = (
    Column("Ce qui est montré", width=36),
    Column("À qui", width=18),
    Column("Rôle", width=14),
    Column("Fréquence", width=12),
    Column("Source", width=16),
)
HELD_COLUMNS = (Column("Séance", width=60), Column("Tenue le", Kind.DATE, 14), Column("Ce qui y est examiné", width=50))
ACTION_COLUMNS = (
    Column("N°", width=6),
    Column("Action ou sous-action", width=32),
    Column("Qui, et à quel titre", width=26),
    Column("Responsable", width=16),
    Column("Échéance", Kind.DATE, 10),
    Column("État", width=12),
    Column("Avancement", Kind.PERCENT, 10),
)


def users(subject: Subject) -> Page:
    """Return the page for the users' committee."""
    page = subject.page("Bilan pour la Commission des usagers", wide=True)
    actors = list(_users(subject))
    if not actors:
        page.add(Note("Ni CDU ni représentants des usagers ne sont décrits pour cet établissement."))
        return page
    rows = [row for item in subject.plan.of(Level.ACTION, Level.MEASURE) if (row := _action(subject, item, actors))]
    page.add(
        Table(
            "Actions qui impliquent la CDU, les usagers ou leurs représentants",
            ACTION_COLUMNS,
            rows,
            "Aucune action n'implique les usagers.",
        ),
        Table("Ce qui est présenté à la CDU", SHOWN_COLUMNS, list(_shown(subject, actors)), "Rien n'est dit."),
        Table("Séances tenues", HELD_COLUMNS, list(_held(subject, actors)), "Aucune séance n'est enregistrée."),
    )
    return page


def _users(subject: Subject) -> Iterator[NamedNode]:
    facts, institution = subject.facts, subject.plan.institution
    for body in facts.subjects(ORG.classification, _COMMITTEE):
        if institution is None or institution in facts.nodes(body, ORG.unitOf):
            yield body
    for group in facts.subjects(RDF.type, QG.StakeholderGroup):
        owners = facts.nodes(group, QG.ofInstitution)
        if _GROUPS & set(facts.nodes(group, QG.kind)) and (not owners or institution in owners):
            yield group


def roles_of(subject: Subject, node: NamedNode, actors: list[NamedNode]) -> list[tuple[NamedNode, NamedNode]]:
    """Return which of ``actors`` a thing involves, and by which property."""
    roles = subject.facts.subjects(RDFS.subPropertyOf, QG.involves)
    return [(actor, role) for role in roles for actor in subject.facts.nodes(node, role) if actor in actors]


def _action(subject: Subject, item: Item, actors: list[NamedNode]) -> list[Cell] | None:
    found = roles_of(subject, item.node, actors)
    if not found:
        return None
    said: dict[str, list[str]] = {}
    for actor, role in found:
        said.setdefault(subject.label(role), []).append(subject.actor(actor))
    who = "\n".join(f"{role} : {', '.join(dict.fromkeys(names))}" for role, names in said.items())
    number, title, *rest = action_cells(subject, item)
    return [number, title, Cell(who), *rest]


def _shown(subject: Subject, actors: list[NamedNode]) -> Iterator[list[Cell]]:
    facts = subject.facts
    items = {subject.plan.node, *facts.subjects(QG.reportOn, subject.plan.node), *subject.reviews()}
    items |= set(facts.nodes(subject.plan.node, QG.implements))
    for item in sorted(items, key=lambda node: (node != subject.plan.node, node.value)):
        for actor, role in roles_of(subject, item, actors):
            if role != QG.mentions:
                yield [
                    Cell(subject.label(item)),
                    Cell(subject.actor(actor)),
                    Cell(subject.label(role)),
                    Cell(subject.label(facts.node(item, QG.frequency))),
                    Cell(_source(subject, item, actor)),
                ]


def _source(subject: Subject, item: NamedNode, actor: NamedNode) -> str:
    for involvement in subject.facts.nodes(item, QG.qualifiedInvolvement):
        if actor in subject.facts.nodes(involvement, QG.actor) and (lines := subject.lines(involvement)):
            return lines
    return subject.lines(item)


def _held(subject: Subject, actors: list[NamedNode]) -> Iterator[list[Cell]]:
    facts = subject.facts
    for review in subject.reviews():
        concerned = set(actors) & {*facts.nodes(review, QG.heldBy), *facts.nodes(review, QG.participant)}
        examined = facts.nodes(review, QG.examines)
        shown = [one for one in examined if roles_of(subject, one, actors)]
        if concerned or shown:
            for day in subject.held(review):
                yield [
                    Cell(subject.label(review)),
                    Cell(day),
                    Cell("\n".join(subject.label(one) for one in examined)),
                ]
