"""What a worker is forbidden once it holds its data: more memory, new files, the network, new programs."""

from __future__ import annotations

import contextlib
import ctypes
import os
import sys
from pathlib import Path

from qualigraph.language import Text

STACK = 256 * 1024 * 1024
"""Stack of the thread that parses and runs a query; pages are only taken as they are touched."""

_PR_SET_PDEATHSIG = 1
_PR_SET_NO_NEW_PRIVS = 38
_CLONE_NEWNET = 0x40000000
_SIGKILL = 9


def missing() -> list[Text]:
    """Return what this platform cannot forbid a worker, in words for the person who starts the server."""
    if sys.platform == "linux":
        return []
    if sys.platform == "win32":
        return [
            Text("la mémoire des processus de requête n'est pas bornée", "query processes have no memory cap"),
            Text(
                "le réseau et les fichiers leur restent ouverts (SERVICE est refusé avant)",
                "network and files stay open to them (SERVICE is refused before)",
            ),
        ]
    return [
        Text(
            "la mémoire des processus de requête n'est pas bornée par ce système",
            "this system does not cap the memory of query processes",
        )
    ]


def peak_memory() -> int:
    """Return the most memory that this process ever held, in bytes; 0 where the platform does not say."""
    if sys.platform == "win32":
        return 0
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def confine(memory: int) -> None:
    """Take from this process what a query never needs; ``memory`` bytes on top of what it holds now are left.

    Each measure that the platform lacks is skipped, and :func:`missing` says so. After this no descriptor can be
    opened any more: no file, no socket.
    """
    if sys.platform == "win32":
        return
    import resource

    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        libc.prctl(_PR_SET_PDEATHSIG, _SIGKILL, 0, 0, 0)
        libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        libc.unshare(_CLONE_NEWNET)  # works for root and where user namespaces are open; the limits below hold anyway
        with contextlib.suppress(OSError):
            # Should the machine run out of memory, this process is the one to go.
            Path("/proc/self/oom_score_adj").write_text("900", encoding="ascii")
        held = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (held + memory, held + memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    os.chdir("/")
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
