"""What follows from the data: the ontology's axioms compiled into rules and run to fixpoint."""

from __future__ import annotations

from qualigraph.inference.axioms import Axioms, read_axioms
from qualigraph.inference.closure import infer
from qualigraph.inference.consistency import Inconsistency, inconsistencies

__all__ = ["Axioms", "Inconsistency", "inconsistencies", "infer", "read_axioms"]
