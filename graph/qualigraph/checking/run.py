"""A check: judge what is said, infer, judge what follows, and tell what was found."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from qualigraph.checking.context import Context, add_context, given_only
from qualigraph.checking.documents import document_facts
from qualigraph.checking.explained import unexplained
from qualigraph.checking.facts import add_facts, keep_asserted_types, settle_coverage
from qualigraph.checking.findings import Finding, Place, Thing
from qualigraph.checking.outcome import NAMED_APART, Outcome
from qualigraph.checking.rules import Catalogue, RuleShape
from qualigraph.checking.shacl.engine import Engine, Result
from qualigraph.checking.shacl.paths import Predicate
from qualigraph.checking.shacl.shapes import read_shape
from qualigraph.checking.shacl.view import GraphView, Term
from qualigraph.checking.telling import Teller
from qualigraph.checking.told_once import nearest_term
from qualigraph.dataset import Dataset
from qualigraph.inference import inconsistencies, infer
from qualigraph.language import Text
from qualigraph.plans.cells import Cells
from qualigraph.terms import QG, RDF, SH


@dataclass
class Check:
    """All that one run of the rules found, in SHACL's terms, with the graph that it was found in."""

    view: GraphView
    results: list[Result] = field(default_factory=list)
    judged: dict[tuple[Term, Term | None], int] = field(default_factory=dict)
    """How many things each folding shape judged, by shape and plan."""


def run_rules(
    dataset: Dataset, catalogue: Catalogue, as_of: date, *, sources: Path | None = None, plain: bool = False
) -> Check:
    """Run all rules over the dataset: first those on what is asserted, then, after inference, the others.

    ``sources`` is the folder of the source documents, where it is at hand. The dataset then holds what was
    inferred and the facts of the check. ``plain`` infers nothing.
    """
    shapes = [shape for rule in catalogue.rules for shape in rule.shapes]
    results: list[Result] = []
    judged: dict[tuple[Term, Term | None], int] = {}
    view = GraphView(dataset.store)
    for asserted, view in stages(dataset, as_of, sources=sources, plain=plain):
        engine = Engine(catalogue.shapes, view)
        chosen = [shape for shape in shapes if shape.asserted is asserted]
        results += [result for shape in chosen for result in engine.run(shape.node)]
        judged |= _judged(engine, catalogue, chosen)
    if not plain:
        results += _contradictions(dataset, shapes, view)
    return Check(view, results, judged)


def stages(
    dataset: Dataset, as_of: date, *, sources: Path | None = None, plain: bool = False
) -> Iterator[tuple[bool, GraphView]]:
    """Give the dataset's default graph twice: as it is asserted (True), then as the other rules see it (False).

    The second holds what follows and the facts of the check, but no type that only a domain or a range gives.
    Each view is good until the next is asked for.
    """
    said = GraphView(dataset.store)
    settle_coverage(said)
    yield True, said
    kinds = {node: said.types(node) for node in said.forward(RDF.type)}
    if not plain:
        infer(dataset)
    view = GraphView(dataset.store)
    keep_asserted_types(view, kinds)
    add_facts(view, as_of, document_facts(view, sources) if sources is not None else ())
    yield False, view


def _contradictions(dataset: Dataset, shapes: list[RuleShape], view: GraphView) -> Iterator[Result]:
    """Give what reasoning finds that cannot be true together, as results of the rules on logic.

    A type that only follows from a domain or range and contradicts the asserted ones is left to the rules on
    domains and ranges, which say what is wrong.
    """
    by_kind = {kind: shape for shape in shapes for kind in shape.contradictions}
    for found in inconsistencies(dataset):
        if isinstance(found.subject, Triple):
            continue
        shape = by_kind[found.kind]
        terms = [term for term in found.terms if not isinstance(term, Triple)]
        if found.kind == "disjoint-classes" and not set(terms) <= set(view.objects(found.subject, RDF.type)):
            continue
        bindings: dict[str, Term] = dict(zip(("one", "other"), terms, strict=False))
        _, predicate, value = found.triples[-1]
        if not isinstance(value, Triple):
            bindings["value"] = value
        yield Result(shape.node, found.subject, Predicate(predicate), bindings.get("value"), SH.Violation, bindings)


