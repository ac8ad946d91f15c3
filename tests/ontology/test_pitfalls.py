"""The well-known pitfalls of ontologies: untyped, unlabelled, undefined terms, axioms that infer what nobody said."""

from __future__ import annotations

import re

from rdflib import OWL, RDF, RDFS, BNode, Graph, Literal, Namespace, URIRef
from rdflib.namespace import SKOS

NAMESPACE = "https://w3id.org/qualigraph/ns#"
ONTOLOGY = URIRef("https://w3id.org/qualigraph/ns")
XSD = Namespace("http://www.w3.org/2001/XMLSchema#")
PROPERTY_KINDS = {OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty}

# What OWL 2 RL knows: an axiom of any other kind would be silently left out by a reasoner.
RL_PREDICATES = {
    RDF.type,
    RDFS.subClassOf,
    RDFS.subPropertyOf,
    RDFS.domain,
    RDFS.range,
    OWL.inverseOf,
    OWL.propertyChainAxiom,
    OWL.members,
}
RL_TYPES = {
    OWL.Ontology,
    OWL.Class,
    *PROPERTY_KINDS,
    OWL.TransitiveProperty,
    OWL.SymmetricProperty,
    OWL.AllDisjointClasses,
}
# Says on what a property is expected, where no domain or range holds without exception; nothing follows from it.
EXPECTED = {URIRef("https://schema.org/domainIncludes"), URIRef("https://schema.org/rangeIncludes")}
ANNOTATIONS = {RDFS.label, SKOS.definition, RDFS.isDefinedBy, OWL.deprecated, *EXPECTED}
# OWL 2 RL leaves xsd:date, xsd:gYear and the like out: shapes judge them.
RL_DATATYPES = {XSD.string, XSD.integer, XSD.boolean, XSD.decimal}
FORBIDDEN_TYPES = {OWL.FunctionalProperty, OWL.InverseFunctionalProperty}


def own(graph: Graph) -> set[URIRef]:
    return {s for s in graph.subjects() if isinstance(s, URIRef) and s.startswith(NAMESPACE)}


def test_every_term_is_labelled_and_defined_in_both_languages(core: Graph) -> None:
    faults = []
    for term in own(core):
        for predicate in (RDFS.label, SKOS.definition):
            texts = [text for text in core.objects(term, predicate) if isinstance(text, Literal)]
            languages = sorted(str(text.language) for text in texts)
            if languages != ["en", "fr"] or not all(str(text).strip() for text in texts):
                faults.append((str(term), str(predicate), languages))
    assert faults == []


def test_definitions_say_more_than_labels_and_end_with_a_full_stop(core: Graph) -> None:
    faults = []
    for term in own(core):
        labels = {str(text).casefold() for text in core.objects(term, RDFS.label)}
        for text in core.objects(term, SKOS.definition):
            if str(text).rstrip(".").casefold() in labels or not str(text).endswith("."):
                faults.append((str(term), str(text)))
    assert faults == []


def test_no_two_classes_and_no_two_properties_share_a_label(core: Graph) -> None:
    seen: dict[tuple[bool, str | None, str], set[URIRef]] = {}
    for term in own(core):
        is_class = (term, RDF.type, OWL.Class) in core
        for text in core.objects(term, RDFS.label):
            if isinstance(text, Literal):
                seen.setdefault((is_class, text.language, str(text)), set()).add(term)
    # A passage and the property that leads to it are both "source"; two properties may not be.
    assert {key: terms for key, terms in seen.items() if len(terms) > 1} == {}


def test_every_term_has_one_kind_and_says_where_it_is_defined(core: Graph) -> None:
    for term in own(core):
        kinds = set(core.objects(term, RDF.type)) & {OWL.Class, *PROPERTY_KINDS}
        assert len(kinds) == 1, term
        assert set(core.objects(term, RDFS.isDefinedBy)) == {ONTOLOGY}, term


