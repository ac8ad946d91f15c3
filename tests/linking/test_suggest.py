"""Suggestions: what is proposed for which element, why, and what never is."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from qualigraph.dataset import Dataset, load_dataset
from qualigraph.inference import infer
from qualigraph.linking import suggest
from qualigraph.linking.entries import NEVER_PROPOSED, document_order
from qualigraph.linking.suggesting import Suggester
from qualigraph.linking.words import contains, stems, written
from qualigraph.terms import CATALOGUE, ID


def codes(suggester: Suggester, path: str, top: int = 3) -> list[str]:
    return [item.entry.iri.removeprefix(CATALOGUE) for item in suggester.suggest(ID + path, top, with_linked=True)]


def free(suggester: Suggester, title: str, *tags: str, top: int = 3) -> list[str]:
    found = suggester.suggest_for(suggester.free_element(title, tags, 2023), top)
    return [item.entry.iri.removeprefix(CATALOGUE) for item in found]


@pytest.mark.parametrize(
    ("path", "first"),
    [
        ("icm/paqss-2023-2027/os1/obj1/action6", "iqss/ias-pcc-mco"),
        ("icm/paqss-2023-2027/os1/obj2/action4", "caqes/caqes-n2-perfadom"),
        ("icm/paqss-2023-2027/os1/obj3/action1", "has-certification/v2020-v2025-d1"),
        ("icm/paqss-2023-2027/os2/obj1/action4", "iqss/esatis-48h-mco--sortie"),
        ("icm/paqss-2023-2027/os2/obj1/action5", "iqss/dpa-qls-mco"),
        ("icm/paqss-2023-2027/os2/obj2/action1", "has-certification/v2020-o1.1"),
        ("icm/pmss-2023-2027/os1/obj1/action2", "iqss/esatis-ca-mco"),
        ("icm/pmss-2023-2027/os2/obj3/action3", "iqss/esatis-48h-mco--sortie"),
        ("clb/politique-qualite-2022-2026/axe3/obj2", "has-certification/v2020-k03"),
    ],
)
def test_first_place(suggester: Suggester, path: str, first: str) -> None:
    assert codes(suggester, path)[0] == first


def test_a_suggestion_shows_the_words_that_decided(suggester: Suggester) -> None:
    found = suggester.suggest(ID + "icm/paqss-2023-2027/os2/obj1/action4")[0]
    assert "sortie des patients" in found.words and "eSatis" in found.words
    assert found.reasons == ("scheme",)
    assert 0.5 < found.confidence < 1
    assert not found.linked


def test_a_linked_entry_is_marked_or_left_out(suggester: Suggester) -> None:
    perfusion = ID + "icm/paqss-2023-2027/os1/obj2/action4"
    assert suggester.suggest(perfusion, with_linked=True)[0].linked
    assert all(not item.linked for item in suggester.suggest(perfusion))
    assert CATALOGUE + "caqes/caqes-n2-perfadom" not in [item.entry.iri for item in suggester.suggest(perfusion)]


def test_nothing_retired_abandoned_or_refused_is_ever_proposed(suggester: Suggester) -> None:
    refused = {("clb/politique-qualite-2022-2026/axe4/obj2", "iqss/esatis-had")}
    for element in suggester.elements():
        for item in suggester.suggest_for(element, 50, with_linked=True):
            assert item.entry.state not in NEVER_PROPOSED
            assert item.entry.kind.rpartition("/")[2] not in ("manual", "chapter")
            pair = element.iri.removeprefix(ID), item.entry.iri.removeprefix(CATALOGUE)
            assert pair not in refused


def test_potentially_inappropriate_medicines_are_no_national_indicator(suggester: Suggester) -> None:
    found = codes(suggester, "icm/paqss-2023-2027/os1/obj2/action5", 50)
    assert not [code for code in found if code.startswith("caqes/caqes-n")]
    assert found[0] == "caqes/caqes-r-mpi-sa"


@pytest.mark.parametrize(
    "path", ["icm/pmss-2023-2027/os2/obj3/action1/measure3", "clb/politique-qualite-2022-2026/axe4/obj2"]
)
def test_what_is_about_home_hospitalisation_gets_no_indicator_of_inpatients(suggester: Suggester, path: str) -> None:
    for item in suggester.suggest(ID + path, 50):
        assert not item.entry.sectors or ID + "sector/had" in item.entry.sectors


@pytest.mark.parametrize("sector", ["HAD", "SSR", "psychiatrie"])
def test_contact_precautions_are_measured_in_acute_care_only(suggester: Suggester, sector: str) -> None:
    title = f"Améliorer les précautions complémentaires contact en {sector}"
    assert "iqss/ias-pcc-mco" not in free(suggester, title, top=50)
    assert free(suggester, "Améliorer les précautions complémentaires contact")[0] == "iqss/ias-pcc-mco"


def test_the_two_discharge_letters_are_told_apart(suggester: Suggester) -> None:
    assert free(suggester, "Améliorer la lettre de liaison")[0] == "iqss/dpa-qls-mco"
    assert free(suggester, "Améliorer la lettre de liaison en chirurgie ambulatoire")[0] == "iqss/ca-qls"


def test_the_other_certification_gets_no_has_level(suggester: Suggester) -> None:
    assert not [code for code in codes(suggester, "icm/paqss-2023-2027/os1/obj3/action3") if "-d" in code]


@pytest.mark.parametrize("title", ["Acheter un nouveau scanner", "", "…", "Améliorer", "le la les"])
def test_nothing_is_proposed_without_evidence(suggester: Suggester, title: str) -> None:
    assert free(suggester, title) == []


def test_what_is_no_element_gets_nothing(dataset: Dataset) -> None:
    assert suggest(dataset, ID + "icm/body/cdu") == []
    assert suggest(dataset, "https://example.org/rien") == []


def test_the_page_of_an_action_waits_for_nothing(dataset: Dataset) -> None:
    path = ID + "icm/paqss-2023-2027/os2/obj1/action4"
    suggest(dataset, path)
    start = time.process_time()
    for _ in range(20):
        assert suggest(dataset, path)
    assert (time.process_time() - start) / 20 < 0.05


def test_measures_come_in_the_order_of_the_document(suggester: Suggester) -> None:
    paths = [element.iri for element in suggester.elements(ID + "icm/pmss-2023-2027")]
    assert paths == sorted(paths, key=document_order)
    action = ID + "icm/pmss-2023-2027/os3/obj1/action2/measure"
    measures = [path for path in paths if path.startswith(action)]
    assert measures[-1] == action + "12"


def test_stems_join_what_french_writes_apart() -> None:
    assert stems("l’organisation de la sortie") == stems("organisations des sorties")
    assert stems("e-Satis") == stems("eSatis") == stems("E-satis")
    assert stems("prise en charge") != stems("prise")
    assert stems("aide à la décision")[0] != stems("aidants")[0]
    assert contains(stems("le programme EPP de l’année"), stems("EPP"))
    assert not contains(stems("DEPPARTEMENT"), stems("EPP"))
    assert written("la prise en charge")["priseencharge"] == "prise en charge"


def test_the_benchmark_keeps_its_figures(repository: Path) -> None:
    """The table in the documentation is what the benchmark prints."""
    script = repository / "benchmarks/linking/run.py"
    printed = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, check=True).stdout
    rows = [line for line in printed.splitlines() if line.startswith("| ") and "/" in line]
    assert len(rows) == 12
    documented = (repository / "docs/linking.md").read_text(encoding="utf-8")
    for line in rows:
        assert line in documented, line


def test_one_word_with_and_without_a_hyphen() -> None:
    assert stems("gel hydro-alcoolique") == stems("gel hydroalcoolique")
    assert stems("complications post-opératoires") == stems("complications postopératoires")
    assert stems("équipe pluri professionnelle") == stems("équipe pluriprofessionnelle")
    assert "chirurgical" in " ".join(stems("radio-chirurgical"))


def test_what_a_title_leaves_out_is_not_its_subject(suggester: Suggester) -> None:
    assert free(suggester, "Enquête auprès des patients de chirurgie ambulatoire")[0] == "iqss/esatis-ca-mco"
    assert "iqss/esatis-ca-mco" not in free(suggester, "Créer une unité d’accueil dédiée, hors ambulatoire")
    # What is asked for inside and outside the house stays.
    assert free(suggester, "Réduire la douleur, dans et hors l’unité")[0] == "iqss/dpa-pcd-mco"


def test_a_subject_weighs_more_than_where_it_is_said_to_be(suggester: Suggester) -> None:
    """Each names the patients of day surgery, and something else than their satisfaction is measured."""
    assert free(suggester, "Remettre au patient opéré en ambulatoire sa lettre de liaison")[0] == "iqss/ca-qls"
    assert free(suggester, "Appel à J+1 après chirurgie ambulatoire")[0] == "iqss/ca-cse"


def test_words_near_each_other_strengthen_and_do_not_propose(suggester: Suggester) -> None:
    """ "veille" and "appels" stand near each other here, and "appel de la veille" is no reason to propose anything."""
    assert free(suggester, "Créer une cellule de veille sur les appels d’offres nationaux") == []


OWN_PLAN = """
@base <https://w3id.org/qualigraph/id/> .
@prefix qg: <https://w3id.org/qualigraph/ns#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<essai/plan> a qg:Plan ; skos:prefLabel "Plan d’essai"@fr .
<essai/plan/os1> a qg:Orientation ; skos:prefLabel "Le domicile"@fr ; qg:isDirectPartOf <essai/plan> .
<essai/plan/os1/obj1> a qg:Objective ; skos:prefLabel "%s"@fr ; qg:isDirectPartOf <essai/plan/os1> .
<essai/plan/os1/obj1/action1> a qg:Action ; skos:prefLabel "%s"@fr ; qg:isDirectPartOf <essai/plan/os1/obj1> .
<essai/plan/os1/obj1/action1/measure1> a qg:Measure ; skos:prefLabel "%s"@fr ;
    qg:isDirectPartOf <essai/plan/os1/obj1/action1> .
