"""Each rule: a valid example breaks no rule, an invalid one only its own, and its whole report is approved.

``QUALIGRAPH_APPROVE=1`` writes the reports anew; read the difference before it is committed.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from tests.rules.examples_of_rules import BASE, EXAMPLES, approved, catalogue, findings_of, rule_ids


def test_every_rule_has_its_examples_and_every_example_its_rule() -> None:
    assert sorted(path.name for path in EXAMPLES.iterdir() if path.is_dir()) == rule_ids()


def test_the_base_breaks_no_rule() -> None:
    assert findings_of() == []


@pytest.mark.parametrize("rule", rule_ids())
def test_a_valid_example_breaks_no_rule(rule: str) -> None:
    assert [(found.rule, found.message.fr) for found in findings_of(EXAMPLES / rule / "valid.ttl")] == []


@pytest.mark.parametrize("rule", rule_ids())
def test_an_invalid_example_gives_exactly_the_approved_report(rule: str) -> None:
    found = findings_of(EXAMPLES / rule / "invalid.ttl")
    assert {finding.rule for finding in found} == {rule}
    known = catalogue().get(rule)
    assert known is not None
    assert {finding.shape for finding in found} == {shape.node.value for shape in known.shapes}, "a shape never fires"
    report = [approved(finding) for finding in found]
    expected = EXAMPLES / rule / "expected.json"
    if os.environ.get("QUALIGRAPH_APPROVE"):
        expected.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    assert report == json.loads(expected.read_text(encoding="utf-8"))


def test_the_examples_are_about_what_they_add_to_the_base() -> None:
    # An example that repeated the base would test it twice and hide what it is about.
    base = set(_blocks(BASE))
    for path in sorted(EXAMPLES.glob("*/*valid.ttl")):
        assert not base & set(_blocks(path)), path


def _blocks(path: Path) -> list[str]:
    return [block for block in path.read_text(encoding="utf-8").split("\n\n") if not block.startswith(("#", "@"))]
