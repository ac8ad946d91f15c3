"""What the pages say, and how they say it."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient

Page = Callable[..., str]


class Visible(HTMLParser):
    """The words that a reader sees, and the links."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.links: dict[str, str] = {}
        self._hidden = 0
        self._open: str | None = None
        self.feed(text)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._hidden += tag in ("script", "style", "code", "pre", "textarea")
        if tag == "a":
            self._open = dict(attrs).get("href")
            self.links.setdefault(self._open or "", "")

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in ("script", "style", "code", "pre", "textarea")
        if tag == "a":
            self._open = None

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.words.append(data)
        if self._open is not None:
            self.links[self._open] += data


def test_every_page_is_there_in_both_languages(page: Page, every_template: dict[str, str]) -> None:
    for path in every_template.values():
        status = 404 if path.endswith("/cdx") else 200
        for language in ("fr", "en"):
            text = page(path, language=language, status=status)
            assert f'<html lang="{language}"' in text
            assert text.count("<h1") == 1


def test_every_link_of_the_pages_leads_somewhere(
    client: FlaskClient, page: Page, every_template: dict[str, str]
) -> None:
    seen: dict[str, str] = {}
    for path in every_template.values():
        if not path.endswith("/cdx"):
            seen |= {link: path for link in Visible(page(path)).links if link.startswith("/")}
    # The first 25 of each sort are enough: sources and elements are many and alike.
    sorts: dict[str, list[str]] = {}
    for link in sorted(seen):
        sorts.setdefault("/".join(link.split("/")[:3]).partition("?")[0], []).append(link)
    for links in sorts.values():
        for link in links[:25]:
            response = client.get(link, headers={"Accept": "text/html, */*;q=0.1"})
            assert response.status_code == 200, f"{link} (on {seen[link]}): {response.status_code}"


def test_french_unless_the_browser_begins_with_english(client: FlaskClient) -> None:
    for header, expected in [
        ("", "fr"),
        ("en-GB,en;q=0.9,fr;q=0.8", "en"),
        ("fr,en;q=0.9", "fr"),
        ("de-DE,de;q=0.9,en;q=0.8", "fr"),
        ("fr;q=0.4,en;q=0.9", "en"),
    ]:
        response = client.get("/", headers={"Accept": "text/html", "Accept-Language": header})
        assert response.headers["Content-Language"] == expected, header
        assert "Accept-Language" in response.headers["Vary"]
        assert "Cookie" in response.headers["Vary"]


def test_the_language_chosen_is_kept(client: FlaskClient) -> None:
    assert client.get("/about?lang=en").headers["Content-Language"] == "en"
    assert client.get("/questions").headers["Content-Language"] == "en"
    client.get("/questions?lang=fr")
    assert client.get("/about").headers["Content-Language"] == "fr"


def test_the_switch_keeps_the_page_and_its_parameters(page: Page) -> None:
    links = Visible(page("/questions/actions-involving?body=CDU")).links
    assert "/questions/actions-involving?body=CDU&lang=en" in links


def test_actions_involving_the_cdu_are_one_click_from_home(page: Page) -> None:
    links = {text: link for link, text in Visible(page("/")).links.items()}
    answer = Visible(page(links["Actions impliquant la CDU"])).text
    assert "Mettre à disposition de la CDU des données pour l’élaboration et le suivi du Projet des Usagers" in answer
    assert "Projet Qualité, l. 539-540" in answer


def test_labels_not_identifiers(page: Page, every_template: dict[str, str]) -> None:
    """An IRI is shown where its page says "permanent identifier", and nowhere else in running text."""
    technical = {"ontology.html", "about.html", "editor.html", "trouble.html", "named_graph.html"}
    for name, path in every_template.items():
        if name not in technical:
            text = Visible(page(path)).text
            shown = re.findall(r"https://w3id\.org/qualigraph/\S+|\bqg:\w+|\bskos:\w+", text)
            assert len(shown) <= 1, f"{path}: {shown}"
            if shown:
                assert f"Identifiant permanent : {shown[0]}" in text


