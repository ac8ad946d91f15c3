"""The forms of a report, each read by the tool it is made for or held against its schema."""

from __future__ import annotations

import csv
import io
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pytest
from jsonschema import Draft4Validator
from pyoxigraph import NamedNode, RdfFormat, Store

from qualigraph.checking.findings import Finding, Place, Report, Severity, Thing
from qualigraph.checking.reports import csv as csv_form
from qualigraph.checking.reports import github, gitlab, html, junit, markdown, sarif, text, ttl, xlsx
from qualigraph.checking.reports import json as json_form
from qualigraph.language import Language, Text
from qualigraph.terms import RDF, SH

LANGUAGES: list[Language] = ["fr", "en"]
NO_SHACL = re.compile(r"sh:|SHACL|shape|triplet|https?://|Violation|nœud", re.IGNORECASE)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_text_speaks_to_people(report: Report, language: Language) -> None:
    told = text.write(report, language, detail=True)
    assert NO_SHACL.search(told) is None
    for finding in report.findings:
        assert finding.message.say(language).split()[0] in told
    assert "{?" not in told


def test_the_text_opens_with_verdict_and_balance_then_sums_up_by_rule_and_plan(report: Report) -> None:
    lines = text.write(report, "fr").splitlines()
    assert lines[0] == "Contrôle au 30/06/2026 : 2 erreurs, 4 à traiter, 1 pour information."
    assert lines[1] == "7 nouveaux, 2 acceptés, 3 résolus, 1 à revoir."
    assert lines[3] == "Résumé par règle et par plan"
    assert lines.index("Constats acceptés") < lines.index("Constats")


def test_each_finding_says_who_where_what_and_what_to_do_and_ends_with_its_line(report: Report) -> None:
    told = text.write(report, "fr")
    block = next(part for part in told.split("\n\n") if "· ACT-009 ·" in part).splitlines()
    names = [match[1] for line in block if (match := re.match(r"      (\S.*?) : ", line))]
    assert names == ["où", "constat", "à faire", "fichier"]
    assert block[0].strip().startswith("À traiter · ACT-009 · Action «")
    assert re.search(r"faults\.ttl:61$", block[-1])


def test_what_a_document_does_not_publish_is_one_line_until_detail_is_asked(report: Report) -> None:
    bare = Report(report.as_of, tuple(each.finding for each in report.accepted), report.rules)
    assert "le document ne publie aucun responsable : 1 action" in text.write(bare, "fr")
    assert "Le document ne publie pas de responsable" not in text.write(bare, "fr")
    assert "Le document ne publie pas de responsable" in text.write(bare, "fr", detail=True)


def test_colour_only_where_it_is_asked(report: Report) -> None:
    assert "\x1b" not in text.write(report, "fr")
    assert "\x1b[31m" in text.write(report, "fr", colour=True)


