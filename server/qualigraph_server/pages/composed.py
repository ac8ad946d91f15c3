"""Names for what has none of its own: they are composed of what it ties together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from qualigraph.language import Text
from qualigraph.terms import DCTERMS, QG
from qualigraph_server.pages.graph import Node

if TYPE_CHECKING:
    from qualigraph_server.pages.naming import Namer

_LONGEST = 160

_BOTH = Text("« {0} » et « {1} »", "“{0}” and “{1}”")
_PATTERNS: tuple[tuple[tuple[NamedNode, ...], Text], ...] = (
    ((QG.mentionOf, QG.mentionIn), Text("{0}, nommé dans « {1} »", "{0}, named in “{1}”")),
    ((QG.actor, QG.role), Text("{0} : {1}", "{0}: {1}")),
    ((QG.subjectActor, QG.relation, QG.relatedActor), Text("{0} {1} {2}", "{0} {1} {2}")),
    ((DCTERMS.date, QG.status, QG.progress), Text("{0} : {1} ({2} %)", "{0}: {1} ({2}%)")),
    ((DCTERMS.date, QG.status), Text("{0} : {1}", "{0}: {1}")),
    ((QG.ofReview, DCTERMS.date), Text("{0}, {1}", "{0}, {1}")),
    ((QG.ofIndicator, QG.campaign, QG.value), Text("{0}, {1} : {2}", "{0}, {1}: {2}")),
    ((QG.linkedElement, QG.linkedIndicator), _BOTH),
    ((QG.indicator,), Text("{0}", "{0}")),
    ((QG.comparison, QG.value, QG.unit), Text("{0} {1} {2}", "{0} {1} {2}")),
    ((QG.value, QG.unit), Text("{0} {1}", "{0} {1}")),
    ((QG.mentionOf,), Text("mention : {0}", "mention: {0}")),
    ((QG.actor,), Text("{0}", "{0}")),
)
"""The properties whose values make a name, and the words between them; the first pattern that is whole is taken."""


def composed(namer: Namer, node: Node) -> str | None:
    """Return a name made of what ``node`` ties together; None if it ties nothing known."""
    graph = namer.graph
    if graph.number(node, QG.firstLine) is not None:
        return namer.labels.cell(node).label
    restated = graph.nodes(node, QG.restatedElement)
    if len(restated) == 2:
        return _filled(namer, _BOTH, [_short(namer.ref(one).text) for one in restated])
    for properties, words in _PATTERNS:
        values = [next(iter(graph.objects(node, one)), None) for one in properties]
        parts = [_short(namer.ref(value).text) for value in values if value is not None and value != node]
        if len(parts) == len(properties):
            return _filled(namer, words, parts)
    return None


def _filled(namer: Namer, words: Text, parts: list[str]) -> str:
    return words.say(namer.language).format(*parts)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[:_LONGEST].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"
