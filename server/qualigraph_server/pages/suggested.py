"""What could be linked to an element: catalogue entries that a program proposes and that nobody has decided on."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import NamedNode

from qualigraph.linking.reviewing import reasons
from qualigraph.linking.suggesting import Suggester, tables_of
from qualigraph_server.pages.context import View
from qualigraph_server.pages.graph import Node
from qualigraph_server.pages.naming import Namer, Ref

_TOP = 3


@dataclass(frozen=True)
class Proposed:
    """One entry proposed for an element: the words that decided, the further reasons, how sure it is."""

    ref: Ref
    code: str
    words: tuple[str, ...]
    reasons: tuple[str, ...]
    confidence: str


def proposals(view: View, namer: Namer, node: Node) -> list[Proposed]:
    """Return what ``qualigraph link suggest`` proposes for an element: nothing that is linked or was refused."""
    if not isinstance(node, NamedNode):
        return []
    suggester = view.keep(("suggester",), lambda: Suggester(view.dataset.store, tables_of(view.dataset)))
    element = suggester.element(node.value)
    if element is None or not suggester.proposes_for(element):
        return []
    return [
        Proposed(
            namer.ref(NamedNode(found.entry.iri)),
            found.entry.code,
            found.words,
            # That an entry is not verified stands beside its name.
            tuple(reasons(found, namer.language, verified=True)),
            f"{found.confidence:.2f}".replace(".", "," if namer.language == "fr" else "."),
        )
        for found in suggester.suggest_for(element, _TOP)
    ]
