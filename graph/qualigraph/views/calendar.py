"""The calendar of the plan's years: a drawing, and the table that says the same."""

from __future__ import annotations

from datetime import date
from html import escape

from qualigraph.plans import Item, PartialDate
from qualigraph.plans.model import Status
from qualigraph.terms import QG
from qualigraph.views.page import Cell, Column, Drawing, Heading, Kind, Page, Table, text_of
from qualigraph.views.subject import Subject, deadline_cell, status_text

LEFT, YEAR, ROW, TOP = 330, 132, 17, 30
_MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
    "décembre",
)  # fmt: skip
_FILLS = {
    Status.COMPLETED: "#5b9b6d",
    Status.SUSPENDED: "#d9a441",
    Status.ABANDONED: "#b7bfc5",
    Status.IN_PROGRESS: "#3f7fb0",
}
_OTHER = "#8aa9bf"
_WORDS = (
    (Status.IN_PROGRESS, "en cours"),
    (Status.COMPLETED, "terminée"),
    (Status.SUSPENDED, "suspendue"),
    (Status.ABANDONED, "abandonnée"),
    (Status.NOT_STARTED, "non démarrée ou sans état"),
)
COLUMNS = (
    Column("N°", width=6),
    Column("Action", width=46),
    Column("Début", Kind.DATE, 10),
    Column("Échéance", Kind.DATE, 10),
    Column("Échéance initiale", Kind.DATE, 11),
    Column("État", width=12),
)
REVIEW_COLUMNS = (
    Column("Revue", width=36),
    Column("Mois", width=10),
    Column("Fréquence", width=12),
    Column("Tenue par", width=24),
    Column("Dernière séance", Kind.DATE, 12),
    Column("Source", width=14),
)


def calendar(subject: Subject) -> Page:
    """Return the page: each dated action over the years of the plan, and the reviews that follow it."""
    page = subject.page("Calendrier du plan", wide=True)
    dated = [item for item in subject.actions if item.start or item.deadline or item.continuous]
    if dated:
        page.add(Drawing(draw(subject, dated), _in_words(subject, dated)))
    rows = [_row(subject, item) for item in (dated or subject.actions)]
    page.add(
        Table("Actions datées" if dated else "Actions (aucune n'est datée)", COLUMNS, rows, "Le plan n'a pas d'action.")
    )
    if dated and (rest := len(subject.actions) - len(dated)):
        page.add(Heading(f"Sans date : {rest}"))
        undated = [_row(subject, item) for item in subject.actions if item not in dated]
        page.add(Table("Actions sans date", COLUMNS, undated))
    page.add(Heading("Revues du plan"))
    page.add(Table("Réunions et revues", REVIEW_COLUMNS, reviews(subject), "Aucune revue n'est connue."))
    return page


def reviews(subject: Subject) -> list[list[Cell]]:
    """Return the rows of the plan's reviews."""
    rows = []
    for review in subject.reviews():
        held = subject.held(review)
        month = subject.facts.literal(review, QG.month)
        rows.append(
            [
                Cell(subject.label(review)),
                Cell(_MONTHS[int(month.value[2:4]) - 1] if month else None),
                Cell(subject.label(subject.facts.node(review, QG.frequency))),
                Cell(", ".join(subject.actor(actor) for actor in subject.facts.nodes(review, QG.heldBy))),
                Cell(held[-1] if held else None),
                Cell(subject.lines(review)),
            ]
        )
    return rows


def draw(subject: Subject, items: list[Item]) -> str:
    """Return the drawing: one line an action, from its start to its deadline, and the day of the page."""
    first, last = _years(subject, items)
    width = LEFT + YEAR * (last - first + 1)
    height = TOP + ROW * len(items) + 32
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
        f'font-family="Arial, sans-serif" font-size="10" fill="#1c2b36">'
    ]
    for number, item in enumerate(items):
        if number % 2:
            parts.append(f'<rect x="0" y="{TOP + ROW * number}" width="{width}" height="{ROW}" fill="#f2f6f8"/>')
        parts += _line(item, first, last, TOP + ROW * number)
    bottom = TOP + ROW * len(items)
    for year in range(first, last + 2):
        at = LEFT + YEAR * (year - first)
        parts.append(f'<line x1="{at}" y1="{TOP - 16}" x2="{at}" y2="{bottom}" stroke="#8fa0ab" stroke-width="0.7"/>')
        if year <= last:
            parts.append(
                f'<text x="{at + YEAR / 2}" y="{TOP - 6}" text-anchor="middle" font-weight="bold">{year}</text>'
            )
            for quarter in (1, 2, 3):
                x = at + YEAR * quarter / 4
                parts.append(f'<line x1="{x}" y1="{TOP}" x2="{x}" y2="{bottom}" stroke="#dbe3e8" stroke-width="0.6"/>')
    if date(first, 1, 1) <= subject.as_of <= date(last, 12, 31):
        x = _at(subject.as_of, first)
        day = subject.as_of.strftime("%d/%m/%Y")
        parts.append(
            f'<line x1="{x:.1f}" y1="{TOP - 2}" x2="{x:.1f}" y2="{bottom}" stroke="#a4161a" stroke-width="1.3"/>'
        )
        parts.append(f'<text x="{x:.1f}" y="{bottom + 13}" text-anchor="middle" fill="#a4161a">{day}</text>')
    parts += _legend(bottom + 17)
    return "".join([*parts, "</svg>"])


