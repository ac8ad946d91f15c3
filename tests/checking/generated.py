"""Plans made up for tests: followed and healthy; and faults to plant in them, each with the rule that finds it."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from pathlib import Path

HEAD = """@base <https://w3id.org/qualigraph/id/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix qg: <https://w3id.org/qualigraph/ns#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

"""
PLAN = "gen/plan"

Facts = dict[str, list[str]]
"""What is said of one thing, by predicate."""
Graph = dict[str, Facts]


def healthy(orientations: int = 2, objectives: int = 2, actions: int = 3) -> Graph:
    """A followed plan that breaks no rule, as predicates and objects by subject."""
    graph: Graph = {
        PLAN: {
            "a": ["qg:Plan"],
            "skos:prefLabel": ['"Plan de soins généré"@fr'],
            "dcterms:type": ["<plan-kind/action-plan>"],
            "qg:planOf": ["<org/ex>"],
            "qg:coverage": ["<coverage/followed>"],
            "qg:periodStart": ['"2024"^^xsd:gYear'],
            "qg:periodEnd": ['"2028"^^xsd:gYear'],
            "qg:steeredBy": ["<ex/body/comite-qualite>"],
            "qg:approvedBy": ["<ex/unit/direction>"],
        },
        "review/gen": {
            "a": ["qg:Review"],
            "skos:prefLabel": ['"Revue générée"@fr'],
            "qg:reviewOf": [f"<{PLAN}>"],
            "qg:heldBy": ["<ex/body/comite-qualite>"],
            "qg:frequency": ["<frequency/annual>"],
        },
        "review-occurrence/gen": {
            "a": ["qg:ReviewOccurrence"],
            "qg:ofReview": ["<review/gen>"],
            "dcterms:date": ['"2026-02-10"^^xsd:date'],
        },
    }
    for orientation in range(1, orientations + 1):
        top = f"{PLAN}/os{orientation}"
        graph[top] = _element("Orientation", PLAN, orientation) | {"qg:steeredBy": ["<ex/function/cadre>"]}
        for objective in range(1, objectives + 1):
            middle = f"{top}/obj{objective}"
            graph[middle] = _element("Objective", top, objective)
            for action in range(1, actions + 1):
                graph |= _action(middle, action)
    return graph


def _element(kind: str, parent: str, rank: int) -> Facts:
    return {
        "a": [f"qg:{kind}"],
        "skos:prefLabel": [f'"{kind} {rank} de {parent}"@fr'],
        "qg:isDirectPartOf": [f"<{parent}>"],
        "qg:ordinal": [str(rank)],
    }


def _action(parent: str, rank: int) -> Graph:
    name = f"{parent}/action{rank}"
    follow_up = f"{name}/follow-up/2026-06-15"
    measures = {f"{name}/measure{number}": _element("Measure", name, number) for number in (1, 2)}
    return {
        name: _element("Action", parent, rank)
        | {
            "qg:owner": ["<ex/function/cadre>"],
            "qg:evaluationElement": ['"audit annuel"@fr'],
            "qg:startDate": ['"2026-01"^^xsd:gYearMonth'],
            "qg:deadline": ['"2026-12-31"^^xsd:date'],
            "qg:deliverable": ['"procédure"@fr'],
            "qg:followUp": [f"<{follow_up}>"],
        },
        follow_up: {
            "a": ["qg:FollowUp"],
            "dcterms:date": ['"2026-06-15"^^xsd:date'],
            "qg:status": ["<action-status/in-progress>"],
            "qg:progress": ["50"],
        },
        **measures,
    }


def _without(predicate: str) -> Callable[[Graph, str], object]:
    def plant(graph: Graph, action: str) -> None:
        del graph[action][predicate]

    return plant


def _with(predicate: str, *objects: str) -> Callable[[Graph, str], object]:
    def plant(graph: Graph, action: str) -> None:
        graph[action][predicate] = list(objects)

    return plant


def _follow_up(**facts: str | None) -> Callable[[Graph, str], object]:
    def plant(graph: Graph, action: str) -> None:
        own = graph[f"{action}/follow-up/2026-06-15"]
        for name, value in facts.items():
            predicate = "dcterms:date" if name == "date" else f"qg:{name}"
            if value is None:
                del own[predicate]
            else:
                own[predicate] = [value]

    return plant


def _no_measure(graph: Graph, action: str) -> None:
    for number in (1, 2):
        del graph[f"{action}/measure{number}"]


def _same_title(graph: Graph, action: str) -> None:
    other = next(
        name for name in graph if "/action" in name and name.count("/") == action.count("/") and name != action
    )
    graph[action]["skos:prefLabel"] = graph[other]["skos:prefLabel"]


PLAN_FAULTS: dict[str, Callable[[Graph, str], object]] = {
    "ACT-001 no owner": _without("qg:owner"),
    "ACT-002 nothing to judge by": _without("qg:evaluationElement"),
    "ACT-003 no deadline": _without("qg:deadline"),
    "ACT-004 deadline after the plan": _with("qg:deadline", '"2030-06"^^xsd:gYearMonth'),
    "ACT-005 no deliverable": _without("qg:deliverable"),
    "ACT-007 starts after its deadline": _with("qg:startDate", '"2027-03-01"^^xsd:date'),
    "ACT-009 overdue": _with("qg:deadline", '"2026-05"^^xsd:gYearMonth'),
    "ACT-010 suspended without a reason": _follow_up(status="<action-status/suspended>"),
    "ACT-011 completed without evidence": _follow_up(status="<action-status/completed>", progress="100"),
    "ACT-013 no news since last year": _follow_up(date='"2025-11-30"^^xsd:date'),
    "ACT-014 nothing to do": _no_measure,
    "ACT-016 not started at 50 %": _follow_up(status="<action-status/not-started>"),
    "ACT-017 more than all": _follow_up(progress="150"),
    "ACT-018 follow-up to come": _follow_up(date='"2026-09-15"^^xsd:date'),
    "ACT-006 latest follow-up tells a change, no status": _follow_up(status=None, changed="qg:owner"),
    "ACT-019 follow-up without status": _follow_up(status=None),
    "ACT-022 a date in words": _with("qg:deadline", '"fin 2026"'),
    "ACT-023 continuous, with a deadline": _with("qg:continuous", "true"),
    "ACT-024 starts after the plan": lambda graph, action: graph[action].update(
        {"qg:startDate": ['"2029"^^xsd:gYear'], "qg:continuous": ["true"], "qg:deadline": []}
    ),
    "BOD-006 a function of nobody": lambda graph, action: graph.update(
        {"gen/function": {"a": ["qg:Function"], "skos:prefLabel": ['"Référent"@fr']}}
    ),
    "ELT-002 outside any plan": lambda graph, action: graph.update(
        {"gen/lost": {"a": ["qg:Objective"], "skos:prefLabel": ['"Objectif perdu"@fr']}}
    ),
    "ELT-004 two parents": lambda graph, action: graph[action]["qg:isDirectPartOf"].append(f"<{PLAN}/os2>"),
    "ELT-006 no ordinal": lambda graph, action: graph[f"{action}/measure2"].pop("qg:ordinal"),
    "ELT-007 one number twice": lambda graph, action: graph[f"{action}/measure2"].update({"qg:ordinal": ["1"]}),
    "ELT-010 a long label": lambda graph, action: graph[f"{action}/measure1"].update(
        {"skos:prefLabel": [f'"{"mot " * 40}fin"@fr']}
    ),
    "GOV-007 review not held": lambda graph, action: graph["review-occurrence/gen"].update(
        {"dcterms:date": ['"2024-02-10"^^xsd:date']}
    ),
    "PLN-001 no first year": lambda graph, action: graph[PLAN].pop("qg:periodStart"),
    "PLN-002 one title twice": _same_title,
    "PLN-003 a number left out": lambda graph, action: graph[f"{action}/measure2"].update({"qg:ordinal": ["3"]}),
    "PLN-005 no institution": lambda graph, action: graph[PLAN].pop("qg:planOf"),
    "PLN-013 reversed period": lambda graph, action: graph[PLAN].update({"qg:periodEnd": ['"2020"^^xsd:gYear']}),
    "VOC-001 a misspelt term": lambda graph, action: graph[action].update({"qg:responsible": ["<ex/function/cadre>"]}),
    "VOC-004 a text for an owner": _with("qg:owner", "<ex/function/cadre>", '"Mme le cadre"'),
    "VOC-007 an owner who is nowhere": _with("qg:owner", "<ex/function/nobody>"),
    "VOC-008 no French title": lambda graph, action: graph[action].update({"skos:prefLabel": ['"Action"@en']}),
    "VOC-012 a status out of the list": _follow_up(status="<action-status/almost>"),
    "VOC-013 two deadlines": _with("qg:deadline", '"2026-12-31"^^xsd:date', '"2027"^^xsd:gYear'),
    "VOC-016 somebody's name": _follow_up(comment='"Vu avec le Dr Exemple"@fr'),
}
"""What can go wrong in a followed plan; the first word is the rule that finds it."""


def write_plan(path: Path, chance: random.Random, *, faults: int = 0, only: Sequence[str] | None = None) -> Path:
    """Write a plan with ``faults`` planted at random, or with ``only`` those named; return the path."""
    graph = healthy()
    actions = [name for name in graph if name.rpartition("/")[2].startswith("action")]
    chosen = chance.sample(sorted(PLAN_FAULTS), faults) if only is None else only
    for fault in chosen:
        PLAN_FAULTS[fault](graph, chance.choice(actions))
    return write_graph(path, graph)


def write_graph(path: Path, graph: Graph) -> Path:
    """Write what is said of each thing as Turtle; return the path."""
    blocks = (
        f"<{subject}> " + " ;\n    ".join(f"{name} {' , '.join(objects)}" for name, objects in facts.items() if objects)
        for subject, facts in graph.items()
    )
    path.write_text(HEAD + "".join(f"{block} .\n\n" for block in blocks), encoding="utf-8")
    return path
