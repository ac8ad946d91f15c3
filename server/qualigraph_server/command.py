"""``qualigraph serve``: the command line's door to the server."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any

import click

from qualigraph.errors import UsageProblem
from qualigraph.language import Language, Text
from qualigraph_server.settings import SETTINGS, Setting, Settings, read_environment, read_value


def serve(language: Language) -> click.Command:
    """Build the command ``serve`` with its help in ``language``."""

    def run(**given: Any) -> int:
        values = read_environment() | {name: value for name, value in given.items() if value not in (None, ())}
        settings = Settings(**values)
        _need_server_packages()
        from qualigraph_server.running import run_server

        return run_server(settings, language)

    return click.Command(
        "serve",
        callback=run,
        params=[_option(setting, language) for setting in SETTINGS],
        help=Text(
            "Servir le graphe : pages et point d'accès SPARQL.", "Serve the graph: pages and a SPARQL endpoint."
        ).say(language),
        short_help=Text("Pages et point d'accès SPARQL.", "Pages and a SPARQL endpoint.").say(language),
        epilog="\b\n"
        + "\n".join(
            [
                Text("Exemples :", "Examples:").say(language),
                "  qualigraph serve",
                "  qualigraph serve --port 8080 --data plans/ --with-shipped",
                "  qualigraph serve --host 0.0.0.0 --base-url https://exemple.fr/qualite",
            ]
        ),
    )


def _need_server_packages() -> None:
    """Raise :class:`UsageProblem` if the library was installed without the packages that serve."""
    if any(find_spec(name) is None for name in ("flask", "granian")):
        raise UsageProblem(
            Text(
                'le serveur n\'est pas installé ; ajoutez-le par : python -m pip install "qualigraph[server]"',
                'the server is not installed; add it by: python -m pip install "qualigraph[server]"',
            )
        )


def _option(setting: Setting, language: Language) -> click.Option:
    if setting.kind == "flag":
        declaration = [f"{setting.option}/--no-{setting.name}" if setting.default else setting.option]
        return click.Option(declaration, default=None, is_flag=True, help=_help(setting, language))

    def read(context: click.Context, parameter: click.Parameter, value: Any) -> Any:
        if value is None or setting.kind in ("path", "paths"):
            return value
        return read_value(setting, value, setting.option)

    return click.Option(
        [setting.option],
        type=click.Path(path_type=Path, exists=setting.kind == "path") if setting.kind in ("path", "paths") else str,
        multiple=setting.kind == "paths",
        metavar=_METAVARS[setting.kind].say(language),
        help=_help(setting, language),
        callback=read,
    )


def _help(setting: Setting, language: Language) -> str:
    default = setting.default
    shown = "" if default in ("", None, (), False) else f" [{default if default is not True else 'on'}]"
    return f"{setting.help.say(language)}{shown} ({setting.variable})"


_METAVARS = {
    "text": Text("TEXTE", "TEXT"),
    "port": Text("PORT", "PORT"),
    "count": Text("N", "N"),
    "number": Text("SECONDES", "SECONDS"),
    "mib": Text("MIO", "MIB"),
    "path": Text("CHEMIN", "PATH"),
    "paths": Text("CHEMIN", "PATH"),
}
