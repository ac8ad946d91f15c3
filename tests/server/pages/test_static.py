"""What is served beside the pages: small, ours or with a known licence and digest, and no foreign host."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pytest

LARGEST = 700_000


def test_the_static_folder_stays_small(static: Path) -> None:
    assert sum(file.stat().st_size for file in static.rglob("*") if file.is_file()) < LARGEST


def test_each_vendored_file_is_listed_with_its_digest(static: Path) -> None:
    vendor = static / "vendor"
    listed = {
        name: digest
        for package in json.loads((vendor / "vendor.json").read_text("utf-8")).values()
        for name, digest in package["files"].items()
    }
    there = {
        file.relative_to(vendor).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in vendor.rglob("*")
        if file.is_file() and file.name != "vendor.json"
    }
    assert there == listed


def test_each_package_names_its_version_and_brings_its_licence(static: Path) -> None:
    for name, package in json.loads((static / "vendor" / "vendor.json").read_text("utf-8")).items():
        assert re.fullmatch(r"\d+\.\d+\.\d+", package["version"]), name
        licences = [file for file in package["files"] if "LICENSE" in file]
        assert licences, name
        for file in licences:
            assert package["licence"] in ("MIT",)
            assert "Permission is hereby granted" in (static / "vendor" / file).read_text("utf-8")


@pytest.mark.parametrize("folder", ["templates", "static"])
def test_nothing_is_fetched_from_another_host(folder: str, static: Path) -> None:
    fetching = re.compile(r"(?:src|href|action|url|fetch|import)\s*[=(]\s*[\"'`]?\s*(?:https?:)?//", re.IGNORECASE)
    for file in (static.parent / folder).rglob("*"):
        if file.suffix in (".html", ".css", ".js", ".svg") and "vendor" not in file.parts:
            assert not fetching.search(file.read_text("utf-8")), file


def test_the_style_sheets_of_others_fetch_nothing(static: Path) -> None:
    for file in (static / "vendor").rglob("*.css"):
        text = file.read_text("utf-8")
        fetched = [one for one in re.findall(r"url\([\"']?([^\"')]{0,40})", text) if not one.startswith(("data:", "#"))]
        assert not fetched, f"{file}: {fetched}"
        assert "@import" not in text


def test_templates_hold_no_inline_script_or_style(templates: Path) -> None:
    for file in templates.glob("*.html"):
        text = file.read_text("utf-8")
        assert not re.search(r"<style|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|javascript:", text, re.IGNORECASE), file
        assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", text)), file


def test_templates_switch_escaping_off_nowhere(templates: Path) -> None:
    for file in templates.glob("*.html"):
        assert not re.search(r"\|\s*safe\b|autoescape|Markup", file.read_text("utf-8")), file


def test_our_scripts_build_no_html_from_text(static: Path) -> None:
    for file in static.glob("*.js"):
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(", file.read_text("utf-8"))
