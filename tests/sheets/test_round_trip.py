"""Out and back: nothing changes without an edit; with one, only the fact that was edited."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from qualigraph.dataset import Dataset
from qualigraph.plans import Level

from .conftest import FIRST, PAQSS, Desk, Triple, written

PLANS = [PAQSS, "icm/pmss-2023-2027", "icm/projet-qualite-2023-2027", "clb/politique-qualite-2022-2026"]
FOLLOW_UP = f"follow-up/{FIRST}/2026-03-31"
ALWAYS = {
    (PAQSS, "qg:coverage", "coverage/followed"),
    (FIRST, "qg:followUp", FOLLOW_UP),
    (FOLLOW_UP, "http://www.w3.org/1999/02/22-rdf-syntax-ns#type", "qg:FollowUp"),
    (FOLLOW_UP, "http://purl.org/dc/terms/date", '"2026-03-31"^^<http://www.w3.org/2001/XMLSchema#date>'),
}
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
XSD = "http://www.w3.org/2001/XMLSchema#"
LABEL = "http://www.w3.org/2004/02/skos/core#prefLabel"


def changed(*properties: str) -> set[Triple]:
    return {(FOLLOW_UP, "qg:changed", f"qg:{name}") for name in properties}


def role(code: str, name: str, actor: str) -> set[Triple]:
    involvement = f"involvement/{FIRST}/{code}-{actor.rpartition('/')[2]}"
    return {
        (FIRST, f"qg:{name}", actor),
        (FIRST, "qg:qualifiedInvolvement", involvement),
        (involvement, TYPE, "qg:Involvement"),
        (involvement, "qg:actor", actor),
        (involvement, "qg:role", f"role/{code}"),
        *changed(name),
    }


USE, TARGET, VALUE = (f"{kind}/{FIRST}/1" for kind in ("indicator-use", "target", "indicator-value"))
ESATIS = "https://w3id.org/qualigraph/catalogue/iqss/esatis-48h-mco"

EDITS: dict[str, tuple[object, set[Triple]]] = {
    "Thématique": (
        "sécurité des soins et gestion des risques ; conformité réglementaire ; parcours de soins et continuité",
        {(FIRST, "qg:theme", "theme/parcours"), *changed("theme")},
    ),
    "Origine": ("EIAS", {(FIRST, "qg:origin", "origin/adverse-event"), *changed("origin")}),
    "Intitulé": ("Répondre à l'ASN", {(FIRST, "qg:workingTitle", '"Répondre à l\'ASN"@fr'), *changed("workingTitle")}),
    "Responsable": ("DQGR", role("owner", "owner", "icm/unit/dqgr")),
    "Personnes ressources": ("CDU", role("contributor", "contributor", "icm/body/cdu")),
    "Instances impliquées": ("CDU", role("participates", "participant", "icm/body/cdu")),
    "Début": ("T1 2026", {(FIRST, "qg:startDate", f'"2026-01"^^<{XSD}gYearMonth>'), *changed("startDate")}),
    "Échéance": (
        datetime(2026, 12, 31),
        {(FIRST, "qg:deadline", f'"2026-12-31"^^<{XSD}date>'), *changed("deadline")},
    ),
    "Échéance initiale": (
        2025,
        {(FIRST, "qg:initialDeadline", f'"2025"^^<{XSD}gYear>'), *changed("initialDeadline")},
    ),
    "État": ("en cours", {(FOLLOW_UP, "qg:status", "action-status/in-progress")}),
    "Avancement %": (0.35, {(FOLLOW_UP, "qg:progress", f'"35"^^<{XSD}integer>')}),
    "Livrable / preuve": ("procédure", {(FIRST, "qg:deliverable", '"procédure"@fr'), *changed("deliverable")}),
    "Preuve obtenue": ("PR-012", {(FOLLOW_UP, "qg:evidence", '"PR-012"@fr')}),
    "Indicateur": (
        "ESATIS_48H_MCO",
        {
            (FIRST, "qg:indicatorUse", USE), (USE, TYPE, "qg:IndicatorUse"), (USE, "qg:indicator", ESATIS),
            *changed("indicatorUse"),
        },
    ),
    "Critère / exigence": (
        "Exigences réglementaires de l’ASN relatives au système management de la qualité des activités utilisant des "
        "rayonnements ionisants ; Arrêté du 8 septembre 2021",
        {(FIRST, "qg:addresses", "standard/arrete-2021-09-08"), *changed("addresses")},
    ),
    "Certification visée": (
        "Certification HAS de l’ICM avec mention « Haute qualité des soins »",
        {(FIRST, "qg:targetsCertification", "certification/icm/certification-has"), *changed("targetsCertification")},
    ),
    "Priorité": ("haute", {(FIRST, "qg:priority", "priority/high"), *changed("priority")}),
    "Commentaires": ("= à revoir", {(FOLLOW_UP, "qg:comment", '"= à revoir"@fr')}),
    "Dernière mise à jour": (datetime(2026, 3, 31), set()),
}  # fmt: skip


@pytest.mark.parametrize("plan", PLANS)
@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_without_an_edit_nothing_changes(desk: Desk, plan: str, form: str) -> None:
    outcome = desk.take(desk.export(f"suivi.{form}", plan), plan=plan)
    assert outcome.files == {}
    assert (outcome.found.edits, outcome.found.faults, outcome.found.removed) == ([], [], [])
    assert outcome.found.unknown == []


@pytest.mark.parametrize("header", EDITS)
def test_an_edited_cell_changes_its_fact_only(desk: Desk, header: str) -> None:
    value, expected = EDITS[header]
    file = desk.edit(desk.export("suivi.xlsx"), {(2, header): value})
    outcome = desk.take(file)
    assert outcome.found.faults == []
    assert written(outcome) == ALWAYS | expected
    # What was written shows in the next export, and that changes nothing again.
    again = desk.take(desk.export("encore.xlsx", dataset=desk.after(outcome)), output=outcome.target)
    assert (again.files, again.found.faults) == ({}, [])


def test_targets_and_values_belong_to_their_indicator(desk: Desk) -> None:
    cells = {(2, "Indicateur"): "ESATIS_48H_MCO", (2, "Valeur cible"): "≥ 75", (2, "Dernière valeur"): "72,5 (2025)"}
    outcome = desk.take(desk.edit(desk.export("suivi.xlsx"), cells))
    assert outcome.found.faults == []
    assert written(outcome) == ALWAYS | EDITS["Indicateur"][1] | changed("target", "value") | {
        (USE, "qg:target", TARGET), (TARGET, TYPE, "qg:Target"), (TARGET, "qg:comparison", "comparison/at-least"),
        (TARGET, "qg:value", f'"75"^^<{XSD}integer>'),
        (USE, "qg:observedValue", VALUE), (VALUE, TYPE, "qg:IndicatorValue"), (VALUE, "qg:ofIndicator", ESATIS),
        (VALUE, "qg:about", "org/icm"), (VALUE, "qg:campaign", f'"2025"^^<{XSD}gYear>'),
        (VALUE, "qg:value", f'"72.5"^^<{XSD}decimal>'),
    }  # fmt: skip


def test_own_words_are_an_evaluation_item_and_with_a_target_a_local_indicator(desk: Desk) -> None:
    file = desk.edit(desk.export("suivi.xlsx"), {(2, "Indicateur"): "nombre d'audits"})
    first = desk.take(file)
    assert (FIRST, "qg:evaluationElement", '"nombre d\'audits"@fr') in written(first)
    second = desk.take(desk.edit(file, {(2, "Valeur cible"): "12"}))
    after = written(second)
    assert not any(predicate == "qg:evaluationElement" for _, predicate, _ in after)
    local = "https://w3id.org/qualigraph/catalogue/icm/1"
    assert {(USE, "qg:indicator", local), (local, LABEL, '"nombre d\'audits"@fr')} <= after
    assert desk.take(desk.export("encore.xlsx", dataset=desk.after(second)), output=second.target).files == {}


def test_more_values_than_indicators_is_a_fault(desk: Desk) -> None:
    outcome = desk.take(desk.edit(desk.export("suivi.xlsx"), {(2, "Valeur cible"): "≥ 75"}))
    assert [str(fault.place) for fault in outcome.found.errors] == ["PAQSS!R2"]
    assert outcome.files == {}


def test_a_continuous_action_has_no_deadline(desk: Desk) -> None:
    file = desk.edit(desk.export("suivi.xlsx"), {(2, "Échéance"): "12/2026"})
    outcome = desk.take(file)
    outcome = desk.take(desk.edit(file, {(2, "Échéance"): "continue"}))
    after = written(outcome)
    assert (FIRST, "qg:continuous", f'"true"^^<{XSD}boolean>') in after
    assert not any(triple[:2] == (FIRST, "qg:deadline") for triple in after)


def test_a_new_deadline_remembers_the_one_before(desk: Desk) -> None:
    file = desk.edit(desk.export("suivi.xlsx"), {(2, "Échéance"): "06/2026", (2, "État"): "en cours"})
    desk.take(file)
    outcome = desk.take(desk.edit(file, {(2, "Échéance"): "12/2026"}), as_of=datetime(2026, 6, 30).date())
    after = written(outcome)
    later = f"follow-up/{FIRST}/2026-06-30"
    assert {triple for triple in after if triple[0] in (later, FIRST) and triple[1] != TYPE} == {
        (FIRST, "qg:deadline", f'"2026-12"^^<{XSD}gYearMonth>'),
        (FIRST, "qg:followUp", FOLLOW_UP),
        (FIRST, "qg:followUp", later),
        (later, "http://purl.org/dc/terms/date", f'"2026-06-30"^^<{XSD}date>'),
        (later, "qg:status", "action-status/in-progress"),
        (later, "qg:changed", "qg:deadline"),
        (later, "qg:previousDeadline", f'"2026-06"^^<{XSD}gYearMonth>'),
        (later, "qg:postponedTo", f'"2026-12"^^<{XSD}gYearMonth>'),
    }


def test_importing_the_same_file_twice_changes_nothing_more(desk: Desk) -> None:
    file = desk.edit(desk.export("suivi.xlsx"), {(row, "Avancement %"): "50 %" for row in range(2, 30)})
    first = desk.take(file)
    assert len(first.found.edits) == 28
    written = first.target.read_bytes()
    again = desk.take(file, as_of=datetime(2026, 5, 1).date())
    assert (again.files, again.found.edits, again.found.faults) == ({}, [], [])
    assert first.target.read_bytes() == written


def test_a_value_taken_back_is_gone(desk: Desk) -> None:
    file = desk.edit(desk.export("suivi.xlsx"), {(2, "Responsable"): "DQGR", (2, "Priorité"): "haute"})
    desk.take(file)
    outcome = desk.take(desk.edit(file, {(2, "Responsable"): None, (2, "Priorité"): None}))
    after = written(outcome)
    # The follow-up of that day keeps what it changed.
    assert after == ALWAYS | changed("owner", "priority")


def test_what_the_document_says_stays(desk: Desk) -> None:
    file = desk.edit(desk.export("suivi.xlsx"), {(2, "Thématique"): "parcours de soins et continuité"})
    outcome = desk.take(file)
    assert written(outcome) == ALWAYS | {(FIRST, "qg:theme", "theme/parcours")} | changed("theme")
    themes = [theme.value.rpartition("/")[2] for theme in desk.plan(desk.after(outcome)).of(Level.ACTION)[0].themes]
    assert themes == ["conformite", "parcours", "securite-des-soins"]
    assert ["paqss-2023-2027.ttl" in fault.text.fr for fault in outcome.found.faults] == [True, True]
    assert outcome.found.errors == []


def test_a_column_that_is_not_there_says_nothing(desk: Desk, tmp_path: Path) -> None:
    from openpyxl import load_workbook

    file = desk.edit(desk.export("suivi.xlsx"), {(2, "Responsable"): "DQGR", (2, "Commentaires"): "x"})
    desk.take(file)
    book = load_workbook(file)
    headers = [cell.value for cell in book.worksheets[0][1]]
    for header in ("Commentaires", "Responsable", "Thématique"):
        book.worksheets[0].delete_cols(headers.index(header) + 1)
        headers.remove(header)
    book.save(file)
    assert desk.take(file).files == {}


def test_our_form_is_canonical(desk: Desk) -> None:
    from qualigraph.canonical import is_canonical

    outcome = desk.take(desk.edit(desk.export("suivi.xlsx"), {(2, key): value for key, (value, _) in EDITS.items()}))
    assert outcome.found.faults == []
    assert is_canonical(outcome.target)


def test_the_plan_becomes_followed(desk: Desk, shipped: Dataset) -> None:
    assert not desk.plan(shipped).followed
    outcome = desk.take(desk.edit(desk.export("suivi.xlsx"), {(2, "État"): "en cours"}))
    assert desk.plan(desk.after(outcome)).followed
    assert outcome.target.name == "paqss-2023-2027-suivi.ttl"
