"""The dataset: named graphs, the files they come from, and a default graph that is their RDF merge."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Store

from qualigraph import __version__, places
from qualigraph.lines import FileLines, GraphName, Term, without_blanks
from qualigraph.mappings import SUFFIX, TableLines, mapping_files, mapping_graph, read_table, table_quads
from qualigraph.reading import (
    FORMATS,
    RdfFile,
    graph_name,
    holds_rdf,
    is_folder,
    load_file,
    rdf_files,
    read_bytes,
    real_path,
)
from qualigraph.terms import DCTERMS, GRAPH, INFERRED, ONTOLOGY, RDF

PUBLIC = frozenset(
    {
        "http://publications.europa.eu/resource/authority/access-right/PUBLIC",
        "http://purl.org/coar/access_right/c_abf2",
        "public",
    }
)
"""The values of ``dcterms:accessRights`` that let a graph be shown to everyone."""


@dataclass
class Dataset:
    """Named graphs in a store whose default graph is their RDF merge: a triple in two graphs counts once.

    ``files`` gives, for each named graph read from files, the files; ``ontology_graphs`` are those that
    say what can be said, all others say something; ``version`` changes whenever a file's content does.
    """

    store: Store
    files: dict[NamedNode, list[Path]] = field(default_factory=dict)
    ontology_graphs: frozenset[NamedNode] = frozenset()
    version: str = ""
    _unnamed: list[Path] = field(default_factory=list)
    _lines: dict[Path, FileLines] = field(default_factory=dict)
    _table_lines: dict[Path, TableLines] = field(default_factory=dict)
    _views: dict[tuple[frozenset[NamedNode], frozenset[NamedNode]], Store] = field(default_factory=dict)

    def merge(self) -> None:
        """Copy every named graph's triples into the default graph."""
        self.store.update("INSERT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }")

    def data_graphs(self) -> list[NamedNode]:
        """Return the asserted named graphs that are not the ontology's, in order of their names."""
        kept = (name for name in self.store.named_graphs() if isinstance(name, NamedNode))
        return sorted(
            (name for name in kept if name != INFERRED and name not in self.ontology_graphs), key=lambda n: n.value
        )

    def line_of(
        self,
        subject: Term,
        predicate: NamedNode | None = None,
        object: Term | None = None,
        graph: NamedNode | None = None,
    ) -> tuple[Path, int] | None:
        """Return the file and line of a triple's object, or of a subject's block if only that is asked.

        With a predicate and no object, the first triple of the subject with it is meant; without a graph,
        the subject's own block (where its type is said) comes first. None for what no file says, such as
        inferred triples, and for JSON-LD, whose parser keeps no lines.
        """
        whole_subject = predicate is None and object is None
        asked: dict[tuple[GraphName | Quad, Path], Quad] = {}
        for quad in self.store.quads_for_pattern(subject, predicate, object, graph):  # type: ignore[arg-type]  # a literal subject matches nothing
            for path in self._files_of(quad.graph_name):
                # Of a whole subject, one triple a file is enough: the one that says what it is, if there is one.
                key = (quad.graph_name if whole_subject else quad, path)
                if key not in asked or quad.predicate == RDF.type:
                    asked[key] = quad
        for typing in (True, False):
            found = [
                (str(path), line, path)
                for (_, path), quad in asked.items()
                if (quad.predicate == RDF.type) is typing
                and (line := self._line_in(path, quad, whole_subject=whole_subject)) is not None
            ]
            if found:
                _, line, path = min(found)
                return path, line
        return None

    def view(self, default_graphs: Iterable[NamedNode], named_graphs: Iterable[NamedNode] = ()) -> Store:
        """Return a store with only the given graphs: a default graph that merges some, and named ones.

        This is what FROM, FROM NAMED and their protocol parameters ask for. Unknown graphs are empty. The
        last few views are kept; do not change what is returned.
        """
        key = (frozenset(default_graphs), frozenset(named_graphs))
        if key not in self._views:
            while len(self._views) >= 4:
                del self._views[next(iter(self._views))]
            view = Store()
            for name in key[0]:
                view.bulk_extend(
                    Quad(s, p, o, DefaultGraph()) for s, p, o, _ in self.store.quads_for_pattern(None, None, None, name)
                )
            for name in key[1]:
                view.bulk_extend(self.store.quads_for_pattern(None, None, None, name))
            self._views[key] = view
        return self._views[key]

    def asserted(self) -> Store:
        """Return a store without anything inferred, whatever has been inferred here."""
        view = Store()
        view.bulk_extend(
            quad
            for quad in self.store
            if quad.graph_name != INFERRED
            and not (
                isinstance(quad.graph_name, DefaultGraph)
                and Quad(quad.subject, quad.predicate, quad.object, INFERRED) in self.store
            )
        )
        return view

    def _files_of(self, name: object) -> list[Path]:
        if isinstance(name, NamedNode):
            return self.files.get(name, [])
        return self._unnamed if isinstance(name, DefaultGraph) else []

    def _line_in(self, path: Path, quad: Quad, *, whole_subject: bool) -> int | None:
        if path.suffix.lower() == ".jsonld":
            return None
        if path.name.endswith(SUFFIX):
            return self._table_line(path, quad, whole_subject=whole_subject)
        file = RdfFile(path, NamedNode(GRAPH))
        if path not in self._lines:
            self._lines[path] = FileLines(path.read_bytes(), file.format)
        lines = self._lines[path]
        graph = quad.graph_name if file.names_graphs else DefaultGraph()
        subject, value = (
            self._blank_in(lines, term) if isinstance(term, BlankNode) else term for term in (quad.subject, quad.object)
        )
        if subject is None or value is None:
            return None
        if whole_subject:
            return lines.subject(graph, subject)
        return lines.triple(graph, subject, quad.predicate, value)

    def _table_line(self, path: Path, quad: Quad, *, whole_subject: bool) -> int | None:
        if isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode):
            return None
        if path not in self._table_lines:
            self._table_lines[path] = TableLines(path, path.read_bytes())
        lines = self._table_lines[path]
        return lines.subject(quad.subject) if whole_subject else lines.triple(quad)

    def _blank_in(self, lines: FileLines, node: BlankNode) -> Term | None:
        said = [(quad.predicate, quad.object) for quad in self.store.quads_for_pattern(node, None, None)]
        return lines.blank(without_blanks(list(said)))


