"""For the users' committee: all that concerns the users, and what was shown when."""

from __future__ import annotations

from pyoxigraph import NamedNode

from qualigraph.language import Text
from qualigraph.plans import Item, Level, PartialDate
from qualigraph.plans.names import fold
from qualigraph.reports.context import Context
from qualigraph.reports.involvements import parts, role_words
from qualigraph.reports.meetings import USERS_COMMITTEE, Meeting, meetings, review_table
from qualigraph.reports.model import Cell, Column, Section, Table
from qualigraph.reports.rows import NUMBER, action_row
from qualigraph.terms import DCTERMS, ID, ORG, QG, RDF, RDFS

_GROUPS = tuple(
    NamedNode(f"{ID}group-kind/{kind}")
    for kind in ("user-representatives", "partner-patients", "carers", "volunteers", "users")
)
_THEMES = tuple(
    NamedNode(f"{ID}theme/{theme}")
    for theme in ("experience-patient", "droits-des-patients", "partenariat-usagers", "aidants")
)
_ORIGINS = tuple(
    NamedNode(f"{ID}origin/{origin}") for origin in ("complaint", "satisfaction-survey", "users-plan", "user-request")
)


def sections(context: Context) -> tuple[Section, ...]:
    """Return what goes before the committee, what was shown when, and the elements that concern the users."""
    bodies = committees(context)
    return (_concerned(context, bodies), _before(context, bodies), _shown(context, bodies))


def committees(context: Context) -> list[NamedNode]:
    """Return the users' committees of the plan's institution."""
    found = context.facts.subjects(ORG.classification, USERS_COMMITTEE)
    return [body for body in found if context.own_body(body)]


def _concerned(context: Context, bodies: list[NamedNode]) -> Section:
    """Return the elements that name the users, come from them or bear on one of their subjects, with why."""
    facts = context.facts
    users = {group for kind in _GROUPS for group in facts.subjects(QG.kind, kind)} | set(bodies)
    items = context.plan.of(Level.OBJECTIVE, Level.ACTION, Level.MEASURE)
    why: dict[NamedNode, list[str]] = {}
    for part in parts(context, items):
        if part.actor in users:
            said = f"{context.short(part.actor)} ({role_words(context, part.role)})"
            why.setdefault(part.item.node, []).append(said)
    colon = context.say(Text(" : ", ": "))
    for item in items:
        for words, predicate, wanted in (
            (Text("origine", "origin"), QG.origin, _ORIGINS),
            (Text("thème", "theme"), QG.theme, _THEMES),
        ):
            for node in facts.nodes(item.node, predicate):
                if node in wanted:
                    why.setdefault(item.node, []).append(f"{context.say(words)}{colon}{context.name(node)}")
    concerned = [item for item in items if item.node in why]
    title = context.say(Text("Ce qui concerne les usagers dans le plan", "What concerns the users in the plan"))
    if not concerned:
        return Section(title, notes=(context.say(Text("Aucun élément.", "No element.")),))
    return Section(
        f"{title} ({len(concerned)})",
        notes=(
            context.say(
                Text(
                    "Objectifs, actions et sous-actions qui nomment la commission, les usagers ou leurs "
                    "représentants, qui viennent d'eux ou qui portent sur l'un de leurs thèmes.",
                    "Objectives, actions and measures that name the committee, the users or their "
                    "representatives, come from them or bear on one of their themes.",
                )
            ),
        ),
        tables=(_concerned_table(context, title, concerned, why),),
    )


def _concerned_table(context: Context, caption: str, items: list[Item], why: dict[NamedNode, list[str]]) -> Table:
    rest = [
        Column(context.say(Text("Responsable", "Owner"))),
        Column(context.say(Text("Échéance", "Deadline")), "date"),
        Column(context.say(Text("État", "Status")), "short"),
        Column(context.say(Text("Avancement", "Progress")), "number"),
        Column(context.say(Text("Dernier suivi", "Last follow-up")), "date"),
    ]
    columns = (
        Column(context.say(NUMBER), "key"),
        Column(context.say(Text("Élément", "Element")), "wide"),
        Column(context.say(Text("Pourquoi", "Why"))),
        *rest,
    )
    rows = []
    for item in items:
        number, title, *state = action_row(context, item)
        if item.level is not Level.ACTION and not item.follow_ups:
            # Only an action must have a follow-up: of others its absence says nothing.
            state[2] = Cell("")
        reason = context.text_cell(" ; ".join(dict.fromkeys(why[item.node])))
        rows.append((number, title, reason, *state))
    return Table(caption, columns, tuple(rows), heads=1).without_empty_columns()


def _before(context: Context, bodies: list[NamedNode]) -> Section:
    """Return what goes before the committee: in which role, how often, where it is said."""
    facts = context.facts
    rows = []
    for body in bodies:
        for involvement in facts.subjects(QG.actor, body):
            for subject in facts.subjects(QG.qualifiedInvolvement, involvement):
                if not _about_plan(context, subject):
                    continue
                role = facts.node(involvement, QG.role)
                rows.append(
                    (
                        context.text_cell(context.short(body)),
                        Cell(context.name(role) if role else ""),
                        context.text_cell(context.name(subject)),
                        context.text_cell(context.names(facts.nodes(involvement, QG.frequency))),
                        context.text_cell(facts.text(involvement, RDFS.comment) or ""),
                        context.text_cell(context.place(involvement)),
                    )
                )
    rows.sort(key=lambda row: tuple(fold(cell.text) for cell in row[:3]))
    columns = (
        Column(context.say(Text("Instance", "Body"))),
        Column(context.say(Text("À quel titre", "In which role"))),
        Column(context.say(Text("Quoi", "What")), "wide"),
        Column(context.say(Text("Fréquence", "Frequency"))),
        Column(context.say(Text("Précision", "Detail")), "wide"),
        Column(context.say(Text("Source", "Source"))),
    )
    title = context.say(Text("Ce qui passe devant la commission", "What goes before the committee"))
    nothing = () if rows else (context.say(Text("Rien n'est dit.", "Nothing is said.")),)
    table = Table(title, columns, tuple(rows), heads=2).without_empty_columns()
    return Section(title, notes=nothing, tables=(table,) if rows else ())


