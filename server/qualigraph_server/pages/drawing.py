"""The geometry of the drawings; templates draw it, and each stands beside the table that says the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qualigraph_server.pages.naming import Ref, natural, shortened
from qualigraph_server.pages.roles import Role

_LINE = 24
_LABEL = 330
_COLUMN = 46
_SLANT = 170


@dataclass(frozen=True)
class Label:
    """A text and where it begins."""

    text: str
    x: float
    y: float
    href: str | None = None


@dataclass(frozen=True)
class Matrix:
    """Who has which role: a row an actor, a column a role, a dot where both meet."""

    width: int
    height: int
    top: int
    rows: list[Label]
    columns: list[Label]
    dots: list[tuple[float, float]]


def matrix(roles: Sequence[Role]) -> Matrix | None:
    """Return the drawing of ``roles``; None if there is too little to draw."""
    actors = _sorted({one.actor for one in roles})
    kinds = _sorted({one.role for one in roles})
    if len(actors) < 2 or len(kinds) < 2:
        return None
    columns = [
        Label(shortened(kind.text, 30), _LABEL + index * _COLUMN + _COLUMN / 2, _SLANT - 8)
        for index, kind in enumerate(kinds)
    ]
    rows = [
        Label(shortened(actor.text, 46), 8, _SLANT + index * _LINE + 17, actor.href)
        for index, actor in enumerate(actors)
    ]
    dots = sorted(
        {
            (
                _LABEL + kinds.index(one.role) * _COLUMN + _COLUMN / 2,
                _SLANT + actors.index(one.actor) * _LINE + _LINE / 2,
            )
            for one in roles
        }
    )
    # Column heads slant to the right: the last one needs room.
    width = _LABEL + len(kinds) * _COLUMN + 130
    return Matrix(width, _SLANT + len(actors) * _LINE + 4, _SLANT, rows, columns, dots)


@dataclass(frozen=True)
class Year:
    """Reviews over the twelve months: a row a review, a mark in each month that a document names."""

    width: int
    height: int
    months: list[Label]
    rows: list[Label]
    marks: list[tuple[float, float]]
    spans: list[tuple[float, float, float]]


_MONTH = 44
_HEAD = 30


def year(reviews: Sequence[tuple[Ref, Sequence[int], bool]], months: Sequence[str]) -> Year:
    """Return the drawing of reviews, each with its months, or none and whether it recurs within the year.

    What recurs without a month said is drawn as a dashed line over the whole year.
    """
    rows, marks, spans = [], [], []
    for index, (review, said, recurs) in enumerate(reviews):
        middle = _HEAD + index * _LINE + _LINE / 2
        rows.append(Label(shortened(review.text, 46), 8, middle + 5, review.href))
        marks += [(_LABEL + (month - 1) * _MONTH + _MONTH / 2, middle) for month in said]
        if recurs and not said:
            spans.append((_LABEL + 6.0, middle, 12.0 * _MONTH - 12))
    heads = [Label(month, _LABEL + index * _MONTH + 6, _HEAD - 10) for index, month in enumerate(months)]
    return Year(_LABEL + 12 * _MONTH + 4, _HEAD + len(rows) * _LINE + 4, heads, rows, marks, spans)


def _sorted(refs: set[Ref]) -> list[Ref]:
    return sorted(refs, key=lambda ref: natural(ref.text))
