"""What was found is kept for the next time nothing has changed, and never told when something has."""

from __future__ import annotations

import json
import multiprocessing
import os
import shutil
from datetime import date
from pathlib import Path

import pytest
from tests.checking.conftest import FAULTS
from tests.rules.examples_of_rules import AS_OF, BASE, EXAMPLES

from qualigraph.checking import cache
from qualigraph.checking.outcome import Outcome, outcome_of


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder of entries."""
    folder = tmp_path / "kept"
    monkeypatch.setenv(cache.FOLDER_VARIABLE, str(folder))
    return folder


@pytest.fixture
def data(tmp_path: Path) -> list[Path]:
    """A copy of the base and the faults, to change."""
    return [Path(shutil.copy(file, tmp_path)) for file in (BASE, FAULTS)]


def entries(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.json"))


def found(data: list[Path], as_of: date = AS_OF) -> Outcome:
    return outcome_of(data, as_of, sources=EXAMPLES)


def test_a_kept_outcome_is_the_outcome(kept: Path, data: list[Path]) -> None:
    first = found(data)
    assert len(entries(kept)) == 1
    assert found(data) == first
    assert first.findings
    assert len(entries(kept)) == 1


def test_a_kept_outcome_is_told_without_running_the_rules(
    kept: Path, data: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = found(data)

    def forbidden(*arguments: object, **options: object) -> None:
        raise AssertionError("the rules ran again")

    monkeypatch.setattr("qualigraph.checking.run.check_outcome", forbidden)
    assert found(data) == first


def test_any_change_is_seen(kept: Path, data: list[Path], tmp_path: Path) -> None:
    first = found(data)
    text = data[1].read_text("utf-8")
    stat = data[1].stat()
    data[1].write_text(text.replace('"2029-03"', '"2028-03"'), encoding="utf-8")
    import os

    # Neither size nor time gives the change away: only the content does.
    os.utime(data[1], ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert data[1].stat().st_size == stat.st_size
    second = found(data)
    assert {finding.rule for finding in first.findings} - {finding.rule for finding in second.findings} == {"ACT-004"}
    assert found(data, date(2027, 1, 31)) != second
    assert found(data[:1]) != second


def test_a_changed_source_document_is_seen(kept: Path, data: list[Path], tmp_path: Path) -> None:
    folder = tmp_path / "sources"
    folder.mkdir()
    document = Path(shutil.copy(EXAMPLES / "politique-de-l-exemple.txt", folder))
    before = outcome_of(data, AS_OF, sources=folder)
    document.write_text(document.read_text("utf-8") + "x", encoding="utf-8")
    after = outcome_of(data, AS_OF, sources=folder)
    assert {f.rule for f in after.findings} - {f.rule for f in before.findings} == {"PSG-004"}


def test_an_entry_that_cannot_be_read_is_computed_anew(kept: Path, data: list[Path]) -> None:
    first = found(data)
    for broken in ("", "{", "[]", '{"findings": [{}]}'):
        entries(kept)[0].write_text(broken, encoding="utf-8")
        assert found(data) == first
    json.loads(entries(kept)[0].read_text("utf-8"))


def test_nothing_is_kept_where_that_is_turned_off(
    kept: Path, data: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(cache.FOLDER_VARIABLE, "off")
    assert cache.folder() is None
    found(data)
    assert not kept.exists()


def test_a_folder_that_cannot_be_made_only_costs_time(
    data: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv(cache.FOLDER_VARIABLE, str(tmp_path / "file" / "below"))
    assert found(data).findings


def test_old_entries_are_forgotten(kept: Path) -> None:
    for number in range(60):
        cache.save(f"{number:064d}", Outcome(()))
    assert 0 < len(entries(kept)) <= 40


def test_two_processes_at_once_agree(kept: Path, data: list[Path]) -> None:
    context = multiprocessing.get_context("spawn")
    with context.Pool(2) as pool:
        outcomes = pool.map(found, [data] * 4)
    assert all(outcome == outcomes[0] for outcome in outcomes)
    assert len(entries(kept)) == 1
    assert not list(kept.glob(".*"))


def test_what_is_no_regular_file_is_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.ttl")
    # Reading it would wait for ever: nobody writes to it.
    assert cache.key([tmp_path / "pipe.ttl"], AS_OF) == cache.key([tmp_path / "pipe.ttl"], AS_OF)
