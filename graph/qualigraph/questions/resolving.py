"""From what a person typed to the terms that a query gets: parameters by acronym, label, path, number or date."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from difflib import get_close_matches

from pyoxigraph import DefaultGraph, Literal, NamedNode

from qualigraph.dataset import Dataset
from qualigraph.errors import UsageProblem
from qualigraph.language import Language, Text
from qualigraph.questions.labels import MONTHS, Labels, shorten
from qualigraph.questions.model import Choice, Parameter, Question
from qualigraph.questions.names import CLASSES, NAMED, Names, fold
from qualigraph.questions.values import Term
from qualigraph.terms import DCTERMS, ID, PREFIXES, QG, XSD

MOST_SHOWN = 8
"""The things that a message names where a text means several."""

_OF_INSTITUTIONS = ("actor", "body", "plan", "unit")
"""The types of parameters whose things people name with their institution."""

Raw = Mapping[str, str | Sequence[str]]
Values = dict[str, tuple[Term, ...]]


def resolve(
    dataset: Dataset, question: Question, given: Raw, language: Language = "fr", *, names: Names | None = None
) -> Values:
    """Return the terms for each parameter of ``question``, defaults included.

    ``given`` holds a text or several for each parameter that is said. An acronym stands for the bodies of all
    institutions that have it, unless the parameter ``institution`` narrows it.
    Raises :class:`UsageProblem` for an unknown parameter, a missing one, and a name that is unknown or
    ambiguous (with the nearest names).
    """
    names = names or Names(dataset)
    texts = {name: _texts(value) for name, value in given.items()}
    for name in texts:
        if question.parameter(name) is None:
            raise _unknown_parameter(question, name)
    owners: tuple[NamedNode, ...] = ()
    values: Values = {}
    # The institution first: it decides what an acronym means.
    for parameter in sorted(question.parameters, key=lambda parameter: parameter.name != "institution"):
        said = texts.get(parameter.name) or ([parameter.default] if parameter.default is not None else [])
        if parameter.required and not said:
            raise _missing(question, parameter, language)
        terms: list[Term] = []
        for text in said:
            terms += _terms(dataset, names, parameter, text, owners, language)
        values[parameter.name] = tuple(dict.fromkeys(terms))
        if parameter.name == "institution":
            owners = tuple(term for term in values["institution"] if isinstance(term, NamedNode))
    return values


def day_values(question: Question, values: Values, as_of: date) -> Values:
    """Return ``values`` with all that follows from the day: the computed variables, and days ahead as dates."""
    quarter = date(as_of.year, 3 * ((as_of.month - 1) // 3) + 1, 1)
    computed = {"asOf": as_of, "quarterStart": quarter, "yearStart": date(as_of.year, 1, 1)}
    result = {**values, **{name: (_day(computed[name]),) for name in question.computed}}
    for parameter in question.parameters:
        if parameter.type == "days-ahead":
            days = values.get(parameter.name, ())
            result[parameter.name] = tuple(_day(as_of + timedelta(days=int(term.value))) for term in days)
    return result


def choices(
    dataset: Dataset, parameter: Parameter, language: Language = "fr", *, names: Names | None = None
) -> list[Choice]:
    """Return the values that ``parameter`` can take, for a form; none for numbers, dates, free text and any thing."""
    labels = Labels(dataset.store, language)
    if parameter.type == "choice":
        return [Choice(option.value, option.label.say(language), option.iri) for option in parameter.options]
    if parameter.type == "tag":
        return [Choice(tag, tag) for tag in sorted(_tags(dataset), key=lambda tag: (fold(tag), tag))]
    names = names or Names(dataset)
    among = _among(names, parameter)
    if among is None or parameter.type == "thing":
        return []
    found = []
    for thing in among:
        owners = ", ".join(sorted(_short(labels, owner) for owner in names.institutions_of(thing) if owner != thing))
        label = labels.label(thing)
        found.append(Choice(shorten(thing.value), f"{label} – {owners}" if owners else label, thing.value))
    return sorted(found, key=lambda choice: (fold(choice.label), choice.value))


def say_values(dataset: Dataset, question: Question, values: Values, language: Language) -> list[tuple[str, str]]:
    """Return the parameters that restrict the answer, as (label, text)."""
    labels = Labels(dataset.store, language)
    said = []
    for parameter in question.parameters:
        words = {_option_term(option.iri, option.value): option.label.say(language) for option in parameter.options}
        texts = [words.get(term) or labels.with_owner(term) for term in values.get(parameter.name, ())]
        if texts:
            said.append((parameter.label.say(language), " ; ".join(dict.fromkeys(texts))))
    return said


def _texts(value: str | Sequence[str]) -> list[str]:
    texts = [value] if isinstance(value, str) else list(value)
    return [text.strip() for text in texts if text.strip()]


def _terms(
    dataset: Dataset,
    names: Names,
    parameter: Parameter,
    text: str,
    owners: tuple[NamedNode, ...],
    language: Language,
) -> Iterable[Term]:
    if parameter.type == "choice":
        return [_option(parameter, text)]
    if parameter.type == "tag":
        return _tag(dataset, parameter, text)
    if parameter.type == "text":
        return [Literal(text)]
    if parameter.type in ("integer", "days-ahead"):
        return [_integer(parameter, text)]
    if parameter.type == "month":
        return [_month(parameter, text)]
    if parameter.type == "date":
        return [_date(parameter, text)]
    return _things(dataset, names, parameter, text, owners, language)


def _among(names: Names, parameter: Parameter) -> frozenset[NamedNode] | None:
    """Return the things that a parameter takes; None where anything of ours will do."""
    if parameter.type == "concept":
        return names.concepts(NamedNode(f"{ID}{parameter.concept_scheme}"))
    if parameter.type == "thing":
        return names.members(NAMED)
    classes = CLASSES.get(parameter.type)
    return None if classes is None else names.members(classes)


def _things(
    dataset: Dataset,
    names: Names,
    parameter: Parameter,
    text: str,
    owners: tuple[NamedNode, ...],
    language: Language,
) -> tuple[NamedNode, ...]:
    among = _among(names, parameter)
    found = names.find(text, among)
    if not found and parameter.type == "document":
        found = _documents(dataset, names, text)
    if not found and among is not None and parameter.type in _OF_INSTITUTIONS:
        found = names.find_of_institution(text, among)
    if not found:
        raise _unknown(parameter, text, [names.called(one, language) for one in names.nearest(text, among)])
    others = names.also_meant(text, found, among)
    if owners and parameter.name != "institution":
        kept = _owned(names, found, owners)
        if not kept:
            raise _unknown(parameter, text, [names.called(one, language) for one in found])
        found, others = kept, _owned(names, others, owners)
    # Where anything is meant, an answer on each namesake (a label and the unit that holds it) says more than a refusal.
    several = parameter.type != "thing" and len(found) > 1 and not _one_of_each(names, found)
    if others or several:
        raise _ambiguous(parameter, text, [names.called(one, language) for one in (*found, *others)])
    return found


def _owned(names: Names, things: Iterable[NamedNode], owners: Iterable[NamedNode]) -> tuple[NamedNode, ...]:
    """Return those of ``things`` that belong to one of ``owners``; what belongs to no institution is everyone's."""
    wanted = frozenset(owners)
    return tuple(thing for thing in things if not names.institutions_of(thing) or names.institutions_of(thing) & wanted)


