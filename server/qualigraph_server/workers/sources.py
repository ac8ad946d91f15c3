"""Where workers come from: forked by a nursery, or, where a process cannot fork, started one by one."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.util import Finalize
from pathlib import Path
from typing import Protocol

from pyoxigraph import RdfFormat, Store

from qualigraph_server.workers.channel import Channel
from qualigraph_server.workers.nursery import ENDED, FORK, MESSAGE

_PREFIX = "qualigraph-"


@dataclass(eq=False)
class WorkerProcess:
    """A live worker: its channel, and ``end``, which kills it and returns the signal that it died of (0: none)."""

    channel: Channel
    end: Callable[[], int]
    pid: int
    died_of: int | None = None


class Source(Protocol):
    """Makes workers that all hold the same snapshot."""

    def make(self) -> WorkerProcess:
        """Return a new worker. Raises :class:`OSError` if none can be made."""

    def close(self) -> None:
        """End every worker made here."""

    @property
    def lives(self) -> bool:
        """Whether it can still make workers; if it has failed but lives, it may be asked again."""


class Nursery:
    """Workers forked by a process that loaded the snapshot once (:mod:`qualigraph_server.workers.nursery`)."""

    def __init__(self, store: Store, memory: int) -> None:
        self._control, theirs = socket.socketpair()
        self._lock = threading.Lock()
        self._gone = False
        # The file is needed until it has been read; what ends this process later can leave nothing behind.
        with theirs, tempfile.TemporaryDirectory(prefix=_PREFIX, ignore_cleanup_errors=True) as folder:
            snapshot = _written(store, folder)
            self._process = subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "qualigraph_server.workers.nursery",
                    str(theirs.fileno()),
                    snapshot,
                    str(memory),
                ],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                env=_environment(),
            )
            theirs.close()
            try:
                if self._control.recv(MESSAGE.size) == b"":
                    raise OSError("it did not start")
            except OSError:
                self.close()
                raise

    def make(self) -> WorkerProcess:
        """Return a forked worker. Raises :class:`OSError` if the nursery has gone."""
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                pid = self._ask(FORK, 0, theirs.fileno())
                if pid == 0:
                    raise OSError("there is no room for another process")
            except OSError:
                ours.close()
                raise
        descriptor = ours.detach()
        return WorkerProcess(Channel(descriptor, descriptor), lambda: self._ask(ENDED, pid), pid)

    def close(self) -> None:
        """Hang up: the nursery ends its workers and leaves."""
        with contextlib.suppress(OSError):
            self._control.shutdown(socket.SHUT_RDWR)
        self._control.close()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    @property
    def lives(self) -> bool:
        """Whether the process that forks is still there."""
        return not self._gone and self._process.poll() is None

    def _ask(self, command: bytes, argument: int, descriptor: int | None = None) -> int:
        with self._lock:
            try:
                answer = self._exchange(MESSAGE.pack(command, argument), [] if descriptor is None else [descriptor])
            except OSError:
                self._gone = True
                raise
        value: int = MESSAGE.unpack(answer)[1]
        return value

    def _exchange(self, message: bytes, descriptors: list[int]) -> bytes:
        socket.send_fds(self._control, [message], descriptors)
        answer = b""
        while len(answer) < MESSAGE.size:
            part = self._control.recv(MESSAGE.size - len(answer))
            if not part:
                raise OSError("the process that makes query processes has gone")
            answer += part
        return answer


class OneByOne:
    """Workers that are programs of their own, each loading the snapshot itself: slower, and it works everywhere."""

    def __init__(self, store: Store, memory: int) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix=_PREFIX, ignore_cleanup_errors=True)
        # A web process ends as a child of multiprocessing does, which runs these finalizers and no others.
        Finalize(self, self._folder.cleanup, exitpriority=0)
        snapshot = _written(store, self._folder.name)
        self._command = [sys.executable, "-m", "qualigraph_server.workers.child", str(snapshot), str(memory)]
        self._made: set[subprocess.Popen[bytes]] = set()

    def make(self) -> WorkerProcess:
        """Return a started worker; it answers once it has loaded the snapshot."""
        process = subprocess.Popen(
            self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0, env=_environment()
        )
        self._made.add(process)
        assert process.stdin is not None
        assert process.stdout is not None
        channel = Channel(os.dup(process.stdout.fileno()), os.dup(process.stdin.fileno()))
        process.stdin.close()
        process.stdout.close()

        def end() -> int:
            process.kill()
            self._made.discard(process)
            return max(0, -process.wait())

        return WorkerProcess(channel, end, process.pid)

    @property
    def lives(self) -> bool:
        """Always: nothing but this process is needed."""
        return True

    def close(self) -> None:
        """End every worker that still runs."""
        for process in list(self._made):
            process.kill()
            process.wait()
        self._folder.cleanup()


def _written(store: Store, folder: str) -> Path:
    """Write a store into a folder, as workers read it, and return the file."""
    snapshot = Path(folder) / "snapshot.nq"
    store.dump(str(snapshot), RdfFormat.N_QUADS)
    return snapshot


def _environment() -> dict[str, str]:
    """Return the little that a worker's interpreter needs to find this package, none of the server's own settings."""
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "LANG", "TMPDIR", "TEMP") if name in os.environ}
    return {**kept, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path), "PYTHONDONTWRITEBYTECODE": "1"}
