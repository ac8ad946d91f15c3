"""A report as plain lines, to compare it whole."""

from __future__ import annotations

from qualigraph.reports import Report

SPACE = "\N{NO-BREAK SPACE}"


def lines(report: Report) -> list[str]:
    """Return all that a report says, a line a sentence, a heading or a row; cells are parted by bars."""
    told = [
        f"# {report.title}",
        *(f"{words}: {said}" for words, said in report.facts),
        *(f"! {note}" for note in report.notes),
    ]
    for section in report.sections:
        told += [f"## {section.title}", *section.notes]
        if section.drawing:
            told.append(f"~ {section.drawing.description}")
        for table in section.tables:
            told.append("| " + " | ".join(column.header for column in table.columns))
            told += ["| " + " | ".join(cell.text for cell in row) for row in table.rows]
    return [line.replace(SPACE, " ") for line in told]
