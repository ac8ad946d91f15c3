"""Findings that another finding explains: a person mends the cause, and the rest goes with it."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher
from functools import cached_property

from pyoxigraph import Literal, NamedNode

from qualigraph.checking.facts import CHECK
from qualigraph.checking.rules import Catalogue
from qualigraph.checking.shacl.engine import Result
from qualigraph.checking.shacl.view import GraphView, Term
from qualigraph.checking.telling import short_name
from qualigraph.checking.told_once import each_once, missing_things_once, predicates, wrong_classes_once
from qualigraph.terms import ORG, QG, RDF, SKOS

_LIKENESS = 0.8
_WRONG_VALUE = ("ACT-017", "ACT-022", "CRT-012", "ELT-006", "VOC-005")
"""Rules that find a value that is none: no other rule can say anything of it."""
_PLACING = ("VOC-001", "VOC-004", "VOC-007", "ELT-003", "ELT-005")
"""Rules that find why an element has no place in a plan."""
_WRONG_LINK = ("VOC-001", "VOC-004", "VOC-007", "VOC-010", "VOC-012")
"""Rules that find a link that leads nowhere or to the wrong thing."""
_CLASS = ("VOC-003", "ELT-003", "VOC-004")
"""Rules that may find that a thing's class is wrong, the most telling first."""
_STANDS_FOR = {CHECK.plan: QG.isDirectPartOf}


def unexplained(results: Iterable[Result], catalogue: Catalogue, view: GraphView) -> list[Result]:
    """Return the results without those that follow from another.

    One fault is one finding: what a thing lacks under a term that it misspells, what other rules make of a date
    that is none, gaps in a numbering where a number is given twice, the parts of an element outside any plan, all
    go with their cause.
    """
    causes = _Causes(wrong_classes_once(each_once(results, catalogue), catalogue, view), catalogue, view)
    return missing_things_once([result for result in causes.results if not causes.explain(result)], catalogue)