"""
CONTACT, PAIN = "Précautions complémentaires contact", "Tracer l’évaluation de la douleur"


@pytest.mark.parametrize(
    ("objective", "contact", "pain"),
    [
        ("Améliorer les prises en charge en HAD", False, "iqss/had-dpa-pcd"),
        ("Développer les soins de suite et de réadaptation", False, "iqss/dpa-pcd-smr"),
        ("Maîtriser le risque infectieux", True, "iqss/dpa-pcd-mco"),
        # A list of partners is no sector of care that the actions below are about.
        ("Renforcer le lien avec la ville (HAD, SSR)", True, "iqss/dpa-pcd-mco"),
        ("Travailler avec la HAD et les SSR", True, "iqss/dpa-pcd-mco"),
    ],
)
def test_the_sector_of_an_objective_is_that_of_its_actions(
    tmp_path: Path, repository: Path, objective: str, contact: bool, pain: str
) -> None:
    path = tmp_path / "plan.ttl"
    path.write_text(OWN_PLAN % (objective, CONTACT, PAIN), encoding="utf-8")
    dataset = load_dataset([path, repository / "graph/catalogues"])
    infer(dataset)
    suggester = Suggester(dataset.store)
    found = codes(suggester, "essai/plan/os1/obj1/action1")
    assert ("iqss/ias-pcc-mco" in found) == contact
    assert codes(suggester, "essai/plan/os1/obj1/action1/measure1")[0] == pain
