"""Where a command's result goes: standard output, or a file that is replaced at once."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from qualigraph.errors import UsageProblem
from qualigraph.language import Text


def emit(content: str | bytes, output: Path | None) -> None:
    """Write ``content`` to ``output``, or to standard output as UTF-8.

    Raises :class:`UsageProblem` if the file cannot be written.
    """
    if output is not None:
        write_file(output, content)
    else:
        # Past the text layer: no system rewrites line ends or refuses an accent.
        sys.stdout.flush()
        sys.stdout.buffer.write(_encoded(content))
        sys.stdout.buffer.flush()


def write_file(path: Path, content: str | bytes) -> None:
    """Write ``path`` whole or not at all: into a file beside it, which then takes its name.

    Raises :class:`UsageProblem` if the folder does not exist or cannot be written to.
    """
    temporary: str | None = None
    try:
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "wb") as file:
            file.write(_encoded(content))
        # mkstemp makes the file private; the result has the rights of the file it replaces, or of any new one.
        mask = os.umask(0)
        os.umask(mask)
        Path(temporary).chmod(path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~mask)
        Path(temporary).replace(path)
    except OSError as error:
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)
        reason = error.strerror or str(error)
        raise UsageProblem(
            Text(f"écriture impossible ({reason}).", f"cannot be written ({reason})."), str(path)
        ) from error


def _encoded(content: str | bytes) -> bytes:
    return content.encode("utf-8") if isinstance(content, str) else content
