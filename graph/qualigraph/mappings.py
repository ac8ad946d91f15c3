"""Tables of links (SSSOM): reading and writing them, and the triples that their accepted rows say.

A table is a TSV file whose head, in lines that begin with ``#``, is YAML: identifier, licence, prefixes. One row
is one judgement on one element and one indicator. Only what somebody accepted enters the graph; refusals stay in
the table so that they are never proposed again.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from pyoxigraph import Literal, NamedNode, Quad

from qualigraph.errors import UsageProblem
from qualigraph.language import Text
from qualigraph.lines import Term
from qualigraph.reading import is_folder, read_bytes
from qualigraph.terms import CATALOGUE, DCTERMS, GRAPH, ID, PROV, QG, RDF, RDFS, SKOS, XSD

SUFFIX = ".sssom.tsv"
COLUMNS = (
    "subject_id",
    "subject_label",
    "predicate_id",
    "predicate_modifier",
    "object_id",
    "object_label",
    "mapping_justification",
    "author_label",
    "reviewer_label",
    "mapping_date",
    "mapping_tool",
    "confidence",
    "match_string",
    "comment",
)
"""The columns that qualigraph writes, in their order; others are kept as they are read."""

CURIES: dict[str, str] = {
    "catalogue": CATALOGUE,
    "id": ID,
    "qg": QG.iri,
    "semapv": "https://w3id.org/semapv/vocab/",
}
_BUILT_IN = {
    "owl": "http://www.w3.org/2002/07/owl#",
    "rdf": RDF.iri,
    "rdfs": RDFS.iri,
    "skos": SKOS.iri,
    "sssom": "https://w3id.org/sssom/",
    "xsd": XSD.iri,
}
"""Prefixes that SSSOM lets every table use without saying what they stand for, as semapv."""

MANUAL = CURIES["semapv"] + "ManualMappingCuration"
REVIEW = CURIES["semapv"] + "MappingReview"
LEXICAL = CURIES["semapv"] + "LexicalMatching"
MEASURED_BY = QG.measuredBy.value
RELATED = QG.relatedIndicator.value
_REQUIRED = ("subject_id", "predicate_id", "object_id", "mapping_justification")


@dataclass(frozen=True)
class Row:
    """One row of a table: its line, its four addresses in full, and all its cells as written."""

    line: int
    subject: str
    predicate: str
    object: str
    justification: str
    cells: Mapping[str, str]

    @property
    def refused(self) -> bool:
        """Whether the row says that the link must not be made."""
        return self._modifier.casefold() == "not"

    @property
    def _modifier(self) -> str:
        return self.cells.get("predicate_modifier", "").strip()

    @property
    def decided(self) -> bool:
        """Whether a person took the row's decision; what a tool proposes is only a suggestion."""
        return self.justification in (MANUAL, REVIEW) or bool(self._any("reviewer_label", "reviewer_id"))

    @property
    def judge(self) -> str:
        """Who, or which rule, answers for the row: reviewer, author or tool."""
        return self._any("reviewer_label", "reviewer_id", "author_label", "author_id", "mapping_tool")

    @property
    def accepted(self) -> bool:
        """Whether the row enters the graph: decided, not refused, of a known predicate, by somebody."""
        # A modifier that is not understood may turn the sentence round.
        known = self.predicate in (MEASURED_BY, RELATED) and not self._modifier
        return known and self.decided and bool(self.judge)

    @property
    def pair(self) -> tuple[str, str]:
        """The element and the indicator."""
        return self.subject, self.object

    def _any(self, *columns: str) -> str:
        return next((value for name in columns if (value := self.cells.get(name, "").strip())), "")


@dataclass
class Table:
    """A table of links: its head as YAML says it, its columns in order, its rows."""

    path: Path
    head: dict[str, Any]
    columns: list[str]
    rows: list[Row] = field(default_factory=list)

    @property
    def curies(self) -> dict[str, str]:
        """The prefixes that the table may use: its own, then those that every table may use."""
        return {**_BUILT_IN, **CURIES, **(self.head.get("curie_map") or {})}


def mapping_files(path: Path) -> list[Path]:
    """Return the tables that ``path`` stands for: itself, or all below it in name order; none is no fault."""
    if is_folder(path):
        found = path.rglob("*" + SUFFIX)
        return sorted(file for file in found if not any(p.startswith(".") for p in file.relative_to(path).parts))
    return [path] if path.name.endswith(SUFFIX) else []


