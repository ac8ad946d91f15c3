"""``qualigraph sheet``: the tracking table of a plan, out to a spreadsheet and back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from qualigraph.cli.options import DatasetChoice, as_of_option, dataset_options, examples, open_dataset, told
from qualigraph.cli.output import emit, write_file
from qualigraph.errors import ExitCode, UsageProblem
from qualigraph.language import Language, Text

if TYPE_CHECKING:
    from qualigraph.sheets.importing import Outcome

Command = TypeVar("Command", bound=Callable[..., Any])
SUFFIXES = (".xlsx", ".csv")


def build(language: Language) -> click.Command:
    """Return the command with its help in ``language``."""
    group = click.Group(
        "sheet",
        help=Text(
            "Le tableau de suivi d'un plan, dans un tableur : l'exporter, le remplir, l'importer.",
            "The tracking table of a plan in a spreadsheet: export it, fill it in, import it.",
        ).say(language),
        epilog=examples(
            language,
            "qualigraph sheet export --plan icm/paqss-2023-2027 suivi.xlsx",
            "qualigraph sheet import suivi.xlsx --dry-run",
            "qualigraph sheet import suivi.xlsx",
            "qualigraph sheet new chu-exemple/paqss-2026-2030 nouveau.xlsx --title PAQSS",
        ),
        commands=[_export(language), _new(language), _import(language)],
    )
    group.subcommand_metavar = Text("COMMANDE [ARGUMENTS]...", "COMMAND [ARGUMENTS]...").say(language)
    return group


def _option(name: str, metavar: Text, said: Text, language: Language, kind: type = str) -> Callable[[Command], Command]:
    return click.option(name, type=kind, metavar=metavar.say(language), help=said.say(language))


def _file_argument(language: Language) -> str:
    return Text("FICHIER.xlsx|.csv", "FILE.xlsx|.csv").say(language)


def _export(language: Language) -> click.Command:
    @click.command(
        "export",
        help=Text("Écrire le tableau de suivi d'un plan.", "Write the tracking table of a plan.").say(language),
        epilog=examples(
            language,
            "qualigraph sheet export --plan icm/paqss-2023-2027 suivi.xlsx",
            "qualigraph sheet export --plan icm/pmss-2023-2027 suivi.csv --data mes-donnees --with-shipped",
        ),
    )
    @click.argument("file", type=click.Path(path_type=Path, dir_okay=False), metavar=_file_argument(language))
    @click.option(
        "--plan",
        required=True,
        metavar="PLAN",
        help=Text("Chemin, sigle ou titre du plan.", "Path, acronym or title of the plan.").say(language),
    )
    @dataset_options(language)
    @as_of_option(language)
    def export(file: Path, plan: str, choice: DatasetChoice, as_of: date) -> int:
        from qualigraph.plans import Facts, Level, find_plan, read_plan
        from qualigraph.sheets.exporting import export_table
        from qualigraph.sheets.rows import to_detail

        _form(file)
        dataset = open_dataset(choice, language, asserted_only=True)
        facts = Facts(dataset.store)
        found = read_plan(facts, find_plan(facts, plan), as_of)
        files = export_table(file, found, facts, as_of)
        for path, content in files.items():
            write_file(path, content)
        count = Text("{n} actions et {m} sous-actions : {files}\n", "{n} actions and {m} measures: {files}\n")
        numbers = {"n": len(found.of(Level.ACTION)), "m": len(found.of(Level.MEASURE)), "o": len(to_detail(found))}
        if not numbers["n"] and numbers["o"]:
            count = Text(
                "Le plan n'a pas d'action ; une ligne à compléter pour chacun de ses {o} objectifs : {files}\n",
                "The plan has no action; one row to fill in for each of its {o} objectives: {files}\n",
            )
        emit(count.say(language, **numbers, files=", ".join(map(str, files))), None)
        return ExitCode.FINE

    return export


def _new(language: Language) -> click.Command:
    @click.command(
        "new",
        help=Text(
            "Écrire le tableau vide d'un nouveau plan. PLAN s'écrit etablissement/plan, en minuscules sans accent.",
            "Write the empty table of a new plan. PLAN is written institution/plan, in plain lower case.",
        ).say(language),
        epilog=examples(
            language,
            "qualigraph sheet new chu-exemple/paqss-2026-2030 nouveau.xlsx --title PAQSS --start 2026 --end 2030",
        ),
    )
    @click.argument("plan", metavar="PLAN")
    @click.argument("file", type=click.Path(path_type=Path, dir_okay=False), metavar=_file_argument(language))
    @_option("--title", Text("TITRE", "TITLE"), Text("Titre du plan.", "Title of the plan."), language)
    @_option("--acronym", Text("SIGLE", "ACRONYM"), Text("Sigle du plan.", "Acronym of the plan."), language)
    @_option("--start", Text("ANNÉE", "YEAR"), Text("Première année.", "First year."), language, int)
    @_option("--end", Text("ANNÉE", "YEAR"), Text("Dernière année.", "Last year."), language, int)
    @dataset_options(language)
    @as_of_option(language)
    def new(
        plan: str,
        file: Path,
        title: str | None,
        acronym: str | None,
        start: int | None,
        end: int | None,
        choice: DatasetChoice,
        as_of: date,
    ) -> int:
        from qualigraph.plans import Facts, PartialDate
        from qualigraph.sheets.exporting import export_table
        from qualigraph.sheets.importing import new_plan, plan_address

        _form(file)
        dataset = open_dataset(choice, language, asserted_only=True)
        facts = Facts(dataset.store)
        node = plan_address(plan.strip("/"), "PLAN")
        if facts.knows(node):
            raise UsageProblem(
                Text(
                    "ce plan existe ; exportez-le avec « qualigraph sheet export ».",
                    'this plan exists; export it with "qualigraph sheet export".',
                ),
                plan,
            )
        blank = new_plan(node, title or "", acronym or "")
        blank.start, blank.end = (None if year is None else PartialDate(year) for year in (start, end))
        for path, content in export_table(file, blank, facts, as_of).items():
            write_file(path, content)
            emit(f"{path}\n", None)
        return ExitCode.FINE

    return new


def _import(language: Language) -> click.Command:
    @click.command(
        "import",
        help=Text(
            "Lire un tableau de suivi, dire ce qu'il change dans le plan, puis l'écrire. Une erreur dans une cellule "
            "n'écrit rien : elle est montrée à sa place dans une copie du classeur.",
            "Read a tracking table, say what it changes in the plan, then write it. An error in a cell writes "
            "nothing: it is shown in its place in a copy of the workbook.",
        ).say(language),
        epilog=examples(
            language,
            "qualigraph sheet import suivi.xlsx --dry-run",
            "qualigraph sheet import suivi.xlsx --as-of 2026-03-31",
            "qualigraph sheet import autre-tableau.xlsx --plan icm/paqss-2023-2027 --output donnees/suivi.ttl",
        ),
    )
    @click.argument("file", type=click.Path(path_type=Path, dir_okay=False), metavar=_file_argument(language))
    @click.option(
        "--plan",
        metavar="PLAN",
        help=Text("Le plan, si le tableau ne le dit pas.", "The plan, if the table does not say it.").say(language),
    )
    @click.option(
        "--sheet",
        metavar=Text("FEUILLE", "SHEET").say(language),
        help=Text("Ne lire que cette feuille.", "Read this sheet only.").say(language),
    )
    @click.option(
        "--dry-run",
        is_flag=True,
        help=Text("Dire ce qui changerait, ne rien écrire.", "Say what would change and write nothing.").say(language),
    )
    @click.option(
        "--output",
        "-o",
        type=click.Path(path_type=Path),
        metavar=Text("FICHIER.ttl|DOSSIER", "FILE.ttl|FOLDER").say(language),
        help=Text(
            "Où écrire (défaut : vos données si elles suivent le plan, sinon PLAN-suivi.ttl à côté du tableau).",
            "Where to write (default: your own data if they follow the plan, else PLAN-suivi.ttl beside the table).",
        ).say(language),
    )
    @click.option(
        "--report",
        type=click.Path(path_type=Path, dir_okay=False),
        metavar=Text("FICHIER.xlsx", "FILE.xlsx").say(language),
        help=Text(
            "Où écrire la copie annotée (défaut : à côté du tableau, s'il y a quelque chose à y dire).",
            "Where to write the annotated copy (default: beside the table, if there is anything to say).",
        ).say(language),
    )
    @dataset_options(language)
    @as_of_option(language)
    def import_(
        file: Path,
        plan: str | None,
        sheet: str | None,
        dry_run: bool,
        output: Path | None,
        report: Path | None,
        choice: DatasetChoice,
        as_of: date,
    ) -> int:
        from qualigraph.sheets.importing import Request, import_file
        from qualigraph.sheets.telling import tell

        request = Request(file, as_of, plan, sheet, output, choice.data, choice.with_shipped, choice.demo)
        with told(Text("lecture du tableau", "reading the table"), language):
            outcome = import_file(request)
        emit(tell(outcome, language), None)
        _write_report(outcome, language, report, dry_run=dry_run)
        if outcome.failed:
            return ExitCode.FINDINGS
        if dry_run:
            emit(Text("Essai : rien n'est écrit.\n", "Dry run: nothing is written.\n").say(language), None)
            return ExitCode.FINE
        for path, text in outcome.files.items():
            write_file(path, text)
        if outcome.files:
            emit(Text("Écrit : {path}\n", "Written: {path}\n").say(language, path=outcome.target), None)
        return ExitCode.FINE

    return import_


def _form(file: Path) -> str:
    if file.suffix.casefold() not in SUFFIXES:
        raise UsageProblem(
            Text("donnez un nom en .xlsx ou en .csv.", "give a name that ends in .xlsx or .csv."), str(file)
        )
    return file.suffix.casefold()


def _write_report(outcome: Outcome, language: Language, report: Path | None, *, dry_run: bool) -> None:
    """Write the annotated copy where one is asked for; by itself only if something is to be looked at."""
    from qualigraph.sheets.annotating import annotated, worth_a_report

    if report is None and (dry_run or not worth_a_report(outcome)):
        return
    path = report or outcome.request.file.with_name(f"{outcome.request.file.stem}-constats.xlsx")
    write_file(path, annotated(outcome, language))
    emit(Text("Copie annotée : {path}\n", "Annotated copy: {path}\n").say(language, path=path), None)
