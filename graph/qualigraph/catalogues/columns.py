"""Which column of published results says what: the indicator, and which of its statistics.

The catalogues give the names of columns as they were seen (``qg:openDataColumn``), some with a star for what was
not. HAS builds names from a statistic, a key, a version and a year, so that the names of other years are found too.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode, Store

from qualigraph.terms import CATALOGUE, QG, RDF, SKOS

STATISTICS = (
    ("nb_rep_score_", "respondents"),
    ("nb_rep_", "respondents"),
    ("nb_dossiers_", "respondents"),
    ("nb_dos_", "respondents"),
    ("classement_", "class"),
    ("classe_", "class"),
    ("evolution_", "evolution"),
    ("evol_", "evolution"),
    ("moy_nat_", "mean"),
    ("moyenne_nationale_", "mean"),
    ("taux_reco_", "recommendation"),
    ("resultat_", "value"),
    ("res_", "value"),
    ("score_", "value"),
)
"""How the name of a column begins, and the statistic that it means; what begins otherwise is a value."""

GENERIC = {"classement": "class", "classe": "class", "evolution": "evolution", "taux_reco_brut": "recommendation"}
"""Columns of an e-Satis file that name no indicator: they are of the survey that the file is about."""

_DESCRIBING = """
participation depot region departement dep code_region code_departement libelle_region libelle_departement ville commune
adresse code_postal statut statut_juridique categorie type_etablissement secteur champ nb_lits nb_reco_brut
"""
DESCRIBING = frozenset(_DESCRIBING.split())
"""Columns that describe the establishment or the survey: known, and not taken over."""

_VERSION = re.compile(r"^v\d+$")
_YEAR = re.compile(r"^(19|20)\d\d$")
_CAMPAIGN = frozenset({"annee", "campagne", "annee_recueil", "annee_campagne", "annee_de_recueil", "recueil"})
_NAME = frozenset({"rs", "raison_sociale", "nom", "nom_etablissement", "nom_es", "libelle_etablissement"})


def plain(name: object) -> str:
    """Return a heading in lower case, without accents, its words joined by underscores; a star stays."""
    text = unicodedata.normalize("NFKD", str(name or ""))
    text = "".join(char for char in text if not unicodedata.combining(char)).lower()
    return re.sub(r"[^0-9a-z*]+", "_", text).strip("_")


@dataclass(frozen=True)
class Indicator:
    """An entry as the importer needs it: its address, code, unit, the survey above it and its columns."""

    iri: str
    code: str
    unit: str
    root: str
    columns: tuple[str, ...]


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
    name: int | None = None
    campaign: int | None = None
    targets: dict[int, Target] = field(default_factory=dict)
    unknown: list[tuple[int, str]] = field(default_factory=list)
    ambiguous: list[tuple[int, str]] = field(default_factory=list)
    passed_over: list[str] = field(default_factory=list)


def indicators(store: Store) -> list[Indicator]:
    """Return the catalogue entries of ``store`` that have columns, or are dimensions or wholes of such."""
    found = []
    for quad in store.quads_for_pattern(None, RDF.type, QG.Indicator, None):
        node = quad.subject
        if isinstance(node, NamedNode) and node.value.startswith(CATALOGUE):
            above = _first(store, node, SKOS.broader)
            found.append(
                Indicator(
                    node.value,
                    _first(store, node, SKOS.notation) or node.value.rpartition("/")[2],
                    _first(store, node, QG.unit),
                    above or node.value,
                    tuple(sorted(plain(name) for name in _all(store, node, QG.openDataColumn))),
                )
            )
    return sorted(set(found), key=lambda indicator: indicator.iri)


def _all(store: Store, node: NamedNode, prop: NamedNode) -> list[str]:
    values = [quad.object for quad in store.quads_for_pattern(node, prop, None, None)]
    return sorted({value.value for value in values if isinstance(value, Literal | NamedNode)})


def _first(store: Store, node: NamedNode, prop: NamedNode) -> str:
    return next(iter(_all(store, node, prop)), "")


def statistic_of(name: str) -> tuple[str, str]:
    """Return the statistic that a plain heading means and the key that is left of it."""
    for prefix, statistic in STATISTICS:
        if name.startswith(prefix):
            rest = name.removeprefix(prefix)
            return statistic, rest.removeprefix("score_") if statistic == "respondents" else rest
    return GENERIC.get(name, "value"), "" if name in GENERIC else name


class Matcher:
    """Finds the indicator of a column by the names that the catalogues know."""

    def __init__(self, known: Iterable[Indicator]) -> None:
        self._known = list(known)
        self._exact: dict[str, list[Indicator]] = {}
        self._stars: list[tuple[str, Indicator]] = []
        for indicator in self._known:
            for column in indicator.columns:
                key = statistic_of(column)[1]
                if column.endswith("*"):
                    self._stars.append((key.rstrip("*"), indicator))
                elif key and column not in DESCRIBING:
                    self._exact.setdefault(key, []).append(indicator)
        self._by_words: dict[frozenset[str], list[Indicator]] = {}
        for indicator in self._known:
            self._by_words.setdefault(frozenset(plain(indicator.code).split("_")), []).append(indicator)

    def candidates(self, key: str) -> list[Indicator]:
        """Return the indicators that a key can mean, the surest way of finding them first."""
        if key in self._exact:
            starred = [indicator for star, indicator in self._stars if key.startswith(star)]
            return list(dict.fromkeys(self._exact[key] + starred))
        starred = list(dict.fromkeys(indicator for star, indicator in self._stars if _fits(key, star)))
        if starred:
            return starred
        words = [word for word in key.split("_") if not _YEAR.match(word)]
        undated = "_".join(words)
        if undated != key and undated in self._exact:
            return self._exact[undated]
        for chosen in (words, [word for word in words if not _VERSION.match(word)]):
            if frozenset(chosen) in self._by_words:
                return self._by_words[frozenset(chosen)]
        unversioned = "_".join(word for word in words if not _VERSION.match(word))
        same = {
            indicator.iri: indicator
            for known, owners in self._exact.items()
            for indicator in owners
            if "_".join(word for word in known.split("_") if not _VERSION.match(word)) == unversioned
        }
        return list(same.values()) if len(same) == 1 and unversioned else []

    def survey(self, names: Sequence[str], hint: str) -> str:
        """Return the address of the survey that a sheet is about: by its name, else by columns that only it has."""
        said = plain(hint).replace("_", "").replace("ssr", "smr")
        roots = {indicator.root for indicator in self._known if indicator.code.startswith("ESATIS")}
        named = [root for root in sorted(roots) if "".join(plain(root.rpartition("/")[2]).split("_")[:2]) in said]
        if len(named) == 1:
            return named[0]
        votes: dict[str, int] = {}
        for name in names:
            found = {indicator.root for indicator in self._exact.get(statistic_of(name)[1], ())} & roots
            if len(found) == 1:
                votes[next(iter(found))] = votes.get(next(iter(found)), 0) + 1
        return max(votes, key=lambda root: votes[root]) if votes else ""

    def match(self, headings: Sequence[object], hint: str) -> Columns | None:
        """Return what the headings of a sheet say, or None if none of them is a FINESS number."""
        names = [plain(heading) for heading in headings]
        place = _finess_column(names)
        if place is None:
            return None
        found = Columns(place, _is_legal(names[place]))
        survey = self.survey(names, hint)
        for index, name in enumerate(names):
            if index == place or not name:
                continue
            self._place(found, index, name, str(headings[index]).strip(), survey)
        return found

    def _place(self, found: Columns, index: int, name: str, heading: str, survey: str) -> None:
        if name in _CAMPAIGN:
            found.campaign = index
        elif name in DESCRIBING or "finess" in name or name in _NAME or name.startswith("rs_"):
            if found.name is None and (name in _NAME or name.startswith("rs_")):
                found.name = index
            found.passed_over.append(heading)
        else:
            statistic, key = statistic_of(name)
            chosen = self._survey_column(survey, statistic, key)
            candidates = [chosen] if chosen else self.candidates(key) if key else []
            of_survey = [candidate for candidate in candidates if candidate.root == survey]
            candidates = of_survey or candidates
            if len(candidates) == 1:
                found.targets[index] = Target(candidates[0], statistic)
            else:
                (found.ambiguous if candidates else found.unknown).append((index, heading))

    def _survey_column(self, survey: str, statistic: str, key: str) -> Indicator | None:
        """Return the survey itself for a column that names no indicator, or names the whole of the survey."""
        if survey and (not key or statistic == "recommendation"):
            return next((indicator for indicator in self._known if indicator.iri == survey), None)
        return None


def _fits(key: str, star: str) -> bool:
    return key.startswith(star) or key == star.rstrip("_")


def _finess_column(names: Sequence[str]) -> int | None:
    """Return the column of the FINESS number: of the site rather than of the legal entity."""
    numbers = [
        index
        for index, name in enumerate(names)
        if "finess" in name and not name.startswith(("rs_", "raison", "nom_", "libelle"))
    ]
    sites = [index for index in numbers if not _is_legal(names[index])]
    surest = [index for index in sites if set(names[index].split("_")) & {"geo", "et", "site", "geographique"}]
    return next(iter(surest or sites or numbers), None)


def _is_legal(name: str) -> bool:
    return bool(set(name.split("_")) & {"ej", "juridique", "jur"})
