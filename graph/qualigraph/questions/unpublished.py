"""Saying plainly what a published plan does not hold, so that an empty answer is not taken for good news."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import NamedNode, QuerySolutions

from qualigraph.dataset import Dataset
from qualigraph.language import Language, Text
from qualigraph.questions.labels import Labels
from qualigraph.questions.model import Question
from qualigraph.questions.resolving import Values
from qualigraph.questions.values import Term, put_values
from qualigraph.terms import ID, QG

_PLANS = f"""PREFIX qg: <{QG}>
SELECT DISTINCT ?plan WHERE {{
  VALUES ?institution {{ UNDEF }}
  VALUES ?within {{ UNDEF }}
  ?plan a qg:Plan ; qg:coverage <{ID}coverage/published> ; qg:planOf ?institution ; qg:isPartOf? ?within .
  FILTER EXISTS {{ ?top qg:isDirectPartOf ?plan ; a qg:PlanElement }}
}} ORDER BY ?plan"""
_PLANS_OF_ITEM = f"""PREFIX qg: <{QG}>
SELECT DISTINCT ?plan WHERE {{
  VALUES ?item {{ UNDEF }}
  ?item qg:isDirectPartOf* ?element . ?element qg:isDirectPartOf ?plan ; a qg:PlanElement .
  ?plan a qg:Plan ; qg:coverage <{ID}coverage/published> .
}} ORDER BY ?plan"""

_ONE = Text(
    "{plans} est un plan publié : son document ne publie {words}.",
    "{plans} is a published plan: its document publishes {words}.",
)
_MANY = Text(
    "{plans} sont des plans publiés : leurs documents ne publient {words}.",
    "{plans} are published plans: their documents publish {words}.",
)


_HOLDING = f"""PREFIX qg: <{QG}>
SELECT DISTINCT ?plan WHERE {{
  VALUES ?item {{ UNDEF }}
  ?item qg:isPartOf ?plan . ?plan a qg:Plan
}}"""


def unpublished_notes(dataset: Dataset, question: Question, values: Values, language: Language) -> Iterator[str]:
    """Yield a sentence that names the published plans in question that hold nothing of what is asked, if any.

    Where one element is asked about, its own plan is in question, and what that element holds.
    """
    if question.unpublished is None:
        return
    labels = Labels(dataset.store, language)
    items = values.get("item", ())
    asked = {"institution": values.get("institution", ()), "within": values.get("plan", ()), "item": items}
    solutions = dataset.store.query(put_values(_PLANS_OF_ITEM if items else _PLANS, asked))
    assert isinstance(solutions, QuerySolutions)
    properties = question.unpublished.properties
    without = [row["plan"] for row in solutions if not _holds(dataset, row["plan"], items, properties)]
    if without:
        sentence = _ONE if len(without) == 1 else _MANY
        quoted = Text("« {plan} »", '"{plan}"')
        plans = ", ".join(quoted.say(language, plan=labels.label(plan)) for plan in without)
        yield sentence.say(language, plans=plans, words=question.unpublished.words.say(language))


def _holds(dataset: Dataset, plan: NamedNode, items: Iterable[Term], properties: tuple[str, ...]) -> bool:
    """Return whether one of ``items``, or any element of ``plan`` if there are none, has one of the properties."""
    element = f"VALUES ?element {{ {' '.join(map(str, items))} }}" if items else f"?element qg:isDirectPartOf+ {plan} ."
    query = f"""PREFIX qg: <{QG}>
    ASK {{
      {element}
      ?element ?property ?value .
      VALUES ?property {{ {" ".join(str(QG[name]) for name in properties)} }}
    }}"""
    return bool(dataset.store.query(query))
