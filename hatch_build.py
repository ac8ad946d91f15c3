"""Build hook: the release wheel carries the ontology, rules, questions and data beside the code."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SHIPPED = ("ontology", "shapes", "queries", "graph/data", "graph/catalogues", "graph/mappings")
SHIPPED_FILES = ("graph/accepted-findings.csv",)


class ShippedFiles(BuildHookInterface):  # type: ignore[type-arg]  # hatchling loads it before its own type exists
    """Copies what is not code into ``qualigraph/_shipped``, in release wheels only."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the shipped files to a wheel; an editable install reads them where they are written."""
        if self.target_name != "wheel" or version == "editable":
            return
        root = Path(self.root)
        for folder in SHIPPED:
            for file in sorted((root / folder).rglob("*")):
                if file.is_file() and not any(part.startswith(".") for part in file.relative_to(root).parts):
                    relative = file.relative_to(root).as_posix()
                    build_data["force_include"][str(file)] = f"qualigraph/_shipped/{relative}"
        for name in SHIPPED_FILES:
            if (root / name).is_file():
                build_data["force_include"][str(root / name)] = f"qualigraph/_shipped/{name}"
