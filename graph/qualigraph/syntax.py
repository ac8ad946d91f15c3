"""What a parser says of a faulty file, told in words that people understand, in French and in English."""

from __future__ import annotations

import re

from qualigraph.errors import UsageProblem
from qualigraph.language import Text

_LONGEST_TOKEN = 40

_REASONS: tuple[tuple[str, Text], ...] = (
    # Turtle and TriG
    (
        r"A dot is expected at the end of statements|(?:Triples|Quads) (?:must|should) be followed by a dot",
        Text("il manque un point ici ou juste au-dessus", "a dot is missing here or just above"),
    ),
    (
        r"The prefix (?P<token>.*): has not been declared",
        Text(
            "le préfixe {token}: n'est pas déclaré ; ajoutez une ligne @prefix",
            "the prefix {token}: is not declared; add a @prefix line",
        ),
    ),
    (
        r"(?P<token>.*) is not a valid (?:subject or graph name|RDF subject)",
        Text(
            "{token} n'a pas sa place ici ; il manque peut-être, juste avant, un point, une virgule ou un guillemet",
            "{token} has no place here; a dot, a comma or a quote may be missing just before",
        ),
    ),
    (r"(?P<token>.*) is not a valid graph name", Text("{token} ne nomme pas un graphe", "{token} names no graph")),
    (r"(?P<token>.*) is not a valid predicate", Text("{token} n'est pas une propriété", "{token} is not a property")),
    (r"(?P<token>.*) is not a valid RDF object", Text("{token} n'est pas une valeur", "{token} is not a value")),
    (
        r"'(?P<token>.*)' is not allowed at the beginning of a prefix name",
        Text(
            "le signe {token} n'a pas sa place ici ; un texte s'écrit entre guillemets droits",
            "the sign {token} has no place here; a text stands between straight quotes",
        ),
    ),
    (
        r"Invalid IRI code point '\s'",
        Text(
            "une adresse <...> contient une espace ou n'est pas refermée",
            "an address <...> contains a space or is not closed",
        ),
    ),
    (
        r"Invalid IRI (?:code point|percent encoding) '(?P<token>.*)'",
        Text(
            "« {token} » n'est pas permis dans une adresse <...>",
            '"{token}" is not allowed in an address <...>',
        ),
    ),
    (
        r"Unexpected escape character '(?P<token>.*)'|'(?P<json>\\.*)' is not a valid escape sequence",
        Text(
            r"{token} ne veut rien dire dans un texte ; une barre oblique inverse s'écrit \\",
            r"{token} means nothing in a text; a backslash is written \\",
        ),
    ),
    (
        r"The escape sequence '(?P<token>.*)' is not a valid .*",
        Text("{token} n'est pas un caractère", "{token} is no character"),
    ),
    (
        r"Line jumps are not allowed in string literals.*|'\n' is not allowed in JSON strings",
        Text(
            "un texte n'est pas refermé à la fin de sa ligne",
            "a text is not closed at the end of its line",
        ),
    ),
    (r"blank node property lists should end with a '\]'", Text("il manque un crochet ]", "a bracket ] is missing")),
    (
        r"A '}' or a '\.' is expected at the end of a graph block|The GRAPH keyword should be followed by .*",
        Text("un graphe s'écrit : nom { énoncés }", "a graph is written: name { statements }"),
    ),
    (
        r"Unexpected end(?: of file)?",
        Text(
            "le fichier s'arrête avant la fin d'un énoncé ou d'un texte",
            "the file ends before a statement or a text does",
        ),
    ),
    (
        r"The (?:BASE|PREFIX) (?:keyword|declaration) should be .*",
        Text(
            "une déclaration s'écrit @prefix nom: <adresse>, puis un point",
            "a declaration is written @prefix name: <address>, then a dot",
        ),
    ),
    (
        r"Expecting a datatype IRI after '?\^\^'?, found (?P<token>.*)",
        Text("{token} n'est pas un type de donnée ; par exemple ^^xsd:date", "{token} is no datatype; say ^^xsd:date"),
    ),
    (
        r"The given language subtag .*|A subtag .*|A language code .*|.*extlangs are allowed|If .* subtag .*",
        Text("code de langue incorrect après @ ; par exemple @fr", "wrong language code after @; for example @fr"),
    ),
    (
        r"(?:A|An) (?:double|integer) .* be empty|A number fractional part .*",
        Text("nombre incomplet", "incomplete number"),
    ),
    # N-Triples and N-Quads
    (
        r"The (?:subject|predicate|object) of a triple must be .*|line jumps are not allowed in .*",
        Text(
            "une ligne s'écrit <sujet> <propriété> valeur, puis un point",
            "a line is written <subject> <property> value, then a dot",
        ),
    ),
    # JSON-LD
    (r"Trailing commas are not allowed", Text("virgule en trop", "one comma too many")),
    (
        r"Unexpected end of file, a value was expected|A JSON file can't be empty",
        Text("le fichier s'arrête où une valeur est attendue", "the file ends where a value is expected"),
    ),
    (
        r"The JSON already contains one root element",
        Text("un fichier JSON tient un seul objet ou tableau", "a JSON file holds one object or array"),
    ),
    (
        r"(?:Object|Array) values must be followed by a comma .*|Unexpected (?:comma|colon|closing) .*"
        r"|Object keys must be strings",
        Text(
            "virgule, deux-points, guillemet ou accolade mal placés ou manquants",
            "misplaced or missing comma, colon, quote or bracket",
        ),
    ),
    (r"Unexpected char(?:acter)?:? '(?P<token>.*)'", Text("signe {token} inattendu", "unexpected sign {token}")),
)
"""What the parsers are known to say, as patterns, and what it means."""

