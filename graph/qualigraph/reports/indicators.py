"""Indicators against their targets."""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import Literal, NamedNode

from qualigraph.language import Text
from qualigraph.plans import Item, Target, Use, Value
from qualigraph.reports.context import Context
from qualigraph.reports.model import EMPTY, Cell, Column, Table
from qualigraph.terms import ID, QG, SKOS

REACHED = Text("atteinte", "reached")
MISSED = Text("non atteinte", "not reached")
NOT_YET = Text("pas encore atteinte", "not yet reached")


def reached(target: Target | None, value: Value | None) -> bool | None:
    """Tell whether a value meets its target; None where one of them is missing or they cannot be compared."""
    if target is None or value is None or target.value is None or value.value is None:
        return None
    if target.unit and value.unit and target.unit != value.unit:
        return None
    code = "" if target.comparison is None else target.comparison.value.removeprefix(ID + "comparison/")
    return {
        "at-least": value.value >= target.value,
        "at-most": value.value <= target.value,
        "more-than": value.value > target.value,
        "less-than": value.value < target.value,
        "equal": value.value == target.value,
    }.get(code)


def indicator_table(context: Context, caption: str, items: Iterable[Item], *, with_item: bool = True) -> Table:
    """Return one row per action and indicator: target, baseline, last value, whether the target is reached."""
    columns = [Column(context.say(Text("N°", "No.")), "key"), Column(context.say(Text("Action", "Action")), "wide")]
    columns = columns if with_item else []
    columns += [
        Column(context.say(Text("Indicateur", "Indicator")), "wide"),
        Column(context.say(Text("Départ", "Baseline")), "number"),
        Column(context.say(Text("Valeur cible", "Target")), "number"),
        Column(context.say(Text("Pour", "By")), "date"),
        Column(context.say(Text("Dernière valeur", "Last value")), "number"),
        Column(context.say(Text("Campagne", "Campaign"))),
        Column(context.say(Text("Résultat", "Outcome")), "short"),
    ]
    rows = tuple(_row(context, item, use, with_item=with_item) for item in items for use in item.uses)
    return Table(caption, tuple(columns), rows, heads=1 if with_item else 0).without_empty_columns()


def _row(context: Context, item: Item, use: Use, *, with_item: bool) -> tuple[Cell, ...]:
    head = (Cell(item.number), context.text_cell(item.title)) if with_item else ()
    words = use.indicator if isinstance(use.indicator, str) else context.code(use.indicator)
    target = use.target or Target()
    value = use.value or Value()
    return (
        *head,
        context.text_cell(words),
        _baseline(context, use),
        Cell(target_words(context, target), target.value if target.comparison is None else None),
        context.day_cell(target.due),
        context.number_cell(value.value, value.unit) if value.value is not None else context.text_cell(value.words),
        Cell(value.when if value.value is not None or value.words else ""),
        outcome(context, use),
    )


def target_words(context: Context, target: Target) -> str:
    """Return a target as people write it: ``≥ 90 %``."""
    if target.value is None:
        return target.words
    sign = "" if target.comparison is None else _sign(context, target.comparison)
    return f"{sign} {context.number(target.value, target.unit)}".strip()


def outcome(context: Context, use: Use) -> Cell:
    """Return whether the target is reached, in words."""
    met = reached(use.target, use.value)
    if met is None:
        wanted = use.target is not None and use.value is not None
        return Cell(context.say(Text("à juger", "to be judged"))) if wanted else EMPTY
    if met:
        return Cell(context.say(REACHED), mark="done")
    return Cell(context.say(MISSED), mark="missed") if missed(context, use) else Cell(context.say(NOT_YET))


def missed(context: Context, use: Use) -> bool:
    """Tell whether the target is not reached on a day on which it had to be; one without a date always has to be."""
    if reached(use.target, use.value) is not False:
        return False
    due = use.target.due if use.target is not None else None
    return due is None or due.last < context.as_of


def _sign(context: Context, comparison: NamedNode) -> str:
    return next(iter(context.facts.texts(comparison, SKOS.altLabel)), context.name(comparison))


def _baseline(context: Context, use: Use) -> Cell:
    literal = None if use.node is None else context.facts.literal(use.node, QG.baseline)
    if not isinstance(literal, Literal):
        return EMPTY
    said = literal.value.replace(".", ",") if context.language == "fr" else literal.value
    unit = use.target.unit if use.target is not None else ""
    return Cell(f"{said}\N{NO-BREAK SPACE}{unit}" if unit else said)
