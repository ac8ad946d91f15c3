"""From what a file changes to triples: what is added, what is taken back, and what other files keep saying."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode

from qualigraph.dataset import Dataset
from qualigraph.language import Text
from qualigraph.plans import Facts, Item, PartialDate, Plan
from qualigraph.plans.names import Kind
from qualigraph.sheets.columns import (
    BODIES,
    CONTRIBUTORS,
    DEADLINE,
    OWNER,
    START,
    TITLE,
    Column,
)
from qualigraph.sheets.edits import CellPlace, Change, Comparison, Fault, Gravity, NewActor, RowEdit
from qualigraph.sheets.forms import CONTINUOUS
from qualigraph.terms import ID, INFERRED, ORG, QG, RDF, RDFS, SKOS, XSD

Term = NamedNode | BlankNode | Literal
Triple = tuple[NamedNode, NamedNode, Term]

FRENCH: Final = "fr"
FOLLOWED: Final = NamedNode(f"{ID}coverage/followed")
_PUBLISHED = NamedNode(f"{ID}coverage/published")
_ROLES = {
    OWNER.key: (QG.owner, "owner"),
    CONTRIBUTORS.key: (QG.contributor, "contributor"),
    BODIES.key: (QG.participant, "participates"),
}
_LINKS = {
    "theme": QG.theme,
    "origin": QG.origin,
    "requirement": QG.addresses,
    "certification": QG.targetsCertification,
    "priority": QG.priority,
}
_DATES = {START.key: QG.startDate, "initial-deadline": QG.initialDeadline}
_ACTOR_CLASSES = {
    Kind.BODY: (QG.Body, ORG.unitOf),
    Kind.UNIT: (QG.Unit, ORG.unitOf),
    Kind.FUNCTION: (QG.Function, ORG.postIn),
    Kind.GROUP: (QG.StakeholderGroup, QG.ofInstitution),
    Kind.ORGANIZATION: (QG.Organization, None),
    Kind.PERSON: (QG.Person, None),
}


class Ledger:
    """What is to be added to one graph and taken back from it; other graphs stay as they are."""

    def __init__(self, dataset: Dataset, graph: NamedNode | None) -> None:
        self.dataset = dataset
        self.graph = graph
        self.added: dict[Triple, None] = {}
        self.removed: dict[Triple, None] = {}
        self.count = 0
        """How many times anything was added or taken back."""

    def add(self, subject: NamedNode, predicate: NamedNode, value: Term) -> None:
        """Say one triple, unless some graph says it already."""
        triple = (subject, predicate, value)
        if triple in self.removed:
            del self.removed[triple]
            self.count += 1
        elif triple not in self.added and not self._said(triple):
            self.added[triple] = None
            self.count += 1

    def holds(self, triple: Triple) -> bool:
        """Tell whether a triple can be taken back: our graph says it and no other does."""
        said = self.graphs(triple)
        return triple in self.added or said == [self.graph]

    def take_back(self, triples: Iterable[Triple]) -> bool:
        """Take triples back, all of them or, if another graph says one, none; return whether that was done."""
        chosen = list(dict.fromkeys(triples))
        if not all(self.holds(triple) for triple in chosen):
            return False
        for triple in chosen:
            if self.added.pop(triple, 0) == 0:
                self.removed[triple] = None
        self.count += len(chosen)
        return True

    def graphs(self, triple: Triple) -> list[NamedNode]:
        """Return the asserted named graphs that say a triple."""
        quads = self.dataset.store.quads_for_pattern(*triple, None)
        return [
            quad.graph_name for quad in quads if isinstance(quad.graph_name, NamedNode) and quad.graph_name != INFERRED
        ]

    def whose(self, triples: Iterable[Triple]) -> str:
        """Return the file and line of the first triple that another graph says."""
        for triple in triples:
            for graph in self.graphs(triple):
                if graph != self.graph and (place := self.dataset.line_of(*triple, graph)) is not None:
                    return f"{place[0].name}:{place[1]}"
        return ""

    def _said(self, triple: Triple) -> bool:
        return next(iter(self.dataset.store.quads_for_pattern(*triple, DefaultGraph())), None) is not None


class Asserter:
    """Turns the edits of one file into triples of one graph; what it cannot do becomes a fault."""

    def __init__(self, ledger: Ledger, facts: Facts, found: Comparison, plan: Plan) -> None:
        self.ledger = ledger
        self.facts = facts
        self.found = found
        self.plan = plan
        self.institution = plan.institution

    def actor(self, actor: NewActor) -> None:
        """Say a new actor."""
        kind, owned = _ACTOR_CLASSES[actor.kind]
        self.ledger.add(actor.node, RDF.type, kind)
        self.ledger.add(actor.node, SKOS.prefLabel, Literal(actor.label, language=FRENCH))
        if owned is not None and self.institution is not None:
            self.ledger.add(actor.node, owned, self.institution)

    def element(self, item: Item, plan: NamedNode) -> None:
        """Say a new element: its kind, title, place and number."""
        self.ledger.add(item.node, RDF.type, item.level.node)
        self.ledger.add(item.node, SKOS.prefLabel, Literal(item.title, language=FRENCH))
        self.ledger.add(item.node, QG.isDirectPartOf, item.parent.node if item.parent else plan)
        if item.ordinal is not None:
            self.ledger.add(item.node, QG.ordinal, Literal(item.ordinal))

    def change(self, edit: RowEdit, change: Change) -> bool:
        """Say what one cell changes, for all columns but those of the state and the indicators.

        Return whether anything of it could be said; what could not is a fault.
        """
        before = self.ledger.count
        self._change(edit, change)
        return self.ledger.count > before or (edit.new and change.column is TITLE)

    def _change(self, edit: RowEdit, change: Change) -> bool:
        key, node = change.column.key, edit.item.node
        if key == TITLE.key:
            return edit.new or self._title(edit.item, change)
        if key in _ROLES:
            return self._roles(edit.item, change)
        if key in _LINKS:
            return self._links(node, _LINKS[key], change)
        if key == "deliverable":
            return self._texts(node, QG.deliverable, change)
        if key == DEADLINE.key:
            return self._deadline(node, change)
        if key in _DATES:
            return self._replace(node, _DATES[key], change, [value.literal() for value in change.after])
        return self._move(edit.item, change)

    def followed(self, plan: NamedNode) -> None:
        """Say that the plan has its table."""
        self.ledger.take_back([triple for triple in [(plan, QG.coverage, _PUBLISHED)] if self.ledger.holds(triple)])
        self.ledger.add(plan, QG.coverage, FOLLOWED)

    def _title(self, item: Item, change: Change) -> bool:
        new = Literal(change.after[0], language=FRENCH)
        official = [
            (item.node, SKOS.prefLabel, literal)
            for literal in self.facts.literals(item.node, SKOS.prefLabel)
            if literal.language in (FRENCH, None)
        ]
        if official and all(self.ledger.holds(triple) for triple in official):
            self.ledger.take_back(official)
            self.ledger.add(item.node, SKOS.prefLabel, new)
            return True
        # The document's own title stays what it prints; the table gives it another beside it.
        working = [(item.node, QG.workingTitle, literal) for literal in self.facts.literals(item.node, QG.workingTitle)]
        if not self.ledger.take_back(working):
            return self._kept(change, working)
        if change.after[0] != item.official_title:
            self.ledger.add(item.node, QG.workingTitle, new)
        return True

    def _roles(self, item: Item, change: Change) -> bool:
        predicate, code = _ROLES[change.column.key]
        done = True
        for actor in sorted(set(change.before) - set(change.after), key=str):
            triples = self._role_triples(item.node, actor, None if change.column is BODIES else predicate)
            if not self.ledger.take_back(triples):
                done = self._kept(change, triples)
        path = item.node.value.removeprefix(ID)
        for actor in sorted(set(change.after) - set(change.before), key=str):
            involvement = NamedNode(f"{ID}involvement/{path}/{code}-{actor.value.rpartition('/')[2]}")
            self.ledger.add(item.node, predicate, actor)
            self.ledger.add(item.node, QG.qualifiedInvolvement, involvement)
            self.ledger.add(involvement, RDF.type, QG.Involvement)
            self.ledger.add(involvement, QG.actor, actor)
            self.ledger.add(involvement, QG.role, NamedNode(f"{ID}role/{code}"))
        return done

    def _role_triples(self, node: NamedNode, actor: NamedNode, role: NamedNode | None) -> list[Triple]:
        """Return all that says that an actor has a role in an element; for a body, in any role but the two others."""
        apart = (QG.owner, QG.contributor)
        roles = [one for one in self.facts.subjects(RDFS.subPropertyOf, QG.involves) if one not in apart]
        found: list[Triple] = [
            (node, one, actor) for one in ([role] if role else roles) if actor in self.facts.nodes(node, one)
        ]
        for involvement in self.facts.nodes(node, QG.qualifiedInvolvement):
            code = self.facts.node(involvement, QG.role)
            said = self.facts.node(code, QG.roleProperty) if code else None
            if actor in self.facts.nodes(involvement, QG.actor) and (said == role or (role is None and said in roles)):
                found.append((node, QG.qualifiedInvolvement, involvement))
                found += self.all_of(involvement)
        return found

    def all_of(self, node: NamedNode) -> list[Triple]:
        """Return all triples of a node."""
        quads = self.ledger.dataset.store.quads_for_pattern(node, None, None, DefaultGraph())
        return [
            (node, quad.predicate, quad.object)
            for quad in quads
            if isinstance(quad.object, NamedNode | BlankNode | Literal)
        ]

    def _links(self, node: NamedNode, predicate: NamedNode, change: Change) -> bool:
        done = True
        for value in sorted(set(change.before) - set(change.after), key=str):
            triples = [(node, predicate, value)]
            if not self.ledger.take_back(triples):
                done = self._kept(change, triples, only_one=predicate == QG.priority)
        if done or predicate != QG.priority:
            for value in sorted(set(change.after) - set(change.before), key=str):
                self.ledger.add(node, predicate, self._target(predicate, value))
        return done

    def _target(self, predicate: NamedNode, value: NamedNode) -> NamedNode:
        """Return what a link leads to; a certification named by its scheme is one that the institution aims at."""
        schemes = self.facts.subjects(RDF.type, QG.CertificationScheme)
        if predicate != QG.targetsCertification or value not in schemes or self.institution is None:
            return value
        owner, scheme = (one.value.rpartition("/")[2] for one in (self.institution, value))
        record = NamedNode(f"{ID}certification/{owner}/{scheme}")
        if not self.facts.knows(record):
            self.ledger.add(record, RDF.type, QG.CertificationRecord)
            self.ledger.add(record, QG.holder, self.institution)
            self.ledger.add(record, QG.scheme, value)
            self.ledger.add(record, QG.certificationState, NamedNode(f"{ID}certification-state/targeted"))
            label = f"{self.facts.short(self.institution)} : {self.facts.label(value)}"
            self.ledger.add(record, SKOS.prefLabel, Literal(label, language=FRENCH))
        return record

    def _texts(self, node: NamedNode, predicate: NamedNode, change: Change) -> bool:
        gone = set(change.before) - set(change.after)
        triples = [
            (node, predicate, literal) for literal in self.facts.literals(node, predicate) if literal.value in gone
        ]
        done = True
        for triple in triples:
            if not self.ledger.take_back([triple]):
                done = self._kept(change, [triple])
        for text in change.after:
            if text not in change.before:
                self.ledger.add(node, predicate, Literal(text, language=FRENCH))
        return done

    def _deadline(self, node: NamedNode, change: Change) -> bool:
        dates = [value.literal() for value in change.after if isinstance(value, PartialDate)]
        if not self._replace(node, QG.deadline, change, dates):
            return False
        continuous = [Literal("true", datatype=XSD.boolean)] if CONTINUOUS in change.after else []
        return self._replace(node, QG.continuous, change, continuous)

    def _replace(self, node: NamedNode, predicate: NamedNode, change: Change, values: Sequence[Term]) -> bool:
        """Say ``values`` instead of what is said with ``predicate``."""
        before: list[Triple] = [(node, predicate, value) for value in self.facts.objects(node, predicate)]
        gone = [triple for triple in before if triple[2] not in values]
        if not self.ledger.take_back(gone):
            return self._kept(change, gone, only_one=True)
        for value in values:
            self.ledger.add(node, predicate, value)
        return True

    def _move(self, item: Item, change: Change) -> bool:
        parent: Item = change.after[0]
        return self._replace(item.node, QG.isDirectPartOf, change, [parent.node])

    def _kept(self, change: Change, triples: Sequence[Triple], *, only_one: bool = False) -> bool:
        """Note that another file keeps saying what the cell takes back; an error where both cannot stand."""
        self.found.faults.append(kept(self.ledger, change.column, change.place, triples, only_one=only_one))
        return False


def kept(ledger: Ledger, column: Column, place: CellPlace, triples: Sequence[Triple], *, only_one: bool) -> Fault:
    """Return the fault of a cell that takes back what another file says."""
    where = ledger.whose(triples)
    at = f" ({where})" if where else ""
    if only_one:
        text = Text(
            f"cette valeur de « {column.header} » est écrite ailleurs{at} : changez-la là, ou importez avec --output "
            "vers ce fichier.",
            f'this value of "{column.header}" is written elsewhere{at}: change it there, or import with --output to '
            "that file.",
        )
        return Fault(place, text)
    text = Text(
        f"ce que la cellule ne dit plus est dit par le document ou par un autre fichier{at} : cela reste.",
        f"what the cell no longer says is said by the document or by another file{at}: it stays.",
    )
    return Fault(place, text, Gravity.REMARK)
