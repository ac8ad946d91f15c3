"""The rules run on the served data in a process of their own: two seconds of work that no request waits behind."""

from __future__ import annotations

import base64
import os
import pickle
import subprocess
import sys
import threading
from datetime import date
from typing import TYPE_CHECKING

from qualigraph_server.settings import Settings

if TYPE_CHECKING:
    from qualigraph.checking.findings import Report


def report_apart(settings: Settings, day: date) -> Report:
    """Return what ``qualigraph check`` finds on ``day`` in the data that ``settings`` name.

    Raises :class:`subprocess.CalledProcessError` if the check itself fails.
    """
    job = base64.b64encode(pickle.dumps((settings, day))).decode("ascii")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    command = [sys.executable, "-m", "qualigraph_server.checks", job]
    # The pipe to it stays open while somebody waits here: when it closes, the child knows that nobody does any more.
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment) as child:
        assert child.stdout is not None
        written = child.stdout.read()
    if child.returncode:
        raise subprocess.CalledProcessError(child.returncode, command[:-1])
    found: Report = pickle.loads(written)
    return found


def _leave_with_whoever_waits() -> None:
    # No buffered reader: its lock would be held by this thread when the interpreter ends.
    os.read(0, 1)
    os._exit(0)


def main() -> None:
    """Run the check that the argument describes and write the report to standard output."""
    threading.Thread(target=_leave_with_whoever_waits, daemon=True).start()
    from qualigraph.checking.accepted import apply, read_accepted
    from qualigraph.checking.rules import load_catalogue
    from qualigraph.checking.run import check
    from qualigraph.cli.accepting import Accepting
    from qualigraph.cli.options import DatasetChoice
    from qualigraph.dataset import load_dataset

    if hasattr(os, "nice"):
        os.nice(10)
    settings, day = pickle.loads(base64.b64decode(sys.argv[1]))
    dataset = load_dataset(
        settings.data,
        with_shipped=settings.with_shipped,
        plain=settings.plain,
        demo=settings.demo,
        public_only=not settings.restricted,
    )
    catalogue = load_catalogue()
    findings = check(dataset, catalogue, day, plain=settings.plain)
    rules = {rule.id: rule for rule in catalogue.rules}
    choice = DatasetChoice(settings.data, settings.with_shipped, settings.plain, settings.demo)
    acceptances = [line for file in Accepting().files(choice) for line in read_accepted(file, rules)]
    report = apply(findings, acceptances, day, rules)
    sys.stdout.buffer.write(pickle.dumps(report))


if __name__ == "__main__":
    main()
