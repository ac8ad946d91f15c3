"""The formats of answers: their names for workers, their media types, the words of the ``format`` parameter."""

from __future__ import annotations

from dataclasses import dataclass

PROBLEM_JSON = "application/problem+json"
HTML = "text/html"


@dataclass(frozen=True)
class Format:
    """One format: ``name`` for workers, the media type answered, other types asked for, ``format=`` words, extension.

    ``iri`` is its name in a service description.
    """

    name: str
    media_type: str
    aliases: tuple[str, ...]
    words: tuple[str, ...]
    extension: str
    iri: str

    @property
    def content_type(self) -> str:
        """The Content-Type header; text types say their encoding."""
        return f"{self.media_type}; charset=utf-8" if self.media_type.startswith("text/") else self.media_type


_W3 = "http://www.w3.org/ns/formats/"

TABLES: tuple[Format, ...] = (
    Format(
        "json",
        "application/sparql-results+json",
        ("application/json",),
        ("json", "srj"),
        "srj",
        _W3 + "SPARQL_Results_JSON",
    ),
    Format(
        "xml",
        "application/sparql-results+xml",
        ("application/xml", "text/xml"),
        ("xml", "srx"),
        "srx",
        _W3 + "SPARQL_Results_XML",
    ),
    Format("csv", "text/csv", (), ("csv",), "csv", _W3 + "SPARQL_Results_CSV"),
    Format("tsv", "text/tab-separated-values", (), ("tsv",), "tsv", _W3 + "SPARQL_Results_TSV"),
)
"""What SELECT and ASK are answered in, the server's preference first."""

GRAPHS: tuple[Format, ...] = (
    Format("turtle", "text/turtle", ("application/x-turtle",), ("turtle", "ttl"), "ttl", _W3 + "Turtle"),
    Format("ntriples", "application/n-triples", ("text/plain",), ("ntriples", "nt"), "nt", _W3 + "N-Triples"),
    Format(
        "rdfxml",
        "application/rdf+xml",
        ("application/xml", "text/xml"),
        ("rdfxml", "rdf", "rdf+xml", "rdf xml", "xml"),
        "rdf",
        _W3 + "RDF_XML",
    ),
    Format(
        "jsonld", "application/ld+json", ("application/json",), ("jsonld", "json-ld", "json"), "jsonld", _W3 + "JSON-LD"
    ),
    Format("trig", "application/trig", (), ("trig",), "trig", _W3 + "TriG"),
    Format("nquads", "application/n-quads", (), ("nquads", "nq"), "nq", _W3 + "N-Quads"),
    Format("n3", "text/n3", ("text/rdf+n3",), ("n3",), "n3", _W3 + "N3"),
)
"""What CONSTRUCT, DESCRIBE and descriptions are answered in, the server's preference first."""


def by_word(formats: tuple[Format, ...], word: str) -> Format | None:
    """Return the format that a ``format`` parameter means: one of its words, or a media type."""
    wanted = word.strip().lower()
    for one in formats:
        if wanted in one.words or wanted == one.media_type or wanted in one.aliases:
            return one
    return None


def by_name(formats: tuple[Format, ...], name: str) -> Format:
    """Return the format with this name. Raises :class:`KeyError` if there is none."""
    for one in formats:
        if one.name == name:
            return one
    raise KeyError(name)
