"""Between the IRIs of the graph and the pages that show them."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from qualigraph.terms import BASE, ONTOLOGY

ROOMS = ("id/", "catalogue/", "rule/", "graph/")
"""The parts of our namespace that answer under the server's own address, beside the ontology."""

_SAFE = "/:@!$&'()*+,;=~-._"


def path_of(iri: str) -> str | None:
    """Return the path of the page that shows one of our IRIs, None for any other IRI.

    The ontology's terms are places on the page ``/ns``.
    """
    if not iri.startswith(BASE):
        return None
    rest = iri[len(BASE) :]
    if rest == "ns" or rest.startswith("ns#"):
        return "/" + quote(rest, safe=_SAFE + "#")
    if rest.startswith(ROOMS) and "#" not in rest and "?" not in rest:
        return "/" + quote(rest, safe=_SAFE)
    return None


def page_of(iri: str) -> str:
    """Return the address of the page that shows a thing of the graph, whatever its namespace."""
    return path_of(iri) or "/thing?" + urlencode({"iri": iri})


def web_address(iri: str) -> str | None:
    """Return ``iri`` if a browser may be sent there, None for anything but http and https."""
    return iri if iri.startswith(("http://", "https://")) else None


def forms_of(iri: str) -> str | None:
    """Return the address under which a thing's RDF is found, without its format; None if it is not ours."""
    path = path_of(iri)
    if path is None:
        return None
    return f"/{ONTOLOGY[len(BASE) :]}" if iri.startswith(ONTOLOGY) else path
