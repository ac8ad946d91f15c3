"""``qualigraph link``: what it prints, asks, writes and refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sssom.parsers import parse_sssom_table
from sssom.validators import validate
from tests.linking.tables import EXITED, row, write

from qualigraph.cli.link import build
from qualigraph.errors import UsageProblem
from qualigraph.mappings import read_table, refused_pairs
from qualigraph.terms import CATALOGUE, ID

HAD = "id:clb/politique-qualite-2022-2026/axe4/obj2"


def run(*arguments: object, typed: str | None = None) -> Result:
    command = build("fr")
    return CliRunner().invoke(command, [str(argument) for argument in arguments], input=typed, standalone_mode=False)


def suggested(path: Path, plan: str = "PAQSS") -> Path:
    result = run("suggest", "--plan", plan, "--top", 1, "--format", "tsv", "--output", path, "--as-of", "2026-11-21")
    assert result.exception is None, result.exception
    return path


def test_json_holds_every_element_of_the_plan() -> None:
    listed = json.loads(run("suggest", "--plan", "PAQSS", "--format", "json").output)
    kinds = [item["kind"] for item in listed]
    assert kinds.count("Action") == 35 and kinds.count("Objective") == 7
    by_path = {item["element"].removeprefix(ID): item for item in listed}
    exited = by_path[EXITED.removeprefix("id:")]["suggestions"]
    assert exited[0]["indicator"] == CATALOGUE + "iqss/esatis-48h-mco--sortie"
    assert exited[0]["rank"] == 1 and exited[0]["words"]
    assert len(exited) <= 3
    assert by_path["icm/paqss-2023-2027/os1/obj2/action4"]["suggestions"][0]["linked"] is True


def test_the_table_says_that_these_are_suggestions() -> None:
    output = run("suggest", "--plan", "icm/paqss-2023-2027", "--top", 1).output
    assert "Améliorer l’organisation de la sortie des patients (PE - eSatis)" in output
    assert "ESATIS_48H_MCO__SORTIE" in output and "sortie des patients" in output
    assert "non vérifié" in output
    assert "Ce sont des propositions, pas des faits." in output


def test_rows_to_review_are_valid_and_undecided(tmp_path: Path) -> None:
    path = suggested(tmp_path / "liens.sssom.tsv")
    read = parse_sssom_table(str(path))
    assert all(not report.results for report in validate(read, fail_on_error=False).values())
    table = read_table(path)
    assert table.rows and not any(line.decided or line.accepted for line in table.rows)
    assert {line.cells["mapping_date"] for line in table.rows} == {"2026-11-21"}
    assert run("check", path).return_value == 0


def test_an_unknown_plan_is_told_with_the_known_ones() -> None:
    problem = run("suggest", "--plan", "paq").exception
    assert isinstance(problem, UsageProblem)
    assert "icm/paqss-2023-2027" in problem.say("fr")


def test_own_plans_are_ranked_against_the_national_catalogues(tmp_path: Path) -> None:
    plan = tmp_path / "plan.ttl"
    plan.write_text(
        """@prefix qg: <https://w3id.org/qualigraph/ns#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<https://example.org/plan> a qg:Plan ; skos:prefLabel "Plan"@fr .
<https://example.org/plan/1> a qg:Action ; qg:isDirectPartOf <https://example.org/plan> ;
  skos:prefLabel "Réduire les prescriptions d’IPP (CAQES)"@fr ; qg:tag "CAQES" .
