"""The options of ``qualigraph check``: which findings, in which forms."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from qualigraph.checking.outcome import NAMED_APART
from qualigraph.errors import UsageProblem
from qualigraph.language import Language, Text

if TYPE_CHECKING:
    from qualigraph.checking.findings import Finding, Report, Severity, Thing
    from qualigraph.checking.outcome import Outcome

Decorated = TypeVar("Decorated", bound=Callable[..., Any])
SEVERITIES = ("violation", "warning", "info")
FORMS = {
    "text": ".txt",
    "json": ".json",
    "sarif": ".sarif",
    "junit": ".xml",
    "github": "",
    "gitlab": "",
    "markdown": ".md",
    "html": ".html",
    "csv": ".csv",
    "xlsx": ".xlsx",
    "ttl": ".ttl",
}
"""The forms of a report, each with the ending by which a file's name tells it."""


@dataclass(frozen=True)
class Selection:
    """Which findings are told: the values of :func:`selection_options`."""

    rules: tuple[str, ...] = ()
    not_rules: tuple[str, ...] = ()
    plans: tuple[str, ...] = ()
    institutions: tuple[str, ...] = ()
    severities: tuple[str, ...] = ()

    def of(self, report: Report, outcome: Outcome, language: Language) -> Report:
        """Return the report with the chosen findings only.

        Raises :class:`UsageProblem` for a rule, a plan or an institution that is not known.
        """
        rules = {self._rule(rule, report, "--rule") for rule in self.rules}
        not_rules = {self._rule(rule, report, "--not-rule") for rule in self.not_rules}
        plans = {_named(name, outcome.plans, "--plan") for name in self.plans}
        institutions = {_named(name, outcome.institutions, "--institution") for name in self.institutions}

        def chosen(finding: Finding) -> bool:
            return (
                (not rules or finding.rule in rules)
                and finding.rule not in not_rules
                and (not plans or (finding.plan is not None and finding.plan.iri in plans))
                and (not institutions or (finding.institution is not None and finding.institution.iri in institutions))
                and (not self.severities or finding.severity.value in self.severities)
            )

        return replace(
            report,
            findings=tuple(filter(chosen, report.findings)),
            accepted=tuple(each for each in report.accepted if chosen(each.finding)),
        )

    @staticmethod
    def _rule(name: str, report: Report, option: str) -> str:
        if name.upper() not in report.rules:
            raise UsageProblem(
                Text(
                    f"règle inconnue : « {name} » ; leur liste : qualigraph rules.",
                    f"unknown rule: “{name}”; their list: qualigraph rules.",
                ),
                option,
            )
        return name.upper()


def _named(name: str, things: Sequence[Thing], option: str) -> str:
    """Return the IRI of the one thing that a person means by its path, its name or its acronym."""
    wanted = name.strip().casefold()
    exact = [thing for thing in things if wanted in (thing.name.casefold(), thing.iri.casefold())]
    labelled = [
        thing
        for thing in things
        if any(wanted == part.casefold() for label in thing.label for part in (label, *label.split(NAMED_APART)))
        or any(label.casefold().startswith(f"{wanted} ") for label in thing.label)
        or thing.name.casefold() == f"org/{wanted}"
    ]
    found = exact or labelled
    if len(found) == 1:
        return found[0].iri
    names = ", ".join(thing.name for thing in (found or things))
    raise UsageProblem(
        Text(
            f"« {name} » : {'plusieurs réponses possibles' if found else 'inconnu'} ; au choix : {names}.",
            f"“{name}”: {'several answers' if found else 'unknown'}; choose one of {names}.",
        ),
        option,
    )


@dataclass(frozen=True)
class Wanted:
    """In which forms the report is wanted: the values of :func:`report_options`."""

    form: str = "text"
    files: tuple[tuple[str, Path], ...] = ()
    fail_on: str = "violation"
    detail: bool = False
    use_cache: bool = True

    def write(self, report: Report, form: str, language: Language, *, colour: bool = False) -> str | bytes:
        """Return the report in one of :data:`FORMS`."""
        import importlib

        module = importlib.import_module(f"qualigraph.checking.reports.{form}")
        extra: dict[str, Any] = {}
        if form == "text":
            extra = {"detail": self.detail, "colour": colour}
        elif form == "junit":
            extra = {"fail_on": self._severity()}
        content: str | bytes = module.write(report, language, **extra)
        return content

    def fails(self, report: Report) -> bool:
        """Tell whether the report holds a finding that makes the check fail."""
        return any(report.fails(finding, self._severity()) for finding in report.findings)

    def _severity(self) -> Severity | None:
        from qualigraph.checking.findings import Severity

        return None if self.fail_on == "never" else Severity(self.fail_on)


