"""Which column of a table of results is which indicator: names as HAS publishes them, and traps among them."""

from __future__ import annotations

import pytest

from qualigraph.catalogues.columns import Columns, Matcher, indicators
from qualigraph.catalogues.headings import statistic_of
from qualigraph.dataset import Dataset

ABOUT = ["finess", "rs_finess", "finess_geo", "rs_finess_geo", "region", "participation", "Depot"]


@pytest.fixture(scope="module")
def matcher(dataset: Dataset) -> Matcher:
    return Matcher(indicators(dataset.store))


def columns(matcher: Matcher, names: list[str], hint: str) -> Columns:
    found = matcher.match([*ABOUT, *names], hint)
    assert found is not None
    return found


def meant(matcher: Matcher, names: list[str], hint: str = "resultats 2024") -> dict[str, str]:
    headings = [*ABOUT, *names]
    found = columns(matcher, names, hint)
    return {
        headings[index]: f"{target.indicator.iri.rpartition('/')[2]} {target.statistic}"
        for index, target in found.targets.items()
    }


def unknown(matcher: Matcher, names: list[str], hint: str = "resultats 2024") -> list[str]:
    return [heading for _, heading in columns(matcher, names, hint).unknown]


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("res_dpa_pcd_mco", "dpa-pcd-mco value"),
        ("res_dpa_pcd_ssr", "dpa-pcd-smr value"),
        ("res_dpa_pcd_smr", "dpa-pcd-smr value"),
        ("res_dpa_pcd_had", "had-dpa-pcd value"),
        ("res_dpa_qls_v2_mco", "dpa-qls-mco value"),
        ("res_dpa_qls_v3_mco", "dpa-qls-mco value"),
        ("classe_DPA_qls_v2_MCO", "dpa-qls-mco class"),
        ("pos_seuil_dpa_qls_v2_mco", "dpa-qls-mco class"),
        ("res_dpa_qls_v2_ssr", "dpa-qls-smr value"),
        ("res_psy_qls", "psy-qls value"),
        ("res_ca_qls_2022", "ca-qls value"),
        ("res_dpa_pspv_ssr", "dpa-pspv-smr value"),
        ("res_ias_icsha_v3_mhs", "ias-icsha-v3 value"),
        ("res_ias_icsha_v4_mhs", "ias-icsha-v4 value"),
        ("moy_nat_ias_icsha_v4", "ias-icsha-v4 mean"),
        ("res_ias_pcc", "ias-pcc-mco value"),
        ("ete_ortho_ratio_oe", "ortho-ete value"),
        ("iso_pth_ratio_oe", "ortho-isopth value"),
        ("ete_ortho_cible_etbt", "ortho-ete respondents"),
        ("rcp2_c2_etbt", "mco-rcp value"),
        ("rcp2_c2_den_etbt", "mco-rcp respondents"),
        ("HAD_DPA_TRE_2017", "had-dpa-tre value"),
        ("MCO_DPA_QLS_V2", "dpa-qls-mco value"),
    ],
)
def test_a_name_and_what_it_means(matcher: Matcher, heading: str, expected: str) -> None:
    assert meant(matcher, [heading]) == {heading: expected}


@pytest.mark.parametrize("heading", ["res_ias_pcc_ssr", "res_ias_pcc_had", "res_dpa_pspv_mco"])
def test_a_result_of_another_sector_is_no_result_of_the_indicator(matcher: Matcher, heading: str) -> None:
    """Contact precautions are measured in acute care: a column that says another sector is of something else."""
    assert meant(matcher, [heading]) == {}
    assert unknown(matcher, [heading]) == [heading]


def test_intervals_are_neither_values_nor_unknown(matcher: Matcher) -> None:
    names = ["rcp2_c2_icbas_etbt", "ichaut_dpa_qls_v2_mco", "ete_ortho_att_etbt"]
    assert meant(matcher, names) == {}
    assert unknown(matcher, names) == []
    assert [heading for _, heading in columns(matcher, names, "2024").passed_over][-3:] == names


@pytest.mark.parametrize("heading", ["commentaire", "poids", "add", "hyg", "sortie", "res_nouveau", "sante_mentale"])
def test_what_is_not_known_is_said(matcher: Matcher, heading: str) -> None:
    assert unknown(matcher, [heading]) == [heading]


