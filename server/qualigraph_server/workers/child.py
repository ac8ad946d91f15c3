"""A worker: takes one job after another from its channel, runs it, sends the answer back in frames.

Nothing here trusts the query, and nothing else runs in this process. It may be killed at any moment.
"""

from __future__ import annotations

import io
import json
import re
import signal
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pyoxigraph import (
    DefaultGraph,
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    serialize,
)

from qualigraph.language import Text
from qualigraph.terms import PREFIXES
from qualigraph_server.workers import channel as frames
from qualigraph_server.workers.channel import Channel, Gone
from qualigraph_server.workers.isolation import STACK, confine, peak_memory
from qualigraph_server.workers.lexical import Written, keep_numbers
from qualigraph_server.workers.scan import Refused, Scan, scan
from qualigraph_server.workers.stores import Stores, load_stores, merged

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer as Buffer

TABLES = {
    "json": QueryResultsFormat.JSON,
    "xml": QueryResultsFormat.XML,
    "csv": QueryResultsFormat.CSV,
    "tsv": QueryResultsFormat.TSV,
}
GRAPHS = {
    "turtle": RdfFormat.TURTLE,
    "ntriples": RdfFormat.N_TRIPLES,
    "rdfxml": RdfFormat.RDF_XML,
    "jsonld": RdfFormat.JSON_LD,
    "trig": RdfFormat.TRIG,
    "nquads": RdfFormat.N_QUADS,
    "n3": RdfFormat.N3,
}
_WITH_PREFIXES = {"turtle", "trig", "n3", "rdfxml"}
_CHUNK = 128 * 1024
_MOST_EXPECTED = 12
_NOT_XML = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
_POSITION = re.compile(r"error at (\d+):(\d+): ")


Result = QuerySolutions | QueryBoolean | QueryTriples


class _Fault(Exception):
    def __init__(self, code: str, text: Text, line: int | None = None, column: int | None = None) -> None:
        super().__init__(text.en)
        self.payload = {"code": code, "fr": text.fr, "en": text.en, "line": line, "column": column}


class _Outlet(io.BytesIO):
    """Where a result is written: sends full chunks on, stops at the cap, refuses what XML cannot hold."""

    def __init__(self, to: Channel, head: bytes, cap: int, *, xml: bool) -> None:
        super().__init__()
        self.to = to
        self.waiting: list[tuple[bytes, bytes]] = [(frames.RUNNING, head)]
        self.buffer = bytearray()
        self.left = cap
        self.xml = xml
        self.written: Written | None = None

    def write(self, data: Buffer, /) -> int:
        data = bytes(data)
        self.left -= len(data)
        if self.left < 0:
            raise _Fault(
                "too-large",
                Text(
                    "le résultat dépasse la taille permise : ajoutez LIMIT ou restreignez la requête.",
                    "the result is larger than allowed: add LIMIT or narrow the query.",
                ),
            )
        if self.xml and _NOT_XML.search(data):
            raise _Fault(
                "not-xml",
                Text(
                    "le résultat contient un caractère que XML ne sait pas écrire : demandez du JSON.",
                    "the result has a character that XML cannot hold: ask for JSON.",
                ),
            )
        self.buffer += data
        if len(self.buffer) >= _CHUNK and self.written is None:
            self.to.send(*self.waiting, (frames.DATA, bytes(self.buffer)))
            self.waiting.clear()
            self.buffer.clear()
        return len(data)

    def finish(self, end: bytes) -> None:
        if self.written is not None:
            self.buffer = bytearray(self.written.restore(bytes(self.buffer)))
        self.to.send(*self.waiting, (frames.DATA, bytes(self.buffer)), (frames.END, end))


