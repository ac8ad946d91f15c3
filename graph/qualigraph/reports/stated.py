"""The dates that a document states: not deadlines of actions, but all that it says of time."""

from __future__ import annotations

from qualigraph.language import Text
from qualigraph.plans import PartialDate
from qualigraph.reports.context import Context
from qualigraph.reports.model import Cell, Column, Section, Table
from qualigraph.terms import QG


def stated_dates(context: Context) -> Section:
    """Return the dates that the plan's elements and the plan itself state, with where."""
    facts = context.facts
    rows = []
    numbers = {context.plan.node: context.plan.name} | {node: item.number for node, item in context.items.items()}
    for holder, number in numbers.items():
        for said in facts.nodes(holder, QG.statedDate):
            days = [
                PartialDate.read(text)
                for predicate in (QG.value, QG.periodStart, QG.periodEnd)
                for text in facts.literals(said, predicate)
            ]
            rows.append(
                (
                    Cell(number),
                    context.text_cell(context.name(said)),
                    Cell(" – ".join(context.day(day) for day in days if day is not None)),
                    context.text_cell(context.place(said)),
                )
            )
    columns = (
        Column(context.say(Text("Élément", "Element")), "key"),
        Column(context.say(Text("Ce qui est dit", "What is said")), "wide"),
        Column(context.say(Text("Date", "Date")), "date"),
        Column(context.say(Text("Source", "Source"))),
    )
    note = (
        Text("Ce ne sont pas des échéances d'action.", "These are not deadlines of actions.")
        if rows
        else Text("Ses éléments n'énoncent aucune date.", "Its elements state no date.")
    )
    table = Table(context.say(Text("Dates énoncées", "Dates stated")), columns, tuple(rows), heads=1)
    return Section(
        context.say(Text("Les dates que le document énonce", "The dates that the document states")),
        notes=(context.say(note),),
        tables=(table,) if rows else (),
    )
