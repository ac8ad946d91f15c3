"""The core ontology says what docs/ontology.md promises: the terms that rules, questions and pages rely on."""

from __future__ import annotations

import pytest
from rdflib import OWL, RDF, RDFS, Graph, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.namespace import DCTERMS, FOAF, ORG, PROV, SKOS

QG = Namespace("https://w3id.org/qualigraph/ns#")
SCHEMA = Namespace("https://schema.org/")
SOSA = Namespace("http://www.w3.org/ns/sosa/")
ELI = Namespace("http://data.europa.eu/eli/ontology#")
OA = Namespace("http://www.w3.org/ns/oa#")

CLASSES: dict[str, set[URIRef]] = {
    "Actor": set(),
    "Organization": {QG.Actor, ORG.Organization},
    "Institution": {QG.Organization, ORG.FormalOrganization},
    "Site": {ORG.Site},
    "Body": {QG.Actor, ORG.OrganizationalUnit},
    "Unit": {QG.Actor, ORG.OrganizationalUnit},
    "Function": {QG.Actor, ORG.Post},
    "StakeholderGroup": {QG.Actor, FOAF.Group},
    "Person": {QG.Actor, PROV.Person},
    "PlanningItem": set(),
    "Plan": {QG.PlanningItem, PROV.Plan},
    "PlanElement": {QG.PlanningItem},
    "Orientation": {QG.PlanElement},
    "Objective": {QG.PlanElement},
    "Action": {QG.PlanElement},
    "ActionGroup": {QG.PlanElement},
    "Measure": {QG.PlanElement},
    "Indicator": {SKOS.Concept},
    "IndicatorCatalogue": {SKOS.ConceptScheme},
    "IndicatorUse": set(),
    "Target": set(),
    "IndicatorValue": {SOSA.Observation},
    "StatedQuantity": {SCHEMA.QuantitativeValue},
    "CertificationScheme": set(),
    "CertificationRecord": {SCHEMA.Certification},
    "Requirement": set(),
    "LegalRequirement": {QG.Requirement, ELI.LegalResource},
    "Programme": set(),
    "Tool": set(),
    "Theme": {SKOS.Concept},
    "Review": set(),
    "ReviewOccurrence": {PROV.Activity},
    "Report": {PROV.Entity},
    "Involvement": set(),
    "Mention": set(),
    "FollowUp": set(),
    "Discrepancy": {OA.Annotation},
    "SourceDocument": {PROV.Entity},
    "SourcePassage": set(),
    "Restatement": set(),
}

ROLES = [
    "owner",
    "contributor",
    "carriedBy",
    "steeredBy",
    "coordinatedBy",
    "preparedBy",
    "proposedBy",
    "implementedBy",
    "monitoredBy",
    "examinedBy",
    "approvedBy",
    "consulted",
    "informed",
    "presentedTo",
    "madeAvailableTo",
    "mentions",
    "participant",
    "facilitatedBy",
]

SUPERPROPERTIES: dict[str, set[URIRef]] = {
    **{role: {QG.involves} for role in ROLES},
    "isPartOf": {DCTERMS.isPartOf},
    "isDirectPartOf": {QG.isPartOf},
    "hasPart": set(),
    "hasDirectPart": {QG.hasPart},
    "planOf": {QG.ofInstitution},
    "headingPassage": {QG.passage},
    "acronym": {SKOS.altLabel},
    "programmeKind": {QG.kind},
}

