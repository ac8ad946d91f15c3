"""The sheet "Listes": what cells may be filled with, and where new actors are added."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from qualigraph.plans import Level
from qualigraph.plans.names import ACTORS, Kind
from qualigraph.sheets.columns import Column
from qualigraph.sheets.forms import Context, place_text
from qualigraph.sheets.naming import PlaceForm

SHEET: Final = "Listes"


@dataclass(frozen=True)
class NameList:
    """One column of the sheet; ``adds`` is the kind of actor that a new entry at its end becomes."""

    header: str
    name: str
    kinds: tuple[Kind, ...] = ()
    level: Level | None = None
    adds: Kind | None = None

    def entries(self, context: Context) -> list[str]:
        """Return the entries, in order."""
        if self.level is not None:
            return [place_text(item) for item in context.plan.of(self.level)]
        return list(context.names.choices(*self.kinds).shown.values())


LISTS: Final = (
    NameList("États", "Liste_Etats", (Kind.STATUS,)),
    NameList("Priorités", "Liste_Priorites", (Kind.PRIORITY,)),
    NameList("Fonctions", "Liste_Fonctions", (Kind.FUNCTION,), adds=Kind.FUNCTION),
    NameList("Instances", "Liste_Instances", (Kind.BODY,), adds=Kind.BODY),
    NameList("Services", "Liste_Services", (Kind.UNIT,), adds=Kind.UNIT),
    NameList("Groupes", "Liste_Groupes", (Kind.GROUP,), adds=Kind.GROUP),
    NameList("Partenaires", "Liste_Partenaires", (Kind.ORGANIZATION,), adds=Kind.ORGANIZATION),
    NameList("Personnes", "Liste_Personnes", (Kind.PERSON,), adds=Kind.PERSON),
    NameList("Tous les acteurs", "Liste_Acteurs", ACTORS),
    NameList("Origines", "Liste_Origines", (Kind.ORIGIN,)),
    NameList("Thématiques", "Liste_Thematiques", (Kind.THEME,)),
    NameList("Indicateurs", "Liste_Indicateurs", (Kind.INDICATOR,)),
    NameList("Critères et exigences", "Liste_Exigences", (Kind.REQUIREMENT,)),
    NameList("Certifications", "Liste_Certifications", (Kind.CERTIFICATION,)),
    NameList("Orientations", "Liste_Orientations", level=Level.ORIENTATION),
    NameList("Objectifs", "Liste_Objectifs", level=Level.OBJECTIVE),
    NameList("Actions", "Liste_Actions", level=Level.ACTION),
    NameList("Sous-titres", "Liste_Sous_titres", level=Level.GROUP),
)


def list_for(column: Column) -> NameList | None:
    """Return the list that a column's cells are chosen from, or None if it has none."""
    form = column.form
    if isinstance(form, PlaceForm):
        return next(one for one in LISTS if one.level is form.level)
    return next((one for one in LISTS if form.kinds and one.kinds == form.kinds), None)
