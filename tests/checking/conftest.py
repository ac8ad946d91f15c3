"""What the tests of checking share: one report with findings of every sort, some of them accepted."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.rules.examples_of_rules import AS_OF, BASE, EXAMPLES, catalogue

from qualigraph.checking.accepted import apply
from qualigraph.checking.findings import Acceptance, Report
from qualigraph.checking.outcome import Outcome
from qualigraph.checking.run import check_outcome
from qualigraph.dataset import load_dataset

FAULTS = Path(__file__).parent / "fixtures" / "faults.ttl"


@pytest.fixture(scope="session")
def outcome() -> Outcome:
    """What is found in the faults."""
    return check_outcome(load_dataset([BASE, FAULTS]), catalogue(), AS_OF, sources=EXAMPLES)


@pytest.fixture(scope="session")
def report(outcome: Outcome) -> Report:
    """The same as a report, with one accepted plan, one overdue acceptance and one that is needless."""
    rules = {rule.id: rule for rule in catalogue().rules}
    review, past = date(2026, 12, 31), date(2026, 6, 1)
    common: dict[str, Any] = {
        "path": "",
        "value": "",
        "accepted_by": "responsable qualité",
        "accepted_on": date(2026, 1, 15),
    }
    return apply(
        outcome.findings,
        [
            Acceptance("ACT-001", "ex/politique", 1, reason="non publié", review_by=review, **common),
            Acceptance("CRT-006", "certification/ex/a", None, reason="visite prévue", review_by=past, **common),
            Acceptance("ACT-002", "ex/programme", 3, reason="en cours", review_by=review, **common),
        ],
        AS_OF,
        rules,
    )
