from __future__ import annotations

import pytest

from qualigraph.dataset import Dataset, load_dataset
from qualigraph.inference import infer
from qualigraph.linking.suggesting import Suggester, shipped_tables


@pytest.fixture(scope="session")
def dataset() -> Dataset:
    loaded = load_dataset()
    infer(loaded)
    return loaded


@pytest.fixture(scope="session")
def suggester(dataset: Dataset) -> Suggester:
    return Suggester(dataset.store, shipped_tables())
