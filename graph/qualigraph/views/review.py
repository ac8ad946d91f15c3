"""The yearly review: results, indicators against their targets, what to readjust."""

from __future__ import annotations

from pyoxigraph import NamedNode

from qualigraph.plans import Item, Level, Target, Use, Value
from qualigraph.plans.model import Status
from qualigraph.plans.names import Kind as NameKind
from qualigraph.terms import QG, SKOS
from qualigraph.views.page import Cell, Column, Heading, Mark, Note, Page, Table, text_of
from qualigraph.views.progress import COLUMNS as PROGRESS_COLUMNS
from qualigraph.views.progress import counted
from qualigraph.views.subject import ACTION_COLUMNS, Subject, action_cells

INDICATOR_COLUMNS = (
    Column("N°", width=6),
    Column("Action", width=32),
    Column("Indicateur", width=32),
    Column("Valeur cible", width=14),
    Column("Dernière valeur", width=14),
    Column("Cible", width=12),
)
_FEBRUARY = "--02"


def review(subject: Subject) -> Page:
    """Return the page for the yearly review."""
    page = subject.page("Revue annuelle : résultats, indicateurs, réajustements", wide=True)
    for one in subject.reviews():
        month = subject.facts.literal(one, QG.month)
        if month is not None and month.value.startswith(_FEBRUARY):
            page.add(Note(_who(subject, one), plain=True))
    rows = [counted(subject, "", "Ensemble du plan", subject.actions, strong=True)]
    rows += [
        counted(
            subject, root.number, root.title, [one for one in root.walk() if one.level is Level.ACTION], strong=False
        )
        for root in subject.plan.roots
    ]
    page.add(Heading("Résultats"), Table("Actions par état", PROGRESS_COLUMNS, rows))
    page.add(Heading("Indicateurs"))
    uses = [(item, use) for item in subject.actions for use in item.uses]
    page.add(
        Table(
            "Indicateurs et valeurs cibles",
            INDICATOR_COLUMNS,
            [_use(subject, item, use) for item, use in uses],
            "Aucune action n'a d'indicateur.",
        )
    )
    without = sum(not item.uses for item in subject.actions)
    if without and uses:
        page.add(Note(f"{without} action(s) sur {len(subject.actions)} n'ont pas d'indicateur.", plain=True))
    page.add(Heading("À réajuster"))
    for caption, items in _to_readjust(subject):
        page.add(Table(caption, ACTION_COLUMNS, [action_cells(subject, item) for item in items], "Aucune."))
    return page


def _who(subject: Subject, node: NamedNode) -> str:
    facts = subject.facts
    held = ", ".join(subject.actor(one) for one in facts.nodes(node, QG.heldBy))
    with_ = ", ".join(subject.actor(one) for one in facts.nodes(node, QG.participant))
    lines = subject.lines(node)
    return (
        f"« {subject.label(node)} », en février"
        + (f", tenue par {held}" if held else "")
        + (f", avec {with_}" if with_ else "")
        + (f" (document, {lines})" if lines else "")
        + "."
    )


def _to_readjust(subject: Subject) -> list[tuple[str, list[Item]]]:
    items = subject.actions
    postponed = [
        item for item in items if sum(follow_up.postponed_to is not None for follow_up in item.follow_ups) >= 2
    ]
    missed = [item for item in items if any(reached(use.target, use.value) is False for use in item.uses)]
    return [
        ("En retard", [item for item in items if subject.late(item)]),
        ("Suspendues", [item for item in items if item.status == Status.SUSPENDED]),
        ("Reportées au moins deux fois", postponed),
        ("Dont un indicateur est en deçà de sa cible", missed),
    ]


def _use(subject: Subject, item: Item, use: Use) -> list[Cell]:
    indicator = (
        subject.names.shown(use.indicator, NameKind.INDICATOR)
        if isinstance(use.indicator, NamedNode)
        else use.indicator
    )
    done = reached(use.target, use.value)
    word = "" if done is None else "atteinte" if done else "non atteinte"
    mark = None if done is None else Mark.DONE if done else Mark.LATE
    return [
        Cell(item.number),
        Cell(item.title),
        Cell(indicator),
        Cell(target_text(subject, use.target)),
        Cell(value_text(use.value)),
        Cell(word, mark),
    ]


def reached(target: Target | None, value: Value | None) -> bool | None:
    """Tell whether a value reaches its target; None where one of them is missing or no number, or units differ."""
    if target is None or value is None or target.value is None or value.value is None:
        return None
    if target.unit and value.unit and target.unit != value.unit:
        return None
    code = target.comparison.value.rpartition("/")[2] if target.comparison else "at-least"
    return {
        "at-least": value.value >= target.value,
        "more-than": value.value > target.value,
        "at-most": value.value <= target.value,
        "less-than": value.value < target.value,
        "equal": value.value == target.value,
    }.get(code)


def target_text(subject: Subject, target: Target | None) -> str:
    """Return a target in words."""
    if target is None:
        return ""
    if target.value is None:
        return target.words
    sign = subject.facts.texts(target.comparison, SKOS.altLabel)[0] if target.comparison else ""
    due = f" en {target.due}" if target.due else ""
    return f"{sign} {text_of(target.value)}{' ' if target.unit else ''}{target.unit}{due}".strip()


def value_text(value: Value | None) -> str:
    """Return an observed value in words."""
    if value is None:
        return ""
    shown = value.words if value.value is None else f"{text_of(value.value)}{' ' if value.unit else ''}{value.unit}"
    return f"{shown} ({value.when})" if value.when else shown
