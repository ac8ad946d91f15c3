"""``qualigraph format``: the one canonical form of Turtle files."""

from __future__ import annotations

from pathlib import Path

import click

from qualigraph.cli.options import examples
from qualigraph.errors import ExitCode
from qualigraph.language import Language, Text


def build(language: Language) -> click.Command:
    """Return the command with its help in ``language``."""

    @click.command(
        "format",
        help=Text(
            "Écrire des fichiers Turtle dans leur forme canonique : préfixes, ordre des blocs et des propriétés, "
            "un objet par ligne. Sans CHEMIN : l'ontologie, les données et les règles fournies.",
            "Write Turtle files in their canonical form: prefixes, order of blocks and properties, one object a line. "
            "Without PATH: the ontology, data and rules that are shipped.",
        ).say(language),
        epilog=examples(
            language,
            "qualigraph format graph/data/icm/paqss-2023-2027.ttl",
            "qualigraph format --check",
        ),
    )
    @click.argument(
        "paths", nargs=-1, type=click.Path(path_type=Path), metavar=Text("[CHEMIN ...]", "[PATH ...]").say(language)
    )
    @click.option(
        "--check",
        "only_check",
        is_flag=True,
        help=Text(
            "Ne rien écrire : nommer les fichiers à mettre en forme et finir avec le code 1 s'il y en a.",
            "Write nothing: name the files that are not in this form, and end with code 1 if there are any.",
        ).say(language),
    )
    def command(paths: tuple[Path, ...], only_check: bool) -> int:
        from qualigraph.canonical import canonical_turtle
        from qualigraph.cli.output import write_file
        from qualigraph.reading import read_bytes

        files = _turtle_files(paths)
        changed = {}
        # All are read before one is written: a broken file leaves the others as they were.
        for file in files:
            text = canonical_turtle(read_bytes(file), str(file))
            if file.read_bytes() != text.encode():
                changed[file] = text
        for file, text in changed.items():
            if not only_check:
                write_file(file, text)
            click.echo(file)
        click.echo(_summary(len(files), len(changed), only_check).say(language), err=True)
        return ExitCode.FINDINGS if changed and only_check else ExitCode.FINE

    return command


def _turtle_files(paths: tuple[Path, ...]) -> list[Path]:
    """Return the Turtle files that ``paths`` stand for, each once.

    Raises :class:`~qualigraph.errors.UsageProblem` for a file that is not Turtle and a folder without any.
    """
    from qualigraph.errors import UsageProblem
    from qualigraph.places import graph_folder, ontology_folder, shapes_folder
    from qualigraph.reading import rdf_files

    files: dict[Path, None] = {}
    for path in paths or (ontology_folder(), graph_folder(), shapes_folder()):
        found = [file for file in rdf_files(path) if file.suffix.lower() == ".ttl"]
        if not found and not path.exists():
            raise UsageProblem(Text("fichier ou dossier introuvable.", "no such file or folder."), str(path))
        if not found:
            raise UsageProblem(
                Text("seuls les fichiers Turtle (.ttl) sont mis en forme.", "only Turtle files (.ttl) are formatted."),
                str(path),
            )
        files.update(dict.fromkeys(found))
    return list(files)


def _summary(read: int, changed: int, only_check: bool) -> Text:
    french = "1 fichier lu" if read == 1 else f"{read} fichiers lus"
    english = "1 file read" if read == 1 else f"{read} files read"
    if not changed:
        return Text(f"{french}, {'en forme' if read == 1 else 'tous en forme'}.", f"{english}, all in form.")
    if only_check:
        return Text(f"{french}, {changed} à mettre en forme.", f"{english}, {changed} not in form.")
    return Text(f"{french}, {changed} mis en forme.", f"{english}, {changed} rewritten.")
