from __future__ import annotations

import pytest

from qualigraph.dataset import Dataset, load_dataset


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    return load_dataset()
