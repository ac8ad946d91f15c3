"""Where the shipped files are, in a checkout and in an installed wheel alike."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


@cache
def shipped_root() -> Path:
    """Return the folder that holds ``ontology/``, ``shapes/``, ``queries/`` and ``graph/``.

    In a wheel the build copies them into ``qualigraph/_shipped``; in a checkout they are where
    they are written.
    """
    in_wheel = _PACKAGE / "_shipped"
    return in_wheel if in_wheel.is_dir() else _PACKAGE.parent.parent


def ontology_folder() -> Path:
    """Return the folder of the ontology, its lists and its alignments."""
    return shipped_root() / "ontology"


def graph_folder() -> Path:
    """Return the folder of the data, the catalogues and the mappings."""
    return shipped_root() / "graph"


def shapes_folder() -> Path:
    """Return the folder of the rules."""
    return shipped_root() / "shapes"


def queries_folder() -> Path:
    """Return the folder of the questions."""
    return shipped_root() / "queries"
