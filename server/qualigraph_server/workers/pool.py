"""The pool: fair, bounded waiting for a worker, a deadline that kills, and a replacement that is already there."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import signal
import sys
import tempfile
import threading
import time
from collections import deque
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from typing import IO, Any

from pyoxigraph import Store

from qualigraph.language import Text
from qualigraph_server.workers import channel as frames
from qualigraph_server.workers.channel import Gone
from qualigraph_server.workers.sources import Nursery, OneByOne, Source, WorkerProcess

log = logging.getLogger("qualigraph.server")

_TICK = 0.05
_PAUSE = 0.5
_SPENDING = ("too-large", "memory")
_IN_MEMORY = 1 << 20


@dataclass(frozen=True)
class Limits:
    """What a query may take: seconds from its arrival, seconds of waiting, memory and result in bytes."""

    seconds: float = 10.0
    waiting_seconds: float = 3.0
    waiting_places: int = 64
    memory: int = 512 << 20
    result: int = 64 << 20


@dataclass(frozen=True)
class Job:
    """A query and what is asked of its answer.

    ``table`` and ``graph`` name the format for either kind of result, None where the client takes none. The graph
    lists are the protocol's dataset; both None leaves the dataset to the query.
    """

    query: str
    table: str | None
    graph: str | None
    base: str
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None
    asserted: bool = False


@dataclass
class Answer:
    """A complete result: its format, the query's form, whether it would differ next time, and its bytes."""

    format: str
    form: str
    changing: bool
    body: IO[bytes]
    length: int


class NoAnswer(Exception):
    """A query without a result. ``code`` is one of the faults of the workers or of the pool."""

    def __init__(self, code: str, text: Text, line: int | None = None, column: int | None = None) -> None:
        super().__init__(text.en)
        self.code = code
        self.text = text
        self.line = line
        self.column = column


class _NoRoom(Exception):
    """There is no place to keep a result."""


class _Bystander(NoAnswer):
    """A query whose worker was ended by something else, alone or with what made it: it may be run again."""


class _Spent(NoAnswer):
    """A query that leaves its worker with much to tidy away: another one is there sooner."""


@dataclass(eq=False)
class _Busy:
    deadline: float
    killed: bool = False


@dataclass(eq=False)
class _Ticket:
    handed: SimpleQueue[WorkerProcess] = field(default_factory=SimpleQueue)


_BUSY = Text(
    "le serveur est occupé : réessayez dans quelques secondes.", "the server is busy: try again in a few seconds."
)
_LATE = Text(
    "la requête a dépassé {seconds:g} s et a été arrêtée : restreignez-la.",
    "the query took more than {seconds:g} s and was stopped: narrow it.",
)
_TOO_COMPLEX = Text(
    "la requête est trop complexe pour être lue : simplifiez-la.", "the query is too complex to be read: simplify it."
)
NO_ROOM = Text(
    "le serveur n'a plus de place pour un résultat de cette taille : réessayez plus tard.",
    "the server has no room left for a result of this size: try again later.",
)
_MEMORY = Text(
    "la requête a épuisé la mémoire permise : restreignez-la.", "the query used up the memory allowed: narrow it."
)


