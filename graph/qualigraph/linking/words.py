"""French text as stems: what makes two wordings comparable."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

_STOP = """
a afin ainsi alors apres au aucun aussi aux avant avec ce ceci cela celle celui ces cet cette chaque comme
contre d dans de des dont du e elle en entre est et etc eux hors il ils j l la le les leur leurs lie liees
lies lors m meme mes mon n ne ni nos notamment notre nous on ou par pas plus pour pre que qui s sa sans se ses
si son sont sous sur t ta tes ton tous tout toute toutes un une vers via votre vos y
"""
STOP_WORDS = frozenset(_STOP.split())
"""Words that say nothing of a subject; what is merely frequent is weighed down by how often plans use it."""

STOCK_PHRASES = {
    "etat des lieux": "",
    "mise en place": "",
    "mettre en place": "",
    "mise en oeuvre": "",
    "mettre en oeuvre": "",
    "prise en charge": "priseencharge",
    "prises en charge": "priseencharge",
    "compte rendu": "compterendu",
    "comptes rendus": "compterendu",
    "aidants": "aidant",
}
"""Turns of phrase whose words mean something else apart; "aidants" would have the stem of "aide"."""

_WORD = re.compile(r"[0-9a-z]+")
_STOCK = re.compile(r"\b(" + "|".join(STOCK_PHRASES) + r")\b")
_HYPHEN_INITIAL = re.compile(r"\be[-\s]?(?=satis\b|admission|learning)")
_PREFIX = re.compile(r"\b(?:(anti|cyber|eco|intra|peri|pre)-|(hydro|multi|pluri|post)[-\s])(?=[a-z]{4})")
"""Prefixes that people write with a hyphen or without: "pré-opératoire", "préopératoire", "pluri professionnel"."""

_EXCEPTED = re.compile(r"\bhors (?:des? |du |l'|la |le |les |d')?[0-9a-z-]+")
"""What a title leaves out ("hors ambulatoire") is not what it is about."""


@cache
def fold(text: str) -> str:
    """Return ``text`` in lower case, without accents, with plain apostrophes and ligatures apart."""
    text = text.lower().replace("œ", "oe").replace("æ", "ae").replace("’", "'")
    decomposed = unicodedata.normalize("NFKD", text)
    plain = _HYPHEN_INITIAL.sub("e", "".join(char for char in decomposed if not unicodedata.combining(char)))
    joined = _EXCEPTED.sub(" ", _PREFIX.sub(r"\1\2", plain))
    return _STOCK.sub(lambda match: STOCK_PHRASES[match[0]], joined)


@cache
def stem(word: str) -> str:
    """Return the French stem of one folded word; short words and those with digits stay as they are."""
    if len(word) <= 3 or word in STOCK_PHRASES.values() or any(char.isdigit() for char in word):
        return word
    return fold(_stemmer().stemWord(word))


@cache
def _stemmer():  # type: ignore[no-untyped-def]  # the library has no types of its own
    import snowballstemmer

    return snowballstemmer.stemmer("french")


@cache
def stems(text: str) -> tuple[str, ...]:
    """Return the stems of ``text`` in order, without stop words."""
    words = _WORD.findall(fold(text))
    return tuple(stem(word) for word in words if word not in STOP_WORDS and not (len(word) == 1 and word.isdigit()))


@cache
def written(text: str) -> dict[str, str]:
    """Return, for each stem of ``text``, the word as it is written there (its first time)."""
    found: dict[str, str] = {}
    for word in re.findall(r"[\w]+(?:-[\w]+)?", text.replace("’", "'")):
        for part in stems(word):
            found.setdefault(part, word)
    for phrase, joined in STOCK_PHRASES.items():
        if joined in stems(text):
            found.setdefault(joined, phrase)
    return found


def contains(whole: tuple[str, ...], part: tuple[str, ...]) -> bool:
    """Whether the stems ``part`` stand in ``whole`` side by side and in order."""
    length = len(part)
    return any(whole[start : start + length] == part for start in range(len(whole) - length + 1)) if length else False


def contains_near(whole: tuple[str, ...], part: tuple[str, ...]) -> bool:
    """Whether the stems ``part``, two or more, stand in ``whole`` in any order with one other word between at most."""
    length = len(part)
    if length < 2 or not set(part) <= set(whole):
        return False
    wanted = set(part)
    return any(wanted <= set(whole[start : start + length + 1]) for start in range(len(whole) - length + 1))
