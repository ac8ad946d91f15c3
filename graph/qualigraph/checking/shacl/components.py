"""The constraint components of SHACL core that the rules use, one small function each."""

from __future__ import annotations

import re
from calendar import monthrange
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode

from qualigraph.checking.shacl.paths import NotCovered, read_list
from qualigraph.checking.shacl.shapes import Shape, Test, Value, read_shape
from qualigraph.checking.shacl.view import GraphView, Term
from qualigraph.terms import RDF, SH, XSD

Component = Callable[[GraphView, Term, Term], Test]
"""Makes the test for one parameter value: from the shapes graph, the shape's node and the value."""


def _each(breaks: Callable[[GraphView, Term], bool]) -> Test:
    """Return the test that every value stands alone; ``breaks`` tells which does not hold."""

    def test(view: GraphView, focus: Term, values: Sequence[Term]) -> Iterator[Value]:
        return (value for value in values if breaks(view, value))

    return test


def _class(shapes: GraphView, node: Term, wanted: Term) -> Test:
    return _each(lambda view, value: isinstance(value, Literal) or wanted not in view.types(value))


_LEXICAL: Mapping[NamedNode, re.Pattern[str]] = {
    XSD.integer: re.compile(r"[+-]?\d+"),
    XSD.decimal: re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)"),
    XSD.boolean: re.compile(r"true|false|0|1"),
    XSD.gYear: re.compile(r"-?\d{4,}(Z|[+-]\d\d:\d\d)?"),
    XSD.gYearMonth: re.compile(r"-?\d{4,}-(0[1-9]|1[0-2])(Z|[+-]\d\d:\d\d)?"),
    XSD.gMonth: re.compile(r"--(0[1-9]|1[0-2])(Z|[+-]\d\d:\d\d)?"),
    XSD.date: re.compile(r"-?\d{4,}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])(Z|[+-]\d\d:\d\d)?"),
    XSD.string: re.compile(r".*", re.DOTALL),
    RDF.langString: re.compile(r".*", re.DOTALL),
}
_DAY: Final = re.compile(r"-?(\d{4,})-(\d\d)-(\d\d)")


def _is_written_as(value: Term, wanted: NamedNode, lexical: re.Pattern[str]) -> bool:
    """Tell whether a value is a literal of the datatype ``wanted``, and stands for something: 31 February does not."""
    if not isinstance(value, Literal) or value.datatype != wanted or not lexical.fullmatch(value.value):
        return False
    day = _DAY.match(value.value) if wanted == XSD.date else None
    if day is None:
        return True
    year, month, number = (int(part) for part in day.groups())
    # The calendar repeats every 400 years: years beyond those that Python knows have the same months.
    return number <= monthrange(year % 400 + 400, month)[1]


def _datatype(shapes: GraphView, node: Term, wanted: Term) -> Test:
    lexical = _LEXICAL.get(wanted) if isinstance(wanted, NamedNode) else None
    if lexical is None or not isinstance(wanted, NamedNode):
        raise NotCovered(f"sh:datatype {wanted}")
    return _each(lambda view, value: not _is_written_as(value, wanted, lexical))


_KINDS: Mapping[Term, tuple[type, ...]] = {
    SH.IRI: (NamedNode,),
    SH.Literal: (Literal,),
    SH.BlankNode: (BlankNode,),
    SH.BlankNodeOrIRI: (BlankNode, NamedNode),
    SH.BlankNodeOrLiteral: (BlankNode, Literal),
    SH.IRIOrLiteral: (NamedNode, Literal),
}


def _node_kind(shapes: GraphView, node: Term, wanted: Term) -> Test:
    kinds = _KINDS[wanted]
    return _each(lambda view, value: not isinstance(value, kinds))


def _min_count(shapes: GraphView, node: Term, wanted: Term) -> Test:
    least = int(_text(wanted))
    return lambda view, focus, values: iter((None,) if len(values) < least else ())


def _max_count(shapes: GraphView, node: Term, wanted: Term) -> Test:
    most = int(_text(wanted))
    return lambda view, focus, values: iter((None,) if len(values) > most else ())


def _min_length(shapes: GraphView, node: Term, wanted: Term) -> Test:
    least = int(_text(wanted))
    return _each(lambda view, value: isinstance(value, BlankNode) or len(_text(value)) < least)


def _max_length(shapes: GraphView, node: Term, wanted: Term) -> Test:
    most = int(_text(wanted))
    return _each(lambda view, value: isinstance(value, BlankNode) or len(_text(value)) > most)


