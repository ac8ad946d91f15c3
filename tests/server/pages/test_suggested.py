"""What the page of an element proposes: the suggestions of the command, marked as such, and what is unverified."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from qualigraph.linking.suggesting import Suggester, tables_of
from qualigraph.terms import ID
from qualigraph_server.pages.context import view_of
from qualigraph_server.state import EXTENSION

if TYPE_CHECKING:
    from flask import Flask

Page = Callable[..., str]
MEDICINES = "icm/paqss-2023-2027/os1/obj2/action5"
PERFUSION = "icm/paqss-2023-2027/os1/obj2/action4"
HOME_CARE = "icm/pmss-2023-2027/os2/obj3/action1/measure3"
BUILDING = "icm/pmss-2023-2027/os5/obj1/action1/measure5"


def section(text: str) -> str:
    """Return the part of a page that proposes, as its source has it; "" if there is none."""
    found = re.search(r"<h2>(Indicateurs qui pourraient convenir|Indicators that may fit).*?</table>", text, re.DOTALL)
    return html.unescape(found[0]) if found else ""


@pytest.fixture
def suggester(app: Flask) -> Suggester:
    keeper = app.extensions[EXTENSION]
    dataset = view_of(keeper.current, keeper.settings).dataset
    return Suggester(dataset.store, tables_of(dataset))


@pytest.mark.parametrize("path", [MEDICINES, PERFUSION, "clb/politique-qualite-2022-2026/axe4/obj3"])
def test_the_page_proposes_what_the_command_does(page: Page, suggester: Suggester, path: str) -> None:
    shown = section(page(f"/id/{path}"))
    found = suggester.suggest(ID + path)
    assert found
    assert re.findall(r'<a href="(/catalogue/[^"]+)"', shown) == [
        item.entry.iri.removeprefix("https://w3id.org/qualigraph") for item in found
    ]
    for item in found:
        assert item.entry.code in shown
        assert ", ".join(item.words) in shown


def test_proposals_are_marked_as_such(page: Page) -> None:
    french, english = (section(page(f"/id/{MEDICINES}", language=language)) for language in ("fr", "en"))
    assert '<span class="mark doubt">suggestions</span>' in french
    assert "personne ne les a acceptés" in french and "nobody accepted them" in english
    assert "un dispositif que l'élément nomme emploie cette entrée" in french
    assert french.count('<span class="mark doubt">non vérifié</span>') == 3


def test_what_is_linked_or_refused_is_not_proposed(page: Page) -> None:
    assert "caqes-n2-perfadom" not in section(page(f"/id/{PERFUSION}"))
    assert "/catalogue/caqes/caqes-n" not in section(page(f"/id/{MEDICINES}"))
    assert "esatis" not in section(page(f"/id/{HOME_CARE}"))


@pytest.mark.parametrize("path", [BUILDING, "icm/paqss-2023-2027/os1", "icm/paqss-2023-2027", "icm/body/cdu"])
def test_where_nothing_fits_nothing_is_proposed(page: Page, path: str) -> None:
    assert section(page(f"/id/{path}")) == ""


def test_an_unverified_entry_says_so_wherever_it_is_linked(page: Page) -> None:
    for path in ("/catalogue/iqss/esatis-ca-mco", "/catalogue/has-certification", "/catalogue/esgo-ovarian-qi"):
        assert '</a> <span class="mark doubt">non vérifié</span>' in page(path)
    assert '<span class="mark doubt">unverified</span>' in page("/catalogue/iqss/ca-eps", language="en")
    # One that was checked does not, nor does what is no entry of a catalogue.
    assert "mark doubt" not in page("/catalogue/iqss/ias-pcc-mco")
    assert "mark doubt" not in page("/id/frequency")
    answer = page("/questions/indicators?catalogue=ESGO")
    assert "(non vérifié)" in answer and "mark doubt" not in answer