""",
        encoding="utf-8",
    )
    listed = json.loads(run("suggest", "--data", plan, "--format", "json").output)
    assert [item["element"] for item in listed] == ["https://example.org/plan/1"]
    assert listed[0]["suggestions"][0]["indicator"] == CATALOGUE + "caqes/caqes-n1-ipp"


def test_a_refusal_is_never_proposed_again(tmp_path: Path) -> None:
    refusals = write(tmp_path / "refus.sssom.tsv", [row(modifier="Not")])
    listed = json.loads(run("suggest", "--plan", "PAQSS", "--format", "json", "--table", refusals).output)
    exited = next(item for item in listed if item["element"] == ID + EXITED.removeprefix("id:"))
    assert CATALOGUE + "iqss/esatis-48h-mco--sortie" not in [found["indicator"] for found in exited["suggestions"]]


def test_a_review_writes_each_decision_and_goes_on_later(tmp_path: Path) -> None:
    path = suggested(tmp_path / "liens.sssom.tsv")
    before = read_table(path)
    # Related with a reason; refused; another one; passed; then stop.
    typed = "v\nTraite du même risque\nr\n\na\nIAS_PCC_MCO\nConvient mieux\np\nq\n"
    result = run("review", path, "--author", "Délégation qualité", "--as-of", "2026-11-22", typed=typed)
    assert result.exception is None, result.exception
    table = read_table(path)
    first, second, third, *_ = table.rows
    assert first.accepted and first.cells["comment"] == "Traite du même risque"
    assert first.judge == "Délégation qualité" and first.cells["mapping_date"] == "2026-11-22"
    assert second.refused and third.refused
    assert table.rows[-1].object == CATALOGUE + "iqss/ias-pcc-mco" and table.rows[-1].accepted
    assert len(table.rows) == len(before.rows) + 1
    assert refused_pairs([table]) == {second.pair, third.pair}
    # Undecided: all but three, and the one that the graph holds already is not asked about.
    left = len(before.rows) - 3 - 1
    assert f"{left} lignes restent à décider." in result.output
    again = run("review", path, "--author", "moi", typed="")
    assert f"[1/{left}]" in again.output
    assert read_table(path).rows == table.rows
    assert run("check", path).return_value == 0
    reports = validate(parse_sssom_table(str(path)), fail_on_error=False)
    assert all(not report.results for report in reports.values())


def test_an_unknown_code_is_asked_again(tmp_path: Path) -> None:
    path = suggested(tmp_path / "liens.sssom.tsv")
    result = run("review", path, "--author", "moi", typed="a\nESATIS_HAD\na\nN_EXISTE_PAS\nq\n")
    assert "« ESATIS_HAD » : aucune entrée en vigueur n'a ce code." in result.output
    assert "« N_EXISTE_PAS »" in result.output
    assert not any(line.decided for line in read_table(path).rows)


def test_a_code_that_is_not_known_brings_those_that_are_near(tmp_path: Path) -> None:
    path = suggested(tmp_path / "liens.sssom.tsv")
    result = run("review", path, "--author", "moi", typed="a\nQLS\na\ndouleur\na\nDPA_QLS_MC\na\n\nq\n")
    assert "Les plus proches : CA_QLS, DPA_QLS_MCO, DPA_QLS_SMR, PSY_QLS." in result.output
    assert "Les plus proches : DPA_PCD_MCO, DPA_PCD_SMR, HAD_DPA_PCD, PSY_DOUL." in result.output
    assert "« DPA_QLS_MC » : aucune entrée en vigueur n'a ce code. Les plus proches : DPA_QLS_MCO" in result.output
    assert not any(line.decided for line in read_table(path).rows)


@pytest.mark.parametrize("typed", ["v\nbon\nm\n", "v\nbon\na\n", "v\nbon\n", "v\nbon\nr\n"])
def test_who_stops_in_the_middle_of_a_row_leaves_it_undecided(tmp_path: Path, typed: str) -> None:
    path = suggested(tmp_path / "liens.sssom.tsv")
    left = sum(not line.decided for line in read_table(path).rows) - 2  # One decided, one that the graph holds.
    result = run("review", path, "--author", "moi", typed=typed)
    assert result.exception is None and result.return_value == 0
    assert f"{left} lignes restent à décider." in result.output
    assert sum(line.decided for line in read_table(path).rows) == 1


def test_another_indicator_that_the_table_proposes_too_is_decided_once(tmp_path: Path) -> None:
    path = tmp_path / "liens.sssom.tsv"
    run("suggest", "--plan", "PAQSS", "--format", "tsv", "--output", path)
    rows = read_table(path).rows
    # Of the second element: its first row is refused for its second one, which is then asked about no more.
    first, second = (line for line in rows if line.subject == rows[1].subject)
    code = second.object.rpartition("/")[2]
    result = run("review", path, "--author", "moi", typed=f"p\na\n{code}\nmieux\nq\n")
    assert result.exception is None, result.exception
    after = read_table(path).rows
    assert len(after) == len(rows)
    decided = {line.pair: line.accepted for line in after if line.decided}
    assert decided == {first.pair: False, second.pair: True}
    assert run("check", path).return_value == 0


def test_check_names_file_line_and_what_to_do(tmp_path: Path) -> None:
    path = write(tmp_path / "essai.sssom.tsv", [row(), row(subject=HAD, indicator="catalogue:iqss/esatis-had")])
    result = run("check", path)
    assert result.return_value == 1
    assert f"{path}:10 : Questionnaire HAD" in result.output and "est abandonné" in result.output
    assert "1 table(s), 2 ligne(s), dont acceptées 2, refusées 0 : " in result.output
    listed = json.loads(run("check", path, "--format", "json").output)
    assert {(item["line"], item["code"]) for item in listed} == {
        (10, "abandoned"),
        (10, "contradiction"),
    }


def test_the_shipped_tables_are_fine() -> None:
    result = run("check")
    assert result.return_value == 0
    assert "0 constat(s)" in result.output


@pytest.mark.parametrize("name", ["absent.sssom.tsv", "autre.tsv"])
def test_what_is_no_table_is_refused(tmp_path: Path, name: str) -> None:
    if name == "autre.tsv":
        (tmp_path / name).write_text("a\tb\n", encoding="utf-8")
    assert isinstance(run("check", tmp_path / name).exception, UsageProblem)
