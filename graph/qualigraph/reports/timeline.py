"""The drawing of the calendar: a line an action, from its start to its deadline, over the years of the plan."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from qualigraph.language import Text
from qualigraph.plans import Item, Plan
from qualigraph.plans.model import Status
from qualigraph.reports.bars import shortened
from qualigraph.reports.context import Context
from qualigraph.reports.model import Drawing, Shape
from qualigraph.reports.rows import postponed

_WIDTH = 1040
_LABEL = 372
_LINE = 24
_HEAD = 66
_MOST_YEARS = 10
_LEGEND = (
    ("bar", Text("du début à l'échéance", "from start to deadline")),
    ("deadline", Text("échéance", "deadline")),
    ("deadline closed", Text("échéance (action close)", "deadline (closed action)")),
    ("late", Text("en retard", "overdue")),
    ("done", Text("terminée", "completed")),
    ("initial", Text("échéance initiale", "initial deadline")),
    ("continuous", Text("continue", "continuous")),
)


def years(plan: Plan, items: Sequence[Item], as_of: date) -> range:
    """Return the years to draw: the plan's, and those of its dates; five from that of the report if it has none."""
    found = [day.year for day in (plan.start, plan.end) if day is not None]
    found += [
        day.year
        for item in items
        for day in (item.start, item.deadline, item.initial_deadline, item.completed)
        if day is not None
    ]
    first = min(found, default=as_of.year)
    last = max(found, default=as_of.year + 4)
    return range(first, min(max(last, first), first + _MOST_YEARS - 1) + 1)


def drawable(item: Item) -> bool:
    """Tell whether an action has any date to draw."""
    return item.continuous or any((item.start, item.deadline, item.completed))


def timeline(context: Context, title: str, items: Sequence[Item], span: range) -> Drawing | None:
    """Return the drawing of some actions over the years ``span``; None if none has a date."""
    drawn = [item for item in items if drawable(item)]
    if not drawn:
        return None
    scale = _Scale(span)
    height = _HEAD + len(drawn) * _LINE + 6
    shapes = [*_legend(context), *_grid(scale, span, height)]
    for row, item in enumerate(drawn):
        top = _HEAD + row * _LINE
        shapes.append(Shape("text", "label", 0, top + 16, text=shortened(context.title_of(item), 58)))
        shapes += _line(context, item, scale, top)
    if span.start <= context.as_of.year < span.stop:
        x = scale.of(context.as_of)
        shapes.append(Shape("line", "today", x, _HEAD - 10, 0, height - _HEAD + 10))
        shapes.append(Shape("text", "today-label", x, _HEAD - 13, text=context.day(context.as_of)))
    description = Text(
        "{n} actions de {first} à {last} ; le trait vertical est le jour du rapport. Le tableau qui suit donne "
        "les mêmes dates.",
        "{n} actions from {first} to {last}; the vertical line is the day of the report. The table below gives "
        "the same dates.",
    )
    said = context.say(description, n=len(drawn), first=span.start, last=span.stop - 1)
    return Drawing(_WIDTH, height, title, said, tuple(shapes))


class _Scale:
    """Where a day stands on the drawing."""

    def __init__(self, span: range) -> None:
        self.start = date(span.start, 1, 1)
        self.end = date(span.stop - 1, 12, 31)
        self.unit = (_WIDTH - _LABEL - 8) / ((self.end - self.start).days + 1)

    def of(self, day: date, *, end: bool = False) -> float:
        """Return the place of the day's beginning, or of its end; days outside stand at the edge."""
        inside = min(max(day, self.start), self.end)
        return round(_LABEL + ((inside - self.start).days + end) * self.unit, 1)


def _grid(scale: _Scale, span: range, height: int) -> list[Shape]:
    shapes = []
    for year in span:
        x, width = scale.of(date(year, 1, 1)), scale.of(date(year, 12, 31), end=True) - scale.of(date(year, 1, 1))
        look = "year even" if year % 2 == 0 else "year"
        shapes.append(Shape("rect", look, x, _HEAD - 8, width, height - _HEAD + 8))
        # Below the words for the day, so that both are read where they meet.
        shapes.append(Shape("text", "year-label", x + width / 2, _HEAD - 27, text=str(year)))
        for month in (4, 7, 10):
            quarter = scale.of(date(year, month, 1))
            shapes.append(Shape("line", "quarter", quarter, _HEAD - 8, 0, height - _HEAD + 8))
    return shapes


def _line(context: Context, item: Item, scale: _Scale, top: float) -> list[Shape]:
    shapes: list[Shape] = []
    middle = top + 12
    if item.deadline is None and item.continuous:
        start = scale.of(item.start.first) if item.start else scale.of(scale.start)
        return [Shape("line", "continuous", start, middle, scale.of(scale.end, end=True) - start, 0)]
    end = item.deadline or item.completed or item.start
    if end is None:
        return shapes
    first = item.start.first if item.start else end.first
    left, right = scale.of(first), scale.of(end.last, end=True)
    # Where only a month or a year is said, the deadline is somewhere in the lighter part.
    sure = max(left, scale.of(end.first)) if end.day is None else right
    shapes.append(Shape("rect", "bar", left, middle - 5, max(sure - left, 0), 10))
    shapes.append(Shape("rect", "bar unsure", sure, middle - 5, max(right - sure, 0), 10))
    if postponed(item) and item.initial_deadline:
        shapes.append(_diamond("initial", scale.of(item.initial_deadline.last, end=True), middle))
    if item.deadline is not None:
        shapes.append(_diamond(_look(context, item), right, middle))
    if item.completed is not None:
        shapes.append(Shape("rect", "done", scale.of(item.completed.last, end=True) - 5, middle - 5, 10, 10))
    return shapes


def _look(context: Context, item: Item) -> str:
    if item.late(context.as_of):
        return "late"
    return "deadline closed" if item.status in Status.CLOSED else "deadline"


def _diamond(look: str, x: float, y: float, size: float = 7) -> Shape:
    points = f"{x - size:g},{y:g} {x:g},{y - size:g} {x + size:g},{y:g} {x:g},{y + size:g}"
    return Shape("polygon", look, points=points)


def _legend(context: Context) -> list[Shape]:
    shapes, left = [], 0.0
    for look, text in _LEGEND:
        words = context.say(text)
        if look in ("deadline", "deadline closed", "late", "initial"):
            shapes.append(_diamond(look, left + 8, 9))
        elif look == "continuous":
            shapes.append(Shape("line", look, left, 9, 18, 0))
        else:
            shapes.append(Shape("rect", look, left + 2, 4, 18 if look == "bar" else 10, 10))
        shapes.append(Shape("text", "label", left + 26, 13, text=words))
        left += 44 + 6.3 * len(words)
    return shapes
