"""The reports on a plan as pages: what they show, what can be taken away, what is told."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from markupsafe import escape
from openpyxl import load_workbook

from qualigraph.reports import KINDS

if TYPE_CHECKING:
    from flask.testing import FlaskClient

Page = Callable[..., str]
PLAN = "icm/paqss-2023-2027"
ACTION = f"{PLAN}/os1/obj3/action1"


def address(name: str, form: str = "", plan: str = PLAN) -> str:
    item = f"&item={ACTION}" if KINDS[name].of_item else ""
    return f"/reports/{name}?plan={plan}{item}{f'&format={form}' if form else ''}"


@pytest.mark.parametrize("name", KINDS)
def test_each_report_is_a_page_and_two_files(page: Page, client: FlaskClient, name: str) -> None:
    text = page(address(name))
    assert escape(KINDS[name].title.fr) in text
    # A plan of which no follow-up is published has nothing that changed, and says so.
    assert "<h2" in text or 'class="note"' in text
    assert "<style" not in text
    assert escape(KINDS[name].title.en) in page(address(name), language="en")
    workbook = client.get(address(name, "xlsx"))
    assert workbook.headers["Content-Disposition"] == f'attachment; filename="{name}.xlsx"'
    assert load_workbook(io.BytesIO(workbook.data)).sheetnames
    for _ in range(2):
        alone = client.get(address(name, "html"))
        assert alone.headers["Content-Disposition"] == f'attachment; filename="{name}.html"'
    assert KINDS[name].title.fr in alone.get_data(as_text=True)


def test_plan_menu_and_list_lead_to_them(page: Page) -> None:
    for name, kind in KINDS.items():
        if not kind.of_item:
            assert f"/reports/{name}?plan={PLAN}" in page(f"/id/{PLAN}")
        assert f"/reports/{name}?plan={PLAN}" in page(f"/reports?plan={PLAN}")
    assert 'href="/reports"' in page("/")
    assert f"/reports/action-sheet?item={ACTION}" in page(f"/id/{ACTION}")


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/reports/progress", 200, "Choisissez un plan"),
        ("/reports/progress?plan=nobody", 400, "lan inconnu"),
        ("/reports/progress?plan=<script>x</script>", 400, "&lt;script&gt;"),
        (f"/reports/progress?plan={PLAN}&as-of=tomorrow", 400, "n’est pas une date"),
        (f"/reports/action-sheet?plan={PLAN}", 200, "son numéro"),
        (f"/reports/action-sheet?plan={PLAN}&format=xlsx", 400, "son numéro"),
        (f"/reports/action-sheet?plan={PLAN}&item=99.9", 400, "99.9"),
        ("/reports/nothing", 404, "ce rapport"),
        (f"/reports/progress?plan={PLAN}&format=pdf", 406, "xlsx"),
        ("/reports/progress?format=xlsx", 400, "choisissez un plan"),
    ],
)
def test_what_cannot_be_made_is_told(page: Page, path: str, status: int, words: str) -> None:
    text = page(path, status=status)
    assert words.replace("’", "&#39;") in text or words in text
    assert "<script>x" not in text


def test_the_form_shows_the_plan_that_was_meant(page: Page) -> None:
    for path in (address("action-sheet").replace(f"plan={PLAN}&", ""), address("progress", plan=f"{PLAN}/")):
        assert f'<option value="{PLAN}" selected>' in page(path)


def test_a_report_of_another_day_says_its_day(page: Page) -> None:
    assert "01/02/2025" in page(f"/reports/deadlines?plan={PLAN}&as-of=2025-02-01")


def test_reports_made_at_once_are_whole(client: FlaskClient) -> None:
    """They fill one index together: each must see all of it."""
    from qualigraph_server.pages.context import view_of

    whole = client.get(address("owners", "html")).get_data()
    application = client.application
    keeper = application.extensions["qualigraph"]
    view_of(keeper.current, keeper.settings)._memory._results.pop("facts")
    found: list[bytes] = []
    threads = [
        threading.Thread(
            target=lambda: found.append(application.test_client().get(address("owners", "html")).get_data())
        )
        for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(found) == {whole}
