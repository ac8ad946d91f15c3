"""Which column of published results says what: the indicator, and which of its statistics.

The catalogues give the names of columns as they were seen (``qg:openDataColumn``), some with a star for what was
not. Names of other years, versions and spellings are found by their words; a name that says a sector of care finds
only what is measured in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode, Store

from qualigraph.catalogues.headings import (
    CAMPAIGN,
    DESCRIBING,
    NAME,
    names_a_statistic,
    plain,
    sectors_of,
    statistic_of,
    words_of,
)
from qualigraph.terms import CATALOGUE, QG, RDF, SKOS

_OF_SURVEYS = frozenset({"ajust", "rea", "smr", "ca", "mco", "psy", "had"})
"""Words around a dimension in the columns of e-Satis: score_accueil_rea_ajust, score_AVH_ajust."""

_SURVEYS = {"48h": "48h", "ca": "ca", "smr": "smr", "psy": "psy"}


@dataclass(frozen=True)
class Indicator:
    """An entry as the importer needs it: its address, code, acronyms, unit, survey, columns and sectors."""

    iri: str
    code: str
    acronyms: tuple[str, ...]
    unit: str
    root: str
    columns: tuple[str, ...]
    sectors: frozenset[str]

    @property
    def dimension(self) -> str:
        """The last part of the code of a survey's dimension ("accueil"), "all" for the survey, else nothing."""
        if not self.code.startswith("ESATIS"):
            return ""
        return plain(self.code.rpartition("__")[2]) if "__" in self.code else "all"


@dataclass(frozen=True)
class Target:
    """What a column says: of which indicator, which statistic."""

    indicator: Indicator
    statistic: str


@dataclass
class Columns:
    """The columns of one sheet: by index, what each says; and the names that nothing is known of."""

    finess: int
    legal: bool
    finess_columns: tuple[int, ...] = ()
    name: int | None = None
    campaign: int | None = None
    targets: dict[int, Target] = field(default_factory=dict)
    unknown: list[tuple[int, str]] = field(default_factory=list)
    ambiguous: list[tuple[int, str]] = field(default_factory=list)
    passed_over: list[tuple[int, str]] = field(default_factory=list)


def indicators(store: Store) -> list[Indicator]:
    """Return the catalogue entries of ``store``, in the order of their addresses."""
    found = []
    for quad in store.quads_for_pattern(None, RDF.type, QG.Indicator, None):
        node = quad.subject
        if isinstance(node, NamedNode) and node.value.startswith(CATALOGUE):
            above = _first(store, node, SKOS.broader)
            found.append(
                Indicator(
                    node.value,
                    _first(store, node, SKOS.notation) or node.value.rpartition("/")[2],
                    tuple(_all(store, node, QG.acronym)),
                    _first(store, node, QG.unit),
                    above or node.value,
                    tuple(sorted(plain(name) for name in _all(store, node, QG.openDataColumn))),
                    frozenset(_all(store, node, QG.sector)),
                )
            )
    return sorted(set(found), key=lambda indicator: indicator.iri)


def _all(store: Store, node: NamedNode, prop: NamedNode) -> list[str]:
    values = [quad.object for quad in store.quads_for_pattern(node, prop, None, None)]
    return sorted({value.value for value in values if isinstance(value, Literal | NamedNode)})


def _first(store: Store, node: NamedNode, prop: NamedNode) -> str:
    return next(iter(_all(store, node, prop)), "")


