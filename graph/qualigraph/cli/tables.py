"""Tables as text: fitted to a terminal, one line a row elsewhere."""

from __future__ import annotations

import io
import os
import shutil
import sys
from collections.abc import Sequence

GAP = 3
"""Characters between two columns."""

LONGEST_WORD = 24
"""A word longer than this (an address, a fingerprint) may be broken at the end of a line; others are not."""


def render(headers: Sequence[str], rows: Sequence[Sequence[str]], *, to_file: bool = False, indent: int = 0) -> str:
    """Return a table as text, its cells wrapped to the terminal's width (or to ``COLUMNS``, if set).

    Where the terminal is too narrow for the words of all columns side by side, each row is written as a list of
    its filled cells instead. Into a file or a pipe every row is one line, so that other tools can read it.
    """
    on_terminal = sys.stdout.isatty() and not to_file
    if not on_terminal and "COLUMNS" not in os.environ:
        return _table(headers, rows, None, indent, bold=False)
    room = max(shutil.get_terminal_size().columns, 40) - indent
    columns = list(zip(headers, *rows, strict=True))
    bold = on_terminal and "NO_COLOR" not in os.environ
    widths = _widths(columns, room - GAP * (len(columns) - 1))
    if widths is None:
        return _records(headers, rows, room, indent, bold=bold)
    return _table(headers, rows, widths, indent, bold=bold)


def heading(text: str, *, to_file: bool = False) -> str:
    """Return a line of heading: bold on a terminal."""
    if sys.stdout.isatty() and not to_file and "NO_COLOR" not in os.environ:
        return f"\x1b[1m{text}\x1b[0m\n"
    return f"{text}\n"


def _widths(columns: Sequence[Sequence[str]], room: int) -> list[int] | None:
    """Return the width of each column so that all fit into ``room`` and no word is broken; None if that cannot be."""
    from rich.cells import cell_len

    wanted = [max(cell_len(line) for text in column for line in text.splitlines() or [""]) for column in columns]
    words = [max((cell_len(word) for text in column for word in text.split()), default=0) for column in columns]
    widths = [max(min(word, LONGEST_WORD), 1) for word in words]
    if sum(widths) > room:
        return None
    for _ in range(room - sum(widths)):
        # Each character left goes to the column whose text would take the most lines.
        lines = [want / width if width < want else 0 for want, width in zip(wanted, widths, strict=True)]
        most = max(lines)
        if not most:
            break
        widths[lines.index(most)] += 1
    return widths


def _table(
    headers: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int] | None, indent: int, *, bold: bool
) -> str:
    from rich import box
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="bold" if bold else "")
    for index, header in enumerate(headers):
        table.add_column(Text(header), overflow="fold", vertical="top", width=widths[index] if widths else None)
    for row in rows:
        table.add_row(*(Text(text) for text in row))
    return _printed(Padding(table, (0, 0, 0, indent), expand=False), bold=bold)


def _records(headers: Sequence[str], rows: Sequence[Sequence[str]], room: int, indent: int, *, bold: bool) -> str:
    """Return each row as a block of lines, a header and its cell on each; an empty cell is left out."""
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    width = max(min(max(map(len, headers), default=0), room // 2), 1)
    pieces = []
    for row in rows:
        block = Table.grid(padding=(0, 2, 0, 0))
        block.add_column(width=width, overflow="fold", vertical="top", style="bold" if bold else "")
        block.add_column(width=max(room - width - 2, 1), overflow="fold")
        for header, text in zip(headers, row, strict=True):
            if text:
                block.add_row(Text(header), Text(text))
        pieces.append(_printed(Padding(block, (0, 0, 0, indent), expand=False), bold=bold))
    return "\n".join(pieces)


def _printed(block: object, *, bold: bool) -> str:
    from rich.console import Console

    buffer = io.StringIO()
    # Its own width is not that of the terminal: the widths of the columns have been chosen already.
    console = Console(file=buffer, force_terminal=bold, width=100_000, highlight=False, no_color=not bold)
    console.print(block)
    return "".join(f"{line.rstrip()}\n" for line in buffer.getvalue().splitlines())