def test_json_holds_everything(report: Report) -> None:
    document = json.loads(json_form.write(report, "fr"))
    assert document["summary"]["counts"] == {"violation": 2, "warning": 4, "info": 1}
    assert len(document["findings"]) == 7
    assert {entry["acceptance"]["reason"] for entry in document["accepted"]} == {"non publié", "visite prévue"}
    first = document["findings"][0]
    assert first["severity"] == "violation"
    assert set(first["message"]) == {"fr", "en"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_sarif_is_valid_against_its_schema(report: Report, language: Language) -> None:
    schema = Path(__file__).parent / "fixtures" / "sarif-2.1.0-rtm.5.json"
    log = json.loads(sarif.write(report, language))
    assert list(Draft4Validator(json.loads(schema.read_text("utf-8"))).iter_errors(log)) == []
    run = log["runs"][0]
    for result in run["results"]:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
    assert sum(1 for result in run["results"] if "suppressions" in result) == 2


def test_fingerprints_do_not_know_lines(report: Report) -> None:
    finding = report.findings[0]
    moved = Finding(**{**vars(finding), "place": Place("elsewhere.ttl", 1)})
    assert moved.fingerprint == finding.fingerprint
    assert len({one.fingerprint for one in report.findings}) == len(report.findings)


def test_junit_has_a_suite_for_each_rule_and_counts_that_agree(report: Report) -> None:
    suites = ElementTree.fromstring(junit.write(report, "fr", fail_on=Severity.WARNING).encode())
    assert len(suites) == len(report.rules)
    for count, tag in (("tests", "testcase"), ("failures", "failure"), ("skipped", "skipped")):
        assert int(suites.get(count, "")) == len(list(suites.iter(tag)))
    assert int(suites.get("failures", "")) == 6
    never = ElementTree.fromstring(junit.write(report, "fr", fail_on=None).encode())
    assert never.get("failures") == "0"


def test_github_annotations_are_one_line_each_and_escaped(report: Report) -> None:
    hostile = _hostile(report, "50 %, deux\nlignes : oui")
    lines = github.write(hostile, "fr").splitlines()
    commands = [line for line in lines if line.startswith("::")]
    assert len(commands) == len(hostile.findings)
    assert "50 %25, deux%0Alignes : oui" in commands[-1]
    assert commands[-1].startswith("::notice file=a%2Cb.ttl,line=3,title=")


def test_gitlab_entries_have_all_that_gitlab_asks_for(report: Report) -> None:
    entries: list[dict[str, Any]] = json.loads(gitlab.write(report, "fr"))
    assert len({entry["fingerprint"] for entry in entries}) == len(entries) == 7
    for entry in entries:
        assert set(entry) == {"description", "check_name", "fingerprint", "severity", "location"}
        assert entry["severity"] in ("info", "minor", "major", "critical", "blocker")
        assert isinstance(entry["location"]["lines"]["begin"], int)


def test_markdown_keeps_its_tables_whatever_the_texts_hold(report: Report) -> None:
    for line in markdown.write(_hostile(report, "a | b \\ <script>\nc"), "fr").splitlines():
        if line.startswith("|"):
            assert len(re.findall(r"(?<!\\)\|", line)) in (5, 6, 7)
            assert "<script>" not in line


def test_markdown_stays_under_the_size_that_github_accepts(report: Report) -> None:
    many = Report(report.as_of, report.findings * 2000, report.rules)
    written = markdown.write(many, "fr")
    assert len(written.encode()) < 1024 * 1024
    assert "Rapport coupé" in written


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.language = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        values = dict(attributes)
        self.ids.add(values.get("id") or "")
        self.language = self.language or values.get("lang") or ""
        if values.get("href") or values.get("src"):
            self.links.append(values.get("href") or values.get("src") or "")


@pytest.mark.parametrize("language", LANGUAGES)
def test_html_is_one_page_that_stands_alone(report: Report, language: Language) -> None:
    written = html.write(_hostile(report, "<script>alert(1)</script>"), language)
    page = _Page()
    page.feed(written)
    assert page.language == language
    assert page.tags.count("h1") == page.tags.count("main") == page.tags.count("title") == 1
    assert not {"script", "img", "link", "iframe"} & set(page.tags)
    assert all(link.startswith("#") and link[1:] in page.ids for link in page.links)


def test_csv_is_read_back_and_no_cell_is_a_formula(report: Report) -> None:
    rows = list(csv.DictReader(io.StringIO(csv_form.write(_hostile(report, "=1+1"), "fr"), newline="")))
    assert len(rows) == 8 + 2
    assert rows[7]["Constat"] == "'=1+1"
    assert {row["Motif"] for row in rows} == {"", "non publié", "visite prévue"}


def test_xlsx_has_its_three_sheets_and_no_formula(report: Report) -> None:
    book: Any = openpyxl.load_workbook(io.BytesIO(xlsx.write(_hostile(report, "=1+1"), "fr")))
    assert book.sheetnames == ["Constats", "Constats acceptés", "Règles"]
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert book["Constats"].max_row == 1 + 8
    assert book["Règles"].max_row == 1 + len(report.rules)
    assert book["Constats"].freeze_panes == "A2"


def test_turtle_is_a_validation_report(report: Report) -> None:
    store = Store()
    store.load(ttl.write(report, "fr"), format=RdfFormat.TURTLE)
    results = list(store.quads_for_pattern(None, RDF.type, SH.ValidationResult))
    assert len(results) == len(report.findings)
    severities = {quad.object for quad in store.quads_for_pattern(None, SH.resultSeverity, None)}
    assert severities == {SH.Violation, SH.Warning, SH.Info}
    assert all(isinstance(quad.object, NamedNode) for quad in store.quads_for_pattern(None, SH.sourceShape, None))


def _hostile(report: Report, message: str) -> Report:
    """The report with one more finding, whose texts try to break out of their place."""
    thing = Thing("urn:x", Text("", ""), Text(message, message))
    finding = Finding(
        rule="VOC-016",
        severity=Severity.INFO,
        shape="urn:shape",
        focus=thing,
        message=Text(message, message),
        place=Place("a,b.ttl", 3),
    )
    return Report(report.as_of, (*report.findings, finding), report.rules, report.accepted)
