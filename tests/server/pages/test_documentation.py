"""docs/pages.md says every address, every form and every module, and nothing that is not there."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def rows(text: str, heading: str) -> set[str]:
    """Return the first cells of the table under ``heading``."""
    table = text.split(f"| {heading} |", 1)[1].split("\n\n", 1)[0]
    cells = [line.split("|")[1] for line in table.splitlines() if line.startswith("| ")]
    return {word for cell in cells for word in re.findall(r"`([^`]+)`", cell)}


def test_every_address_is_documented(repository: Path, app: Flask) -> None:
    documented = {one.partition("?")[0] for one in rows((repository / "docs/pages.md").read_text("utf-8"), "address")}
    ours = {str(rule) for rule in app.url_map.iter_rules() if rule.endpoint.startswith(("pages.", "linked."))}
    assert documented == ours


def test_every_form_is_documented(repository: Path) -> None:
    from qualigraph_server.pages.asking import FILES

    documented = rows((repository / "docs/pages.md").read_text("utf-8"), "`format=`")
    assert documented == {file.form for file in FILES}


def test_every_module_is_documented(repository: Path) -> None:
    documented = rows((repository / "docs/pages.md").read_text("utf-8"), "module")
    there = {file.stem for file in (repository / "server/qualigraph_server/pages").glob("*.py")} - {"__init__"}
    assert documented == there


def test_the_reports_are_said_to_be_pages_too_with_addresses_that_answer(repository: Path, app: Flask) -> None:
    from qualigraph_server.pages.reports import FILES

    text = (repository / "docs/reports.md").read_text("utf-8")
    (example,) = set(re.findall(r"`(/reports/[\w-]+\?plan=[\w/-]+)`", text))
    client = app.test_client()
    assert client.get("/reports").status_code == client.get(example).status_code == 200
    for file in FILES:
        assert f"`&format={file.form}`" in text
        assert client.get(f"{example}&format={file.form}").mimetype == file.media_type
