"""Bare "patients", "professionnels", "équipes", "usagers": recorded alike in the three documents.

The rule: a bare word is a mention where its sentence makes the group a party (it acts, commits itself, is consulted,
informed, trained, accompanied, or expresses its needs), not where it is only the beneficiary or the setting. A group
with a name of its own ("représentants des usagers", "infirmiers libéraux") is always a mention.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from rdflib import RDF, Graph, Namespace

QG = Namespace("https://w3id.org/qualigraph/ns#")
ID = "https://w3id.org/qualigraph/id/"
PLANS = ("icm/projet-qualite-2023-2027", "icm/pmss-2023-2027", "clb/politique-qualite-2022-2026")
# The lines where a bare word names a party, as read.
READ = {
    "projet-qualite-2023-2027": {
        "equipes": {48, 65, 75, 98, 176, 254, 269, 316, 351, 467, 531},
        "medecins": {500},
        "patients": {39, 157, 513},
        "professionnels": {53, 67, 74, 180, 377, 387, 425, 446, 465, 509, 513},
        "soignants": {39, 513},
        "usagers": {65, 176, 352, 424},
    },
    "pmss-2023-2027": {
        "equipes": {1663},
        "medecins": {79, 344, 926},
        "patients": {743, 759},
        "professionnels": {548, 1249, 1278, 1285},
        "soignants": {79},
    },
    "politique-qualite-2022-2026": {
        "equipes": {158},
        "patients": {181},
        "professionnels": {23},
        "usagers": {225},
    },
}
BARE = {f"{institution}/group/{word}" for institution in ("icm", "clb") for words in READ.values() for word in words}


def test_a_bare_word_is_recorded_only_where_it_names_a_party(repository: Path) -> None:
    found: dict[str, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    for plan in PLANS:
        graph = Graph().parse(repository / f"graph/data/{plan}-mentions.ttl")
        for mention in graph.subjects(RDF.type, QG.Mention):
            thing = str(graph.value(mention, QG.mentionOf)).removeprefix(ID)
            if thing in BARE:
                line = int(str(graph.value(graph.value(mention, QG.passage), QG.firstLine)))
                found[plan.rpartition("/")[2]][thing.rpartition("/")[2]].add(line)
    assert found == READ
