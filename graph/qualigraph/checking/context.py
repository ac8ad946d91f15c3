"""What the shipped graph knows of things that checked files only refer to.

Who checks two plans alone does not hand in the organisations, standards and catalogues that they name. Those of
the shipped graph are read beside the given files, as what links may lead to and never as what is judged. A given
file takes the place of the shipped one with the same folder and name, so that a fault in it shows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import DefaultGraph, Quad, Store, Triple

from qualigraph import places
from qualigraph.checking.rules import Catalogue
from qualigraph.checking.shacl.engine import Result
from qualigraph.checking.shacl.view import GraphView, Term
from qualigraph.dataset import Dataset, dataset_files
from qualigraph.mappings import SUFFIX
from qualigraph.reading import RdfFile, load_file, read_bytes, real_path
from qualigraph.terms import QG, RDF

_SHARED = (("data", "org"), ("catalogues",))
"""The folders of the shipped graph that belong to no plan."""
_ABSENT = ("VOC-006", "VOC-007")
"""Rules on things that nothing describes: what the shipped graph describes is none."""


@dataclass(frozen=True)
class Context:
    """The shipped files beside the given ones: those that are read, and those that only say what there is."""

    shared: tuple[RdfFile, ...]
    others: tuple[RdfFile, ...]

    @property
    def files(self) -> list[Path]:
        """All files that the result of a check depends on."""
        return [file.path for file in (*self.shared, *self.others)]


def context_of(data: Sequence[Path]) -> Context:
    """Return the shipped files that serve as context for the given files and folders."""
    _, given = dataset_files(data)
    taken = {_place(file.path) for file in given}
    real = {real_path(file.path) for file in given}
    _, shipped = dataset_files((), demo=True)
    left = [
        file
        for file in shipped
        if _place(file.path) not in taken and real_path(file.path) not in real and not file.path.name.endswith(SUFFIX)
    ]
    root = places.graph_folder()
    shared = [file for file in left if _is_shared(file.path.relative_to(root))]
    return Context(tuple(shared), tuple(file for file in left if file not in shared))


def add_context(dataset: Dataset, context: Context) -> frozenset[Term]:
    """Add to the dataset what the shared files say of things that it does not describe itself; return these things."""
    own = {quad.subject for quad in dataset.store.quads_for_pattern(None, RDF.type, None, DefaultGraph())}
    said = {quad.subject for quad in dataset.store.quads_for_pattern(None, None, None, DefaultGraph())}
    beside = Store()
    for file in context.shared:
        load_file(beside, file, read_bytes(file.path))
        dataset.files.setdefault(file.graph, []).append(file.path)
    added = [quad for quad in beside if quad.subject not in own]
    dataset.store.bulk_extend(added)
    dataset.store.bulk_extend(Quad(quad.subject, quad.predicate, quad.object, DefaultGraph()) for quad in added)
    return frozenset(quad.subject for quad in added if not isinstance(quad.subject, Triple)) - said


def given_only(
    results: Sequence[Result], catalogue: Catalogue, view: GraphView, context: Context, beside: frozenset[Term]
) -> list[Result]:
    """Return the results on what was given, without those on things that the shipped graph describes.

    An institution of the context is judged where a given plan is its own.
    """
    kept = []
    known: set[str] | None = None
    for result in results:
        if result.focus in beside and result.focus not in view.backward(QG.planOf):
            continue
        if catalogue.rule_of(result.shape).id in _ABSENT:
            if known is None:
                known = _described(context.others)
            if str(result.focus if result.value is None else result.value) in known:
                continue
        kept.append(result)
    return kept


def _described(files: Sequence[RdfFile]) -> set[str]:
    store = Store()
    for file in files:
        load_file(store, file, read_bytes(file.path))
    return {str(quad.subject) for quad in store.quads_for_pattern(None, RDF.type, None)}


def _place(path: Path) -> tuple[str, ...]:
    return path.parts[-2:]


def _is_shared(path: Path) -> bool:
    return any(path.parts[: len(folder)] == folder for folder in _SHARED)


__all__ = ["Context", "add_context", "context_of", "given_only"]
