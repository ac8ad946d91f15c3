"""qualigraph: a knowledge graph of hospital quality plans, with rules and questions."""

__version__ = "0.1.0"
