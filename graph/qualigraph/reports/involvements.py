"""Who has which part in what, as the documents or the table say it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import NamedNode

from qualigraph.language import Text
from qualigraph.plans import Item
from qualigraph.plans.names import fold
from qualigraph.reports.context import Context
from qualigraph.reports.model import Cell, Column, Section, Table
from qualigraph.terms import QG, RDFS


@dataclass(frozen=True)
class Part:
    """One actor's part in one element: the role's property and the words for it."""

    actor: NamedNode
    role: NamedNode
    item: Item


def parts(context: Context, items: Iterable[Item]) -> list[Part]:
    """Return who is named in which role for each element, in the order of the elements."""
    facts = context.facts
    roles = [role for role in facts.subjects(RDFS.subPropertyOf, QG.involves) if role != QG.involves]
    return [Part(actor, role, item) for item in items for role in roles for actor in facts.nodes(item.node, role)]


def role_words(context: Context, role: NamedNode) -> str:
    """Return what a role is called."""
    if role == QG.mentions:
        return context.say(Text("nommé dans le texte", "named in the text"))
    return context.name(role)


def named_actors(context: Context) -> Section:
    """Return who the document names, in which role, where: what it says where it gives no owner."""
    rows: dict[tuple[NamedNode, NamedNode], list[Item]] = {}
    for part in parts(context, context.plan.walk()):
        rows.setdefault((part.actor, part.role), []).append(part.item)
    # Those with a part of their own come before those only named.
    ordered = sorted(
        rows, key=lambda key: (key[1] == QG.mentions, fold(context.name(key[0])), key[0].value, key[1].value)
    )
    table = Table(
        context.say(Text("Acteurs nommés", "Actors named")),
        (
            Column(context.say(Text("Acteur", "Actor")), "wide"),
            Column(context.say(Text("À quel titre", "In which role"))),
            Column(context.say(Text("Éléments", "Elements"))),
        ),
        tuple(
            (
                context.text_cell(context.name(actor)),
                Cell(role_words(context, role)),
                Cell(", ".join(dict.fromkeys(item.number for item in rows[actor, role]))),
            )
            for actor, role in ordered
        ),
    )
    note = Text(
        "À défaut de responsable, voici qui est nommé dans les éléments du plan, et à quel titre : ce ne sont "
        "pas des responsables d'action.",
        "For want of owners, here is who is named in the plan's elements, and in which role: these are not "
        "action owners.",
    )
    return Section(
        context.say(Text("Qui est nommé", "Who is named")), notes=(context.say(note),), tables=(table,) if rows else ()
    )
