"""``qualigraph report``: the list, files, findings, errors."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from openpyxl import load_workbook
from tests.cli.running import Runner
from tests.reports.conftest import PLANS

from qualigraph.reports import KINDS


def test_without_a_name_the_reports_are_listed(qualigraph: Runner) -> None:
    done = qualigraph("report")
    assert done.code == 0
    assert [line.split()[0] for line in done.output.splitlines()[: len(KINDS)]] == list(KINDS)
    assert "Fiche action" in done.output
    assert "Action sheet" in qualigraph("--lang", "en", "report").output


def test_a_page_and_a_workbook_of_given_data(qualigraph: Runner, tmp_path: Path) -> None:
    page, book = tmp_path / "retards.html", tmp_path / "retards.xlsx"
    for file in (page, book):
        done = qualigraph(
            "report", "deadlines", "--plan", "PAQSS", "--data", PLANS, "--as-of", "15/02/2027", "--output", file
        )
        assert (done.code, done.output) == (0, f"{file}\n")
    assert "En retard (1)" in page.read_text("utf-8")
    assert load_workbook(book).sheetnames[1] == "En retard (1)"


def test_the_findings_are_those_of_check(qualigraph: Runner, tmp_path: Path) -> None:
    page = tmp_path / "avancement.html"
    common = ("--data", PLANS, "--as-of", "2027-02-15")
    assert qualigraph("report", "progress", "--plan", "essai/suivi", *common, "--output", page).code == 0
    said = re.search(r"<dt>Constats</dt><dd>(\d+) sur ce plan", page.read_text("utf-8"))
    assert said is not None
    told = qualigraph("check", "--plan", "essai/suivi", "--fail-on", "never", "--format", "csv", *common).output
    assert int(said[1]) == len(told.strip().splitlines()) - 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("retards", "--plan", "PAQSS", "--output", "x.html"), "rapport inconnu : « retards »"),
        (("progres", "--plan", "PAQSS", "--output", "x.html"), "Rapports : progress."),
        (("progress", "--plan", "PAQSS"), "donnez --output FICHIER.html ou FICHIER.xlsx."),
        (("progress", "--plan", "PAQSS", "--output", "x.pdf"), "donnez --output FICHIER.html ou FICHIER.xlsx."),
        (("progress", "--output", "x.html"), "--plan : donnez --plan"),
        (("progress", "--plan", "inconnu", "--output", "x.html"), "plan inconnu : « inconnu »."),
        (("action-sheet", "--plan", "PAQSS", "--output", "x.html"), "--item : cette fiche demande --item"),
        (("changes", "--plan", "PAQSS", "--as-of", "2026-09-01", "--output", "x.html"), "donnez --since DATE."),
    ],
)
def test_a_wrong_request_is_said_in_one_line(
    qualigraph: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    done = qualigraph("report", *arguments, "--data", PLANS)
    assert done.code == 2
    (line,) = [line for line in done.error.splitlines() if line.startswith("qualigraph:")]
    assert message in line
    assert list(tmp_path.iterdir()) == []


def test_the_published_plan_of_the_shipped_graph(qualigraph: Runner, tmp_path: Path) -> None:
    page = tmp_path / "responsables.html"
    done = qualigraph("report", "owners", "--plan", "icm/paqss-2023-2027", "--as-of", "2026-09-30", "--output", page)
    assert done.code == 0
    html = page.read_text("utf-8")
    assert "est un plan publié\N{NO-BREAK SPACE}: son document ne publie ni responsable d&#39;action" in html
    assert "Commission Des Usagers" in html
    assert "Projet Qualité" in html


def test_the_demonstration_institution(qualigraph: Runner, tmp_path: Path) -> None:
    for name in KINDS:
        page = tmp_path / f"{name}.html"
        item = ("--item", "1.1.1") if KINDS[name].of_item else ()
        common = ("--plan", "demo/paqss-2025-2029", "--demo", "--as-of", "2026-09-15", "--output", page)
        assert qualigraph("report", name, *item, *common).code == 0
        assert "15/09/2026" in page.read_text("utf-8")
