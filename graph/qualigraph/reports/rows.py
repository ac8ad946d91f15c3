"""The rows about actions that several reports share, and the numbers that they sum up to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from pyoxigraph import NamedNode

from qualigraph.language import Text
from qualigraph.plans import FollowUp, Item
from qualigraph.plans.model import Status
from qualigraph.reports.context import SOON, Context
from qualigraph.reports.model import EMPTY, Cell, Column, Mark, Table

NUMBER = Text("N°", "No.")
ACTION = Text("Action", "Action")
OWNER = Text("Responsable", "Owner")
START = Text("Début", "Start")
DEADLINE = Text("Échéance", "Deadline")
STATUS = Text("État", "Status")
PROGRESS = Text("Avancement", "Progress")
FOLLOWED_UP = Text("Dernier suivi", "Last follow-up")
LATE = Text("en retard", "overdue")
WITHOUT = Text("sans suivi", "without follow-up")


def is_soon(context: Context, item: Item) -> bool:
    """Tell whether an unfinished action falls due within the coming days."""
    if item.deadline is None or item.status in Status.CLOSED:
        return False
    return context.as_of <= item.deadline.last <= context.as_of + timedelta(days=SOON)


def postponed(item: Item) -> bool:
    """Tell whether the deadline is later than the first one was."""
    return (
        item.deadline is not None
        and item.initial_deadline is not None
        and item.deadline.last > item.initial_deadline.last
    )


def mark(context: Context, item: Item) -> Mark:
    """Return what underlines the state of an action."""
    if item.late(context.as_of):
        return "late"
    return "done" if item.status == Status.COMPLETED else ""


def status_text(context: Context, item: Item) -> str:
    """Return the state of an action, and whether it is overdue; nothing where the plan has no follow-up at all."""
    words = []
    if item.status is not None:
        words.append(context.name(item.status))
    elif context.has_follow_ups:
        words.append(context.say(WITHOUT))
    if item.late(context.as_of):
        words.append(context.say(LATE))
    return ", ".join(words)


def progress_of(item: Item) -> Decimal | None:
    """Return the progress of an action at its latest follow-up."""
    return None if item.latest is None else progress_in(item.latest)


def progress_in(follow_up: FollowUp) -> Decimal | None:
    """Return the progress that a follow-up says; what it calls completed is at 100."""
    if follow_up.progress is None and follow_up.status == Status.COMPLETED:
        return Decimal(100)
    return follow_up.progress


def action_table(
    context: Context, caption: str, items: Iterable[Item], *, owner: bool = True, initial: bool = False
) -> Table:
    """Return a table of actions: number, title, owner, deadline, state, progress, last follow-up."""
    columns = [Column(context.say(NUMBER), "key"), Column(context.say(ACTION), "wide")]
    columns += [Column(context.say(OWNER))] if owner else []
    columns += [Column(context.say(Text("Échéance initiale", "Initial deadline")), "date")] if initial else []
    columns += [
        Column(context.say(DEADLINE), "date"),
        Column(context.say(STATUS), "short"),
        Column(context.say(PROGRESS), "number"),
        Column(context.say(FOLLOWED_UP), "date"),
    ]
    return Table(
        caption,
        tuple(columns),
        tuple(action_row(context, item, owner=owner, initial=initial) for item in items),
        heads=1,
    ).without_empty_columns()


def action_row(context: Context, item: Item, *, owner: bool = True, initial: bool = False) -> tuple[Cell, ...]:
    """Return the row of one action, as :func:`action_table` heads it."""
    cells = [Cell(item.number), context.text_cell(item.title)]
    cells += [context.text_cell(context.names(item.owners))] if owner else []
    cells += [context.day_cell(item.initial_deadline)] if initial else []
    cells += [
        deadline_cell(context, item),
        Cell(status_text(context, item), mark=mark(context, item)),
        context.number_cell(progress_of(item), "%"),
        context.day_cell(item.latest.day if item.latest else None),
    ]
    return tuple(cells)


def deadline_cell(context: Context, item: Item) -> Cell:
    """Return the deadline, or that the action has none because it goes on."""
    if item.deadline is None and item.continuous:
        return Cell(context.say(Text("continue", "continuous")))
    return context.day_cell(item.deadline)


@dataclass(frozen=True)
class Tally:
    """How many actions there are in each state."""

    actions: int
    by_status: Counter[NamedNode | None]
    late: int
    soon: int
    progress: Decimal | None

    @staticmethod
    def of(context: Context, items: Sequence[Item]) -> Tally:
        """Count some actions. The mean progress leaves out what is abandoned and what says no progress."""
        known = [
            progress for item in items if item.status != Status.ABANDONED if (progress := progress_of(item)) is not None
        ]
        return Tally(
            len(items),
            Counter(item.status for item in items),
            sum(item.late(context.as_of) for item in items),
            sum(is_soon(context, item) for item in items),
            (sum(known, Decimal(0)) / len(known)).quantize(Decimal(1)) if known else None,
        )


def tally_table(
    context: Context, caption: str, head: str, groups: Sequence[tuple[str, Sequence[Item]]], *, total: bool = True
) -> Table:
    """Return a table that counts the actions of each group by state, with their sum."""
    columns = [Column(head, "wide"), Column(context.say(Text("Actions", "Actions")), "number")]
    columns += [Column(_plural(context, status), "number") for status in Status.ORDER]
    columns += [
        Column(context.say(WITHOUT).capitalize(), "number"),
        Column(context.say(LATE).capitalize(), "number"),
        Column(context.say(Text("À échéance sous {days} jours", "Due within {days} days"), days=SOON), "number"),
        Column(context.say(Text("Avancement moyen", "Mean progress")), "number"),
    ]
    rows = [_tally_row(context, name, items) for name, items in groups]
    summed = total and len(groups) > 1
    if summed:
        # A group may hold an action that another holds too: each counts once in the sum.
        every = {item.node: item for _, items in groups for item in items}
        rows.append(_tally_row(context, context.say(Text("Ensemble", "All")), list(every.values()), own=False))
    return Table(caption, tuple(columns), tuple(rows), total=summed).without_empty_columns()


def _tally_row(context: Context, name: str, items: Sequence[Item], *, own: bool = True) -> tuple[Cell, ...]:
    tally = Tally.of(context, items)
    # Nought would be a statement where nothing was followed up, or no deadline is said.
    counts = [tally.by_status[status] if context.has_follow_ups else None for status in (*Status.ORDER, None)]
    late, soon = (tally.late, tally.soon) if context.has_deadlines else (None, None)
    return (
        context.text_cell(name) if own else Cell(name),
        context.number_cell(tally.actions),
        *(context.number_cell(count) for count in counts),
        context.number_cell(late, mark="late" if late else ""),
        context.number_cell(soon, mark="soon" if soon else ""),
        context.number_cell(tally.progress, "%") if tally.progress is not None else EMPTY,
    )


def _plural(context: Context, status: NamedNode) -> str:
    words = context.name(status)
    plural = words if context.language == "en" or words.startswith("en ") else f"{words}s"
    return plural.capitalize()
