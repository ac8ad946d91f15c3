"""The columns of the tracking table: what each is called here and elsewhere, and what of an action it shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from pyoxigraph import NamedNode

from qualigraph.language import Text
from qualigraph.plans import Item, Level, PartialDate, Use
from qualigraph.plans.names import ACTORS, Kind, fold
from qualigraph.sheets.forms import (
    CONTINUOUS,
    AlignedForm,
    DateForm,
    Form,
    PercentForm,
    PlainForm,
    TextForm,
    TextsForm,
    Values,
)
from qualigraph.sheets.naming import CertificationsForm, IndicatorsForm, NamesForm, PlaceForm
from qualigraph.terms import QG, SKOS


@dataclass(frozen=True)
class Column:
    """One column: ``property`` is what it says of an action, for those that look from the graph's side."""

    key: str
    header: str
    form: Form
    values: Callable[[Item], Values]
    width: float
    help: str
    synonyms: tuple[str, ...] = ()
    property: NamedNode | None = None
    of_state: bool = False
    """Whether it shows the latest follow-up and not the action itself."""
    hidden: bool = False


def _place(level: Level) -> Callable[[Item], Values]:
    def above(item: Item) -> Values:
        found = item.above(level)
        return () if found is None else (found,)

    return above


def _maybe(value: object) -> Values:
    return () if value is None or value == "" else (value,)


def _deadline(item: Item) -> Values:
    return (CONTINUOUS,) if item.continuous and item.deadline is None else _maybe(item.deadline)


def _aligned(pick: Callable[[Use], object]) -> Callable[[Item], Values]:
    def values(item: Item) -> Values:
        found = [pick(use) for use in item.uses]
        while found and found[-1] is None:
            found.pop()
        return tuple(found)

    return values


def _updated(item: Item) -> Values:
    return (PartialDate.of(item.latest.day),) if item.latest else ()


