"""An entry of a catalogue that no text confirms says so on paper too."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import NamedNode
from tests.reports.conftest import AS_OF, PLANS

from qualigraph.dataset import load_dataset
from qualigraph.plans import Facts, read_plan
from qualigraph.reports.context import Context, FindingCounts
from qualigraph.terms import CATALOGUE, ID


@pytest.mark.parametrize(
    ("path", "language", "said"),
    [
        ("iqss/ca-eps", "fr", "CA_EPS – Évaluation du patient pour la sortie de l’établissement (non vérifié)"),
        ("iqss/ca-eps", "en", "CA_EPS – Assessment of the patient for discharge (unverified)"),
        ("iqss/ias-pcc-mco", "fr", "IAS_PCC_MCO – Bonnes pratiques de précautions complémentaires contact"),
    ],
)
def test_an_indicator_as_reports_name_it(repository: Path, path: str, language: str, said: str) -> None:
    facts = Facts(load_dataset([PLANS, repository / "graph" / "catalogues"]).store)
    plan = read_plan(facts, NamedNode(f"{ID}essai/suivi"))
    context = Context(facts, plan, AS_OF, "en" if language == "en" else "fr", None, None, FindingCounts(0, 0, 0, 0))
    assert context.code(NamedNode(CATALOGUE + path)) == said
