"""From suggestions to decisions: rows that a person reads, accepts or refuses."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

from qualigraph import __version__
from qualigraph.language import Text
from qualigraph.linking.entries import Element, Entry
from qualigraph.linking.ranking import Suggestion
from qualigraph.linking.suggesting import Suggester
from qualigraph.mappings import (
    LEXICAL,
    MANUAL,
    MEASURED_BY,
    RELATED,
    Row,
    Table,
    compact,
    new_row,
    new_table,
)
from qualigraph.terms import ID

TOOL = "qualigraph link suggest"
SCHEME_REASON = Text("un dispositif que l'élément nomme emploie cette entrée", "a scheme the element names uses it")
SECTOR_REASON = Text("même secteur", "same sector")
UNVERIFIED = Text("non vérifié", "unverified")
LINKED = Text("déjà rattaché", "already linked")
_REQUIREMENTS = ID + "requirement-kind/"


def predicate_for(entry: Entry) -> str:
    """Return what a link to ``entry`` would say: an indicator measures, a requirement is on the same subject."""
    return RELATED if entry.kind.startswith(_REQUIREMENTS) else MEASURED_BY


def reasons(suggestion: Suggestion, language: str = "fr", *, verified: bool = False) -> list[str]:
    """Return the reasons of a suggestion beside its words, for people; ``verified`` leaves out that it is not."""
    known = {"scheme": SCHEME_REASON, "sector": SECTOR_REASON}
    said = [known[name] for name in suggestion.reasons]
    if not (verified or suggestion.entry.verified):
        said.append(UNVERIFIED)
    if suggestion.linked:
        said.insert(0, LINKED)
    return [text.fr if language == "fr" else text.en for text in said]


def suggestion_table(
    suggester: Suggester, elements: Iterable[Element], top: int, day: date, path: Path | None = None
) -> Table:
    """Return a table of the suggestions for ``elements``, one undecided row each."""
    table = new_table(path or Path("suggestions.sssom.tsv"), "Suggestions à relire")
    for element in elements:
        for suggestion in suggester.suggest_for(element, top, with_linked=True):
            cells = {
                "subject_label": element.label,
                "object_label": suggestion.entry.label,
                "mapping_date": day.isoformat(),
                "mapping_tool": TOOL,
                "mapping_tool_version": __version__,
                "confidence": f"{suggestion.confidence:.2f}",
                "match_string": "|".join(word.replace("|", " ") for word in suggestion.words),
                "comment": " ; ".join(reasons(suggestion)),
            }
            entry = suggestion.entry
            table.rows.append(new_row(table, element.iri, predicate_for(entry), entry.iri, LEXICAL, cells))
    return table


def undecided(table: Table, suggester: Suggester) -> list[int]:
    """Return the positions of the rows that nobody decided yet, here or in a table that the graph holds."""
    return [
        number
        for number, row in enumerate(table.rows)
        if not row.decided and not row.refused and not suggester.settled(row.subject, row.object)
    ]


def accept(table: Table, row: Row, judge: str, day: date, predicate: str, comment: str = "") -> Row:
    """Return ``row`` as accepted by ``judge``."""
    return _decided(table, row, judge, day, {"predicate_modifier": "", "confidence": "1"}, predicate, comment)


def refuse(table: Table, row: Row, judge: str, day: date, comment: str = "") -> Row:
    """Return ``row`` as refused by ``judge``: it is never proposed again."""
    cells = {"predicate_modifier": "Not", "confidence": "1"}
    return _decided(table, row, judge, day, cells, row.predicate, comment)


def other(table: Table, row: Row, entry: Entry, judge: str, day: date, comment: str = "") -> Row:
    """Return a row that links the element of ``row`` to another entry instead."""
    cells = {
        **row.cells,
        "object_id": compact(entry.iri, table.curies),
        "object_label": entry.label,
        "match_string": "",
    }
    moved = replace(row, object=entry.iri, cells=cells)
    return accept(table, moved, judge, day, predicate_for(entry), comment)


def _decided(
    table: Table, row: Row, judge: str, day: date, changes: dict[str, str], predicate: str, comment: str
) -> Row:
    match = row.cells.get("match_string", "").replace("|", ", ")
    because = comment or (f"Proposé pour : {match}." if match else "Choisi à la relecture.")
    cells = {
        **row.cells,
        **changes,
        "predicate_id": compact(predicate, table.curies),
        "mapping_justification": compact(MANUAL, table.curies),
        "author_label": judge,
        "mapping_date": day.isoformat(),
        "comment": because,
    }
    return replace(row, predicate=predicate, justification=MANUAL, cells=cells)
