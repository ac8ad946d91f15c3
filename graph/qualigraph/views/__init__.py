"""Pages on what is followed: progress, owners, deadlines, changes, the calendar, and what each review looks at."""

from __future__ import annotations

from qualigraph.views.catalogue import REPORTS, Report, find_report
from qualigraph.views.html import write_html
from qualigraph.views.page import Page
from qualigraph.views.subject import Finding, Subject
from qualigraph.views.workbook import write_workbook

__all__ = ["REPORTS", "Finding", "Page", "Report", "Subject", "find_report", "write_html", "write_workbook"]
