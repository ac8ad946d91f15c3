"""Published results become values: every statistic, every reason for a missing one, every cell that is refused."""

from __future__ import annotations

import time
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner
from pyoxigraph import Literal, NamedNode, RdfFormat, Store

from qualigraph.catalogues.importing import Importer, Report
from qualigraph.catalogues.sheets import STRINGS_LIMIT
from qualigraph.cli.catalogue import build
from qualigraph.dataset import Dataset
from qualigraph.errors import UsageProblem
from qualigraph.terms import ID, QG

FINESS = ["340000207", "2A0000014", "10000024"]
HEADINGS = [
    "finess_geo",
    "rs_finess_geo",
    "region",
    "res_ias_icsha_v4",
    "classe_ias_icsha_v4",
    "moy_nat_ias_icsha_v4",
    "evol_ias_icsha_v4",
    "res_dpa_qls_v2_mco",
    "classe_DPA_qls_v2_MCO",
    "res_ias_pcc_mco",
    "res_inconnu",
]
ROWS: list[list[object]] = [
    ["340000207", "Centre A", "Occitanie", "112,5", "A", "89,1", "Hausse", "72,25", "B", "DI", 1],
    ["2A0000014", "Centre B", "Corse", "NC", "NC", None, None, "abc", "C", "", 2],
    [10000024, "Centre C", "Ain", "DI", "DI", 89.1, "Stable", 172.0, "A", "80 %", 3],
    ["pas un numéro", "Centre D", "", "1", "A", "", "", "1", "A", "1", 4],
    ["340000207", "Centre A", "Occitanie", "1", "A", "", "", "1", "A", "1", 5],
]


def workbook(path: Path, sheets: dict[str, Iterable[Sequence[object]]]) -> Path:
    book = openpyxl.Workbook(write_only=True)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    book.save(path)
    return path


def imported(dataset: Dataset, path: Path, campaign: str | None = None) -> tuple[Store, Report]:
    importer = Importer(dataset.store, path, campaign)
    store = Store()
    store.bulk_extend(importer.quads())
    return store, importer.report


def fact(store: Store, code: str, indicator: str, prop: NamedNode, campaign: str = "2024") -> str | None:
    node = NamedNode(f"{ID}observation/{code}/iqss/{indicator}/{campaign}")
    found = [quad.object for quad in store.quads_for_pattern(node, prop, None, None)]
    assert len(found) <= 1
    return found[0].value if found and isinstance(found[0], Literal | NamedNode) else None


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    rows: list[list[object]] = [["Résultats du recueil 2024"], [*HEADINGS], *ROWS]
    return workbook(tmp_path / "resultats.xlsx", {"IQSS 2024": rows, "Lexique": [["variable", "libellé"]]})


def test_a_value_with_all_its_statistics(dataset: Dataset, sample: Path) -> None:
    store, _ = imported(dataset, sample)
    assert fact(store, "340000207", "ias-icsha-v4", QG.value) == "112.5"
    assert fact(store, "340000207", "ias-icsha-v4", QG.resultClass) == "A"
    assert fact(store, "340000207", "ias-icsha-v4", QG.nationalMean) == "89.1"
    assert fact(store, "340000207", "ias-icsha-v4", QG.evolution) == "Hausse"
    assert fact(store, "340000207", "ias-icsha-v4", QG.campaign) == "2024"
    assert fact(store, "340000207", "ias-icsha-v4", QG.about) == ID + "site/340000207"
    assert fact(store, "340000207", "ias-icsha-v4", QG.seenIn) == "resultats.xlsx!IQSS 2024!D3"
    assert fact(store, "340000207", "dpa-qls-mco", QG.value) == "72.25"
    assert fact(store, "010000024", "ias-pcc-mco", QG.value) == "80"


@pytest.mark.parametrize(
    ("code", "indicator", "reason"),
    [
        ("340000207", "ias-pcc-mco", "insufficient-data"),
        ("2A0000014", "ias-icsha-v4", "not-concerned"),
        ("2A0000014", "ias-pcc-mco", "not-given"),
        ("010000024", "ias-icsha-v4", "insufficient-data"),
    ],
)
def test_a_missing_value_says_why(dataset: Dataset, sample: Path, code: str, indicator: str, reason: str) -> None:
    store, _ = imported(dataset, sample)
    assert fact(store, code, indicator, QG.missingReason) == f"{ID}missing-reason/{reason}"
    assert fact(store, code, indicator, QG.value) is None


def test_a_refused_value_is_not_called_missing(dataset: Dataset, sample: Path) -> None:
    store, _ = imported(dataset, sample)
    assert fact(store, "2A0000014", "dpa-qls-mco", QG.resultClass) == "C"
    assert fact(store, "2A0000014", "dpa-qls-mco", QG.missingReason) is None


