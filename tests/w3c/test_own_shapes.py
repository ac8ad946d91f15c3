"""``check --shapes FILE PATH``: anybody's shapes over any RDF, told as our findings, with nothing fetched."""

from __future__ import annotations

import json
import socketserver
import threading
from collections.abc import Iterator
from pathlib import Path

import pyshacl
import pytest
import rdflib
from tests.cli.running import Runner

SHAPES = """\
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix ex: <http://example.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
ex:PersonShape a sh:NodeShape ; rdfs:label "Personne"@fr , "Person"@en ; sh:targetClass ex:Person ;
    sh:property [ sh:path ex:name ; sh:minCount 1 ; sh:datatype xsd:string ] ;
    sh:property [ sh:path ex:age ; sh:maxInclusive 120 ; sh:severity sh:Warning ;
        sh:message "Âge improbable."@fr , "Unlikely age."@en ] .
ex:AddressShape a sh:NodeShape ; sh:targetObjectsOf ex:address ; sh:property [ sh:path ex:city ; sh:minCount 1 ] .
"""
DATA = """\
@prefix ex: <http://example.org/> .
ex:a a ex:Person ;
    ex:name "A" ;
    ex:age 130 .
ex:b a ex:Person ;
    ex:name 03 ;
    ex:address [ ex:zip "34000" ] .
ex:c a ex:Person .
"""
QUERY = """\
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix ex: <http://example.org/> .
ex:S a sh:NodeShape ; sh:class ex:Nothing ; sh:target [ a sh:SPARQLTarget ; sh:select "%s" ] .
"""


@pytest.fixture
def qualigraph(capfdbinary: pytest.CaptureFixture[bytes]) -> Runner:
    return Runner(capfdbinary)


@pytest.fixture
def shapes(tmp_path: Path) -> Path:
    file = tmp_path / "shapes.ttl"
    file.write_text(SHAPES, encoding="utf-8")
    return file


@pytest.fixture
def data(tmp_path: Path) -> Path:
    file = tmp_path / "data.ttl"
    file.write_text(DATA, encoding="utf-8")
    return file


@pytest.fixture
def service() -> Iterator[tuple[str, list[bytes]]]:
    """A server on this machine that writes down whoever comes."""
    visits: list[bytes] = []

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            visits.append(self.rfile.readline())

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/graph", visits
        server.shutdown()


def test_findings_stand_at_their_lines_in_words(qualigraph: Runner, shapes: Path, data: Path) -> None:
    done = qualigraph("check", "--shapes", shapes, data, "--format", "json")
    found = [
        (each["rule"], each["severity"], each["message"]["fr"], each["place"]["line"])
        for each in json.loads(done.output)["findings"]
    ]

    assert done.code == 1
    assert found == [
        ("AddressShape", "violation", "« city » : il faut au moins 1 valeur(s).", 7),
        ("PersonShape", "violation", "« 03 » n'est pas une valeur de type xsd:string.", 6),
        ("PersonShape", "violation", "« name » : il faut au moins 1 valeur(s).", 8),
        ("PersonShape", "warning", "Âge improbable.", 4),
    ]


def test_findings_keep_their_fingerprints_from_run_to_run(qualigraph: Runner, shapes: Path, data: Path) -> None:
    def fingerprints() -> list[str]:
        log = json.loads(qualigraph("check", "--shapes", shapes, data, "--format", "sarif").output)
        return [result["partialFingerprints"]["qualigraph/v1"] for result in log["runs"][0]["results"]]

    before = fingerprints()
    data.write_text("# One line more.\n" + DATA, encoding="utf-8")

    assert len(set(before)) == 4
    assert fingerprints() == before


def test_the_text_names_the_shape_and_sends_to_no_page_of_ours(qualigraph: Runner, shapes: Path, data: Path) -> None:
    french, english = (qualigraph("--lang", lang, "check", "--shapes", shapes, data).output for lang in ("fr", "en"))

    assert "Erreur · PersonShape · « b »" in french
    assert "Unlikely age." in english
    assert "explain" not in french + english


@pytest.mark.parametrize(
    "form",
    ["text", "json", "sarif", "junit", "github", "gitlab", "markdown", "html", "csv", "ttl"],
)
def test_every_form_tells_them(qualigraph: Runner, shapes: Path, data: Path, form: str) -> None:
    done = qualigraph("check", "--shapes", shapes, data, "--format", form)

    assert (done.code, done.error) == (1, "")
    assert "improbable" in done.output