def load_dataset(
    data: Sequence[Path] = (),
    *,
    with_shipped: bool = False,
    plain: bool = False,
    demo: bool = False,
    public_only: bool = False,
) -> Dataset:
    """Read the ontology, the lists and the plans into a dataset of asserted triples.

    ``data`` are files or folders that replace the shipped plans, or join them ``with_shipped``;
    ``plain`` leaves ontology and lists out; ``demo`` adds the demonstration institution; ``public_only``
    leaves out each graph that gives itself a ``dcterms:accessRights`` other than public.
    Raises :class:`~qualigraph.errors.UsageProblem` for a file that cannot be read.
    """
    ontology, others = dataset_files(data, with_shipped=with_shipped, plain=plain, demo=demo)
    store = Store()
    dataset = Dataset(store, ontology_graphs=frozenset(file.graph for file in ontology))
    digest = hashlib.sha256(__version__.encode())
    for file in (*ontology, *others):
        content = read_bytes(file.path)
        digest.update(f"{file.graph}\0{file.path.suffix}\0{len(content)}\0".encode() + content)
        _load(dataset, file, content)
    if not plain:
        # What an export brought along is inferred anew.
        store.remove_graph(INFERRED)
    if public_only:
        for name in restricted_graphs(store):
            store.remove_graph(name)
            dataset.files.pop(name, None)
    digest.update(b"public" if public_only else b"")
    dataset.version = digest.hexdigest()[:16]
    dataset.merge()
    return dataset


