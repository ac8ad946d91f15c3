"""Reports on a followed plan, to print or to send: what each shows on one day, as a page or as a workbook."""

from __future__ import annotations

from qualigraph.reports.catalogue import KINDS, Kind
from qualigraph.reports.context import FindingCounts
from qualigraph.reports.html import to_html
from qualigraph.reports.making import Request, chosen_plan, make_report
from qualigraph.reports.model import Report
from qualigraph.reports.xlsx import to_xlsx

__all__ = [
    "KINDS",
    "FindingCounts",
    "Kind",
    "Report",
    "Request",
    "chosen_plan",
    "make_report",
    "to_html",
    "to_xlsx",
]
