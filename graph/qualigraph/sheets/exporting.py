"""Exporting a plan's table: which files it takes, and what stands in each."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from qualigraph.plans import Facts, Level, Plan
from qualigraph.plans.names import Names
from qualigraph.sheets.csv_file import write_csv
from qualigraph.sheets.forms import Context
from qualigraph.sheets.workbook import Export, write_workbook


def export_table(file: Path, plan: Plan, facts: Facts, as_of: date) -> dict[Path, bytes]:
    """Return the files of a plan's table with their content: one workbook, or a CSV file and one for its measures."""
    context = Context(Names(facts, plan.institution), plan)
    if file.suffix.casefold() == ".xlsx":
        return {file: write_workbook(Export(context, facts, as_of))}
    files = {file: write_csv(context, Level.ACTION)}
    if plan.of(Level.MEASURE):
        files[file.with_name(f"{file.stem}-sous-actions{file.suffix}")] = write_csv(context, Level.MEASURE)
    return files