def test_every_reason_is_an_entry_of_the_list(dataset: Dataset, sample: Path) -> None:
    store, _ = imported(dataset, sample)
    reasons = {quad.object for quad in store.quads_for_pattern(None, QG.missingReason, None, None)}
    for reason in reasons:
        assert isinstance(reason, NamedNode)
        assert any(True for _ in dataset.store.quads_for_pattern(reason, None, None, None))


def test_the_report_names_columns_and_cells(dataset: Dataset, sample: Path) -> None:
    _, report = imported(dataset, sample)
    assert report.unknown == [("IQSS 2024!K2", "res_inconnu")]
    assert {(place, cell) for place, cell, _ in report.rejected} == {
        ("IQSS 2024!H4", "abc"),
        ("IQSS 2024!H5", "172"),
        ("IQSS 2024!A6", "pas un numéro"),
        ("IQSS 2024!D7", "1"),
        ("IQSS 2024!H7", "1"),
        ("IQSS 2024!J7", "1"),
    }
    assert report.other_sheets == ["Lexique"]
    assert report.establishments == {"340000207", "2A0000014", "010000024"}
    assert report.rows == 5


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "cp1252"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_csv_of_any_encoding_and_separator(dataset: Dataset, tmp_path: Path, encoding: str, separator: str) -> None:
    path = tmp_path / "resultats-iqss-open-data-2023.csv"
    heading = separator.join(["finess", "rs", "res_dpa_qls_v2_mco"])
    row = separator.join(["340000207", '"Hôpital d’été"' if encoding != "latin-1" else '"Hôpital été"', '"72,5"'])
    path.write_bytes(f"{heading}\r\n{row}\r\n".encode(encoding))
    store, report = imported(dataset, path)
    assert fact(store, "340000207", "dpa-qls-mco", QG.value, "2023") == "72.5"
    names = {quad.object.value for quad in store if isinstance(quad.object, Literal) and quad.object.language}
    assert any(name.startswith("Hôpital") for name in names)
    assert report.unknown == []


ESATIS = ["score_all_{}", "classement", "evolution", "nb_rep_score_all_{}", "participation", "Depot", "taux_reco_brut"]


@pytest.mark.parametrize(
    ("name", "middle", "further", "indicator"),
    [
        ("resultats-esatis48h-mco-open-data-2023.csv", "rea_ajust", [], "esatis-48h-mco"),
        ("resultats-esatisca-mco-open-data-2023.csv", "rea_ajust", ["score_avh_rea_ajust"], "esatis-ca-mco"),
        ("resultats-esatisssr-open-data-2023.csv", "ssr_ajust", [], "esatis-smr"),
        ("campagne-2023.csv", "ssr_ajust", [], "esatis-smr"),
        ("campagne-2023.csv", "rea_ajust", ["score_accueil_rea_ajust"], "esatis-48h-mco"),
    ],
)
def test_a_survey_is_known_by_its_file_or_its_columns(
    dataset: Dataset, tmp_path: Path, name: str, middle: str, further: list[str], indicator: str
) -> None:
    path = tmp_path / name
    headings = ["finess", *(heading.format(middle) for heading in ESATIS), *further]
    cells = ["340000207", "74,1", "B", "Stable", "120", "Oui", "Oui", "61,5", *("70,2" for _ in further)]
    path.write_text(";".join(headings) + "\n" + ";".join(cells) + "\n", encoding="utf-8")
    store, report = imported(dataset, path)
    assert report.unknown == report.ambiguous == []
    assert fact(store, "340000207", indicator, QG.value, "2023") == "74.1"
    assert fact(store, "340000207", indicator, QG.respondents, "2023") == "120"
    assert fact(store, "340000207", indicator, QG.resultClass, "2023") == "B"
    assert fact(store, "340000207", indicator, QG.recommendationRate, "2023") == "61.5"


def test_the_code_of_other_versions_and_years_is_found(dataset: Dataset, tmp_path: Path) -> None:
    path = tmp_path / "recueil-2022.csv"
    path.write_text("finess;res_dpa_qls_v3_mco;HAD_DPA_TRE_2022;HAD_DPA_TDP_2022\n340000207;1;2;3\n", encoding="utf-8")
    store, report = imported(dataset, path)
    assert report.unknown == []
    for indicator, value in (("dpa-qls-mco", "1"), ("had-dpa-tre", "2"), ("had-dpa-tdp", "3")):
        assert fact(store, "340000207", indicator, QG.value, "2022") == value


def test_a_column_may_say_the_campaign(dataset: Dataset, tmp_path: Path) -> None:
    path = tmp_path / "tout.csv"
    path.write_text("finess;annee;res_dpa_qls_v2_mco\n340000207;2021;70\n340000207;2022;75\n", encoding="utf-8")
    store, report = imported(dataset, path)
    assert fact(store, "340000207", "dpa-qls-mco", QG.value, "2021") == "70"
    assert fact(store, "340000207", "dpa-qls-mco", QG.value, "2022") == "75"
    assert report.campaigns == {"2021", "2022"}


