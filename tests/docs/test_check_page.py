"""The page on checking names every option, form and exit code, and as many rules as there are."""

from __future__ import annotations

from pathlib import Path

import click
import pytest

from qualigraph.checking.accepted import COLUMNS
from qualigraph.checking.rules import load_catalogue
from qualigraph.cli.check import build
from qualigraph.cli.checking import FORMS

PAGE = (Path(__file__).resolve().parent.parent.parent / "docs" / "check.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_option_is_documented(language: str) -> None:
    command = build("fr" if language == "fr" else "en")
    options = [name for option in command.params if isinstance(option, click.Option) for name in option.opts]
    assert [name for name in options if name.startswith("--") and f"`{name}" not in PAGE] == []
    assert all(option.help for option in command.params if isinstance(option, click.Option))


def test_every_form_and_column_is_documented() -> None:
    assert [form for form in FORMS if f"`{form}`" not in PAGE] == []
    assert [column for column in COLUMNS if f"`{column}`" not in PAGE] == []


def test_the_number_of_rules_is_right() -> None:
    assert f"[{len(load_catalogue().rules)} rules](rules/README.md)" in PAGE
