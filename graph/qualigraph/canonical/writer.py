"""Writing canonical Turtle: one block a subject, one line an object, brackets for what has no address."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from pyoxigraph import BlankNode, Literal, NamedNode

from qualigraph.canonical.order import predicate_key, subject_key, value_key
from qualigraph.canonical.source import Block, Document, Term
from qualigraph.terms import ID, PREFIXES, RDF, XSD, below_base, is_local_name

WIDTH = 120
INDENT = "    "

_SHORT_FORMS = {
    XSD.integer: re.compile(r"[+-]?[0-9]+"),
    XSD.decimal: re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    XSD.double: re.compile(r"[+-]?(?:[0-9]+\.[0-9]*|\.?[0-9]+)[eE][+-]?[0-9]+"),
    XSD.boolean: re.compile(r"true|false"),
}
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def write_document(document: Document) -> str:
    """Return ``document`` as canonical Turtle."""
    writer = _Writer(document.prefixes, document)
    text = writer.write()
    used = {prefix: writer.names[prefix] for prefix in writer.used}
    # A prefix that is declared and not used must not keep one of the project's from being written.
    return text if used.keys() >= document.prefixes.keys() else _Writer(used, document).write()


class _Writer:
    def __init__(self, prefixes: dict[str, str], document: Document) -> None:
        self.document = document
        self.names = _prefix_names(prefixes)
        self.by_namespace = {namespace: prefix for prefix, namespace in self.names.items()}
        self.used: set[str] = set()
        self.uses_base = False

    def write(self) -> str:
        parts = []
        for section in self.document.sections:
            if section.comment:
                parts.append(section.comment)
            parts += self._blocks(section.blocks.values())
        directives = [f"@prefix {prefix}: <{self.names[prefix]}> ." for prefix in sorted(self.used)]
        if self.uses_base:
            directives.insert(0, f"@base <{ID}> .")
        head = ["\n".join(self.document.head)] if self.document.head else []
        body = [*head, *(["\n".join(directives)] if directives else []), *parts]
        return "\n\n".join(body) + "\n" if body else ""

    def _blocks(self, blocks: Iterable[Block]) -> list[str]:
        named = [block for block in blocks if isinstance(block.subject, NamedNode)]
        nameless = [block for block in blocks if isinstance(block.subject, BlankNode)]
        named.sort(key=lambda block: subject_key(block.subject.value))
        written = [self._block(block, self._term(block.subject)) for block in named]
        return written + sorted(self._block(block, "[]") for block in nameless)

    def _block(self, block: Block, subject: str) -> str:
        lines = self._predicates(block.subject, "")
        return "\n".join([*block.comments, f"{subject} {lines.lstrip()} ."])

    def _predicates(self, subject: Term, indent: str) -> str:
        """Return all that is said of ``subject``, a line for each predicate and for each further object."""
        said = self.document.triples.get(subject, {}) if isinstance(subject, NamedNode | BlankNode) else {}
        inner = indent + INDENT
        lines = []
        for predicate in sorted(said, key=lambda term: predicate_key(term, self._verb(term))):
            name = self._verb(predicate)
            values = list(said[predicate])
            if len(values) > 1:
                values.sort(key=lambda value: value_key(value, self._inline(value)))
            objects = [self._value(value, inner, len(inner + name) + 1) for value in values]
            lines.append(f"{inner}{name} " + f" ,\n{inner}{INDENT}".join(objects))
        return " ;\n".join(lines)

    def _value(self, value: Term, indent: str, column: int) -> str:
        """Return an object as it is written from ``column`` on, over several lines if one is too short."""
        inline = self._inline(value)
        if not isinstance(value, BlankNode) or (column + len(inline) + 2 <= WIDTH and "\n" not in inline):
            return inline
        items = self._list(value)
        if items is None:
            return f"[\n{self._predicates(value, indent)}\n{indent}]"
        inner = indent + INDENT
        return "(\n" + "\n".join(inner + self._value(item, inner, len(inner)) for item in items) + f"\n{indent})"

    def _inline(self, value: Term) -> str:
        if not isinstance(value, BlankNode):
            return "()" if value == RDF.nil else self._term(value)
        items = self._list(value)
        if items is not None:
            return f"( {' '.join(map(self._inline, items))} )"
        said = self.document.triples.get(value, {})
        parts = []
        for predicate in sorted(said, key=lambda term: predicate_key(term, self._verb(term))):
            name = self._verb(predicate)
            written = sorted(said[predicate], key=lambda item: value_key(item, self._inline(item)))
            parts.append(f"{name} {' , '.join(map(self._inline, written))}")
        return f"[ {' ; '.join(parts)} ]" if parts else "[]"

    def _list(self, head: BlankNode) -> list[Term] | None:
        """Return the items of a well-formed list, None for any other blank node."""
        items: list[Term] = []
        node: Term = head
        while node != RDF.nil:
            said = self.document.triples.get(node, {}) if isinstance(node, BlankNode) else {}
            first, rest = said.get(RDF.first, set()), said.get(RDF.rest, set())
            if len(said) != 2 or len(first) != 1 or len(rest) != 1:
                return None
            items.append(next(iter(first)))
            node = next(iter(rest))
        return items

    def _verb(self, predicate: NamedNode) -> str:
        return "a" if predicate == RDF.type else self._iri(predicate.value)

    def _term(self, term: Term) -> str:
        if isinstance(term, NamedNode):
            return self._iri(term.value)
        assert isinstance(term, Literal)
        short = _SHORT_FORMS.get(term.datatype)
        if short and short.fullmatch(term.value):
            return term.value
        text = _quoted(term.value)
        if term.language:
            return f"{text}@{term.language}" + (f"--{term.direction}" if term.direction else "")
        return text if term.datatype == XSD.string else f"{text}^^{self._iri(term.datatype.value)}"

    def _iri(self, iri: str) -> str:
        cut = max(iri.rfind("#"), iri.rfind("/"), iri.rfind(":")) + 1
        prefix = self.by_namespace.get(iri[:cut])
        if prefix is not None and is_local_name(iri[cut:]):
            self.used.add(prefix)
            return f"{prefix}:{iri[cut:]}"
        relative = below_base(iri)
        if relative is None:
            return f"<{iri}>"
        self.uses_base = True
        return f"<{relative}>"


def _prefix_names(declared: dict[str, str]) -> dict[str, str]:
    """Return the prefixes to write with: the project's, and the file's own for all other namespaces."""
    own = {prefix: namespace for prefix, namespace in declared.items() if namespace not in PREFIXES.values()}
    # Below the base, addresses are written relative to it.
    own = {prefix: namespace for prefix, namespace in sorted(own.items()) if not namespace.startswith(ID)}
    return {**{prefix: namespace for prefix, namespace in PREFIXES.items() if prefix not in own}, **own}


def _quoted(text: str) -> str:
    if "\n" not in text:
        return f'"{"".join(_escaped(character) for character in text)}"'
    written = "".join(character if character in '\n\t"' else _escaped(character) for character in text)
    written = re.sub(r'"(?="")|"$', r"\\" + '"', written)
    return f'"""{written}"""'


def _escaped(character: str) -> str:
    """Return a character as it stands in a string: what cannot be seen is written by its number."""
    if character in _ESCAPES:
        return _ESCAPES[character]
    if unicodedata.category(character) in ("Cc", "Cf", "Co", "Cn", "Zl", "Zp"):
        code = ord(character)
        return f"\\u{code:04X}" if code < 0x10000 else f"\\U{code:08X}"
    return character