class Matcher:
    """Finds the indicator of a column by the names that the catalogues know."""

    def __init__(self, known: Iterable[Indicator]) -> None:
        self._known = list(known)
        self._by_iri = {indicator.iri: indicator for indicator in self._known}
        self._exact: dict[str, list[Indicator]] = {}
        self._stars: list[tuple[str, Indicator]] = []
        for indicator in self._known:
            for column in indicator.columns:
                key = statistic_of(column)[1]
                if column.endswith("*"):
                    self._stars.append((key.rstrip("*"), indicator))
                elif key and column not in DESCRIBING:
                    self._exact.setdefault(key, []).append(indicator)
        self._roots = {indicator.root: indicator for indicator in self._known if indicator.dimension}

    def candidates(self, key: str) -> list[Indicator]:
        """Return the indicators that a key can mean, by the surest way that finds any."""
        starred = [indicator for star, indicator in self._stars if _fits(key, star)]
        exact = self._exact.get(key, [])
        return next(
            (
                fitting
                for found in (
                    [*exact, *starred] if exact else [],
                    self._by_words(key, versions=True),
                    starred,
                    self._by_words(key, versions=False),
                )
                if (fitting := _in_sector(dict.fromkeys(found), key))
            ),
            [],
        )

    def _by_words(self, key: str, *, versions: bool) -> list[Indicator]:
        """Return the indicators whose code, acronym or column has the same words in any order."""
        wanted = words_of(key, versions=versions)
        if not wanted:
            return []
        names = {
            indicator: [indicator.code, *indicator.acronyms, *(statistic_of(name)[1] for name in indicator.columns)]
            for indicator in self._known
        }
        return [
            indicator
            for indicator, known in names.items()
            if any(words_of(name, versions=versions) == wanted for name in known if not name.endswith("*"))
        ]

    def of_part(self, key: str) -> list[Indicator]:
        """Return the indicators whose code begins or goes on with the two words or more of a key: "dpa_qls"."""
        wanted = words_of(key, versions=False)
        found = [indicator for indicator in self._known if wanted <= words_of(indicator.code, versions=False)]
        return _in_sector(dict.fromkeys(found), key) if len(wanted) >= 2 else []

    def survey(self, names: Sequence[str], hint: str) -> str:
        """Return the address of the survey that a sheet is about: by its name, else by columns that only it has."""
        said = plain(hint).replace("ssr", "smr")
        joined, words = said.replace("_", ""), set(said.split("_"))
        for about in (
            [word for word in _SURVEYS if f"esatis{word}" in joined],
            [word for word in _SURVEYS if "esatis" in joined and word in words],
        ):
            named = [root for root in sorted(self._roots) if _survey_word(root) in about]
            if len(named) == 1:
                return named[0]
        votes: dict[str, int] = {}
        for name in names:
            key = statistic_of(name)[1]
            found = {indicator.root for indicator in self._exact.get(key, ()) if indicator.dimension}
            found = found or {root for root in self._roots if self._dimension(root, key) is not None}
            if len(found) == 1:
                votes[next(iter(found))] = votes.get(next(iter(found)), 0) + 1
        return max(sorted(votes), key=lambda root: votes[root]) if votes else ""

    def _dimension(self, survey: str, key: str) -> Indicator | None:
        """Return the part of a survey that a key names: the whole of it for "all_ajust", a dimension."""
        words = words_of(key)
        left = words - _OF_SURVEYS
        if "ajust" not in words or len(left) != 1 or ("smr" in words) != (_survey_word(survey) == "smr"):
            return None
        parts = [indicator for indicator in self._known if indicator.root == survey]
        return next((part for part in parts if part.dimension in left), None)

    def match(self, headings: Sequence[object], hint: str) -> Columns | None:
        """Return what the headings of a sheet say, or None if none of them is a FINESS number."""
        names = [plain(heading) for heading in headings]
        numbers = _finess_columns(names)
        if not numbers:
            return None
        found = Columns(numbers[0], _is_legal(names[numbers[0]]), numbers)
        survey = self.survey(names, hint)
        for index, name in enumerate(names):
            if index != found.finess and name:
                self._place(found, index, name, str(headings[index]).strip(), survey, hint)
        return found

    def _place(self, found: Columns, index: int, name: str, heading: str, survey: str, hint: str) -> None:
        if name in CAMPAIGN:
            found.campaign = index
        elif name in DESCRIBING or "finess" in name or name in NAME or name.startswith("rs_"):
            if found.name is None and (name in NAME or name.startswith("rs_")):
                found.name = index
            found.passed_over.append((index, heading))
        else:
            statistic, key = statistic_of(name)
            candidates = self._meant(name, statistic, key, survey, hint)
            if len(candidates) != 1:
                (found.ambiguous if candidates else found.unknown).append((index, heading))
            elif statistic == "bound":
                found.passed_over.append((index, heading))
            elif (target := Target(candidates[0], statistic)) in found.targets.values():
                # Of two versions in one file the first is taken; that there are two must be seen.
                (found.ambiguous if statistic == "value" else found.passed_over).append((index, heading))
            else:
                found.targets[index] = target

    def _meant(self, name: str, statistic: str, key: str, survey: str, hint: str) -> list[Indicator]:
        if survey:
            if not key or statistic == "recommendation":
                return [self._by_iri[survey]]
            part = self._dimension(survey, key)
            if part is not None:
                return [part]
        of_results = names_a_statistic(name)
        if not key or not (of_results or "_" in key or key in self._exact):
            # One word alone ("add", "poids") is the acronym of something by chance.
            return []
        candidates = self.candidates(key)
        if not candidates and of_results:
            candidates = self.of_part(key)
        sectors = sectors_of(hint)
        if len(candidates) > 1 and sectors:
            # "res_dpa_qls" says no sector, the name of its sheet or file may.
            candidates = [candidate for candidate in candidates if candidate.sectors & sectors] or candidates
        of_survey = [candidate for candidate in candidates if candidate.root == survey]
        return of_survey or candidates


def _survey_word(root: str) -> str:
    words = plain(root.rpartition("/")[2]).split("_")
    return next((word for word in words if word in _SURVEYS), "")


def _in_sector(found: Iterable[Indicator], key: str) -> list[Indicator]:
    """Keep what is measured in the sector that a key says, if it says one."""
    sectors = sectors_of(key)
    return [indicator for indicator in found if not sectors or not indicator.sectors or indicator.sectors & sectors]


def _fits(key: str, star: str) -> bool:
    return key.startswith(star) or key == star.rstrip("_")


def _finess_columns(names: Sequence[str]) -> tuple[int, ...]:
    """Return the columns of FINESS numbers, that of the site before that of the legal entity."""
    numbers = [
        index
        for index, name in enumerate(names)
        if "finess" in name and not name.startswith(("rs_", "raison", "nom_", "libelle"))
    ]
    return tuple(sorted(numbers, key=lambda index: (_is_legal(names[index]), not _is_site(names[index]), index)))


def _is_site(name: str) -> bool:
    return bool(set(name.split("_")) & {"geo", "et", "site", "geographique"}) or name.endswith("finesset")


def _is_legal(name: str) -> bool:
    return bool(set(name.split("_")) & {"ej", "juridique", "jur"}) or name.endswith("finessej")
