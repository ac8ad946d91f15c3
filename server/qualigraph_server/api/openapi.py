"""The OpenAPI 3.1 document: each question is a path of its own, with its parameters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qualigraph import __version__
from qualigraph.language import Language, Text
from qualigraph.questions import Parameter, Question
from qualigraph_server.protocol.formats import GRAPHS, PROBLEM_JSON, TABLES

_NUMBERS = {"integer", "days-ahead"}
_PROBLEM = {"$ref": "#/components/responses/Problem"}


def document(address: str, questions: Mapping[str, Question], language: Language) -> dict[str, Any]:
    """Return the description of the interface of a server at ``address``."""
    paths: dict[str, Any] = {
        "/sparql": {"get": _sparql_get(language), "post": _sparql_post(language)},
        "/api/questions": {
            "get": {
                "operationId": "listQuestions",
                "summary": Text("Les questions", "The questions").say(language),
                "parameters": [_ref("lang")],
                "responses": {"200": _json("Questions"), "default": _PROBLEM},
            }
        },
        "/api/search": {
            "get": {
                "operationId": "search",
                "summary": Text("Chercher un sigle ou un libellé", "Search an acronym or a label").say(language),
                "parameters": [
                    {"name": "q", "in": "query", "required": True, "schema": {"type": "string", "maxLength": 200}},
                    _ref("lang"),
                ],
                "responses": {"200": _json("Hits"), "default": _PROBLEM},
            }
        },
    }
    for question in questions.values():
        paths[f"/api/questions/{question.id}"] = {"get": _question(question, language)}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "qualigraph",
            "version": __version__,
            "summary": Text("Plans qualité hospitaliers", "Hospital quality plans").say(language),
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": address}],
        "paths": paths,
        "components": _components(language),
    }


def _question(question: Question, language: Language) -> dict[str, Any]:
    return {
        "operationId": question.id,
        "summary": question.title.say(language),
        "description": question.description.say(language),
        "parameters": [
            *(_parameter(parameter, language) for parameter in question.parameters),
            _ref("format"),
            _ref("lang"),
            *((_ref("as-of"),) if question.depends_on_day else ()),
        ],
        "responses": {
            "200": {
                "description": Text("La réponse", "The answer").say(language),
                "content": {
                    "application/json": {"schema": {"$ref": "#/components/schemas/Table"}},
                    "text/csv": {"schema": {"type": "string"}},
                    "text/tab-separated-values": {"schema": {"type": "string"}},
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": {},
                },
            },
            "default": _PROBLEM,
        },
    }


def _parameter(parameter: Parameter, language: Language) -> dict[str, Any]:
    one: dict[str, Any] = {"type": "integer"} if parameter.type in _NUMBERS else {"type": "string"}
    if parameter.type == "date":
        one["format"] = "date"
    if parameter.options:
        one["enum"] = [option.value for option in parameter.options]
    if parameter.default is not None:
        one["default"] = int(parameter.default) if parameter.type in _NUMBERS else parameter.default
    found: dict[str, Any] = {
        "name": parameter.name,
        "in": "query",
        "required": parameter.required and parameter.default is None,
        "description": parameter.label.say(language),
        "schema": one,
    }
    if parameter.example is not None:
        found["example"] = int(parameter.example) if parameter.type in _NUMBERS else parameter.example
    return found


def _sparql_get(language: Language) -> dict[str, Any]:
    return {
        "operationId": "queryByGet",
        "summary": Text("Une requête SPARQL 1.1", "A SPARQL 1.1 query").say(language),
        "parameters": [
            {"name": "query", "in": "query", "required": False, "schema": {"type": "string"}},
            _graphs("default-graph-uri"),
            _graphs("named-graph-uri"),
            {"name": "asserted", "in": "query", "schema": {"type": "string", "enum": ["1"]}},
            {"name": "format", "in": "query", "schema": {"type": "string"}},
        ],
        "responses": _sparql_responses(language),
    }


def _sparql_post(language: Language) -> dict[str, Any]:
    form = {"type": "object", "required": ["query"], "properties": {"query": {"type": "string"}}}
    return {
        "operationId": "queryByPost",
        "summary": Text("Une requête SPARQL 1.1", "A SPARQL 1.1 query").say(language),
        "requestBody": {
            "required": True,
            "content": {
                "application/sparql-query": {"schema": {"type": "string"}},
                "application/x-www-form-urlencoded": {"schema": form},
            },
        },
        "responses": _sparql_responses(language),
    }


def _sparql_responses(language: Language) -> dict[str, Any]:
    forms = [*TABLES, *GRAPHS]
    return {
        "200": {
            "description": Text("Le résultat", "The result").say(language),
            "content": {form.media_type: {} for form in forms},
        },
        "default": _PROBLEM,
    }


def _graphs(name: str) -> dict[str, Any]:
    return {
        "name": name,
        "in": "query",
        "schema": {"type": "array", "items": {"type": "string", "format": "iri"}},
        "explode": True,
    }


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/parameters/{name}"}


def _json(schema: str) -> dict[str, Any]:
    return {
        "description": schema,
        "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}},
    }


def _components(language: Language) -> dict[str, Any]:
    text = {"type": "string"}
    return {
        "parameters": {
            "format": {
                "name": "format",
                "in": "query",
                "schema": {"type": "string", "enum": ["json", "csv", "tsv", "xlsx", "csv-excel"], "default": "json"},
            },
            "lang": {
                "name": "lang",
                "in": "query",
                "schema": {"type": "string", "enum": ["fr", "en"], "default": "fr"},
            },
            "as-of": {
                "name": "as-of",
                "in": "query",
                "description": Text("Jour du résultat", "Day of the result").say(language),
                "schema": {"type": "string", "format": "date"},
            },
        },
        "responses": {
            "Problem": {
                "description": Text("Pas de réponse, et pourquoi", "No answer, and why").say(language),
                "content": {PROBLEM_JSON: {"schema": {"$ref": "#/components/schemas/Problem"}}},
            }
        },
        "schemas": {
            "Problem": {
                "type": "object",
                "required": ["title", "status", "detail", "code"],
                "properties": {
                    "type": text,
                    "title": text,
                    "status": {"type": "integer"},
                    "detail": text,
                    "code": text,
                    "line": {"type": "integer"},
                    "column": {"type": "integer"},
                },
            },
            "Questions": {
                "type": "object",
                "properties": {"questions": {"type": "array", "items": {"type": "object"}}},
            },
            "Hits": {"type": "object", "properties": {"query": text, "hits": {"type": "array"}}},
            "Table": {
                "type": "object",
                "required": ["question", "columns", "rows", "count"],
                "properties": {
                    "question": text,
                    "title": text,
                    "language": {"type": "string", "enum": ["fr", "en"]},
                    "parameters": {"type": "array", "items": {"type": "object"}},
                    "asOf": {"type": ["string", "null"], "format": "date"},
                    "notes": {"type": "array", "items": text},
                    "count": {"type": "integer"},
                    "columns": {
                        "type": "array",
                        "items": {"type": "object", "properties": {"key": text, "header": text}},
                    },
                    "rows": {"type": "array", "items": {"type": "object"}},
                },
            },
        },
    }
