"""An import told to people: what changes, in the words of the plan, and what stands against it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from qualigraph.language import Language, Text
from qualigraph.plans import Item
from qualigraph.sheets.cells import shortened
from qualigraph.sheets.columns import DEADLINE, OBJECTIVE, ORIENTATION, OWNER, PARENT_ACTION, PROGRESS, STATUS, TITLE
from qualigraph.sheets.edits import Change, Fault, Gravity, RowEdit
from qualigraph.sheets.forms import Context
from qualigraph.sheets.importing import Outcome

_MANY = 200
"""Lines of changes after which the rest is counted only."""

_KINDS: dict[str, tuple[Text, Text]] = {
    "added": (Text("{n} action ajoutée", "{n} action added"), Text("{n} actions ajoutées", "{n} actions added")),
    DEADLINE.key: (
        Text("{n} échéance changée", "{n} deadline changed"),
        Text("{n} échéances changées", "{n} deadlines changed"),
    ),
    OWNER.key: (
        Text("{n} responsable changé", "{n} owner changed"),
        Text("{n} responsables changés", "{n} owners changed"),
    ),
    "progressed": (
        Text("{n} avancement", "{n} action progressed"),
        Text("{n} avancements", "{n} actions progressed"),
    ),
    TITLE.key: (Text("{n} intitulé changé", "{n} title changed"), Text("{n} intitulés changés", "{n} titles changed")),
    "moved": (Text("{n} action déplacée", "{n} action moved"), Text("{n} actions déplacées", "{n} actions moved")),
    "other": (
        Text("{n} action complétée", "{n} action completed with details"),
        Text("{n} actions complétées", "{n} actions completed with details"),
    ),
}


def tell(outcome: Outcome, language: Language) -> str:
    """Return what an import changes and what stands against it, as text."""
    return "\n".join(_lines(outcome, language)) + "\n"


def summary(outcome: Outcome, language: Language) -> str:
    """Return the changes in one sentence: "2 actions ajoutées, 1 échéance changée"."""
    counted: Counter[str] = Counter()
    for edit in outcome.found.edits:
        counted.update(_kinds_of(edit))
    pieces = [words[count > 1].say(language, n=count) for kind, words in _KINDS.items() if (count := counted[kind])]
    nothing = Text("aucun changement", "no change").say(language)
    return ", ".join(pieces) if pieces else nothing


def _kinds_of(edit: RowEdit) -> set[str]:
    if edit.new:
        return {"added"}
    keys = {change.column.key for change in edit.changes}
    kinds = keys & {DEADLINE.key, OWNER.key, TITLE.key}
    if keys & {STATUS.key, PROGRESS.key}:
        kinds.add("progressed")
    if keys & {ORIENTATION.key, OBJECTIVE.key, PARENT_ACTION.key}:
        kinds.add("moved")
    return kinds or {"other"}


def _lines(outcome: Outcome, language: Language) -> Iterator[str]:
    found, plan = outcome.found, outcome.plan
    colon = " : " if language == "fr" else ": "
    yield f"{plan.name}{colon}{summary(outcome, language)}."
    if outcome.is_new:
        yield Text("Nouveau plan {path}.", "New plan {path}.").say(language, path=plan.path)
    if outcome.followed_now:
        yield Text("Le plan devient suivi.", "The plan becomes followed.").say(language)
    for remark in outcome.read.opened.remarks:
        yield remark.say(language)
    if outcome.read.ignored:
        names = ", ".join(f"« {name} »" for name in outcome.read.ignored)
        yield Text("Feuilles sans tableau d'actions : {names}.", "Sheets without a table of actions: {names}.").say(
            language, names=names
        )
    yield from _changes(outcome, language)
    stateless = [edit for edit in found.edits if not edit.new and not _status_after(edit)]
    if stateless:
        yield ""
        yield Text(
            "{n} action(s) changée(s) sans état : « {header} » reste à remplir, sinon « check » le signalera.",
            '{n} changed action(s) without a status: fill in "{header}", or "check" will tell.',
        ).say(language, n=len(stateless), header=STATUS.header)
    for item in found.new_places:
        yield ""
        yield Text("Nouveau dans le plan : {what}", "New in the plan: {what}").say(language, what=_named(item))
    for actor in found.new_actors:
        yield Text("Nouvel acteur : {name} ({place})", "New actor: {name} ({place})").say(
            language, name=actor.label, place=actor.place
        )
    if found.unused_actors:
        names = ", ".join(f"{actor.label} ({actor.place})" for actor in found.unused_actors[:20])
        yield Text(
            "Dans les listes, mais dans aucune cellule changée, donc pas encore repris : {names}.",
            "In the lists, but in no changed cell, so not taken yet: {names}.",
        ).say(language, names=names)
    yield from _left_out(outcome, language)
    yield from _faults(outcome, language)


def _status_after(edit: RowEdit) -> bool:
    change = edit.change(STATUS)
    return bool(change.after) if change is not None else edit.item.status is not None


def _changes(outcome: Outcome, language: Language) -> Iterator[str]:
    if outcome.names is None:
        return
    context = Context(outcome.names, outcome.plan)
    for count, edit in enumerate(outcome.found.edits):
        yield ""
        if count == _MANY:
            rest = len(outcome.found.edits) - _MANY
            yield Text("… et {n} autres lignes.", "… and {n} more rows.").say(language, n=rest)
            return
        new = Text(" (nouvelle)", " (new)").say(language) if edit.new else ""
        yield f"  {_named(edit.item)}{new}  [{edit.place}]"
        for change in edit.changes:
            if not (edit.new and change.column is TITLE):
                yield f"      {_change(change, context, language)}"


def _change(change: Change, context: Context, language: Language) -> str:
    colon = " : " if language == "fr" else ": "
    none = Text("(vide)", "(empty)").say(language)
    before, after = (
        shortened(change.column.form.show(values, context).text.replace("\n", " "), 120) or none
        for values in (change.before, change.after)
    )
    said = after if not change.before else f"{before} → {after}"
    return f"{change.column.header}{colon}{said}"


def _named(item: Item) -> str:
    return f"{item.number} « {shortened(item.title)} »"


def _left_out(outcome: Outcome, language: Language) -> Iterator[str]:
    removed, unknown = outcome.found.removed, outcome.found.unknown
    if removed:
        yield ""
        yield Text(
            "{n} ligne(s) retirée(s) du tableau ; leurs actions restent dans le plan (pour en arrêter une : état "
            "« abandonnée ») :",
            '{n} row(s) removed from the table; their actions stay in the plan (to stop one: status "abandonnée"):',
        ).say(language, n=len(removed))
        for item in removed[:20]:
            yield f"  {_named(item)}"
        if len(removed) > 20:
            yield f"  … ({len(removed) - 20})"
    if unknown:
        names = ", ".join(f"« {shortened(column.header)} » ({column.place})" for column in unknown)
        yield ""
        yield Text(
            "Colonnes non reprises, gardées dans le rapport : {names}.",
            "Columns that are not taken, kept in the report: {names}.",
        ).say(language, names=names)


def _faults(outcome: Outcome, language: Language) -> Iterator[str]:
    faults = sorted(outcome.found.faults, key=lambda fault: (fault.gravity, fault.place._replace(column=0)))
    if not faults:
        return
    yield ""
    errors = len(outcome.found.errors)
    if errors:
        yield Text(
            "{n} erreur(s) : rien n'est écrit tant qu'elles restent.",
            "{n} error(s): nothing is written while they stay.",
        ).say(language, n=errors)
    for fault in faults[:_MANY]:
        yield f"  {fault_line(outcome, fault, language)}"
    if len(faults) > _MANY:
        yield f"  … ({len(faults) - _MANY})"


def fault_line(outcome: Outcome, fault: Fault, language: Language) -> str:
    """Return one fault as a line: ``suivi.xlsx!PAQSS!F12 : ...``."""
    colon = " : " if language == "fr" else ": "
    word = Text("Erreur", "Error") if fault.gravity is Gravity.ERROR else Text("Remarque", "Remark")
    return f"{word.say(language)} · {outcome.request.file.name}!{fault.place}{colon}{fault.text.say(language)}"
