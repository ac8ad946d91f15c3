"""Questions: the catalogue of ``queries/``, what people mean by their parameters, and the answers as tables.

Ask one like this::

    question = load_catalogue()["actions-involving"]
    values = resolve(dataset, question, {"body": "CDU"}, "fr")
    table = run(dataset, question, values, "fr", date.today())
    print(to_csv(table))
"""

from __future__ import annotations

from qualigraph.questions.catalogue import load_catalogue, read_question
from qualigraph.questions.model import MOMENTS, Choice, Column, Parameter, Question
from qualigraph.questions.names import Hit, Names, fold, search
from qualigraph.questions.resolving import choices, resolve
from qualigraph.questions.running import answer, query_text, run
from qualigraph.questions.table import Cell, Header, Table
from qualigraph.questions.workbook import to_xlsx
from qualigraph.questions.writers import to_csv, to_csv_excel, to_json, to_tsv

__all__ = [
    "MOMENTS",
    "Cell",
    "Choice",
    "Column",
    "Header",
    "Hit",
    "Names",
    "Parameter",
    "Question",
    "Table",
    "answer",
    "choices",
    "fold",
    "load_catalogue",
    "query_text",
    "read_question",
    "resolve",
    "run",
    "search",
    "to_csv",
    "to_csv_excel",
    "to_json",
    "to_tsv",
    "to_xlsx",
]
