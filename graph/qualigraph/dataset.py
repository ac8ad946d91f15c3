"""The dataset: named graphs, the files they come from, and a default graph that is their RDF merge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pyoxigraph import NamedNode, Store

from qualigraph import places
from qualigraph.reading import graph_name, load_files, rdf_files
from qualigraph.terms import GRAPH, ONTOLOGY


@dataclass
class Dataset:
    """Named graphs in a store whose default graph is their RDF merge: a triple in two graphs counts once.

    ``files`` gives, for each named graph read from files, the files.
    """

    store: Store
    files: dict[NamedNode, list[Path]] = field(default_factory=dict)

    def merge(self) -> None:
        """Copy every named graph's triples into the default graph."""
        self.store.update("INSERT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }")


def load_dataset(
    data: Sequence[Path] = (), *, with_shipped: bool = False, plain: bool = False, demo: bool = False
) -> Dataset:
    """Read the ontology, the lists and the plans into a dataset of asserted triples.

    ``data`` are files or folders that replace the shipped plans, or join them ``with_shipped``;
    ``plain`` leaves ontology and lists out; ``demo`` adds the demonstration institution.
    Raises :class:`~qualigraph.errors.UsageProblem` for a file that cannot be read.
    """
    wanted: list[tuple[Path, NamedNode]] = []
    if not plain:
        ontology = places.ontology_folder()
        wanted.append((ontology / "core.ttl", NamedNode(ONTOLOGY)))
        wanted += [(file, graph_name(file, ontology)) for file in rdf_files(ontology / "vocab")]
    if with_shipped or not data:
        root = places.graph_folder()
        for folder in ("data", "catalogues"):
            wanted += [
                (file, graph_name(file, root))
                for file in rdf_files(root / folder)
                if demo or "demo" not in file.relative_to(root).parts
            ]
    for path in data:
        top = path if path.is_dir() else path.parent
        wanted += [(file, graph_name(file, top)) for file in rdf_files(path)]
    dataset = Dataset(Store())
    for file, graph in load_files(dataset.store, wanted):
        dataset.files.setdefault(graph, []).append(file)
    dataset.merge()
    return dataset


__all__ = ["GRAPH", "Dataset", "load_dataset"]