class Pool:
    """Runs jobs in ``size`` processes that hold the same snapshot of a store, with one more ready to step in."""

    def __init__(self, store: Store, size: int, limits: Limits, *, forking: bool | None = None) -> None:
        self.limits = limits
        self.size = size
        self._store = store
        self._lock = threading.Lock()
        self._work = threading.Condition(self._lock)
        # The last to come back goes first: what it has just read is still near the processor.
        self._idle: deque[WorkerProcess] = deque()
        self._waiting: deque[_Ticket] = deque()
        self._busy: dict[WorkerProcess, _Busy] = {}
        self._dead: deque[WorkerProcess] = deque()
        self._closed = False
        if forking is None:
            forking = sys.platform == "linux" or (hasattr(os, "fork") and sys.platform != "darwin")
        self._kind: type[Nursery | OneByOne] = Nursery if forking else OneByOne
        self._source: Source = self._kind(store, limits.memory)
        for _ in range(size + 1):
            self._idle.append(self._source.make())
        self._keeper = threading.Thread(target=self._keep, name="worker keeper", daemon=True)
        self._keeper.start()

    # -- what requests call

    def run(self, job: Job, deadline: float) -> Answer:
        """Run a job and return its complete answer.

        ``deadline`` is on the monotonic clock. Raises :class:`NoAnswer`: refused, wrong, too late, too large, or all
        places taken.
        """
        for _ in range(self.size + 2):  # all workers, the spare one too, may have ended unnoticed
            with contextlib.suppress(_Bystander):
                return self._run(job, deadline)
        raise NoAnswer("busy", _BUSY)

    def _run(self, job: Job, deadline: float) -> Answer:
        worker = self._take(deadline)
        healthy = False
        try:
            answer, worn = self._converse(worker, job, deadline)
            healthy = not worn
            return answer
        except (_Bystander, _Spent):
            raise
        except NoAnswer:
            healthy = True
            raise
        except Gone:
            pass
        except _NoRoom as full:
            raise NoAnswer("busy", NO_ROOM) from full
        finally:
            state = self._give_back(worker, healthy)
        raise self._why(worker, state)

    def close(self, patience: float = 0.0) -> None:
        """End all workers, after up to ``patience`` seconds for the jobs under way. Closing twice does nothing."""
        end = time.monotonic() + patience
        with self._work:
            while self._busy and time.monotonic() < end:
                self._work.wait(0.1)
            if self._closed:
                return
            self._closed = True
            self._work.notify_all()
        self._keeper.join()
        self._source.close()
        for worker in (*self._idle, *self._busy, *self._dead):
            worker.channel.close()

    @property
    def load(self) -> tuple[int, int]:
        """How many jobs run and how many wait."""
        return len(self._busy), len(self._waiting)

    # -- taking turns

    def _take(self, deadline: float) -> WorkerProcess:
        now = time.monotonic()
        with self._work:
            if self._closed:
                raise NoAnswer("busy", _BUSY)
            if not self._waiting and self._idle and len(self._busy) < self.size:
                return self._start(self._idle.pop(), deadline)
            if len(self._waiting) >= self.limits.waiting_places:
                raise NoAnswer("busy", _BUSY)
            ticket = _Ticket()
            self._waiting.append(ticket)
        with contextlib.suppress(Empty):
            worker = ticket.handed.get(timeout=max(0.0, min(self.limits.waiting_seconds, deadline - now)))
            with self._work:
                self._busy[worker].deadline = deadline
            return worker
        with self._work:
            if ticket in self._waiting:
                self._waiting.remove(ticket)
                raise NoAnswer("busy", _BUSY)
        worker = ticket.handed.get()  # handed over in the very moment that the wait ended
        with self._work:
            self._busy[worker].deadline = deadline
        return worker

    def _start(self, worker: WorkerProcess, deadline: float) -> WorkerProcess:
        wake = not self._busy
        self._busy[worker] = _Busy(deadline)
        if wake:
            self._work.notify_all()
        return worker

    def _give_back(self, worker: WorkerProcess, healthy: bool) -> _Busy:
        with self._work:
            state = self._busy.pop(worker)
            if healthy and not state.killed:
                self._idle.append(worker)
            else:
                self._dead.append(worker)
                self._work.notify_all()
            self._hand_over()
        return state

    def _hand_over(self) -> None:
        while self._waiting and self._idle and len(self._busy) < self.size:
            ticket = self._waiting.popleft()
            ticket.handed.put(self._start(self._idle.pop(), time.monotonic() + self.limits.seconds))

    # -- one job

    def _converse(self, worker: WorkerProcess, job: Job, deadline: float) -> tuple[Answer, bool]:
        request: dict[str, Any] = {
            **vars(job),
            "cap": self.limits.result,
            "seconds": max(0.05, deadline - time.monotonic()),
        }
        to = worker.channel
        try:
            to.send((frames.JOB, json.dumps(request).encode()))
        except Gone:
            # It ended while it was idle: a worker runs nothing before it has the whole job.
            raise _Bystander("busy", _BUSY) from None
        head: dict[str, Any] = {}
        body: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - it leaves with the answer
        while True:
            kind, payload = to.receive()
            if kind == frames.RUNNING:
                head = json.loads(payload)
            elif kind == frames.DATA:
                try:
                    body.write(payload)
                except OSError as error:  # the disk is full
                    body.close()
                    log.error("a result could not be kept: %s", error)
                    raise _NoRoom from error
            elif kind == frames.FAULT:
                fault = json.loads(payload)
                raise (_Spent if fault["code"] in _SPENDING else NoAnswer)(**_fault(fault))
            else:
                break
        length = body.tell()
        body.seek(0)
        answer = Answer(head["format"], head["form"], head["changing"], body, length)
        return answer, bool(json.loads(payload)["worn"])

    def _why(self, worker: WorkerProcess, state: _Busy) -> NoAnswer:
        """Say what a worker died of, once the keeper has seen to it."""
        with self._work:
            while worker in self._dead and not self._closed:
                self._work.wait(0.5)
        if state.killed or worker.died_of == getattr(signal, "SIGALRM", -1):
            return NoAnswer("timeout", Text(*(text.format(seconds=self.limits.seconds) for text in _LATE)))
        if worker.died_of in (getattr(signal, "SIGSEGV", -1), getattr(signal, "SIGBUS", -1)):
            return NoAnswer("refused", _TOO_COMPLEX)
        if worker.died_of is None:
            return _Bystander("busy", _BUSY)
        return NoAnswer("memory", _MEMORY)

    # -- the keeper's own thread

    def _keep(self) -> None:
        while True:
            with self._work:
                if self._closed:
                    return
                if not self._dead and not self._short:
                    self._work.wait(_TICK if self._busy else None)
                now = time.monotonic()
                late = [worker for worker, state in self._busy.items() if not state.killed and now >= state.deadline]
                for worker in late:
                    self._busy[worker].killed = True
                dead = list(self._dead)
            for worker in late:
                self._end(worker)  # its request reads the end of the stream and gives it back
            for worker in dead:
                self._bury(worker)
            self._refill()

    @property
    def _short(self) -> int:
        """How many workers are missing."""
        return self.size + 1 - len(self._idle) - len(self._busy) - len(self._dead)

    def _end(self, worker: WorkerProcess) -> None:
        with contextlib.suppress(OSError):  # it ends with the process that made it
            worker.died_of = worker.end()

    def _bury(self, worker: WorkerProcess) -> None:
        if worker.died_of is None:
            self._end(worker)
        worker.channel.close()
        with self._work:
            self._dead.remove(worker)
            self._work.notify_all()

    def _refill(self) -> None:
        """Make the workers that are missing; if what makes them has gone, start another one first."""
        while self._short > 0 and not self._closed:
            try:
                fresh = self._source.make()
            except OSError as error:
                self._renew(error)
                continue
            with self._work:
                self._idle.appendleft(fresh)
                self._hand_over()
                self._work.notify_all()

    def _renew(self, cause: OSError) -> None:
        """Start another source where it has gone, else wait a moment: something is lacking, but not for ever."""
        log.error("a query process cannot be made: %s", cause)
        if self._source.lives:
            with self._work:
                self._work.wait(_PAUSE)
            return
        with contextlib.suppress(OSError):
            self._source.close()
        try:
            self._source = self._kind(self._store, self.limits.memory)
            log.info("the process that makes query processes was started anew")
        except OSError as error:
            log.error("query processes cannot be started: %s", error)
            with self._work:
                self._work.wait(_PAUSE)


def _fault(payload: dict[str, Any]) -> dict[str, Any]:
    return {
        "code": payload["code"],
        "text": Text(payload["fr"], payload["en"]),
        "line": payload["line"],
        "column": payload["column"],
    }


__all__ = ["NO_ROOM", "Answer", "Job", "Limits", "NoAnswer", "Pool"]
