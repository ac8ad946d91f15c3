"""Content negotiation: the rules of RFC 9110, one by one."""

from __future__ import annotations

import pytest

from qualigraph_server.protocol.negotiation import accepts_gzip, choose, quality_of, read_accept

OFFERS = (("application/x", ("application/json",)), ("text/csv", ()), ("text/html", ("application/xhtml+xml",)))


@pytest.mark.parametrize(
    ("header", "place"),
    [
        (None, 0),
        ("", 0),
        (" , ", 0),
        ("*/*", 0),
        ("text/*", 1),
        ("text/csv;q=0.2, text/html;q=0.9", 2),
        ("TEXT/CSV", 1),
        ("application/json", 0),
        ("application/json;q=0.4, text/csv;q=0.3", 0),
        # The most specific range speaks for a type, whatever its quality.
        ("*/*;q=0.9, application/x;q=0.1, application/json;q=0.1, text/csv;q=0.2", 2),
        ("application/x;q=0, */*", 1),
        ("text/csv;q=0, text/*;q=0.5, */*;q=0", 2),
        ("text/csv; charset=utf-8", 1),
        ("image/png, */*;q=0.1", 0),
        ("image/png", None),
        ("text/csv;q=0", None),
        ("a/b/c;q=banana, text/csv", 1),
        ("text/csv;q=banana", None),
        ("*/json", None),
        (";;;,q=", None),
        ("text/csv;q=7", 1),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", 2),
    ],
)
def test_the_best_offer(header: str | None, place: int | None) -> None:
    assert choose(header, OFFERS) == place


def test_the_first_of_equals_wins() -> None:
    assert choose("text/html, text/csv", OFFERS) == 1


def test_ranges_are_read_with_their_quality() -> None:
    assert read_accept("text/csv;q=0.5 , a/b") == (("text", "csv", 0.5), ("a", "b", 1.0))
    assert quality_of("a/c", read_accept("a/*;q=0.3, */*;q=0.2")) == 0.3


@pytest.mark.parametrize(
    ("header", "taken"),
    [
        (None, False),
        ("gzip", True),
        ("GZIP;q=0.1", True),
        ("gzip;q=0", False),
        ("identity", False),
        ("br, *", True),
        ("*;q=0", False),
        ("gzip;q=0, *", False),
    ],
)
def test_compression_only_when_asked(header: str | None, taken: bool) -> None:
    assert accepts_gzip(header) is taken
