"""What a check found, kept for the next time nothing has changed.

An entry's name is a digest of all that the answer depends on, file contents included, so that it is never stale.
The folder is safe to delete, and safe for two processes at once: an entry appears whole or not at all.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import tempfile
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from qualigraph import __version__
from qualigraph.checking.findings import Finding, Place, Severity, Thing
from qualigraph.checking.outcome import Outcome
from qualigraph.errors import UsageProblem
from qualigraph.language import Text
from qualigraph.reading import read_bytes

FOLDER_VARIABLE = "QUALIGRAPH_CACHE"
"""The environment variable that names another folder, or says ``off``."""
_KEPT = 40
_ENGINES = ("pyoxigraph", "pyshacl", "rdflib")


def folder() -> Path | None:
    """Return the folder of the entries, or None if nothing is to be kept."""
    asked = os.environ.get(FOLDER_VARIABLE)
    if asked is not None:
        return None if asked.lower() in ("", "0", "no", "off") else Path(asked)
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return base / "qualigraph" / "checks"


def key(files: Iterable[Path], as_of: date, options: Sequence[str] = ()) -> str:
    """Return the name of the entry for a check of ``files`` on a day with options that change what is found.

    Names of files count, since findings tell them; so do the engines' versions and our own code. A file
    that cannot be read counts as absent: reading it is what fails.
    """
    digest = hashlib.sha256(f"{__version__}\0{as_of.isoformat()}".encode())
    for engine in _ENGINES:
        with suppress(PackageNotFoundError):
            digest.update(f"\0{engine} {version(engine)}".encode())
    for option in options:
        digest.update(f"\0{option}".encode())
    for file in [*sorted(Path(__file__).parent.parent.rglob("*.py")), *files]:
        content = b""
        with suppress(UsageProblem):
            content = read_bytes(file)
        digest.update(f"\0{file}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def load(name: str) -> Outcome | None:
    """Return the outcome kept under ``name``, or None if there is none that can be read."""
    where = folder()
    if where is None:
        return None
    path = where / f"{name}.json"
    try:
        outcome = _outcome(json.loads(path.read_text("utf-8")))
        os.utime(path)
    except (OSError, ValueError, KeyError, TypeError, IndexError):
        return None
    return outcome


def save(name: str, outcome: Outcome) -> None:
    """Keep an outcome under ``name``. A folder that cannot be written to only costs time."""
    where = folder()
    if where is None:
        return
    with suppress(OSError):
        where.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=where, prefix=".", suffix=".tmp")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(_data(outcome), file, ensure_ascii=False)
        Path(temporary).replace(where / f"{name}.json")
        _forget_old(where)


def _forget_old(where: Path) -> None:
    entries = sorted(where.glob("*.json"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in entries[_KEPT:]:
        path.unlink(missing_ok=True)


def _data(outcome: Outcome) -> dict[str, Any]:
    return {
        "plans": outcome.plans,
        "institutions": outcome.institutions,
        "findings": [{**vars(finding), "severity": finding.severity.value} for finding in outcome.findings],
    }


def _outcome(data: dict[str, Any]) -> Outcome:
    return Outcome(
        findings=tuple(_finding(entry) for entry in data["findings"]),
        plans=tuple(_thing(entry) for entry in data["plans"]),
        institutions=tuple(_thing(entry) for entry in data["institutions"]),
    )


def _finding(entry: dict[str, Any]) -> Finding:
    return Finding(
        rule=entry["rule"],
        severity=Severity(entry["severity"]),
        shape=entry["shape"],
        focus=_thing(entry["focus"]),
        message=Text(*entry["message"]),
        path=entry["path"],
        value=entry["value"],
        plan=entry["plan"] and _thing(entry["plan"]),
        institution=entry["institution"] and _thing(entry["institution"]),
        where=Text(*entry["where"]),
        place=entry["place"] and Place(*entry["place"]),
        folded=entry["folded"] and Text(*entry["folded"]),
        judged=entry["judged"],
    )


def _thing(entry: Sequence[Any]) -> Thing:
    return Thing(entry[0], Text(*entry[1]), Text(*entry[2]))
