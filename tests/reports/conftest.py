"""What the tests of reports share: two small plans, and any report on them at any day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from tests.cli.running import Runner

from qualigraph.dataset import load_dataset
from qualigraph.inference import infer
from qualigraph.language import Language
from qualigraph.plans import Facts
from qualigraph.reports import KINDS, FindingCounts, Report, Request, chosen_plan, make_report

PLANS = Path(__file__).parent / "fixtures" / "plans.ttl"
AS_OF = date(2027, 2, 15)
Make = Callable[..., Report]


@pytest.fixture(scope="session")
def facts() -> Facts:
    """What the two plans say, and what follows."""
    dataset = load_dataset([PLANS])
    infer(dataset)
    return Facts(dataset.store)


@pytest.fixture(scope="session")
def make(facts: Facts) -> Make:
    """Make the report NAME on a plan, the followed one unless another is named."""

    def made(
        name: str,
        plan: str | None = "essai/suivi",
        *,
        as_of: date = AS_OF,
        since: date | None = None,
        item: str | None = None,
        language: Language = "fr",
    ) -> Report:
        request = Request(as_of, language, plan, item, since, "abc")
        kind = KINDS[name]
        if kind.of_item and item is None:
            request = Request(as_of, language, plan, "1.1.1" if plan == "essai/suivi" else "1.1", since, "abc")
        node = chosen_plan(facts, request, kind)
        return make_report(facts, kind, node, request, FindingCounts(1, 2, 0, 1))

    return made


@pytest.fixture
def qualigraph(capsysbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch) -> Runner:
    """Run the command line in this process, in a French environment."""
    for name in ("LC_ALL", "LC_MESSAGES", "COLUMNS", "QUALIGRAPH_DEBUG", "QUALIGRAPH_SOURCES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "fr_FR.UTF-8")
    return Runner(capsysbinary)
