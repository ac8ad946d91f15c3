"""The examples of the rules: one folder a rule, read together with a small healthy institution."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from qualigraph.checking.accepted import apply, read_accepted
from qualigraph.checking.findings import Finding
from qualigraph.checking.rules import Catalogue, load_catalogue
from qualigraph.checking.run import check
from qualigraph.dataset import load_dataset

EXAMPLES = Path(__file__).parent / "examples"
BASE = EXAMPLES / "base.ttl"
AS_OF = date(2026, 6, 30)


@cache
def catalogue() -> Catalogue:
    return load_catalogue()


def rule_ids() -> list[str]:
    return [rule.id for rule in catalogue().rules]


def findings_of(*files: Path) -> list[Finding]:
    """What is found in the base and the files; a table of accepted findings beside a file counts with it."""
    found = check(load_dataset([BASE, *files]), catalogue(), AS_OF, sources=EXAMPLES)
    rules = {rule.id: rule for rule in catalogue().rules}
    tables = [table for file in files if (table := file.with_suffix(".csv")).is_file()]
    accepted = [line for table in tables for line in read_accepted(table, rules)]
    return list(apply(found, accepted, AS_OF, rules).findings)


def approved(finding: Finding) -> dict[str, Any]:
    """What the expected report says of a finding: all but the label of its rule."""
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "shape": finding.shape.rpartition("/")[2],
        "focus": finding.focus.name,
        "path": finding.path,
        "value": finding.value,
        "message": list(finding.message),
        "plan": finding.plan.name if finding.plan else None,
        "where": finding.where.fr,
        "place": None if finding.place is None else f"{Path(finding.place.file).name}:{finding.place.line}",
    }
