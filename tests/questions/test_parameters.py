"""What people type finds what they mean, or is answered with what comes nearest."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from pyoxigraph import Literal, NamedNode

from qualigraph.dataset import Dataset
from qualigraph.errors import UsageProblem
from qualigraph.questions import Names, choices, fold, load_catalogue, resolve, search
from qualigraph.questions.model import Parameter, Question
from qualigraph.questions.resolving import day_values
from qualigraph.terms import ID, XSD

CATALOGUE = load_catalogue()
INVOLVING = CATALOGUE["actions-involving"]
ICM_CDU, CLB_CDU = NamedNode(ID + "icm/body/cdu"), NamedNode(ID + "clb/body/cdu")


def _problem(dataset: Dataset, question: str, **given: str) -> str:
    with pytest.raises(UsageProblem) as problem:
        resolve(dataset, CATALOGUE[question], given, "fr")
    return problem.value.say("fr")


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Établissement", "etablissement"),
        ("C.M.E.", "cme"),
        ("l’œuvre  d'art", "l oeuvre d art"),
        ("e-Satis", "e satis"),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize("text", ["CDU", "cdu", " C.D.U. ", "commission des usagers", "COMMISSION DES USAGERS"])
def test_an_acronym_means_every_institutions(shipped: Dataset, text: str) -> None:
    assert set(resolve(shipped, INVOLVING, {"body": text})["body"]) == {ICM_CDU, CLB_CDU}


def test_institution_narrows(shipped: Dataset) -> None:
    values = resolve(shipped, INVOLVING, {"body": "CDU", "institution": "icm"})
    assert values["body"] == (ICM_CDU,)
    assert values["institution"] == (NamedNode(ID + "org/icm"),)


def test_institution_leaves_what_is_everyones(shipped: Dataset) -> None:
    assert resolve(shipped, INVOLVING, {"body": "HAS", "institution": "ICM"})["body"] == (NamedNode(ID + "org/has"),)


@pytest.mark.parametrize(
    ("parameter", "text", "path"),
    [
        ("body", "CDU ICM", "icm/body/cdu"),
        ("body", "la CDU du CLB", "clb/body/cdu"),
        ("body", "CLB CDU", "clb/body/cdu"),
        ("body", "CDU de l’ICM", "icm/body/cdu"),
        ("plan", "PAQSS ICM", "icm/paqss-2023-2027"),
        ("plan", "politique CLB", "clb/politique-qualite-2022-2026"),
    ],
)
def test_a_thing_is_named_with_its_institution(shipped: Dataset, parameter: str, text: str, path: str) -> None:
    question = CATALOGUE["actions-involving" if parameter == "body" else "governance"]
    assert resolve(shipped, question, {parameter: text})[parameter] == (NamedNode(ID + path),)


def test_an_institution_alone_or_a_word_of_many_of_its_things_is_ambiguous(shipped: Dataset) -> None:
    told = _problem(shipped, "governance", plan="CLB")
    assert "plusieurs choses" in told
    assert "[clb/politique-qualite-2022-2026]" in told
    assert "icm/" not in told
    assert "[icm/unit/direction-ircm]" in _problem(shipped, "actions-involving", body="direction ICM")
    assert "est inconnu" in _problem(shipped, "actions-involving", body="xyz ICM")


@pytest.mark.parametrize("text", ["icm/body/cdu", "/icm/body/cdu/", f"<{ICM_CDU.value}>", ICM_CDU.value])
def test_a_path_or_an_iri_names_one_thing(shipped: Dataset, text: str) -> None:
    assert resolve(shipped, INVOLVING, {"body": text})["body"] == (ICM_CDU,)


def test_several_values(shipped: Dataset) -> None:
    assert resolve(shipped, INVOLVING, {"body": ["icm/body/cdu", "icm/body/cme"]})["body"] == (
        ICM_CDU,
        NamedNode(ID + "icm/body/cme"),
    )


def test_an_unknown_name_is_answered_with_the_nearest(shipped: Dataset) -> None:
    message = _problem(shipped, "actions-involving", body="Comité Qualitée")
    assert message.startswith("body=Comité Qualitée : « Comité Qualitée » est inconnu. Les plus proches : ")
    assert "[icm/body/comite-qualite]" in message


def test_a_thing_of_the_wrong_kind_is_unknown(shipped: Dataset) -> None:
    assert "est inconnu" in _problem(shipped, "governance", plan="icm/body/cdu")


def test_a_name_of_two_things_of_one_institution_is_ambiguous(tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.mktemp("data") / "two.ttl"
    file.write_text(
        """@base <https://w3id.org/qualigraph/id/> . @prefix qg: <https://w3id.org/qualigraph/ns#> .
        @prefix org: <http://www.w3.org/ns/org#> .
        <x/body/a> a qg:Body ; qg:acronym "CX" ; org:unitOf <org/x> .
        <x/body/b> a qg:Body ; qg:acronym "CX" ; org:unitOf <org/x> .""",
        encoding="utf-8",
    )
    from qualigraph.dataset import load_dataset

    message = _problem(load_dataset([file]), "actions-involving", body="CX")
    assert "désigne plusieurs choses" in message
    assert "[x/body/a]" in message
    assert "[x/body/b]" in message


def test_a_word_that_begins_many_names_is_ambiguous(shipped: Dataset) -> None:
    # The PMSS calls its comité de valorisation "le comité", and the direction générale "la direction".
    message = _problem(shipped, "roles", body="comité")
    assert message.startswith("body=comité : « comité » désigne plusieurs choses : ")
    assert "[icm/body/comite-de-valorisation]" in message
    assert "[icm/body/comite-qualite]" in message
    assert "désigne plusieurs choses" in _problem(shipped, "roles", body="direction")


def test_a_label_or_an_acronym_is_not_ambiguous_because_others_begin_with_it(shipped: Dataset) -> None:
    for text, path in (("Comité Qualité", "icm/body/comite-qualite"), ("Unicancer", "org/unicancer")):
        assert resolve(shipped, CATALOGUE["roles"], {"body": text})["body"] == (NamedNode(ID + path),)


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ("Conseil de Direction", ["icm/body/codir"]),
        ("patients partenaires", ["icm/group/patients-partenaires"]),
        ("comité prévention", ["icm/body/comite-prevention"]),
        ("comité de valorisation", ["icm/body/comite-de-valorisation"]),
        ("projet des usagers", ["icm/projet-des-usagers-2023-2027"]),
        ("Onco-Occitanie", ["org/onco-occitanie"]),
        ("UCOG", ["icm/unit/ucog", "standard/ucog"]),
        ("SIRIC", ["icm/unit/siric-montpellier-cancer", "standard/siric"]),
    ],
)
def test_what_documents_name_is_neither_a_kind_nor_a_finding(shipped: Dataset, text: str, paths: list[str]) -> None:
    assert resolve(shipped, CATALOGUE["mentions"], {"thing": text})["thing"] == tuple(NamedNode(ID + p) for p in paths)


def test_a_document_is_named_by_its_plan(shipped: Dataset) -> None:
    for text, path in (("PMSS", "icm/pmss-2023-2027"), ("paqss", "icm/projet-qualite-2023-2027")):
        values = resolve(shipped, CATALOGUE["at-line"], {"document": text, "line": "100"})
        assert values["document"] == (NamedNode(f"{ID}source/{path}"),)


def test_a_missing_parameter_comes_with_an_example(shipped: Dataset) -> None:
    assert "qualigraph ask actions-involving body=CDU" in _problem(shipped, "actions-involving")


def test_an_unknown_parameter_comes_with_the_known_ones(shipped: Dataset) -> None:
    assert _problem(shipped, "counts", bodi="CDU") == (
        "bodi : paramètre inconnu. Cette question accepte : institution, plan."
    )


@pytest.mark.parametrize(
    ("question", "given", "message"),
    [
        ("due-soon", {"within": "bientôt"}, "n'est pas un nombre entier"),
        ("calendar", {"month": "13"}, "n'est pas un mois"),
        ("changes-since", {"since": "31/02/2026"}, "n'est pas une date"),
        ("by-tag", {"tag": "CAKES"}, "Le plus proche : CAQES"),
        ("without-modality", {"modality": "couleur"}, "est inconnu. Valeurs possibles : owner, "),
        ("action-sheet", {"item": "OS 3 action 1"}, "est inconnu. Écrivez un sigle, un libellé ou un chemin"),
    ],
)
def test_a_bad_value_is_told(shipped: Dataset, question: str, given: dict[str, str], message: str) -> None:
    assert message in _problem(shipped, question, **given)


@pytest.mark.parametrize("text", ["février", "Fevrier", "february", "2", "02", "--02"])
def test_months(shipped: Dataset, text: str) -> None:
    assert resolve(shipped, CATALOGUE["calendar"], {"month": text})["month"] == (Literal("--02", datatype=XSD.gMonth),)


@pytest.mark.parametrize("text", ["2026-06-30", "30/06/2026"])
def test_dates(shipped: Dataset, text: str) -> None:
    assert resolve(shipped, CATALOGUE["changes-since"], {"since": text})["since"] == (
        Literal("2026-06-30", datatype=XSD.date),
    )


def test_days_ahead_and_quarters_follow_from_the_day(shipped: Dataset) -> None:
    def day(text: str) -> tuple[Literal, ...]:
        return (Literal(text, datatype=XSD.date),)

    due = CATALOGUE["due-soon"]
    values = day_values(due, resolve(shipped, due, {}), date(2026, 12, 2))
    assert (values["asOf"], values["within"]) == (day("2026-12-02"), day("2027-03-02"))
    quarter = CATALOGUE["not-updated"]
    assert day_values(quarter, {}, date(2026, 12, 31))["quarterStart"] == day("2026-10-01")
    assert day_values(CATALOGUE["reviews-not-held"], {}, date(2026, 12, 31))["yearStart"] == day("2026-01-01")


@pytest.mark.parametrize(
    ("question", "parameter"),
    [
        pytest.param(question, parameter, id=f"{question.id}-{parameter.name}")
        for question in CATALOGUE.values()
        for parameter in question.parameters
    ],
)
def test_every_example_and_choice_can_be_used(shipped: Dataset, question: Question, parameter: Parameter) -> None:
    assert parameter.example, "a parameter has an example to try"
    names = Names(shipped)
    only = replace(question, parameters=(parameter,))
    assert resolve(shipped, only, {parameter.name: parameter.example}, names=names)[parameter.name]
    for choice in choices(shipped, parameter, "fr", names=names)[:20]:
        assert resolve(shipped, only, {parameter.name: choice.value}, names=names)[parameter.name]


def test_choices_are_in_order_with_their_institution(shipped: Dataset) -> None:
    body = INVOLVING.parameter("body")
    assert body is not None
    labels = [choice.label for choice in choices(shipped, body, "fr")]
    assert labels == sorted(labels, key=fold)
    assert "Commission Des Usagers (CDU) – ICM" in labels


def test_search_finds_by_acronym_label_and_likeness(shipped: Dataset) -> None:
    assert {hit.iri for hit in search(shipped, "cdu")[:2]} == {ICM_CDU.value, CLB_CDU.value}
    first = search(shipped, "directives anticipees")[0]
    assert first.label.startswith("Améliorer l’information délivrée en matière de directives anticipées")
    assert (first.kind, first.position, first.institution) == (
        "action",
        "OS 2 · Objectif 2 · Action 1",
        "Institut du Cancer de Montpellier (ICM)",
    )
    assert search(shipped, "zzzzzzzz") == []
