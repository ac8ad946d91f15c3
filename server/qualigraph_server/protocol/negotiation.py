"""Content negotiation as RFC 9110 has it: quality values, the most specific range first, q=0 for never."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

_RANGE = re.compile(r"^\s*([^\s/;,]+|\*)/([^\s/;,]+|\*)\s*((?:;.*)?)$")
_QUALITY = re.compile(r";\s*q\s*=\s*([^;\s]*)\s*(?:;|$)", re.IGNORECASE)
_LONGEST = 4096

Ranges = tuple[tuple[str, str, float], ...]


@lru_cache(maxsize=256)
def read_accept(header: str) -> Ranges:
    """Return the media ranges of an Accept header as (type, subtype, quality); what is malformed is left out."""
    ranges = []
    for part in header[:_LONGEST].split(","):
        match = _RANGE.match(part)
        if match and not (match[1] == "*" and match[2] != "*"):
            ranges.append((match[1].lower(), match[2].lower(), _quality(match[3])))
    return tuple(ranges)


def quality_of(media_type: str, ranges: Ranges) -> float:
    """Return how much a media type is wanted: the quality of the most specific range that holds it, else 0."""
    kind, _, subtype = media_type.partition("/")
    best, quality = -1, 0.0
    for range_kind, range_subtype, range_quality in ranges:
        specific = (range_kind == kind) + (range_subtype == subtype)
        if range_kind in (kind, "*") and range_subtype in (subtype, "*") and specific > best:
            best, quality = specific, range_quality
    return quality


def choose(header: str | None, offers: Sequence[tuple[str, Sequence[str]]]) -> int | None:
    """Return the place of the best offer, or None if the client takes none of them.

    An offer is its media type with the other types that it may be asked by. Among equals the first wins; a
    client that says nothing takes the first.
    """
    if header is None or not header.strip(" ,"):
        return 0
    ranges = read_accept(header)
    best: int | None = None
    most = 0.0
    for place, (media_type, aliases) in enumerate(offers):
        quality = quality_of(media_type, ranges)
        for alias in aliases:
            # An alias counts where it is named itself: a wildcard already spoke for the type.
            kind, _, subtype = alias.partition("/")
            named = [q for one, other, q in ranges if one == kind and other == subtype]
            quality = max(quality, *named) if named else quality
        if quality > most:
            best, most = place, quality
    return best


def accepts_gzip(header: str | None) -> bool:
    """Say whether an Accept-Encoding header takes gzip."""
    wanted: dict[str, float] = {}
    for part in (header or "")[:_LONGEST].split(","):
        name, _, parameters = part.partition(";")
        wanted[name.strip().lower()] = _quality(f";{parameters}")
    return wanted.get("gzip", wanted.get("*", 0.0)) > 0


def _quality(parameters: str) -> float:
    match = _QUALITY.search(parameters)
    if match is None:
        return 1.0
    try:
        quality = float(match[1])
    except ValueError:
        return 0.0
    return min(1.0, quality) if quality > 0 else 0.0
