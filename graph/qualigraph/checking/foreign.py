"""A user's own shapes over any RDF: what they find, told in the same findings and forms as our rules."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from urllib.parse import quote

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Store, parse

from qualigraph.checking.constraint_words import constraint_words
from qualigraph.checking.findings import Finding, Place, Report, Severity
from qualigraph.checking.rules import SEVERITIES, Rule, RuleShape, text_of
from qualigraph.checking.shacl.foreign import ForeignResult, run_shapes
from qualigraph.checking.shacl.paths import Predicate
from qualigraph.checking.shacl.view import GraphView, Term
from qualigraph.checking.telling import Teller
from qualigraph.dataset import Dataset, load_dataset
from qualigraph.errors import UsageProblem
from qualigraph.language import Text
from qualigraph.reading import FORMATS, rdf_files, read_bytes, real_path
from qualigraph.terms import DCTERMS, RDF, RDFS, SH, SKOS

_NO_BASE = "http://no-base.invalid/"
_LABELS = (RDFS.label, SH.name, SKOS.prefLabel, DCTERMS.title)
_WHYS = (SH.description, RDFS.comment, SKOS.definition)
_NOTHING = Text("", "")


@dataclass(frozen=True)
class Given:
    """Files as they were given: a dataset that knows their lines, and the triples just as they are written.

    A store writes numbers and dates its own way, and shapes may judge how they are written.
    """

    dataset: Dataset
    quads: Sequence[Quad]


def read_given(paths: Sequence[Path]) -> Given:
    """Read files and folders alone: no ontology, no lists, nothing inferred.

    Raises :class:`UsageProblem` for what cannot be read.
    """
    dataset = load_dataset(paths, plain=True)
    graphs = {path: name for name, files in dataset.files.items() for path in files}
    files = {real_path(file): file for path in reversed(paths) for file in reversed(rdf_files(path))}
    quads: list[Quad] = []
    for file in files.values():
        form = FORMATS[file.suffix]
        base = _NO_BASE if form == RdfFormat.JSON_LD else None
        # Blank nodes get names of their own, the same in the store, so that their lines can be told.
        for quad in parse(read_bytes(file), form, base_iri=base, rename_blank_nodes=True):
            unnamed = isinstance(quad.graph_name, DefaultGraph) and form in (RdfFormat.TURTLE, RdfFormat.N_TRIPLES)
            quads.append(Quad(quad.subject, quad.predicate, quad.object, graphs[file]) if unnamed else quad)
    store = Store()
    store.extend(quads)
    told = replace(dataset, store=store)
    told.merge()
    return Given(told, quads)


def take_dataset(dataset: Dataset) -> Given:
    """Return a dataset's default graph as what shapes are run over."""
    return Given(dataset, list(dataset.store.quads_for_pattern(None, None, None, DefaultGraph())))


def check_foreign(shape_files: Sequence[Path], data: Given, as_of: date) -> Report:
    """Return what the shapes in ``shape_files`` find in the data; each shape with a name is a rule of the report.

    Raises :class:`UsageProblem` for files that cannot be read and for shapes that cannot be run.
    """
    given = read_given(shape_files)
    shapes = _Shapes(GraphView(given.dataset.store), shape_files)
    if not shapes.any():
        raise UsageProblem(
            Text("aucune règle SHACL dans ce fichier.", "no SHACL shape in this file."),
            ", ".join(str(file) for file in shape_files),
        )
    try:
        results = run_shapes(data.quads, given.quads)
    except UsageProblem as problem:
        raise UsageProblem(problem.text, ", ".join(str(file) for file in shape_files)) from problem
    teller = Teller(GraphView(data.dataset.store))
    findings = sorted((_finding(result, shapes, teller, data.dataset) for result in results), key=_order)
    return Report(as_of, tuple(findings), shapes.rules(findings))


class _Shapes:
    """The shapes as people see them: those with a name are rules, the others are parts of them."""

    def __init__(self, view: GraphView, files: Sequence[Path]) -> None:
        self.view = view
        self.stem = files[0].stem
        self._names: dict[str, NamedNode] = {}
        self._parents: dict[Term, Term] = {}
        for predicate in (SH.property, SH.node, SH["not"], SH.qualifiedValueShape):
            for part, wholes in view.backward(predicate).items():
                self._parents.setdefault(part, min(wholes, key=str))
        for predicate in (SH["and"], SH["or"], SH.xone):
            for start, wholes in view.backward(predicate).items():
                for member in _members(view, start):
                    self._parents.setdefault(member, min(wholes, key=str))

    def any(self) -> bool:
        """Tell whether there is anything to run."""
        kinds = (SH.NodeShape, SH.PropertyShape, SH.Shape)
        targets = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf, SH.target, SH.property)
        return any(self.view.instances(kind) for kind in kinds) or any(self.view.forward(each) for each in targets)

    def named(self, shape: Term | None) -> NamedNode | None:
        """Return the shape or the nearest one around it that has a name, None where none has."""
        seen: set[Term] = set()
        while isinstance(shape, BlankNode) and shape not in seen:
            seen.add(shape)
            shape = self._parents.get(shape)
        return shape if isinstance(shape, NamedNode) else None

    def id_of(self, shape: Term | None) -> str:
        """Return what the rule of the shape is called: the end of its address, the whole where that is taken."""
        node = self.named(shape)
        if node is None:
            return self.stem
        short = local_name(node)
        if self._names.setdefault(short, node) != node:
            short = node.value
            self._names[short] = node
        return short

    def rules(self, findings: Iterable[Finding]) -> dict[str, Rule]:
        """Return a rule for each shape that found something, by its id."""
        severities: dict[str, set[Severity]] = {}
        for finding in findings:
            severities.setdefault(finding.rule, set()).add(finding.severity)
        return {rule: self._rule(rule, found) for rule, found in sorted(severities.items())}

    def _rule(self, rule: str, severities: set[Severity]) -> Rule:
        node = self._names.get(rule)
        title = self._text(node, _LABELS)
        return Rule(
            id=rule,
            iri="" if node is None else node.value,
            family="",
            title=title if title.fr else Text(rule, rule),
            why=self._text(node, _WHYS),
            expected_by=_NOTHING,
            mend=_NOTHING,
            mend_in_table=_NOTHING,
            example="",
            shapes=tuple(
                RuleShape(node or BlankNode(), severity, _NOTHING, None, False, frozenset())
                for severity in sorted(severities, key=lambda each: each.rank)
            ),
        )

    def _text(self, node: Term | None, predicates: Iterable[NamedNode]) -> Text:
        for predicate in predicates:
            if node is not None and self.view.objects(node, predicate):
                return text_of(self.view, node, predicate)
        return _NOTHING