def mapping_graph(path: Path, root: Path) -> NamedNode:
    """Return the named graph of a table: its path under ``root`` without ``.sssom.tsv``."""
    return NamedNode(GRAPH + path.relative_to(root).as_posix().removesuffix(SUFFIX))


def read_table(path: Path, content: bytes | None = None) -> Table:
    """Read a table, from ``content`` if it was read already.

    Raises :class:`UsageProblem` with ``file:line`` for a head that is not YAML, a missing column, a row
    that is cut short or names an unknown prefix.
    """
    text = (read_bytes(path) if content is None else content).decode("utf-8")
    lines = text.splitlines(keepends=True)
    skipped = next((number for number, line in enumerate(lines) if not line.startswith("#")), len(lines))
    head = _head(path, lines[:skipped])
    reader = csv.reader(io.StringIO("".join(lines[skipped:])), delimiter="\t")
    columns = next(reader, [])
    missing = [name for name in _REQUIRED if name not in columns]
    if missing:
        raise UsageProblem(
            Text(
                f"ce n'est pas une table SSSOM : il manque la colonne {', '.join(missing)}.",
                f"not an SSSOM table: the column {', '.join(missing)} is missing.",
            ),
            f"{path}:{skipped + 1}",
        )
    table = Table(path, head, columns)
    start = skipped + reader.line_num + 1
    for values in reader:
        line, start = start, skipped + reader.line_num + 1
        if not any(value.strip() for value in values):
            continue
        if len(values) != len(columns):
            raise UsageProblem(
                Text(
                    f"{len(values)} cellules pour {len(columns)} colonnes.",
                    f"{len(values)} cells for {len(columns)} columns.",
                ),
                f"{path}:{line}",
            )
        table.rows.append(_row(table, line, dict(zip(columns, values, strict=True))))
    return table


def _head(path: Path, lines: list[str]) -> dict[str, Any]:
    import yaml

    try:
        head = yaml.safe_load("".join(line[1:] for line in lines)) or {}
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise UsageProblem(
            Text("l'en-tête de la table n'est pas du YAML valide.", "the head of the table is not valid YAML."),
            f"{path}:{mark.line + 1 if mark else 1}",
        ) from error
    if not isinstance(head, dict) or not isinstance(head.get("curie_map") or {}, dict):
        raise UsageProblem(
            Text(
                "l'en-tête de la table n'est pas une suite de clés et de valeurs.",
                "the head of the table is not a list of keys and values.",
            ),
            f"{path}:1",
        )
    return head


def _row(table: Table, line: int, cells: dict[str, str]) -> Row:
    expanded = [_expand(cells[name].strip(), table, line) for name in _REQUIRED]
    return Row(line, expanded[0], expanded[1], expanded[2], expanded[3], cells)


def _expand(name: str, table: Table, line: int) -> str:
    prefix, colon, local = name.strip("<>").partition(":")
    if colon and local.startswith("//"):
        return name.strip("<>")
    base = table.curies.get(prefix) if colon else None
    if base is None:
        raise UsageProblem(
            Text(
                f"« {name} » : préfixe inconnu ; déclarez-le dans curie_map.",
                f'"{name}": unknown prefix; declare it in curie_map.',
            ),
            f"{table.path}:{line}",
        )
    iri = str(base) + local
    if re.search(r"[\s<>\"{}|\\^`]", iri):
        raise UsageProblem(
            Text(f"« {iri} » n'est pas une adresse.", f'"{iri}" is not an address.'), f"{table.path}:{line}"
        )
    return iri


def compact(iri: str, curies: Mapping[str, str] = CURIES) -> str:
    """Return an address with the longest prefix that fits, or as it is."""
    fitting = [(base, prefix) for prefix, base in curies.items() if iri.startswith(base)]
    if not fitting:
        return iri
    base, prefix = max(fitting)
    return f"{prefix}:{iri.removeprefix(base)}"


def new_table(path: Path, title: str) -> Table:
    """Return an empty table for ``path``, with the head that SSSOM asks for."""
    name = path.name.removesuffix(SUFFIX)
    head = {
        "curie_map": dict(CURIES),
        "mapping_set_id": f"{GRAPH}mappings/{name}",
        "mapping_set_title": title,
        "license": "https://spdx.org/licenses/etalab-2.0",
    }
    return Table(path, head, list(COLUMNS))


def new_row(
    table: Table, subject: str, predicate: str, object: str, justification: str, cells: Mapping[str, str]
) -> Row:
    """Return a row for ``table``, its addresses written with the table's prefixes."""
    addresses = dict(
        zip(_REQUIRED, (compact(iri, table.curies) for iri in (subject, predicate, object, justification)), strict=True)
    )
    return Row(0, subject, predicate, object, justification, {**cells, **addresses})