def test_names_follow_one_style(core: Graph) -> None:
    for term in own(core):
        name = term.removeprefix(NAMESPACE)
        pattern = r"[A-Z][A-Za-z]+" if (term, RDF.type, OWL.Class) in core else r"[a-z][A-Za-z0-9]+"
        assert re.fullmatch(pattern, name), name


def test_whatever_an_axiom_names_is_declared(core: Graph) -> None:
    declared = {s for kind in (OWL.Class, *PROPERTY_KINDS) for s in core.subjects(RDF.type, kind)}
    named = {
        term
        for predicate in RL_PREDICATES - {RDF.type}
        for subject, value in core.subject_objects(predicate)
        for term in (subject, value)
        if isinstance(term, URIRef) and not str(term).startswith(str(XSD))
    }
    predicates = {p for p in core.predicates() if not str(p).startswith((str(RDF), str(RDFS), str(OWL)))}
    assert (named | predicates) - declared == set()


def test_foreign_terms_get_a_type_and_their_source_and_nothing_else(core: Graph) -> None:
    foreign = {s for s in core.subjects() if isinstance(s, URIRef) and not s.startswith(str(ONTOLOGY))}
    for term in foreign:
        assert set(core.predicates(term, None)) == {RDF.type, RDFS.isDefinedBy}, term
        (source,) = core.objects(term, RDFS.isDefinedBy)
        assert str(term).startswith(str(source).rstrip("#/")), term


def test_only_owl_2_rl(core: Graph) -> None:
    described = own(core) | {s for s in core.subjects() if isinstance(s, BNode)}
    for subject in described:
        for predicate, value in core.predicate_objects(subject):
            assert predicate in RL_PREDICATES | ANNOTATIONS | {RDF.first, RDF.rest}, predicate
            if predicate == RDF.type:
                assert value in RL_TYPES, value
            if predicate == RDFS.range and str(value).startswith(str(XSD)):
                assert value in RL_DATATYPES, (subject, value)


def test_no_functional_inverse_functional_or_key_axiom(core: Graph) -> None:
    assert not [s for kind in FORBIDDEN_TYPES for s in core.subjects(RDF.type, kind)]
    assert not list(core.triples((None, OWL.hasKey, None)))
    assert not list(core.triples((None, OWL.sameAs, None)))


def test_at_most_one_domain_and_one_range(core: Graph) -> None:
    for term in own(core):
        for predicate in (RDFS.domain, RDFS.range):
            assert len(list(core.objects(term, predicate))) <= 1, (term, predicate)


def test_what_is_expected_is_a_class_or_a_datatype(core: Graph) -> None:
    for predicate in EXPECTED:
        for term, value in core.subject_objects(predicate):
            assert (value, RDF.type, OWL.Class) in core or str(value).startswith((str(XSD), str(RDF))), (term, value)
            assert (term, RDF.type, OWL.Class) not in core, term


def test_ranges_fit_the_kind_of_property(core: Graph) -> None:
    for subject, value in core.subject_objects(RDFS.range):
        is_data = (subject, RDF.type, OWL.DatatypeProperty) in core
        assert str(value).startswith(str(XSD)) == is_data, (subject, value)


def test_no_cycle_in_the_hierarchies(core: Graph) -> None:
    for predicate in (RDFS.subClassOf, RDFS.subPropertyOf):
        for term in own(core):
            above = set(core.transitive_objects(term, predicate)) - {term}
            assert not [other for other in above if term in set(core.transitive_objects(other, predicate))], term


def test_superproperties_are_of_the_same_kind(core: Graph) -> None:
    for subject, value in core.subject_objects(RDFS.subPropertyOf):
        kinds = [set(core.objects(term, RDF.type)) & PROPERTY_KINDS for term in (subject, value)]
        assert kinds[0] == kinds[1], (subject, value)


def test_blank_nodes_stand_only_for_lists_and_disjointness(core: Graph) -> None:
    for node in {s for s in core.subjects() if isinstance(s, BNode)}:
        is_list = (node, RDF.first, None) in core
        assert is_list or (node, RDF.type, OWL.AllDisjointClasses) in core
