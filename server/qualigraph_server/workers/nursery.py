"""A process that loads the data once and forks workers from it: a new one is there in milliseconds, sharing the data.

It is started as a program of its own, so that no fork ever happens in a process with threads. It reads commands from
its control socket: fork a worker on the descriptor that comes along; end a worker and say how it ended.
"""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import socket
import struct
import sys
from pathlib import Path

from qualigraph_server.workers.channel import Channel
from qualigraph_server.workers.child import run
from qualigraph_server.workers.stores import load_stores

MESSAGE = struct.Struct(">cq")
FORK = b"F"
ENDED = b"K"
READY = b"Y"


def main() -> None:
    """Serve commands until the control socket closes, then end every worker."""
    control = socket.socket(fileno=int(sys.argv[1]))
    snapshot, memory = Path(sys.argv[2]), int(sys.argv[3])
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the web process decides the end
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    stores = load_stores(snapshot)
    gc.freeze()
    control.sendall(MESSAGE.pack(READY, os.getpid()))
    workers: set[int] = set()
    while True:
        data, descriptors, _, _ = socket.recv_fds(control, MESSAGE.size, 1)
        if len(data) < MESSAGE.size:
            break
        command, argument = MESSAGE.unpack(data)
        if command == FORK:
            try:
                pid = os.fork()
            except OSError:  # no room for another process now: the answer 0 says so
                os.close(descriptors[0])
                control.sendall(MESSAGE.pack(FORK, 0))
                continue
            if pid == 0:
                control.close()
                signal.signal(signal.SIGTERM, signal.SIG_DFL)
                with contextlib.suppress(BaseException):
                    run(Channel(descriptors[0], descriptors[0]), stores, memory)
                os._exit(0)
            os.close(descriptors[0])
            workers.add(pid)
            control.sendall(MESSAGE.pack(FORK, pid))
        else:
            workers.discard(argument)
            control.sendall(MESSAGE.pack(ENDED, _end(argument)))
    for pid in workers:
        _end(pid)


def _end(pid: int) -> int:
    """End a worker and return the signal that ended it, 0 if it had left by itself.

    Its number cannot have passed to another process: a dead child keeps it until it is waited for here.
    """
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    _, status = os.waitpid(pid, 0)
    return os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0


if __name__ == "__main__":
    main()
