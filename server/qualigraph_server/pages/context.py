"""What pages need, worked out once per dataset version: names, choices, answers, findings."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

from flask import Response, current_app

from qualigraph import places
from qualigraph.dataset import Dataset
from qualigraph.language import Language
from qualigraph.questions import Names, Question, load_catalogue
from qualigraph_server.pages.graph import Graph
from qualigraph_server.pages.naming import Namer

if TYPE_CHECKING:
    from qualigraph.checking.findings import Report
    from qualigraph.checking.rules import Catalogue

Kept = TypeVar("Kept")
EXTENSION = "qualigraph.pages"
_MOST_KEPT = 512


@dataclass(frozen=True)
class Answered:
    """What the SPARQL endpoint said to a query: its results in SPARQL JSON or, for a graph, Turtle; or the fault.

    ``note`` is what must be said with the answer, such as a cap that was reached.
    """

    content: bytes = b""
    media_type: str = ""
    fault: str = ""
    note: str = ""


@dataclass
class Pages:
    """The settings of the pages, and the view of the dataset that is served now.

    ``dataset`` returns the current dataset, closure included; ``negotiate`` the answer for a thing's IRI where
    a client wants RDF, or None where it wants HTML; ``run_query`` the answer to a stranger's query, from a
    worker process.
    """

    dataset: Callable[[], Dataset]
    today: Callable[[], date] = date.today
    negotiate: Callable[[str], Response | None] | None = None
    run_query: Callable[[str], Answered] | None = None
    sources: Path | None = None
    _view: View | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def view(self) -> View:
        """The view of the current dataset; a new one when the dataset's version changes."""
        dataset = self.dataset()
        with self._lock:
            if self._view is None or self._view.dataset is not dataset:
                self._view = View(dataset)
            return self._view


class View:
    """One version of the dataset, and what has been worked out of it."""

    def __init__(self, dataset: Dataset) -> None:
        self.dataset = dataset
        self.graph = Graph(dataset.store)
        self._namers: dict[Language, Namer] = {}
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = threading.RLock()

    def namer(self, language: Language) -> Namer:
        """Return the names in ``language``."""
        if language not in self._namers:
            self._namers[language] = Namer(self.graph, language)
        return self._namers[language]

    def keep(self, key: Hashable, work: Callable[[], Kept]) -> Kept:
        """Return what ``work`` gives, worked out once for ``key``; the least used are forgotten."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return cast(Kept, self._kept[key])
        result = work()
        with self._lock:
            self._kept[key] = result
            while len(self._kept) > _MOST_KEPT:
                self._kept.popitem(last=False)
        return result

    @cached_property
    def names(self) -> Names:
        """All names in the dataset, for what people type."""
        return Names(self.dataset)

    @property
    def questions(self) -> dict[str, Question]:
        """The catalogue of questions."""
        return load_catalogue()

    @cached_property
    def rules(self) -> Catalogue:
        """The catalogue of rules."""
        from qualigraph.checking.rules import load_catalogue as load_rules

        return load_rules()

    def report(self, day: date) -> Report:
        """Return the findings for ``day``: those of ``qualigraph check`` on the same data."""
        with self._lock:
            return self.keep(("report", day), lambda: self._check(day))

    def _check(self, day: date) -> Report:
        from qualigraph.checking.findings import Report
        from qualigraph.checking.run import check

        # A check infers for itself and adds facts of its own: it gets a copy of what is asserted.
        copy = replace(self.dataset, store=self.dataset.asserted(), _views={})
        findings = check(copy, self.rules, day, plain=not self.dataset.ontology_graphs)
        rules = {rule.id: rule for rule in self.rules.rules}
        shown = tuple(
            replace(one, place=one.place and one.place._replace(file=shown_path(one.place.file))) for one in findings
        )
        return Report(day, shown, rules)

    @cached_property
    def data_date(self) -> date | None:
        """The day on which a file of the data was last changed."""
        times = [path.stat().st_mtime for files in self.dataset.files.values() for path in files if path.is_file()]
        return datetime.fromtimestamp(max(times)).date() if times else None


def shown_path(file: str) -> str:
    """Return a file's path as pages may show it: below the shipped folders, else its name only."""
    path, root = Path(file), places.shipped_root()
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name


def pages() -> Pages:
    """Return the pages' settings of the current application."""
    return cast(Pages, current_app.extensions[EXTENSION])


def view() -> View:
    """Return the view of the dataset that is served now."""
    return pages().view
