"""What went wrong, said to people: one message, its place, and what to do."""

from __future__ import annotations

import errno
import unicodedata
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
        return _on_one_line(f"{self.place}{separator}{message}" if self.place else message)


_SYSTEM: dict[int, Text] = {
    errno.EACCES: Text("accès interdit", "access denied"),
    errno.EPERM: Text("accès interdit", "access denied"),
    errno.ENOENT: Text("fichier ou dossier introuvable", "no such file or folder"),
    errno.ENOSPC: Text("plus de place sur le disque", "no space left on the disk"),
    errno.EDQUOT: Text("plus de place pour ce compte", "quota exceeded"),
    errno.EROFS: Text("disque en lecture seule", "read-only disk"),
    errno.EISDIR: Text("c'est un dossier", "it is a folder"),
    errno.ENOTDIR: Text("un des dossiers de ce chemin est un fichier", "a folder of this path is a file"),
    errno.ENAMETOOLONG: Text("nom trop long", "name too long"),
    errno.EBUSY: Text("fichier utilisé par un autre programme", "file in use by another program"),
    errno.ELOOP: Text("ce lien tourne en rond", "this link goes round in a circle"),
    errno.EIO: Text("le disque ne répond pas", "the disk does not answer"),
    errno.EADDRINUSE: Text("adresse déjà utilisée", "address already in use"),
}


def system_reason(error: OSError) -> Text:
    """Return why the system refused something, in both languages where the reason is a frequent one."""
    reason = error.strerror or str(error)
    return _SYSTEM.get(error.errno or 0, Text(reason, reason))


def _on_one_line(text: str) -> str:
    """Return ``text`` without line ends and other control characters: a file's name or content may hold them."""
    return "".join(
        char if unicodedata.category(char) not in ("Cc", "Zl", "Zp", "Cs") else char.encode("unicode_escape").decode()
        for char in text
    )
