"""Saying plainly what a published plan does not hold, so that an empty answer is not taken for good news."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import NamedNode, QuerySolutions

from qualigraph.dataset import Dataset
from qualigraph.language import Language, Text
from qualigraph.questions.labels import Labels
from qualigraph.questions.model import Question
from qualigraph.questions.resolving import Values
from qualigraph.questions.values import put_values
from qualigraph.terms import DCTERMS, ID, QG

_PLANS = f"""PREFIX qg: <{QG}> PREFIX dcterms: <{DCTERMS}>
SELECT DISTINCT ?plan WHERE {{
  VALUES ?institution {{ UNDEF }}
  VALUES ?within {{ UNDEF }}
  ?plan a qg:Plan ; qg:coverage <{ID}coverage/published> ; qg:planOf ?institution ; qg:isPartOf? ?within .
  FILTER EXISTS {{ ?top qg:isDirectPartOf ?plan ; a qg:PlanElement }}
}} ORDER BY ?plan"""

_ONE = Text(
    "{plans} est un plan publié : son document ne publie {words}.",
    "{plans} is a published plan: its document publishes {words}.",
)
_MANY = Text(
    "{plans} sont des plans publiés : leurs documents ne publient {words}.",
    "{plans} are published plans: their documents publish {words}.",
)


def unpublished_notes(dataset: Dataset, question: Question, values: Values, language: Language) -> Iterator[str]:
    """Yield a sentence that names the published plans in question that hold nothing of what is asked, if any."""
    if question.unpublished is None:
        return
    labels = Labels(dataset.store, language)
    asked = {"institution": values.get("institution", ()), "within": values.get("plan", ())}
    solutions = dataset.store.query(put_values(_PLANS, asked))
    assert isinstance(solutions, QuerySolutions)
    without = [row["plan"] for row in solutions if not _holds(dataset, row["plan"], question.unpublished.properties)]
    if without:
        sentence = _ONE if len(without) == 1 else _MANY
        quoted = Text("« {plan} »", '"{plan}"')
        plans = ", ".join(quoted.say(language, plan=labels.label(plan)) for plan in without)
        yield sentence.say(language, plans=plans, words=question.unpublished.words.say(language))


def _holds(dataset: Dataset, plan: NamedNode, properties: tuple[str, ...]) -> bool:
    """Return whether any element of ``plan`` has one of the properties."""
    query = f"""PREFIX qg: <{QG}>
    ASK {{
      ?element qg:isDirectPartOf+ {plan} ; ?property ?value .
      VALUES ?property {{ {" ".join(str(QG[name]) for name in properties)} }}
    }}"""
    return bool(dataset.store.query(query))
