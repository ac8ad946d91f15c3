"""Tables of links for the tests."""

from __future__ import annotations

from pathlib import Path

HEAD = """\
#curie_map:
#  catalogue: https://w3id.org/qualigraph/catalogue/
#  id: https://w3id.org/qualigraph/id/
#  qg: https://w3id.org/qualigraph/ns#
#  semapv: https://w3id.org/semapv/vocab/
#mapping_set_id: https://w3id.org/qualigraph/graph/mappings/essai
#license: https://spdx.org/licenses/etalab-2.0
"""
COLUMNS = (
    "subject_id predicate_id predicate_modifier object_id mapping_justification author_label mapping_date confidence"
    " comment"
)
EXITED = "id:icm/paqss-2023-2027/os2/obj1/action4"


def row(
    subject: str = EXITED,
    predicate: str = "qg:measuredBy",
    modifier: str = "",
    indicator: str = "catalogue:iqss/esatis-48h-mco--sortie",
    justification: str = "semapv:ManualMappingCuration",
    author: str = "Une personne",
    day: str = "2026-11-21",
    confidence: str = "0.9",
    comment: str = "Même sujet.",
) -> list[str]:
    return [subject, predicate, modifier, indicator, justification, author, day, confidence, comment]


def write(path: Path, rows: list[list[str]], head: str = HEAD, columns: str = COLUMNS) -> Path:
    lines = ["\t".join(columns.split()), *("\t".join(cells) for cells in rows)]
    path.write_text(head + "\n".join(lines) + "\n", encoding="utf-8")
    return path
