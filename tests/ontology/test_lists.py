"""The SKOS lists: one file, one scheme; every entry named in both languages; roles and frequencies matched."""

from __future__ import annotations

import pytest
from rdflib import OWL, RDF, RDFS, BNode, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, SKOS

QG = Namespace("https://w3id.org/qualigraph/ns#")
IDS = "https://w3id.org/qualigraph/id/"
FREQUENCY = "http://publications.europa.eu/resource/authority/frequency/"

REQUIRED = [
    "body-kind",
    "unit-kind",
    "organization-kind",
    "plan-kind",
    "programme-kind",
    "tool-kind",
    "role",
    "action-status",
    "certification-state",
    "certification-aim",
    "body-state",
    "origin",
    "frequency",
    "theme",
    "coverage",
    "discrepancy-kind",
    "restatement-strength",
    "comparison",
    "priority",
    "indicator-state",
]

CODES: dict[str, set[str]] = {
    "coverage": {"named", "published", "followed"},
    "certification-state": {"held", "engaged", "targeted", "expired", "withdrawn"},
    "certification-aim": {"obtain", "maintain", "renew", "extend"},
    "body-state": {"active", "to-create", "to-reactivate"},
    "restatement-strength": {"same", "partly"},
    "comparison": {"equal", "at-most", "at-least", "less-than", "more-than", "about"},
    "indicator-state": {"active", "experimental", "retired", "abandoned"},
}

ROLES = {
    "owner": "owner",
    "contributor": "contributor",
    "carries": "carriedBy",
    "steers": "steeredBy",
    "coordinates": "coordinatedBy",
    "prepares": "preparedBy",
    "proposes": "proposedBy",
    "implements": "implementedBy",
    "monitors": "monitoredBy",
    "examines": "examinedBy",
    "validates": "approvedBy",
    "approves": "approvedBy",
    "consulted": "consulted",
    "informed": "informed",
    "presented-to": "presentedTo",
    "made-available-to": "madeAvailableTo",
    "participates": "participant",
    "facilitates": "facilitatedBy",
}

STATUSES = {
    "not-started": "non démarrée",
    "in-progress": "en cours",
    "suspended": "suspendue",
    "completed": "terminée",
    "abandoned": "abandonnée",
}

EUROPEAN_FREQUENCIES = {
    "continuous": "CONT",
    "daily": "DAILY",
    "weekly": "WEEKLY",
    "fortnightly": "BIWEEKLY",
    "monthly": "MONTHLY",
    "bimonthly": "BIMONTHLY",
    "quarterly": "QUARTERLY",
    "three-times-a-year": "ANNUAL_3",
    "semiannual": "ANNUAL_2",
    "annual": "ANNUAL",
    "biennial": "BIENNIAL",
    "triennial": "TRIENNIAL",
    "quadrennial": "QUADRENNIAL",
    "quinquennial": "QUINQUENNIAL",
    "as-needed": "AS_NEEDED",
    "irregular": "IRREG",
}
# What documents say without a period; the European list has nothing that means the same.
UNMATCHED_FREQUENCIES = {"regular", "systematic"}


def concepts(graph: Graph) -> set[URIRef]:
    return {s for s in graph.subjects(RDF.type, SKOS.Concept) if isinstance(s, URIRef)}


def codes(graph: Graph, name: str) -> set[str]:
    return {str(concept).removeprefix(f"{IDS}{name}/") for concept in concepts(graph)}


def languages(graph: Graph, subject: URIRef, predicate: URIRef) -> list[str]:
    return sorted(str(text.language) for text in graph.objects(subject, predicate) if isinstance(text, Literal))


@pytest.mark.parametrize("name", REQUIRED)
def test_list_is_there(lists: dict[str, Graph], name: str) -> None:
    assert len(concepts(lists[name])) >= 2


def test_one_file_one_scheme_of_the_same_name(lists: dict[str, Graph]) -> None:
    for name, graph in lists.items():
        scheme = URIRef(IDS + name)
        assert list(graph.subjects(RDF.type, SKOS.ConceptScheme)) == [scheme]
        assert languages(graph, scheme, SKOS.prefLabel) == ["en", "fr"], name
        assert languages(graph, scheme, DCTERMS.title) == ["en", "fr"], name
        assert set(graph.subjects()) == concepts(graph) | {scheme}, name
        assert not [s for s in graph.subjects() if isinstance(s, BNode)]