def test_an_unknown_campaign_is_asked_for(dataset: Dataset, tmp_path: Path) -> None:
    path = tmp_path / "resultats.csv"
    path.write_text("finess;res_dpa_qls_v2_mco\n340000207;70\n", encoding="utf-8")
    with pytest.raises(UsageProblem, match="--campaign"):
        imported(dataset, path)
    store, _ = imported(dataset, path, "2020")
    assert fact(store, "340000207", "dpa-qls-mco", QG.value, "2020") == "70"


def test_a_file_named_by_collection_and_by_data_is_of_the_collection(dataset: Dataset, tmp_path: Path) -> None:
    path = tmp_path / "rcp-mco-recueil2018-donnee2017-donnees.csv"
    path.write_text("finess;rcp2_c2_den_etbt;rcp2_c2_etbt\n340000207;80;91,5\n", encoding="utf-8")
    store, _ = imported(dataset, path)
    assert fact(store, "340000207", "mco-rcp", QG.value, "2018") == "91.5"
    assert fact(store, "340000207", "mco-rcp", QG.respondents, "2018") == "80"


def test_a_list_of_variables_is_not_taken_for_results(dataset: Dataset, tmp_path: Path) -> None:
    lexicon: list[list[object]] = [
        ["variable", "libellé"],
        ["finess", "Numéro FINESS"],
        ["res_ias_icsha_v4", "Résultat"],
    ]
    above: list[list[object]] = [["Recueil 2024"], [], ["Identification", None, "Voir finess.esante.gouv.fr"]]
    rows: list[list[object]] = [*above, ["FINESS EJ", "N° FINESS ET", "res_ias_icsha_v4"], [340780477, 340000207, 112]]
    path = workbook(tmp_path / "resultats-2024.xlsx", {"Lexique": lexicon, "Resultats": rows})
    store, report = imported(dataset, path)
    assert report.other_sheets == ["Lexique"]
    assert report.rejected == []
    assert fact(store, "340000207", "ias-icsha-v4", QG.value) == "112"


