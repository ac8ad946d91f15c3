"""What is wrong in tables of links, row by row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from qualigraph.language import Language, Text
from qualigraph.linking.entries import NEVER_PROPOSED, STATE
from qualigraph.linking.ranking import sector_fits
from qualigraph.linking.suggesting import Suggester
from qualigraph.mappings import LEXICAL, MANUAL, MEASURED_BY, RELATED, REVIEW, Row, Table, compact

JUSTIFICATIONS = (MANUAL, REVIEW, LEXICAL)
"""What a row may be founded on: a person decided, a person reviewed, or a program found words."""


@dataclass(frozen=True)
class Problem:
    """One thing to mend: where, a code that never changes, and the sentence."""

    path: Path
    line: int
    code: str
    text: Text

    def say(self, language: Language) -> str:
        """Return the line that a person reads."""
        colon = " : " if language == "fr" else ": "
        return f"{self.path}:{self.line}{colon}{self.text.say(language)}"


def problems(tables: Iterable[Table], suggester: Suggester, beside: Iterable[Table] = ()) -> list[Problem]:
    """Return what is wrong in ``tables``, each row by itself and all rows together, in their order.

    What a table decides must not contradict those ``beside`` it, which are not looked at themselves.
    """
    tables = list(tables)
    found: list[Problem] = []
    for table in tables:
        found += [Problem(table.path, 1, code, text) for code, text in _head_problems(table)]
        for row in table.rows:
            found += [Problem(table.path, row.line, code, text) for code, text in _row_problems(row, suggester)]
    own = {table.path.resolve() for table in tables}
    found += _contradictions(tables, [table for table in beside if table.path.resolve() not in own])
    return sorted(found, key=lambda problem: (str(problem.path), problem.line, problem.code))


def _head_problems(table: Table) -> Iterator[tuple[str, Text]]:
    for key in ("mapping_set_id", "license"):
        if not table.head.get(key):
            yield "head", Text(f"l'en-tête ne dit pas {key}.", f"the head does not say {key}.")


def _row_problems(row: Row, suggester: Suggester) -> Iterator[tuple[str, Text]]:
    if suggester.element(row.subject) is None:
        yield "unknown-element", _unknown("élément de plan", "plan element", row.subject)
    if row.object not in suggester.entries:
        yield "unknown-indicator", _unknown("entrée de catalogue", "catalogue entry", row.object)
    if row.predicate not in (MEASURED_BY, RELATED):
        yield (
            "predicate",
            Text(
                f"« {row.predicate} » n'est ni qg:measuredBy ni qg:relatedIndicator.",
                f'"{row.predicate}" is neither qg:measuredBy nor qg:relatedIndicator.',
            ),
        )
    if row.justification not in JUSTIFICATIONS:
        yield (
            "justification",
            Text(
                f"mapping_justification « {row.cells['mapping_justification']} » : c'est l'un de "
                f"{', '.join(compact(known) for known in JUSTIFICATIONS)}.",
                f'mapping_justification "{row.cells["mapping_justification"]}": it is one of '
                f"{', '.join(compact(known) for known in JUSTIFICATIONS)}.",
            ),
        )
    yield from _cell_problems(row)
    if row.decided:
        yield from _decision_problems(row)
    if not row.refused:
        yield from _match_problems(row, suggester)


def _unknown(fr: str, en: str, iri: str) -> Text:
    return Text(
        f"aucun {fr} n'a cette adresse : {iri}."
        if fr.startswith("élément")
        else f"aucune {fr} n'a cette adresse : {iri}.",
        f"no {en} has this address: {iri}.",
    )


def _cell_problems(row: Row) -> Iterator[tuple[str, Text]]:
    modifier = row.cells.get("predicate_modifier", "").strip()
    if modifier not in ("", "Not"):
        yield (
            "modifier",
            Text(
                f"predicate_modifier « {modifier} » : seul Not est compris.",
                f'predicate_modifier "{modifier}": only Not is understood.',
            ),
        )
    confidence = row.cells.get("confidence", "").strip()
    if confidence and not _between_zero_and_one(confidence):
        yield (
            "confidence",
            Text(
                f"la confiance « {confidence} » n'est pas un nombre de 0 à 1.",
                f'the confidence "{confidence}" is no number from 0 to 1.',
            ),
        )
    day = row.cells.get("mapping_date", "").strip()
    if day and not _is_date(day):
        yield (
            "date",
            Text(f"« {day} » n'est pas une date (2026-09-30).", f'"{day}" is not a date (2026-09-30).'),
        )


def _decision_problems(row: Row) -> Iterator[tuple[str, Text]]:
    if not row.judge:
        yield (
            "judge",
            Text(
                "ligne décidée sans auteur ni relecteur ; elle n'entre pas dans le graphe.",
                "decided row without author or reviewer; it does not enter the graph.",
            ),
        )
    for column in ("mapping_date", "confidence", "comment"):
        if not row.cells.get(column, "").strip():
            yield (
                f"missing-{column.replace('_', '-')}",
                Text(f"ligne décidée sans {column}.", f"decided row without {column}."),
            )


def _match_problems(row: Row, suggester: Suggester) -> Iterator[tuple[str, Text]]:
    entry, element = suggester.entries.get(row.object), suggester.element(row.subject)
    if entry is not None and entry.state in NEVER_PROPOSED:
        abandoned = entry.state == STATE + "abandoned"
        yield (
            "abandoned" if abandoned else "retired",
            Text(
                f"{entry.label} ({entry.code}) est {'abandonné' if abandoned else 'retiré'} ; "
                "choisissez un autre indicateur ou refusez le lien.",
                f"{entry.label} ({entry.code}) is {'abandoned' if abandoned else 'retired'}; "
                "choose another indicator or refuse the link.",
            ),
        )
    if entry is not None and element is not None and not sector_fits(element, entry):
        codes = ", ".join(sorted(sector.rpartition("/")[2].upper() for sector in entry.sectors))
        yield (
            "sector",
            Text(
                f"{entry.label} ({entry.code}) se mesure en {codes}, pas dans le secteur de l'élément.",
                f"{entry.label} ({entry.code}) is measured in {codes}, not in the sector of the element.",
            ),
        )


def _contradictions(tables: list[Table], beside: list[Table]) -> Iterator[Problem]:
    """Yield one problem per later row that contradicts or repeats an earlier decision on the same pair."""
    earlier: dict[tuple[str, str], list[tuple[Table, Row]]] = {}
    for table in [*beside, *tables]:
        for row in table.rows:
            if not (row.decided or row.refused):
                continue
            for other, before in () if table in beside else earlier.get(row.pair, ()):
                clash = _clash(before, row)
                if clash is not None:
                    place = f"{other.path.name}:{before.line}"
                    code, fr, en = clash
                    yield Problem(table.path, row.line, code, Text(f"{fr} {place}.", f"{en} {place}."))
                    break
            earlier.setdefault(row.pair, []).append((table, row))


def _clash(before: Row, row: Row) -> tuple[str, str, str] | None:
    if before.refused != row.refused:
        return "contradiction", "le même lien est décidé autrement à", "the same link is decided otherwise at"
    if before.predicate != row.predicate and not row.refused:
        return "contradiction", "la même paire porte une autre propriété à", "the same pair has another property at"
    return "repeated", "le même lien est déjà décidé à", "the same link is already decided at"


def _between_zero_and_one(text: str) -> bool:
    try:
        return 0 <= float(text) <= 1
    except ValueError:
        return False


def _is_date(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False