def test_every_entry_is_named_in_both_languages_and_in_its_scheme(lists: dict[str, Graph]) -> None:
    for name, graph in lists.items():
        scheme = URIRef(IDS + name)
        for concept in concepts(graph):
            assert str(concept).startswith(f"{scheme}/"), concept
            assert languages(graph, concept, SKOS.prefLabel) == ["en", "fr"], concept
            assert languages(graph, concept, SKOS.definition) in ([], ["en", "fr"]), concept
            assert list(graph.objects(concept, SKOS.inScheme)) == [scheme], concept
            assert len(list(graph.objects(concept, SKOS.notation))) == 1, concept


def test_every_entry_is_on_top_or_below_another(lists: dict[str, Graph]) -> None:
    for graph in lists.values():
        for concept in concepts(graph):
            above = set(graph.objects(concept, SKOS.broader))
            on_top = set(graph.objects(concept, SKOS.topConceptOf))
            assert on_top == (set() if above else set(graph.objects(concept, SKOS.inScheme))), concept
            assert above <= concepts(graph), concept
            assert concept not in set(graph.transitive_objects(concept, SKOS.broader)) - {concept}


def test_no_label_or_notation_twice_in_a_list(lists: dict[str, Graph]) -> None:
    for graph in lists.values():
        for predicate in (SKOS.prefLabel, SKOS.notation):
            texts = [text for concept in concepts(graph) for text in graph.objects(concept, predicate)]
            assert len(texts) == len(set(texts)), [text for text in texts if texts.count(text) > 1]


@pytest.mark.parametrize("name", CODES)
def test_closed_lists_hold_their_codes_and_no_other(lists: dict[str, Graph], name: str) -> None:
    assert codes(lists[name], name) == CODES[name]


def test_states_of_an_action_in_the_words_of_the_interface(lists: dict[str, Graph]) -> None:
    graph = lists["action-status"]
    assert codes(graph, "action-status") == set(STATUSES)
    for code, words in STATUSES.items():
        assert (URIRef(f"{IDS}action-status/{code}"), SKOS.prefLabel, Literal(words, lang="fr")) in graph


def test_each_role_names_its_property(lists: dict[str, Graph], core: Graph) -> None:
    graph = lists["role"]
    found = {str(s).removeprefix(f"{IDS}role/"): o for s, o in graph.subject_objects(QG.roleProperty)}
    assert found == {code: QG[name] for code, name in ROLES.items()}
    assert codes(graph, "role") == set(ROLES)
    for value in found.values():
        assert (value, RDFS.subPropertyOf, QG.involves) in core, value


def test_every_role_property_has_a_role_but_mentions(lists: dict[str, Graph], core: Graph) -> None:
    named = set(lists["role"].objects(None, QG.roleProperty))
    assert set(core.subjects(RDFS.subPropertyOf, QG.involves)) - named == {QG.mentions}


def test_frequencies_match_the_european_list(lists: dict[str, Graph]) -> None:
    graph = lists["frequency"]
    found = {str(s).removeprefix(f"{IDS}frequency/"): str(o) for s, o in graph.subject_objects(SKOS.exactMatch)}
    assert found == {code: FREQUENCY + european for code, european in EUROPEAN_FREQUENCIES.items()}
    assert codes(graph, "frequency") - set(found) == UNMATCHED_FREQUENCIES


def test_themes_are_themes(lists: dict[str, Graph]) -> None:
    graph = lists["theme"]
    assert set(graph.subjects(RDF.type, QG.Theme)) == concepts(graph)
    assert 20 <= len(concepts(graph)) <= 32


def test_lists_declare_no_class_or_property(lists: dict[str, Graph]) -> None:
    for graph in lists.values():
        kinds = {value for value in graph.objects(None, RDF.type) if str(value).startswith(str(OWL))}
        assert kinds == set()
