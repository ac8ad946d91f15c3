"""The rules are well-made, the lint that says so can fail, and the pages say what the rules say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.rules.examples_of_rules import EXAMPLES, catalogue

from qualigraph.checking.lint import problems
from qualigraph.checking.pages import FAMILIES, markdown_index, markdown_page
from qualigraph.checking.rules import load_catalogue, shape_files

RULE = (Path(__file__).parent / "fixtures" / "good-rule.ttl").read_text(encoding="utf-8")


def test_the_shipped_rules_have_no_problem() -> None:
    assert problems(catalogue()) == []


def test_the_catalogue_is_as_large_as_it_promises() -> None:
    rules = catalogue().rules
    assert len(rules) >= 55
    assert {rule.family for rule in rules} == set(FAMILIES)
    assert len({rule.id for rule in rules}) == len(rules)


def _problems(tmp_path: Path, *changes: tuple[str, str]) -> list[str]:
    text = RULE
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    file = tmp_path / "rule.ttl"
    file.write_text(text, encoding="utf-8")
    return problems(load_catalogue([file]))


def test_a_good_rule_has_no_problem(tmp_path: Path) -> None:
    assert _problems(tmp_path) == []


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("sh:minCount 1", "sh:minCuont 1", "minCuont: not a term of SHACL"),
        ("sh:minCount 1", "sh:minCount 1 ; sh:maxCount 3", "2 constraints in a property shape"),
        ("sh:severity sh:Warning ;", "", "no severity"),
        ("sh:targetClass qg:Action ;", "", "no target"),
        ('"Pas de rang."@fr ,', "", "message in en, not once in each"),
        ('"Why."@en', '"Why."@de', "why in de, fr"),
        ('skos:example "x" ;', "", "no example in Turtle"),
        ('dcterms:identifier "ACT-901"', 'dcterms:identifier "ACT-902"', "does not fit its address"),
        ("rule-family/act", "rule-family/pln", "its family does not fit"),
        ("shape:ACT-901 a", "shape:ACT-999 a", "its name does not begin with its rule's"),
        ("qg:rule rule:ACT-901 ;\n    sh:targetClass", "sh:targetClass", "no shape checks it"),
        ("sh:minCount 1", "sh:lessThan qg:deadline", "only pySHACL could run it"),
        ("{?value}", "{?valeur}", "names valeur, which the query does not give"),
        ("$this qg:ordinal ?value .", "VALUES ?value { 1 } $this qg:ordinal ?value .", "VALUES is not allowed"),
    ],
)
def test_each_kind_of_problem_is_found(old: str, new: str, problem: str, tmp_path: Path) -> None:
    assert any(problem in found for found in _problems(tmp_path, (old, new)))


def test_an_expectation_of_has_shows_no_criterion_number() -> None:
    for rule in catalogue().rules:
        if "HAS" in rule.expected_by.fr:
            assert "à vérifier dans le manuel" in rule.expected_by.fr
            assert not any(character.isdigit() for character in rule.expected_by.fr)


def test_the_pages_are_what_the_rules_say(repository: Path) -> None:
    folder = repository / "docs" / "rules"
    expected = {"README.md": markdown_index(catalogue().rules)}
    for rule in catalogue().rules:
        valid, invalid = ((EXAMPLES / rule.id / f"{name}.ttl").read_text("utf-8") for name in ("valid", "invalid"))
        expected[f"{rule.id}.md"] = markdown_page(rule, valid, invalid)
    assert {path.name: path.read_text("utf-8") for path in folder.iterdir()} == expected, (
        "write them anew: qualigraph rules --pages docs/rules"
    )


def test_every_file_of_shapes_is_read() -> None:
    assert {path.name for path in shape_files()} >= {"actions.ttl", "common.ttl", "logic.ttl", "vocabulary.ttl"}


def test_no_rule_leaves_the_order_of_two_steps_to_chance() -> None:
    # Inside EXISTS pyoxigraph starts at either end of a path "a/..." as it comes: at the wrong one it goes over the
    # whole graph for each value, and a check takes a minute instead of a second. Write a nested EXISTS instead.
    loose = {
        (file.name, found[0])
        for file in shape_files()
        for found in re.finditer(r"EXISTS \{ [?$]\w+ a/[^}]*\}", file.read_text(encoding="utf-8"))
    }
    assert loose == set()