def test_the_report_in_turtle_says_what_pyshacl_says(qualigraph: Runner, shapes: Path, data: Path) -> None:
    ours = rdflib.Graph().parse(data=qualigraph("check", "--shapes", shapes, data, "--format", "ttl").output)
    _, theirs, _ = pyshacl.validate(str(data), shacl_graph=str(shapes), advanced=True)

    def named(report: rdflib.Graph) -> list[tuple[str, str, str]]:
        return sorted(
            (str(focus), str(report.value(result, rdflib.SH.resultPath)), str(severity))
            for result, focus in report.subject_objects(rdflib.SH.focusNode)
            if isinstance(focus, rdflib.URIRef)
            for severity in report.objects(result, rdflib.SH.resultSeverity)
        )

    assert len(named(ours)) == 3
    assert named(ours) == named(theirs)


def test_valid_data_is_fine_and_fail_on_is_kept(qualigraph: Runner, shapes: Path, data: Path, tmp_path: Path) -> None:
    valid = tmp_path / "valid.ttl"
    valid.write_text('@prefix ex: <http://example.org/> .\nex:a a ex:Person ; ex:name "A" .\n', encoding="utf-8")

    assert qualigraph("check", "--shapes", shapes, valid).code == 0
    assert qualigraph("check", "--shapes", shapes, data, "--fail-on", "never").code == 0


def test_the_shipped_graph_is_judged_with_what_follows_from_it(qualigraph: Runner, tmp_path: Path) -> None:
    file = tmp_path / "actors.ttl"
    file.write_text(
        """@prefix sh: <http://www.w3.org/ns/shacl#> .
        @prefix qg: <https://w3id.org/qualigraph/ns#> .
        qg:S a sh:NodeShape ; sh:targetNode <https://w3id.org/qualigraph/id/icm/body/cdu> ;
            sh:not [ sh:class qg:Actor ] .""",
        encoding="utf-8",
    )

    done = qualigraph("check", "--shapes", file, "--format", "json")

    assert [each["rule"] for each in json.loads(done.output)["findings"]] == ["S"]


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?this WHERE { SERVICE <%s> { ?this ?p ?o } }",
        "SELECT ?this WHERE { SERVICE SILENT <%s> { ?this ?p ?o } }",
        "SELECT ?this WHERE { \\\\u0053ERVICE <%s> { ?this ?p ?o } }",
    ],
)
def test_no_query_reaches_a_service(
    qualigraph: Runner, data: Path, tmp_path: Path, service: tuple[str, list[bytes]], query: str
) -> None:
    address, visits = service
    file = tmp_path / "query.ttl"
    file.write_text(QUERY % (query % address), encoding="utf-8")

    done = qualigraph("check", "--shapes", file, data)

    assert visits == []
    assert (done.code, len(done.error.splitlines())) == (2, 1)
    assert "query.ttl" in done.error


def test_no_graph_is_loaded_by_its_address_and_no_import_is_followed(
    qualigraph: Runner, data: Path, tmp_path: Path, service: tuple[str, list[bytes]]
) -> None:
    address, visits = service
    for number, text in enumerate(
        (
            QUERY % f"SELECT ?this FROM <{address}> WHERE {{ ?this ?p ?o }}",
            QUERY % f"SELECT ?this FROM NAMED <{address}> WHERE {{ GRAPH ?g {{ ?this ?p ?o }} }}",
            f"<http://example.org/o> a <http://www.w3.org/2002/07/owl#Ontology> ; "
            f"<http://www.w3.org/2002/07/owl#imports> <{address}> .\n" + SHAPES,
        )
    ):
        file = tmp_path / f"shapes{number}.ttl"
        file.write_text(text, encoding="utf-8")
        qualigraph("check", "--shapes", file, data)

    assert visits == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("<http://example.org/a> a <http://example.org/B> .", "aucune règle SHACL"),
        (QUERY % "SELECT ?this WHERE {", "ne peuvent pas être exécutées"),
        (
            "<http://example.org/s> a <http://www.w3.org/ns/shacl#NodeShape> ; <http://www.w3.org/ns/shacl#js> [] .",
            "JavaScript",
        ),
        ("<http://example.org/s> a", "shapes.ttl:1"),
    ],
)
def test_shapes_that_cannot_be_run_are_refused_in_one_line(
    qualigraph: Runner, data: Path, tmp_path: Path, text: str, told: str
) -> None:
    file = tmp_path / "shapes.ttl"
    file.write_text(text, encoding="utf-8")

    done = qualigraph("check", "--shapes", file, data)

    assert (done.code, done.output, len(done.error.splitlines())) == (2, "", 1)
    assert told in done.error
