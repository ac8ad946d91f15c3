"""What can be set: each setting has an option, an environment variable and a default, all said once, here."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from qualigraph.errors import UsageProblem
from qualigraph.language import Text

Kind = Literal["text", "port", "count", "number", "mib", "flag", "paths", "path"]


@dataclass(frozen=True)
class Setting:
    """One setting: ``name`` gives the option ``--name`` and the variable ``QUALIGRAPH_NAME``."""

    name: str
    kind: Kind
    default: Any
    help: Text

    @property
    def option(self) -> str:
        """The command line's name of it."""
        return f"--{self.name}"

    @property
    def variable(self) -> str:
        """The environment's name of it."""
        return f"QUALIGRAPH_{self.name.upper().replace('-', '_')}"

    @property
    def attribute(self) -> str:
        """The name of it in :class:`Settings`."""
        return self.name.replace("-", "_")


SETTINGS: tuple[Setting, ...] = (
    Setting("host", "text", "127.0.0.1", Text("Adresse d'écoute.", "Address to listen on.")),
    Setting("port", "port", 8000, Text("Port d'écoute.", "Port to listen on.")),
    Setting(
        "base-url",
        "text",
        "",
        Text(
            "Adresse publique du serveur, écrite dans les descriptions et les liens permanents "
            "(défaut : http://hôte:port).",
            "Public address of the server, written into descriptions and permanent links (default: http://host:port).",
        ),
    ),
    Setting(
        "data",
        "paths",
        (),
        Text(
            "Fichier ou dossier RDF qui remplace les plans fournis (répétable ; dans la variable, séparés par "
            "le séparateur de chemins du système).",
            "RDF file or folder that replaces the shipped plans (may be repeated; in the variable, separated by "
            "the system's path separator).",
        ),
    ),
    Setting(
        "with-shipped",
        "flag",
        False,
        Text("Avec --data : garder aussi les plans fournis.", "With --data: keep the shipped plans too."),
    ),
    Setting(
        "plain",
        "flag",
        False,
        Text(
            "Servir les données seules : ni ontologie, ni listes, ni déductions.",
            "Serve the data alone: no ontology, no lists, no inference.",
        ),
    ),
    Setting(
        "demo",
        "flag",
        False,
        Text("Ajouter l'établissement de démonstration.", "Add the demonstration institution."),
    ),
    Setting(
        "restricted",
        "flag",
        False,
        Text(
            "Servir aussi les graphes dont dcterms:accessRights n'est pas public.",
            "Also serve the graphs whose dcterms:accessRights is not public.",
        ),
    ),
    Setting(
        "sources",
        "path",
        None,
        Text(
            "Dossier des documents sources : les pages montrent alors le texte cité.",
            "Folder of the source documents: pages then show the wording itself.",
        ),
    ),
    Setting(
        "watch",
        "number",
        5.0,
        Text(
            "Secondes entre deux regards sur les fichiers de données, rechargés s'ils ont changé (0 : jamais).",
            "Seconds between two looks at the data files, loaded anew if they changed (0: never).",
        ),
    ),
    Setting(
        "timeout",
        "number",
        10.0,
        Text(
            "Secondes accordées à une requête SPARQL, attente comprise.",
            "Seconds that a SPARQL query may take, waiting included.",
        ),
    ),
    Setting(
        "workers",
        "count",
        4,
        Text("Requêtes SPARQL exécutées à la fois, une par processus.", "SPARQL queries run at once, one a process."),
    ),
    Setting(
        "queue",
        "count",
        64,
        Text(
            "Requêtes qui peuvent attendre leur tour, trois secondes au plus.",
            "Queries that may wait for their turn, three seconds at most.",
        ),
    ),
    Setting(
        "memory",
        "mib",
        512,
        Text("Mémoire accordée à une requête, en Mio.", "Memory that a query may take, in MiB."),
    ),
    Setting(
        "max-result",
        "mib",
        64,
        Text(
            "Taille du plus grand résultat, en Mio ; au-delà la requête est refusée, jamais coupée.",
            "Size of the largest result, in MiB; beyond it a query is refused, never cut.",
        ),
    ),
    Setting(
        "processes",
        "count",
        1,
        Text(
            "Processus web, chacun avec ses propres processus de requête.",
            "Web processes, each with its own query processes.",
        ),
    ),
    Setting("access-log", "flag", True, Text("Journal des accès.", "Access log.")),
)


