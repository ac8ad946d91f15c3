"""A look at a stranger's query before anything parses it: one linear pass over its tokens, no recursion.

The pass knows strings, IRIs, comments, prefixed names and variables, so that a word in one of them is not taken for a
keyword. It refuses what must never run: federation, updates, brackets so deep that a parser's stack would not hold.

The engine's parser works without tokens: it reads ``SERVICEex:a``, ``trueSERVICE<a>``, and a comment after the ``<`` in
``?a<?b#>``. Where its reading may differ from ours, the stricter one wins. (The workers have no network either.)
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from qualigraph.language import Text

MAX_TEXT = 2 * 1024 * 1024
MAX_NESTING = 128

_UPDATES = frozenset({"INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"})
_FORMS = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})
_CHANGING = frozenset({"NOW", "RAND", "UUID", "STRUUID", "BNODE"})
_BEFORE_A_GRAPH = frozenset({"GRAPH", "FROM", "NAMED", "DESCRIBE"})
_OPERANDS = frozenset({"iri", "string", "prefixed", "name", "close", "plain"})

# Possessive quantifiers (``*+``, ``++``) keep every alternative from giving back what it took: the pass stays linear.
_TOKEN = re.compile(
    r"""(?:
    (?P<blank>(?:\s++|\#[^\n\r]*+)++)
    | (?P<plain>(?:(?:[?$][\w·‿⁀]++ | \d++(?:\.\d*+)?(?:[eE][+-]?\d++)? | \.\d++(?:[eE][+-]?\d++)?
        | @[A-Za-z]++(?:-[A-Za-z0-9]++)*+(?:--[A-Za-z]++)? | _:[\w.·-]++ )\s*+)++)
    | (?P<iri><[^<>"{}|^`\x00-\x20]*+>)
    | (?P<string>\"\"\"(?:[^"\\]|\\.|"(?!""))*+\"\"\" | '''(?:[^'\\]|\\.|'(?!''))*+'''
        | "(?!"")(?:[^"\\\n\r]|\\.)*+" | '(?!'')(?:[^'\\\n\r]|\\.)*+')
    | (?P<unclosed>["'])
    | (?P<open>[({\[]|<<)
    | (?P<close>[)}\]]|>>)
    | (?P<signs>[!+-](?:(?:\s|\#[^\n\r]*+)*+[!+-])*+)
    | (?P<prefixed>(?:[^\W\d_][\w.·-]*+)?:(?:[\w.:·-]|\\.|%[0-9A-Fa-f]{2})*+)
    | (?P<name>[^\W\d_][\w.·-]*+)
    | (?P<other>(?:[.;,=*/|&^~](?![\d])\s*+)++|[^\s\#])
    )\s*+""",
    re.VERBOSE | re.DOTALL,
)

_SERVICE = Text(
    "SERVICE n'est pas permis ici : ce point d'accès n'interroge aucun autre serveur.",
    "SERVICE is not allowed here: this endpoint queries no other server.",
)
_UPDATE = Text(
    "les mises à jour ({word}) ne sont pas permises : ce point d'accès est en lecture seule.",
    "updates ({word}) are not allowed: this endpoint is read-only.",
)
_NESTING = Text(
    "plus de {limit} parenthèses, accolades ou opérateurs imbriqués : simplifiez la requête.",
    "brackets or operators nested more than {limit} deep: simplify the query.",
)
_UNCLOSED = Text("chaîne de caractères non fermée.", "string is not closed.")
_TOO_LONG = Text("la requête dépasse {limit} octets.", "the query is longer than {limit} bytes.")


class Token(NamedTuple):
    """A piece of a query: its kind (a group of the pattern), its text without white space after it, its offset."""

    kind: str
    text: str
    start: int


def tokens(query: str) -> Iterator[Token]:
    """Yield the tokens of a query in order."""
    for match in _TOKEN.finditer(query):
        kind = match.lastgroup or ""
        yield Token(kind, match[kind], match.start())


class Refused(Exception):
    """A query that is not run: ``forbidden`` (what it asks is never allowed) or malformed beyond what is parsed.

    ``line`` and ``column`` count from 1 and say where, when there is a place to show.
    """

    def __init__(self, text: Text, *, forbidden: bool = False, line: int | None = None, column: int | None = None):
        super().__init__(text.en)
        self.text = text
        self.forbidden = forbidden
        self.line = line
        self.column = column


@dataclass
class Scan:
    """What one pass learns of a query: its form, its prologue, its FROM clauses, whether its answer changes by itself.

    ``default_graphs`` and ``named_graphs`` are the clauses' IRIs as written (``<...>`` or prefixed names), which only
    mean something after ``prologue``.
    """

    form: str = ""
    prologue: str = ""
    default_graphs: list[str] = field(default_factory=list)
    named_graphs: list[str] = field(default_factory=list)
    changing: bool = False


def scan(query: str) -> Scan:
    """Return what the token pass learns of ``query``. Raises :class:`Refused` for what must not run."""
    if len(query) > MAX_TEXT or len(query.encode("utf-8")) > MAX_TEXT:
        raise Refused(_say(_TOO_LONG, limit=MAX_TEXT))
    return _Pass(query).run()


class _Pass:
    def __init__(self, query: str) -> None:
        self.query = query
        self.found = Scan()
        self.round_depth = 0
        self.depth = 0
        self.two_readings = False

    def run(self) -> Scan:
        query, found = self.query, self.found
        previous_kind, previous_text = "", ""
        suspect: int | None = None  # a prefixed name in which the engine might read SERVICE, if a bracket follows
        for match in _TOKEN.finditer(query):
            kind = match.lastgroup or ""
            if kind == "blank":
                continue
            text = match[kind]
            if suspect is not None and text == "{":
                raise self._refused(_SERVICE, suspect, forbidden=True)
            suspect = None
            if kind == "open":
                self._deeper(text, match.start())
            elif kind == "close":
                self.depth = max(0, self.depth - 1)
                self.round_depth -= text == ")"
            elif kind == "signs":
                if len(text) > MAX_NESTING and sum(text.count(sign) for sign in "!+-") > MAX_NESTING:
                    raise self._refused(_say(_NESTING, limit=MAX_NESTING), match.start())
            elif kind == "name":
                self._word(text.upper(), match.start())
            elif kind == "prefixed":
                self._graph(text, previous_text)
                if "SERVICE" in text.partition(":")[0].upper() and previous_text.upper() not in _BEFORE_A_GRAPH:
                    suspect = match.start()
            elif kind == "iri":
                self._graph(text, previous_text)
                head, hash_sign, _ = text.partition("#")
                if hash_sign and self.round_depth > 0 and previous_kind in _OPERANDS and "//" not in head:
                    self.two_readings = True
            elif kind == "unclosed":
                raise self._refused(_UNCLOSED, match.start())
            previous_kind, previous_text = kind, text
        if self.two_readings:
            self._read_strictly()
        return found

    def _deeper(self, bracket: str, offset: int) -> None:
        self.depth += 1
        self.round_depth += bracket == "("
        if self.depth > MAX_NESTING:
            raise self._refused(_say(_NESTING, limit=MAX_NESTING), offset)

    def _word(self, word: str, offset: int) -> None:
        found = self.found
        if "SERVICE" in word:
            raise self._refused(_SERVICE, offset, forbidden=True)
        if not found.form and self.depth == 0:
            if word in _UPDATES:
                raise self._refused(_say(_UPDATE, word=word), offset, forbidden=True)
            if word in _FORMS:
                found.form, found.prologue = word, self.query[:offset]
        if word in _CHANGING:
            found.changing = True

    def _graph(self, iri: str, previous: str) -> None:
        if self.depth or not self.found.form:
            return
        if previous.upper() == "FROM":
            self.found.default_graphs.append(iri)
        elif previous.upper() == "NAMED":
            self.found.named_graphs.append(iri)

    def _read_strictly(self) -> None:
        """Look at the raw text, where a ``<...#...>`` may be a comparison and a comment that hides what follows."""
        place = re.search("service", self.query, re.IGNORECASE)
        if place:
            raise self._refused(_SERVICE, place.start(), forbidden=True)
        depth = 0
        for offset, step in _brackets(self.query):
            depth = max(0, depth + step)
            if depth > MAX_NESTING:
                raise self._refused(_say(_NESTING, limit=MAX_NESTING), offset)

    def _refused(self, text: Text, offset: int, *, forbidden: bool = False) -> Refused:
        line = self.query.count("\n", 0, offset) + 1
        column = offset - (self.query.rfind("\n", 0, offset) + 1) + 1
        return Refused(text, forbidden=forbidden, line=line, column=column)


def _brackets(text: str) -> Iterator[tuple[int, int]]:
    for match in re.finditer(r"[(){}\[\]]", text):
        yield match.start(), 1 if match[0] in "({[" else -1


def _say(text: Text, **values: object) -> Text:
    return Text(text.say("fr", **values), text.say("en", **values))
