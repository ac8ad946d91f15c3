"""``qualigraph info``: the numbers are those of the data."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

from qualigraph import __version__
from qualigraph.dataset import load_dataset
from qualigraph.inference import infer
from qualigraph.summary import summarize
from qualigraph.terms import GRAPH, QG

PLANS = """
@prefix qg: <https://w3id.org/qualigraph/ns#> . @prefix dcterms: <http://purl.org/dc/terms/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @base <https://w3id.org/qualigraph/id/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<x/whole> a qg:Plan ; skos:prefLabel "Le tout"@fr, "The whole"@en ; qg:planOf <org/x> ;
  dcterms:modified "2024-05-06"^^xsd:date .
<x/part> a qg:Plan ; qg:isDirectPartOf <x/whole> ; qg:coverage <coverage/published> .
<x/part/os1> a qg:Orientation ; qg:isDirectPartOf <x/part> .
<x/part/os1/obj1> a qg:Objective ; qg:isDirectPartOf <x/part/os1> .
<x/part/os1/obj1/action1> a qg:Action ; qg:isDirectPartOf <x/part/os1/obj1> .
<x/part/os1/obj1/action2> a qg:Action ; qg:isDirectPartOf <x/part/os1/obj1> .
<x/lost> a qg:Action .
<x/circle1> a qg:Measure ; qg:isDirectPartOf <x/circle2> . <x/circle2> a qg:Measure ; qg:isDirectPartOf <x/circle1> .
<org/x> a qg:Institution ; skos:prefLabel "Hôpital X"@fr .
"""


def run(*arguments: object, language: str = "fr") -> str:
    command = [sys.executable, "-m", "qualigraph", "--lang", language, "info", *map(str, arguments)]
    environment = {name: value for name, value in os.environ.items() if name != "COLUMNS"}
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False, env=environment)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_an_element_counts_in_the_plan_it_is_nearest_to(tmp_path: Path) -> None:
    (tmp_path / "plans.ttl").write_text(PLANS, encoding="utf-8")
    told = json.loads(run("--format", "json", "--plain", "--data", tmp_path))
    assert told["triples"] == {"asserted": 23, "inferred": 0}
    assert told["version"] == __version__
    assert told["ontologyVersion"] is None
    assert told["engines"]["pyoxigraph"] == version("pyoxigraph")
    assert told["dataDate"] == "2024-05-06"
    assert told["classes"][QG.Action.value] == 3
    base = "https://w3id.org/qualigraph/id/"
    part, whole = told["plans"]
    assert whole == {"plan": base + "x/whole", "institution": base + "org/x", "coverage": None, "elements": {}}
    assert part["coverage"] == base + "coverage/published"
    assert part["elements"] == {QG.Orientation.value: 1, QG.Objective.value: 1, QG.Action.value: 2}
    graph = {"graph": GRAPH + "plans", "triples": 23, "files": [str(tmp_path / "plans.ttl")]}
    assert told["graphs"] == [graph]


def test_people_read_labels_in_their_language(tmp_path: Path) -> None:
    (tmp_path / "plans.ttl").write_text(PLANS, encoding="utf-8")
    french, english = (run("--data", tmp_path, language=language) for language in ("fr", "en"))
    rows = [[line.split("  ")[0] for line in text.splitlines()] for text in (french, english)]
    assert {"Par classe", "Par plan", "Par graphe", "Le tout", "x/part", "action"} <= set(rows[0])
    assert {"By class", "By plan", "By graph", "The whole", "x/part", "action"} <= set(rows[1])
    assert "publié" in french
    assert "\x1b" not in french


def test_the_shipped_graph(repository: Path) -> None:
    dataset = load_dataset()
    inferred = infer(dataset)
    told = json.loads(run("--format", "json"))
    summary = summarize(dataset)
    assert told["triples"] == {"asserted": summary.asserted, "inferred": inferred}
    assert told["content"] == dataset.version
    files = [Path(file) for graph in told["graphs"] for file in graph["files"]]
    assert repository / "graph" / "data" / "icm" / "paqss-2023-2027.ttl" in files
    paqss = next(plan for plan in told["plans"] if plan["plan"].endswith("icm/paqss-2023-2027"))
    assert paqss["elements"] == {QG.Orientation.value: 3, QG.Objective.value: 7, QG.Action.value: 35}
