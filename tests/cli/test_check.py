"""``qualigraph check`` as people and machines run it: output, exit codes, choices, files, acceptances."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.cli.running import Runner

EXAMPLES = Path(__file__).parent.parent / "rules" / "examples"
FAULTS = Path(__file__).parent.parent / "checking" / "fixtures" / "faults.ttl"
DAY = ("--as-of", "2026-06-30")


@pytest.fixture(autouse=True)
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep nothing outside the test's own folder, look at no source documents."""
    monkeypatch.setenv("QUALIGRAPH_CACHE", str(tmp_path / "kept"))
    monkeypatch.setenv("QUALIGRAPH_SOURCES", str(EXAMPLES))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder with a healthy institution and a file of faults."""
    folder = tmp_path / "data"
    folder.mkdir()
    for file in (EXAMPLES / "base.ttl", FAULTS):
        shutil.copy(file, folder)
    return folder


def test_a_healthy_plan_is_fine(qualigraph: Runner) -> None:
    done = qualigraph("check", EXAMPLES / "base.ttl", *DAY)
    assert (done.code, done.output, done.error) == (0, "Contrôle au 30/06/2026 : aucune erreur.\n", "")


def test_files_without_any_plan_are_told(qualigraph: Runner, tmp_path: Path) -> None:
    (tmp_path / "vide.ttl").touch()
    done = qualigraph("check", tmp_path / "vide.ttl", *DAY)
    assert (done.code, done.error) == (0, "Les fichiers donnés ne décrivent aucun plan.\n")


def test_errors_make_it_fail_and_the_report_is_written_all_the_same(qualigraph: Runner, data: Path) -> None:
    done = qualigraph("check", data, *DAY)
    assert done.code == 1
    assert done.output.startswith("Contrôle au 30/06/2026 : 2 erreurs, 3 à traiter, 2 pour information.\n")
    assert "faults.ttl:" in done.output


@pytest.mark.parametrize(("fail_on", "code"), [("violation", 0), ("warning", 1), ("info", 1), ("never", 0)])
def test_fail_on_sets_the_severity(qualigraph: Runner, data: Path, fail_on: str, code: int) -> None:
    chosen = ("--rule", "ACT-009", "--rule", "CRT-006")
    assert qualigraph("check", data, *DAY, *chosen, "--fail-on", fail_on).code == code


def test_english_too(qualigraph: Runner, data: Path) -> None:
    done = qualigraph("--lang", "en", "check", data, *DAY)
    assert done.output.startswith("Check as of 2026-06-30: 2 errors, 3 to address, 2 for information.\n")


def rules_of(output: str) -> set[str]:
    return {finding["rule"] for finding in json.loads(output)["findings"]}


@pytest.mark.parametrize(
    ("options", "rules"),
    [
        (("--rule", "act-004"), {"ACT-004"}),
        (("--not-rule", "ACT-001", "--severity", "violation"), {"ACT-004"}),
        (("--plan", "ex/politique"), {"ACT-001"}),
        (("--plan", "paqss"), {"ACT-001", "ACT-004", "ACT-009", "VOC-007"}),
        (("--institution", "org/ex", "--severity", "info"), {"CRT-006"}),
        (("--institution", "hex", "--severity", "info"), {"CRT-006"}),
        (("--severity", "warning", "--severity", "info"), {"ACT-001", "ACT-009", "VOC-007", "CRT-006", "CRT-009"}),
    ],
)
def test_findings_can_be_chosen(qualigraph: Runner, data: Path, options: tuple[str, ...], rules: set[str]) -> None:
    assert rules_of(qualigraph("check", data, *DAY, "--format", "json", *options).output) == rules


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--rule", "ACT-999"), "--rule : règle inconnue : « ACT-999 »"),
        (("--not-rule", "ACT-999"), "--not-rule : règle inconnue : « ACT-999 »"),
        (("--plan", "nulle-part"), "--plan : « nulle-part » : inconnu ; au choix : ex/politique, ex/programme."),
        (("--institution", "CHU"), "--institution : « CHU » : inconnu ; au choix : org/ex."),
        (("--output", "rapport.docx"), "FORME=FICHIER"),
        (("--fail-on", "erreur"), "erreur"),
    ],
)
def test_what_is_unknown_is_one_line_and_exit_code_2(
    qualigraph: Runner, data: Path, options: tuple[str, ...], says: str
) -> None:
    done = qualigraph("check", data, *DAY, *options)
    assert done.code == 2
    assert says in done.error
    assert done.output == ""


def test_broken_data_is_one_line_and_exit_code_2(qualigraph: Runner, tmp_path: Path) -> None:
    broken = tmp_path / "broken.ttl"
    broken.write_text("<a> <b> .", encoding="utf-8")
    done = qualigraph("check", broken)
    assert done.code == 2
    assert done.error.startswith(f"qualigraph: {broken}:1 : ")
    assert done.error.count("\n") == 1


def test_several_forms_at_once(qualigraph: Runner, data: Path, tmp_path: Path) -> None:
    forms = {
        form: tmp_path / f"report.{form}"
        for form in ("json", "sarif", "junit", "github", "gitlab", "markdown", "html", "csv", "xlsx", "ttl", "text")
    }
    outputs = [part for form, file in forms.items() for part in ("--output", f"{form}={file}")]
    done = qualigraph("check", data, *DAY, *outputs)
    assert done.code == 1
    assert done.output.startswith("Contrôle au")
    assert all(file.stat().st_size > 500 for file in forms.values())
    assert json.loads(forms["sarif"].read_text("utf-8"))["version"] == "2.1.0"


def test_the_form_of_a_file_is_known_by_its_ending(qualigraph: Runner, data: Path, tmp_path: Path) -> None:
    page = tmp_path / "constats.html"
    qualigraph("check", data, *DAY, "-o", page)
    assert page.read_text("utf-8").startswith("<!DOCTYPE html>")


def test_files_below_the_current_folder_are_told_from_there(
    qualigraph: Runner, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(data.parent)
    found = json.loads(qualigraph("check", data, *DAY, "--format", "json").output)["findings"]
    assert {finding["place"]["file"] for finding in found if finding["place"]} == {"data/faults.ttl"}


def test_accepting_writes_lines_that_the_next_check_honours(qualigraph: Runner, data: Path) -> None:
    who = ("--reason", "échéance fixée en comité", "--accepted-by", "responsable qualité", "--review-by", "2027-03-31")
    done = qualigraph("check", data, *DAY, "--rule", "ACT-009", "--accept", *who)
    assert (done.code, done.output) == (0, f"1 ligne(s) écrite(s) dans {data / 'accepted-findings.csv'}.\n")
    after = qualigraph("check", data, *DAY)
    assert "6 nouveaux, 1 accepté, 0 résolu, 0 à revoir." in after.output
    assert "échéance fixée en comité (responsable qualité, 30/06/2026 ; à revoir le 31/03/2027)" in after.output
    late = qualigraph("check", data, "--as-of", "2027-04-01", "--format", "json")
    assert "GOV-013" in rules_of(late.output)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--rule", "ACT-009"), "accepter demande un motif"),
        (("--reason", "r", "--accepted-by", "q"), "un motif vaut pour une règle et un plan"),
        (("--rule", "ACT-004", "--reason", "r", "--accepted-by", "q"), "--thing ex/programme/os1/obj1/action4"),
        (("--rule", "ACT-017", "--reason", "r", "--accepted-by", "q"), "aucun constat à accepter"),
    ],
)
def test_accepting_is_refused_where_it_would_hide_too_much(
    qualigraph: Runner, data: Path, options: tuple[str, ...], says: str
) -> None:
    done = qualigraph("check", data, *DAY, "--accept", *options)
    assert done.code == 2
    assert says in done.error
    assert not (data / "accepted-findings.csv").exists()


def test_an_error_is_accepted_when_it_is_named(qualigraph: Runner, data: Path) -> None:
    named = ("--thing", "ex/programme/os1/obj1/action4", "--reason", "prolongé", "--accepted-by", "direction")
    assert qualigraph("check", data, *DAY, "--rule", "ACT-004", "--accept", *named).code == 0
    assert "ACT-004" not in rules_of(qualigraph("check", data, *DAY, "--format", "json").output)


def test_rules_are_listed_and_explained(qualigraph: Runner) -> None:
    assert "ACT-001" in qualigraph("rules").output
    listed = json.loads(qualigraph("rules", "--format", "json").output)
    assert {"id", "title", "why", "toDo", "toDoInTable", "expectedBy", "messages"} <= set(listed[0])
    assert qualigraph("rules", "--lint").code == 0
    explained = qualigraph("explain", "act-001")
    assert explained.output.startswith("ACT-001 · Action sans responsable\n")
    assert "Pourquoi" in explained.output
    unknown = qualigraph("explain", "ACT-0001")
    assert unknown.code == 2
    assert "ACT-001" in unknown.error


def test_the_real_graph_carries_only_what_is_accepted(qualigraph: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("QUALIGRAPH_SOURCES")
    done = qualigraph("check", "--as-of", "2026-11-22", "--fail-on", "warning")
    assert done.code == 0, done.output
    assert "Constats acceptés" in done.output
    assert "le document ne publie aucun responsable : 35 actions" in done.output


def test_a_kept_answer_needs_neither_rdflib_nor_pyshacl(data: Path) -> None:
    code = (
        "import sys\n"
        "from qualigraph.cli import main\n"
        "try:\n    main(sys.argv[1:])\n"
        "except SystemExit:\n    pass\n"
        "heavy = {'rdflib', 'pyshacl', 'owlrl', 'openpyxl', 'rich', 'flask'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    command = [sys.executable, "-c", code, "check", str(data), *DAY]
    for _ in range(2):
        subprocess.run(command, check=True, capture_output=True)
