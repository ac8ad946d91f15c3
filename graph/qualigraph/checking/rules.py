"""The catalogue of rules: what each is called, why it matters, how to mend what it finds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Store, parse

from qualigraph import places
from qualigraph.checking.facts import CHECK
from qualigraph.checking.findings import Severity
from qualigraph.checking.shacl.view import GraphView, Term
from qualigraph.language import Text
from qualigraph.terms import DCTERMS, QG, RDFS, SH, SKOS

SEVERITIES = {SH.Violation: Severity.VIOLATION, SH.Warning: Severity.WARNING, SH.Info: Severity.INFO}


@dataclass(frozen=True)
class RuleShape:
    """One shape of a rule, as people see it: its severity, its message and, if findings fold, the folded one."""

    node: Term
    severity: Severity
    message: Text
    folded: Text | None
    asserted: bool
    """True if it judges what the files say and nothing that follows from it."""
    contradictions: frozenset[str]
    """The kinds of contradiction that it reports, if reasoning finds what it reports and not SHACL."""
    acceptance: str = ""
    """What of an accepted finding it reports, if that is what it does: overdue or needless."""


@dataclass(frozen=True)
class Rule:
    """One rule, with all that people need to understand and mend what it finds."""

    id: str
    iri: str
    family: str
    title: Text
    why: Text
    expected_by: Text
    mend: Text
    mend_in_table: Text
    example: str
    shapes: tuple[RuleShape, ...]

    @property
    def severities(self) -> list[Severity]:
        """The severities that its findings can have, gravest first."""
        return sorted({shape.severity for shape in self.shapes}, key=lambda severity: severity.rank)


@dataclass(frozen=True)
class Catalogue:
    """All rules with the shapes graph that they come from."""

    shapes: GraphView
    rules: tuple[Rule, ...]

    def rule_of(self, shape: Term) -> Rule:
        """Return the rule that the shape belongs to."""
        return self._by_shape[shape][0]

    def shape(self, node: Term) -> RuleShape:
        """Return the shape ``node`` as people see it."""
        return self._by_shape[node][1]

    def limits(self, shape: Term) -> bool:
        """Tell whether the shape finds too many values."""
        return any(self.shapes.objects(shape, limit) for limit in (SH.maxCount, SH.uniqueLang))

    def get(self, rule_id: str) -> Rule | None:
        """Return the rule with this id, in whatever case it is written, or None."""
        return next((rule for rule in self.rules if rule.id == rule_id.upper()), None)

    @cached_property
    def _by_shape(self) -> dict[Term, tuple[Rule, RuleShape]]:
        return {shape.node: (rule, shape) for rule in self.rules for shape in rule.shapes}


def shape_files() -> list[Path]:
    """Return the files of the shipped rules."""
    return sorted(places.shapes_folder().glob("*.ttl"))


def examples_folder() -> Path:
    """Return the folder of the rules' examples, one folder a rule; a wheel has none."""
    return places.shipped_root() / "tests" / "rules" / "examples"


def load_catalogue(files: Sequence[Path] | None = None) -> Catalogue:
    """Read the rules from ``files``, by default the shipped ones."""
    store = Store()
    for file in shape_files() if files is None else files:
        store.extend(_renamed(parse(path=file, format=RdfFormat.TURTLE), file.stem))
    view = GraphView(store)
    shapes = view.backward(QG.rule)
    rules = (_rule(view, node, sorted(shapes.get(node, ()), key=str)) for node in view.instances(QG.Rule))
    return Catalogue(view, tuple(sorted(rules, key=lambda rule: rule.id)))


def _renamed(quads: Iterator[Quad], prefix: str) -> Iterator[Quad]:
    # Blank node labels are a file's own: two files may use the same.
    def renamed(term: Term) -> Term:
        return BlankNode(f"{prefix}{term.value}") if isinstance(term, BlankNode) else term

    for quad in quads:
        yield Quad(renamed(quad.subject), quad.predicate, renamed(quad.object))  # type: ignore[arg-type]  # no quoted triples in shapes


def _rule(view: GraphView, node: Term, shapes: Sequence[Term]) -> Rule:
    identifier = _string(view, node, DCTERMS.identifier)
    return Rule(
        id=identifier,
        iri=node.value,
        family=identifier.partition("-")[0],
        title=text_of(view, node, RDFS.label),
        why=text_of(view, node, QG.why),
        expected_by=text_of(view, node, QG.expectationSource),
        mend=text_of(view, node, QG.howToMend),
        mend_in_table=text_of(view, node, QG.howToMendInTable),
        example=_string(view, node, SKOS.example),
        shapes=tuple(_shape(view, shape) for shape in shapes),
    )


def _shape(view: GraphView, node: Term) -> RuleShape:
    severity = view.one(node, SH.severity)
    return RuleShape(
        node=node,
        severity=SEVERITIES[severity] if isinstance(severity, NamedNode) else Severity.VIOLATION,
        message=text_of(view, node, SH.message),
        folded=text_of(view, node, CHECK.foldedMessage) if view.objects(node, CHECK.foldedMessage) else None,
        asserted=bool(view.objects(node, CHECK.judges)),
        contradictions=frozenset(kind.value for kind in view.objects(node, CHECK.contradiction)),
        acceptance=_string(view, node, CHECK.acceptance),
    )


def text_of(view: GraphView, node: Term, predicate: NamedNode) -> Text:
    """Return the French and English values of a predicate; each stands in for the other where it is missing."""
    by_language = {
        value.language or "": value.value
        for value in sorted(view.objects(node, predicate), key=str, reverse=True)
        if isinstance(value, Literal)
    }
    anything = next(iter(by_language.values()), "")
    french = by_language.get("fr", by_language.get("", anything))
    return Text(french, by_language.get("en", by_language.get("", french)))


def _string(view: GraphView, node: Term, predicate: NamedNode) -> str:
    value = view.one(node, predicate)
    return value.value if isinstance(value, Literal) else ""
