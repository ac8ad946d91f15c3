"""Findings that another finding explains: a person mends the cause, and the rest goes with it."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher, get_close_matches

from pyoxigraph import NamedNode

from qualigraph.checking.rules import Catalogue
from qualigraph.checking.shacl.engine import Result
from qualigraph.checking.shacl.view import GraphView, Term
from qualigraph.checking.telling import short_name
from qualigraph.language import Text
from qualigraph.terms import QG, RDF

_LIKENESS = 0.8
_NEAR = 0.7


def unexplained(results: Iterable[Result], catalogue: Catalogue, view: GraphView) -> list[Result]:
    """Return the results without those that follow from another.

    What a thing lacks under a term that it misspells; what it lacks as one of two kinds that exclude each other;
    gaps in a numbering where a number is given twice or an element hangs at the wrong level; the parts of an
    element outside any plan.
    """
    results = _once(results)
    by_rule: dict[str, list[Result]] = {}
    for result in results:
        by_rule.setdefault(catalogue.rule_of(result.shape).id, []).append(result)
    contradictory = {result.focus for result in by_rule.get("LOG-001", ())}
    misplaced = {result.focus for rule in ("ELT-002", "ELT-003") for result in by_rule.get(rule, ())}
    # An element's address says where it belongs, whatever it is attached to: its number is not missing there.
    accounted = {(_above(node), number) for node in misplaced for number in view.objects(node, QG.ordinal)}
    crowded = {
        parent for result in by_rule.get("ELT-007", ()) for parent in view.objects(result.focus, QG.isDirectPartOf)
    }
    outside = {result.focus for result in by_rule.get("ELT-002", ())}
    misspelt: dict[Term, set[str]] = {}
    for result in (*by_rule.get("VOC-001", ()), *by_rule.get("VOC-002", ())):
        for predicate in result.path.predicates() if result.path is not None else ():
            misspelt.setdefault(result.focus, set()).add(short_name(predicate.value))

    def explained(result: Result) -> bool:
        rule = catalogue.rule_of(result.shape)
        if result.focus in contradictory and rule.family not in ("LOG", "VOC"):
            return True
        if rule.id == "ELT-002":
            return any(parent in outside for parent in view.objects(result.focus, QG.isDirectPartOf))
        if rule.id == "PLN-003":
            parents = view.objects(result.focus, QG.isDirectPartOf)
            missing = (_above(result.focus), result.bindings.get("before"))
            return result.focus in misplaced or missing in accounted or any(parent in crowded for parent in parents)
        if result.value is None and result.path is not None and result.focus in misspelt:
            wanted = [short_name(predicate.value) for predicate in result.path.predicates()]
            return any(_alike(bad, name) for bad in misspelt[result.focus] for name in wanted)
        return False

    return [result for result in results if not explained(result)]


def _once(results: Iterable[Result]) -> list[Result]:
    """Return the results, each thing that clashes with several others told once, with the first of them."""
    kept: dict[tuple[object, ...], Result] = {}
    for number, result in enumerate(results):
        other = result.bindings.get("other")
        key = (number,) if other is None else (result.shape, result.focus, result.path, result.value)
        if key not in kept or str(other) < str(kept[key].bindings["other"]):
            kept[key] = result
    return list(kept.values())


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


def _above(node: Term) -> str:
    return node.value.rpartition("/")[0]


def _alike(one: str, other: str) -> bool:
    return SequenceMatcher(None, one, other).ratio() >= _LIKENESS