class _Causes:
    """The results of one check by rule, and what they explain."""

    def __init__(self, results: list[Result], catalogue: Catalogue, view: GraphView) -> None:
        self.results = results
        self.view = view
        self._catalogue = catalogue
        self._by_rule: dict[str, list[Result]] = {}
        self._focuses: dict[tuple[tuple[str, ...], NamedNode | None], set[Term]] = {}
        for result in results:
            self._by_rule.setdefault(self.rule(result), []).append(result)

    def rule(self, result: Result) -> str:
        return self._catalogue.rule_of(result.shape).id

    def of(self, *rules: str) -> list[Result]:
        return [result for rule in rules for result in self._by_rule.get(rule, ())]

    def focuses(self, *rules: str, path: NamedNode | None = None) -> set[Term]:
        """Return the things on which the rules find something, through ``path`` if one is given."""
        key = (rules, path)
        if key not in self._focuses:
            self._focuses[key] = {one.focus for one in self.of(*rules) if path is None or path in predicates(one)}
        return self._focuses[key]

    def explain(self, result: Result) -> bool:
        """Tell whether another result is the cause of this one."""
        rule = self.rule(result)
        if result.focus in self._contradictory and rule[:3] not in ("LOG", "VOC"):
            return True
        if result.focus in self._wrong_class and self._follows_from_class(result, rule):
            return True
        if self._about_a_wrong_value(result, rule) or self._misspelt_here(result) or self._wrong_link(result, rule):
            return True
        own = getattr(self, f"_{rule[:3].lower()}_{rule[4:]}", None)
        return bool(own is not None and own(result))

    def _follows_from_class(self, result: Result, rule: str) -> bool:
        if RDF.type in predicates(result) and rule in _CLASS:
            # Its own terms say it best, then what hangs on it, then links that lead to it.
            return any(result.focus in self.focuses(other, path=RDF.type) for other in _CLASS[: _CLASS.index(rule)])
        return rule[:3] != "LOG" and rule not in ("VOC-001", "VOC-002", "VOC-006", "VOC-007", "VOC-009")

    @cached_property
    def _contradictory(self) -> set[Term]:
        return self.focuses("LOG-001")

    @cached_property
    def _wrong_values(self) -> set[tuple[Term, Term]]:
        return {(each.focus, each.value) for each in self.of(*_WRONG_VALUE) if isinstance(each.value, Literal)}

    def _about_a_wrong_value(self, result: Result, rule: str) -> bool:
        if rule in _WRONG_VALUE or rule == "VOC-013":
            return False
        values = [result.value, *result.bindings.values()]
        return any(value is not None and (result.focus, value) in self._wrong_values for value in values)

    @cached_property
    def _wrong_links(self) -> set[tuple[Term, Term | None]]:
        return {(each.focus, each.value) for each in self.of(*_WRONG_LINK) if not isinstance(each.value, Literal)}

    def _wrong_link(self, result: Result, rule: str) -> bool:
        return rule[:3] not in ("VOC", "ELT") and (result.focus, result.value) in self._wrong_links

    @cached_property
    def _misspelt(self) -> dict[Term, set[str]]:
        found: dict[Term, set[str]] = {}
        for result in self.of("VOC-001", "VOC-002"):
            found.setdefault(result.focus, set()).update(short_name(one.value) for one in predicates(result))
        return found

    def _misspelt_here(self, result: Result) -> bool:
        if result.focus not in self._misspelt or (result.value is not None and result.value != result.focus):
            return False
        wanted = [short_name(_STANDS_FOR.get(one, one).value) for one in predicates(result)]
        if not wanted and self.rule(result) == "VOC-008":
            wanted = [short_name(SKOS.prefLabel.value)]
        return any(_alike(bad, name) for bad in self._misspelt[result.focus] for name in wanted)

    # What explains a finding of one rule: a method for the rule.

    def _act_001(self, result: Result) -> bool:
        # What hangs at another level may be no action.
        return result.focus in self._misplaced or result.focus in {each.value for each in self.of("ELT-003")}

    _act_002 = _act_003 = _act_005 = _act_001

    def _act_006(self, result: Result) -> bool:
        if result.value is None:
            return self._act_001(result)
        # The latest follow-up says the state under a term that it misspells.
        return any(_alike(bad, "status") for bad in self._misspelt.get(result.value, ()))

    def _act_009(self, result: Result) -> bool:
        return result.focus in self._ill_followed

    def _act_013(self, result: Result) -> bool:
        return result.focus in self._ill_followed

    def _act_019(self, result: Result) -> bool:
        """Follow-ups that belong to no action: told once for an action, and not where it has none or is not there."""
        if QG.followUp not in predicates(result):
            return False
        action = _action_of(result.focus)
        above = {each.value for each in self.focuses("ELT-011")}
        unfollowed = action in self.focuses("ACT-006") and not self.view.objects(action, QG.followUp)
        if unfollowed or _above(action) in above or action.value in self._gaps:
            return True
        return any(one < str(result.focus) for one in self._loose_follow_ups.get(action, ()))

    @cached_property
    def _gaps(self) -> set[str]:
        """The addresses that elements with a missing number would have."""
        return {
            each.focus.value.rstrip("0123456789") + before.value
            for each in self.of("PLN-003")
            if (before := each.bindings.get("before")) is not None
        }

    @cached_property
    def _loose_follow_ups(self) -> dict[Term, list[str]]:
        """Follow-ups that belong to no action, by the action that their address names."""
        found: dict[Term, list[str]] = {}
        for each in self.of("ACT-019"):
            if QG.followUp in predicates(each):
                found.setdefault(_action_of(each.focus), []).append(str(each.focus))
        return found

    @cached_property
    def _ill_followed(self) -> set[Term]:
        """Actions of which a follow-up lacks its date or its state, cannot be read or does not stand anywhere."""
        ill = self.focuses("ACT-018", "ACT-019", "ACT-022", "VOC-006", "VOC-012", "VOC-013")
        found: set[Term] = {*self._loose_follow_ups}
        found |= self.focuses("ACT-020") | self.focuses("VOC-001", "VOC-004", "VOC-007", path=QG.followUp)
        for action, follow_ups in self.view.forward(QG.followUp).items():
            if not ill.isdisjoint(follow_ups):
                found.add(action)
        return found

    def _act_014(self, result: Result) -> bool:
        return result.focus in self._misplaced or result.focus in self._above_misplaced

    def _act_015(self, result: Result) -> bool:
        # Without a deadline at all, that is what is missing.
        return result.focus in self.focuses("ACT-003") and "deadline" not in result.bindings

    _elt_011 = _elt_012 = _act_014

    @cached_property
    def _misplaced(self) -> set[Term]:
        return self.focuses("ELT-002") | self.focuses("ELT-003", path=QG.isDirectPartOf)

    @cached_property
    def _above_misplaced(self) -> set[Term]:
        """Elements to which, by its address, an element belongs that hangs elsewhere."""
        return {NamedNode(_above(node)) for node in self._misplaced if isinstance(node, NamedNode)}

    def _elt_001(self, result: Result) -> bool:
        return self._plan_of(result.focus) in self.focuses("PLN-016")

    def _elt_002(self, result: Result) -> bool:
        if result.focus in self.focuses(*_PLACING, path=QG.isDirectPartOf):
            return True
        outside = self.focuses("ELT-002", "VOC-006") | self.focuses("VOC-001", path=RDF.type) | self._wrong_class
        return any(parent in outside for parent in self.view.objects(result.focus, QG.isDirectPartOf))

    def _elt_003(self, result: Result) -> bool:
        itself = result.value == result.focus and result.focus in self.focuses("ELT-005")
        return itself or result.value in self._wrong_class

    def _elt_005(self, result: Result) -> bool:
        # A loop that one element at the wrong level closes.
        wrong = {each.focus for each in self.of("ELT-003") if each.value != each.focus}
        return bool(wrong & {result.focus, *self.view.objects(result.focus, QG.isPartOf)})

    def _elt_007(self, result: Result) -> bool:
        return bool((self._elsewhere | self.focuses("ELT-004")) & {result.focus, result.bindings.get("other")})

    def _elt_008(self, result: Result) -> bool:
        return result.focus in self.focuses("ELT-007") and "above" not in result.bindings

    def _elt_013(self, result: Result) -> bool:
        if result.focus in self._misplaced:
            return True
        told = {each.bindings.get("property") for each in self.of("GOV-002") if each.focus == result.focus}
        return not told.isdisjoint(predicates(result))

    def _bod_001(self, result: Result) -> bool:
        # Its kind is not one of a body: it is something else.
        return result.focus in self.focuses("VOC-012", path=ORG.classification)

    def _gov_002(self, result: Result) -> bool:
        # The direct link is there, and leads nowhere.
        role = result.bindings.get("property")
        wrong = self.of("VOC-001", "VOC-004", "VOC-007")
        return any(each.focus == result.focus and role in predicates(each) for each in wrong)

    def _gov_003(self, result: Result) -> bool:
        if self._plan_of(result.focus) in self.focuses("PLN-016"):
            return True
        # The involvement is there, with another role or another actor.
        for told in self.of("GOV-002"):
            same_role = told.bindings.get("property") in predicates(result)
            if told.focus == result.focus and (same_role or told.bindings.get("actor") == result.value):
                return True
        return False

    def _ind_005(self, result: Result) -> bool:
        return result.bindings.get("indicator") in self.focuses("VOC-012", path=QG.sector)

    def _lnk_004(self, result: Result) -> bool:
        incomplete = self.focuses("LNK-005")
        near = {result.focus, result.value}
        return any(near & set(self.view.objects(each, QG.restatedElement)) for each in incomplete)

    def _lnk_006(self, result: Result) -> bool:
        return result.focus in self.focuses("VOC-004", "VOC-007")

    def _pln_002(self, result: Result) -> bool:
        if {result.focus, result.bindings.get("other")} & self.focuses("PSG-005"):
            return True
        # Told as a judgement that has no link.
        pair = {result.focus, result.bindings.get("other")}
        return any(
            pair == {each.bindings["one"], each.bindings["other"]}
            for each in self.of("LNK-004")
            if "one" in each.bindings
        )

    def _pln_003(self, result: Result) -> bool:
        parents = self.view.objects(result.focus, QG.isDirectPartOf)
        if result.focus in self._misplaced or any(parent in self._crowded for parent in parents):
            return True
        strays = {(_above(each), number) for each in self._elsewhere for number in self.view.objects(each, QG.ordinal)}
        before = result.bindings.get("before")
        if (_above(result.focus), before) in self._accounted | strays:
            return True
        # The element whose address has the missing number is there, with a number that is itself the gap.
        stem = result.focus.value.rstrip("0123456789")
        unnumbered = self._unnumbered | (self.focuses("PLN-003") - {result.focus})
        return before is not None and stem + before.value in {each.value for each in unnumbered}

    def _pln_004(self, result: Result) -> bool:
        # A part is not counted where it is, or no longer there.
        near = self.focuses("ELT-002", "ELT-003", "PLN-003", "VOC-006") | self._elsewhere
        whole = result.bindings.get("whole")
        if whole is None:
            return False
        parents = {parent for each in self._elsewhere for parent in self.view.objects(each, QG.isPartOf)}
        return whole in parents or any(each.value.startswith(f"{whole.value}/") for each in near)

    def _said_for_another(self, result: Result) -> bool:
        """Tell whether what a plan lacks may be said by a plan that a loop keeps from it."""
        return any(QG.Plan in self.view.types(each) for each in self.focuses("ELT-005"))

    _pln_006 = _pln_007 = _pln_008 = _pln_009 = _pln_010 = _said_for_another

    @cached_property
    def _elsewhere(self) -> set[Term]:
        """Elements whose printed number says that they belong to another part of the plan."""
        return {each.focus for each in self.of("ELT-008") if "above" in each.bindings}

    def _pln_017(self, result: Result) -> bool:
        return result.focus in self.focuses("PLN-016")

    def _psg_002(self, result: Result) -> bool:
        # Two files give the source other lines: its end is right, and the line before which it stands is not.
        first = result.bindings.get("first")
        return any(each.focus == result.focus and each.value == first for each in self.of("PSG-003", "PSG-006"))

    def _psg_003(self, result: Result) -> bool:
        return self._two_of_one_file(result)

    def _psg_005(self, result: Result) -> bool:
        if result.focus in self.focuses("VOC-013", path=QG.headingPassage):
            return True
        return any(node in self._wrong_passages for node in self.view.objects(result.focus, QG.headingPassage))

    def _psg_006(self, result: Result) -> bool:
        if result.focus in self.focuses("PSG-001", "PSG-003") or self._two_of_one_file(result):
            return True
        if any(each.focus == result.focus and not self._psg_002(each) for each in self.of("PSG-002")):
            return True
        # Both lines are off: the first says it.
        first = {each.focus for each in self.of("PSG-006") if QG.firstLine in predicates(each)}
        return QG.lastLine in predicates(result) and result.focus in first

    def _two_of_one_file(self, result: Result) -> bool:
        """Tell whether the value is one of two in one file: that there are two is what is wrong."""
        for predicate in predicates(result):
            if result.focus in self.focuses("VOC-013", path=predicate):
                return self._in_one_graph(result.focus, predicate)
        return False

    def _in_one_graph(self, node: Term, predicate: NamedNode) -> bool:
        quads = list(self.view.store.quads_for_pattern(node, predicate, None))  # type: ignore[arg-type]  # a literal has no properties
        graphs = [quad.graph_name for quad in quads if isinstance(quad.graph_name, NamedNode)]
        return len(graphs) > len(set(graphs))

    def _psg_008(self, result: Result) -> bool:
        return any(node in self._wrong_passages for node in self.view.objects(result.focus, QG.passage))

    @cached_property
    def _wrong_passages(self) -> set[Term]:
        return self.focuses("PSG-002", "PSG-003", "PSG-006")

    def _voc_003(self, result: Result) -> bool:
        return result.focus in self._misplaced - self._wrong_class

    @cached_property
    def _wrong_class(self) -> set[Term]:
        """Things whose class is wrong: by their terms, by what hangs on them, by the links that lead to them."""
        found = self.focuses(*_CLASS, path=RDF.type)
        # What itself hangs at the wrong level is told there.
        placed = (each for each in self.of("ELT-003") if QG.isDirectPartOf in predicates(each))
        return found - {each.focus for each in placed if each.value not in found}

    def _voc_006(self, result: Result) -> bool:
        # It is gone from the plan, where its number is missing.
        return result.focus.value in self._gaps

    def _voc_004(self, result: Result) -> bool:
        if result.value in self._wrong_class:
            return True
        # The rule on its place, or on its list, says it.
        told = {(each.focus, each.value) for each in self.of("ELT-003", "VOC-012") if result.path == each.path}
        return (result.focus, result.value) in told

    def _voc_013(self, result: Result) -> bool:
        # Two files say it otherwise, and which of them is wrong is known.
        for predicate in predicates(result):
            if result.focus in self.focuses("VOC-004", "VOC-005", "VOC-007", "VOC-010", "VOC-012", path=predicate):
                return True
            if result.focus in self.focuses("PSG-002", "PSG-003", "PSG-006", path=predicate):
                return not self._in_one_graph(result.focus, predicate)
        return False

    @cached_property
    def _accounted(self) -> set[tuple[str, Term]]:
        # An element's address says where it belongs, whatever it is attached to: its number is not missing there.
        return {(_above(node), number) for node in self._misplaced for number in self.view.objects(node, QG.ordinal)}

    @cached_property
    def _crowded(self) -> set[Term]:
        return {parent for each in self.of("ELT-007") for parent in self.view.objects(each.focus, QG.isDirectPartOf)}

    @cached_property
    def _unnumbered(self) -> set[Term]:
        return self.focuses("ELT-006", "VOC-001", "VOC-005", path=QG.ordinal) | self._misplaced

    def _plan_of(self, node: Term) -> Term | None:
        return self.view.one(node, CHECK.plan)


def _above(node: Term) -> str:
    return node.value.rpartition("/")[0]


def _action_of(follow_up: Term) -> Term:
    """Return the action that the address of a follow-up names: its own, without the day."""
    if not isinstance(follow_up, NamedNode):
        return follow_up
    return NamedNode(_above(follow_up).replace("/follow-up/", "/", 1).removesuffix("/follow-up"))


def _alike(one: str, other: str) -> bool:
    return SequenceMatcher(None, one, other).ratio() >= _LIKENESS
