"""What has changed since the last meeting of the quality committee."""

from __future__ import annotations

from datetime import date

from pyoxigraph import NamedNode

from qualigraph.plans import FollowUp, Item
from qualigraph.terms import ID, ORG, QG
from qualigraph.views.page import Cell, Column, Kind, Note, Page, Table, text_of
from qualigraph.views.subject import Subject

_QUALITY_COMMITTEE = NamedNode(f"{ID}body-kind/quality-committee")
COLUMNS = (
    Column("N°", width=6),
    Column("Action", width=34),
    Column("Suivi du", Kind.DATE, 10),
    Column("Ce qui a changé", width=40),
    Column("Commentaire", width=30),
)


def changes(subject: Subject) -> Page:
    """Return the page: the follow-ups made since the last committee, each with what it changed."""
    since, why = last_committee(subject)
    page = subject.page("Ce qui a changé depuis le dernier Comité Qualité", wide=True)
    page.add(Note(f"Depuis le {since.strftime('%d/%m/%Y')} : {why}.", plain=True))
    rows = [
        _row(subject, item, place)
        for item in subject.actions
        for place, follow_up in enumerate(item.follow_ups)
        if follow_up.day > since
    ]
    page.add(Table("Suivis depuis cette date", COLUMNS, rows, "Aucun suivi depuis cette date."))
    return page


def last_committee(subject: Subject) -> tuple[date, str]:
    """Return the day since when changes are told, and why: the one asked for, the last committee, else a quarter."""
    if subject.since is not None:
        return subject.since, "date demandée"
    days = [
        (day, review)
        for review in subject.reviews()
        if any(_QUALITY_COMMITTEE in subject.facts.nodes(body, ORG.classification)
               for body in subject.facts.nodes(review, QG.heldBy))
        for day in subject.held(review)
        if day < subject.as_of
    ]  # fmt: skip
    if days:
        day, review = max(days, key=lambda pair: (pair[0], pair[1].value))
        return day, f"dernière séance connue, « {subject.label(review)} »"
    month = (subject.as_of.month - 4) % 12 + 1
    year = subject.as_of.year - (subject.as_of.month <= 3)
    start = date(year, month, min(subject.as_of.day, 28))
    return (
        start,
        "aucune séance du Comité Qualité n'est enregistrée ; trois mois par défaut (--since pour une autre date)",
    )


def _row(subject: Subject, item: Item, place: int) -> list[Cell]:
    follow_up = item.follow_ups[place]
    before = item.follow_ups[place - 1] if place else None
    return [
        Cell(item.number),
        Cell(item.title),
        Cell(follow_up.day),
        Cell("\n".join(told(subject, follow_up, before)) or "suivi confirmé"),
        Cell(follow_up.comment),
    ]


def told(subject: Subject, follow_up: FollowUp, before: FollowUp | None) -> list[str]:
    """Return what a follow-up changed, one line each."""
    lines = []
    old = before.status if before else None
    if follow_up.status != old and follow_up.status is not None:
        lines.append(f"état : {_from(subject.label(old))}{subject.label(follow_up.status)}")
    share = before.progress if before else None
    if follow_up.progress != share and follow_up.progress is not None:
        lines.append(
            f"avancement : {_from(f'{text_of(share)} %' if share is not None else '')}{text_of(follow_up.progress)} %"
        )
    if follow_up.postponed_to is not None and (before is None or before.postponed_to != follow_up.postponed_to):
        previous = str(follow_up.previous_deadline) if follow_up.previous_deadline else ""
        lines.append(f"échéance reportée : {_from(previous)}{follow_up.postponed_to}")
    for evidence in follow_up.evidence:
        if before is None or evidence not in before.evidence:
            lines.append(f"preuve : {evidence}")
    said = {QG.deadline} if follow_up.postponed_to is not None else set()
    for prop in subject.facts.nodes(follow_up.node, QG.changed):
        if prop not in said:
            lines.append(f"{subject.facts.label(prop)} : changé")
    return lines


def _from(text: str) -> str:
    return f"{text} → " if text else ""
