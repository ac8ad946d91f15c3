"""The page and the workbook: complete, escaped, printable, readable without eyes or colours."""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook
from tests.reports.conftest import Make

from qualigraph.reports import KINDS, Report, to_html, to_xlsx

if TYPE_CHECKING:
    from selenium.webdriver import Chrome

VOID = {"meta", "br", "link", "img", "rect", "line", "polygon", "circle"}


class Page(HTMLParser):
    """The tags of a page with their attributes, and its text; raises where tags do not close in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.said: list[str] = []
        self.feed(html)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if not self.open or self.open[-1] != "style":
            self.said.append(data)

    def having(self, name: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.tags if tag == name]


@pytest.fixture(params=[(name, plan) for name in KINDS for plan in ("essai/suivi", "essai/publie")], ids="-".join)
def report(request: pytest.FixtureRequest, make: Make) -> Report:
    name, plan = request.param
    return make(name, plan)


def test_the_page_holds_all_it_needs(report: Report) -> None:
    html = to_html(report)
    page = Page(html)
    assert page.having("html") == [{"lang": "fr"}]
    assert not page.having("script")
    assert not page.having("link")
    assert not re.search(r"(?:src|href)=\"(?!#)|url\(|@import|https?://", html)
    assert not any(name.startswith("on") or name == "style" for _, attributes in page.tags for name in attributes)
    assert "@page { size: A4" in html


def test_headings_and_tables_can_be_heard(report: Report) -> None:
    page = Page(to_html(report))
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch(r"h\d", tag)]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert len(page.having("caption")) == len(page.having("table"))
    assert all(attributes.get("scope") in ("col", "row") for attributes in page.having("th"))
    rows = sum(len(table.rows) for section in report.sections for table in section.tables)
    assert sum(attributes["scope"] == "row" for attributes in page.having("th")) == rows
    identifiers = [attributes["id"] for _, attributes in page.tags if attributes.get("id")]
    assert len(identifiers) == len(set(identifiers))
    for drawing in page.having("svg"):
        assert drawing["role"] == "img"
        assert set((drawing["aria-labelledby"] or "").split()) <= set(identifiers)


def test_no_line_breaks_before_a_sign(report: Report) -> None:
    said = "\n".join(Page(to_html(report)).said)
    assert re.findall(r".{0,20}(?: [:;?!»%]|« ).{0,20}", said) == []


def spaced(text: str) -> str:
    """Return ``text`` with spaces of one kind."""
    return text.replace("\N{NO-BREAK SPACE}", " ")


def test_the_head_says_day_source_and_findings(report: Report) -> None:
    said = spaced("".join(Page(to_html(report)).said))
    assert "15/02/2027" in said
    assert "3 sur ce plan" in said
    assert "Source" in said
    assert all(spaced(note) in said for note in report.notes)


def test_all_cells_are_on_the_page(report: Report) -> None:
    said = spaced("".join(Page(to_html(report)).said))
    cells = (cell.text for section in report.sections for table in section.tables for row in table.rows for cell in row)
    assert [text for text in cells if spaced(text) not in said] == []


def test_what_the_data_say_is_never_markup(make: Make) -> None:
    for name in ("progress", "owners", "deadlines"):
        html = to_html(make(name))
        assert "<script" not in html
        assert "<b>" not in html
        assert "&lt;b&gt;hygiéniste&lt;/b&gt;" in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; suites" in to_html(make("progress"))


def test_french_words_are_marked_in_an_english_page(make: Make) -> None:
    html = to_html(make("progress", language="en"))
    assert '<html lang="en">' in html
    assert re.search(r'<th scope="row" class="wide" lang="fr">Former les équipes</th>', html)


def test_the_calendar_draws_five_years_and_says_so(make: Make) -> None:
    first, *_ = make("calendar").sections
    assert first.drawing is not None
    texts = [shape.text for shape in first.drawing.shapes if shape.kind == "text"]
    assert [text for text in texts if re.fullmatch(r"20\d\d", text)] == ["2026", "2027", "2028", "2029", "2030"]
    assert "15/02/2027" in texts
    looks = [shape.look for shape in first.drawing.shapes if shape.kind in ("polygon", "rect")]
    # One of each is in the legend.
    assert (looks.count("late"), looks.count("initial"), looks.count("done")) == (2, 2, 2)
    inside = [shape for shape in first.drawing.shapes if shape.kind == "rect"]
    assert all(shape.x >= 0 and shape.x + shape.width <= first.drawing.width for shape in inside)


def test_the_workbook_holds_the_same_tables(report: Report) -> None:
    book: Any = load_workbook(io.BytesIO(to_xlsx(report)))
    assert len(book.sheetnames) == 1 + len(report.sections)
    # Each sheet prints on the width of one page.
    assert all(sheet.sheet_properties.pageSetUpPr.fitToPage for sheet in book.worksheets)
    about = [cell.value for row in book.worksheets[0].iter_rows() for cell in row]
    assert all(note in about for note in report.notes)
    for section, sheet in zip(report.sections, book.worksheets[1:], strict=True):
        held = {str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None}
        for table in section.tables:
            assert {column.header for column in table.columns} <= held
            texts = {cell.text for row in table.rows for cell in row if cell.text and cell.value is None}
            assert texts <= held


def test_no_text_becomes_a_formula(make: Make) -> None:
    for name in KINDS:
        book: Any = load_workbook(io.BytesIO(to_xlsx(make(name))))
        kinds = [cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row]
        assert "f" not in kinds
    sheet: Any = load_workbook(io.BytesIO(to_xlsx(make("deadlines")))).worksheets[4]
    hostile = [cell for row in sheet.iter_rows() for cell in row if str(cell.value).startswith("=HYPERLINK")]
    assert [(cell.data_type, cell.quotePrefix) for cell in hostile] == [("s", True)]


def test_the_workbook_has_real_dates_and_numbers(make: Make) -> None:
    sheet: Any = load_workbook(io.BytesIO(to_xlsx(make("progress")))).worksheets[2]
    rows = {row[0].value: row for row in sheet.iter_rows()}
    assert rows["1.1.3"][3].value.date().isoformat() == "2027-01-31"
    assert rows["1.1.3"][3].number_format == "DD/MM/YYYY"
    assert rows["1.1.1"][5].value == 62.5
    assert rows["1.1.1"][3].value == "2026"


@pytest.fixture(scope="module")
def browser() -> Iterator[list[Chrome]]:
    started: list[Chrome] = []
    yield started
    for driver in started:
        driver.quit()


def _driver(chromium: str, started: list[Chrome]) -> Chrome:
    from selenium import webdriver
    from selenium.webdriver.chrome.options import Options
    from selenium.webdriver.chrome.service import Service

    if not started:
        options = Options()
        options.binary_location = chromium
        for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"):
            options.add_argument(argument)
        started.append(webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver"))))
    return started[0]


def test_axe_finds_nothing(make: Make, chromium: str, browser: list[Chrome], tmp_path: Path) -> None:
    from selenium_axe_python.axe import Axe

    driver = _driver(chromium, browser)
    found = []
    for name in KINDS:
        page = tmp_path / f"{name}.html"
        page.write_text(to_html(make(name)), "utf-8")
        driver.get(page.as_uri())
        axe: Any = Axe(driver)
        axe.inject()
        found += [f"{name}: {one['id']} {one['nodes'][0]['target']}" for one in axe.run()["violations"]]
    assert found == []


def test_the_action_sheet_prints_on_one_page(make: Make, chromium: str, browser: list[Chrome], tmp_path: Path) -> None:
    import base64

    driver = _driver(chromium, browser)
    page = tmp_path / "sheet.html"
    page.write_text(to_html(make("action-sheet")), "utf-8")
    driver.get(page.as_uri())
    printed = base64.b64decode(driver.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True})["data"])
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1
    boxes = re.findall(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", printed)
    assert [(round(float(width)), round(float(height))) for width, height in boxes] == [(595, 842)]
