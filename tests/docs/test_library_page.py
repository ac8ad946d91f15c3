"""The code on the page of the library runs as it stands and prints what its comments say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

PAGE = Path(__file__).resolve().parent.parent.parent / "docs" / "library.md"
PLAN = re.compile(r"^```turtle\n(.*?)^```", re.MULTILINE | re.DOTALL)


def test_the_code_prints_what_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    example = PLAN.search((PAGE.parent / "plans.md").read_text(encoding="utf-8"))
    assert example is not None
    (tmp_path / "plans").mkdir()
    (tmp_path / "plans" / "plan.ttl").write_text(example[1], encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"^```python\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    assert len(blocks) == 5
    names: dict[str, object] = {}
    for block in blocks:
        exec(compile(block, str(PAGE), "exec"), names)
        said = re.findall(r"^print\(.*\)  # (.+)$", block, re.MULTILINE)
        printed = capsys.readouterr().out.splitlines()
        assert printed[: len(said)] == said
        if "outcome_of" in block:
            assert "PLN-010 info Le document ne prévoit pas de revue au moins annuelle du plan." in "\n".join(printed)
    assert len(names["graph"]) > 10_000  # type: ignore[arg-type]  # an rdflib graph


def test_the_package_is_typed(repository: Path) -> None:
    assert (repository / "graph" / "qualigraph" / "py.typed").is_file()
