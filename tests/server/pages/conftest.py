"""The application in this process for what pages hold, and Chromium for how they behave."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient
    from selenium.webdriver import Chrome

Pages = Callable[..., str]


@pytest.fixture(scope="session")
def app() -> Iterator[Flask]:
    """The application on the shipped graph."""
    from qualigraph_server.application import create_app
    from qualigraph_server.pages.context import view_of
    from qualigraph_server.settings import Settings
    from qualigraph_server.state import EXTENSION

    made = create_app(Settings(workers=1, watch=0.0))
    keeper = made.extensions[EXTENSION]
    view_of(keeper.current, keeper.settings).report(date.today())
    yield made
    keeper.close()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without cookies."""
    return app.test_client()


@pytest.fixture
def page(client: FlaskClient) -> Pages:
    """Return a function that gives the text of a page, in French unless told otherwise."""

    def get(path: str, *, language: str = "fr", status: int = 200) -> str:
        response = client.get(path, headers={"Accept": "text/html", "Accept-Language": language})
        assert response.status_code == status, f"{path}: {response.status_code} {response.get_data(as_text=True)[:300]}"
        assert response.mimetype == "text/html"
        text: str = response.get_data(as_text=True)
        return text

    return get


@pytest.fixture
def browser(chromium: str) -> Iterator[Callable[..., Chrome]]:
    """Return a function that starts Chromium: French, no scripts of its own, a width to look at pages with."""
    import shutil

    from selenium import webdriver
    from selenium.webdriver.chrome.options import Options
    from selenium.webdriver.chrome.service import Service

    started: list[Chrome] = []

    def start(*, javascript: bool = True, width: int = 1200) -> Chrome:
        options = Options()
        options.binary_location = chromium
        for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"):
            options.add_argument(argument)
        preferences: dict[str, object] = {"intl.accept_languages": "fr"}
        if not javascript:
            preferences["profile.managed_default_content_settings.javascript"] = 2
        options.add_experimental_option("prefs", preferences)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        driver = webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver")))
        driver.set_page_load_timeout(30)
        driver.set_script_timeout(30)
        metrics = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500}
        driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        started.append(driver)
        return driver

    yield start
    for driver in started:
        driver.quit()


EVERY_TEMPLATE: dict[str, str] = {
    "home.html": "/",
    "search.html": "/search?q=usagers",
    "questions.html": "/questions",
    "question.html": "/questions/actions-involving?body=CDU",
    "plan.html": "/id/icm/paqss-2023-2027",
    "element.html": "/id/icm/paqss-2023-2027/os3/obj2",
    "actor.html": "/id/icm/body/cdu",
    "certification.html": "/id/standard/iso-9001",
    "subject.html": "/id/programme/epp",
    "indicator.html": "/catalogue/iqss/esatis-48h-mco",
    "collection.html": "/id/frequency",
    "review.html": "/id/review/icm/revue-de-direction-qualite",
    "discrepancy.html": "/id/discrepancy/icm/pmss-ordre-des-mots",
    "document.html": "/id/source/clb/politique-qualite-2022-2026",
    "passage.html": "/id/passage/icm/projet-qualite-2023-2027/539-540-25093",
    "thing.html": "/id/restatement/icm-asn-smq",
    "named_graph.html": "/graph/data/icm/actors",
    "ontology.html": "/ns",
    "rules.html": "/rules",
    "rule.html": "/rule/ACT-001",
    "report.html": "/report",
    "plan_reports.html": "/reports?plan=icm/paqss-2023-2027",
    "plan_report.html": "/reports/progress?plan=icm/paqss-2023-2027",
    "calendar.html": "/calendar",
    "about.html": "/about",
    "editor.html": "/editor?query=SELECT%20%2A%20%7B%20%3Fs%20a%20qg%3APlan%20%7D",
    "trouble.html": "/id/icm/body/cdx",
}
"""One page of each template."""

TEMPLATES = Path(__file__).resolve().parents[3] / "server" / "qualigraph_server" / "templates"
STATIC = TEMPLATES.parent / "static"


@pytest.fixture(scope="session")
def every_template() -> dict[str, str]:
    """One page of each template."""
    return EVERY_TEMPLATE


@pytest.fixture(scope="session")
def templates() -> Path:
    """The folder of templates."""
    return TEMPLATES


@pytest.fixture(scope="session")
def static() -> Path:
    """The folder of static files."""
    return STATIC
