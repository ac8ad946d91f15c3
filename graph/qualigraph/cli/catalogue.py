"""``qualigraph catalogue``: read published results of national indicators."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from qualigraph import places
from qualigraph.cli.options import (
    DatasetChoice,
    dataset_options,
    examples,
    format_option,
    open_dataset,
    output_option,
    told,
)
from qualigraph.cli.output import emit, replacing
from qualigraph.errors import ExitCode, UsageProblem
from qualigraph.language import Language, Text

if TYPE_CHECKING:
    from pyoxigraph import NamedNode

    from qualigraph.catalogues.importing import Importer, Report
    from qualigraph.dataset import Dataset

SHOWN = 20
"""Lines of each list of a report for people; JSON holds all."""


def build(language: Language) -> click.Command:
    """Return the group with its help in ``language``."""
    group = click.Group(
        "catalogue",
        help=Text("Lire les résultats publiés des indicateurs nationaux.", "Read published indicator results.").say(
            language
        ),
        epilog=examples(language, "qualigraph catalogue import resultats-iqss-open-data-2024.xlsx"),
    )
    group.add_command(_import(language))
    return group


def _import(language: Language) -> click.Command:
    @click.command(
        "import",
        help=Text(
            "Lire un fichier de résultats de la HAS (.xlsx ou .csv, une ligne par FINESS) : une valeur par "
            "établissement, indicateur et campagne. Sans --output : le compte rendu seul.",
            "Read a file of HAS results (.xlsx or .csv, one row per FINESS): one value per institution, indicator and "
            "campaign. Without --output: the report alone.",
        ).say(language),
        epilog=examples(
            language,
            "qualigraph catalogue import resultats-iqss-open-data-2024.xlsx --output iqss-2024.nq",
            "qualigraph catalogue import resultats.csv --campaign 2022 --finess 940000664 --output igr.ttl",
        ),
    )
    @click.argument("file", type=click.Path(path_type=Path), metavar=Text("FICHIER", "FILE").say(language))
    @click.option(
        "--campaign",
        metavar=Text("ANNÉE", "YEAR").say(language),
        help=Text(
            "Année de la campagne, si ni une colonne ni un nom ne la dit.",
            "Year of the campaign, if neither a column nor a name says it.",
        ).say(language),
    )
    @click.option(
        "--finess",
        multiple=True,
        metavar="FINESS",
        help=Text("Ne garder que cet établissement (répétable).", "Keep this establishment only (repeatable).").say(
            language
        ),
    )
    @click.option(
        "--place",
        "said_places",
        multiple=True,
        metavar=Text("FINESS=ÉTABLISSEMENT", "FINESS=INSTITUTION").say(language),
        help=Text(
            "Dire quel établissement du graphe porte ce FINESS, par son sigle (répétable).",
            "Say which institution of the graph has this FINESS number, by its acronym (repeatable).",
        ).say(language),
    )
    @click.option(
        "--fail-on",
        type=click.Choice(["rejected", "unknown", "never"]),
        default="never",
        show_default=True,
        help=Text(
            "Code de sortie 1 si une cellule est rejetée, ou si une colonne est inconnue.",
            "Exit code 1 if a cell is rejected, or a column unknown.",
        ).say(language),
    )
    @format_option(language, ("text", "json"), "text")
    @dataset_options(language)
    @output_option(language)
    def command(
        file: Path,
        campaign: str | None,
        finess: tuple[str, ...],
        said_places: tuple[str, ...],
        fail_on: str,
        form: str,
        choice: DatasetChoice,
        output: Path | None,
    ) -> int:
        from qualigraph.catalogues.importing import Importer
        from qualigraph.sheets.opening import inspect

        inspect(file)
        if campaign is not None and not (campaign.isdigit() and len(campaign) == 4):
            raise UsageProblem(Text("une année s'écrit 2024.", "a year is written 2024."), "--campaign")
        if choice.data and not choice.with_shipped:
            choice = replace(choice, data=(*choice.data, places.graph_folder() / "catalogues"))
        dataset = open_dataset(choice, language, asserted_only=True)
        known = _places(dataset, said_places)
        importer = Importer(dataset.store, file, campaign, [_finess(number) for number in finess], known)
        with told(Text("lecture des résultats", "reading the results"), language):
            _write(importer, output)
        emit(_said(importer.report, form, language), None)
        return ExitCode.FINDINGS if _fails(importer.report, fail_on) else ExitCode.FINE

    return command


def _finess(said: str) -> str:
    """Return a FINESS number as it is published. Raises :class:`UsageProblem` for what is none."""
    from qualigraph.catalogues.cells import Rejected, finess

    try:
        return finess(said)
    except Rejected as error:
        text = error.text
        raise UsageProblem(Text(f"« {said} » : {text.fr}", f'"{said}": {text.en}'), "--finess") from error


def _places(dataset: Dataset, said: tuple[str, ...]) -> dict[str, NamedNode]:
    """Return the institutions that the texts FINESS=NAME name. Raises :class:`UsageProblem` for an unknown one."""
    from qualigraph.questions.names import CLASSES, Names

    found = {}
    for text in said:
        code, _, name = text.partition("=")
        names = Names(dataset)
        institutions = names.find(name, names.members(CLASSES["institution"])) if name else ()
        if len(institutions) != 1:
            raise UsageProblem(
                Text(f"« {text} » : dites FINESS=SIGLE d'un établissement.", f'"{text}": say FINESS=ACRONYM.'),
                "--place",
            )
        found[code.strip().upper()] = next(iter(institutions))
    return found


def _write(importer: Importer, output: Path | None) -> None:
    """Write the values to ``output`` whole or not at all; without it, read only."""
    from pyoxigraph import RdfFormat, serialize

    from qualigraph.terms import PREFIXES

    if output is None:
        for _ in importer.quads():
            pass
        return
    forms = {".nq": RdfFormat.N_QUADS, ".trig": RdfFormat.TRIG, ".ttl": RdfFormat.TURTLE, ".nt": RdfFormat.N_TRIPLES}
    form = forms.get(output.suffix.lower())
    if form is None:
        raise UsageProblem(
            Text("le nom finit par .nq, .trig, .ttl ou .nt.", "the name ends in .nq, .trig, .ttl or .nt."), str(output)
        )
    said: Any = importer.quads()
    if form in (RdfFormat.TURTLE, RdfFormat.N_TRIPLES):
        said = (quad.triple for quad in said)
    prefixes = PREFIXES if form in (RdfFormat.TURTLE, RdfFormat.TRIG) else None
    with replacing(output) as stream:
        serialize(said, stream, form, prefixes=prefixes)


def _fails(report: Report, fail_on: str) -> bool:
    if fail_on == "never":
        return False
    return bool(report.rejected) or (fail_on == "unknown" and bool(report.unknown or report.ambiguous))


def _said(report: Report, form: str, language: Language) -> str:
    if form == "json":
        listed = {
            "rows": report.rows,
            "values": report.values,
            "missing": report.missing,
            "establishments": len(report.establishments),
            "campaigns": sorted(report.campaigns),
            "indicators": report.indicators,
            "unknown_columns": [{"place": place, "heading": heading} for place, heading in report.unknown],
            "ambiguous_columns": [{"place": place, "heading": heading} for place, heading in report.ambiguous],
            "passed_over_columns": [{"place": place, "heading": heading} for place, heading in report.passed_over],
            "rejected_cells": [
                {"place": place, "cell": cell, "reason": text.say(language)} for place, cell, text in report.rejected
            ],
            "other_sheets": report.other_sheets,
        }
        return json.dumps(listed, ensure_ascii=False, indent=2) + "\n"
    summary = Text(
        "{rows} lignes, {places} établissements, campagne {campaigns} : {values} valeurs, {missing} sans valeur, "
        "{indicators} indicateurs.",
        "{rows} rows, {places} establishments, campaign {campaigns}: {values} values, {missing} without value, "
        "{indicators} indicators.",
    ).say(
        language,
        rows=report.rows,
        places=len(report.establishments),
        campaigns=", ".join(sorted(report.campaigns)) or "-",
        values=report.values,
        missing=report.missing,
        indicators=len(report.indicators),
    )
    unknown = [f"{place} : {heading}" for place, heading in report.unknown]
    ambiguous = [f"{place} : {heading}" for place, heading in report.ambiguous]
    blank = Text("vide", "blank").say(language)
    rejected = [
        f"{place} : {f'« {cell} »' if cell else blank}, {text.say(language)}" for place, cell, text in report.rejected
    ]
    lines = [summary]
    lines += _listed(Text("colonnes inconnues", "unknown columns"), unknown, language)
    lines += _listed(
        Text(
            "colonnes de plusieurs indicateurs possibles, ou en double",
            "columns of several possible indicators, or double",
        ),
        ambiguous,
        language,
    )
    lines += _listed(Text("cellules rejetées", "rejected cells"), rejected, language)
    lines += _listed(
        Text("feuilles sans colonne FINESS", "sheets without FINESS column"), report.other_sheets, language
    )
    return "\n".join(lines) + "\n"


def _listed(title: Text, items: list[str], language: Language) -> list[str]:
    if not items:
        return []
    more = Text("... et {count} de plus (--format json les donne)", "... and {count} more (--format json has them)")
    shown = [f"  {item}" for item in items[:SHOWN]]
    if len(items) > SHOWN:
        shown.append(f"  {more.say(language, count=len(items) - SHOWN)}")
    words = title.say(language)
    return [f"{words[0].upper()}{words[1:]} ({len(items)}) :", *shown]
