"""What a plan is made of, as its followers see it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from pyoxigraph import NamedNode

from qualigraph.plans.dates import PartialDate
from qualigraph.terms import ID, QG


class Level(StrEnum):
    """The levels of a plan, the highest first; the values are the classes of the vocabulary."""

    ORIENTATION = "Orientation"
    OBJECTIVE = "Objective"
    ACTION = "Action"
    GROUP = "ActionGroup"
    MEASURE = "Measure"

    @property
    def node(self) -> NamedNode:
        """The class."""
        return QG[self.value]


class Status:
    """The states of an action that the code relies on."""

    NOT_STARTED = NamedNode(ID + "action-status/not-started")
    IN_PROGRESS = NamedNode(ID + "action-status/in-progress")
    SUSPENDED = NamedNode(ID + "action-status/suspended")
    COMPLETED = NamedNode(ID + "action-status/completed")
    ABANDONED = NamedNode(ID + "action-status/abandoned")
    ORDER = (NOT_STARTED, IN_PROGRESS, SUSPENDED, COMPLETED, ABANDONED)
    CLOSED = (COMPLETED, ABANDONED)


@dataclass(frozen=True)
class FollowUp:
    """The state of an action at a date."""

    node: NamedNode
    day: date
    status: NamedNode | None = None
    progress: Decimal | None = None
    comment: str = ""
    evidence: tuple[str, ...] = ()
    postponed_to: PartialDate | None = None
    previous_deadline: PartialDate | None = None


class Target(NamedTuple):
    """A value to reach; ``words`` stand where no number can be read."""

    comparison: NamedNode | None = None
    value: Decimal | None = None
    unit: str = ""
    due: PartialDate | None = None
    words: str = ""


class Value(NamedTuple):
    """A value that was observed, and in which campaign or on which day."""

    value: Decimal | None = None
    unit: str = ""
    when: str = ""
    words: str = ""


@dataclass(frozen=True)
class Use:
    """One indicator of one element, of a catalogue or in own words; ``node`` is None if nothing more is said of it."""

    indicator: NamedNode | str
    node: NamedNode | None = None
    target: Target | None = None
    value: Value | None = None
    target_node: NamedNode | None = None
    value_node: NamedNode | None = None


@dataclass
class Item:
    """An element of a plan, with what its follow-up table shows."""

    node: NamedNode
    level: Level
    title: str
    ordinal: int | None
    parent: Item | None = None
    children: list[Item] = field(default_factory=list)
    official_title: str = ""
    themes: tuple[NamedNode, ...] = ()
    origins: tuple[NamedNode, ...] = ()
    owners: tuple[NamedNode, ...] = ()
    contributors: tuple[NamedNode, ...] = ()
    bodies: tuple[NamedNode, ...] = ()
    start: PartialDate | None = None
    deadline: PartialDate | None = None
    initial_deadline: PartialDate | None = None
    completed: PartialDate | None = None
    continuous: bool = False
    deliverables: tuple[str, ...] = ()
    uses: tuple[Use, ...] = ()
    requirements: tuple[NamedNode, ...] = ()
    certifications: tuple[NamedNode, ...] = ()
    priority: NamedNode | None = None
    follow_ups: tuple[FollowUp, ...] = ()

    @property
    def number(self) -> str:
        """Where the element stands: ``1.2.3`` is the third action of the second objective of the first orientation."""
        above = self.parent.number if self.parent else ""
        own = "" if self.ordinal is None else str(self.ordinal)
        return f"{above}.{own}".strip(".")

    def above(self, level: Level) -> Item | None:
        """Return the element of ``level`` that holds this one, or None; an element holds itself."""
        item: Item | None = self
        while item is not None and item.level != level:
            item = item.parent
        return item

    def walk(self) -> Iterator[Item]:
        """Yield this element and all below it, in the order of the plan."""
        yield self
        for child in self.children:
            yield from child.walk()

    @property
    def latest(self) -> FollowUp | None:
        """The latest follow-up: it gives the current state."""
        return self.follow_ups[-1] if self.follow_ups else None

    @property
    def status(self) -> NamedNode | None:
        """The current state."""
        return self.latest.status if self.latest else None

    def late(self, as_of: date) -> bool:
        """Tell whether the deadline is past on that day and the action neither completed nor abandoned."""
        open_ended = self.deadline is None or self.status in Status.CLOSED
        return not open_ended and self.deadline is not None and self.deadline.last < as_of


@dataclass
class Plan:
    """A plan with its elements."""

    node: NamedNode
    title: str
    acronym: str = ""
    institution: NamedNode | None = None
    start: PartialDate | None = None
    end: PartialDate | None = None
    coverages: frozenset[NamedNode] = frozenset()
    documents: tuple[NamedNode, ...] = ()
    roots: list[Item] = field(default_factory=list)
    later: date | None = None
    """The day of the last follow-up after that as of which the plan was read; None if there is none."""

    @property
    def path(self) -> str:
        """The plan's address below the project's own: ``icm/paqss-2023-2027``."""
        return self.node.value.removeprefix(ID)

    @property
    def period(self) -> str:
        """The years of the plan: ``2023-2027``."""
        return "-".join(dict.fromkeys(str(part.year) for part in (self.start, self.end) if part))

    @property
    def name(self) -> str:
        """The short name with the years: ``PAQSS 2023-2027``."""
        short = self.acronym or self.title
        return short if not self.period or self.period in short else f"{short} {self.period}"

    @property
    def followed(self) -> bool:
        """Whether the plan has a follow-up table."""
        return NamedNode(ID + "coverage/followed") in self.coverages

    def walk(self) -> Iterator[Item]:
        """Yield all elements in the order of the plan."""
        for root in self.roots:
            yield from root.walk()

    def of(self, *levels: Level) -> list[Item]:
        """Return the elements of some levels in the order of the plan."""
        return [item for item in self.walk() if item.level in levels]