def _judged(engine: Engine, catalogue: Catalogue, shapes: list[RuleShape]) -> dict[tuple[Term, Term | None], int]:
    counts: Counter[tuple[Term, Term | None]] = Counter()
    teller = Teller(engine.view)
    for shape in shapes:
        if shape.folded is not None:
            for node in engine.focus_nodes(read_shape(catalogue.shapes, shape.node)):
                counts[shape.node, teller.plan(node)] += 1
    return dict(counts)


def check(
    dataset: Dataset, catalogue: Catalogue, as_of: date, *, sources: Path | None = None, plain: bool = False
) -> list[Finding]:
    """Run all rules over the dataset and return the findings, gravest first, then by rule and place.

    Parameters are those of :func:`run_rules`.
    """
    return list(check_outcome(dataset, catalogue, as_of, sources=sources, plain=plain).findings)


def check_outcome(
    dataset: Dataset,
    catalogue: Catalogue,
    as_of: date,
    *,
    sources: Path | None = None,
    plain: bool = False,
    context: Context | None = None,
) -> Outcome:
    """Do as :func:`check`, and return the plans and institutions that were looked at too.

    ``context`` names shipped files that say what things are to which the dataset refers.
    """
    beside = frozenset() if context is None else add_context(dataset, context)
    done = run_rules(dataset, catalogue, as_of, sources=sources, plain=plain)
    teller = Teller(done.view)
    cells = Cells(dataset)
    kept = unexplained(done.results, catalogue, done.view)
    if context is not None:
        kept = given_only(kept, catalogue, done.view, context, beside)
    findings = [_finding(done, dataset, catalogue, teller, cells, result) for result in kept]

    concerned = {finding.institution.iri for finding in findings if finding.institution is not None}
    concerned |= {node.value for node in done.view.backward(QG.planOf)}

    def things(kind: NamedNode) -> tuple[Thing, ...]:
        nodes = (node for node in done.view.instances(kind) if node not in beside or node.value in concerned)
        return tuple(sorted((_named(node, teller) for node in nodes), key=lambda one: one.iri))

    return Outcome(tuple(sorted(findings, key=_order)), things(QG.Plan), things(QG.Institution))


def _named(node: Term, teller: Teller) -> Thing:
    """Return a plan, or an institution with its acronym."""
    thing = teller.thing(node)
    acronym = teller.view.one(node, QG.acronym)
    if acronym is None or QG.Institution not in teller.view.types(node):
        return thing
    return thing._replace(label=Text(*(f"{acronym.value}{NAMED_APART}{label}" for label in thing.label)))


def _order(finding: Finding) -> tuple[object, ...]:
    place = finding.place or Place("")
    return (finding.severity.rank, finding.rule, place.file, place.line or 0, finding.focus.iri, finding.value or "")


def _finding(
    done: Check, dataset: Dataset, catalogue: Catalogue, teller: Teller, cells: Cells, result: Result
) -> Finding:
    shape = catalogue.shape(result.shape)
    plan = teller.plan(result.focus)
    institution = teller.institution(result.focus, plan)
    return Finding(
        rule=catalogue.rule_of(result.shape).id,
        severity=shape.severity,
        shape=result.shape.value,
        focus=teller.thing(result.focus),
        message=_message(teller, catalogue, shape, result),
        path=None if result.path is None else str(result.path),
        value=None if result.value in (None, result.focus) else str(result.value),
        plan=None if plan is None else teller.thing(plan),
        institution=None if institution is None else teller.thing(institution),
        where=teller.where(result.focus),
        place=_place(done, dataset, catalogue, cells, result),
        folded=shape.folded,
        judged=done.judged.get((result.shape, plan), 0),
    )


def _message(teller: Teller, catalogue: Catalogue, shape: RuleShape, result: Result) -> Text:
    values = {"this": result.focus, **result.bindings}
    if result.value is not None:
        values["value"] = result.value
    if isinstance(result.path, Predicate):
        values["path"] = result.path.predicate
    message = teller.fill(_wording(shape, result), values)
    if catalogue.rule_of(shape.node).id in ("VOC-001", "VOC-002"):
        term = values["path" if "{?path}" in shape.message.fr else "value"]
        near = nearest_term(teller.view, term) if isinstance(term, NamedNode) else Text("", "")
        return Text(message.fr + near.fr, message.en + near.en)
    return message