OTHER_PROPERTIES = [
    "finessLegalEntity",
    "finessSite",
    "bodyState",
    "value",
    "unit",
    "comparison",
    "dueBy",
    "ofIndicator",
    "about",
    "campaign",
    "issuedBy",
    "certificationState",
    "level",
    "since",
    "horizon",
    "validUntil",
    "visitDate",
    "heldBy",
    "examines",
    "frequency",
    "month",
    "mentionOf",
    "mentionIn",
    "status",
    "progress",
    "comment",
    "evidence",
    "reportedIn",
    "involves",
    "ofInstitution",
    "implements",
    "complements",
    "previousPlan",
    "setsOrientation",
    "detailedIn",
    "coverage",
    "periodStart",
    "periodEnd",
    "printedNumber",
    "ordinal",
    "levelName",
    "passage",
    "document",
    "firstLine",
    "lastLine",
    "startOffset",
    "endOffset",
    "qualifiedInvolvement",
    "actor",
    "role",
    "roleProperty",
    "chairedBy",
    "representedBy",
    "attachedTo",
    "kind",
    "indicatorUse",
    "indicator",
    "target",
    "baseline",
    "measuredBy",
    "relatedIndicator",
    "startDate",
    "deadline",
    "initialDeadline",
    "completedOn",
    "deliverable",
    "evaluationElement",
    "priority",
    "continuous",
    "followUp",
    "origin",
    "targetsCertification",
    "certificationAim",
    "addresses",
    "underProgramme",
    "usesTool",
    "theme",
    "tag",
    "restates",
]

CHAINS: dict[str, set[tuple[URIRef, ...]]] = {
    "involves": {(QG.qualifiedInvolvement, QG.actor), (QG.hasDirectPart, QG.involves)},
    "ofInstitution": {(QG.isPartOf, QG.ofInstitution)},
    "measuredBy": {(QG.indicatorUse, QG.indicator)},
}

DISJOINT = {
    frozenset({QG.Actor, QG.PlanElement, QG.Plan, QG.SourcePassage, QG.Indicator}),
    frozenset({QG.Orientation, QG.Objective, QG.Action, QG.ActionGroup, QG.Measure}),
}


@pytest.mark.parametrize("name", CLASSES)
def test_class_and_its_superclasses(core: Graph, name: str) -> None:
    assert (QG[name], RDF.type, OWL.Class) in core
    assert set(core.objects(QG[name], RDFS.subClassOf)) == CLASSES[name]


@pytest.mark.parametrize("name", SUPERPROPERTIES)
def test_property_and_its_superproperties(core: Graph, name: str) -> None:
    assert set(core.objects(QG[name], RDFS.subPropertyOf)) == SUPERPROPERTIES[name]


@pytest.mark.parametrize("name", [*SUPERPROPERTIES, *OTHER_PROPERTIES])
def test_property_is_declared(own_terms: frozenset[URIRef], core: Graph, name: str) -> None:
    assert QG[name] in own_terms
    assert (QG[name], RDF.type, OWL.Class) not in core


def test_chains(core: Graph) -> None:
    found: dict[str, set[tuple[URIRef, ...]]] = {}
    for subject, chain in core.subject_objects(OWL.propertyChainAxiom):
        links = tuple(URIRef(str(link)) for link in Collection(core, chain))
        found.setdefault(str(subject).removeprefix(str(QG)), set()).add(links)
    assert found == CHAINS


def test_disjoint_classes(core: Graph) -> None:
    found = {frozenset(Collection(core, members)) for members in core.objects(None, OWL.members)}
    assert len(list(core.subjects(RDF.type, OWL.AllDisjointClasses))) == len(found)
    assert found == DISJOINT
    assert not list(core.triples((None, OWL.disjointWith, None)))


def test_only_the_part_of_pairs_have_inverses_and_both_say_so(core: Graph) -> None:
    pairs = {(QG.isPartOf, QG.hasPart), (QG.isDirectPartOf, QG.hasDirectPart)}
    assert set(core.subject_objects(OWL.inverseOf)) == pairs | {(after, before) for before, after in pairs}


def test_what_is_transitive_and_symmetric(core: Graph) -> None:
    assert set(core.subjects(RDF.type, OWL.TransitiveProperty)) == {QG.isPartOf}
    assert set(core.subjects(RDF.type, OWL.SymmetricProperty)) == {QG.restates}


def test_involves_has_no_domain_so_that_programmes_reviews_and_reports_may_involve(core: Graph) -> None:
    for name in ("involves", *ROLES):
        assert core.value(QG[name], RDFS.domain) is None, name
