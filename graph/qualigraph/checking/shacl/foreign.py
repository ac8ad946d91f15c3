"""Running shapes that are not ours: pySHACL on rdflib, with nothing fetched and nothing run but SHACL and SPARQL."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pyoxigraph import Literal, Quad

from qualigraph.checking.shacl.oracle import from_node, to_node, to_rdflib, to_view
from qualigraph.checking.shacl.paths import NotCovered, Path, read_path
from qualigraph.checking.shacl.view import GraphView, Term
from qualigraph.errors import UsageProblem
from qualigraph.language import Text
from qualigraph.terms import SH

if TYPE_CHECKING:
    import rdflib

_JAVASCRIPT = (SH.js, SH.jsLibrary, SH.jsFunctionName, SH.jsLibraryURL)


@dataclass(frozen=True)
class ForeignResult:
    """One result of a validation report, as SHACL says it."""

    shape: Term | None
    focus: Term
    path: Path | None
    value: Term | None
    severity: Term | None
    component: Term | None
    messages: tuple[Literal, ...]


def run_shapes(data: Iterable[Quad], shapes: Iterable[Quad]) -> list[ForeignResult]:
    """Return what the shapes, SPARQL and advanced features included, find in the data, all graphs taken together.

    Imports are not followed, and a query that reaches for another service or graph is refused. Raises
    :class:`UsageProblem` for shapes that cannot be run.
    """
    import pyshacl
    import rdflib
    from pyshacl.monkey import rdflib_bool_patch, rdflib_bool_unpatch

    with _nothing_from_outside():
        data_graph = to_rdflib(data)
        # SHACL's switches are on for "true" and for nothing else that means it.
        rdflib_bool_patch()  # type: ignore[no-untyped-call]  # pySHACL does not annotate it
        shapes_graph = to_rdflib(shapes)
        rdflib_bool_unpatch()  # type: ignore[no-untyped-call]  # nor this
        _refuse_javascript(shapes_graph)
        _declare_imported_prefixes(shapes_graph)
        try:
            _, report, _ = pyshacl.validate(
                data_graph, shacl_graph=shapes_graph, advanced=True, inplace=True, inference="none", js=False
            )
        # pySHACL and rdflib raise whatever they like for shapes and queries that are wrong.
        except Exception as error:
            raise _not_run(error) from error
    if not isinstance(report, rdflib.Graph):
        # pySHACL hands over the failure in place of a report.
        raise _not_run(report)
    return list(_results(report))


def _not_run(error: Any) -> UsageProblem:
    reason = " ".join(str(getattr(error, "message", error)).split()) or type(error).__name__
    return UsageProblem(
        Text(f"ces règles SHACL ne peuvent pas être exécutées ({reason}).", f"these shapes cannot be run ({reason}).")
    )


def _refuse_javascript(shapes: rdflib.Graph) -> None:
    if any((None, to_node(predicate), None) in shapes for predicate in _JAVASCRIPT):
        raise UsageProblem(
            Text(
                "règles SHACL en JavaScript : elles ne sont pas exécutées ; écrivez-les en SPARQL.",
                "shapes in JavaScript: they are not run; write them in SPARQL.",
            )
        )


def _declare_imported_prefixes(shapes: rdflib.Graph) -> None:
    """Give each node of prefixes those of what it imports within the shapes graph, as SHACL wants; pySHACL does not."""
    from rdflib import OWL, SH

    for node in set(shapes.objects(None, SH.prefixes)):
        for imported in list(shapes.transitive_objects(node, OWL.imports)):
            for declaration in list(shapes.objects(imported, SH.declare)):
                shapes.add((node, SH.declare, declaration))


@contextmanager
def _nothing_from_outside() -> Iterator[None]:
    """Keep rdflib's queries from loading graphs by address and from calling services, and pySHACL from logging."""
    from pyshacl.errors import ReportableRuntimeError
    from rdflib.plugins import sparql

    def refuse_service(context: Any, part: Any) -> Any:
        if part.name == "ServiceGraphPattern":
            raise ReportableRuntimeError("SERVICE")
        raise NotImplementedError

    loads, name = sparql.SPARQL_LOAD_GRAPHS, "qualigraph: no service"
    loggers = [logging.getLogger(logger) for logger in ("pyshacl-validate", "rdflib.term")]
    disabled = [logger.disabled for logger in loggers]
    sparql.SPARQL_LOAD_GRAPHS = False
    sparql.CUSTOM_EVALS[name] = refuse_service
    for logger in loggers:
        logger.disabled = True
    try:
        yield
    finally:
        sparql.SPARQL_LOAD_GRAPHS = loads
        del sparql.CUSTOM_EVALS[name]
        for logger, before in zip(loggers, disabled, strict=True):
            logger.disabled = before


def _results(report: rdflib.Graph) -> Iterator[ForeignResult]:
    import rdflib
    from rdflib import RDF, SH

    paths = to_view(report)
    # What sh:detail holds is why a value does not conform to an inner shape: no result of its own.
    for node in report.subjects(RDF.type, SH.ValidationResult):
        focus = from_node(report.value(node, SH.focusNode))
        if focus is None or (None, SH.result, node) not in report:
            continue
        messages = sorted(each for each in report.objects(node, SH.resultMessage) if isinstance(each, rdflib.Literal))
        yield ForeignResult(
            shape=from_node(report.value(node, SH.sourceShape)),
            focus=focus,
            path=_path(paths, from_node(report.value(node, SH.resultPath))),
            value=from_node(report.value(node, SH.value)),
            severity=from_node(report.value(node, SH.resultSeverity)),
            component=from_node(report.value(node, SH.sourceConstraintComponent)),
            messages=tuple(Literal(str(each), language=each.language) for each in messages),
        )


def _path(report: GraphView, path: Term | None) -> Path | None:
    try:
        return None if path is None else read_path(report, path)
    except NotCovered:
        return None