def _wording(shape: RuleShape, result: Result) -> Text:
    """Return the message to fill in: the shape's, or one for what is told once for several findings."""
    if "term1" in result.bindings:
        terms = ", ".join(f"{{?{name}}}" for name in result.bindings if re.fullmatch(r"term\d+", name))
        return Text(
            f"Cette chose est dite {{?value}}, mais elle porte {terms}, qui se disent d'autre chose : type faux ?",
            f"This thing is called {{?value}}, but it has {terms}, said of something else: is its type wrong?",
        )
    if "links" in result.bindings and "class" not in result.bindings:
        return Text(
            "Cette chose est dite {?value}, mais {?links} éléments en font partie qui vont ailleurs : type faux ?",
            "This thing is called {?value}, but {?links} parts of it belong elsewhere: is its type wrong?",
        )
    if "links" in result.bindings:
        return Text(
            "Cette chose est dite {?value}, mais {?links} liens y mènent qui attendent {?class} : type faux ?",
            "This thing is called {?value}, but {?links} links lead to it that expect {?class}: is its type wrong?",
        )
    more = result.bindings.get("more")
    if more is None or more.value == "0":
        return shape.message
    several = more.value != "1"
    return Text(
        shape.message.fr + (" {?more} autres liens y mènent aussi." if several else " Un autre lien y mène aussi."),
        shape.message.en + (" {?more} other links lead there too." if several else " One other link leads there too."),
    )


def _place(done: Check, dataset: Dataset, catalogue: Catalogue, cells: Cells, result: Result) -> Place | None:
    """Return where the finding stands: the wrong value, else the triple before it, else the thing's own block.

    What came from a tracking table, or is missing there, stands in one of its cells.
    """
    predicate = result.path.predicate if isinstance(result.path, Predicate) else None
    found: tuple[Path, int] | None = None
    if predicate is not None:
        value = result.value
        if value is None:
            value = _surplus(done.view, dataset, result.focus, predicate, limited=catalogue.limits(result.shape))
        if value is not None:
            found = dataset.line_of(result.focus, predicate, value) or dataset.line_of(result.focus, predicate)
    elif isinstance(result.value, Literal) and result.path is not None:
        # One of several properties that the rule looks at has the value.
        lines = (dataset.line_of(result.focus, one, result.value) for one in result.path.predicates())
        found = next((line for line in lines if line is not None), None)
    if isinstance(result.focus, NamedNode):
        # Of several properties that would do, a person fills in the first.
        column = next(iter(result.path.predicates()), None) if result.path is not None else None
        cell = cells.cell_of(result.focus, column, None if found is None else found[0])
        if cell is not None:
            return Place(str(cell[0]), cell=cell[1])
    found = found or dataset.line_of(result.focus)
    return None if found is None else Place(str(found[0]), found[1])


def _surplus(view: GraphView, dataset: Dataset, focus: Term, predicate: NamedNode, *, limited: bool) -> Term | None:
    """Return, of values of which there are too many, the one that is too many: said in the fewest files, last.

    Of values with a language, those of the first language that has two. ``limited`` tells that there may be too
    many; else there are too few, and none is meant.
    """
    if not limited or isinstance(focus, Literal):
        return None
    values = [value for value in view.objects(focus, predicate) if not isinstance(value, BlankNode)]
    languages = Counter(value.language for value in values if isinstance(value, Literal))
    twice = next((language for language, count in languages.most_common(1) if language and count > 1), None)
    if twice is not None:
        values = [value for value in values if isinstance(value, Literal) and value.language == twice]

    def order(value: Term) -> tuple[int, str, int]:
        graphs = {quad.graph_name for quad in dataset.store.quads_for_pattern(focus, predicate, value)}
        path, line = dataset.line_of(focus, predicate, value) or (Path(), 0)
        return -len(graphs), str(path), line

    return max(values, key=order, default=None)