def selection_options(language: Language) -> Callable[[Decorated], Decorated]:
    """Return a decorator that adds the options that choose findings, given as one ``selection``."""
    texts = (
        ("--rule", "rules", None, Text("Cette règle seulement (répétable).", "Only this rule (may be repeated).")),
        ("--not-rule", "not_rules", None, Text("Toutes les règles sauf celle-ci.", "All rules but this one.")),
        (
            "--plan",
            "plans",
            None,
            Text("Ce plan seulement : icm/paqss-2023-2027, PMSS...", "Only this plan: icm/paqss-2023-2027, PMSS..."),
        ),
        (
            "--institution",
            "institutions",
            None,
            Text("Cet établissement seulement : ICM, CLB...", "Only this institution: ICM, CLB..."),
        ),
        ("--severity", "severities", SEVERITIES, Text("Cette gravité seulement.", "Only this severity.")),
    )
    options = [
        click.option(
            name,
            variable,
            multiple=True,
            type=click.Choice(choices) if choices else str,
            metavar=None if choices else Text("NOM", "NAME").say(language),
            help=text.say(language),
        )
        for name, variable, choices, text in texts
    ]

    def decorate(function: Decorated) -> Decorated:
        @functools.wraps(function)
        def gather(*arguments: Any, **values: Any) -> Any:
            own = {name: values.pop(name) for _, name, _, _ in texts}
            return function(*arguments, selection=Selection(**own), **values)

        return with_options(options, gather)  # type: ignore[return-value]  # click takes any callable

    return decorate


def report_options(language: Language) -> Callable[[Decorated], Decorated]:
    """Return a decorator that adds the options on forms and exit code, given as one ``wanted``."""
    options = [
        click.option(
            "--format",
            "form",
            type=click.Choice([form for form in FORMS if form != "xlsx"]),
            default="text",
            show_default=True,
            help=Text("Forme du rapport à l'écran.", "Form of the report on screen.").say(language),
        ),
        click.option(
            "--output",
            "-o",
            "outputs",
            multiple=True,
            metavar=Text("[FORME=]FICHIER", "[FORM=]FILE").say(language),
            callback=lambda context, parameter, values: tuple(_output(value, language) for value in values),
            help=Text(
                "Écrire aussi le rapport dans un fichier (répétable) : sarif=constats.sarif, constats.html...",
                "Write the report to a file too (may be repeated): sarif=findings.sarif, findings.html...",
            ).say(language),
        ),
        click.option(
            "--fail-on",
            type=click.Choice([*SEVERITIES, "never"]),
            default="violation",
            show_default=True,
            help=Text(
                "Gravité à partir de laquelle le code de sortie est 1 (never : jamais).",
                "Severity from which the exit code is 1 (or never).",
            ).say(language),
        ),
        click.option(
            "--detail",
            is_flag=True,
            help=Text(
                "Détailler aussi ce que le résumé dit en une ligne par plan.",
                "Tell each finding that the summary tells in one line per plan.",
            ).say(language),
        ),
        click.option(
            "--no-cache",
            is_flag=True,
            help=Text("Tout recalculer.", "Compute everything anew.").say(language),
        ),
    ]

    def decorate(function: Decorated) -> Decorated:
        @functools.wraps(function)
        def gather(
            *arguments: Any,
            form: str,
            outputs: tuple[tuple[str, Path], ...],
            fail_on: str,
            detail: bool,
            no_cache: bool,
            **values: Any,
        ) -> Any:
            wanted = Wanted(form, outputs, fail_on, detail, not no_cache)
            return function(*arguments, wanted=wanted, **values)

        return with_options(options, gather)  # type: ignore[return-value]  # click takes any callable

    return decorate


def _output(value: str, language: Language) -> tuple[str, Path]:
    form, separator, file = value.partition("=")
    if separator and form in FORMS:
        return form, Path(file)
    path = Path(value)
    by_ending = {ending: form for form, ending in FORMS.items() if ending}
    if path.suffix in by_ending:
        return by_ending[path.suffix], path
    raise click.BadParameter(
        Text(
            f"« {value} » : écrivez FORME=FICHIER, avec une forme parmi {', '.join(FORMS)}.",
            f"“{value}”: write FORM=FILE, with one of the forms {', '.join(FORMS)}.",
        ).say(language)
    )


def with_options(
    options: Sequence[Callable[[Callable[..., Any]], Callable[..., Any]]], function: Callable[..., Any]
) -> Callable[..., Any]:
    """Return the function with the options added, in the order of the help."""
    for option in reversed(options):
        function = option(function)
    return function
