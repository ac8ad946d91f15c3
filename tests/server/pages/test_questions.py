"""Questions as pages: the form, the answer, its facets, its files, its query."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest

from qualigraph.questions import load_catalogue
from qualigraph_server.pages.context import view

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient

Page = Callable[..., str]
CDU = "/questions/actions-involving?body=CDU"


def address(identifier: str) -> str:
    """Return the address of a question with an example for each parameter that it must have."""
    given = {one.name: one.example or "" for one in load_catalogue()[identifier].parameters if one.required}
    return f"/questions/{identifier}" + (f"?{urlencode(given)}" if given else "")


@pytest.mark.parametrize("identifier", sorted(load_catalogue()))
def test_each_question_answers_on_its_page(page: Page, app: Flask, identifier: str) -> None:
    from qualigraph.questions import resolve, run
    from qualigraph_server.state import EXTENSION

    snapshot = app.extensions[EXTENSION].current
    question = load_catalogue()[identifier]
    text = page(address(identifier))
    given = {one.name: one.example or "" for one in question.parameters if one.required}
    values = resolve(snapshot.dataset, question, given, "fr", names=snapshot.names)
    table = run(snapshot.dataset, question, values, "fr", date.today())
    rows = sum(body.count("<tr>") for body in re.findall(r"<tbody>(.*?)</tbody>", text, re.DOTALL))
    shown = sum(min(len(block), 500) for _, block in table.sections())
    assert rows == (shown if table.row_count else 0)


def test_a_question_without_what_it_needs_asks_for_it(page: Page) -> None:
    text = page("/questions/actions-involving")
    assert "Choisissez d’abord" in text
    assert "<tbody>" not in text
    assert 'href="/questions/actions-involving?body=CDU"' in text


def test_the_form_offers_choices_by_label_and_acronym(page: Page) -> None:
    text = page(CDU)
    assert re.search(r'<option value="CDU" selected>CDU – tous les établissements</option>', text)
    assert '<option value="icm/body/cdu">Commission Des Usagers (CDU) – ICM</option>' in text


@pytest.mark.parametrize("written", ["icm/body/cdu", "https://w3id.org/qualigraph/id/icm/body/cdu"])
def test_a_path_or_an_iri_selects_the_thing_in_the_form(page: Page, written: str) -> None:
    text = page(f"/questions/actions-involving?{urlencode({'body': written})}")
    assert '<option value="icm/body/cdu" selected>' in text


def test_an_unknown_name_gets_the_nearest(page: Page) -> None:
    text = page("/questions/actions-involving?body=Comit%C3%A9%20Qualit")
    assert 'role="alert"' in text
    assert "Comité Qualité" in text


def test_blocks_are_sections_and_never_mixed(page: Page) -> None:
    headings = re.findall(r'<h3>([^<]+)<span class="small">\(\d+\)', page(CDU))
    assert headings[0].startswith("Nommée dans l&#39;élément")
    assert len(headings) == len(set(headings))


def test_a_facet_narrows_and_says_so(page: Page) -> None:
    whole = page(CDU)
    links = re.findall(r'<a href="([^"]*f\.[^"]*)">([^<]+)</a> <span class="small">\((\d+)\)', whole)
    assert links
    for href, _, count in links:
        narrowed = page(href.replace("&amp;", "&"))
        rows = sum(body.count("<tr>") for body in re.findall(r"<tbody>(.*?)</tbody>", narrowed, re.DOTALL))
        assert rows == int(count), href
        assert "retirer" in narrowed


def test_an_answer_can_be_taken_away_narrowed_too(client: FlaskClient) -> None:
    facet = f"{CDU}&{urlencode({'f.item-plan': 'PAQSS'})}"
    plain = list(csv.reader(io.StringIO(client.get(f"{facet}&format=csv").text)))
    assert len(plain) > 2
    assert {row[plain[0].index("Plan")] for row in plain[1:]} == {"PAQSS"}
    french = client.get(f"{facet}&format=csv-excel").get_data()
    assert french.startswith(b"\xef\xbb\xbf")
    assert len(list(csv.reader(io.StringIO(french.decode("utf-8-sig")), delimiter=";"))) == len(plain)
    assert len(json.loads(client.get(f"{facet}&format=json").text)["rows"]) == len(plain) - 1
    assert len(client.get(f"{facet}&format=tsv").text.splitlines()) == len(plain)


def test_a_workbook_opens(client: FlaskClient) -> None:
    from openpyxl import load_workbook

    response = client.get(f"{CDU}&format=xlsx")
    assert response.headers["Content-Disposition"] == 'attachment; filename="actions-involving.xlsx"'
    sheet = load_workbook(io.BytesIO(response.data)).worksheets[0]
    assert (sheet.max_row or 0) > 2


def test_turtle_describes_the_things_in_the_answer(client: FlaskClient) -> None:
    from pyoxigraph import RdfFormat, parse

    content = client.get(f"{CDU}&format=turtle").data
    subjects = {quad.subject.value for quad in parse(content, RdfFormat.TURTLE)}
    assert "https://w3id.org/qualigraph/id/icm/paqss-2023-2027/os3/obj2/action5" in subjects


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/questions/none", 404),
        (f"{CDU}&format=docx", 406),
        ("/questions/actions-involving?format=csv", 400),
        ("/questions/actions-involving?body=zzzzzz&format=csv", 400),
    ],
)
def test_what_cannot_be_given_is_told(page: Page, path: str, status: int) -> None:
    assert f"Erreur {status}" in page(path, status=status)


def test_the_query_is_shown_and_opens_in_the_editor(page: Page, client: FlaskClient) -> None:
    text = page(CDU)
    assert "https://w3id.org/qualigraph/id/icm/body/cdu" in text
    link = re.search(r'href="(/editor\?query=[^"]+)"', text)
    assert link is not None
    answer = client.get(link[1].replace("&amp;", "&"), headers={"Accept": "text/html"})
    assert answer.status_code == 200
    assert "<tbody>" in answer.text


def test_a_day_can_be_chosen_where_the_answer_depends_on_it(page: Page) -> None:
    identifier = next(one.id for one in load_catalogue().values() if one.depends_on_day)
    path = address(identifier)
    text = page(f"{path}{'&' if '?' in path else '?'}as-of=2027-03-31")
    assert "31/03/2027" in text
    wrong = page(f"{path}{'&' if '?' in path else '?'}as-of=hier")
    assert "n&#39;est pas une date" in wrong


def test_the_editor_answers_without_javascript(page: Page, client: FlaskClient) -> None:
    table = page("/editor?query=SELECT%20%3Fs%20%7B%20%3Fs%20a%20qg%3AInstitution%20%7D")
    assert "Institut du Cancer de Montpellier (ICM)</a>" in table
    assert "Oui" in page("/editor?query=ASK%20%7B%7D")
    assert "Commission Des Usagers" in page(
        "/editor?query=DESCRIBE%20%3Chttps%3A%2F%2Fw3id.org%2Fqualigraph%2Fid%2Ficm%2Fbody%2Fcdu%3E"
    )
    posted = client.post("/editor", data={"query": "ASK {}"}, headers={"Accept": "text/html"})
    assert posted.status_code == 200
    assert "Oui" in posted.text


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("SELECT", 400),
        ("INSERT DATA { <a:a> <a:b> 1 }", 403),
        ("SELECT * { SERVICE <http://localhost/> { ?s ?p ?o } }", 403),
    ],
)
def test_the_editor_tells_what_is_refused(page: Page, query: str, status: int) -> None:
    text = page(f"/editor?{urlencode({'query': query})}", status=status)
    assert 'role="alert"' in text
    assert query.split()[0] in text


def test_the_editor_remembers_nothing_that_a_stranger_made_up(page: Page, app: Flask) -> None:
    with app.test_request_context("/"):
        namer = view().namer("fr")
    made_up = "http://example.org/made-up"
    query = f"SELECT ?a {{ VALUES ?n {{ 1 2 3 }} BIND(IRI(CONCAT('{made_up}', STR(?n))) AS ?a) }}"
    shown = page("/editor?" + urlencode({"query": query}))
    assert made_up + "3" in shown
    assert not [term for term in namer._refs if made_up in str(term)]


def test_the_editor_shows_the_beginning_of_a_heavy_answer(page: Page) -> None:
    numbers = " ".join(str(number) for number in range(900))
    wide = f"SELECT ?n ?t {{ VALUES ?n {{ {numbers} }} BIND(REPLACE('aaaaaaaaaa', 'a', '{'b' * 500}') AS ?t) }}"
    shown = page("/editor?" + urlencode({"query": wide}))
    assert "900" in shown
    assert "Seul le début est montré ici" in shown
    assert len(shown) < 1_000_000
    assert "b" * 2001 not in shown


def test_the_editor_reads_no_answer_that_would_hold_up_others(client: FlaskClient) -> None:
    query = "SELECT ?s ?p ?o { ?s ?p ?o . ?s2 ?p2 ?o2 } LIMIT 100000"
    answer = client.get("/editor", query_string={"query": query}, headers={"Accept": "text/html"})
    assert answer.status_code == 413
    assert "trop grande pour une page" in answer.get_data(as_text=True)
    assert client.get("/sparql", query_string={"query": query, "format": "csv"}).status_code == 200
