"""The command line: one module a command, imported only when it is called."""

from __future__ import annotations

from qualigraph.cli.group import main

__all__ = ["main"]