def _legend(top: float) -> list[str]:
    """Return what the colours and signs mean."""
    parts, x = [], 4.0
    for status, word in _WORDS:
        parts.append(f'<rect x="{x}" y="{top}" width="14" height="8" rx="2" fill="{_FILLS.get(status, _OTHER)}"/>')
        parts.append(f'<text x="{x + 18}" y="{top + 8}">{word}</text>')
        x += 28 + 6.2 * len(word)
    return parts


def _line(item: Item, first: int, last: int, top: float) -> list[str]:
    title = item.title if len(item.title) <= 52 else f"{item.title[:51]}…"
    text = f'<text x="4" y="{top + 12}">{escape(item.number)} {escape(title)}</text>'
    start = item.start.first if item.start else None
    end = item.deadline.last if item.deadline else None
    fill = _FILLS.get(item.status, _OTHER) if item.status else _OTHER
    if end is None and item.continuous:
        left, right = _at(start or date(first, 1, 1), first), _at(date(last, 12, 31), first)
        bar = f'<line x1="{left:.1f}" y1="{top + 8.5}" x2="{right:.1f}" y2="{top + 8.5}" stroke="{fill}" '
        return [text, bar + 'stroke-width="4" stroke-dasharray="7 4"/>']
    if end is None:
        left = _at(start or date(first, 1, 1), first)
        return [text, f'<path d="M{left:.1f} {top + 4} v9 l7 -4.5 z" fill="{fill}"/>']
    right = _at(end, first)
    marks = [text]
    if start is not None:
        left = min(_at(start, first), right - 2)
        marks.append(
            f'<rect x="{left:.1f}" y="{top + 4.5}" width="{right - left:.1f}" height="8" rx="2" fill="{fill}"/>'
        )
    marks.append(
        f'<path d="M{right:.1f} {top + 2.5} l5 6 l-5 6 l-5 -6 z" fill="{fill}" stroke="#fff" stroke-width="0.8"/>'
    )
    return marks


def _at(day: date, first: int) -> float:
    """Return where a day stands across the drawing."""
    start = date(day.year, 1, 1)
    share = (day - start).days / (date(day.year + 1, 1, 1) - start).days
    return max(LEFT, LEFT + YEAR * (day.year - first + share))


def _years(subject: Subject, items: list[Item]) -> tuple[int, int]:
    days = [part for item in items for part in (item.start, item.deadline) if part is not None]
    days += [part for part in (subject.plan.start, subject.plan.end) if part is not None]
    years = [day.year for day in days] or [subject.as_of.year]
    # A date that is far off is a typing error: the drawing need not show it.
    first = max(min(years), max(years) - 14)
    return first, max(years)


def _in_words(subject: Subject, items: list[Item]) -> str:
    due = sorted({item.deadline.year for item in items if item.deadline})
    counts = ", ".join(
        f"{sum(1 for item in items if item.deadline and item.deadline.year == year)} en {year}" for year in due
    )
    return (
        f"Frise de {len(items)} actions datées au {text_of(subject.as_of)} ; échéances : {counts or 'aucune'}. "
        "Le tableau qui suit donne les mêmes dates."
    )


def _row(subject: Subject, item: Item) -> list[Cell]:
    def day(part: PartialDate | None) -> Cell:
        return Cell(part)

    return [
        Cell(item.number),
        Cell(item.title),
        day(item.start),
        deadline_cell(subject, item),
        day(first_deadline(item)),
        Cell(status_text(subject, item)),
    ]


def first_deadline(item: Item) -> PartialDate | None:
    """Return the first deadline of an action that was postponed: as said, else as its follow-ups remember it."""
    if item.initial_deadline is not None:
        return item.initial_deadline
    before = (follow_up.previous_deadline for follow_up in item.follow_ups)
    return next((deadline for deadline in before if deadline is not None), None)