def test_words_of_the_glossary(page: Page, every_template: dict[str, str]) -> None:
    avoided = re.compile(r"\b(violations?|triplets?|shapes?|non-conformités?|date butoir)\b", re.IGNORECASE)
    for name, path in every_template.items():
        status = 404 if name == "trouble.html" else 200
        found = avoided.search(Visible(page(path, status=status)).text)
        assert found is None, f"{path}: {found}"


def test_search_folds_accents_and_case_and_knows_acronyms(page: Page) -> None:
    for text in ("cdu", "CDU", "C.D.U.", "Commission des usagers", "commission des USAGERS"):
        assert "/id/icm/body/cdu" in Visible(page(f"/search?q={text}")).links, text
    assert "/id/theme/parcours" in Visible(page("/search?q=continuite parcours")).links


def test_search_groups_by_kind_bodies_first(page: Page) -> None:
    text = Visible(page("/search?q=usagers")).text
    assert text.index("instance (2)") < text.index("action (")


def test_search_offers_what_is_near_when_nothing_is_found(page: Page) -> None:
    found = Visible(page("/search?q=comité qualitté"))
    assert "Rien sous ce nom" in found.text
    assert "/id/icm/body/comite-qualite" in found.links


def test_a_plan_shows_its_levels_in_order_and_its_counts(page: Page) -> None:
    text = Visible(page("/id/icm/paqss-2023-2027")).text
    for words in ("3 orientations", "7 objectifs", "35 actions"):
        assert words in text
    assert text.index("OS 1") < text.index("OS 2") < text.index("OS 3")


def test_a_plan_says_what_its_document_does_not_publish(page: Page) -> None:
    text = Visible(page("/id/icm/paqss-2023-2027")).text
    assert "Le document ne publie aucun responsable : 35 actions" in text
    assert "Le document ne publie aucune échéance : 35 actions" in text
    named = Visible(page("/id/icm/projet-des-usagers-2023-2027")).text
    assert "n’est que nommé par un autre document" in named


def test_a_plan_can_be_unfolded_without_javascript(page: Page) -> None:
    folded, whole = page("/id/icm/pmss-2023-2027"), page("/id/icm/pmss-2023-2027?unfold=1")
    tree = re.compile(r'<ul class="tree".*?<h2', re.DOTALL)
    assert "<details><summary>" in tree.search(folded)[0]  # type: ignore[index]  # there is a tree
    assert "<details><summary>" not in tree.search(whole)[0]  # type: ignore[index]


def test_a_body_says_what_it_does_for_which_plan_and_when(page: Page) -> None:
    text = Visible(page("/id/icm/body/cdu")).text
    role = text.index("Ce que fait cet acteur")
    assert "Projet Médical, Soignant et Scientifique (PMSS)" in text[role:]
    assert "consulté" in text[role:]
    assert "Présentation annuelle des bilans à la CDU" in text
    assert "annuelle" in text


def test_an_element_leads_up_and_down(page: Page) -> None:
    links = Visible(page("/id/icm/paqss-2023-2027/os3/obj2")).links
    for path in ("/id/org/icm", "/id/icm/paqss-2023-2027/os3", "/id/icm/paqss-2023-2027/os3/obj2/action5"):
        assert path in links


def test_the_wording_is_shown_only_where_the_documents_are(page: Page) -> None:
    text = page("/id/passage/icm/projet-qualite-2023-2027/539-540-25093")
    assert "n’est pas montré" in text
    assert "<blockquote" not in text
    assert "Le texte des documents n’est pas montré" in page("/about")


def test_the_wording_where_the_documents_are(sources: Path) -> None:
    from qualigraph_server.application import create_app
    from qualigraph_server.settings import Settings
    from qualigraph_server.state import EXTENSION

    app = create_app(Settings(workers=1, watch=0.0, sources=sources))
    try:
        client = app.test_client()
        text = client.get(
            "/id/passage/icm/projet-qualite-2023-2027/539-540-25093", headers={"Accept": "text/html"}
        ).text
        wording = re.search(r"<blockquote[^>]*>(.*?)</blockquote>", text, re.DOTALL)
        assert wording is not None
        assert wording[1].startswith("Mettre à disposition de la CDU")
    finally:
        app.extensions[EXTENSION].close()


