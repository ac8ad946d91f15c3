"""A plan as the people who follow it see it: its tree, who answers for what, until when, how far."""

from __future__ import annotations

from qualigraph.plans.choosing import find_plan
from qualigraph.plans.dates import PartialDate
from qualigraph.plans.facts import Facts
from qualigraph.plans.model import FollowUp, Item, Level, Plan, Target, Use, Value
from qualigraph.plans.reader import read_plan

__all__ = [
    "Facts",
    "FollowUp",
    "Item",
    "Level",
    "PartialDate",
    "Plan",
    "Target",
    "Use",
    "Value",
    "find_plan",
    "read_plan",
]