def _documents(dataset: Dataset, names: Names, text: str) -> tuple[NamedNode, ...]:
    """Return the documents of the plans that ``text`` names: people call a document by its plan."""
    documents = {
        quad.object
        for plan in names.find(text, names.members(CLASSES["plan"]))
        for quad in dataset.store.quads_for_pattern(plan, DCTERMS.source, None, DefaultGraph())
        if isinstance(quad.object, NamedNode)
    }
    return tuple(sorted(documents, key=lambda document: document.value))


def _one_of_each(names: Names, found: Sequence[NamedNode]) -> bool:
    """Return whether ``found`` are the namesakes of different institutions, no two of one and none of no one."""
    seen: set[NamedNode] = set()
    for thing in found:
        owners = names.institutions_of(thing)
        if not owners or owners & seen:
            return False
        seen |= owners
    return True


def _option(parameter: Parameter, text: str) -> Term:
    wanted = fold(text)
    for option in parameter.options:
        if wanted in (fold(option.value), fold(option.label.fr), fold(option.label.en)):
            return _option_term(option.iri, option.value)
    known = ", ".join(option.value for option in parameter.options)
    raise UsageProblem(
        Text(f"« {text} » est inconnu. Valeurs possibles : {known}.", f'"{text}" is unknown. It can be: {known}.'),
        f"{parameter.name}={text}",
    )


def _option_term(iri: str | None, value: str) -> Term:
    if iri is None:
        return Literal(value)
    prefix, _, name = iri.partition(":")
    return NamedNode(PREFIXES[prefix] + name if prefix in PREFIXES else iri)


def _tags(dataset: Dataset) -> set[str]:
    quads = dataset.store.quads_for_pattern(None, QG.tag, None, DefaultGraph())
    return {quad.object.value for quad in quads if isinstance(quad.object, Literal)}