def with_cells(row: Row, **cells: str) -> Row:
    """Return ``row`` with some cells replaced."""
    return replace(row, cells={**row.cells, **cells})


def write_table(table: Table) -> str:
    """Return the text of a table, with the columns that its rows need in their order."""
    import yaml

    needed = {name for row in table.rows for name, value in row.cells.items() if value}
    kept = needed | set(_REQUIRED) | {"predicate_modifier"}
    columns = [name for name in table.columns if name in kept] + sorted(needed - set(table.columns))
    head = yaml.safe_dump(table.head, allow_unicode=True, sort_keys=False, width=1000)
    out = io.StringIO()
    out.writelines(f"#{line}\n" for line in head.splitlines())
    writer = csv.writer(out, delimiter="\t", lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([" ".join(row.cells.get(name, "").split()) for name in columns] for row in table.rows)
    return out.getvalue()


def table_quads(table: Table, graph: NamedNode) -> Iterator[tuple[int, Quad]]:
    """Yield what the accepted rows of ``table`` say, each triple with the line of its row.

    A link is a :class:`qg:IndicatorLink` that carries the row; an element that an indicator measures has a
    ``qg:indicatorUse`` derived from that link.
    """
    for row in table.rows:
        if row.accepted:
            for subject, predicate, value in _row_triples(row, table.path):
                yield row.line, Quad(subject, predicate, value, graph)


def _row_triples(row: Row, path: Path) -> Iterator[tuple[NamedNode, NamedNode, NamedNode | Literal]]:
    element, indicator, predicate = NamedNode(row.subject), NamedNode(row.object), NamedNode(row.predicate)
    name = _link_name(row)
    link = NamedNode(f"{ID}indicator-link/{name}")
    comment = row.cells.get("comment", "").strip()
    yield link, RDF.type, QG.IndicatorLink
    yield link, QG.linkedElement, element
    yield link, QG.linkedIndicator, indicator
    yield link, QG.linkProperty, predicate
    yield link, QG.judgedBy, Literal(row.judge)
    yield link, DCTERMS.source, Literal(f"{path.name}:{row.line}")
    if comment:
        yield link, QG.justification, Literal(comment)
    if confidence := row.cells.get("confidence", "").strip():
        yield link, QG.linkConfidence, Literal(confidence, datatype=XSD.decimal)
    if date := row.cells.get("mapping_date", "").strip():
        yield link, DCTERMS.date, Literal(date, datatype=XSD.date)
    yield element, predicate, indicator
    if row.predicate == MEASURED_BY:
        use = NamedNode(f"{ID}indicator-use/{name}")
        yield element, QG.indicatorUse, use
        yield use, RDF.type, QG.IndicatorUse
        yield use, QG.indicator, indicator
        yield use, PROV.wasDerivedFrom, link
        if comment:
            yield use, QG.justification, Literal(comment)


def _link_name(row: Row) -> str:
    if row.subject.startswith(ID) and row.object.startswith(CATALOGUE):
        return f"{row.subject.removeprefix(ID)}/{row.object.removeprefix(CATALOGUE)}"
    return sha256(f"{row.subject} {row.object}".encode()).hexdigest()[:16]


class TableLines:
    """The lines of a table's triples; every row is a line, and says all its triples."""

    def __init__(self, path: Path, content: bytes) -> None:
        self._triples: dict[tuple[Term, Term, Term], int] = {}
        self._subjects: dict[Term, int] = {}
        for line, quad in table_quads(read_table(path, content), NamedNode(GRAPH)):
            self._triples.setdefault((quad.subject, quad.predicate, quad.object), line)
            self._subjects.setdefault(quad.subject, line)

    def triple(self, quad: Quad) -> int | None:
        """Return the line of the row that says the triple, or None if no row does."""
        return self._triples.get((quad.subject, quad.predicate, quad.object))

    def subject(self, subject: Term) -> int | None:
        """Return the line of the first row that says something of ``subject``."""
        return self._subjects.get(subject)


def refused_pairs(tables: Iterable[Table]) -> set[tuple[str, str]]:
    """Return the pairs of element and indicator that a row of ``tables`` refuses."""
    return {row.pair for table in tables for row in table.rows if row.refused}


def accepted_pairs(tables: Iterable[Table]) -> set[tuple[str, str]]:
    """Return the pairs of element and indicator that a row of ``tables`` accepts."""
    return {row.pair for table in tables for row in table.rows if row.accepted}
