"""The forms of columns that name something: actors, lists, indicators, and the places of the plan itself."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pyoxigraph import NamedNode

from qualigraph.language import Text
from qualigraph.plans import Item, Level
from qualigraph.plans.facts import shorten
from qualigraph.plans.names import Kind, fold, likeness
from qualigraph.sheets.cells import CELL_LIMIT, NOT_YET, SEPARATOR, CellProblem, Raw, several, shortened
from qualigraph.sheets.forms import EMPTY, Context, Form, Shown, Values, place_text, text_cell, too_long
from qualigraph.terms import QG

_CODE = re.compile(r"[A-Z0-9][A-Z0-9_.-]*[_\d][A-Z0-9_.-]*")


class NamesForm(Form):
    """Things of the graph by their names."""

    def __init__(self, *kinds: Kind, many: bool = True, also: tuple[Kind, ...] = ()) -> None:
        self.kinds = kinds
        self.many = many
        self.also = also
        """Lists that are understood too but not offered."""
        self.open_list = many

    def show(self, values: Values, context: Context) -> Shown:
        """See :meth:`Form.show`."""
        return text_cell(SEPARATOR.join(context.names.shown(value, *self.kinds) for value in values))

    def parse(self, raw: Raw, context: Context) -> Values:
        """See :meth:`Form.parse`."""
        text = raw.text
        if found := self._find(text, context):
            return (self._one(found, text, context),)
        if text.casefold() in NOT_YET:
            return ()
        pieces = several(text)
        nodes: dict[NamedNode, None] = {}
        for piece in pieces:
            for node in self._piece(piece, context):
                nodes[node] = None
        if len(nodes) > 1 and not self.many:
            raise CellProblem(Text("une seule valeur est attendue ici.", "only one value is expected here."))
        return tuple(sorted(nodes, key=lambda node: node.value))

    def same(self, left: Values, right: Values) -> bool:
        """See :meth:`Form.same`."""
        return set(left) == set(right)

    def _find(self, text: str, context: Context) -> tuple[NamedNode, ...]:
        return context.names.find(text, *self.kinds) or (context.names.find(text, *self.also) if self.also else ())

    def _piece(self, piece: str, context: Context) -> list[NamedNode]:
        if found := self._find(piece, context):
            return [self._one(found, piece, context)]
        if (long := self._with_acronym(piece, context)) is not None:
            return [long]
        # Other tables put commas, strokes or "et" between names; only if all parts are names.
        parts = [part.strip() for part in re.split(r",|/|\+|&|\s(?:et|[-–])\s", piece) if part.strip()]
        if len(parts) > 1 and all(self._find(part, context) for part in parts):
            return [self._one(self._find(part, context), part, context) for part in parts]
        raise self._unknown(piece, context)

    def _with_acronym(self, piece: str, context: Context) -> NamedNode | None:
        """Return what "Label (ACRONYM)" or "ACRONYM (label)" names, if the label is its own, more or less."""
        match = re.fullmatch(r"([^()]+)\(([^()]+)\)", piece)
        if match is None:
            return None
        for one, other in (match.groups(), match.groups()[::-1]):
            found = self._find(one, context)
            if len(found) == 1 and any(
                likeness(fold(other), fold(name)) >= 0.7 for name in context.names.all_of(found[0])
            ):
                return found[0]
        return None

    def _one(self, found: Sequence[NamedNode], text: str, context: Context) -> NamedNode:
        if len(found) == 1:
            return found[0]
        listed = " ; ".join(f"{context.names.facts.label(node)} [{shorten(node)}]" for node in found[:4])
        raise CellProblem(
            Text(
                f"« {shortened(text)} » désigne plusieurs choses : {listed}. Écrivez l'une d'elles en entier.",
                f'"{shortened(text)}" means several things: {listed}. Write one of them in full.',
            )
        )

    def _unknown(self, text: str, context: Context) -> CellProblem:
        near = context.names.nearest(text, *self.kinds)
        if self.kinds == (Kind.STATUS,) and "retard" in fold(text):
            return CellProblem(
                Text(
                    "le retard se calcule d'après l'échéance ; écrivez l'état : non démarrée, en cours, suspendue, "
                    "terminée ou abandonnée.",
                    "whether it is overdue is computed from the deadline; write the status.",
                )
            )
        nearest = "Le plus proche" if len(near) == 1 else "Les plus proches"
        fr = f" {nearest} : {' ; '.join(near)}." if near else ""
        en = f" Nearest: {'; '.join(near)}." if near else ""
        if Kind.FUNCTION in self.kinds:
            fr += " S'il s'agit d'un nouvel acteur, ajoutez-le d'abord à la feuille « Listes »."
            en += ' If it is a new actor, add it to the sheet "Listes" first.'
        elif not near or not self.many:
            offered = list(context.names.choices(*self.kinds).shown.values())
            if len(offered) <= 6:
                fr, en = f" Valeurs possibles : {', '.join(offered)}.", f" Possible values: {', '.join(offered)}."
            elif not near:
                fr, en = " Les valeurs possibles sont dans la feuille « Listes ».", ' See the sheet "Listes".'
        return CellProblem(Text(f"« {shortened(text)} » est inconnu.{fr}", f'"{shortened(text)}" is unknown.{en}'))


class CertificationsForm(NamesForm):
    """Certifications of the institution; a scheme stands for the only one of it, or for a new one if there is none."""

    def __init__(self) -> None:
        super().__init__(Kind.CERTIFICATION, also=(Kind.SCHEME,))

    def _find(self, text: str, context: Context) -> tuple[NamedNode, ...]:
        found = super()._find(text, context)
        records = context.names.choices(Kind.CERTIFICATION).shown
        of_scheme = (one for node in found for one in context.names.facts.subjects(QG.scheme, node))
        held = {one for one in of_scheme if one in records}
        return tuple(sorted(held, key=lambda node: node.value)) or found


class IndicatorsForm(NamesForm):
    """Indicators of catalogues by code or name, and own words."""

    def __init__(self) -> None:
        super().__init__(Kind.INDICATOR)

    def show(self, values: Values, context: Context) -> Shown:
        """See :meth:`Form.show`."""
        names = (
            context.names.shown(value, Kind.INDICATOR) if isinstance(value, NamedNode) else value for value in values
        )
        return text_cell(SEPARATOR.join(names))

    def parse(self, raw: Raw, context: Context) -> Values:
        """See :meth:`Form.parse`."""
        text = raw.text
        if len(text) > CELL_LIMIT:
            raise too_long(len(text))
        pieces = [text] if self._find(text, context) else several(text)
        return tuple(dict.fromkeys(self._indicator(piece, context) for piece in pieces))

    def same(self, left: Values, right: Values) -> bool:
        """See :meth:`Form.same`."""
        return left == right

    def _indicator(self, piece: str, context: Context) -> NamedNode | str:
        code = re.split(r"\s[–-]\s", piece)[0]
        found = self._find(piece, context) or self._find(code, context)
        if found:
            return self._one(found, piece, context)
        if _CODE.fullmatch(code) and context.names.nearest(code, Kind.INDICATOR):
            raise self._unknown(code, context)
        return piece


class PlaceForm(Form):
    """The orientation, objective or action that holds a row; an unknown title is a new element."""

    def __init__(self, level: Level) -> None:
        self.level = level

    def show(self, values: Values, context: Context) -> Shown:
        """See :meth:`Form.show`."""
        return text_cell(place_text(values[0])) if values else EMPTY

    def parse(self, raw: Raw, context: Context) -> Values:
        """See :meth:`Form.parse`."""
        text = raw.text
        if not text:
            return ()
        known = context.elements(self.level)
        number, title = numbered(text)
        for name in (fold(text), fold(title), "" if title else number):
            if name in known:
                return (known[name],)
        numbered_item = known.get(number)
        if numbered_item is not None:
            return (self._same_number(numbered_item, text, title),)
        near = max(known.values(), key=lambda item: likeness(fold(title), fold(item.title)), default=None)
        if near is not None and likeness(fold(title), fold(near.title)) >= 0.8:
            raise CellProblem(
                Text(
                    f"« {shortened(text)} » ressemble à « {place_text(near)} » ; recopiez ce titre, "
                    "ou écrivez-en un tout autre.",
                    f'"{shortened(text)}" looks like "{place_text(near)}"; copy that title, or write quite another.',
                )
            )
        return (title or text,)

    def _same_number(self, item: Item, text: str, title: str) -> Item:
        """Return the element of a number, if the title that goes with it may be its own, cut or misspelt."""
        wanted, own = fold(title), fold(item.title)
        if own.startswith(wanted) or likeness(wanted, own) >= 0.6:
            return item
        raise CellProblem(
            Text(
                f"« {shortened(text)} » : le numéro {item.number} est celui de « {shortened(item.title)} » ; corrigez "
                "le numéro ou le titre.",
                f'"{shortened(text)}": number {item.number} is that of "{shortened(item.title)}"; correct the number '
                "or the title.",
            )
        )


def numbered(text: str) -> tuple[str, str]:
    """Return the number and the title of "1.2. Titre", "Axe 1 : Titre", "OS 1 - Titre"; "" for what is missing."""
    match = re.fullmatch(
        r"(?:(?:orientation(?: stratégique)?|axe(?: stratégique)?|objectif|action|os|obj)\b\.?\s*)?(?:n°\s*)?"
        r"(?P<number>\d+(?:\.\d+)*)?\s*[.:)–-]*\s*(?P<title>.*)",
        text.strip(),
        re.IGNORECASE | re.DOTALL,
    )
    return ("", text) if match is None else (match["number"] or "", match["title"].strip())