def test_a_share_shown_as_a_percentage_is_read_as_it_is_shown(dataset: Dataset, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book["Sheet"]
    for row in (["finess", "res_dpa_qls_v2_mco"], [340000207, 0.853], [340000215, 0.853]):
        sheet.append(row)
    sheet["B2"].number_format = "0.0%"
    path = tmp_path / "resultats-2024.xlsx"
    book.save(path)
    store, _ = imported(dataset, path)
    assert fact(store, "340000207", "dpa-qls-mco", QG.value) == "85.3"
    assert fact(store, "340000215", "dpa-qls-mco", QG.value) == "0.853"


def test_one_number_of_the_two_keeps_an_establishment(dataset: Dataset, tmp_path: Path) -> None:
    path = tmp_path / "resultats-2024.csv"
    lines = ["finess;finess_geo;res_dpa_qls_v2_mco", "340780477;340000207;70", "690000880;690000881;75"]
    path.write_text("\n".join(lines), encoding="utf-8")
    for asked in ("340780477", "340000207"):
        importer = Importer(dataset.store, path, only=[asked])
        assert list(importer.quads())
        assert importer.report.establishments == {"340000207"}


def test_the_text_of_excel_in_utf_16(dataset: Dataset, tmp_path: Path) -> None:
    path = tmp_path / "resultats-2024.txt"
    path.write_bytes("finess\trs\tres_dpa_qls_v2_mco\r\n340000207\tHôpital\t72,5\r\n".encode("utf-16"))
    store, _ = imported(dataset, path)
    assert fact(store, "340000207", "dpa-qls-mco", QG.value) == "72.5"


@pytest.mark.parametrize(
    "cell", ["Non applicable", "Non Concerné", "non répondant", "DI (données insuffisantes)", "NV"]
)
def test_reasons_in_words(dataset: Dataset, tmp_path: Path, cell: str) -> None:
    path = tmp_path / "resultats-2024.csv"
    path.write_text(f"finess;res_ias_icsha_v4;classe_ias_icsha_v4\n340000207;{cell};{cell}\n", encoding="utf-8")
    store, report = imported(dataset, path)
    assert report.rejected == []
    assert fact(store, "340000207", "ias-icsha-v4", QG.missingReason)


STRINGS = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"


@pytest.mark.parametrize("strings", [b"<sst><si><t>a", b"<!DOCTYPE r [<!ENTITY e 'x'>]><sst><si><t>&e;</t></si></sst>"])
def test_a_damaged_workbook_is_refused_in_one_line(sample: Path, tmp_path: Path, strings: bytes) -> None:
    damaged = tmp_path / "abime-2024.xlsx"
    part = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{STRINGS}"/></Types>'.encode()
    with zipfile.ZipFile(sample) as source, zipfile.ZipFile(damaged, "w") as target:
        for name in source.namelist():
            if name != "xl/sharedStrings.xml":
                data = source.read(name)
                target.writestr(name, data.replace(b"</Types>", part) if name == "[Content_Types].xml" else data)
        target.writestr("xl/sharedStrings.xml", strings)
    result = CliRunner().invoke(build("fr"), ["import", str(damaged)], standalone_mode=False)
    assert isinstance(result.exception, UsageProblem)
    assert result.exception.place == str(damaged)


def test_a_workbook_made_to_fill_the_memory_is_refused(dataset: Dataset, tmp_path: Path) -> None:
    path = tmp_path / "bombe-2024.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", b"<si><t>a</t></si>" * (STRINGS_LIMIT // 16))
    with pytest.raises(UsageProblem, match=r"trop grand|too large"):
        imported(dataset, path)


@pytest.mark.parametrize("name", ["absent.xlsx", "vide.csv", "faux.xlsx", "image.png", "autre.csv"])
def test_a_file_that_cannot_be_used_is_refused_in_one_line(dataset: Dataset, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    if name != "absent.xlsx":
        path.write_text("a;b\n1;2\n" if name == "autre.csv" else "", encoding="utf-8")
    with pytest.raises(UsageProblem) as caught:
        imported(dataset, path)
    assert str(path) in (caught.value.place or "")


def test_three_thousand_rows_of_sixty_columns_take_seconds(dataset: Dataset, tmp_path: Path) -> None:
    headings = ["finess", "rs"]
    for key in ("ias_icsha_v4", "dpa_qls_v2_mco", "dpa_pcd_mco", "ias_pcc_mco", "ca_qls_ca"):
        headings += [f"{statistic}{key}" for statistic in ("res_", "classe_", "moy_nat_", "evol_", "nb_rep_")]
    headings += [f"colonne_{number_}" for number_ in range(60 - len(headings))]
    rows = (
        [f"{340000000 + line:09d}", f"Centre {line}", *["72,5", "A", 70.1, "Stable", 80] * 5] for line in range(3000)
    )
    path = workbook(tmp_path / "grand-2024.xlsx", {"2024": [headings, *([*row, *["x"] * 33] for row in rows)]})
    start = time.process_time()
    importer = Importer(dataset.store, path)
    count = sum(1 for _ in importer.quads())
    elapsed = time.process_time() - start
    assert importer.report.values == 15_000
    assert count > 150_000
    assert elapsed < 20, f"{elapsed:.1f} s"


def test_the_command_writes_at_once_and_says_what_it_did(sample: Path, tmp_path: Path) -> None:
    output = tmp_path / "valeurs.nq"
    result = CliRunner().invoke(
        build("fr"), ["import", str(sample), "--output", str(output), "--place", "340000207=ICM"], standalone_mode=False
    )
    assert result.exception is None, result.exception
    assert "Colonnes inconnues (1)" in result.output and "IQSS 2024!K2 : res_inconnu" in result.output
    assert "Cellules rejetées (6)" in result.output
    store = Store()
    store.bulk_load(path=output, format=RdfFormat.N_QUADS)
    assert fact(store, "340000207", "dpa-qls-mco", QG.about) == ID + "org/icm"
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_a_failed_import_leaves_what_was_there(tmp_path: Path) -> None:
    output = tmp_path / "valeurs.ttl"
    output.write_text("# avant\n", encoding="utf-8")
    bad = tmp_path / "sans-annee.csv"
    bad.write_text("finess;res_dpa_qls_v2_mco\n340000207;70\n", encoding="utf-8")
    result = CliRunner().invoke(build("fr"), ["import", str(bad), "--output", str(output)], standalone_mode=False)
    assert isinstance(result.exception, UsageProblem)
    assert output.read_text(encoding="utf-8") == "# avant\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["sans-annee.csv", "valeurs.ttl"]


def test_what_a_cell_holds_is_told_on_one_line(dataset: Dataset, tmp_path: Path) -> None:
    path = tmp_path / "resultats-2024.csv"
    path.write_text('finess;res_ias_icsha_v4;"autre\ncolonne"\n340000207;"un\n\x1b[31mdeux";1\n', encoding="utf-8")
    _, report = imported(dataset, path)
    assert [cell for _, cell, _ in report.rejected] == ["un [31mdeux"]
    assert [heading for _, heading in report.unknown] == ["autre colonne"]


def test_a_finess_number_that_is_none_is_refused(sample: Path) -> None:
    result = CliRunner().invoke(build("fr"), ["import", str(sample), "--finess", "999"], standalone_mode=False)
    assert isinstance(result.exception, UsageProblem)
    assert result.exception.place == "--finess"