def _tag(dataset: Dataset, parameter: Parameter, text: str) -> list[Term]:
    tags = _tags(dataset)
    found = sorted(tag for tag in tags if fold(tag).replace(" ", "") == fold(text).replace(" ", ""))
    if not found:
        near = get_close_matches(fold(text), [fold(tag) for tag in tags])
        raise _unknown(parameter, text, sorted(tag for tag in tags if fold(tag) in near) or sorted(tags))
    # A tag is printed with or without its language: the query compares the words.
    return [Literal(tag) for tag in found]


def _integer(parameter: Parameter, text: str) -> Literal:
    try:
        return Literal(int(text))
    except ValueError as error:
        raise _bad(parameter, text, Text("un nombre entier", "a whole number")) from error


def _month(parameter: Parameter, text: str) -> Literal:
    wanted = fold(text)
    for months in (fold(MONTHS.fr).split(), fold(MONTHS.en).split()):
        if wanted in months:
            return Literal(f"--{months.index(wanted) + 1:02d}", datatype=XSD.gMonth)
    digits = text.strip().lstrip("-")
    if digits.isdecimal() and 1 <= int(digits) <= 12:
        return Literal(f"--{int(digits):02d}", datatype=XSD.gMonth)
    raise _bad(parameter, text, Text("un mois (février ou 2)", "a month (february or 2)"))


def _date(parameter: Parameter, text: str) -> Literal:
    day, _, rest = text.partition("/")
    month, _, year = rest.partition("/")
    try:
        return _day(date(int(year), int(month), int(day)) if rest else date.fromisoformat(text))
    except ValueError as error:
        wanted = Text("une date (2026-09-30 ou 30/09/2026)", "a date (2026-09-30 or 30/09/2026)")
        raise _bad(parameter, text, wanted) from error


def _day(day: date) -> Literal:
    return Literal(day.isoformat(), datatype=XSD.date)


def _short(labels: Labels, thing: NamedNode) -> str:
    label = labels.label(thing)
    return label.rpartition(" (")[2].rstrip(")") if label.endswith(")") else label


def _bad(parameter: Parameter, text: str, wanted: Text) -> UsageProblem:
    return UsageProblem(
        Text(f"« {text} » n'est pas {wanted.fr}.", f'"{text}" is not {wanted.en}.'), f"{parameter.name}={text}"
    )


def _unknown(parameter: Parameter, text: str, near: Sequence[str]) -> UsageProblem:
    return UsageProblem(
        Text(f"« {text} » est inconnu.{_nearest(near).fr}", f'"{text}" is unknown.{_nearest(near).en}'),
        f"{parameter.name}={text}",
    )


def _nearest(near: Sequence[str]) -> Text:
    """Return what to write instead of an unknown name."""
    listed = " ; ".join(near)
    if not near:
        return Text(
            " Écrivez un sigle, un libellé ou un chemin (icm/body/cdu).",
            " Write an acronym, a label or a path (icm/body/cdu).",
        )
    return Text(f" {'Le plus proche' if len(near) == 1 else 'Les plus proches'} : {listed}.", f" Nearest: {listed}.")


def _ambiguous(parameter: Parameter, text: str, found: Sequence[str]) -> UsageProblem:
    more = len(found) - MOST_SHOWN
    listed = " ; ".join(found[:MOST_SHOWN])
    return UsageProblem(
        Text(
            f"« {text} » désigne plusieurs choses : {listed}{f' ; et {more} de plus' if more > 0 else ''}. "
            "Écrivez le chemin donné entre crochets.",
            f'"{text}" means several things: {listed}{f"; and {more} more" if more > 0 else ""}. '
            "Write the path that stands in brackets.",
        ),
        f"{parameter.name}={text}",
    )


def _unknown_parameter(question: Question, name: str) -> UsageProblem:
    known = ", ".join(parameter.name for parameter in question.parameters)
    return UsageProblem(
        Text(
            "paramètre inconnu. " + (f"Cette question accepte : {known}." if known else "Cette question n'en a pas."),
            "unknown parameter. " + (f"This question takes: {known}." if known else "This question takes none."),
        ),
        name,
    )


def _missing(question: Question, parameter: Parameter, language: Language) -> UsageProblem:
    example = f"{parameter.name}={parameter.example or '...'}"
    return UsageProblem(
        Text(
            f"il manque le paramètre « {parameter.label.fr} » ; par exemple : qualigraph ask {question.id} {example}",
            f'the parameter "{parameter.label.en}" is missing; for instance: qualigraph ask {question.id} {example}',
        ),
        parameter.name,
    )


__all__ = ["Raw", "Values", "choices", "day_values", "resolve", "say_values"]
