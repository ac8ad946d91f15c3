"""Who does what in the PMSS, what it takes up again and what it leaves open, against lists written from a reading."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from rdflib import RDF, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, ORG, RDFS, SKOS

XSD = Namespace("http://www.w3.org/2001/XMLSchema#")
QG = Namespace("https://w3id.org/qualigraph/ns#")
ID = "https://w3id.org/qualigraph/id/"
PLAN = "icm/pmss-2023-2027"
GOVERNANCE = {
    ("facilitates", "icm/body/copil-pmss", (87, 90)),
    ("steers", "icm/body/copil-pmss", (89, 90)),
    ("participates", "icm/group/personnels-medicaux-et-soignants", (37, 38)),
    ("prepares", "icm/body/groupes-de-travail-pmss", (94, 97)),
    ("prepares", "icm/body/groupes-de-travail-pmss", (121, 122)),
    ("proposes", "icm/body/groupes-de-travail-pmss", (112, 113)),
    ("prepares", "icm/group/responsables-actions-pmss", (97, 100)),
    ("prepares", "icm/body/groupes-de-travail-actions-pmss", (103, 104)),
    ("participates", "icm/group/personnes-ressources-pmss", (97, 100)),
    ("validates", "icm/body/codir", (111, 114)),
    ("validates", "icm/body/codir", (53, 55)),
    ("informed", "icm/body/cse", (114, 117)),
    ("informed", "icm/body/cme", (114, 117)),
    ("informed", "icm/body/cdu", (114, 117)),
    ("informed", "icm/group/comites-et-instances", (114, 117)),
    ("examines", "icm/body/comites-de-relecture-pmss", (123, 123)),
    ("prepares", "org/icm", (123, 125)),
    ("monitors", "icm/body/codir", (127, 128)),
}
"""What the method chapter says of the plan itself: role, actor, lines."""

ELEMENTS = {
    **{f"os{number}": {("steers", "icm/group/pilotes-orientations-pmss")} for number in range(1, 6)},
    "os2/obj2/action3/measure2": {("participates", "icm/function/medecin-des-soins-de-support")},
    "os2/obj2/action3/measure5": {("informed", "icm/group/equipe-chirurgicale")},
    "os2/obj2/action7/group1/measure3": {
        ("implements", "icm/group/anesthesistes-reanimateurs-seniors"),
        ("implements", "icm/group/cca"),
    },
    "os2/obj3/action2/measure5": {("informed", "icm/group/patients")},
    "os2/obj3/action3/measure5": {("informed", "icm/group/patients")},
    "os3/obj1/action2/measure4": {
        ("prepares", "icm/body/comite-de-pilotage-scientifique-neuro-imagerie"),
        ("monitors", "icm/body/comite-de-pilotage-scientifique-neuro-imagerie"),
    },
    "os3/obj1/action2/measure11": {("participates", "org/sfnr")},
    "os3/obj1/action4/group2/measure2": {("participates", "icm/body/groupe-patients-partenaires-simulation")},
    "os3/obj1/action4/group3/measure1": {("participates", "icm/group/ipa")},
    "os3/obj2/action5": {("implements", "org/unicancer")},
    "os3/obj3/action2/group1/measure5": {("coordinates", "org/icm")},
    "os3/obj3/action3/measure2": {("steers", "icm/body/comite-de-pilotage-label-ccc")},
    "os4/obj1/action1/measure1": {("proposes", "icm/body/cellule-de-reflexion-prevention")},
    "os5/obj1/action2/measure3": {("participates", "icm/group/chercheurs-ircm")},
    "os5/obj1/action2/measure6": {("informed", "org/icm")},
    "os5/obj1/action2/measure8": {("carries", "icm/group/binome-clinicien-chercheur")},
    "os5/obj1/action3/measure4": {("informed", "icm/group/communaute-onco-montpellieraine")},
    "os5/obj3/action1/measure4": {("facilitates", "icm/group/cadres-services-de-soins")},
    "os5/obj3/action3/measure1": {("facilitates", "icm/unit/rctb")},
    "os5/obj4/action1/measure3": {("consulted", "icm/unit/drci"), ("consulted", "icm/unit/direction-ircm")},
}
"""What the governance file says inside the orientations: element, role, actor."""

YEARLY = {
    "report/icm/etat-avancement-pmss",
    "report/icm/rapport-activite-annuel",
    "report/icm/tableau-de-suivi-pmss",
    "review/icm/echange-annuel-pmss",
}
RESTATED = {
    ("os2/obj1/action3", "icm/paqss-2023-2027/os2/obj1/action3", "same"),
    ("os2/obj3/action3", "icm/paqss-2023-2027/os2/obj1/action4", "same"),
    ("os2/obj2/action1", "icm/paqss-2023-2027/os3/obj2/action1", "same"),
    ("os3/obj3/action3", "icm/paqss-2023-2027/os1/obj3/action5", "same"),
    ("os3/obj2/action4/measure4", f"{PLAN}/os3/obj2/action5/measure4", "same"),
    ("os3/obj1/action4/group1/measure6", "icm/paqss-2023-2027/os1/obj3/action3", "partly"),
    ("os1/obj2/action3/measure4", "icm/paqss-2023-2027/os1/obj3/action4", "partly"),
    ("os1/obj3/action1/measure7", "icm/paqss-2023-2027/os3/obj1/action2", "partly"),
    ("os2/obj4", "icm/paqss-2023-2027/os2/obj2", "partly"),
    ("os3/obj1/action4/group2/measure2", "icm/paqss-2023-2027/os2/obj2/action2", "partly"),
    ("os2/obj2", "icm/paqss-2023-2027/os2/obj1/action1", "partly"),
    ("os2/obj3/action2/measure3", "icm/paqss-2023-2027/os2/obj1/action1", "partly"),
    ("os5/obj2/action3", "icm/paqss-2023-2027/os1/obj3/action2", "partly"),
    ("os1/obj1/action1", f"{PLAN}/os3/obj2/action2", "partly"),
    ("os2/obj2/action2", f"{PLAN}/os4/obj1", "partly"),
    ("os3/obj1/action4/group1/measure5", f"{PLAN}/os3/obj3/action1/measure2", "partly"),
    ("os3/obj3/action2/group1/measure3", f"{PLAN}/os5/obj3/action1/measure5", "partly"),
}
DISCREPANCIES = {
    "title-variant": 4,
    "spelling": 33,
    "printed-twice": 1,
    "misplaced-text": 15,
    "action-without-measure": 2,
    "objective-without-action": 1,
    "conflicting-horizon": 1,
    "conflicting-threshold": 2,
    "dangling-text": 9,
    "other": 6,
    "acronym-not-expanded": 71,
}


def node(path: str) -> URIRef:
    return URIRef(ID + path)


def path_of(term: object) -> str:
    assert str(term).startswith(ID), term
    return str(term)[len(ID) :]


def read(repository: Path, ending: str) -> Graph:
    return Graph().parse(repository / f"graph/data/icm/pmss-2023-2027{ending}.ttl")


@pytest.fixture(scope="module")
def governance(repository: Path) -> Graph:
    return read(repository, "-governance")


@pytest.fixture(scope="module")
def restatements(repository: Path) -> Graph:
    return read(repository, "-restatements")


@pytest.fixture(scope="module")
def discrepancies(repository: Path) -> Graph:
    return read(repository, "-discrepancies")


@pytest.fixture(scope="module")
def lists(repository: Path) -> Graph:
    graph = Graph()
    for path in sorted((repository / "ontology/vocab").glob("*.ttl")):
        graph.parse(path)
    return graph


def roles(graph: Graph, item: URIRef) -> set[tuple[str, str, tuple[int, int]]]:
    """Each involvement of an item as role, actor and the lines of each of its passages."""
    found = set()
    for involvement in graph.objects(item, QG.qualifiedInvolvement):
        role = path_of(graph.value(involvement, QG.role)).removeprefix("role/")
        actor = path_of(graph.value(involvement, QG.actor))
        for passage in graph.objects(involvement, QG.passage):
            lines = re.search(r"/(\d+)-(\d+)-\d+$", str(passage))
            assert lines is not None, passage
            found.add((role, actor, (int(lines[1]), int(lines[2]))))
    return found


def test_who_does_what_for_the_plan(governance: Graph) -> None:
    assert roles(governance, node(PLAN)) == GOVERNANCE


def test_who_does_what_inside_the_orientations(governance: Graph) -> None:
    found: dict[str, set[tuple[str, str]]] = {}
    for item in set(governance.subjects(QG.qualifiedInvolvement)):
        if path_of(item).startswith(PLAN + "/"):
            element = path_of(item).removeprefix(PLAN + "/")
            found[element] = {(role, actor) for role, actor, _ in roles(governance, URIRef(str(item)))}
    assert found == ELEMENTS


def test_every_involvement_has_its_place_and_its_property_beside_it(governance: Graph, lists: Graph) -> None:
    involvements = set(governance.subjects(RDF.type, QG.Involvement))
    assert len(involvements) > 50
    held = {o for _, o in governance.subject_objects(QG.qualifiedInvolvement)}
    assert held == involvements
    for item, involvement in governance.subject_objects(QG.qualifiedInvolvement):
        role, actor = governance.value(involvement, QG.role), governance.value(involvement, QG.actor)
        own = lists.value(role, QG.roleProperty)
        assert own is not None, role
        assert (item, own, actor) in governance, (item, own, actor)
        assert list(governance.objects(involvement, QG.passage)), involvement


def test_every_role_property_has_its_involvement(governance: Graph, lists: Graph) -> None:
    for own in set(lists.objects(None, QG.roleProperty)):
        assert isinstance(own, URIRef)
        for item, actor in governance.subject_objects(own):
            told = {governance.value(i, QG.actor) for i in governance.objects(item, QG.qualifiedInvolvement)}
            tied = {
                governance.value(relation, QG.relatedActor)
                for relation in governance.subjects(QG.subjectActor, item)
                if governance.value(relation, QG.relation) == own
            }
            assert actor in told | tied, (item, own, actor)


def test_who_is_in_the_steering_committee(governance: Graph) -> None:
    members = {path_of(o) for o in governance.objects(node("icm/body/copil-pmss"), ORG.hasMember)}
    assert members == {
        "icm/unit/direction-generale",
        "icm/function/president-de-la-cme",
        "icm/function/directeur-des-soins",
        "icm/function/directeur-scientifique",
    }


def test_every_relation_of_actors_stands_beside_its_plain_triple(governance: Graph) -> None:
    relations = set(governance.subjects(RDF.type, QG.ActorRelation))
    assert len(relations) == 12
    for relation in relations:
        subject, predicate, related = (
            governance.value(relation, p) for p in (QG.subjectActor, QG.relation, QG.relatedActor)
        )
        assert isinstance(predicate, URIRef) and isinstance(subject, URIRef) and related is not None
        assert (subject, predicate, related) in governance, relation
        assert list(governance.objects(relation, QG.passage)), relation


def test_what_comes_back_every_year(governance: Graph) -> None:
    kinds = {node for kind in (QG.Review, QG.Report) for node in governance.subjects(RDF.type, kind)}
    found = {path_of(s) for s in governance.subjects(QG.frequency, node("frequency/annual")) if s in kinds}
    assert found == YEARLY


def test_the_yearly_exchange(governance: Graph) -> None:
    exchange = node("review/icm/echange-annuel-pmss")
    assert {path_of(o) for o in governance.objects(exchange, QG.participant)} == {
        "icm/group/responsables-actions-pmss",
        "icm/group/pilotes-orientations-pmss",
    }
    assert list(governance.objects(exchange, QG.examines)) == [node("report/icm/tableau-de-suivi-pmss")]
    assert list(governance.objects(exchange, QG.reviewOf)) == [node(PLAN)]


def test_the_codir_follows_and_the_review_of_2027_prepares_the_next_plan(governance: Graph) -> None:
    assert list(governance.objects(node("review/icm/suivi-pmss-codir"), QG.heldBy)) == [node("icm/body/codir")]
    due = list(governance.objects(node("report/icm/bilan-2027-pmss"), QG.dueBy))
    assert due == [Literal("2027", datatype=XSD.gYear)]
    assert list(governance.objects(node("icm/pmss-suivant"), QG.previousPlan)) == [node(PLAN)]
    earlier = list(governance.objects(node("icm/projet-etablissement-2023-2027"), QG.previousPlan))
    assert earlier == [node("icm/projet-etablissement-precedent")]


def test_the_steps_of_the_chart_with_their_months(governance: Graph) -> None:
    found = {}
    for step in governance.subjects(RDF.type, QG.ReviewOccurrence):
        holder = governance.value(step, QG.heldBy)
        if holder is not None:
            found[path_of(holder), tuple(sorted(str(m) for m in governance.objects(step, QG.month)))] = step
    assert set(found) == {
        ("icm/body/groupes-de-travail-pmss", ("--12",)),
        ("icm/body/codir", ("--01",)),
        ("icm/body/groupes-de-travail-actions-pmss", ("--02", "--03")),
        ("icm/body/groupes-de-travail-pmss", ("--04",)),
    }
    seminar = node("review/icm/seminaire-inaugural-pmss/2022-10")
    assert list(governance.objects(seminar, DCTERMS.date)) == [Literal("2022-10", datatype=XSD.gYearMonth)]
    # It was held once: its month is that of the day it took place, not one that comes back each year.
    review = node("review/icm/seminaire-inaugural-pmss")
    assert (review, QG.frequency, None) not in governance and (review, QG.month, None) not in governance


def test_what_the_plan_is_based_on(governance: Graph) -> None:
    inputs = list(governance.objects(node(PLAN), QG.basedOn))
    concerned = {path_of(o) for i in inputs for o in governance.objects(i, QG.concerns)}
    assert concerned == {
        "icm/projet-etablissement-precedent",
        "report/icm/bilan-dernier-projet-etablissement",
        "report/icm/diagnostic-strategique-pmss",
        "report/icm/fiches-actions-pmss",
    }


def test_what_is_said_again(restatements: Graph) -> None:
    found = set()
    for restatement in restatements.subjects(RDF.type, QG.Restatement):
        pair = {path_of(o) for o in restatements.objects(restatement, QG.restatedElement)}
        strength = path_of(restatements.value(restatement, QG.strength)).removeprefix("restatement-strength/")
        assert str(restatements.value(restatement, QG.judgedBy)) == "qualigraph"
        assert restatements.value(restatement, RDFS.comment) is not None
        found.add((frozenset(pair), strength))
    expected = {(frozenset({f"{PLAN}/{first}", second}), strength) for first, second, strength in RESTATED}
    assert found == expected
    tied = {frozenset({path_of(s), path_of(o)}) for s, o in restatements.subject_objects(QG.restates)}
    assert tied == {pair for pair, _ in expected}


def test_what_the_document_gets_wrong_or_leaves_open(discrepancies: Graph, lists: Graph) -> None:
    kinds = Counter(path_of(o) for o in discrepancies.objects(None, QG.discrepancyKind))
    assert kinds == {f"discrepancy-kind/{kind}": count for kind, count in DISCREPANCIES.items()}
    for discrepancy in discrepancies.subjects(RDF.type, QG.Discrepancy):
        assert (discrepancies.value(discrepancy, QG.discrepancyKind), RDF.type, SKOS.Concept) in lists
        languages = sorted(
            label.language or ""
            for label in discrepancies.objects(discrepancy, SKOS.prefLabel)
            if isinstance(label, Literal)
        )
        assert languages == ["en", "fr"], discrepancy
        assert list(discrepancies.objects(discrepancy, QG.concerns)), discrepancy
        assert list(discrepancies.objects(discrepancy, QG.passage)), discrepancy


def test_an_acronym_said_never_to_be_expanded_is_never_printed_in_brackets(discrepancies: Graph, sources: Path) -> None:
    """An expansion is printed as "name (ACRONYM)": none of those listed may be, save inside an enumeration."""
    text = next(sources.glob("002_*.txt")).read_text(encoding="utf-8")
    for discrepancy in discrepancies.subjects(QG.discrepancyKind, node("discrepancy-kind/acronym-not-expanded")):
        label = next(str(o) for o in discrepancies.objects(discrepancy, SKOS.prefLabel))
        acronym = re.search("[«“]\\s?(\\w+)\\s?[»”]", label)
        assert acronym is not None, label
        places = re.findall(rf"(?<!\w){acronym[1]}(?!\w)", text)
        # The institution's own acronym is on every page: its first print stands for all.
        places = places[:1] if acronym[1] == "ICM" else places
        assert len(places) == len(list(discrepancies.objects(discrepancy, QG.passage))), acronym[1]
        assert f"({acronym[1]})" not in text or acronym[1] in {"CHUV", "CHG"}, acronym[1]
