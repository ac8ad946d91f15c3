"""What each report says, whole, on a fixed plan and a fixed day."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from tests.reports.conftest import AS_OF, Make
from tests.reports.texts import lines

from qualigraph.dataset import load_dataset
from qualigraph.errors import UsageProblem
from qualigraph.plans import Facts, Level, read_plan
from qualigraph.reports import KINDS, Request, chosen_plan, make_report

EXPECTED = Path(__file__).parent / "expected"


@pytest.mark.parametrize("name", KINDS)
def test_whole_report_on_the_followed_plan(make: Make, name: str) -> None:
    expected = (EXPECTED / f"{name}.txt").read_text("utf-8").splitlines()
    assert lines(make(name)) == expected


def test_nothing_is_approved_without_its_report() -> None:
    assert {path.stem for path in EXPECTED.glob("*.txt")} == set(KINDS)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("progress", "ne publie ni suivi des actions, ni échéance d'action, ni responsable d'action."),
        ("owners", "ne publie ni responsable d'action, ni échéance d'action, ni suivi des actions."),
        ("deadlines", "ne publie ni échéance d'action, ni suivi des actions, ni responsable d'action."),
        ("changes", "ne publie pas de suivi des actions."),
        ("calendar", "ne publie ni échéance d'action, ni suivi des actions."),
        ("cdu", "ne publie ni suivi des actions, ni échéance d'action, ni responsable d'action."),
        (
            "february-review",
            "ne publie ni suivi des actions, ni échéance d'action, ni indicateur des actions, ni valeur cible.",
        ),
        (
            "action-sheet",
            "ne publie ni responsable d'action, ni échéance d'action, ni livrable, ni indicateur des actions, "
            "ni suivi des actions.",
        ),
    ],
)
def test_a_published_plan_says_what_its_document_does_not(make: Make, name: str, sentence: str) -> None:
    report = make(name, "essai/publie")
    assert report.notes == (f"« Projet publié 2026-2030 » est un plan publié : son document {sentence}",)
    said = "\n".join(lines(report))
    # Silence is not told as nought, and not as "without follow-up".
    assert "sans suivi" not in said.lower()
    assert "| 0" not in said


def test_a_plan_that_is_only_named_says_so(make: Make) -> None:
    (note,) = make("progress", "essai/nomme").notes
    assert "n'a aucun élément dans le graphe" in note


def test_a_followed_plan_before_its_first_follow_up(make: Make) -> None:
    _, note = make("changes", as_of=date(2026, 1, 5)).notes
    assert (
        note
        == "« PAQSS 2026-2030 » est suivi, mais son tableau de suivi ne porte pas de suivi des actions au 05/01/2026."
    )


def test_a_month_and_a_year_end_with_their_last_day(make: Make) -> None:
    def late(day: date) -> list[str]:
        table = make("deadlines", as_of=day).sections[0].tables
        return [row[0].text for row in table[0].rows] if table else []

    assert "1.1.1" not in late(date(2026, 12, 31))
    assert "1.1.1" in late(date(2027, 1, 1))
    assert "1.1.2" not in late(date(2027, 4, 30))
    assert "1.1.2" in late(date(2027, 5, 1))


def test_due_soon_counts_to_the_ninetieth_day(make: Make) -> None:
    def soon(day: date) -> list[str]:
        tables = make("deadlines", as_of=day).sections[1].tables
        return [row[0].text for row in tables[0].rows] if tables else []

    # 30 April 2027 is 90 days after 30 January.
    assert "1.1.2" in soon(date(2027, 1, 30))
    assert "1.1.2" not in soon(date(2027, 1, 29))


def test_a_later_follow_up_is_not_known(make: Make) -> None:
    assert not any("Écrit plus tard" in line for name in KINDS for line in lines(make(name)))
    after = lines(make("changes", as_of=date(2027, 3, 10), since=date(2027, 2, 15)))
    assert any("terminée → suspendue" in line and "Écrit plus tard" in line for line in after)


def test_changes_count_from_the_last_committee_before_the_day(make: Make) -> None:
    assert "Depuis le dernier Comité Qualité, tenu le 15/09/2026." in lines(make("changes", as_of=date(2026, 12, 15)))
    assert "Depuis le 01/06/2026, jour demandé." in lines(make("changes", since=date(2026, 6, 1)))
    moved = lines(make("changes", since=date(2026, 9, 1)))
    assert any("1.1.1" in line and "30/09/2026 → 2026" in line for line in moved)


def test_changes_need_a_day_that_someone_knows(make: Make) -> None:
    with pytest.raises(UsageProblem, match="aucune tenue du Comité Qualité"):
        make("changes", as_of=date(2026, 9, 1))
    with pytest.raises(UsageProblem, match="après --as-of"):
        make("changes", since=date(2028, 1, 1))


def test_english(make: Make) -> None:
    said = lines(make("deadlines", language="en"))
    assert "# Overdue actions and deadlines within 90 days" in said
    assert "As of: 2027-02-15" in said
    assert "Findings: 3 on this plan: 1 error, 2 to address ; 1 accepted finding" in said
    assert any("1.1.1" in line and "in progress, overdue" in line for line in said)
    (note,) = make("owners", "essai/publie", language="en").notes
    assert note.endswith("its document publishes no action owner, no deadline of actions, no follow-up of actions.")


def test_an_action_is_found_by_number_path_and_title(make: Make, facts: Facts) -> None:
    titles = {
        make("action-sheet", item=text).title
        for text in ("1.1.2", "essai/suivi/os1/obj1/action2", "mettre a jour le livret")
    }
    assert titles == {"Fiche action 1.1.2"}
    alone = Request(date(2027, 2, 15), "fr", None, "essai/suivi/os1/obj1/action2")
    assert chosen_plan(facts, alone, KINDS["action-sheet"]).value.endswith("/essai/suivi")
    with pytest.raises(UsageProblem, match=r"n'est pas une action de PAQSS 2026-2030. Numéros connus : 1.1.1"):
        make("action-sheet", item="9.9.9")
    with pytest.raises(UsageProblem, match="--plan"):
        make("progress", None)


def test_a_day_in_the_past_knows_nothing_of_what_came_later(facts: Facts) -> None:
    node = chosen_plan(facts, Request(date(2026, 9, 1), "fr", "essai/suivi"), KINDS["deadlines"])
    then, now = (read_plan(facts, node, day) for day in (date(2026, 9, 1), date(2027, 12, 31)))
    before, after = ({item.number: item for item in plan.of(Level.ACTION)} for plan in (then, now))
    # The deadline was put off on 15 September, the value of 2026 is of that year, and action 3 ended in 2027.
    assert [str(plan["1.1.1"].deadline) for plan in (before, after)] == ["30/09/2026", "2026"]
    assert [plan["1.1.3"].completed is None for plan in (before, after)] == [True, False]
    assert [plan["1.1.1"].status is None for plan in (before, after)] == [True, False]
    assert (then.later, now.later) == (date(2027, 3, 1), None)


def test_values_of_later_campaigns_are_not_known(facts: Facts) -> None:
    node = chosen_plan(facts, Request(AS_OF, "fr", "essai/suivi"), KINDS["deadlines"])
    shown = []
    for day in (date(2025, 12, 31), date(2026, 12, 31)):
        uses = [use for item in read_plan(facts, node, day).of(Level.ACTION) for use in item.uses if use.value]
        shown.append([use.value.when for use in uses if use.value])
    assert shown == [["2025"], ["2026"]]


def test_a_report_on_the_past_says_what_it_cannot_take_back(make: Make) -> None:
    notes = make("deadlines", as_of=date(2026, 9, 1)).notes
    assert notes[0].startswith("Les données vont jusqu'au 01/03/2027.")
    assert "responsables, indicateurs et cibles sont ceux d'aujourd'hui" in notes[0]
    assert "vont jusqu" not in "".join(make("deadlines", as_of=date(2027, 12, 31)).notes)


def test_a_plan_without_actions_is_not_told_in_noughts() -> None:
    dataset = load_dataset()
    facts = Facts(dataset.store)
    request = Request(AS_OF, "fr", "clb/politique-qualite-2022-2026")
    kind = KINDS["progress"]
    report = make_report(facts, kind, chosen_plan(facts, request, kind), request, None)
    assert "son document ne publie aucune action, donc ni suivi des actions" in report.notes[0]
    (section,) = report.sections
    assert len(section.tables[0].rows) == 5 + 16
    assert "| 0" not in "\n".join(lines(report))
