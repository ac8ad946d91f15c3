"""Names of the vocabulary and of the foreign vocabularies that the code relies on.

A :class:`Namespace` gives pyoxigraph nodes by attribute or item, so that a misspelt prefix is an
error of the type checker and not an empty result.
"""

from __future__ import annotations

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
        return NamedNode(self.iri + name)

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
