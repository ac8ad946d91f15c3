"""What went wrong, said to people: one message, its place, and what to do."""

from __future__ import annotations

from enum import IntEnum

from qualigraph.language import Language, Text


class ExitCode(IntEnum):
    """The exit codes of every command."""

    FINE = 0
    FINDINGS = 1
    USAGE = 2
    OURS = 3


class UsageProblem(Exception):
    """Input that cannot be used: a file that cannot be read, an unknown name, a wrong option.

    ``place`` is where the fault stands (``file.ttl:12``, ``plan.xlsx!PAQSS!F12``, a parameter), if
    it is known. Commands print it as one line and end with :attr:`ExitCode.USAGE`.
    """

    def __init__(self, text: Text, place: str | None = None) -> None:
        super().__init__(text.fr)
        self.text = text
        self.place = place

    def say(self, language: Language) -> str:
        """Return the one line that a person reads."""
        message = self.text.say(language)
        separator = " : " if language == "fr" else ": "
        return f"{self.place}{separator}{message}" if self.place else message
