"""The names of columns of published results, taken apart: statistic, key, version, year, sector.

HAS builds a name from a statistic, the key of an indicator, a version and a year, in changing order and case:
``res_dpa_qls_v2_mco``, ``classe_DPA_qls_v2_MCO``, ``rcp2_c2_icbas_etbt``, ``ete_ortho_ratio_oe``, ``score_AVH_ajust``.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from qualigraph.terms import ID

STATISTICS = (
    ("nb_rep_score_", "respondents"),
    ("nb_rep_", "respondents"),
    ("nb_dossiers_", "respondents"),
    ("nb_dos_", "respondents"),
    ("den_", "respondents"),
    ("classement_", "class"),
    ("classe_", "class"),
    ("pos_seuil_", "class"),
    ("evolution_", "evolution"),
    ("evol_", "evolution"),
    ("moy_nat_", "mean"),
    ("moyenne_nationale_", "mean"),
    ("taux_reco_", "recommendation"),
    ("icbas_", "bound"),
    ("ichaut_", "bound"),
    ("ic_bas_", "bound"),
    ("ic_haut_", "bound"),
    ("resultat_", "value"),
    ("res_", "value"),
    ("score_", "value"),
)
"""How the name of a column begins, and the statistic that it means."""

ENDINGS = (
    ("_den", "respondents"),
    ("_cible", "respondents"),
    ("_pos_seuil", "class"),
    ("_classe", "class"),
    ("_evolution", "evolution"),
    ("_evol", "evolution"),
    ("_moy_nat", "mean"),
    ("_ratio_oe", "value"),
    ("_ratio", "value"),
    ("_icbas", "bound"),
    ("_ichaut", "bound"),
    ("_ic_bas", "bound"),
    ("_ic_haut", "bound"),
    ("_obs", "bound"),
    ("_att", "bound"),
    ("_2ds_3ds", "bound"),
    ("_2ds", "bound"),
    ("_3ds", "bound"),
)
"""How it ends; "bound" are what stands beside a value and has no place in the graph: intervals, observed, expected."""

GENERIC = {"classement": "class", "classe": "class", "evolution": "evolution", "taux_reco_brut": "recommendation"}
"""Columns of an e-Satis file that name no indicator: they are of the survey that the file is about."""

_DESCRIBING = """
participation depot region departement dep code_region code_departement libelle_region libelle_departement ville commune
adresse code_postal statut statut_juridique categorie type type_etablissement type_es secteur champ nb_lits nb_reco_brut
score_ajust_esatis_region
"""
DESCRIBING = frozenset(_DESCRIBING.split())
"""Columns that describe the establishment or the survey: known, and not taken over."""

CAMPAIGN = frozenset({"annee", "campagne", "annee_recueil", "annee_campagne", "annee_de_recueil", "recueil"})
NAME = frozenset({"rs", "raison_sociale", "nom", "nom_etablissement", "nom_es", "libelle_etablissement"})

_SECTORS = {
    "mco": {"mco", "mco-ca"},
    "ca": {"mco-ca"},
    "smr": {"smr"},
    "had": {"had"},
    "psy": {"psy", "psy-full-time"},
    "dia": {"dialysis"},
}
_NOISE = frozenset({"mhs", "etbt", "es"})
"""Words of a key that tell nothing here: "mhs" is MCO, HAD and SSR together, "etbt" the establishment."""

_VERSION = re.compile(r"^v\d+$")
_YEAR = re.compile(r"^(19|20)\d\d$")


@lru_cache(maxsize=4096)
def plain(name: object) -> str:
    """Return a heading in lower case, without accents, its words joined by underscores; a star stays."""
    text = unicodedata.normalize("NFKD", str(name or ""))
    text = "".join(char for char in text if not unicodedata.combining(char)).lower()
    return re.sub(r"[^0-9a-z*]+", "_", text).strip("_")


def statistic_of(name: str) -> tuple[str, str]:
    """Return the statistic that a plain heading means and the key that is left of it; a bare key is a value."""
    if name in GENERIC:
        return GENERIC[name], ""
    statistic, key = "", name
    for prefix, said in STATISTICS:
        if name.startswith(prefix):
            statistic, key = said, name.removeprefix(prefix)
            break
    if statistic == "respondents":
        key = key.removeprefix("score_")
    key = key.removesuffix("_etbt").removesuffix("_es")
    for ending, said in ENDINGS:
        if key.endswith(ending):
            # "classe_ete_ortho_ratio" is a class all the same: what the name begins with is said first.
            statistic, key = statistic if statistic not in ("", "value") else said, key.removesuffix(ending)
            break
    return statistic or "value", key


def names_a_statistic(name: str) -> bool:
    """Whether a plain heading begins or ends as the statistics do, so that it can only be about results."""
    beginning = any(name.startswith(prefix) for prefix, _ in STATISTICS)
    return beginning or any(name.removesuffix("_etbt").endswith(ending) for ending, _ in ENDINGS)


def words_of(key: str, *, versions: bool = True) -> frozenset[str]:
    """Return the words of a key or a code without years and noise, SSR as SMR; without versions if asked."""
    words = {"smr" if word == "ssr" else word for word in plain(key).split("_")} - _NOISE - {""}
    words = {word for word in words if not _YEAR.match(word)}
    return frozenset(words if versions else {word for word in words if not _VERSION.match(word)})


def sectors_of(text: str) -> frozenset[str]:
    """Return the addresses of the sectors of care that the words of a key or of a file's name say."""
    words = words_of(text)
    said = {word for word in words if word in _SECTORS}
    if "ca" in said:
        said.discard("mco")
    return frozenset(f"{ID}sector/{name}" for word in said for name in _SECTORS[word])