def _about_plan(context: Context, subject: NamedNode) -> bool:
    """Tell whether something is the plan, part of it, holds it, or reports on it or reviews it."""
    about = (subject, *(node for link in (QG.reportOn, QG.reviewOf) for node in context.facts.nodes(subject, link)))
    return any(context.concerns_plan(node) for node in about)


def _of_another_plan(context: Context, review: NamedNode) -> bool:
    """Tell whether a review is said to be of something that is not this plan, its part or its whole."""
    about = context.facts.nodes(review, QG.reviewOf)
    return bool(about) and not any(context.concerns_plan(node) for node in about)


def _shown(context: Context, bodies: list[NamedNode]) -> Section:
    """Return the meetings of the committee, the reports shown to it, and its recurring reviews."""
    facts = context.facts
    title = context.say(Text("Ce qui a été montré, et quand", "What was shown, and when"))
    held = [
        meeting
        for meeting in meetings(context)
        if any(body in bodies for body in meeting.held_by)
        and not (meeting.review and _of_another_plan(context, meeting.review))
    ]
    reports = [
        report
        for report in facts.subjects(RDF.type, QG.Report)
        if any(body in bodies for body in facts.nodes(report, QG.presentedTo)) and _about_plan(context, report)
    ]
    reviews = [
        review
        for review in facts.subjects(RDF.type, QG.Review)
        if any(body in bodies for body in facts.nodes(review, QG.heldBy)) and not _of_another_plan(context, review)
    ]
    tables = [_meeting_table(context, held)] if held else []
    tables += [_report_table(context, reports)] if reports else []
    if reviews:
        caption = Text("Les réunions de la commission qui reviennent", "The committee's recurring meetings")
        tables.append(review_table(context, context.say(caption), reviews))
    nothing = Text(
        "Aucune séance de la commission n'est connue au {day}.", "No meeting of the committee is known as of {day}."
    )
    notes = () if held else (context.say(nothing, day=context.day(context.as_of)),)
    return Section(title, notes=notes, tables=tuple(tables))


def _meeting_table(context: Context, held: list[Meeting]) -> Table:
    reported = _reported(context)
    rows = []
    for meeting in held:
        numbers = [number for one in (meeting.node, *meeting.examined) for number in reported.get(one, ())]
        rows.append(
            (
                context.day_cell(meeting.day),
                context.text_cell(context.name(meeting.review or meeting.node)),
                context.text_cell(context.names(meeting.examined, short=False)),
                Cell(", ".join(dict.fromkeys(numbers))),
            )
        )
    columns = (
        Column(context.say(Text("Date", "Date")), "date"),
        Column(context.say(Text("Réunion", "Meeting")), "wide"),
        Column(context.say(Text("Ce qui y a été examiné", "What was examined")), "wide"),
        Column(context.say(Text("Actions dont le suivi y est rapporté", "Actions whose follow-up is reported there"))),
    )
    caption = context.say(Text("Les séances de la commission", "The meetings of the committee"))
    return Table(caption, columns, tuple(rows)).without_empty_columns()


def _report_table(context: Context, reports: list[NamedNode]) -> Table:
    facts = context.facts
    held: dict[NamedNode | None, PartialDate] = {}
    for meeting in meetings(context):
        held.setdefault(meeting.review, meeting.day)
    reported = _reported(context)
    rows = []
    for report in reports:
        reviews = facts.nodes(report, QG.discussedIn)
        written = (PartialDate.read(text) for text in facts.literals(report, DCTERMS.date))
        days = sorted((held[review] for review in reviews if review in held), key=lambda day: day.last)
        rows.append(
            (
                context.text_cell(context.name(report)),
                context.text_cell(context.names(facts.nodes(report, QG.preparedBy))),
                context.text_cell(context.names(facts.nodes(report, QG.frequency))),
                context.day_cell(next((day for day in written if day is not None), None)),
                context.text_cell(context.names(reviews, short=False)),
                context.day_cell(days[-1] if days else None),
                Cell(", ".join(dict.fromkeys(reported.get(report, ())))),
            )
        )
    columns = (
        Column(context.say(Text("Bilan", "Report")), "wide"),
        Column(context.say(Text("Préparé par", "Prepared by"))),
        Column(context.say(Text("Fréquence", "Frequency"))),
        Column(context.say(Text("Date", "Date")), "date"),
        Column(context.say(Text("Discuté lors de", "Discussed in")), "wide"),
        Column(context.say(Text("Dernière tenue", "Last held")), "date"),
        Column(context.say(Text("Actions dont le suivi y est rapporté", "Actions whose follow-up is reported there"))),
    )
    caption = context.say(Text("Les bilans présentés à la commission", "The reports shown to the committee"))
    return Table(caption, columns, tuple(rows)).without_empty_columns()


def _reported(context: Context) -> dict[NamedNode, list[str]]:
    """Return the numbers of the elements whose follow-ups were reported in each meeting or report."""
    reported: dict[NamedNode, list[str]] = {}
    for item in context.plan.walk():
        for follow_up in item.follow_ups:
            for where in context.facts.nodes(follow_up.node, QG.reportedIn):
                reported.setdefault(where, []).append(item.number)
    return reported
