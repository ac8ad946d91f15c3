"""From published results to values per institution, indicator and campaign, with a report of what was not taken."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import chain, islice
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad, Store

from qualigraph.catalogues.cells import (
    NOT_GIVEN,
    Rejected,
    finess,
    folded,
    is_blank,
    missing_reasons,
    number,
    one_line,
)
from qualigraph.catalogues.columns import Columns, Indicator, Matcher, indicators
from qualigraph.catalogues.sheets import Sheet, cell_name, sheets
from qualigraph.errors import UsageProblem
from qualigraph.language import Text
from qualigraph.terms import CATALOGUE, DCTERMS, GRAPH, ID, QG, RDF, SKOS, XSD

HEADING_ROWS = 20
"""Rows in which the headings are looked for: files often begin with a title."""

_YEAR = re.compile(r"(?<!\d)(20[0-4]\d)(?!\d)")
_COLLECTED = re.compile(r"(?:recueil|campagne)[ _-]?(20[0-4]\d)(?!\d)", re.IGNORECASE)
"""A file of "recueil2018-donnee2017" is of the campaign of 2018."""

_TEXT_LIMIT = 40


@dataclass
class Report:
    """What an import found: counts, columns of no known indicator, cells that were not taken."""

    rows: int = 0
    values: int = 0
    missing: int = 0
    establishments: set[str] = field(default_factory=set)
    campaigns: set[str] = field(default_factory=set)
    indicators: dict[str, int] = field(default_factory=dict)
    unknown: list[tuple[str, str]] = field(default_factory=list)
    ambiguous: list[tuple[str, str]] = field(default_factory=list)
    passed_over: list[tuple[str, str]] = field(default_factory=list)
    rejected: list[tuple[str, str, Text]] = field(default_factory=list)
    other_sheets: list[str] = field(default_factory=list)

    def reject(self, place: str, cell: object, text: Text) -> None:
        """Note a cell that was not taken, with its place and what it holds."""
        self.rejected.append((place, "" if cell is None else one_line(str(cell)[:_TEXT_LIMIT]), text))


class Importer:
    """Reads one file of results against the catalogues in ``store``."""

    def __init__(
        self,
        store: Store,
        path: Path,
        campaign: str | None = None,
        only: Sequence[str] = (),
        known_places: Mapping[str, NamedNode] | None = None,
    ) -> None:
        """``campaign`` is used where neither a column nor a name says the year; ``only`` keeps some FINESS numbers.

        ``known_places`` says which institution or site a FINESS number is, beside those that the graph says.
        Raises :class:`UsageProblem` if ``store`` holds no catalogue with column names.
        """
        known = indicators(store)
        if not any(indicator.columns for indicator in known):
            raise UsageProblem(
                Text("aucun catalogue ne donne de noms de colonne.", "no catalogue gives names of columns.")
            )
        self.report = Report()
        self._path = path
        self._campaign = campaign
        self._only = frozenset(only)
        self._matcher = Matcher(known)
        self._reasons = missing_reasons(store)
        self._places = {**_known_places(store), **(known_places or {})}
        self._seen: dict[tuple[str, str, str], str] = {}
        self._described: set[NamedNode] = set()
        self.graph = NamedNode(f"{GRAPH}values/{re.sub('[^0-9A-Za-z.-]+', '-', path.stem).strip('-')}")

    def quads(self) -> Iterator[Quad]:
        """Yield what the file says; :attr:`report` is whole when all was taken.

        Raises :class:`UsageProblem` if no sheet has a FINESS column, or a campaign is not known.
        """
        yield Quad(self.graph, DCTERMS.source, Literal(self._path.name), self.graph)
        read = 0
        for sheet in sheets(self._path):
            found = self._headings(sheet)
            if found is None:
                self.report.other_sheets.append(sheet.name)
                continue
            read += 1
            columns, heading_row = found
            yield from self._rows(sheet, columns, heading_row)
        if not read:
            raise UsageProblem(
                Text(
                    "aucune feuille n'a de colonne FINESS ; ce n'est pas un fichier de résultats.",
                    "no sheet has a FINESS column; this is no file of results.",
                ),
                str(self._path),
            )

    def _headings(self, sheet: Sheet) -> tuple[Columns, int] | None:
        """Return the columns of a sheet and the row of their names; the rows after it are still to be taken.

        A list of variables names FINESS columns too, so that the row wins that names results, or else one with a
        FINESS number under it.
        """
        first = list(islice(sheet.rows, HEADING_ROWS))
        found = [
            (number_, columns)
            for number_, row in enumerate(first, 1)
            if (columns := self._matcher.match(row, f"{self._path.stem} {sheet.name}")) is not None
        ]
        chosen = max(found, key=lambda item: len(item[1].targets), default=None)
        if chosen is not None and not chosen[1].targets:
            chosen = next((item for item in found if self._numbers_below(first, *item)), None)
        if chosen is None:
            return None
        number_, columns = chosen
        sheet.rows = chain(first[number_:], sheet.rows)
        for listed, names in (
            (self.report.unknown, columns.unknown),
            (self.report.ambiguous, columns.ambiguous),
            (self.report.passed_over, columns.passed_over),
        ):
            listed += [(f"{sheet.name}!{cell_name(index, number_)}", one_line(heading)) for index, heading in names]
        return columns, number_

    def _numbers_below(self, rows: Sequence[tuple[object, ...]], number_: int, columns: Columns) -> bool:
        below = next((row for row in rows[number_:] if not all(is_blank(cell) for cell in row)), ())
        try:
            return bool(finess(_at(below, columns.finess)))
        except Rejected:
            return False

    def _rows(self, sheet: Sheet, columns: Columns, heading_row: int) -> Iterator[Quad]:
        by_indicator: dict[Indicator, list[tuple[int, str]]] = {}
        for index, target in columns.targets.items():
            by_indicator.setdefault(target.indicator, []).append((index, target.statistic))
        year = None if columns.campaign is not None else self._year(sheet)
        for row_number, row in enumerate(sheet.rows, heading_row + 1):
            if all(is_blank(cell) for cell in row):
                continue
            self.report.rows += 1

            def place(index: int, row_number: int = row_number) -> str:
                return f"{sheet.name}!{cell_name(index, row_number)}"

            try:
                code = finess(_at(row, columns.finess))
            except Rejected as error:
                self.report.reject(place(columns.finess), _at(row, columns.finess), error.text)
                continue
            if self._only and not self._wanted(row, columns):
                continue
            campaign = year or self._row_year(row, columns, place)
            if campaign is None:
                continue
            about = self._about(code, columns)
            yield from self._describe(about, code, columns, _at(row, columns.name))
            self.report.establishments.add(code)
            self.report.campaigns.add(campaign)
            for indicator, cells in by_indicator.items():
                yield from self._value(indicator, cells, row, about, code, campaign, place)

    def _wanted(self, row: Sequence[object], columns: Columns) -> bool:
        """Whether one of the FINESS numbers of a row, of the site or of its legal entity, was asked for."""
        for index in columns.finess_columns:
            try:
                if finess(_at(row, index)) in self._only:
                    return True
            except Rejected:
                continue
        return False

    def _value(
        self,
        indicator: Indicator,
        cells: list[tuple[int, str]],
        row: Sequence[object],
        about: NamedNode,
        code: str,
        campaign: str,
        place: Callable[[int], str],
    ) -> Iterator[Quad]:
        first = place(cells[0][0])
        key = (code, indicator.iri, campaign)
        if key in self._seen:
            text = Text(f"déjà lu en {self._seen[key]}.", f"already read in {self._seen[key]}.")
            self.report.reject(first, _at(row, cells[0][0]), text)
            return
        self._seen[key] = first
        said, reason = self._statistics(indicator, cells, row, place)
        node = NamedNode(f"{ID}observation/{code}/{indicator.iri.removeprefix(CATALOGUE)}/{campaign}")
        if not said and reason is None:
            return
        self.report.indicators[indicator.code] = self.report.indicators.get(indicator.code, 0) + 1
        facts: list[tuple[NamedNode, NamedNode | Literal]] = [
            (RDF.type, QG.IndicatorValue),
            (QG.ofIndicator, NamedNode(indicator.iri)),
            (QG.about, about),
            (QG.campaign, Literal(campaign, datatype=XSD.gYear)),
            (QG.seenIn, Literal(f"{self._path.name}!{first}")),
            *said,
        ]
        if any(prop == QG.value for prop, _ in said):
            self.report.values += 1
            if indicator.unit:
                facts.append((QG.unit, Literal(indicator.unit, language="fr")))
        elif reason is not None:
            self.report.missing += 1
            facts.append((QG.missingReason, reason))
        for prop, value in facts:
            yield Quad(node, prop, value, self.graph)

    def _statistics(
        self, indicator: Indicator, cells: list[tuple[int, str]], row: Sequence[object], place: Callable[[int], str]
    ) -> tuple[list[tuple[NamedNode, Literal]], NamedNode | None]:
        said: list[tuple[NamedNode, Literal]] = []
        reason: NamedNode | None = None
        for index, statistic in cells:
            cell = _at(row, index)
            if is_blank(cell):
                if statistic == "value":
                    reason = reason or NOT_GIVEN
                continue
            # "DI (données insuffisantes)" is DI.
            said_so = folded(cell).partition(" (")[0] if isinstance(cell, str) else ""
            known = self._reasons.get(said_so)
            if known is not None:
                if statistic in ("value", "class"):
                    reason = known if reason in (None, NOT_GIVEN) else reason
                continue
            try:
                said.append(_statistic(statistic, cell, indicator.unit))
            except Rejected as error:
                self.report.reject(place(index), cell, error.text)
        return said, reason

    def _describe(self, about: NamedNode, code: str, columns: Columns, name: object) -> Iterator[Quad]:
        if about in self._described or code in self._places:
            return
        self._described.add(about)
        kind, prop = (QG.Institution, QG.finessLegalEntity) if columns.legal else (QG.Site, QG.finessSite)
        yield Quad(about, RDF.type, kind, self.graph)
        yield Quad(about, prop, Literal(code), self.graph)
        if not is_blank(name):
            yield Quad(about, SKOS.prefLabel, Literal(str(name).strip(), language="fr"), self.graph)

    def _about(self, code: str, columns: Columns) -> NamedNode:
        known = self._places.get(code)
        return known or NamedNode(f"{ID}{'org/finess-' if columns.legal else 'site/'}{code}")

    def _year(self, sheet: Sheet) -> str:
        if self._campaign:
            return self._campaign
        for said in (sheet.name, self._path.stem):
            for pattern in (_COLLECTED, _YEAR):
                years: list[str] = sorted(set(pattern.findall(said)))
                if len(years) == 1:
                    return years[0]
        raise UsageProblem(
            Text(
                "la campagne n'est dite ni par une colonne, ni par le nom de la feuille ou du fichier ; "
                "ajoutez --campaign 2024.",
                "no column, sheet or file name says the campaign; add --campaign 2024.",
            ),
            f"{self._path}!{sheet.name}",
        )

    def _row_year(self, row: Sequence[object], columns: Columns, place: Callable[[int], str]) -> str | None:
        assert columns.campaign is not None
        cell = _at(row, columns.campaign)
        years: list[str] = _YEAR.findall(str(cell)) if not is_blank(cell) else []
        if years:
            return years[-1]
        if self._campaign:
            return self._campaign
        self.report.reject(place(columns.campaign), cell, Text("ce n'est pas une année.", "not a year."))
        return None


def _statistic(statistic: str, cell: object, unit: str) -> tuple[NamedNode, Literal]:
    if statistic == "respondents":
        value = number(cell, "")
        if value != value.to_integral() or value < 0:
            raise Rejected(Text("ce n'est pas un nombre entier.", "not a whole number."))
        return QG.respondents, Literal(str(int(value)), datatype=XSD.integer)
    if statistic in ("class", "evolution"):
        text = str(cell).strip()
        if len(text) > _TEXT_LIMIT:
            raise Rejected(Text("texte trop long.", "text too long."))
        return (QG.resultClass if statistic == "class" else QG.evolution), Literal(text)
    prop = {"value": QG.value, "mean": QG.nationalMean, "recommendation": QG.recommendationRate}[statistic]
    return prop, _decimal(number(cell, "%" if statistic == "recommendation" else unit))


def _decimal(value: Decimal) -> Literal:
    return Literal(f"{value:f}", datatype=XSD.decimal)


def _at(row: Sequence[object], index: int | None) -> object:
    return row[index] if index is not None and index < len(row) else None


def _known_places(store: Store) -> dict[str, NamedNode]:
    """Return the institutions and sites that the graph knows, by their FINESS numbers."""
    return {
        quad.object.value: quad.subject
        for prop in (QG.finessSite, QG.finessLegalEntity)
        for quad in store.quads_for_pattern(None, prop, None, None)
        if isinstance(quad.object, Literal) and isinstance(quad.subject, NamedNode)
    }
