"""``python -m qualigraph`` is the command ``qualigraph``."""

from qualigraph.cli import main

main()
