"""The pages in Chromium: with and without JavaScript, on a narrow screen, printed, by keyboard, under their CSP."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from selenium.webdriver import Chrome

Browser = Callable[..., "Chrome"]


def complaints(driver: Chrome) -> list[str]:
    """Return what the console says, less what it says of a page that is meant not to be there."""
    untyped: Any = driver
    return [one["message"] for one in untyped.get_log("browser") if "404 (Not Found)" not in one["message"]]


def wait_for(driver: Chrome, script: str, seconds: float = 10) -> Any:
    """Return what ``script`` returns once it is true."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := driver.execute_script(script):
            return found
        time.sleep(0.05)
    pytest.fail(f"never true: {script}")


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize("width", [1200, 360])
def test_every_page_shows_without_complaint_or_sideways_scrolling(
    real: Any, browser: Browser, every_template: dict[str, str], javascript: bool, width: int
) -> None:
    driver = browser(javascript=javascript, width=width)
    for path in every_template.values():
        driver.get(real.address + path)
        root = driver.execute_cdp_cmd("DOM.getDocument", {})["root"]["nodeId"]
        assert driver.execute_cdp_cmd("DOM.querySelector", {"nodeId": root, "selector": "h1"})["nodeId"], path
        size = driver.execute_cdp_cmd("Page.getLayoutMetrics", {})
        assert size["cssContentSize"]["width"] <= width, f"{path}: {size['cssContentSize']['width']} px wide"
        assert not complaints(driver), path


def test_the_way_to_the_actions_of_the_cdu_by_clicks(real: Any, browser: Browser) -> None:
    from selenium.webdriver.common.by import By

    driver = browser(javascript=False)
    driver.get(real.address)
    driver.find_element(By.LINK_TEXT, "Actions impliquant la CDU").click()
    driver.find_element(By.PARTIAL_LINK_TEXT, "Mettre à disposition de la CDU").click()
    assert driver.find_element(By.TAG_NAME, "h1").text.startswith("Mettre à disposition de la CDU")


def test_search_and_language_without_javascript(real: Any, browser: Browser) -> None:
    from selenium.webdriver.common.by import By

    driver = browser(javascript=False)
    driver.get(f"{real.address}/about")
    box = driver.find_element(By.NAME, "q")
    box.send_keys("c.d.u.")
    box.submit()
    driver.find_element(By.LINK_TEXT, "Commission Des Usagers (CDU)").click()
    assert driver.find_element(By.TAG_NAME, "html").get_attribute("lang") == "fr"
    driver.find_element(By.LINK_TEXT, "English").click()
    assert driver.find_element(By.TAG_NAME, "html").get_attribute("lang") == "en"
    driver.find_element(By.LINK_TEXT, "Questions").click()
    assert driver.find_element(By.TAG_NAME, "html").get_attribute("lang") == "en"


def test_printing_unfolds_the_plan(real: Any, browser: Browser) -> None:
    """By the style sheet alone, so that it holds without JavaScript."""
    driver = browser(javascript=False)
    driver.get(f"{real.address}/id/icm/paqss-2023-2027")
    deep = "[...document.querySelectorAll('.tree .action')].every((one) => one.checkVisibility())"
    assert _evaluate(driver, deep) is False
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    assert _evaluate(driver, deep) is True
    assert _evaluate(driver, "getComputedStyle(document.querySelector('body > header')).display") == "none"


def test_unfold_all_without_loading_again(real: Any, browser: Browser) -> None:
    from selenium.webdriver.common.by import By

    driver = browser()
    driver.get(f"{real.address}/id/icm/paqss-2023-2027")
    driver.execute_script("window.same = true")
    driver.find_element(By.LINK_TEXT, "Tout déplier").click()
    assert driver.execute_script("return [...document.querySelectorAll('#arbre details')].every((one) => one.open)")
    driver.find_element(By.LINK_TEXT, "Tout replier").click()
    assert driver.execute_script("return [...document.querySelectorAll('#arbre details')].every((one) => !one.open)")
    assert driver.execute_script("return window.same")


def test_the_first_tab_skips_to_the_content(real: Any, browser: Browser) -> None:
    from selenium.webdriver.common.by import By
    from selenium.webdriver.common.keys import Keys

    driver = browser()
    driver.get(f"{real.address}/about")
    driver.find_element(By.TAG_NAME, "body").send_keys(Keys.TAB)
    focused = driver.switch_to.active_element
    assert focused.text == "Aller au contenu"
    assert focused.rect["x"] >= 0


def test_the_editor_completes_our_vocabulary_and_runs(real: Any, browser: Browser) -> None:
    from selenium.webdriver.common.by import By
    from selenium.webdriver.common.keys import Keys

    driver = browser()
    driver.get(f"{real.address}/editor")
    wait_for(driver, "return !!document.querySelector('.yasqe .CodeMirror')")
    editor = "document.querySelector('.yasqe .CodeMirror').CodeMirror"
    text = "PREFIX qg: <https://w3id.org/qualigraph/ns#>\\nSELECT * { ?x a qg:Institu"
    driver.execute_script(f"{editor}.setValue('{text}'); {editor}.setCursor({{line: 1, ch: 99}}); {editor}.focus();")
    field = driver.switch_to.active_element
    field.send_keys(Keys.CONTROL, Keys.SPACE)
    completed = f"return {editor}.getValue().includes('qg:Institution') || !!document.querySelector('.CodeMirror-hint')"
    wait_for(driver, completed)
    if "qg:Institution" not in driver.execute_script(f"return {editor}.getValue()"):
        driver.find_element(By.CSS_SELECTOR, ".CodeMirror-hint").click()
    value: str = driver.execute_script(f"return {editor}.getValue()")
    assert value.endswith("a qg:Institution")
    driver.execute_script(f"{editor}.setValue({editor}.getValue() + ' }}')")
    driver.switch_to.active_element.send_keys(Keys.CONTROL, Keys.ENTER)
    wait_for(driver, "return location.search.startsWith('?query=') && !!document.querySelector('#reponse')")
    assert driver.find_element(By.LINK_TEXT, "Institut du Cancer de Montpellier (ICM)")
    assert not complaints(driver)
    asked = driver.execute_script("return performance.getEntriesByType('resource').map((one) => one.name)")
    assert all(address.startswith(real.address) for address in asked), asked


def test_the_editor_can_be_left_by_keyboard(real: Any, browser: Browser) -> None:
    from selenium.webdriver.common.keys import Keys

    driver = browser()
    driver.get(f"{real.address}/editor")
    wait_for(driver, "return !!document.querySelector('.yasqe .CodeMirror')")
    driver.execute_script("document.querySelector('.yasqe .CodeMirror').CodeMirror.focus()")
    field = driver.switch_to.active_element
    assert field.get_attribute("aria-label") == "Requête SPARQL"
    field.send_keys(Keys.ESCAPE)
    assert not driver.execute_script("return document.querySelector('.yasqe').contains(document.activeElement)")


def _evaluate(driver: Chrome, expression: str) -> Any:
    """Return the value of an expression; works where the page's own scripts do not run."""
    return driver.execute_cdp_cmd("Runtime.evaluate", {"expression": expression})["result"]["value"]