class Child:
    """Answers jobs on ``to`` from ``stores`` until its channel closes."""

    def __init__(self, to: Channel, stores: Stores, memory: int) -> None:
        self.to = to
        self.stores = stores
        self.worn_at = peak_memory() + memory // 2

    def serve(self) -> None:
        """Answer jobs until the other side hangs up."""
        try:
            while True:
                _, payload = self.to.receive()
                job: dict[str, Any] = json.loads(payload)
                if hasattr(signal, "setitimer"):
                    # Should the web process ever fail to end this process in time, the kernel does.
                    signal.setitimer(signal.ITIMER_REAL, job["seconds"] + 2)
                try:
                    self._answer(job)
                except _Fault as fault:
                    self.to.send((frames.FAULT, json.dumps(fault.payload).encode()))
                if hasattr(signal, "setitimer"):
                    signal.setitimer(signal.ITIMER_REAL, 0)
        except Gone:
            return

    def _answer(self, job: dict[str, Any]) -> None:
        try:
            seen = scan(job["query"])
            written = keep_numbers(job["query"], lambda iri: _meaning(seen.prologue, iri, job["base"]))
            result = self._evaluate(written.query if written else job["query"], job, seen)
            self._write(job, result, seen, written)
        except Refused as refusal:
            code = "forbidden" if refusal.forbidden else "refused"
            raise _Fault(code, refusal.text, refusal.line, refusal.column) from None
        except SyntaxError as error:
            message = str(error)
            place = _POSITION.search(message)
            line, column = (int(place[1]), int(place[2])) if place else (None, None)
            raise _Fault("syntax", _syntax(message), line, column) from None
        except MemoryError:
            raise _Fault("memory", Text("mémoire épuisée.", "out of memory.")) from None
        except (RuntimeError, ValueError, OSError) as error:
            raise _Fault("unsupported", Text(f"non évaluable : {error}", f"cannot be evaluated: {error}")) from None

    def _evaluate(self, query: str, job: dict[str, Any], seen: Scan) -> Result:
        store = self.stores.asserted if job["asserted"] else self.stores.everything
        base: str = job["base"]
        default, named = _nodes(job["default_graphs"]), _nodes(job["named_graphs"])
        if default is None and named is None and len(seen.default_graphs) > 1:
            default = _resolve(seen.prologue, seen.default_graphs, base)
            named = _resolve(seen.prologue, seen.named_graphs, base)
        if default is None and named is None:
            return store.query(query, base_iri=base, prefixes=PREFIXES)
        default, named = default or [], named or []
        if len(default) > 1:
            narrowed = Store()
            narrowed.bulk_extend(merged(store, list(default)))
            for graph in named:
                narrowed.bulk_extend(store.quads_for_pattern(None, None, None, graph))
            return narrowed.query(
                query, base_iri=base, prefixes=PREFIXES, default_graph=DefaultGraph(), named_graphs=list(named)
            )
        return store.query(
            query, base_iri=base, prefixes=PREFIXES, default_graph=list(default), named_graphs=list(named)
        )

    def _write(self, job: dict[str, Any], result: Result, seen: Scan, written: Written | None) -> None:
        kind = "graph" if isinstance(result, QueryTriples) else "table"
        name: str | None = job[kind]
        if name is None:
            raise _Fault(
                "not-acceptable",
                Text(
                    "aucun des formats demandés ne convient à cette forme de requête.",
                    "none of the formats asked for fits this form of query.",
                ),
            )
        head = {"format": name, "form": seen.form, "changing": seen.changing}
        outlet = _Outlet(self.to, json.dumps(head).encode(), job["cap"], xml=name in ("xml", "rdfxml"))
        outlet.written = written
        if isinstance(result, QueryTriples):
            try:
                if name in _WITH_PREFIXES:
                    serialize(result, outlet, format=GRAPHS[name], prefixes=PREFIXES)
                else:
                    result.serialize(outlet, GRAPHS[name])
            except OSError as error:
                raise _Fault("not-xml", Text(f"non représentable : {error}", f"cannot be written: {error}")) from None
        else:
            result.serialize(outlet, TABLES[name])
        # A process that once grew a lot gives little back: it asks to be replaced by a fresh one.
        outlet.finish(json.dumps({"worn": peak_memory() > self.worn_at}).encode())


def run(to: Channel, stores: Stores, memory: int) -> None:
    """Confine this process and serve jobs in a thread whose stack holds what a nested query needs."""
    child = Child(to, stores, memory)
    threading.stack_size(STACK)
    thread = threading.Thread(target=_serve_confined, args=(child, memory))
    thread.start()
    thread.join()


def _serve_confined(child: Child, memory: int) -> None:
    confine(memory)
    child.serve()


def _nodes(iris: list[str] | None) -> list[NamedNode] | None:
    return None if iris is None else [NamedNode(iri) for iri in dict.fromkeys(iris)]


def _meaning(prologue: str, iri: str, base: str) -> str | None:
    """Return the IRI that a token means after a prologue, None if it means none."""
    try:
        return next((node.value for node in _resolve(prologue, [iri], base)), None)
    except SyntaxError:
        return None


def _resolve(prologue: str, iris: list[str], base: str) -> list[NamedNode]:
    """Return what IRIs and prefixed names mean after a prologue, by letting the engine's own parser say it."""
    if not iris:
        return []
    rows = Store().query(
        f"{prologue} SELECT ?g {{ VALUES ?g {{ {' '.join(iris)} }} }}", base_iri=base, prefixes=PREFIXES
    )
    assert isinstance(rows, QuerySolutions)
    found = (row["g"] for row in rows)
    return list(dict.fromkeys(node for node in found if isinstance(node, NamedNode)))


def _syntax(message: str) -> Text:
    """Return the engine's message for people: of the many tokens it would take, the few that can be read."""
    detail = _POSITION.sub("", message)
    expected = detail.removeprefix("expected one of ").removeprefix("expected ")
    words = [
        word
        for word in re.split(r", (?=\S)", expected)
        if len(word) < 60 and "..=" not in word and word not in ("[_]", "<unreported>")
    ]
    if detail == expected:
        return Text(f"syntaxe SPARQL incorrecte : {detail}", f"SPARQL syntax error: {detail}")
    if not words:
        return Text("syntaxe SPARQL incorrecte.", "SPARQL syntax error.")
    listed = ", ".join(words[:_MOST_EXPECTED]) + (", ..." if len(words) > _MOST_EXPECTED else "")
    return Text(
        f"syntaxe SPARQL incorrecte ; attendu ici : {listed}.", f"SPARQL syntax error; expected here: {listed}."
    )


def main() -> None:
    """Run as a program of its own, where a process cannot fork: snapshot file and memory are the arguments."""
    stores = load_stores(Path(sys.argv[1]))
    run(Channel(sys.stdin.fileno(), sys.stdout.fileno()), stores, int(sys.argv[2]))


if __name__ == "__main__":
    main()
