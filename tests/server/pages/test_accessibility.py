"""axe-core finds nothing on one page of each template, nor on fifty things taken at random."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from qualigraph.terms import BASE

if TYPE_CHECKING:
    from flask import Flask
    from selenium.webdriver import Chrome

SEED = 20261121
OPTIONS = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    },
    "resultTypes": ["violations"],
}


def violations(driver: Chrome, address: str) -> list[str]:
    """Return what axe-core finds on a page, one line a violation."""
    from selenium_axe_python.axe import Axe

    driver.get(address)
    axe: Any = Axe(driver)
    axe.inject()
    found: dict[str, Any] = axe.run(options=OPTIONS)
    return [
        f"{address}: {one['id']} ({one['help']}) at {[node['target'] for node in one['nodes'][:3]]}"
        for one in found["violations"]
    ]


def test_every_template_is_visited(every_template: dict[str, str], templates: Any, app: Flask) -> None:
    """A new template must get its page here."""
    from flask import template_rendered

    whole = {file.name for file in templates.glob("*.html") if not file.name.startswith(("_", "macros", "layout"))}
    assert set(every_template) == whole
    used: dict[str, str] = {}

    def note(sender: Flask, template: Any, **others: Any) -> None:
        used[path] = template.name

    client = app.test_client()
    with template_rendered.connected_to(note, app):
        for name, path in every_template.items():
            # An address of its own, so that nothing comes from the shelf.
            own = f"{path}{'&' if '?' in path else '?'}anew=1"
            client.get(own, headers={"Accept": "text/html"})
            assert used[path] == name, f"{path} is written with {used[path]}"


@pytest.mark.parametrize("width", [1200, 360])
def test_one_page_of_each_template(
    real: Any, browser: Callable[..., Chrome], every_template: dict[str, str], width: int
) -> None:
    driver = browser(width=width)
    found = [line for path in every_template.values() for line in violations(driver, real.address + path)]
    assert not found, "\n".join(found)


def test_fifty_random_things(real: Any, browser: Callable[..., Chrome], app: Flask) -> None:
    from qualigraph_server.state import EXTENSION

    store = app.extensions[EXTENSION].current.dataset.store
    things = sorted(
        {
            quad.subject.value
            for quad in store
            if getattr(quad.subject, "value", "").startswith((BASE + "id/", BASE + "cat"))
        }
    )
    # Passages are two thirds of all things and all alike: they would crowd out the rest.
    kinds = [thing for thing in things if "/id/passage/" not in thing]
    chosen = random.Random(SEED).sample(kinds, 48) + random.Random(SEED).sample(things, 2)
    driver = browser()
    found = [
        line for thing in chosen for line in violations(driver, f"{real.address}/{thing.removeprefix(BASE)}?lang=fr")
    ]
    assert not found, "\n".join(found)
