"""Running the application on granian: what is said at start, signals, logs, a graceful end."""

from __future__ import annotations

import contextlib
import errno
import logging
import multiprocessing
import os
import signal
import sys
import threading
import time
from multiprocessing.process import BaseProcess
from typing import TYPE_CHECKING, Any

from qualigraph import __version__
from qualigraph.errors import ExitCode, UsageProblem, system_reason
from qualigraph.language import Language, Text
from qualigraph_server.settings import Settings
from qualigraph_server.workers.isolation import missing

if TYPE_CHECKING:
    from qualigraph.dataset import Dataset
    from qualigraph_server.snapshot import Stamp

log = logging.getLogger("qualigraph.server")

THREADS = 512
_GRACE_SECONDS = 15
_HEADER_MILLISECONDS = 10_000
_CONNECTIONS = 4096
_ACCESS = '%(addr)s "%(method)s %(path)s %(protocol)s" %(status)d %(dt_ms).1f'


def run_server(settings: Settings, language: Language) -> int:
    """Serve until told to stop; return the exit code.

    Raises :class:`UsageProblem` for data that cannot be read or a port that is taken.
    """
    from granian.constants import HTTPModes, Interfaces
    from granian.http import HTTP1Settings
    from granian.log import LogLevels
    from granian.server.mp import MPServer

    from qualigraph_server.snapshot import files_stamp, read_data

    _check_port(settings)
    _allow_files()
    # Read here, so that what cannot be read is told before anything starts, and web processes share what they hold.
    stamp = files_stamp(settings)
    dataset = read_data(settings)
    for lack in missing():
        _say(Text("Attention : {lack}.", "Warning: {lack}.").say(language, lack=lack.say(language)))
    _say(
        Text(
            "qualigraph {version} : {address} (Ctrl+C pour arrêter)", "qualigraph {version}: {address} (Ctrl+C to stop)"
        ).say(language, version=__version__, address=settings.address)
    )

    class Server(MPServer):
        def signal_handler_reload(self, *_: object) -> None:
            # granian would start its processes anew; ours load the new data beside the old and lose no request.
            for worker in self.wrks:
                process = worker.inner
                if isinstance(process, BaseProcess) and process.pid is not None:
                    os.kill(process.pid, signal.SIGUSR1)

    server = Server(
        "qualigraph_server",
        address=settings.host,
        port=settings.port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        workers=settings.processes,
        blocking_threads=THREADS,
        backlog=_CONNECTIONS,
        backpressure=_CONNECTIONS,
        http1_settings=HTTP1Settings(header_read_timeout=_HEADER_MILLISECONDS),
        log_level=LogLevels.error,
        log_dictconfig=_logs(),
        log_access=settings.access_log,
        log_access_format=_ACCESS,
        workers_kill_timeout=_GRACE_SECONDS,
        websockets=False,
        respawn_failed_workers=True,
    )

    if hasattr(signal, "SIGUSR1"):
        # A web process that is told to reload before it listens to that must not end by it.
        signal.signal(signal.SIGUSR1, signal.SIG_IGN)
    forks = multiprocessing.get_start_method() == "fork"
    try:
        server.serve(target_loader=Loader(settings, dataset if forks else None, stamp), wrap_loader=False)
    except SystemExit as end:
        return int(end.code or 0)
    return ExitCode.FINE


class Loader:
    """Builds the application in each web process.

    ``dataset`` is the data already read, where processes are forked; elsewhere each reads it for itself. ``stamp`` is
    that of its files when they were read: a process that takes the place of one that died may find them changed.
    """

    def __init__(self, settings: Settings, dataset: Dataset | None, stamp: Stamp) -> None:
        self.settings = settings
        self.dataset = dataset
        self.stamp = stamp

    def __call__(self) -> Any:
        """Return the application, with its data loaded and its signals set."""
        from qualigraph_server.application import create_app
        from qualigraph_server.patience import keep_watch
        from qualigraph_server.state import EXTENSION

        threading.Thread(target=_leave_with, args=(os.getppid(),), name="parent watcher", daemon=True).start()
        keep_watch(self.settings.port, self.settings.timeout)
        app = create_app(self.settings, self.dataset, self.stamp)
        holder = app.extensions[EXTENSION]
        if hasattr(signal, "SIGUSR1"):
            signal.signal(signal.SIGUSR1, lambda number, frame: holder.ask_reload())
        return app


def _leave_with(parent: int) -> None:
    """End this process when its parent has gone without telling it to."""
    while os.getppid() == parent:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)


def _allow_files() -> None:
    """Take the open files that the connections allowed need, as far as the system grants them.

    Many systems give 1,024 to begin with, which a thousand idle connections would use up.
    """
    if sys.platform == "win32":
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _CONNECTIONS * 2 if hard == resource.RLIM_INFINITY else min(hard, _CONNECTIONS * 2)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


_ELSEWHERE = Text("ce n'est pas une adresse de cette machine", "it is no address of this machine")


def _check_port(settings: Settings) -> None:
    import socket

    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        # No such name, or not an address of this machine: another port would not help.
        elsewhere = isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL
        reason = _ELSEWHERE if elsewhere else system_reason(error)
        option = "--host" if elsewhere else "--port"
        raise UsageProblem(
            Text(
                f"écoute impossible ({reason.fr}) : choisissez un autre {option}.",
                f"cannot listen there ({reason.en}): choose another {option}.",
            ),
            f"{settings.host}:{settings.port}",
        ) from error


def _logs() -> dict[str, Any]:
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "plain": {"format": "%(asctime)s %(levelname)s %(message)s", "datefmt": "%Y-%m-%dT%H:%M:%S%z"},
            "access": {"format": "%(message)s"},
        },
        "handlers": {
            "console": {"class": "logging.StreamHandler", "formatter": "plain", "stream": "ext://sys.stderr"},
            "access": {"class": "logging.StreamHandler", "formatter": "plain", "stream": "ext://sys.stdout"},
        },
        "loggers": {
            "_granian": {"handlers": ["console"], "level": "WARNING", "propagate": False},
            "granian.access": {"handlers": ["access"], "level": "INFO", "propagate": False},
            "qualigraph.server": {"handlers": ["console"], "level": "INFO", "propagate": False},
        },
    }


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
