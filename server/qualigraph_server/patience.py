"""Ending connections that hold a place and do not move: bodies sent, and answers read, drop by drop.

granian limits the time for a request's head, not for its body or for the answer. The kernel knows how much each
connection has moved; those that stand still are shut, and what waits for them in this process goes on at once. A client
may be slow, but not endlessly: so much a second, over half a minute. On systems without ``/proc`` nothing is done here.
"""

from __future__ import annotations

import contextlib
import logging
import os
import socket
import struct
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

log = logging.getLogger("qualigraph.server")

LEAST_A_SECOND = 2048
_WINDOW = 30.0
_BETWEEN_LOOKS = 5.0
_DESCRIPTORS = "/proc/self/fd"
_TCP_INFO = struct.Struct("=8B24I4Q4I")
"""The beginning of the kernel's struct tcp_info, to tcpi_min_rtt."""


@dataclass(frozen=True)
class Moved:
    """What a connection has moved: milliseconds since we sent, bytes received, bytes taken by the client, bytes due."""

    silent: int
    received: int
    taken: int
    due: int


@dataclass
class _Mark:
    at: float
    bytes: int


@dataclass
class Watch:
    """Looks at the connections to ``port``; one that is to answer a request may be silent for ``silence`` seconds."""

    port: int
    silence: float
    window: float = _WINDOW
    _sending: dict[str, _Mark] = field(default_factory=dict)
    _reading: dict[str, _Mark] = field(default_factory=dict)

    def look(self, now: float) -> int:
        """Shut the connections that have not moved for a window of time, and return how many these were."""
        shut = 0
        there = set()
        for name, connection in _connections(self.port):
            with connection:
                there.add(name)
                moved = _moved(connection)
                # Both are asked: each keeps its own marks.
                stuck = [
                    self._stands(self._sending, name, now, moved.received, moved.silent > self.silence * 1000),
                    self._stands(self._reading, name, now, moved.taken, moved.due > 0),
                ]
                if any(stuck):
                    with contextlib.suppress(OSError):
                        connection.shutdown(socket.SHUT_RDWR)
                    shut += 1
        for marks in (self._sending, self._reading):
            for name in marks.keys() - there:
                del marks[name]
        return shut

    def _stands(self, marks: dict[str, _Mark], name: str, now: float, count: int, waited_for: bool) -> bool:
        """Say whether something has been waited for at every look of a window in which too little came."""
        mark = marks.get(name)
        if not waited_for:
            marks.pop(name, None)
        elif mark is None or count - mark.bytes >= LEAST_A_SECOND * self.window:
            marks[name] = _Mark(now, count)
        else:
            return now - mark.at >= self.window
        return False


def keep_watch(port: int, timeout: float) -> None:
    """Look at the connections from now on, in a thread; ``timeout`` is what a query may take."""
    if sys.platform != "linux":
        return
    watch = Watch(port, timeout + 10)

    def run() -> None:
        while True:
            time.sleep(_BETWEEN_LOOKS)
            try:
                if shut := watch.look(time.monotonic()):
                    log.warning("%d connections that stood still were shut", shut)
            except Exception:
                log.exception("connections could not be looked at")

    threading.Thread(target=run, name="patience", daemon=True).start()


def _connections(port: int) -> Iterator[tuple[str, socket.socket]]:
    """Yield the connections to ``port`` of this process, each as a socket of its own over the same connection."""
    for entry in os.listdir(_DESCRIPTORS):  # noqa: PTH208 - thousands of names at each look
        try:
            name = os.readlink(f"{_DESCRIPTORS}/{entry}")  # noqa: PTH115 - see above
            if not name.startswith("socket:"):
                continue
            connection = socket.socket(fileno=os.dup(int(entry)))
        except OSError:
            continue  # it has gone meanwhile
        try:
            ours = connection.family in (socket.AF_INET, socket.AF_INET6) and connection.getsockname()[1] == port
            connection.getpeername()
        except OSError:
            ours = False  # it listens, or has gone
        if ours:
            yield name, connection
        else:
            connection.close()


def _moved(connection: socket.socket) -> Moved:
    try:
        raw = connection.getsockopt(socket.IPPROTO_TCP, getattr(socket, "TCP_INFO", 11), _TCP_INFO.size)
    except OSError:
        raw = b""
    found = _TCP_INFO.unpack(raw.ljust(_TCP_INFO.size, b"\0"))
    numbers, long, last = found[8:32], found[32:36], found[36:]
    return Moved(silent=numbers[9], received=long[3], taken=long[2], due=numbers[4] + last[2])
