"""The page on the tracking table names every column, and every option of the commands."""

from __future__ import annotations

from pathlib import Path

import click
import pytest

from qualigraph.cli.options import dataset_parameters
from qualigraph.cli.sheet import build
from qualigraph.sheets.columns import ACTION_COLUMNS, header_name, headers

ROOT = Path(__file__).resolve().parent.parent.parent
PAGE = (ROOT / "docs" / "sheets.md").read_text(encoding="utf-8")


def test_every_column_is_documented() -> None:
    assert [column.header for column in ACTION_COLUMNS if f"`{column.header}`" not in PAGE] == []


def test_every_synonym_of_the_page_is_understood() -> None:
    known = headers(ACTION_COLUMNS)
    rows = [line.split("|")[3] for line in PAGE.splitlines() if line.startswith("| `")]
    names = [name for row in rows for name in row.split("`")[1::2]]
    assert len(names) > 30
    assert [name for name in names if header_name(name) not in known] == []


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_option_is_documented(language: str) -> None:
    @dataset_parameters("fr")
    def shared() -> None: ...

    common = {name for option in click.command(shared).params for name in option.opts} | {"--help"}
    group = build("fr" if language == "fr" else "en")
    assert isinstance(group, click.Group)
    for command in group.commands.values():
        assert command.help
        options = [name for option in command.params if isinstance(option, click.Option) for name in option.opts]
        own = [name for name in options if name.startswith("--") and name not in common]
        assert [name for name in own if name not in PAGE] == [], command.name


def test_its_pictures_are_there() -> None:
    pictures = [part.split(")")[0] for part in PAGE.split("](pictures/")[1:]]
    assert len(pictures) == 3
    for picture in pictures:
        content = (ROOT / "docs" / "pictures" / picture).read_bytes()
        assert content.startswith(b"\x89PNG")
        assert len(content) < 150_000
