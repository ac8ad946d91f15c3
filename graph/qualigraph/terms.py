"""Names of the vocabulary and of the foreign vocabularies that the code relies on.

A :class:`Namespace` gives pyoxigraph nodes by attribute or item, so that a misspelt prefix is an
error of the type checker and not an empty result.
"""

from __future__ import annotations

import re

from pyoxigraph import NamedNode

BASE = "https://w3id.org/qualigraph/"
ID = BASE + "id/"
GRAPH = BASE + "graph/"
CATALOGUE = BASE + "catalogue/"
RULE = BASE + "rule/"
ONTOLOGY = BASE + "ns"


class Namespace:
    """A vocabulary's namespace: ``QG.Action`` and ``QG["Action"]`` are its terms as nodes."""

    def __init__(self, iri: str) -> None:
        self.iri = iri

    def __getattr__(self, name: str) -> NamedNode:
        if name.startswith("__"):
            raise AttributeError(name)
        # Kept as an attribute: loops ask for the same few terms a million times.
        node = self.__dict__[name] = NamedNode(self.iri + name)
        return node

    def __getitem__(self, name: str) -> NamedNode:
        return NamedNode(self.iri + name)

    def __str__(self) -> str:
        return self.iri


QG = Namespace(ONTOLOGY + "#")
RDF = Namespace("http://www.w3.org/1999/02/22-rdf-syntax-ns#")
RDFS = Namespace("http://www.w3.org/2000/01/rdf-schema#")
OWL = Namespace("http://www.w3.org/2002/07/owl#")
XSD = Namespace("http://www.w3.org/2001/XMLSchema#")
SH = Namespace("http://www.w3.org/ns/shacl#")
SKOS = Namespace("http://www.w3.org/2004/02/skos/core#")
DCTERMS = Namespace("http://purl.org/dc/terms/")
ORG = Namespace("http://www.w3.org/ns/org#")
PROV = Namespace("http://www.w3.org/ns/prov#")
FOAF = Namespace("http://xmlns.com/foaf/0.1/")
SCHEMA = Namespace("https://schema.org/")
SOSA = Namespace("http://www.w3.org/ns/sosa/")
ELI = Namespace("http://data.europa.eu/eli/ontology#")
OA = Namespace("http://www.w3.org/ns/oa#")
DCAT = Namespace("http://www.w3.org/ns/dcat#")
VOID = Namespace("http://rdfs.org/ns/void#")
VANN = Namespace("http://purl.org/vocab/vann/")

PREFIXES: dict[str, str] = {
    "qg": QG.iri,
    "rdf": RDF.iri,
    "rdfs": RDFS.iri,
    "owl": OWL.iri,
    "xsd": XSD.iri,
    "sh": SH.iri,
    "skos": SKOS.iri,
    "dcterms": DCTERMS.iri,
    "org": ORG.iri,
    "prov": PROV.iri,
    "foaf": FOAF.iri,
    "schema": SCHEMA.iri,
    "sosa": SOSA.iri,
    "eli": ELI.iri,
    "oa": OA.iri,
    "dcat": DCAT.iri,
    "void": VOID.iri,
    "vann": VANN.iri,
}
"""The prefixes that the project writes and that its queries may use without declaring them."""

INFERRED = NamedNode(GRAPH + "inferred")
"""The graph that holds the closure: what follows from the data and the ontology."""

_LOCAL_NAME = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?")
_BELOW_BASE = re.compile(r"(?![^/]*:)(?!\.{0,2}(?:/|$))(?!.*/\.{0,2}(?:/|$))[^?#]+")


def is_local_name(text: str) -> bool:
    """Return whether ``text`` may stand behind a prefix as it is, in Turtle and in JSON-LD alike."""
    return _LOCAL_NAME.fullmatch(text) is not None


def below_base(iri: str) -> str | None:
    """Return ``iri`` relative to :data:`ID`, None if it is not below it or would not be resolved to the same."""
    if not iri.startswith(ID):
        return None
    relative = iri.removeprefix(ID)
    return relative if _BELOW_BASE.fullmatch(relative) else None


def prefixed(iri: str) -> str | None:
    """Return ``iri`` with one of :data:`PREFIXES`, None if there is none for it."""
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace) and is_local_name(iri.removeprefix(namespace)):
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return None
