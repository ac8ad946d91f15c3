"""Tables as text: fitted to a terminal, one line a row elsewhere."""

from __future__ import annotations

import io
import os
import shutil
import sys
from collections.abc import Sequence


def render(headers: Sequence[str], rows: Sequence[Sequence[str]], *, to_file: bool = False, indent: int = 0) -> str:
    """Return a table as text, its cells wrapped to the terminal's width (or to ``COLUMNS``, if set).

    Into a file or a pipe every row is one line, so that other tools can read it.
    """
    from rich import box
    from rich.console import Console
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    on_terminal = sys.stdout.isatty() and not to_file
    fitted = on_terminal or "COLUMNS" in os.environ
    buffer = io.StringIO()
    console = Console(
        file=buffer,
        force_terminal=on_terminal,
        width=max(shutil.get_terminal_size().columns, 40) if fitted else 100_000,
        highlight=False,
        # Where the output is not for a terminal nothing but characters goes out.
        no_color=not on_terminal or "NO_COLOR" in os.environ,
    )
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="bold" if on_terminal else "")
    for header in headers:
        table.add_column(Text(header), overflow="fold", vertical="top")
    for row in rows:
        table.add_row(*(Text(text) for text in row))
    console.print(Padding(table, (0, 0, 0, indent), expand=False))
    lines = buffer.getvalue().splitlines()
    return "".join(f"{line.rstrip()}\n" for line in lines)


def heading(text: str, *, to_file: bool = False) -> str:
    """Return a line of heading: bold on a terminal."""
    if sys.stdout.isatty() and not to_file and "NO_COLOR" not in os.environ:
        return f"\x1b[1m{text}\x1b[0m\n"
    return f"{text}\n"
