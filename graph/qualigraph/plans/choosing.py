"""Finding the plan that a person means."""

from __future__ import annotations

from pyoxigraph import NamedNode

from qualigraph.errors import UsageProblem
from qualigraph.language import Text
from qualigraph.plans.facts import Facts, shorten
from qualigraph.plans.names import fold, likeness
from qualigraph.terms import ID, QG, RDF, SKOS

_NAMES = (QG.acronym, SKOS.prefLabel, SKOS.altLabel)


def find_plan(facts: Facts, text: str, place: str = "--plan") -> NamedNode:
    """Return the plan that ``text`` names: a path (``icm/paqss-2023-2027``), an acronym or a title.

    Raises :class:`UsageProblem`, with the nearest plans, for an unknown name or one that several plans have.
    """
    plans = facts.subjects(RDF.type, QG.Plan)
    wanted = fold(text)
    path = text.strip().strip("<>/").removeprefix(ID)
    found = [plan for plan in plans if plan.value == ID + path]
    found = found or [plan for plan in plans if wanted in _names(facts, plan)]
    if len(found) == 1:
        return found[0]
    if found:
        listed = " ; ".join(shorten(plan) for plan in found)
        raise UsageProblem(
            Text(
                f"« {text} » désigne plusieurs plans : {listed}. Donnez le chemin du plan.",
                f'"{text}" means several plans: {listed}. Give the plan\'s path.',
            ),
            place,
        )
    scores = {plan: max(likeness(wanted, name) for name in _names(facts, plan)) for plan in plans}
    near = sorted(plans, key=lambda plan: (-scores[plan], plan.value))[:5]
    listed = " ; ".join(shorten(plan) for plan in near)
    raise UsageProblem(
        Text(
            f"plan inconnu : « {text} »." + (f" Plans connus : {listed}." if near else ""),
            f'no such plan: "{text}".' + (f" Known plans: {listed}." if near else ""),
        ),
        place,
    )


def _names(facts: Facts, plan: NamedNode) -> set[str]:
    names = {fold(text) for predicate in _NAMES for text in facts.texts(plan, predicate)}
    return names | {fold(shorten(plan))}