def _finding(result: ForeignResult, shapes: _Shapes, teller: Teller, dataset: Dataset) -> Finding:
    severity = SEVERITIES.get(result.severity, Severity.VIOLATION) if isinstance(result.severity, NamedNode) else None
    plan = teller.plan(result.focus)
    # The name that a blank node has in one run means nothing in the next.
    value = "_:" if isinstance(result.value, BlankNode) else str(result.value)
    path = None if result.path is None else str(result.path)
    return Finding(
        rule=shapes.id_of(result.shape),
        severity=severity or Severity.VIOLATION,
        shape=_shape_address(result, shapes),
        focus=teller.thing(result.focus),
        message=_message(result, shapes.view, teller),
        path=path,
        value=None if result.value in (None, result.focus) else value,
        plan=None if plan is None else teller.thing(plan),
        where=teller.where(result.focus),
        place=_place(result, dataset),
    )


def _shape_address(result: ForeignResult, shapes: _Shapes) -> str:
    """Return the shape's address; a part without one gets one of its own that stays when the file is edited."""
    if isinstance(result.shape, NamedNode):
        return result.shape.value
    named = shapes.named(result.shape)
    component = "" if result.component is None else local_name(result.component)
    return f"{f'urn:qualigraph:shapes:{quote(shapes.stem)}' if named is None else named.value}.{component}"


def _message(result: ForeignResult, shapes: GraphView, teller: Teller) -> Text:
    """Return the shape's own message, else what its constraint asks, in words."""
    parts = [] if result.shape is None else [result.shape, *shapes.objects(result.shape, SH.sparql)]
    own = any(shapes.objects(part, SH.message) for part in parts)
    if not own and result.shape is not None and isinstance(result.component, NamedNode):
        words = constraint_words(shapes, result.shape, result.component)
        if words is not None:
            paths = [] if result.path is None else [local_name(each) for each in result.path.predicates()]
            name = " / ".join(paths)
            value = _NOTHING if result.value is None else teller.label(result.value)
            return Text(words.fr.format(path=name, value=value.fr), words.en.format(path=name, value=value.en))
    said = {message.language or "": message.value for message in sorted(result.messages, key=str, reverse=True)}
    anything = said.get("") or next(iter(said.values()), "")
    return Text(said.get("fr", anything), said.get("en", anything))


def _place(result: ForeignResult, dataset: Dataset) -> Place | None:
    if isinstance(result.focus, Literal):
        return None
    found: tuple[Path, int] | None = None
    if isinstance(result.path, Predicate):
        if result.value is not None and result.value != result.focus:
            found = dataset.line_of(result.focus, result.path.predicate, result.value)
        found = found or dataset.line_of(result.focus, result.path.predicate)
    if found is None and isinstance(result.focus, BlankNode):
        # What has no name stands where the first thing is said of it, not where the sentence around it starts.
        said = dataset.store.quads_for_pattern(result.focus, None, None, DefaultGraph())
        lines = (dataset.line_of(result.focus, quad.predicate, quad.object) for quad in said)
        found = min((line for line in lines if line is not None), default=None)
    found = found or dataset.line_of(result.focus)
    return None if found is None else Place(str(found[0]), found[1])


def _order(finding: Finding) -> tuple[object, ...]:
    place = finding.place or Place("")
    return (finding.severity.rank, finding.rule, place.file, place.line or 0, finding.focus.iri, finding.value or "")


def _members(view: GraphView, start: Term) -> list[Term]:
    members: list[Term] = []
    seen: set[Term] = set()
    node: Term | None = start
    while node is not None and node != RDF.nil and node not in seen:
        seen.add(node)
        members += view.objects(node, RDF.first)
        node = view.one(node, RDF.rest)
    return members


def local_name(node: Term) -> str:
    """Return the last part of an address, the address itself where there is none."""
    return re.split(r"[#/:]", node.value)[-1] or node.value
