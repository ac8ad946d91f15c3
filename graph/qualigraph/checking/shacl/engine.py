"""Running shapes over a graph: targets once, core constraints in memory, one SELECT for each SPARQL constraint."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from pyoxigraph import Literal, NamedNode, QuerySolutions, Store, Triple, Variable

from qualigraph.checking.shacl.paths import NotCovered, Path, Predicate
from qualigraph.checking.shacl.shapes import Query, Shape, read_query, read_shape
from qualigraph.checking.shacl.view import GraphView, Term
from qualigraph.terms import RDF, SH

Function = Callable[..., Term | Triple | None]


@dataclass(frozen=True)
class Result:
    """One result of validation, in SHACL's terms."""

    shape: Term
    focus: Term
    path: Path | None
    value: Term | None
    severity: NamedNode
    bindings: Mapping[str, Term] = field(default_factory=dict, compare=False)
    """What else a SPARQL constraint found, by variable name."""
    node: Term | None = field(default=None, compare=False)
    """The result's node in a validation report, if it was read from one."""


class Engine:
    """The shapes of one shapes graph run over one graph; targets that shapes share are found once."""

    def __init__(self, shapes: GraphView, view: GraphView) -> None:
        self.shapes = shapes
        self.view = view
        self._functions: dict[NamedNode, Function] = {
            node: _function(shapes, node) for node in shapes.instances(SH.SPARQLFunction) if isinstance(node, NamedNode)
        }
        self._targets: dict[tuple[NamedNode, Term], list[Term]] = {}

    def run(self, node: Term) -> Iterator[Result]:
        """Give the results of the shape ``node`` over the graph.

        Raises :class:`~qualigraph.checking.shacl.paths.NotCovered` for a shape that only pySHACL can run.
        """
        shape = read_shape(self.shapes, node)
        yield from self._validate(shape, self.focus_nodes(shape))

    def focus_nodes(self, shape: Shape) -> list[Term]:
        """Return the nodes that the shape judges, each once."""
        focus: dict[Term, None] = {}
        for target in shape.targets:
            if target not in self._targets:
                self._targets[target] = self._target(*target)
            focus.update(dict.fromkeys(self._targets[target]))
        return list(focus)

    def _target(self, kind: NamedNode, value: Term) -> list[Term]:
        if kind == SH.targetNode:
            return [value]
        if kind == SH.targetClass:
            return self.view.instances(value)
        if kind == SH.target:
            if SH.SPARQLTarget not in self.shapes.objects(value, RDF.type):
                raise NotCovered("sh:target")
            return list(dict.fromkeys(found["this"] for found in self._select(read_query(self.shapes, value))))
        if not isinstance(value, NamedNode):
            raise NotCovered(str(kind))
        return list(self.view.forward(value) if kind == SH.targetSubjectsOf else self.view.backward(value))

    def _validate(self, shape: Shape, focus: Iterable[Term]) -> Iterator[Result]:
        if shape.queries and shape.path is not None:
            raise NotCovered("sh:sparql in a property shape")
        focus = list(focus)
        reached: dict[Term, None] = {}
        for node in focus:
            values = shape.values(self.view, node)
            for test in shape.tests:
                for value in test(self.view, node, values):
                    yield Result(shape.node, node, shape.path, value, shape.severity)
            reached.update(dict.fromkeys(values))
        for inner in shape.properties:
            yield from self._validate(inner, reached)
        if shape.queries and focus:
            judged = frozenset(focus)
            for query in shape.queries:
                yield from self._query_results(shape, query, judged)

    def _query_results(self, shape: Shape, query: Query, judged: frozenset[Term]) -> Iterator[Result]:
        solutions = self._select(query)
        names = [variable.value for variable in solutions.variables]
        for solution in solutions:
            bindings = {name: value for name in names if (value := solution[name]) is not None}
            this = bindings["this"]
            if this in judged:
                bound = bindings.get("path")
                path = Predicate(bound) if isinstance(bound, NamedNode) else None
                yield Result(shape.node, this, path, bindings.get("value", this), shape.severity, bindings)

    def _select(self, query: Query) -> QuerySolutions:
        solutions = self.view.store.query(query.text, prefixes=dict(query.prefixes), custom_functions=self._functions)
        if not isinstance(solutions, QuerySolutions):
            raise NotCovered("query that is not a SELECT")
        return solutions


def _function(shapes: GraphView, node: NamedNode) -> Function:
    """Return the sh:SPARQLFunction ``node`` as a function; its query projects the result and the parameters."""
    query = read_query(shapes, node)
    parameters = shapes.objects(node, SH.parameter)

    def order(parameter: Term) -> int:
        position = shapes.one(parameter, SH.order)
        return 0 if position is None else int(position.value)

    names = [_local_name(shapes.one(parameter, SH.path)) for parameter in sorted(parameters, key=order)]
    nowhere = Store()

    @lru_cache(maxsize=10_000)
    def call(*arguments: Term) -> Term | None:
        values: dict[Variable, Term | Triple] = {
            Variable(name): value for name, value in zip(names, arguments, strict=True)
        }
        solutions = nowhere.query(query.text, prefixes=dict(query.prefixes), substitutions=values)
        assert isinstance(solutions, QuerySolutions)
        for solution in solutions:
            result = solution["result"]
            return result if isinstance(result, Literal | NamedNode) else None
        return None

    return call


def _local_name(path: Term | None) -> str:
    if not isinstance(path, NamedNode):
        raise NotCovered("parameter without a path")
    return path.value.replace("#", "/").rsplit("/", 1)[-1]
