"""What changed since a day: that of the last quality committee unless another is given."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from qualigraph.errors import UsageProblem
from qualigraph.language import Text
from qualigraph.plans import FollowUp, Item, Level, PartialDate
from qualigraph.plans.model import Status
from qualigraph.reports.context import Context
from qualigraph.reports.meetings import last_quality_committee
from qualigraph.reports.model import Cell, Column, Section, Table
from qualigraph.reports.rows import action_table, progress_in
from qualigraph.terms import QG

QUIET = Text("Actions ouvertes sans suivi depuis ce jour", "Open actions without follow-up since that day")


def since_day(context: Context) -> date | None:
    """Return the day from which changes count; None where the plan has no follow-up, so that nothing can change.

    Raises :class:`UsageProblem` if no meeting of the quality committee is known and no day is given.
    """
    if context.since is not None:
        if context.since > context.as_of:
            raise UsageProblem(
                Text(
                    "--since est après --as-of : donnez un jour antérieur.",
                    "--since is after --as-of: give an earlier day.",
                ),
                "--since",
            )
        return context.since
    found = last_quality_committee(context)
    if found is None and context.has_follow_ups:
        raise UsageProblem(
            Text(
                f"aucune tenue du Comité Qualité n'est connue avant le {context.day(context.as_of)} : donnez "
                "--since DATE.",
                f"no meeting of the quality committee is known before {context.day(context.as_of)}: give --since DATE.",
            ),
            "--since",
        )
    return found


def sections(context: Context) -> tuple[Section, ...]:
    """Return what changed, in short and action by action, and the open actions of which nothing was said."""
    since = since_day(context)
    if since is None or not context.has_follow_ups:
        return ()
    items = context.plan.of(Level.ACTION, Level.MEASURE)
    changed = [item for item in items if recent(item, since)]
    quiet = [item for item in context.actions if not recent(item, since) and item.status not in Status.CLOSED]
    title = context.say(
        Text("Ce qui a changé du {first} au {last}", "What changed from {first} to {last}"),
        first=context.day(since),
        last=context.day(context.as_of),
    )
    return (
        Section(
            title,
            notes=(_origin(context, since), *_summary(context, changed, since)),
            tables=(change_table(context, title, changed, since),) if changed else (),
        ),
        Section(
            f"{context.say(QUIET)} ({len(quiet)})",
            tables=(action_table(context, context.say(Text("Actions sans suivi", "Actions without follow-up")), quiet),)
            if quiet
            else (),
            notes=() if quiet else (context.say(Text("Aucune.", "None.")),),
        ),
    )


def recent(item: Item, since: date) -> list[FollowUp]:
    """Return the follow-ups after ``since``; what was said on that day was known then."""
    return [follow_up for follow_up in item.follow_ups if follow_up.day > since]


def before(item: Item, since: date) -> FollowUp | None:
    """Return the state as it was known on ``since``."""
    return next((one for one in reversed(item.follow_ups) if one.day <= since), None)


def _origin(context: Context, since: date) -> str:
    if context.since is not None:
        return context.say(Text("Depuis le {day}, jour demandé.", "Since {day}, as asked."), day=context.day(since))
    return context.say(
        Text("Depuis le dernier Comité Qualité, tenu le {day}.", "Since the last quality committee, held on {day}."),
        day=context.day(since),
    )


def _summary(context: Context, changed: Sequence[Item], since: date) -> tuple[str, ...]:
    if not changed:
        return (context.say(Text("Aucun suivi depuis ce jour.", "No follow-up since that day.")),)
    turned = [
        item.status
        for item in changed
        if item.status is not None and item.status != getattr(before(item, since), "status", None)
    ]
    counts = [f"{turned.count(status)} {context.name(status)}" for status in Status.ORDER if turned.count(status)]
    moved = sum(any(one.postponed_to for one in recent(item, since)) for item in changed)
    one, many = Text("élément suivi.", "element followed up."), Text("éléments suivis.", "elements followed up.")
    notes = [context.counted(len(changed), one, many)]
    if counts:
        notes.append(context.say(Text("Nouvel état : {counts}.", "New status: {counts}."), counts=", ".join(counts)))
    if moved:
        notes.append(context.say(Text("Échéance reportée : {n}.", "Deadline postponed: {n}."), n=moved))
    return (" ".join(notes),)


def change_table(context: Context, caption: str, items: Sequence[Item], since: date) -> Table:
    """Return what changed of each action: state, progress, deadline, why, and where it was reported."""
    columns = (
        Column(context.say(Text("N°", "No.")), "key"),
        Column(context.say(Text("Action", "Action")), "wide"),
        Column(context.say(Text("Suivi du", "Followed up on")), "date"),
        Column(context.say(Text("État", "Status")), "short"),
        Column(context.say(Text("Avancement", "Progress")), "short"),
        Column(context.say(Text("Échéance", "Deadline")), "short"),
        Column(context.say(Text("Autres changements", "Other changes"))),
        Column(context.say(Text("Commentaire, motif, preuve", "Comment, reason, evidence")), "wide"),
        Column(context.say(Text("Rapporté dans", "Reported in"))),
    )
    rows = tuple(_row(context, item, since) for item in items)
    return Table(caption, columns, rows, heads=1).without_empty_columns()


def _row(context: Context, item: Item, since: date) -> tuple[Cell, ...]:
    facts, news, old = context.facts, recent(item, since), before(item, since)
    latest = news[-1]
    percent = [context.number(progress_in(one), "%") for one in (old, latest) if one is not None]
    states = [context.name(one.status) if one.status else "" for one in (old, latest) if one is not None]
    words = [text for one in news for text in (one.comment, facts.text(one.node, QG.reason) or "", *one.evidence)]
    kinds = [kind for one in news for kind in facts.nodes(one.node, QG.changed) if kind != QG.deadline]
    reports = [report for one in news for report in facts.nodes(one.node, QG.reportedIn)]
    return (
        Cell(item.number),
        context.text_cell(item.title),
        context.day_cell(latest.day),
        Cell(_arrow(states), mark="done" if item.status == Status.COMPLETED else ""),
        Cell(_arrow(percent)),
        Cell(_arrow([context.day(day) for day in _deadlines(item, news)])),
        Cell(", ".join(dict.fromkeys(context.name(kind) for kind in kinds))),
        context.text_cell(" ; ".join(dict.fromkeys(filter(None, words)))),
        context.text_cell(context.names(dict.fromkeys(reports), short=False)),
    )


def _deadlines(item: Item, news: Sequence[FollowUp]) -> list[PartialDate]:
    """Return the deadlines that the action went through in these follow-ups; none if none was set."""
    moved = [one for one in news if one.postponed_to is not None or one.previous_deadline is not None]
    if not moved:
        return []
    earlier = [one.postponed_to for one in item.follow_ups if one.day < moved[0].day and one.postponed_to]
    first = moved[0].previous_deadline or (earlier[-1] if earlier else item.initial_deadline)
    steps = [one.postponed_to for one in moved if one.postponed_to is not None]
    told: list[PartialDate | None] = [first, *steps] if steps else [first, item.deadline]
    return [day for day in told if day is not None]


def _arrow(values: Sequence[str]) -> str:
    told = [value for value in values if value]
    return " → ".join(value for place, value in enumerate(told) if place == 0 or value != told[place - 1])