@dataclass(frozen=True)
class Settings:
    """The values of all settings; see :data:`SETTINGS` for what each means."""

    host: str = "127.0.0.1"
    port: int = 8000
    base_url: str = ""
    data: tuple[Path, ...] = field(default_factory=tuple)
    with_shipped: bool = False
    plain: bool = False
    demo: bool = False
    restricted: bool = False
    sources: Path | None = None
    watch: float = 5.0
    timeout: float = 10.0
    workers: int = 4
    queue: int = 64
    memory: int = 512
    max_result: int = 64
    processes: int = 1
    access_log: bool = True

    @property
    def address(self) -> str:
        """The server's own base address, without a slash at its end: never what a client's Host header says."""
        if self.base_url:
            return self.base_url.rstrip("/")
        host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(self.host, self.host)
        if ":" in host and not host.startswith("["):
            host = f"[{host}]"
        return f"http://{host}:{self.port}"


def read_environment(environment: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Return the settings that environment variables give, by attribute name.

    Raises :class:`UsageProblem` with the variable's name for a value that is not of its kind.
    """
    environment = os.environ if environment is None else environment
    found = {}
    for setting in SETTINGS:
        text = environment.get(setting.variable, "")
        if text:
            found[setting.attribute] = read_value(setting, text, setting.variable)
    return found


def read_value(setting: Setting, text: str, place: str) -> Any:
    """Return what ``text`` says for a setting. Raises :class:`UsageProblem` at ``place`` if it says nothing valid."""
    try:
        return _READERS[setting.kind](text)
    except ValueError as error:
        expected = _EXPECTED[setting.kind]
        raise UsageProblem(
            Text(
                f"« {text} » n'est pas une valeur permise ; il faut {expected.fr}.",
                f"'{text}' is not a valid value; {expected.en} is needed.",
            ),
            place,
        ) from error


def _flag(text: str) -> bool:
    if text.lower() in ("1", "true", "yes", "on", "oui"):
        return True
    if text.lower() in ("0", "false", "no", "off", "non"):
        return False
    raise ValueError(text)


def _at_least(least: float, text: str, whole: bool) -> Any:
    value = int(text) if whole else float(text)
    if not least <= value < 1e9:
        raise ValueError(text)
    return value


def _port(text: str) -> int:
    value = int(text)
    if not 0 < value < 65536:
        raise ValueError(text)
    return value


_READERS: dict[Kind, Any] = {
    "text": str,
    "port": _port,
    "count": lambda text: _at_least(1, text, whole=True),
    "mib": lambda text: _at_least(1, text, whole=True),
    "number": lambda text: _at_least(0, text, whole=False),
    "flag": _flag,
    "path": Path,
    "paths": lambda text: tuple(Path(part) for part in text.split(os.pathsep) if part),
}

_EXPECTED: dict[Kind, Text] = {
    "port": Text("un nombre entier de 1 à 65535", "a whole number from 1 to 65535"),
    "count": Text("un nombre entier, 1 au moins", "a whole number, at least 1,"),
    "mib": Text("un nombre entier de Mio, 1 au moins", "a whole number of MiB, at least 1,"),
    "number": Text("un nombre de secondes, 0 au moins", "a number of seconds, at least 0,"),
    "flag": Text("1 ou 0", "1 or 0"),
}
"""What a value must be, where not every text is one."""
