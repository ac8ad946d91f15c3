"""Names of things for pages: a label in the reader's language with its own language, a kind in words, a link."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import BlankNode, Literal, NamedNode

from qualigraph.language import Language, Text
from qualigraph.questions import fold
from qualigraph.questions.labels import Labels, shorten
from qualigraph.terms import DCTERMS, QG, RDFS, SKOS
from qualigraph_server.pages.composed import composed
from qualigraph_server.pages.foreign import BACKWARDS, FOREIGN
from qualigraph_server.pages.graph import Graph, Node, Term
from qualigraph_server.pages.links import page_of, web_address

_LABELS = (SKOS.prefLabel, DCTERMS.title, RDFS.label)
_MOST = 160


@dataclass(frozen=True)
class Ref:
    """What a page writes for a value: ``text``, its language if it is not the page's, and where it leads.

    ``iri`` is empty for texts, numbers and dates; ``code`` is a short name (an acronym) where there is one;
    ``doubt`` says that a catalogue entry was not checked in any text.
    """

    text: str
    lang: str | None = None
    href: str | None = None
    iri: str = ""
    kind: str = ""
    code: str = ""
    external: bool = False
    doubt: bool = False


class Namer:
    """The names of one graph in one language; what it has named once it remembers."""

    def __init__(self, graph: Graph, language: Language) -> None:
        self.graph = graph
        self.language = language
        self.labels = Labels(graph.store, language)
        self._refs: dict[Term, Ref] = {}
        self._kinds: dict[Node, str] = {}
        self._positions: dict[Node, str] = {}
        self._properties: dict[tuple[NamedNode, bool], Ref] = {}

    def say(self, text: Text, **values: object) -> str:
        """Return ``text`` in the reader's language."""
        return text.say(self.language, **values)

    def ref(self, term: Term) -> Ref:
        """Return what a page writes for ``term``."""
        ref = self._refs.get(term)
        if ref is None:
            ref = self._refs[term] = self.ref_once(term)
        return ref

    def ref_once(self, term: Term) -> Ref:
        """Return what a page writes for ``term``, not remembered: for terms that anyone may have made up."""
        kept = self._refs.get(term)
        if kept is not None:
            return kept
        return self._thing(term) if isinstance(term, NamedNode | BlankNode) else self._value(term)

    def refs(self, terms: Iterable[Term]) -> list[Ref]:
        """Return what a page writes for each of ``terms``, in the order of what people read."""
        return sorted({self.ref(term) for term in terms}, key=lambda ref: (natural(ref.text), ref.iri))

    def kind(self, node: Node) -> str:
        """Return what kind of thing ``node`` is, in words; "" if nothing says it."""
        if node not in self._kinds:
            every = self.graph.types(node)
            types: list[Node] = [one for one in every if one.value.startswith(QG.iri)]
            if not types and SKOS.Concept in every:
                # An entry of a list is best called by its list: "frequency", "role".
                types = self.graph.nodes(node, SKOS.inScheme)
            self._kinds[node] = ", ".join(dict.fromkeys(self.ref(one).text for one in types or every))
        return self._kinds[node]

    def property(self, predicate: NamedNode, *, backwards: bool = False) -> Ref:
        """Return the words for a property, read from its value's side if ``backwards``."""
        key = (predicate, backwards)
        if key not in self._properties:
            plain = self.ref(predicate)
            words = BACKWARDS.get(predicate) if backwards else None
            # A property that nothing names is called by the end of its IRI.
            own = re.split(r"[/#]", predicate.value)[-1] if plain.text.startswith("http") else plain.text
            text = self.say(words) if words else own
            if backwards and words is None:
                text = self.say(Text("cité par (« {name} »)", "cited by (“{name}”)"), name=own)
            self._properties[key] = Ref(text, None, plain.href, plain.iri, external=plain.external)
        return self._properties[key]

    def spoken(self, literals: Iterable[Literal]) -> Literal | None:
        """Return the text in the reader's language, else one without language, else French, else any."""
        preference: dict[str | None, int] = {self.language: 0, None: 1, "fr": 2}
        found = sorted(literals, key=lambda one: (preference.get(one.language, 3), one.value))
        return found[0] if found else None

    def foreign(self, literal: Literal) -> str | None:
        """Return the literal's language if the page must say it, None if it is the page's own."""
        return literal.language if literal.language not in (None, self.language) else None

    def position(self, node: Node) -> str:
        """Return where an element stands in its plan: "OS 1 · Objectif 2 · Action 3"."""
        if node not in self._positions:
            self._positions[node] = self.labels.position(node)
        return self._positions[node]

    def _thing(self, node: Node) -> Ref:
        code = self.graph.text(node, QG.acronym) or ""
        iri = node.value if isinstance(node, NamedNode) else ""
        known = isinstance(node, NamedNode)
        label = self._label(node)
        if label is None and node in FOREIGN:
            label = Literal(self.say(FOREIGN[node]), language=self.language)  # type: ignore[index]
        own = None if label is not None else composed(self, node)
        text = label.value if label is not None else own or shorten(node.value)
        if label is not None and code and code not in text:
            text = f"{text} ({code})"
        lang = self.foreign(label) if label is not None else None
        if known and (page_of(iri).startswith("/thing") and not self._described(node)):
            return Ref(text, lang, web_address(iri), iri, external=web_address(iri) is not None)
        return Ref(text, lang, page_of(iri) if known else None, iri, code=code, doubt=self.graph.unverified(node))

    def _described(self, node: Node) -> bool:
        return next(iter(self.graph.said(node)), None) is not None and node not in FOREIGN

    def _label(self, node: Node) -> Literal | None:
        for predicate in _LABELS:
            label = self.spoken(self.graph.literals(node, predicate))
            if label is not None:
                return label
        return None

    def _value(self, term: Term) -> Ref:
        cell = self.labels.cell(term)
        return Ref(cell.label, self.foreign(term) if isinstance(term, Literal) else None)


def shortened(text: str, most: int = _MOST) -> str:
    """Return ``text``, cut at a word with an ellipsis if it is longer than ``most`` characters."""
    return text if len(text) <= most else text[:most].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"


def natural(text: str) -> tuple[str, ...]:
    """Return a key that sorts as people do: case and accents folded, numbers by value."""
    return tuple(piece.zfill(9) if piece.isdecimal() else piece for piece in re.findall(r"\d+|\D+", fold(text)))