def dataset_files(
    data: Sequence[Path] = (), *, with_shipped: bool = False, plain: bool = False, demo: bool = False
) -> tuple[list[RdfFile], list[RdfFile]]:
    """Return the files that :func:`load_dataset` reads, each once: those of the ontology, and all others.

    Raises :class:`~qualigraph.errors.UsageProblem` for a file or folder that is not there.
    """
    ontology = [] if plain else _ontology_files()
    known = {real_path(file.path) for file in ontology}
    others: dict[Path, RdfFile] = {}
    if with_shipped or not data:
        others |= {real_path(file.path): file for file in _shipped_files(demo)}
    for path in data:
        for file in _files_under(path):
            others.setdefault(real_path(file.path), file)
    return ontology, [file for path, file in others.items() if path not in known]


def restricted_graphs(store: Store) -> list[NamedNode]:
    """Return the named graphs that say of themselves a ``dcterms:accessRights`` other than public."""
    restricted = set()
    for quad in store.quads_for_pattern(None, DCTERMS.accessRights, None):
        value = quad.object.value.lower() if isinstance(quad.object, Literal) else getattr(quad.object, "value", "")
        if isinstance(quad.subject, NamedNode) and value not in PUBLIC and store.contains_named_graph(quad.subject):
            restricted.add(quad.subject)
    return sorted(restricted, key=lambda name: name.value)


def _load(dataset: Dataset, file: RdfFile, content: bytes) -> None:
    if file.path.name.endswith(SUFFIX):
        said = [quad for _, quad in table_quads(read_table(file.path, content), file.graph)]
        dataset.store.bulk_extend(said)
        if said:
            dataset.files.setdefault(file.graph, []).append(file.path)
        return
    if file.format not in (FORMATS[".trig"], FORMATS[".nq"], FORMATS[".jsonld"]):
        load_file(dataset.store, file, content)
        dataset.files.setdefault(file.graph, []).append(file.path)
        return
    # Which graphs the file names is known when it has been read.
    own = Store()
    load_file(own, file, content)
    dataset.store.bulk_extend(own)
    for name in own.named_graphs():
        if isinstance(name, NamedNode):
            dataset.files.setdefault(name, []).append(file.path)
    if any(True for _ in own.quads_for_pattern(None, None, None, DefaultGraph())):
        dataset._unnamed.append(file.path)


def _ontology_files() -> list[RdfFile]:
    folder = places.ontology_folder()
    lists = folder / "vocab"
    return [RdfFile(folder / "core.ttl", NamedNode(ONTOLOGY))] + [
        RdfFile(path, graph_name(path, folder)) for path in (rdf_files(lists) if lists.is_dir() else [])
    ]


def _shipped_files(demo: bool) -> list[RdfFile]:
    root = places.graph_folder()
    folders = [root / name for name in ("data", "catalogues") if (root / name).is_dir()]
    return [
        RdfFile(path, graph_name(path, root))
        for folder in folders
        if any(folder.iterdir())
        for path in rdf_files(folder)
        if demo or "demo" not in path.relative_to(root).parts
    ] + [RdfFile(path, mapping_graph(path, root)) for path in mapping_files(root / "mappings")]


def _files_under(path: Path) -> list[RdfFile]:
    shipped = places.graph_folder()
    folder = is_folder(path)
    top = path if folder else path.parent
    tables = [
        RdfFile(file, mapping_graph(real, shipped if real.is_relative_to(shipped) else real_path(top)))
        for file in mapping_files(path)
        for real in [real_path(file)]
    ]
    if tables and not (folder and holds_rdf(path)):
        return tables
    return tables + [
        RdfFile(file, graph_name(real_path(file), shipped))
        if real_path(file).is_relative_to(shipped)
        else RdfFile(file, graph_name(file, top))
        for file in rdf_files(path)
    ]


__all__ = ["GRAPH", "Dataset", "dataset_files", "load_dataset", "restricted_graphs"]
