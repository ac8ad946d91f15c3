"""What comes before what in canonical Turtle."""

from __future__ import annotations

import re

from pyoxigraph import Literal, NamedNode

from qualigraph.terms import DCTERMS, ORG, OWL, QG, RDF, RDFS, SH, SKOS

FIRST_PREDICATES = (
    RDF.type,
    # what it is called
    RDFS.label,
    SKOS.prefLabel,
    SKOS.altLabel,
    SKOS.hiddenLabel,
    QG.acronym,
    SKOS.notation,
    DCTERMS.identifier,
    DCTERMS.title,
    DCTERMS.description,
    SKOS.definition,
    # where it stands
    QG.levelName,
    QG.printedNumber,
    QG.ordinal,
    QG.isDirectPartOf,
    QG.planOf,
    ORG.unitOf,
    ORG.classification,
    QG.document,
    QG.firstLine,
    QG.lastLine,
    QG.startOffset,
    QG.endOffset,
    QG.mentionOf,
    QG.mentionIn,
    QG.actor,
    QG.role,
    # what a term means
    RDFS.subClassOf,
    RDFS.subPropertyOf,
    RDFS.domain,
    RDFS.range,
    OWL.inverseOf,
    # what a rule says and tests
    QG.ruleFamily,
    QG.rule,
    QG.why,
    QG.howToMend,
    SH.targetClass,
    SH.targetSubjectsOf,
    SH.targetObjectsOf,
    SH.target,
    SH.path,
)
"""The predicates that come first, in this order; all others follow by their short names."""

LAST_PREDICATES = (SH.severity, SH.message)
"""The predicates that come last: what is said when a test fails."""

_RANK = {predicate: rank for rank, predicate in enumerate(FIRST_PREDICATES)}
_LANGUAGES = {"": 0, "fr": 1, "en": 2}

Key = tuple[object, ...]


def natural(text: str) -> list[tuple[int, str]]:
    """Return a sort key by which ``action2`` comes before ``action10``."""
    parts = re.split(r"([0-9]+)", text)
    key = [(int(part), part) if index % 2 else (-1, part) for index, part in enumerate(parts)]
    return [*key, (-1, text)]


def predicate_key(predicate: NamedNode, written: str) -> Key:
    """Return the place of a predicate; ``written`` is its short name."""
    if predicate in LAST_PREDICATES:
        return len(_RANK) + 1, [(LAST_PREDICATES.index(predicate), "")]
    return _RANK.get(predicate, len(_RANK)), natural(written)


def value_key(value: object, written: str) -> Key:
    """Return the place of an object among those of its predicate: things, then texts, French before English."""
    if isinstance(value, Literal):
        language = value.language or ""
        return 1, _LANGUAGES.get(language, len(_LANGUAGES)), language, natural(value.value), written
    return 0 if isinstance(value, NamedNode) else 2, 0, "", natural(written), written


def subject_key(iri: str) -> Key:
    """Return the place of a block: by what follows the vocabulary's address, so that a rule precedes its shapes."""
    for namespace in _NAMESPACES:
        if iri.startswith(namespace):
            return 0, natural(iri.removeprefix(namespace)), iri
    return 1, natural(iri), iri


_NAMESPACES = (
    "https://w3id.org/qualigraph/id/",
    "https://w3id.org/qualigraph/ns#",
    "https://w3id.org/qualigraph/rule/",
    "https://w3id.org/qualigraph/shape/",
    "https://w3id.org/qualigraph/target/",
    "https://w3id.org/qualigraph/ns",
)