NUMBER: Final = Column(
    "number", "N°", PlainForm(), lambda item: _maybe(item.number), 8,
    "Donné par l'outil : orientation.objectif.action. Laissez-le vide pour une nouvelle action.",
    ("Numéro", "Num", "No", "Réf", "Référence", "Numéro d'action", "N° action", "N° de l'action", "Code", "Code action",
     "#", "Number"),
    QG.ordinal,
)  # fmt: skip
TITLE: Final = Column(
    "title", "Intitulé", TextForm(), lambda item: _maybe(item.title), 48,
    "Le titre de l'action. Le changer ne change pas l'action : sa clé cachée la fait reconnaître.",
    ("Action", "Actions", "Intitulé de l'action", "Libellé", "Libellé de l'action", "Titre", "Titre de l'action",
     "Description", "Description de l'action", "Action d'amélioration", "Actions à mener", "Action à mener",
     "Actions prévues", "Quoi", "Sous-action", "Intitulé de la sous-action", "Title"),
    SKOS.prefLabel,
)  # fmt: skip
OWNER: Final = Column(
    "owner", "Responsable", NamesForm(*ACTORS), lambda item: item.owners, 24,
    "Qui répond de l'action : une fonction plutôt qu'un nom. Plusieurs : séparez par « ; ».",
    ("Responsables", "Responsable de l'action", "Responsable(s)", "Resp", "Pilote", "Pilotes", "Pilote de l'action",
     "Pilote(s)", "Porteur", "Porteurs", "Porteur de l'action", "Chef de projet", "Référent", "Qui", "Owner"),
    QG.owner,
)  # fmt: skip
CONTRIBUTORS: Final = Column(
    "contributors", "Personnes ressources", NamesForm(*ACTORS), lambda item: item.contributors, 24,
    "Qui apporte son concours. Plusieurs : séparez par « ; ».",
    ("Personne ressource", "Ressources", "Contributeurs", "Contributeur", "Acteurs associés", "Acteurs", "Avec qui",
     "Co-pilotes", "Équipe", "Participants", "Contributors"),
    QG.contributor,
)  # fmt: skip
BODIES: Final = Column(
    "bodies", "Instances impliquées", NamesForm(Kind.BODY), lambda item: item.bodies, 22,
    "CDU, CME, Comité Qualité... : les instances qui ont une part dans l'action. Plusieurs : séparez par « ; ».",
    ("Instances", "Instance", "Instance impliquée", "Instances concernées", "Comités", "Comité", "Instance de suivi",
     "Bodies"),
    QG.participant,
)  # fmt: skip
START: Final = Column(
    "start", "Début", DateForm(), lambda item: _maybe(item.start), 13,
    "31/01/2026, 01/2026, T1 2026 ou 2026.",
    ("Date de début", "Début prévu", "Date début", "Lancement", "Date de lancement", "Démarrage",
     "Date de démarrage", "Start"),
    QG.startDate,
)  # fmt: skip
DEADLINE: Final = Column(
    "deadline", "Échéance", DateForm(end=True, may_be_continuous=True), _deadline, 13,
    "31/12/2026, 12/2026, T4 2026 ou 2026 ; « continue » pour une action sans fin.",
    ("Échéances", "Délai", "Délais", "Date de fin", "Date fin", "Fin", "Fin prévue", "Date de fin prévue",
     "Date butoir", "Date d'échéance", "Échéance prévue", "Échéance actualisée", "Nouvelle échéance",
     "Échéance reportée", "Échéancier", "Date prévue", "Date prévisionnelle", "Quand", "Calendrier", "Deadline",
     "Due date"),
    QG.deadline,
)  # fmt: skip
STATUS: Final = Column(
    "status", "État", NamesForm(Kind.STATUS, many=False), lambda item: _maybe(item.status), 14,
    "non démarrée, en cours, suspendue, terminée ou abandonnée. Le retard se calcule, il ne s'écrit pas.",
    ("Statut", "État de l'action", "Statut de l'action", "État d'avancement", "Situation", "Status"),
    QG.status, of_state=True,
)  # fmt: skip
PROGRESS: Final = Column(
    "progress", "Avancement %", PercentForm(),
    lambda item: _maybe(item.latest.progress if item.latest else None), 13,
    "De 0 à 100 %.",
    ("Avancement", "Avancement (%)", "Avancement en %", "% avancement",
     "% d'avancement", "Taux d'avancement", "Taux de réalisation", "% de réalisation",
     "% réalisation", "Progression", "%", "Progress"),
    QG.progress, of_state=True,
)  # fmt: skip
COMMENT: Final = Column(
    "comment", "Commentaires", TextForm(), lambda item: _maybe(item.latest.comment if item.latest else None), 40,
    "Ce qu'il faut savoir de l'avancement à la date de mise à jour.",
    ("Commentaire", "Observations", "Observation", "Remarques", "Remarque", "Notes", "Suivi", "Comments"),
    QG.comment, of_state=True,
)  # fmt: skip
UPDATED: Final = Column(
    "updated", "Dernière mise à jour", DateForm(), _updated, 14,
    "La date de l'état. Laissez-la : sans elle, le jour de l'import fait foi pour chaque action changée.",
    ("Mise à jour", "Mis à jour le", "Date de mise à jour", "Date de MAJ", "MAJ", "Date de suivi", "Date du suivi",
     "Dernier suivi", "Updated"),
    of_state=True,
)  # fmt: skip
KEY: Final = Column(
    "key", "Clé", PlainForm(), lambda item: (), 30,
    "Cachée : fait reconnaître l'action d'un import à l'autre.",
    ("Identifiant", "Key", "IRI"), hidden=True,
)  # fmt: skip
FINGERPRINT: Final = Column(
    "fingerprint", "Empreinte", PlainForm(), lambda item: (), 14,
    "Cachée : dit si l'action a changé ailleurs depuis l'export.", hidden=True,
)  # fmt: skip
ORIENTATION: Final = Column(
    "orientation", "Orientation", PlaceForm(Level.ORIENTATION), _place(Level.ORIENTATION), 26,
    "L'orientation stratégique (ou l'axe), à choisir dans la liste.",
    ("Orientation stratégique", "Orientations", "Axe", "Axe stratégique", "Axes", "OS"),
)  # fmt: skip
OBJECTIVE: Final = Column(
    "objective", "Objectif", PlaceForm(Level.OBJECTIVE), _place(Level.OBJECTIVE), 30,
    "L'objectif, à choisir dans la liste. Un titre nouveau crée un objectif.",
    ("Objectifs", "Objectif opérationnel", "Objectif stratégique", "Objective"), QG.isDirectPartOf,
)  # fmt: skip
PARENT_ACTION: Final = Column(
    "action", "Action", PlaceForm(Level.ACTION), _place(Level.ACTION), 40,
    "L'action que détaille la sous-action, à choisir dans la liste.",
    ("Action principale", "Action mère", "Action parente"), QG.isDirectPartOf,
)  # fmt: skip
GROUP: Final = Column(
    "group", "Sous-titre", PlaceForm(Level.GROUP), _place(Level.GROUP), 26,
    "Le sous-titre qui rassemble des sous-actions, s'il y en a un.",
    ("Groupe", "Sous-thème", "Rubrique"),
)  # fmt: skip