def test_a_document_that_is_not_the_one_described_is_not_shown(tmp_path: Path, sources: Path) -> None:
    from qualigraph_server.application import create_app
    from qualigraph_server.settings import Settings
    from qualigraph_server.state import EXTENSION

    for file in sources.glob("*.txt"):
        (tmp_path / file.name).write_bytes(file.read_bytes() + b"\n")
    app = create_app(Settings(workers=1, watch=0.0, sources=tmp_path))
    try:
        path = "/id/passage/icm/projet-qualite-2023-2027/539-540-25093"
        assert "<blockquote" not in app.test_client().get(path, headers={"Accept": "text/html"}).text
    finally:
        app.extensions[EXTENSION].close()


def test_an_unverified_entry_says_so(page: Page, app: Flask) -> None:
    from qualigraph_server.state import EXTENSION

    rows = app.extensions[EXTENSION].current.dataset.store.query(
        "PREFIX qg: <https://w3id.org/qualigraph/ns#> SELECT ?i { ?i a qg:Indicator ; qg:confidence "
        "<https://w3id.org/qualigraph/id/confidence/low> } LIMIT 1"
    )
    for row in rows:
        assert "non vérifié" in Visible(page(row["i"].value.removeprefix("https://w3id.org/qualigraph"))).text


def test_the_report_says_what_check_says(page: Page) -> None:
    """The command and the page agree, on what is accepted too."""
    import json
    import subprocess
    import sys

    done = subprocess.run(
        [sys.executable, "-m", "qualigraph", "check", "--format", "json", "--lang", "fr"],
        capture_output=True,
        text=True,
    )
    assert done.returncode in (0, 1), done.stderr
    said = json.loads(done.stdout)
    text = Visible(page("/report")).text
    assert said["summary"]["text"] in text.replace("Aucune", "aucune")
    assert said["summary"]["accepted"] > 0
    assert f"{said['summary']['accepted']} acceptés" in text
    for one in said["findings"]:
        assert f"/rule/{one['rule']}" in page("/report")
    for one in said["accepted"]:
        assert f"/rule/{one['rule']}" in page("/report").partition('id="acceptes"')[2]


