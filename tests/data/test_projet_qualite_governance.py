"""Who does what in the ICM quality project and the CLB policy: the whole list as read, each with its passage."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import RDF, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, ORG, XSD
from rdflib.term import Node

QG = Namespace("https://w3id.org/qualigraph/ns#")
ID = "https://w3id.org/qualigraph/id/"
FILES = (
    "icm/projet-etablissement-2023-2027",
    "icm/projet-qualite-2023-2027",
    "icm/paqss-2023-2027",
    "icm/projet-qualite-2023-2027-mentions",
    "icm/certifications",
    "clb/politique-qualite-2022-2026",
    "clb/politique-qualite-2022-2026-mentions",
    "clb/certifications",
)
NOT_IN_THE_DOCUMENTS = (
    QG.owner,
    QG.contributor,
    QG.startDate,
    QG.deadline,
    QG.initialDeadline,
    QG.completedOn,
    QG.deliverable,
    QG.evaluationElement,
    QG.indicatorUse,
    QG.measuredBy,
    QG.followUp,
    QG.priority,
    QG.origin,
)


@pytest.fixture(scope="module")
def graph(repository: Path) -> Graph:
    data = Graph()
    for name in FILES:
        data.parse(repository / f"graph/data/{name}.ttl")
    return data


@pytest.fixture(scope="module")
def roles(repository: Path) -> dict[Node, Node]:
    return dict(Graph().parse(repository / "ontology/vocab/role.ttl").subject_objects(QG.roleProperty))


def integer(graph: Graph, subject: Node | None, predicate: URIRef) -> int:
    value = graph.value(subject, predicate)
    assert isinstance(value, Literal), (subject, predicate)
    return int(value)


def short(node: object) -> str:
    return str(node).removeprefix(ID)


def facts(repository: Path) -> set[tuple[str, str, str, str, str]]:
    """Item, role, actor, frequency, lines: the table read by hand."""
    text = (repository / "tests/data/quality_governance.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines() if not line.startswith("#")]
    return {(item, role, actor, frequency, lines) for item, role, actor, frequency, lines in rows}


def test_involvements_are_those_of_the_table(graph: Graph, repository: Path) -> None:
    found = set()
    for item, involvement in graph.subject_objects(QG.qualifiedInvolvement):
        (actor,) = graph.objects(involvement, QG.actor)
        (role,) = graph.objects(involvement, QG.role)
        frequency = graph.value(involvement, QG.frequency)
        places = sorted(integer(graph, passage, QG.firstLine) for passage in graph.objects(involvement, QG.passage))
        assert places, involvement
        found.add(
            (
                short(item),
                short(role).removeprefix("role/"),
                short(actor),
                short(frequency).removeprefix("frequency/") if frequency else "",
                " ".join(map(str, places)),
            )
        )
    assert found == facts(repository)


def test_an_involvement_and_its_property_stand_together(graph: Graph, roles: dict[Node, Node]) -> None:
    stated = set()
    for item, involvement in graph.subject_objects(QG.qualifiedInvolvement):
        (role,) = graph.objects(involvement, QG.role)
        stated.add((item, roles[role], graph.value(involvement, QG.actor)))
    asserted = {(item, role, actor) for role in set(roles.values()) for item, actor in graph.subject_objects(role)}
    # What the document says of the unit that the human resources directorate steers is a relation between actors.
    relations = {
        (
            graph.value(relation, QG.subjectActor),
            graph.value(relation, QG.relation),
            graph.value(relation, QG.relatedActor),
        )
        for relation in graph.subjects(RDF.type, QG.ActorRelation)
    }
    assert stated <= asserted
    assert asserted - stated <= relations
    assert all(triple in graph for triple in relations)


def test_relations_between_actors_have_passages(graph: Graph) -> None:
    found = {
        (
            short(graph.value(relation, QG.subjectActor)),
            str(graph.value(relation, QG.relation)).rpartition("#")[2],
            short(graph.value(relation, QG.relatedActor)),
            integer(graph, graph.value(relation, QG.passage), QG.firstLine),
        )
        for relation in graph.subjects(RDF.type, QG.ActorRelation)
    }
    committee, steering = "icm/body/comite-qualite", "icm/group/instances-de-pilotage"
    assert found == {
        (committee, "chairedBy", "icm/function/medecin-delegue-qualite", 89),
        (committee, "hasMember", "icm/group/secteurs-d-activite", 85),
        (committee, "hasMember", "icm/group/directions-fonctionnelles", 85),
        (committee, "hasMember", "icm/group/comites-et-instances", 86),
        (committee, "hasMember", "icm/body/clud", 87),
        (committee, "hasMember", "icm/body/clin", 87),
        (committee, "hasMember", "icm/body/commission-ethique", 87),
        ("icm/unit/equipe-qualite", "hasMember", "icm/group/ingenieurs-et-techniciens-qualiticiens", 97),
        (steering, "hasMember", "icm/function/medecin-delegue-qualite", 112),
        (steering, "hasMember", "icm/unit/dssmt", 118),
        ("icm/body/cme", "representedBy", "icm/body/bureau-de-la-cme", 114),
        ("icm/body/cme", "representedBy", "icm/function/president-de-la-cme", 114),
        ("icm/body/cdu", "hasMember", "icm/group/representants-des-usagers", 163),
        ("icm/group/comites-et-instances", "hasMember", "icm/body/cdu", 523),
        ("icm/group/comites-et-instances", "hasMember", "icm/body/clud", 87),
        ("icm/group/comites-et-instances", "hasMember", "icm/body/clin", 87),
        ("icm/group/comites-et-instances", "hasMember", "icm/body/commission-ethique", 87),
        ("org/unicancer", "hasMember", "org/clcc", 194),
        ("org/clcc", "hasMember", "org/icm", 220),
        ("clb/unit/direction-qualite", "attachedTo", "clb/function/directeur-general-adjoint", 9),
        ("clb/unit/direction-qualite", "hasMember", "clb/function/coordonnateur-gestion-des-risques", 11),
        ("clb/body/cellule-qualite-de-vie-au-travail-et-securite", "steeredBy", "clb/unit/drh", 219),
    }
    assert (URIRef(ID + committee), ORG.hasMember, URIRef(ID + "icm/body/clud")) in graph


def test_reviews_and_reports(graph: Graph) -> None:
    reviews = {
        short(review): (
            short(graph.value(review, QG.heldBy)),
            short(graph.value(review, QG.frequency)),
            short(graph.value(review, QG.reviewOf)),
        )
        for review in graph.subjects(RDF.type, QG.Review)
    }
    paqss = "icm/paqss-2023-2027"
    assert reviews == {
        "review/icm/comite-qualite": ("icm/body/comite-qualite", "frequency/quarterly", paqss),
        "review/icm/revue-de-direction-qualite": ("icm/unit/dqgr", "frequency/annual", paqss),
        "review/icm/presentation-des-bilans-a-la-cdu": ("icm/body/cdu", "frequency/annual", paqss),
    }
    february = URIRef(ID + "review/icm/revue-de-direction-qualite")
    assert list(graph.objects(february, QG.month)) == [Literal("--02", datatype=XSD.gMonth)]
    frequencies = {
        short(report): short(graph.value(report, QG.frequency)) if graph.value(report, QG.frequency) else ""
        for report in graph.subjects(RDF.type, QG.Report)
    }
    assert frequencies == {
        "report/icm/tableau-de-bord-semestriel": "frequency/semiannual",
        "report/icm/tableau-de-bord-annuel": "frequency/annual",
        "report/icm/tableau-de-bord-suivi-paqss": "",
        "report/icm/tableaux-de-bord-de-pilotage": "",
        "report/icm/bilans-activite": "",
        "report/icm/bilan-annuel": "frequency/annual",
        "report/icm/bilan-final": "frequency/quinquennial",
        "report/clb/bilan-cdu": "",
        "report/clb/bilans-annuels-des-instances-et-comites": "frequency/annual",
    }
    assert graph.value(URIRef(ID + "report/icm/bilan-annuel"), QG.discussedIn) == february


def test_plans_and_how_they_hold_together(graph: Graph) -> None:
    icm = ID + "icm/"
    whole, quality, pmss = (
        URIRef(icm + name) for name in ("projet-etablissement-2023-2027", "projet-qualite-2023-2027", "pmss-2023-2027")
    )
    policy, programme = URIRef(icm + "politique-qualite-2023-2027"), URIRef(icm + "paqss-2023-2027")
    named = {
        URIRef(f"{icm}projet-{name}-2023-2027")
        for name in ("social", "des-usagers", "systeme-information", "developpement-durable")
    }
    assert set(graph.subjects(QG.isDirectPartOf, whole)) == named | {quality}
    assert set(graph.subjects(QG.isDirectPartOf, quality)) == {policy, programme}
    assert set(graph.subjects(QG.complements, pmss)) == named | {quality}
    assert graph.value(programme, QG.implements) == policy
    assert set(graph.objects(policy, QG.setsOrientation)) == {URIRef(f"{programme}/os{n}") for n in (1, 2, 3)}
    coverage = {short(plan): short(state) for plan, state in graph.subject_objects(QG.coverage)}
    clb = "clb/politique-qualite-2022-2026"
    published = {short(quality), short(policy), short(programme), clb}
    assert {plan for plan, state in coverage.items() if state == "coverage/published"} == published
    assert set(coverage) - published == {short(plan) for plan in named | {whole}} | {"clb/projet-medico-scientifique"}
    for plan in published:
        assert graph.value(URIRef(ID + plan), DCTERMS.source), plan


def test_certifications(graph: Graph) -> None:
    found = {
        (
            short(holder),
            short(graph.value(record, QG.scheme)).removeprefix("standard/"),
            short(graph.value(record, QG.certificationState)).removeprefix("certification-state/"),
            str(graph.value(record, QG.since) or ""),
        )
        for record in graph.subjects(RDF.type, QG.CertificationRecord)
        for holder in graph.objects(record, QG.holder)
    }
    # One record per standard: the text names the three units together, and does not say which holds which.
    shared = {
        (f"icm/unit/{unit}", scheme, "held", "")
        for unit in ("rctb", "urt", "crb")
        for scheme in ("iso-9001", "nf-s-96-900", "iso-20387")
    }
    assert found == shared | {
        ("org/icm", "certification-has", "targeted", ""),
        ("org/icm", "comprehensive-cancer-center", "targeted", ""),
        ("icm/unit/ecole-du-cancer", "qualiopi", "held", "2022"),
        ("icm/unit/anatomopathologie", "accreditation-anatomopathologie", "targeted", ""),
        ("icm/group/equipes-specialites-a-risque", "accreditation-medecins", "targeted", ""),
        ("icm/group/medecins", "accreditation-medecins", "targeted", ""),
        ("org/clb", "iso-14001", "held", ""),
    }
    assert len(set(graph.subjects(RDF.type, QG.CertificationRecord))) == 9
    for record in graph.subjects(RDF.type, QG.CertificationRecord):
        assert graph.value(record, QG.passage), record
    aims = {
        short(element).rpartition("2023-2027/")[2]: short(aim).removeprefix("certification-aim/")
        for element, aim in graph.subject_objects(QG.certificationAim)
    }
    assert aims == {
        "os1/obj3": "obtain",
        "os1/obj3/action1": "obtain",
        "os1/obj3/action2": "maintain",
        "os1/obj3/action3": "maintain",
        "os1/obj3/action4": "obtain",
        "os1/obj3/action5": "obtain",
        "os3/obj1/action2": "obtain",
        "clb/politique-qualite-2022-2026/axe5/obj1": "maintain",
    }


def test_nothing_is_invented(graph: Graph) -> None:
    for name in NOT_IN_THE_DOCUMENTS:
        assert not list(graph.subject_objects(name)), name
