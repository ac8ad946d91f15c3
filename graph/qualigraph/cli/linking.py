"""What ``qualigraph link`` shows and asks: suggestions as tables, the walk through a review, problems."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import click

from qualigraph.cli.tables import heading, render
from qualigraph.dataset import Dataset
from qualigraph.errors import UsageProblem
from qualigraph.language import Language, Text
from qualigraph.linking.checking import Problem
from qualigraph.linking.entries import Element, Entry
from qualigraph.linking.reviewing import accept, other, predicate_for, reasons, refuse, undecided
from qualigraph.linking.suggesting import Suggester
from qualigraph.linking.words import stems
from qualigraph.mappings import MEASURED_BY, RELATED, SUFFIX, Row, Table, mapping_files
from qualigraph.questions.names import CLASSES, Names
from qualigraph.terms import CATALOGUE, ID

_MOST_NEAR = 6


@dataclass(frozen=True)
class Session:
    """The data that the commands work on, and the suggestions for it."""

    dataset: Dataset
    suggester: Suggester

    def plan(self, said: str) -> str:
        """Return the address of the plan that ``said`` names. Raises :class:`UsageProblem` if it is none or several."""
        names = Names(self.dataset)
        among = names.members(CLASSES["plan"])
        found = names.find(said, among)
        if len(found) == 1:
            return next(iter(found)).value
        paths = sorted(plan.value.removeprefix(ID) for plan in (found or among))
        near = paths if found else get_close_matches(said, paths, n=4, cutoff=0.2) or paths[:6]
        raise UsageProblem(
            Text(
                f"« {said} » : {'plusieurs plans' if found else 'plan inconnu'}. Dites l'un de : {', '.join(near)}.",
                f'"{said}": {"several plans" if found else "unknown plan"}. Say one of: {", ".join(near)}.',
            ),
            "--plan",
        )

    def entry(self, said: str) -> Entry | None:
        """Return the catalogue entry with that code or address, or None."""
        wanted = said.strip().lower().replace("_", "-")
        for entry in self.suggester.entries.values():
            path = entry.iri.removeprefix(CATALOGUE)
            if wanted in (entry.iri.lower(), path, path.partition("/")[2], f"catalogue:{path}"):
                return entry
        return None

    def near(self, said: str) -> list[str]:
        """Return the codes of entries in force that hold what was said, as code, acronym or word, else alike codes."""
        wanted = set(stems(said.replace("_", " ")))
        entries = [entry for entry in self.suggester.entries.values() if entry.proposable]
        holding = [
            entry.code
            for entry in entries
            if wanted <= {word for name in (entry.code.replace("_", " "), *entry.names) for word in stems(name)}
        ]
        codes = [entry.code for entry in entries]
        return (sorted(holding) if wanted else [])[:_MOST_NEAR] or get_close_matches(said.upper(), codes, n=3)


def as_json(suggester: Suggester, elements: Iterable[Element], top: int, language: Language) -> list[dict[str, Any]]:
    """Return the suggestions for each element, for programs; an element without any has an empty list."""
    return [
        {
            "element": element.iri,
            "label": element.label,
            "plan": element.plan,
            "kind": element.kind,
            "tags": list(element.tags),
            "suggestions": [
                {
                    "rank": rank,
                    "indicator": found.entry.iri,
                    "code": found.entry.code,
                    "label": found.entry.label,
                    "predicate": predicate_for(found.entry),
                    "score": found.score,
                    "confidence": found.confidence,
                    "words": list(found.words),
                    "reasons": reasons(found, language),
                    "verified": found.entry.verified,
                    "linked": found.linked,
                }
                for rank, found in enumerate(suggester.suggest_for(element, top, with_linked=True), 1)
            ],
        }
        for element in elements
    ]


def as_table(suggester: Suggester, elements: Iterable[Element], top: int, language: Language, *, to_file: bool) -> str:
    """Return the suggestions for people: each element's title, then a line for each entry."""
    headers = [
        text.say(language)
        for text in (
            Text("n°", "no."),
            Text("entrée", "entry"),
            Text("code", "code"),
            Text("confiance", "confidence"),
            Text("mots qui ont décidé", "words that decided"),
            Text("remarques", "remarks"),
        )
    ]
    lines, shown, asked = [], 0, 0
    for element in elements:
        asked += 1
        found = suggester.suggest_for(element, top, with_linked=True)
        if not found:
            continue
        shown += 1
        lines.append(heading(element.label, to_file=to_file))
        lines.append(f"  {element.iri.removeprefix(ID)}\n")
        rows = [
            [
                str(rank),
                item.entry.label,
                item.entry.code,
                f"{item.confidence:.2f}",
                ", ".join(item.words),
                " ; ".join(reasons(item, language)),
            ]
            for rank, item in enumerate(found, 1)
        ]
        lines += [render(headers, rows, to_file=to_file, indent=2), "\n"]
    summary = Text(
        "{shown} éléments sur {asked} ont une proposition. Ce sont des propositions, pas des faits.",
        "{shown} of {asked} elements have a suggestion. These are suggestions, not facts.",
    )
    return "".join([*lines, summary.say(language, shown=shown, asked=asked), "\n"])


