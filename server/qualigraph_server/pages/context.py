"""What pages need, worked out once per dataset version: names, choices, answers, findings."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from dataclasses import replace
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from subprocess import CalledProcessError
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from qualigraph import places
from qualigraph.dataset import Dataset
from qualigraph.language import Language, Text
from qualigraph.questions import Names, Question
from qualigraph_server.checks import report_apart
from qualigraph_server.pages.graph import Graph
from qualigraph_server.pages.naming import Namer
from qualigraph_server.pages.shelf import Kept, Memory, Shelf
from qualigraph_server.problems import Problem
from qualigraph_server.settings import Settings
from qualigraph_server.snapshot import Snapshot
from qualigraph_server.state import state

if TYPE_CHECKING:
    from qualigraph.checking.findings import Report
    from qualigraph.checking.rules import Catalogue

_MOST_KEPT = 1024
_MOST_ANSWERS = 32
_SHELF_BYTES = 32 << 20
_MOST_PATIENT = 16
_PATIENCE = 3.0


class View:
    """One version of the dataset, and what has been worked out of it."""

    def __init__(self, snapshot: Snapshot, settings: Settings) -> None:
        self._settings = settings
        self.dataset: Dataset = snapshot.dataset
        self.names: Names = snapshot.names
        self.questions: dict[str, Question] = snapshot.questions
        self.graph = Graph(self.dataset.store)
        self._namers: dict[Language, Namer] = {}
        self._memory = Memory(_MOST_KEPT)
        self.answers = Memory(_MOST_ANSWERS)
        self._lock = threading.Lock()
        self._checking = threading.Lock()
        self._patient = threading.BoundedSemaphore(_MOST_PATIENT)
        self._reports: dict[date, Report] = {}
        self._begun: dict[date, threading.Thread] = {}
        self.shelf = Shelf(_SHELF_BYTES)

    def namer(self, language: Language) -> Namer:
        """Return the names in ``language``."""
        if language not in self._namers:
            self._namers[language] = Namer(self.graph, language)
        return self._namers[language]

    def keep(self, key: Hashable, work: Callable[[], Kept]) -> Kept:
        """Return what ``work`` gives, worked out once for ``key``."""
        return self._memory.keep(key, work)

    @cached_property
    def rules(self) -> Catalogue:
        """The catalogue of rules."""
        from qualigraph.checking.rules import load_catalogue as load_rules

        return load_rules()

    def report(self, day: date) -> Report:
        """Return the findings for ``day``: those of ``qualigraph check`` on the same data."""
        with self._checking:
            found = self._reports.get(day)
            if found is None:
                # Those of another day are asked for no more.
                self._reports = {day: (found := self._check(day))}
        return found

    def report_if_ready(self, day: date) -> Report | None:
        """Return the findings for ``day`` if they are known; else begin to look for them and return None."""
        with self._lock:
            found = self._reports.get(day)
            begun = self._begun.get(day)
            if found is None and (begun is None or not begun.is_alive()):
                self._begun = {day: threading.Thread(target=self.report, args=(day,), name="check", daemon=True)}
                self._begun[day].start()
        return found

    def await_report(self, seconds: float) -> None:
        """Wait until the findings of today are known, so many seconds at most."""
        today = date.today()
        if self.report_if_ready(today) is None:
            self._begun[today].join(seconds)

    def report_soon(self, day: date) -> Report:
        """Return the findings for ``day``, if need be after a short wait.

        Raises :class:`Problem` if they are not known by then, or if many wait already: no page holds a thread for as
        long as a check of large data may take.
        """
        found = self.report_if_ready(day)
        if found is None and self._patient.acquire(blocking=False):
            try:
                self._begun[day].join(_PATIENCE)
            finally:
                self._patient.release()
            found = self._reports.get(day)
        if found is None:
            raise Problem(
                "busy",
                Text(
                    "le contrôle des plans est en cours : rechargez la page dans quelques secondes.",
                    "the plans are being checked: load the page again in a few seconds.",
                ),
            )
        return found

    def _check(self, day: date) -> Report:
        try:
            report = report_apart(self._settings, day)
        except (OSError, CalledProcessError):
            # The files may have become unreadable since; what is served is still there to be checked.
            report = self._check_here(day)
        places = (one.place and one.place._replace(file=shown_path(one.place.file)) for one in report.findings)
        return replace(
            report,
            findings=tuple(replace(one, place=place) for one, place in zip(report.findings, places, strict=True)),
        )

    def _check_here(self, day: date) -> Report:
        from qualigraph.checking.findings import Report
        from qualigraph.checking.run import check

        # A check infers for itself and adds facts of its own: it gets a copy of what is asserted, and no lines,
        # since the files are no longer those that were read.
        copy = replace(self.dataset, store=self.dataset.asserted(), files={}, _unnamed=[], _views={})
        findings = check(copy, self.rules, day, plain=not self.dataset.ontology_graphs)
        return Report(day, tuple(findings), {rule.id: rule for rule in self.rules.rules})

    @cached_property
    def data_date(self) -> date | None:
        """The day on which a file of the data was last changed."""
        times = [path.stat().st_mtime for files in self.dataset.files.values() for path in files if path.is_file()]
        return datetime.fromtimestamp(max(times)).date() if times else None


def shown_path(file: str) -> str:
    """Return a file's path as pages may show it: below the shipped folders, else its name only."""
    path, root = Path(file), places.shipped_root()
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name


def view() -> View:
    """Return the view of the snapshot that this request answers from."""
    return view_of(state().snapshot, state().settings)


def view_of(snapshot: Snapshot, settings: Settings) -> View:
    """Return the view of a snapshot that was loaded with ``settings``, made when first asked for."""
    with _lock:
        if snapshot not in _views:
            _views[snapshot] = made = View(snapshot, settings)
            # What takes longest is begun at once; no page waits for it but those that are about it.
            made.report_if_ready(date.today())
        return _views[snapshot]


def sources_folder() -> Path | None:
    """Return the folder of the source documents, if there is one."""
    return state().settings.sources


_lock = threading.Lock()
_views: WeakKeyDictionary[Snapshot, View] = WeakKeyDictionary()
