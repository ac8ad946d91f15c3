"""The table saved by another program: LibreOffice opens it, saves it, and nothing has changed."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from .conftest import PAQSS, Desk


def saved(soffice: str, file: Path, form: str = "xlsx") -> Path:
    folder = file.parent / "office"
    subprocess.run(
        [soffice, "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to", form, "--outdir",
         str(folder), str(file)],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    return folder / f"{file.stem}.{form.partition(':')[0]}"


@pytest.mark.parametrize("plan", [PAQSS, "icm/pmss-2023-2027"])
def test_nothing_changes_when_it_is_saved_again(soffice: str, desk: Desk, plan: str) -> None:
    outcome = desk.take(saved(soffice, desk.export("suivi.xlsx", plan)))
    assert (outcome.files, outcome.found.edits, outcome.found.faults) == ({}, [], [])
    assert outcome.found.unknown == []


def test_edits_survive_it(soffice: str, desk: Desk) -> None:
    cells = {
        (2, "Échéance"): "31/12/2026", (3, "Échéance"): "T4 2026", (4, "Échéance"): 2026, (2, "Avancement %"): 0.35,
        (2, "Responsable"): "DQGR ; CDU", (3, "Commentaires"): "deux\nlignes ; et un point-virgule",
    }  # fmt: skip
    first = desk.take(desk.edit(desk.export("suivi.xlsx"), cells))
    again = saved(soffice, desk.export("encore.xlsx", dataset=desk.after(first)))
    assert desk.take(again, output=first.target).files == {}


def test_its_csv_is_read(soffice: str, desk: Desk) -> None:
    file = desk.edit(desk.export("suivi.xlsx"), {(2, "Échéance"): "31/12/2026", (2, "Avancement %"): 0.35})
    # Field separator 59 is the semicolon, 76 is UTF-8; the first sheet is saved.
    outcome = desk.take(saved(soffice, file, "csv:Text - txt - csv (StarCalc):59,34,76,1"))
    assert outcome.found.faults == []
    assert [change.column.key for change in outcome.found.edits[0].changes] == ["deadline", "progress"]
