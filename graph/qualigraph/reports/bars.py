"""The drawing of progress: one bar a group, its actions by state."""

from __future__ import annotations

from collections.abc import Sequence

from qualigraph.language import Text
from qualigraph.plans import Item
from qualigraph.plans.model import Status
from qualigraph.reports.context import Context
from qualigraph.reports.model import Drawing, Shape
from qualigraph.reports.rows import WITHOUT, Tally

_WIDTH = 900
_LABEL = 300
_LINE = 30
_LEGEND = 34
_LOOKS = {
    Status.COMPLETED: "completed",
    Status.IN_PROGRESS: "in-progress",
    Status.SUSPENDED: "suspended",
    Status.NOT_STARTED: "not-started",
    Status.ABANDONED: "abandoned",
    None: "unknown",
}


def shortened(text: str, length: int) -> str:
    """Return ``text``, cut at a word where it is longer than ``length``."""
    if len(text) <= length:
        return text
    return text[: length - 1].rpartition(" ")[0].rstrip(" ,;:(") + "…"


def bars(context: Context, groups: Sequence[tuple[str, Sequence[Item]]]) -> Drawing | None:
    """Return one bar per group, as long as its share of the largest one; None if there is nothing to draw."""
    tallies = [(name, Tally.of(context, items)) for name, items in groups]
    most = max((tally.actions for _, tally in tallies), default=0)
    if not most:
        return None
    unit = (_WIDTH - _LABEL - 10) / most
    shapes = _legend(context)
    for row, (name, tally) in enumerate(tallies):
        top = _LEGEND + row * _LINE
        shapes.append(Shape("text", "label", 0, top + 16, text=shortened(name, 46)))
        left = float(_LABEL)
        for status, look in _LOOKS.items():
            if count := tally.by_status[status]:
                shapes.append(Shape("rect", look, left, top, count * unit, _LINE - 8))
                shapes.append(Shape("text", f"count on-{look}", left + count * unit / 2, top + 15, text=str(count)))
                left += count * unit
    title = Text("Actions par orientation et par état", "Actions by orientation and status")
    said = Text("Le tableau qui suit donne les mêmes nombres.", "The table below gives the same numbers.")
    height = _LEGEND + len(tallies) * _LINE
    return Drawing(_WIDTH, height, context.say(title), context.say(said), tuple(shapes))


def _legend(context: Context) -> list[Shape]:
    shapes, left = [], 0.0
    for status, look in _LOOKS.items():
        words = context.say(WITHOUT) if status is None else context.name(status)
        shapes.append(Shape("rect", look, left, 2, 14, 14))
        shapes.append(Shape("text", "label", left + 20, 14, text=words))
        left += 50 + 7.2 * len(words)
    return shapes