def test_a_key_of_several_indicators_is_said_unless_the_sheet_tells_the_sector(matcher: Matcher) -> None:
    assert columns(matcher, ["res_dpa_qls"], "resultats 2024").ambiguous == [(7, "res_dpa_qls")]
    assert meant(matcher, ["res_dpa_qls"], "recueil 2024 SSR") == {"res_dpa_qls": "dpa-qls-smr value"}


def test_a_version_that_is_not_known_is_not_guessed(matcher: Matcher) -> None:
    assert meant(matcher, ["res_ias_icsha_v5"]) == {}


def test_of_two_versions_in_one_file_one_is_taken(matcher: Matcher) -> None:
    found = columns(matcher, ["res_dpa_qls_v2_mco", "res_dpa_qls_v3_mco"], "2024")
    assert len(found.targets) == 1
    assert found.ambiguous == [(8, "res_dpa_qls_v3_mco")]


def survey_columns(parts: str, around: str) -> list[str]:
    pairs = [(f"nb_rep_score_{part}_{around}", f"score_{part}_{around}") for part in parts.split()]
    return [*(name for pair in pairs for name in pair), "classement", "evolution", "taux_reco_brut", "nb_reco_brut"]


@pytest.mark.parametrize("hint", ["resultats-esatis48h-mco-open-data-2019", "campagne-2019"])
def test_the_file_of_e_satis_48h(matcher: Matcher, hint: str) -> None:
    names = survey_columns("all accueil PECinf PECmed chambre repas sortie", "rea_ajust")
    found = meant(matcher, names, hint)
    assert unknown(matcher, names, hint) == []
    assert found["score_all_rea_ajust"] == "esatis-48h-mco value"
    assert found["score_PECinf_rea_ajust"] == "esatis-48h-mco--pecinf value"
    assert found["nb_rep_score_sortie_rea_ajust"] == "esatis-48h-mco--sortie respondents"
    assert found["classement"] == "esatis-48h-mco class"
    assert found["taux_reco_brut"] == "esatis-48h-mco recommendation"


@pytest.mark.parametrize("around", ["ajust", "rea_ajust"])
def test_the_file_of_e_satis_ambulatory(matcher: Matcher, around: str) -> None:
    names = survey_columns("all AVH ACC PEC CER OVS", around)
    for hint in ("resultats-esatisca-mco-open-data-2020", "resultats-esatis-2020 CA"):
        found = meant(matcher, names, hint)
        assert found[f"score_all_{around}"] == "esatis-ca-mco value"
        assert found[f"score_AVH_{around}"] == "esatis-ca-mco--avh value"
        assert found["classement"] == "esatis-ca-mco class"
        # Dimensions that no text confirms are not in the catalogue; their columns are said, not guessed.
        assert {name.split("_")[-2 if around == "ajust" else -3] for name in unknown(matcher, names, hint)} == {
            "ACC",
            "PEC",
            "CER",
        }


def test_the_file_of_e_satis_smr(matcher: Matcher) -> None:
    names = survey_columns("all accueil pec lieu repas sortie", "ssr_ajust")
    found = meant(matcher, names, "resultats-esatis-ssr-open-data-2022")
    assert found["score_all_ssr_ajust"] == "esatis-smr value"
    # The dimensions of another survey have the same words, and are not its own.
    assert not any("48h" in said for said in found.values())


def test_the_site_before_the_legal_entity(matcher: Matcher) -> None:
    for headings, place in (
        (["FINESS EJ", "FINESS ET"], 1),
        (["finess", "rs_finess", "finess_geo"], 2),
        (["nofinesset", "nofinessej"], 0),
        (["Finess juridique", "rs"], 0),
    ):
        found = matcher.match(headings, "2024")
        assert found is not None and found.finess == place
        assert found.legal == (headings == ["Finess juridique", "rs"])


def test_statistics_of_columns() -> None:
    assert statistic_of("nb_rep_score_all_rea_ajust") == ("respondents", "all_rea_ajust")
    assert statistic_of("classe_dpa_qls_v2_mco") == ("class", "dpa_qls_v2_mco")
    assert statistic_of("had_dpa_tre_2017") == ("value", "had_dpa_tre_2017")
    assert statistic_of("rcp2_c2_etbt") == ("value", "rcp2_c2")
    assert statistic_of("rcp2_c2_den_etbt") == ("respondents", "rcp2_c2")
    assert statistic_of("rcp2_c2_icbas_etbt") == ("bound", "rcp2_c2")
    assert statistic_of("ete_ortho_ratio_oe") == ("value", "ete_ortho")
    assert statistic_of("ete_ortho_pos_seuil_etbt") == ("class", "ete_ortho")