_OTHER_THINGS: tuple[tuple[bytes, Text], ...] = (
    (rb"<(?:!doctype|html)\b", Text("une page web (HTML)", "a web page (HTML)")),
    (rb"<\?xml\b|<rdf:", Text("du XML", "XML")),
    (rb"[{\[]\s*(?:[\"{]|[}\]]\s*$)", Text("du JSON", "JSON")),
)
"""How a file begins that is something else than its name says."""


def syntax_problem(error: SyntaxError, path: str, content: bytes = b"") -> UsageProblem:
    """Return what people are told of a parser's ``error`` in the file called ``path``, which holds ``content``."""
    place = f"{path}:{error.lineno}" if error.lineno else path
    detail = error.msg.partition(": ")[2] if error.lineno else error.msg
    if not error.lineno and re.search("context|term definition|LoadDocument", detail, re.IGNORECASE):
        # A fault of JSON-LD rather than of JSON: the parser tells no line.
        place = place_of(content, rb'"@context"', path)
    if "LoadDocumentCallback" in detail or "Invalid remote context" in detail:
        text = Text(
            "contexte JSON-LD distant : rien n'est lu sur le réseau ; copiez le contexte dans le fichier.",
            "remote JSON-LD context: nothing is fetched from the network; copy the context into the file.",
        )
    elif other := _other_thing(path, content):
        text = Text(
            f"ce fichier contient {other.fr}, pas ce que dit son nom ; téléchargez-le à nouveau ou renommez-le.",
            f"this file holds {other.en}, not what its name says; download it again or rename it.",
        )
    elif "No scheme found" in detail:
        text = Text(
            "adresse relative sans base ; déclarez @base ou écrivez l'adresse entière.",
            "relative address without a base; declare @base or write the whole address.",
        )
    else:
        reason = explained(detail)
        column = error.offset if error.lineno and error.offset else None
        text = Text(
            f"syntaxe RDF incorrecte{f', colonne {column}' if column else ''} : {reason.fr}.",
            f"RDF syntax error{f', column {column}' if column else ''}: {reason.en}.",
        )
    return UsageProblem(text, place)


def place_of(content: bytes, text: bytes, path: object) -> str:
    """Return ``path`` with the line on which ``text`` first stands in ``content``, alone if it stands nowhere."""
    found = content.find(text)
    return f"{path}:{content.count(10, 0, found) + 1}" if found >= 0 else str(path)


def explained(reason: str) -> Text:
    """Return a parser's ``reason`` in plain words, or as it stands if it is none of those that are known."""
    for pattern, text in _REASONS:
        found = re.fullmatch(pattern, reason, re.DOTALL)
        if found:
            token = next((group for group in found.groups() if group), "")
            shown = token if len(token) <= _LONGEST_TOKEN else f"{token[:_LONGEST_TOKEN]}…"
            return Text(text.fr.replace("{token}", shown), text.en.replace("{token}", shown))
    return Text(reason, reason)


def _other_thing(path: str, content: bytes) -> Text | None:
    if path.lower().endswith(".jsonld"):
        return None
    start = content[:200].lstrip()
    return next((text for pattern, text in _OTHER_THINGS if re.match(pattern, start, re.IGNORECASE)), None)