def test_no_page_holds_a_thread_for_as_long_as_a_check_takes(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    import threading
    from datetime import date

    from qualigraph_server.pages import context

    keeper = app.extensions["qualigraph"]
    seen = context.View(keeper.current, keeper.settings)
    end = threading.Event()
    known = context.view_of(keeper.current, keeper.settings).report(date.today())
    monkeypatch.setattr(seen, "_check", lambda day: end.wait(20) and known)
    monkeypatch.setattr(context, "_PATIENCE", 0.2)
    monkeypatch.setitem(context._views, keeper.current, seen)
    answers = []
    threads = [threading.Thread(target=lambda: answers.append(app.test_client().get("/report"))) for _ in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(5)
    assert [answer.status_code for answer in answers] == [503] * 40
    assert all(answer.headers["Retry-After"] for answer in answers)
    assert app.test_client().get("/rules").status_code == 503
    end.set()
    seen.await_report(5)
    assert app.test_client().get("/report").status_code == 200


def test_no_path_of_this_machine_is_shown(page: Page, repository: Path) -> None:
    for path in ("/report", "/about", "/rule/ACT-001", "/graph/data/icm/actors"):
        assert str(repository) not in page(path)


@pytest.mark.parametrize(("language", "name"), [("fr", "Instances et acteurs"), ("en", "Bodies and actors")])
def test_the_rules_are_listed_under_the_names_of_their_families(page: Page, language: str, name: str) -> None:
    text = page("/rules", language=language)
    assert f"<h2>{name}</h2>" in text
    assert not re.search(r"<h2>[A-Z]{3}</h2>", text)
    assert "/rule/BOD-001" in text.split(f"<h2>{name}</h2>", 1)[1].split("<h2>", 1)[0]


def test_a_rule_tells_why_and_how_to_mend(page: Page) -> None:
    text = Visible(page("/rule/ACT-001")).text
    assert "personne ne répond de l'action" in text
    assert "Désigner le responsable de l'action" in text


@pytest.mark.parametrize(
    "path",
    [
        "/id/nothing",
        "/id/%3Cscript%3E",
        "/rule/XXX-999",
        "/graph/none",
        "/thing?iri=urn:none",
        "/thing?iri=%20",
        "/zzz",
    ],
)
def test_what_is_not_there_is_a_page_too(page: Page, path: str) -> None:
    text = page(path, status=404)
    assert "Erreur 404" in Visible(text).text
    assert "<script>" not in text
    assert "Traceback" not in text


def test_terms_have_their_place_on_the_vocabulary_page(page: Page) -> None:
    text = page("/ns")
    for term in ("Action", "owner", "isPartOf"):
        assert f'id="{term}"' in text


def test_calendar_and_matrix_have_their_tables(page: Page) -> None:
    calendar = page("/calendar")
    drawn = re.findall(r"<text[^>]*>([^<]+)</text>", calendar.partition("</svg>")[0])
    table = Visible(calendar.partition("</svg>")[2]).text
    for review in drawn:
        words = review.rstrip("…")
        assert words in table or words.endswith(".") or words in ("mars", "mai", "juin", "août"), review
    # A seminar held once, in October 2022, comes back in no year.
    assert "Revue de Direction qualité" in table and "Séminaire inaugural" not in table
    plan = page("/id/icm/paqss-2023-2027")
    assert plan.index("<table") < plan.index("<svg")


def test_pages_answer_to_accept(client: FlaskClient) -> None:
    turtle = client.get("/id/icm/body/cdu", headers={"Accept": "text/turtle"})
    assert turtle.mimetype == "text/turtle"
    for form, kind in (
        ("turtle", "text/turtle"),
        ("jsonld", "application/ld+json"),
        ("ntriples", "application/n-triples"),
    ):
        assert client.get(f"/id/icm/body/cdu?format={form}").mimetype == kind


def test_the_security_headers_are_on_every_page(client: FlaskClient, every_template: dict[str, str]) -> None:
    for path in every_template.values():
        policy = client.get(path, headers={"Accept": "text/html"}).headers["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "default-src 'none'" in policy


def test_a_page_written_once_is_written_the_same_again(client: FlaskClient) -> None:
    first, second = (client.get("/id/icm/body/cdu", headers={"Accept": "text/html"}) for _ in range(2))
    assert first.data == second.data
    keep = {"Content-Language", "Vary", "Content-Security-Policy", "ETag"}
    assert {k: v for k, v in first.headers if k in keep} == {k: v for k, v in second.headers if k in keep}


def test_the_shelf_forgets_the_least_used() -> None:
    from qualigraph_server.pages.shelf import Shelf

    shelf = Shelf(100)
    for number in range(20):
        shelf.put(number, b"x" * 10)
    assert shelf.get(0) is None
    assert shelf.get(19) == b"x" * 10
    shelf.put("large", b"x" * 50)
    assert shelf.get("large") is None
    assert shelf.size <= 100


def test_addresses_made_up_to_be_long_do_not_fill_the_shelf(client: FlaskClient, app: Flask) -> None:
    from qualigraph_server.pages.context import view_of

    keeper = app.extensions["qualigraph"]
    shelf = view_of(keeper.current, keeper.settings).shelf
    before = shelf.size
    for number in range(5):
        assert client.get(f"/calendar?{'é' * 3000}{number}").status_code == 200
    assert shelf.size > before
    # Only texts are counted: a key must be small whatever the address.
    assert {len(key) for key in shelf._texts if isinstance(key, bytes)} == {32}
    assert all(isinstance(key, bytes) for key in shelf._texts)


@pytest.mark.parametrize("wanted", ["bytes=99999999-", "bytes=99999998-99999999"])
def test_a_part_that_a_file_does_not_have_is_416(client: FlaskClient, wanted: str) -> None:
    answer = client.get("/static/site.css", headers={"Range": wanted})
    assert answer.status_code == 416
    assert answer.headers["Content-Range"].startswith("bytes */")


def test_the_vocabulary_for_completion(client: FlaskClient) -> None:
    found: Any = client.get("/vocabulary.json").get_json()
    assert "https://w3id.org/qualigraph/ns#Action" in found["classes"]
    assert "https://w3id.org/qualigraph/ns#owner" in found["properties"]
    assert found["prefixes"]["qg"] == "https://w3id.org/qualigraph/ns#"


def test_a_check_goes_on_when_the_files_have_become_unreadable(tmp_path: Path) -> None:
    from datetime import date

    from qualigraph_server.application import create_app
    from qualigraph_server.pages.context import view_of
    from qualigraph_server.settings import Settings
    from qualigraph_server.state import EXTENSION

    file = tmp_path / "plan.ttl"
    file.write_text("<urn:p> a <https://w3id.org/qualigraph/ns#NoSuchClass> .", "utf-8")
    app = create_app(Settings(data=(file,), workers=1, watch=0.0))
    keeper = app.extensions[EXTENSION]
    try:
        seen = view_of(keeper.current, keeper.settings)
        before = seen.report(date(2026, 1, 1)).findings
        file.write_text("not Turtle", "utf-8")
        after = seen.report(date(2026, 1, 2)).findings
        assert before
        assert [one.fingerprint for one in after] == [one.fingerprint for one in before]
    finally:
        keeper.close()


def test_no_page_waits_for_the_check(page: Page, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    from qualigraph_server.pages.context import View

    monkeypatch.setattr(View, "report_if_ready", lambda self, day: None)
    paths = ("/?wait", "/id/icm/paqss-2023-2027?wait", "/id/icm/paqss-2023-2027/os1/obj1/action1?wait")
    for path in paths:
        assert "en cours" in page(path), path
    monkeypatch.undo()
    # What was not whole has not been kept.
    for path in paths:
        assert "en cours" not in page(path), path


def test_a_failure_of_ours_is_a_page_without_its_cause(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    from qualigraph_server.pages import things

    def fail(*arguments: object) -> None:
        raise RuntimeError("secret cause")

    monkeypatch.setattr(things, "_page", fail)
    text = page("/id/icm/body/cdu?failing", status=500)
    assert "Erreur 500" in text
    assert "secret" not in text
    assert "Traceback" not in text


def test_answers_are_kept_in_small_number() -> None:
    from qualigraph_server.pages.shelf import Memory

    memory = Memory(2)
    assert [memory.keep(number, lambda number=number: number * 2) for number in (1, 2, 3)] == [2, 4, 6]  # type: ignore[misc]
    assert memory.get(1) is None
    assert memory.keep(3, lambda: 0) == 6


@pytest.mark.parametrize("language", ["fr", "en"])
def test_everything_has_a_name(language: str) -> None:
    """No thing of the graph, the demonstration included, is called by the path of its IRI."""
    from pyoxigraph import NamedNode

    from qualigraph.dataset import load_dataset
    from qualigraph.inference import infer
    from qualigraph.terms import CATALOGUE, ID
    from qualigraph_server.pages.graph import Graph
    from qualigraph_server.pages.naming import Namer

    dataset = load_dataset(demo=True)
    infer(dataset)
    namer = Namer(Graph(dataset.store), "fr" if language == "fr" else "en")
    things = {quad.subject for quad in dataset.store if isinstance(quad.subject, NamedNode)}
    ours = [thing for thing in things if thing.value.startswith((ID, CATALOGUE))]
    nameless = [
        thing.value for thing in ours if thing.value.endswith(namer.ref(thing).text) and "/" in namer.ref(thing).text
    ]
    assert not nameless
    assert not [thing.value for thing in ours if not namer.kind(thing)]
