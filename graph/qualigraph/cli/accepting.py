"""The options of ``qualigraph check`` on accepted findings, and writing them."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from qualigraph.cli.checking import with_options
from qualigraph.cli.options import DatasetChoice
from qualigraph.cli.output import emit
from qualigraph.errors import ExitCode, UsageProblem
from qualigraph.language import Language, Text

if TYPE_CHECKING:
    from qualigraph.checking.findings import Report

Decorated = TypeVar("Decorated", bound=Callable[..., Any])


@dataclass(frozen=True)
class Accepting:
    """Which findings are accepted: the values of :func:`accepting_options`."""

    asked: bool = False
    file: Path | None = None
    reason: str | None = None
    accepted_by: str | None = None
    review_by: date | None = None
    things: tuple[str, ...] = ()

    def files(self, choice: DatasetChoice) -> list[Path]:
        """Return the files of accepted findings that belong to the chosen data."""
        from qualigraph import places
        from qualigraph.checking.accepted import FILE_NAME, accepted_files

        if self.file is not None:
            return [self.file] if self.file.exists() or not self.asked else []
        shipped = places.graph_folder() if choice.with_shipped or not choice.data else None
        files = accepted_files(choice.data, shipped)
        if choice.demo and shipped is not None:
            files += [file for file in [shipped / "data" / "demo" / FILE_NAME] if file.is_file()]
        return files

    def write(self, report: Report, choice: DatasetChoice, language: Language) -> int:
        """Write the report's findings to the file of accepted findings.

        Raises :class:`UsageProblem` where the reason or who accepts is missing, where there is more than one
        rule or plan, or for an error that is not named.
        """
        from qualigraph.checking import accepted
        from qualigraph.checking.findings import Severity

        if not self.reason or not self.accepted_by:
            raise UsageProblem(
                Text(
                    "accepter demande un motif (--reason) et la fonction qui accepte (--accepted-by).",
                    "accepting needs a reason (--reason) and the function that accepts (--accepted-by).",
                ),
                "--accept",
            )
        self._one_rule_and_plan(report)
        errors = [f for f in report.findings if f.severity is Severity.VIOLATION and f.focus.name not in self.things]
        if errors:
            raise UsageProblem(
                Text(
                    "une erreur ne s'accepte que nommée une à une : --thing "
                    + " --thing ".join(dict.fromkeys(finding.focus.name for finding in errors)),
                    "an error is accepted only one by one: --thing "
                    + " --thing ".join(dict.fromkeys(finding.focus.name for finding in errors)),
                ),
                "--accept",
            )
        target = self._target(choice)
        kept = accepted.read_accepted(target, report.rules) if target.is_file() else []
        made = accepted.accept(
            report,
            reason=self.reason,
            accepted_by=self.accepted_by,
            review_by=self.review_by or report.as_of.replace(day=1, year=report.as_of.year + 1),
            named=self.things,
        )
        replaced = {(one.rule, one.scope, one.path, one.value) for one in made}
        kept = [one for one in kept if (one.rule, one.scope, one.path, one.value) not in replaced]
        emit(accepted.written([*kept, *made]), target)
        click.echo(
            Text("{count} ligne(s) écrite(s) dans {file}.", "{count} line(s) written to {file}.").say(
                language, count=len(made), file=target
            )
        )
        return ExitCode.FINE

    def _target(self, choice: DatasetChoice) -> Path:
        from qualigraph.checking.accepted import FILE_NAME

        files = self.files(choice)
        if self.file is not None or len(files) == 1:
            return self.file or files[0]
        if not files and choice.data:
            first = choice.data[0]
            return (first if first.is_dir() else first.parent) / FILE_NAME
        raise UsageProblem(
            Text("dites dans quel fichier : --accepted FICHIER.", "say in which file: --accepted FILE."), "--accept"
        )

    @staticmethod
    def _one_rule_and_plan(report: Report) -> None:
        groups = {(f.rule, f.plan.name if f.plan else "") for f in report.findings}
        if not groups:
            raise UsageProblem(Text("aucun constat à accepter.", "no finding to accept."), "--accept")
        if len(groups) > 1:
            raise UsageProblem(
                Text(
                    "un motif vaut pour une règle et un plan : précisez --rule et --plan ("
                    + ", ".join(" ".join(group) for group in sorted(groups)[:6])
                    + "...).",
                    "a reason holds for one rule and one plan: give --rule and --plan ("
                    + ", ".join(" ".join(group) for group in sorted(groups)[:6])
                    + "...).",
                ),
                "--accept",
            )


def accepting_options(language: Language) -> Callable[[Decorated], Decorated]:
    """Return a decorator that adds the options on accepted findings, given as one ``accepting``."""
    file = Text("FICHIER", "FILE").say(language)
    options = [
        click.option(
            "--accepted",
            "accepted_file",
            type=click.Path(path_type=Path, dir_okay=False),
            metavar=file,
            help=Text(
                "Fichier des constats acceptés (défaut : accepted-findings.csv à côté des données).",
                "File of accepted findings (default: accepted-findings.csv beside the data).",
            ).say(language),
        ),
        click.option(
            "--accept",
            is_flag=True,
            help=Text(
                "Accepter les constats choisis (une règle, un plan) au lieu de les montrer.",
                "Accept the chosen findings (one rule, one plan) instead of showing them.",
            ).say(language),
        ),
        click.option("--reason", help=Text("Motif de l'acceptation.", "Reason of the acceptance.").say(language)),
        click.option("--accepted-by", help=Text("Fonction qui accepte.", "Function of who accepts.").say(language)),
        click.option(
            "--review-by",
            type=click.DateTime(["%Y-%m-%d", "%d/%m/%Y"]),
            metavar="DATE",
            help=Text("Date de revue (défaut : dans un an).", "Date of review (default: in a year).").say(language),
        ),
        click.option(
            "--thing",
            "things",
            multiple=True,
            metavar=Text("NOM", "NAME").say(language),
            help=Text("Nommer une erreur à accepter.", "Name an error to accept.").say(language),
        ),
    ]

    def decorate(function: Decorated) -> Decorated:
        @functools.wraps(function)
        def gather(*arguments: Any, **values: Any) -> Any:
            review = values.pop("review_by")
            accepting = Accepting(
                asked=values.pop("accept"),
                file=values.pop("accepted_file"),
                reason=values.pop("reason"),
                accepted_by=values.pop("accepted_by"),
                review_by=review.date() if review else None,
                things=values.pop("things"),
            )
            return function(*arguments, accepting=accepting, **values)

        return with_options(options, gather)  # type: ignore[return-value]  # click takes any callable

    return decorate
