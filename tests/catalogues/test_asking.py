"""From a published file to the answer of a question, with values of a place that no plan is known of."""

from __future__ import annotations

from datetime import date

import pytest
from pyoxigraph import NamedNode, RdfFormat, serialize

from qualigraph.catalogues.importing import Importer
from qualigraph.dataset import Dataset, load_dataset
from qualigraph.inference import infer
from qualigraph.questions import Table, load_catalogue, resolve, run
from qualigraph.terms import ID

DAY = date(2026, 9, 30)


@pytest.fixture(scope="module")
def imported(dataset: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    folder = tmp_path_factory.mktemp("valeurs")
    files = []
    for year, own in (("2022", "70,5"), ("2024", "81")):
        source = folder / f"resultats-{year}.csv"
        lines = ["finess;rs;res_ca_qls;classe_ca_qls", f"340000207;ICM;{own};B", "690000880;Un autre;DI;DI"]
        source.write_text("\n".join(lines), encoding="utf-8")
        importer = Importer(dataset.store, source, known_places={"340000207": NamedNode(f"{ID}org/icm")})
        files.append(folder / f"{year}.nq")
        with files[-1].open("wb") as target:
            serialize(importer.quads(), target, RdfFormat.N_QUADS)
    both = load_dataset(files, with_shipped=True)
    infer(both)
    return both


def answer(dataset: Dataset, question: str, **parameters: str) -> Table:
    asked = load_catalogue()[question]
    return run(dataset, asked, resolve(dataset, asked, parameters, "fr"), "fr", as_of=DAY)


def rows(table: Table) -> list[list[str]]:
    return [[cell.label for cell in row] for row in table.rows]


def test_values_of_every_place_over_campaigns(imported: Dataset) -> None:
    found = rows(answer(imported, "indicator-values", indicator="CA_QLS"))
    name = "Qualité de la lettre de liaison à la sortie après une chirurgie ambulatoire (QLS)"
    missing = "données insuffisantes"
    assert found == [
        [name, "ICM", "2022", "70,5", "taux (%)", "", "B", "", "80"],
        [name, "ICM", "2024", "81", "taux (%)", "", "B", "", "80"],
        [name, "Un autre", "2022", "", "", missing, "", "", "80"],
        [name, "Un autre", "2024", "", "", missing, "", "", "80"],
    ]


def test_values_of_one_institution(imported: Dataset) -> None:
    found = rows(answer(imported, "indicator-values", institution="ICM"))
    assert [row[1:4] for row in found] == [["ICM", "2022", "70,5"], ["ICM", "2024", "81"]]


def test_the_last_value_stands_beside_the_other_institution(imported: Dataset) -> None:
    found = rows(answer(imported, "institutions-by-indicator", indicator="CA_QLS"))
    assert [row[1:] for row in found] == [["CLB", "0", "", ""], ["ICM", "0", "2024", "81"]]


def test_each_indicator_comes_once_unless_its_catalogue_is_asked_for(imported: Dataset) -> None:
    codes = [row[2] for row in rows(answer(imported, "indicators-without-action", institution="ICM"))]
    assert len(codes) == len(set(codes)) > 40
    ifaq = {row[2] for row in rows(answer(imported, "indicators-without-action", institution="ICM", catalogue="IFAQ"))}
    # The lines of an order are in its edition, which is a part of the catalogue.
    assert {"DPA_QLS_MCO", "CA_QLS", "IFAQ_DMP_LDL"} <= ifaq
    assert "CAQES_N2_PERFADOM" not in codes


def test_an_indicator_without_a_state_is_listed_too(imported: Dataset) -> None:
    listed = {row[1]: row for row in rows(answer(imported, "indicators"))}
    assert listed["CA_EPS"][2].endswith("(non vérifié)") and listed["CA_EPS"][5] == ""
    assert listed["IAS_PCC_MCO"][5] == "actif"


def test_a_chapter_of_which_nothing_is_sure_is_listed_with_nothing(imported: Dataset) -> None:
    found = rows(answer(imported, "has-chapters", institution="ICM"))
    assert ["Référentiel 2025 (6e cycle)", "Le patient", "ICM", "0", "0", "0"] in found
