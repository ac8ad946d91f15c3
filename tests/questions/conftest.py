"""The datasets that questions are asked of: the shipped one, and a small followed plan."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.questions.cases import FOLLOWED, open_data

from qualigraph.dataset import Dataset


@pytest.fixture(scope="session")
def shipped() -> Dataset:
    """The real graph with all that follows from it."""
    return open_data("shipped")


@pytest.fixture(scope="session")
def followed() -> Dataset:
    """The followed plan of the fixtures, alone."""
    return open_data("followed")


@pytest.fixture(scope="session")
def followed_file() -> Path:
    """The file of the followed plan."""
    return FOLLOWED
