"""The words of the sheet "Mode d'emploi" and of the sheet "Plan"."""

from __future__ import annotations

from datetime import date
from typing import Final

from qualigraph.plans import Facts, Plan

SHEET: Final = "Mode d'emploi"
PLAN_SHEET: Final = "Plan"
PATH, TITLE, ACRONYM, INSTITUTION, START, END, DAY, SOURCE = (
    "Identifiant",
    "Titre",
    "Sigle",
    "Établissement",
    "Première année",
    "Dernière année",
    "État au",
    "Source",
)

STEPS: Final = (
    ("Remplir", "Une ligne par action. Les cellules à liste proposent les noms connus ; plusieurs valeurs se séparent "
     "par « ; ». Une cellule vide ne dit rien : ce que le document ne publie pas reste vide jusqu'à votre décision."),
    ("Ajouter une action", "Écrivez sous la dernière ligne du tableau : orientation, objectif et intitulé suffisent. "
     "Laissez le numéro vide : il est donné à l'import."),
    ("Arrêter une action", "Mettez son état à « abandonnée ». Une ligne supprimée est signalée à l'import, jamais "
     "effacée du graphe."),
    ("Ajouter un acteur", "Écrivez-le au bas de sa colonne dans la feuille « Listes » (Fonctions, Instances, Services, "
     "Groupes, Partenaires, Personnes), puis employez-le. Préférez une fonction à un nom."),
    ("Dates", "31/12/2026, 12/2026, T4 2026 ou 2026. Un trimestre vaut son dernier mois pour une échéance."),
    ("Enregistrer", "Au format .xlsx (ou .csv). Vous pouvez trier, filtrer, déplacer et masquer les colonnes, et en "
     "ajouter : une colonne inconnue est gardée dans le rapport d'import, pas dans le graphe."),
    ("Importer", "qualigraph sheet import FICHIER.xlsx --dry-run montre ce qui changerait ; sans --dry-run, c'est "
     "écrit. Une erreur n'écrit rien : elle est montrée dans sa cellule, dans une copie du classeur."),
    ("Ne pas toucher", "Les colonnes cachées « Clé » et « Empreinte » (à droite) : elles font reconnaître l'action."),
)  # fmt: skip


def plan_lines(plan: Plan, facts: Facts, as_of: date) -> list[tuple[str, str]]:
    """Return what the sheet "Plan" says of the plan."""
    return [
        (PATH, plan.path),
        (TITLE, plan.title),
        (ACRONYM, plan.acronym),
        (INSTITUTION, facts.short(plan.institution) if plan.institution else ""),
        (START, str(plan.start.year) if plan.start else ""),
        (END, str(plan.end.year) if plan.end else ""),
        (DAY, as_of.strftime("%d/%m/%Y")),
        (SOURCE, " ; ".join(facts.label(document) for document in plan.documents)),
    ]
