"""One cause told once: what several results say of one thing becomes one result."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from difflib import get_close_matches

from pyoxigraph import BlankNode, Literal, NamedNode

from qualigraph.checking.rules import Catalogue
from qualigraph.checking.shacl.engine import Result
from qualigraph.checking.shacl.paths import Predicate
from qualigraph.checking.shacl.view import GraphView, Term
from qualigraph.checking.telling import short_name
from qualigraph.language import Text
from qualigraph.terms import QG, RDF, XSD

_NEAR = 0.7
_MANY = 2
"""From so many links on that expect another kind of thing, the thing's class is what is wrong."""


def predicates(result: Result) -> set[NamedNode]:
    """Return the predicates of the result's path."""
    return set(result.path.predicates()) if result.path is not None else set()


def each_once(results: Iterable[Result], catalogue: Catalogue) -> list[Result]:
    """Return the results, each thing that clashes with several others told once, with the first of them.

    A value that fails several shapes of a rule is told once too.
    """
    kept: dict[tuple[object, ...], Result] = {}
    for number, result in enumerate(results):
        other = result.bindings.get("other")
        key: tuple[object, ...] = (number,)
        if other is not None:
            key = (result.shape, result.focus, result.path, result.value)
        elif result.value not in (None, result.focus) and not result.bindings:
            key = (catalogue.rule_of(result.shape).id, result.focus, result.path, result.value)
        if key not in kept or (other is not None and str(other) < str(kept[key].bindings.get("other", other))):
            kept[key] = result
    return list(kept.values())


def wrong_classes_once(results: list[Result], catalogue: Catalogue, view: GraphView) -> list[Result]:
    """Return the results, each thing with several terms that are not said of its class told once, at its class."""
    strange: dict[Term, list[Result]] = {}
    for result in results:
        if catalogue.rule_of(result.shape).id == "VOC-003":
            strange.setdefault(result.focus, []).append(result)
    whole = []
    for focus, found in strange.items():
        terms = sorted({one for result in found for one in predicates(result)}, key=str)
        kinds = _own_kinds(view, focus)
        if len(terms) > 1 and len(kinds) == 1:
            said = {f"term{number}": term for number, term in enumerate(terms, 1)}
            bindings = {**found[0].bindings, **said, "value": kinds[0]}
            whole.append(replace(found[0], path=Predicate(RDF.type), value=kinds[0], bindings=bindings))
    return [*results, *whole, *_wrong_targets(results, catalogue, view)]


def _own_kinds(view: GraphView, node: Term) -> list[Term]:
    """Return the most special classes of a thing."""
    kinds = view.objects(node, RDF.type)
    return [kind for kind in kinds if not any(kind in view.above(other) for other in kinds if other != kind)]


def _wrong_targets(results: list[Result], catalogue: Catalogue, view: GraphView) -> Iterable[Result]:
    """Give one result for each thing to which several links lead that expect another kind of thing."""
    links: dict[tuple[str, Term], list[Result]] = {}
    for result in results:
        rule = catalogue.rule_of(result.shape).id
        if rule in ("VOC-004", "ELT-003") and isinstance(result.value, NamedNode | BlankNode):
            links.setdefault((rule, result.value), []).append(result)
    for (rule, value), found in links.items():
        kinds = _own_kinds(view, value)
        # Where some parts fit, it is the others that are misplaced.
        some_fit = rule == "ELT-003" and len(found) < len(view.backward(QG.isDirectPartOf).get(value, ()))
        if len(found) >= _MANY and len(kinds) == 1 and not some_fit:
            count = Literal(str(len(found)), datatype=XSD.integer)
            bindings = {**found[0].bindings, "links": count, "this": value, "value": kinds[0]}
            yield replace(found[0], focus=value, path=Predicate(RDF.type), value=kinds[0], bindings=bindings)


def missing_things_once(results: list[Result], catalogue: Catalogue) -> list[Result]:
    """Return the results, each thing that is described nowhere told once, at the first of the links that lead to it."""
    links: dict[Term | None, list[Result]] = {}
    for result in results:
        if catalogue.rule_of(result.shape).id == "VOC-007":
            links.setdefault(result.value, []).append(result)
    first = {value: min(found, key=lambda one: (str(one.focus), str(one.path))) for value, found in links.items()}
    kept: list[Result] = []
    for result in results:
        found = links.get(result.value, []) if catalogue.rule_of(result.shape).id == "VOC-007" else []
        if not found:
            kept.append(result)
        elif result is first[result.value]:
            more = Literal(str(len(found) - 1), datatype=XSD.integer)
            kept.append(replace(result, bindings={**result.bindings, "more": more}))
    return kept


def nearest_term(view: GraphView, unknown: NamedNode) -> Text:
    """Return a question that offers the declared term nearest to one that is not, nothing where none is near."""
    base = unknown.value.removesuffix(short_name(unknown.value))
    names = [
        node.value.removeprefix(base)
        for node in view.forward(RDF.type)
        if isinstance(node, NamedNode) and node.value.startswith(base)
    ]
    near = get_close_matches(short_name(unknown.value), names, n=1, cutoff=_NEAR) if base else []
    if not near:
        return Text("", "")
    return Text(f" Vouliez-vous dire « {near[0]} » ?", f" Did you mean “{near[0]}”?")