ACTION_COLUMNS: Final = (
    NUMBER,
    ORIENTATION,
    OBJECTIVE,
    Column(
        "theme", "Thématique", NamesForm(Kind.THEME), lambda item: item.themes, 24,
        "Une ou plusieurs thématiques de la liste.",
        ("Thématiques", "Thème", "Thèmes", "Domaine", "Theme"), QG.theme,
    ),
    Column(
        "origin", "Origine", NamesForm(Kind.ORIGIN), lambda item: item.origins, 22,
        "D'où vient l'action : EIAS, plainte, audit, visite...",
        ("Origines", "Origine de l'action", "Source", "Provenance", "Origin"), QG.origin,
    ),
    TITLE,
    OWNER,
    CONTRIBUTORS,
    BODIES,
    START,
    DEADLINE,
    Column(
        "initial-deadline", "Échéance initiale", DateForm(end=True), lambda item: _maybe(item.initial_deadline), 13,
        "La première échéance, si elle a été reportée.",
        ("Date initiale", "Échéance d'origine", "Délai initial", "Date d'échéance initiale", "Initial deadline"),
        QG.initialDeadline,
    ),
    STATUS,
    PROGRESS,
    Column(
        "deliverable", "Livrable / preuve", TextsForm(), lambda item: item.deliverables, 30,
        "Ce que l'action doit produire : la preuve attendue. Plusieurs : séparez par « ; ».",
        ("Livrable", "Livrables", "Livrable / preuve attendue", "Livrables / preuves", "Livrable attendu",
         "Livrables attendus", "Preuve attendue", "Production attendue", "Deliverable"), QG.deliverable,
    ),
    Column(
        "evidence", "Preuve obtenue", TextsForm(), lambda item: item.latest.evidence if item.latest else (), 26,
        "Ce qui montre que l'action est faite : un document, un enregistrement.",
        ("Preuve", "Preuves", "Preuves obtenues", "Éléments de preuve", "Preuve de réalisation", "Evidence"),
        QG.evidence, of_state=True,
    ),
    Column(
        "indicator", "Indicateur", IndicatorsForm(), lambda item: tuple(use.indicator for use in item.uses), 34,
        "Un code de la liste, ou vos propres mots (élément d'évaluation). Plusieurs : séparez par « ; ».",
        ("Indicateurs", "Indicateur de suivi", "Indicateurs de suivi", "Indicateur de résultat", "Élément d'évaluation",
         "Éléments d'évaluation", "Indicateur / élément d'évaluation", "Indicateurs ou éléments d'évaluation",
         "Critère d'évaluation", "Modalités d'évaluation", "Mesure d'efficacité", "Évaluation", "Indicator"),
        QG.indicatorUse,
    ),
    Column(
        "target", "Valeur cible", AlignedForm(observed=False), _aligned(lambda use: use.target), 16,
        "≥ 80 %, ≤ 5 jours, 80 % en 2026. Plusieurs indicateurs : dans le même ordre, « – » s'il n'y en a pas.",
        ("Cible", "Cibles", "Valeur attendue", "Résultat attendu", "Objectif chiffré", "Seuil", "Target"), QG.target,
    ),
    Column(
        "value", "Dernière valeur", AlignedForm(observed=True), _aligned(lambda use: use.value), 16,
        "72,5 % (2025). Plusieurs indicateurs : dans le même ordre.",
        ("Valeur", "Valeur obtenue", "Valeur actuelle", "Résultat", "Résultats", "Résultat obtenu", "Last value"),
        QG.value,
    ),
    Column(
        "requirement", "Critère / exigence", NamesForm(Kind.REQUIREMENT), lambda item: item.requirements, 26,
        "Le critère de certification ou le texte auquel l'action répond.",
        ("Critère", "Critères", "Exigence", "Exigences", "Critère HAS", "Critère / exigence HAS",
         "Référence réglementaire", "Réglementation", "Requirement"), QG.addresses,
    ),
    Column(
        "certification", "Certification visée", CertificationsForm(),
        lambda item: item.certifications, 24, "La certification que vise l'action.",
        ("Certification", "Certifications", "Certifications visées", "Label", "Label visé"), QG.targetsCertification,
    ),
    Column(
        "priority", "Priorité", NamesForm(Kind.PRIORITY, many=False), lambda item: _maybe(item.priority), 11,
        "haute, moyenne ou basse.", ("Priorités", "Niveau de priorité", "Priority"), QG.priority,
    ),
    COMMENT,
    UPDATED,
    KEY,
    FINGERPRINT,
)  # fmt: skip
"""The columns of the first sheet, one row an action."""

MEASURE_COLUMNS: Final = (
    NUMBER, PARENT_ACTION, GROUP, TITLE, OWNER, CONTRIBUTORS, START, DEADLINE, STATUS, PROGRESS, COMMENT, UPDATED,
    KEY, FINGERPRINT,
)  # fmt: skip
"""The columns of the second sheet, one row a measure."""

HEADER_IN_PLACE_OF: Final = Text("Avancement", "Progress")


@cache
def headers(columns: tuple[Column, ...]) -> Mapping[str, Column]:
    """Return the columns by what their headers may be, folded; a header beats another column's synonym."""
    found: dict[str, Column] = {}
    for column in columns:
        for synonym in column.synonyms:
            found.setdefault(header_name(synonym), column)
    for column in columns:
        found[header_name(column.header)] = column
    return found


def header_name(text: str) -> str:
    """Return a header for comparison: "Avancement (%)" and "% avancement" keep their sign, "Pilote(s)" is "pilotes"."""
    return fold(text.replace("%", " pourcent ").replace("#", " diese ").replace("(s)", "s").replace("°", " "))
