"""Data that want to be script: nothing of the graph is written unescaped, no link leads into a script."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

import pytest

if TYPE_CHECKING:
    from flask.testing import FlaskClient

EVIL = """<script>alert('x')</script>"><img src=x onerror=alert(1)>'--{{ 7*7 }}"""
DATA = """
@prefix qg: <https://w3id.org/qualigraph/ns#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix org: <http://www.w3.org/ns/org#> .
@base <https://w3id.org/qualigraph/id/> .

<org/evil> a qg:Institution ; skos:prefLabel EVIL ; qg:acronym EVIL ;
    foaf:homepage <javascript:alert(1)> , <data:text/html,x> ; rdfs:seeAlso <vbscript:x> ;
    rdfs:comment EVIL@fr .
<evil/plan> a qg:Plan ; skos:prefLabel EVIL@en ; qg:planOf <org/evil> ; qg:periodStart EVIL ;
    qg:coverage <coverage/published> .
<evil/plan/os1> a qg:Orientation ; skos:prefLabel EVIL@fr ; qg:isDirectPartOf <evil/plan> ; qg:ordinal EVIL ;
    qg:levelName EVIL@fr ; qg:tag EVIL .
<evil/body> a qg:Body ; skos:prefLabel EVIL ; qg:acronym EVIL ; org:unitOf <org/evil> ;
    skos:altLabel "x"@xxxxxxxx .
<urn:evil:thing> a qg:Body ; skos:prefLabel EVIL .
<mention/evil/1> a qg:Mention ; qg:mentionOf <evil/body> ; qg:mentionIn <evil/plan/os1> ; qg:printedForm EVIL ;
    qg:passage <passage/evil/1> .
<passage/evil/1> a qg:SourcePassage ; qg:document <source/evil/plan> ; qg:firstLine 1 ; qg:lastLine 1 ;
    qg:startOffset 0 ; qg:endOffset 99999999 .
<source/evil/plan> a qg:SourceDocument ; qg:fileName "../../../etc/passwd" ;
    qg:sha256 "0000000000000000000000000000000000000000000000000000000000000000" ; rdfs:label EVIL .
<evil/loop> a qg:Action ; skos:prefLabel "boucle" ; qg:isDirectPartOf <evil/loop2> .
<evil/p1> a qg:Plan ; skos:prefLabel "p1" ; qg:planOf <org/evil> ; qg:hasDirectPart <evil/p2> .
<evil/p2> a qg:Plan ; skos:prefLabel "p2" ; qg:hasDirectPart <evil/p3> .
<evil/p3> a qg:Plan ; skos:prefLabel "p3" ; qg:hasDirectPart <evil/p2> .
<evil/loop2> a qg:Objective ; skos:prefLabel "boucle 2" ; qg:isDirectPartOf <evil/loop> .
"""


def turtle() -> str:
    """Return the data with each text written as Turtle writes it."""
    return DATA.replace("EVIL", '"' + EVIL.replace('"', '\\"') + '"')


class Checker(HTMLParser):
    """Reads a page as a browser does and fails on what data may not bring into it."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        assert tag not in ("img", "iframe", "object", "embed", "base"), tag
        assert tag != "script" or (given.get("src") or "").startswith("/static/")
        for name, value in given.items():
            assert not name.startswith("on"), name
            assert name != "style"
            if name in ("href", "src", "action", "formaction"):
                assert (value or "").startswith(("/", "#", "http://", "https://")), value


@pytest.fixture(scope="module")
def evil(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """The pages of hostile data."""
    from qualigraph_server.application import create_app
    from qualigraph_server.settings import Settings
    from qualigraph_server.state import EXTENSION

    file = tmp_path_factory.mktemp("evil") / "evil.ttl"
    file.write_text(turtle(), "utf-8")
    app = create_app(Settings(data=(file,), workers=1, watch=0.0, sources=file.parent))
    yield app.test_client()
    app.extensions[EXTENSION].close()


PATHS = [
    "/",
    "/about",
    "/report",
    "/ns",
    "/calendar",
    f"/search?q={quote(EVIL)}",
    "/search?q=script",
    "/id/org/evil",
    "/id/evil/plan",
    "/id/evil/plan/os1",
    "/id/evil/body",
    "/id/mention/evil/1",
    "/id/passage/evil/1",
    "/id/source/evil/plan",
    "/id/evil/loop",
    "/id/evil/p1",
    "/thing?iri=urn:evil:thing",
    f"/thing?iri={quote(EVIL)}",
    f"/id/{quote(EVIL)}",
    f"/questions/{quote(EVIL)}",
    "/questions/actors",
    f"/questions/actions-involving?body={quote(EVIL)}",
    "/questions/actions-involving?body=evil/body",
    f"/questions/actors?f.sort={quote(EVIL)}",
    f"/questions/actors?as-of={quote(EVIL)}",
    f"/editor?query={quote(EVIL)}",
    "/editor?query=" + quote("SELECT * { ?s ?p ?o }"),
    "/editor?query=" + quote("DESCRIBE <https://w3id.org/qualigraph/id/org/evil>"),
    f"/report?plan={quote(EVIL)}&severity={quote(EVIL)}",
    f"/?lang={quote(EVIL)}",
    f"/zzz{quote(EVIL)}",
]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_nothing_is_written_unescaped(evil: FlaskClient, path: str, language: str) -> None:
    response = evil.get(path, headers={"Accept": "text/html", "Accept-Language": language})
    assert response.status_code in (200, 400, 404)
    text = response.text
    assert "--49" not in text
    Checker().feed(text)


def test_no_file_outside_the_folder_of_sources_is_read(evil: FlaskClient) -> None:
    assert "root:" not in evil.get("/id/passage/evil/1", headers={"Accept": "text/html"}).text


def test_headers_cannot_be_split(evil: FlaskClient) -> None:
    response = evil.get(f"/questions/actors?{urlencode({'format': 'csv', 'lang': 'en' + chr(13) + chr(10) + 'X: y'})}")
    assert "X" not in response.headers


@pytest.mark.parametrize("data", ["plain.nq"])
def test_foreign_data_alone_have_their_pages_too(data: str) -> None:
    from qualigraph_server.application import create_app
    from qualigraph_server.settings import Settings
    from qualigraph_server.state import EXTENSION

    file = Path(__file__).parents[1] / "fixtures" / data
    app = create_app(Settings(data=(file,), plain=True, workers=1, watch=0.0))
    try:
        client = app.test_client()
        subject = next(iter(app.extensions[EXTENSION].current.dataset.store)).subject.value
        for path in ("/", "/about", "/search?q=a", "/questions", "/report", "/rules", "/calendar", "/editor"):
            assert client.get(path, headers={"Accept": "text/html"}).status_code == 200, path
        assert client.get(f"/thing?{urlencode({'iri': subject})}", headers={"Accept": "text/html"}).status_code == 200
        assert client.get("/ns", headers={"Accept": "text/html"}).status_code == 404
    finally:
        app.extensions[EXTENSION].close()