def _pattern(shapes: GraphView, node: Term, wanted: Term) -> Test:
    flags = shapes.one(node, SH.flags)
    compiled = re.compile(_text(wanted), re.IGNORECASE if flags is not None and "i" in _text(flags) else 0)
    return _each(lambda view, value: isinstance(value, BlankNode) or not compiled.search(_text(value)))


def _unique_language(shapes: GraphView, node: Term, wanted: Term) -> Test:
    if _text(wanted) not in ("true", "1"):
        return lambda view, focus, values: iter(())

    def test(view: GraphView, focus: Term, values: Sequence[Term]) -> Iterator[Value]:
        counts = Counter(value.language.lower() for value in values if isinstance(value, Literal) and value.language)
        return (None for count in counts.values() if count > 1)

    return test


def _in(shapes: GraphView, node: Term, wanted: Term) -> Test:
    allowed = frozenset(read_list(shapes, wanted))
    return _each(lambda view, value: value not in allowed)


def _has_value(shapes: GraphView, node: Term, wanted: Term) -> Test:
    return lambda view, focus, values: iter(() if wanted in values else (None,))


def _bound(breaks: Callable[[Decimal, Decimal], bool]) -> Component:
    def component(shapes: GraphView, node: Term, wanted: Term) -> Test:
        limit = _number(wanted)
        if limit is None:
            raise NotCovered(f"bound {wanted}")

        def outside(view: GraphView, value: Term) -> bool:
            number = _number(value)
            return number is None or breaks(number, limit)

        return _each(outside)

    return component


def _disjoint(shapes: GraphView, node: Term, wanted: Term) -> Test:
    if not isinstance(wanted, NamedNode):
        raise NotCovered("sh:disjoint")

    def test(view: GraphView, focus: Term, values: Sequence[Term]) -> Iterator[Value]:
        others = view.objects(focus, wanted)
        return (value for value in values if value in others)

    return test


def conforms(view: GraphView, shape: Shape, node: Term) -> bool:
    """Tell whether ``node`` breaks nothing that ``shape`` says."""
    values = shape.values(view, node)
    return not any(True for test in shape.tests for _ in test(view, node, values)) and all(
        conforms(view, inner, value) for inner in shape.properties for value in values
    )


def _inner(shapes: GraphView, node: Term) -> Shape:
    shape = read_shape(shapes, node)
    if shape.queries:
        raise NotCovered("sh:sparql inside another shape")
    return shape


def _node(shapes: GraphView, node: Term, wanted: Term) -> Test:
    shape = _inner(shapes, wanted)
    return _each(lambda view, value: not conforms(view, shape, value))


def _not(shapes: GraphView, node: Term, wanted: Term) -> Test:
    shape = _inner(shapes, wanted)
    return _each(lambda view, value: conforms(view, shape, value))


def _or(shapes: GraphView, node: Term, wanted: Term) -> Test:
    choices = [_inner(shapes, choice) for choice in read_list(shapes, wanted)]
    return _each(lambda view, value: not any(conforms(view, choice, value) for choice in choices))


def _and(shapes: GraphView, node: Term, wanted: Term) -> Test:
    parts = [_inner(shapes, part) for part in read_list(shapes, wanted)]
    return _each(lambda view, value: not all(conforms(view, part, value) for part in parts))


def _text(value: Term) -> str:
    return value.value


def _number(value: Term) -> Decimal | None:
    if not isinstance(value, Literal) or value.datatype not in _NUMBERS:
        return None
    try:
        return Decimal(value.value)
    except InvalidOperation:
        return None


_NUMBERS = frozenset(XSD[name] for name in ("integer", "decimal", "nonNegativeInteger", "positiveInteger", "int"))

COMPONENTS: Mapping[NamedNode, Component] = {
    SH["class"]: _class,
    SH.datatype: _datatype,
    SH.nodeKind: _node_kind,
    SH.minCount: _min_count,
    SH.maxCount: _max_count,
    SH.minLength: _min_length,
    SH.maxLength: _max_length,
    SH.pattern: _pattern,
    SH.uniqueLang: _unique_language,
    SH["in"]: _in,
    SH.hasValue: _has_value,
    SH.minInclusive: _bound(lambda number, limit: number < limit),
    SH.maxInclusive: _bound(lambda number, limit: number > limit),
    SH.minExclusive: _bound(lambda number, limit: number <= limit),
    SH.maxExclusive: _bound(lambda number, limit: number >= limit),
    SH.disjoint: _disjoint,
    SH.node: _node,
    SH["not"]: _not,
    SH["or"]: _or,
    SH["and"]: _and,
}
"""What each parameter of a shape asks for; a parameter that is not here is left to pySHACL."""
