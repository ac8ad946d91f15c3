"""Snapshots: the data as it was read at one moment, with all that answers from it, and the switch to the next one."""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from pyoxigraph import Store

from qualigraph import places
from qualigraph.dataset import Dataset, load_dataset
from qualigraph.errors import UsageProblem
from qualigraph.inference import infer
from qualigraph.language import Language
from qualigraph.questions import Choice, Names, Parameter, Question, choices, load_catalogue
from qualigraph.questions.labels import Labels
from qualigraph_server.settings import Settings
from qualigraph_server.workers.pool import Limits, Pool

log = logging.getLogger("qualigraph.server")

Made = TypeVar("Made")
Stamp = tuple[tuple[str, int, int], ...]


@dataclass(eq=False)
class Snapshot:
    """One state of the data: the dataset for our own pages, the pool for everyone's queries, its version and date."""

    dataset: Dataset
    pool: Pool
    version: str
    loaded_at: datetime
    questions: dict[str, Question]
    settings: Settings
    users: int = 0
    retired: bool = False
    _made: dict[str, Any] = field(default_factory=dict)
    _labels: dict[Language, Labels] = field(default_factory=dict)
    _choices: dict[tuple[Parameter, Language], list[Choice]] = field(default_factory=dict)

    def once(self, name: str, work: Callable[[], Made]) -> Made:
        """Return what ``work`` gives, worked out once while this state of the data is served."""
        if name not in self._made:
            self._made[name] = work()
        made: Made = self._made[name]
        return made

    def labels(self, language: Language) -> Labels:
        """Return the words for things in ``language``."""
        if language not in self._labels:
            self._labels[language] = Labels(self.dataset.store, language)
        return self._labels[language]

    def choices(self, parameter: Parameter, language: Language) -> list[Choice]:
        """Return what a question's parameter can be, for a form."""
        key = (parameter, language)
        if key not in self._choices:
            self._choices[key] = choices(self.dataset, parameter, language, names=self.names)
        return self._choices[key]

    @cached_property
    def rules(self) -> Store:
        """The rules with their shapes, in the default graph."""
        from qualigraph.checking.rules import load_catalogue as load_rules

        return load_rules().shapes.store

    @cached_property
    def names(self) -> Names:
        """The names of all things, for search."""
        return Names(self.dataset)


def read_data(settings: Settings) -> Dataset:
    """Read the data that ``settings`` name, with all that follows from it.

    Raises :class:`~qualigraph.errors.UsageProblem` for data that cannot be read.
    """
    dataset = load_dataset(
        settings.data,
        with_shipped=settings.with_shipped,
        plain=settings.plain,
        demo=settings.demo,
        public_only=not settings.restricted,
    )
    if not settings.plain:
        infer(dataset)
    return dataset


def load_snapshot(settings: Settings, dataset: Dataset | None = None) -> Snapshot:
    """Start query processes on the data that ``settings`` name, or on ``dataset`` if it was read already.

    Raises :class:`~qualigraph.errors.UsageProblem` for data that cannot be read.
    """
    dataset = dataset or read_data(settings)
    limits = Limits(
        seconds=settings.timeout,
        waiting_places=settings.queue,
        memory=settings.memory << 20,
        result=settings.max_result << 20,
    )
    questions = {} if settings.plain else load_catalogue()
    workers = -(-settings.workers // settings.processes)
    pool = Pool(dataset.store, workers, limits)
    return Snapshot(dataset, pool, dataset.version, datetime.now(UTC), questions, settings)


class Keeper:
    """Holds the current snapshot, and looks for changed files to load the next one while the current one answers."""

    def __init__(self, settings: Settings, dataset: Dataset | None = None, stamp: Stamp | None = None) -> None:
        self.settings = settings
        self.problem: str | None = None
        """Why the last reload failed, if it did; the snapshot before it is still served."""
        self.preparations: list[Callable[[Snapshot], None]] = []
        """What is to be done with a snapshot before requests get it."""
        self._stamp = files_stamp(settings)
        self._current = load_snapshot(settings, dataset)
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._asked = threading.Event()
        if stamp is not None and stamp != self._stamp:
            self._asked.set()  # the files have changed since ``dataset`` was read
        self._thread = threading.Thread(target=self._watch, name="data watcher", daemon=True)
        self._thread.start()

    @property
    def current(self) -> Snapshot:
        """The snapshot that new requests use."""
        return self._current

    def enter(self) -> Snapshot:
        """Return the current snapshot for a request; it stays whole until :meth:`leave` gives it back."""
        with self._lock:
            self._current.users += 1
            return self._current

    def leave(self, snapshot: Snapshot) -> None:
        """Give back what :meth:`enter` returned; the last to leave a retired snapshot ends its processes."""
        with self._lock:
            snapshot.users -= 1
            done = snapshot.retired and snapshot.users == 0
        if done:
            snapshot.pool.close()

    def reload(self) -> None:
        """Load the data anew and switch to it; keep the current snapshot if that fails, and say so in the log."""
        try:
            fresh = self._prepared(load_snapshot(self.settings))
        except UsageProblem as problem:
            # Strangers read the one, whoever runs the server the other: only the log tells where the files lie.
            place = Path(problem.place).name if problem.place else None
            self.problem = UsageProblem(problem.text, place).say("en")
            log.error("data not reloaded, the previous state is still served: %s", problem.say("en"))
            return
        except Exception:
            # A full disk, no memory, no room for processes: none of it may end the thread that looks for changes.
            self.problem = "the new state of the data could not be loaded; the log says why"
            log.exception("data not reloaded, the previous state is still served")
            self._stamp = ()  # it may pass: the same files are tried again
            return
        self.problem = None
        with self._lock:
            old, self._current = self._current, fresh
            old.users += 1
            old.retired = True
        log.info("data reloaded: version %s", fresh.version)
        self.leave(old)

    def _prepared(self, snapshot: Snapshot) -> Snapshot:
        try:
            for prepare in self.preparations:
                prepare(snapshot)
        except BaseException:
            snapshot.pool.close()
            raise
        return snapshot

    def close(self, patience: float = 0.0) -> None:
        """Stop watching and end the query processes, after up to ``patience`` seconds for those at work."""
        self._stop.set()
        self._asked.set()
        self._thread.join(5)
        self._current.pool.close(patience)

    def ask_reload(self) -> None:
        """Have the data loaded anew soon, whether files changed or not (safe in a signal handler)."""
        self._asked.set()

    def _watch(self) -> None:
        pause = self.settings.watch or None
        while True:
            asked = self._asked.wait(pause)
            self._asked.clear()
            if self._stop.is_set():
                return
            stamp = files_stamp(self.settings)
            if asked or stamp != self._stamp:
                self._stamp = stamp
                self.reload()


def files_stamp(settings: Settings) -> Stamp:
    """Return the name, size and time of change of every file that the data may come from."""
    folders: list[Path] = list(settings.data)
    if not settings.plain:
        folders += [places.ontology_folder(), places.queries_folder()]
    if settings.with_shipped or not settings.data:
        folders += [places.graph_folder() / "data", places.graph_folder() / "catalogues"]
    stamp = []
    for folder in folders:
        for path in sorted(folder.rglob("*")) if folder.is_dir() else [folder]:
            with contextlib.suppress(OSError):
                state = path.stat()
                stamp.append((str(path), state.st_size, state.st_mtime_ns))
    return tuple(stamp)
