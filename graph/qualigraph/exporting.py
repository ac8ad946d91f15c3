"""Writing a dataset as a file that others read: the same bytes for the same content."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from typing import Literal as OneOf
from typing import cast, get_args

from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    Triple,
    serialize,
)
from pyoxigraph import Dataset as Quads

from qualigraph.dataset import Dataset
from qualigraph.terms import ID, INFERRED, PREFIXES, RDF, XSD, below_base, prefixed

Form = OneOf["nquads", "turtle", "trig", "jsonld"]
FORMS: tuple[Form, ...] = get_args(Form)

Term = NamedNode | BlankNode | Literal | Triple
Json = dict[str, object]

_PLAIN_INTEGER = re.compile(r"-?[1-9][0-9]{0,14}|0")


def export(dataset: Dataset, form: Form, *, with_inferred: bool = False) -> bytes:
    """Return all that ``dataset`` asserts, and all that was inferred if asked for.

    N-Quads, TriG and JSON-LD keep the named graphs, inferred triples in a graph of their own; Turtle has
    one graph, their merge.
    """
    quads = _sorted_quads(dataset, with_inferred=with_inferred)
    if form == "nquads":
        return "".join(f"{quad} .\n" for quad in quads).encode()
    if form == "jsonld":
        return _json_ld(quads)
    if form == "trig":
        return cast(bytes, serialize(quads, format=RdfFormat.TRIG, prefixes=PREFIXES))
    merged = {Triple(quad.subject, quad.predicate, quad.object): None for quad in quads}
    triples = sorted(merged, key=lambda triple: (str(triple.subject), str(triple.predicate), str(triple.object)))
    return cast(bytes, serialize(triples, format=RdfFormat.TURTLE, prefixes=PREFIXES))


def _sorted_quads(dataset: Dataset, *, with_inferred: bool) -> list[Quad]:
    store = dataset.store
    named = [quad for quad in store if not isinstance(quad.graph_name, DefaultGraph)]
    in_graphs = {(quad.subject, quad.predicate, quad.object) for quad in named}
    # The default graph also holds what every named graph holds: only the rest is its own.
    unnamed = [
        quad
        for quad in store.quads_for_pattern(None, None, None, DefaultGraph())
        if (quad.subject, quad.predicate, quad.object) not in in_graphs
    ]
    quads = [*unnamed, *(quad for quad in named if with_inferred or quad.graph_name != INFERRED)]
    return sorted(
        _with_stable_blanks(quads),
        key=lambda quad: (str(quad.graph_name), str(quad.subject), str(quad.predicate), str(quad.object)),
    )


def _with_stable_blanks(quads: list[Quad]) -> list[Quad]:
    """Return the quads, blank nodes named by what is said of them: each reading gives them other labels."""
    blank = [quad for quad in quads if any(isinstance(term, BlankNode) for term in quad)]
    if not blank:
        return quads
    renamed = Quads(blank)
    renamed.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    kept = set(blank)
    return [*(quad for quad in quads if quad not in kept), *renamed]


def _json_ld(quads: Sequence[Quad]) -> bytes:
    prefixes: set[str] = set()
    graphs: dict[object, list[Quad]] = {}
    for quad in quads:
        graphs.setdefault(quad.graph_name, []).append(quad)
    content: list[Json] = []
    for name, own in graphs.items():
        nodes = _nodes(own, prefixes)
        content += nodes if isinstance(name, DefaultGraph) else [{"@id": _id(name, prefixes), "@graph": nodes}]
    context: Json = {"@version": 1.1, "@base": ID} | {prefix: PREFIXES[prefix] for prefix in sorted(prefixes)}
    document = {"@context": context, "@graph": content}
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def _nodes(quads: Iterable[Quad], prefixes: set[str]) -> list[Json]:
    nodes: dict[object, dict[str, list[object]]] = {}
    for quad in quads:
        said = nodes.setdefault(quad.subject, {})
        if quad.predicate == RDF.type and not isinstance(quad.object, Literal):
            said.setdefault("@type", []).append(_short(quad.object, prefixes))
        else:
            said.setdefault(_short(quad.predicate, prefixes), []).append(_value(quad.object, prefixes))
    return [
        {"@id": _id(subject, prefixes)}
        | {name: values[0] if len(values) == 1 else values for name, values in said.items()}
        for subject, said in nodes.items()
    ]


def _value(term: Term, prefixes: set[str]) -> object:
    if not isinstance(term, Literal):
        return {"@id": _id(term, prefixes)}
    if term.language:
        direction = {"@direction": str(term.direction)} if term.direction else {}
        return {"@value": term.value, "@language": term.language} | direction
    if term.datatype == XSD.string:
        return term.value
    if term.datatype == XSD.boolean and term.value in ("true", "false"):
        return term.value == "true"
    if term.datatype == XSD.integer and _PLAIN_INTEGER.fullmatch(term.value):
        return int(term.value)
    return {"@value": term.value, "@type": _short(term.datatype, prefixes)}


def _id(term: object, prefixes: set[str]) -> str:
    """Return a node's address, relative to the base where it can be."""
    relative = below_base(term.value) if isinstance(term, NamedNode) else None
    return _short(term, prefixes) if relative is None else relative


def _short(term: object, prefixes: set[str]) -> str:
    """Return a node's address with a prefix where there is one, noted in ``prefixes``."""
    if not isinstance(term, NamedNode):
        return str(term)
    name = prefixed(term.value)
    if name is None:
        return term.value
    prefixes.add(name.partition(":")[0])
    return name
