"""A Turtle file as people wrote it: its prefixes, and its blocks with the comments that stand before them.

pyoxigraph says what the triples are but drops comments, so the text is also cut into statements here. A comment
with a blank line under it opens a section; one right above a block belongs to that block.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

from qualigraph.errors import UsageProblem
from qualigraph.language import Text
from qualigraph.syntax import syntax_problem

Node = NamedNode | BlankNode
Term = Node | Literal | Triple

_TOKEN = re.compile(
    r"""
      (?P<comment> \#[^\n]* )
    | (?P<string> \"{3} (?:\"{0,2}(?:[^"\\]|\\.))* \"{3} | '{3} (?:'{0,2}(?:[^'\\]|\\.))* '{3}
                | \"[^"\\\n]*(?:\\.[^"\\\n]*)*\" | '[^'\\\n]*(?:\\.[^'\\\n]*)*' )
    | (?P<iri> <[^<>\s]*> )
    | (?P<end> \.(?![0-9]) )
    | (?P<mark> [\[\](){};,] )
    | (?P<word> (?: \\. | \.(?=\.*[\w%\\:-]) | [^\s\[\](){}<>"';,\#\\.] )+ )
    | (?P<space> \s+ )
    | (?P<other> . )
    """,
    re.VERBOSE | re.DOTALL,
)
_DIRECTIVE = re.compile(r"@?(prefix|base)$", re.IGNORECASE)

_MISPLACED_COMMENT = Text(
    "commentaire dans un bloc ou derrière lui ; placez-le seul sur les lignes qui précèdent le bloc.",
    "comment inside a block or behind it; put it alone on the lines before the block.",
)
_NO_SHARED_BLANKS = Text(
    "nœud anonyme cité deux fois ; donnez-lui une adresse.", "blank node used twice; give it an address."
)
_NO_TRIPLE_TERMS = Text("énoncé cité dans un énoncé ; ce n'est pas permis ici.", "triple terms are not allowed here.")


@dataclass
class Block:
    """All that a file says of one subject, and the comment right above it."""

    subject: Node
    comments: list[str] = field(default_factory=list)


@dataclass
class Section:
    """The blocks under one comment; a file's first section may have none."""

    comment: str = ""
    blocks: dict[Node, Block] = field(default_factory=dict)


@dataclass
class Document:
    """A file's triples by subject, its prefixes, and how its blocks are grouped."""

    head: list[str] = field(default_factory=list)
    prefixes: dict[str, str] = field(default_factory=dict)
    sections: list[Section] = field(default_factory=lambda: [Section()])
    triples: dict[Node, dict[NamedNode, set[Term]]] = field(default_factory=dict)

    cited: set[BlankNode] = field(default_factory=set)

    def block(self, subject: Node) -> Block:
        """Return the block of ``subject``, a new one in the last section if it has none yet."""
        for section in self.sections:
            if subject in section.blocks:
                return section.blocks[subject]
        return self.sections[-1].blocks.setdefault(subject, Block(subject))

    def add(self, subject: Node, predicate: NamedNode, value: Term) -> None:
        """Add one triple."""
        self.triples.setdefault(subject, {}).setdefault(predicate, set()).add(value)


@dataclass
class _Statement:
    """A statement's text, the line it begins on, and the comments above it: text, and whether it is attached."""

    text: str = ""
    line: int = 0
    directive: bool = False
    comments: list[tuple[str, bool]] = field(default_factory=list)


def read_document(content: bytes, place: str) -> Document:
    """Return what a Turtle file says and how it is laid out.

    Raises :class:`UsageProblem` for text that is not Turtle and for a comment that belongs to no block.
    """
    parser = parse(content, RdfFormat.TURTLE)
    try:
        for _ in parser:
            pass
    except SyntaxError as error:
        raise syntax_problem(error, place, content) from error
    document = Document(prefixes=dict(parser.prefixes))
    directives = ""
    for statement in _statements(content.decode("utf-8").replace("\r\n", "\n"), place):
        if statement.directive:
            directives += statement.text + "\n"
            document.head += [comment for comment, _ in statement.comments]
        else:
            _add_statement(document, directives, statement, place)
    _nest_blanks(document, place)
    return document


def _add_statement(document: Document, directives: str, statement: _Statement, place: str) -> None:
    own: list[str] = []
    for comment, attached in statement.comments:
        if attached:
            own.append(comment)
        else:
            document.sections.append(Section(comment))
    if not statement.text:
        return
    subjects: list[Node] = []
    for quad in parse((directives + statement.text).encode(), RdfFormat.TURTLE):
        if isinstance(quad.subject, Triple) or isinstance(quad.object, Triple):
            raise UsageProblem(_NO_TRIPLE_TERMS, f"{place}:{statement.line}")
        if isinstance(quad.object, BlankNode):
            if quad.object in document.cited:
                raise UsageProblem(_NO_SHARED_BLANKS, f"{place}:{statement.line}")
            document.cited.add(quad.object)
        document.add(quad.subject, quad.predicate, quad.object)
        document.block(quad.subject)
        subjects.append(quad.subject)
    # What stands in brackets comes out of the parser before the subject that it is said of.
    outermost = [node for node in subjects if node not in document.cited]
    named = [node for node in outermost if isinstance(node, NamedNode)]
    document.block((named or outermost or subjects)[0]).comments += own


def _statements(text: str, place: str) -> Iterator[_Statement]:
    """Yield the statements of valid Turtle in order, then one without text for comments at the end."""
    current, start = _Statement(), -1
    line, counted = 1, 0
    for token in _TOKEN.finditer(text):
        kind, end = token.lastgroup, token.end()
        if kind == "comment":
            line_start = text.rfind("\n", 0, token.start()) + 1
            if start >= 0 or text[line_start : token.start()].strip():
                line = text.count("\n", 0, token.start()) + 1
                raise UsageProblem(_MISPLACED_COMMENT, f"{place}:{line}")
            _add_comment(current, token[0].rstrip(), text, line_start, end)
        elif kind != "space":
            if start < 0:
                line, counted = line + text.count("\n", counted, token.start()), token.start()
                start, current.line = token.start(), line
                current.directive = bool(_DIRECTIVE.match(token[0]))
            sparql_style = current.directive and not text.startswith("@", start) and kind == "iri"
            if kind == "end" or sparql_style:
                current.text = text[start:end]
                yield current
                current, start = _Statement(), -1
    if current.comments:
        current.comments[-1] = (current.comments[-1][0], False)
        yield current


def _add_comment(statement: _Statement, comment: str, text: str, line_start: int, end: int) -> None:
    below = text[end + 1 :].split("\n", 1)[0].strip()
    above = text[:line_start].rstrip(" \t").removesuffix("\n").rsplit("\n", 1)[-1].strip()
    if statement.comments and above.startswith("#"):
        comment = f"{statement.comments.pop()[0]}\n{comment}"
    statement.comments.append((comment, bool(below)))


def _nest_blanks(document: Document, place: str) -> None:
    """Leave a block of its own only to blank nodes that stand in no other block's brackets."""
    for section in document.sections:
        for node in [node for node in section.blocks if node in document.cited]:
            block = section.blocks.pop(node)
            if block.comments:
                raise UsageProblem(_MISPLACED_COMMENT, place)
    reached: set[Node] = set()
    waiting: list[Node] = [node for section in document.sections for node in section.blocks]
    while waiting:
        reached.add(waiting[-1])
        for values in document.triples[waiting.pop()].values():
            waiting += [value for value in values if isinstance(value, BlankNode) and value in document.triples]
    if not document.triples.keys() <= reached:
        # They cite each other in a circle: no bracket can be the outermost.
        raise UsageProblem(_NO_SHARED_BLANKS, place)
