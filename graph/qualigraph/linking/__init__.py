"""Links from plan elements to catalogue indicators: suggestions with their reasons, and tables that people decide."""

from __future__ import annotations

from qualigraph.linking.ranking import Suggestion
from qualigraph.linking.suggesting import Suggester, suggest

__all__ = ["Suggester", "Suggestion", "suggest"]