class Walk:
    """The way through the undecided rows of a table; ``save`` writes it after each decision."""

    def __init__(
        self,
        session: Session,
        table: Table,
        judge: str,
        day: date,
        language: Language,
        save: Callable[[], None],
    ) -> None:
        self._session, self._table, self._judge, self._day = session, table, judge, day
        self._language, self._save = language, save

    def go(self) -> str:
        """Ask about each undecided row until the end or until told to stop; return the summary."""
        waiting = undecided(self._table, self._session.suggester)
        try:
            for count, number in enumerate(waiting, 1):
                click.echo(self._shown(self._table.rows[number], count, len(waiting)))
                if not self._decide(number):
                    break
        except (click.Abort, EOFError):
            # Whoever stops in the middle of a row leaves it undecided; what was decided before is written.
            click.echo()
        left = len(undecided(self._table, self._session.suggester))
        summary = Text("{left} lignes restent à décider.\n", "{left} rows are still to be decided.\n")
        return summary.say(self._language, left=left)

    def _shown(self, row: Row, count: int, total: int) -> str:
        element, entry = self._session.suggester.element(row.subject), self._session.suggester.entries.get(row.object)
        words = row.cells.get("match_string", "").replace("|", ", ")
        comment = row.cells.get("comment", "")
        lines = [
            f"\n[{count}/{total}] {element.label if element else row.cells.get('subject_label', row.subject)}",
            f"    → {entry.label if entry else row.cells.get('object_label', row.object)}"
            f" ({entry.code if entry else row.object}, {row.cells.get('confidence', '')})",
            f"    {words}" + (f" ; {comment}" if comment else ""),
        ]
        return "\n".join(line for line in lines if line.strip())

    def _decide(self, number: int) -> bool:
        """Ask until the row is decided or skipped; return whether to go on."""
        question = Text(
            "(m)esure, (v)oisin, (r)efuser, (a)utre indicateur, (p)asser, (q)uitter",
            "(m)easures, (v) related, (r)efuse, (a)nother indicator, (p)ass, (q)uit",
        )
        row = self._table.rows[number]
        while True:
            answer = click.prompt(question.say(self._language), default="p", show_default=False).strip().lower()[:1]
            if answer in ("q", "p"):
                return answer == "p"
            if answer in ("m", "v"):
                predicate = MEASURED_BY if answer == "m" else RELATED
                self._keep(number, accept(self._table, row, self._judge, self._day, predicate, self._why()))
                return True
            if answer == "r":
                self._keep(number, refuse(self._table, row, self._judge, self._day, self._why()))
                return True
            if answer == "a" and self._another(number, row):
                return True

    def _another(self, number: int, row: Row) -> bool:
        asked = Text("Code de l'indicateur (rien pour revenir)", "Code of the indicator (nothing to go back)")
        said = click.prompt(asked.say(self._language), default="", show_default=False).strip()
        if not said:
            return False
        entry = self._session.entry(said)
        if entry is None or not entry.proposable:
            unknown = Text(
                "« {said} » : aucune entrée en vigueur n'a ce code.", '"{said}": no entry in force has this code.'
            )
            near = Text(" Les plus proches : {near}.", " The nearest: {near}.")
            codes = ", ".join(self._session.near(said))
            click.echo(unknown.say(self._language, said=said) + (near.say(self._language, near=codes) if codes else ""))
            return False
        chosen = other(self._table, row, entry, self._judge, self._day, self._why())
        rows = self._table.rows
        place = next((index for index, one in enumerate(rows) if one.pair == chosen.pair), None)
        if place != number:
            rows[number] = refuse(self._table, row, self._judge, self._day, "Un autre indicateur convient mieux.")
        # A pair that the table proposes too is decided there: a second row would repeat or contradict it.
        if place is None:
            rows.append(chosen)
        else:
            rows[place] = replace(chosen, line=rows[place].line)
        self._save()
        return True

    def _why(self) -> str:
        why = Text("Pourquoi (facultatif)", "Why (optional)")
        return click.prompt(why.say(self._language), default="", show_default=False).strip()

    def _keep(self, number: int, row: Row) -> None:
        self._table.rows[number] = row
        self._save()


def expect_table(path: Path) -> None:
    """Raise :class:`UsageProblem` unless ``path`` is a table of links or a folder that holds some."""
    if path.exists() and mapping_files(path):
        return
    text = (
        Text(f"aucune table de liens ici ; leur nom finit par {SUFFIX}.", f"no table of links; they end in {SUFFIX}.")
        if path.exists()
        else Text("ce chemin n'existe pas.", "there is no such path.")
    )
    raise UsageProblem(text, str(path))


def problems_as(form: str, found: list[Problem], tables: list[Table], language: Language) -> str:
    """Return the problems as lines for people, with a summary, or as JSON."""
    if form == "json":
        listed = [
            {"file": str(item.path), "line": item.line, "code": item.code, "message": item.text.say(language)}
            for item in found
        ]
        return json.dumps(listed, ensure_ascii=False, indent=2) + "\n"
    rows = sum(len(table.rows) for table in tables)
    accepted = sum(row.accepted for table in tables for row in table.rows)
    refused = sum(row.refused for table in tables for row in table.rows)
    summary = Text(
        "{tables} table(s), {rows} ligne(s), dont acceptées {accepted}, refusées {refused} : {found} constat(s).\n",
        "{tables} table(s), {rows} row(s), accepted {accepted}, refused {refused}: {found} finding(s).\n",
    ).say(language, tables=len(tables), rows=rows, accepted=accepted, refused=refused, found=len(found))
    return "".join([*(f"{item.say(language)}\n" for item in found), summary])
