"""Where a command's result goes: standard output, or a file that is replaced at once."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from qualigraph.errors import UsageProblem, system_reason
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
    """Write ``path`` whole or not at all. Raises :class:`UsageProblem` if it cannot be written."""
    with replacing(path) as file:
        file.write(_encoded(content))


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """Give a file to write to, which takes the place of ``path`` once all is written; if not, ``path`` stays as it is.

    A link stays a link, what it leads to is replaced; a device or a pipe is written to directly. Raises
    :class:`UsageProblem` if the folder does not exist or cannot be written to.
    """
    from qualigraph.reading import real_path

    temporary: Path | None = None
    try:
        if path.exists() and not path.is_file():
            with path.open("wb") as file:
                yield file
            return
        real = real_path(path)
        handle, name = tempfile.mkstemp(dir=real.parent, prefix=f".{real.name}.")
        temporary = Path(name)
        with os.fdopen(handle, "wb") as file:
            yield file
        # mkstemp makes the file private; the result has the rights of the file it replaces, or of any new one.
        mask = os.umask(0)
        os.umask(mask)
        temporary.chmod(real.stat().st_mode & 0o777 if real.exists() else 0o666 & ~mask)
        temporary.replace(real)
    except OSError as error:
        reason = system_reason(error)
        raise UsageProblem(
            Text(f"écriture impossible ({reason.fr}).", f"cannot be written ({reason.en})."), str(path)
        ) from error
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)


def _encoded(content: str | bytes) -> bytes:
    return content.encode("utf-8") if isinstance(content, str) else content
