"""What SHACL's own constraints ask, in words, for shapes that carry no message of their own."""

from __future__ import annotations

from pyoxigraph import NamedNode

from qualigraph.checking.shacl.view import GraphView, Term
from qualigraph.language import Text
from qualigraph.terms import SH, prefixed

_WORDS = {
    "MinCount": Text("« {path} » : il faut au moins {limit} valeur(s).", "“{path}”: at least {limit} value(s) needed."),
    "MaxCount": Text("« {path} » : au plus {limit} valeur(s).", "“{path}”: at most {limit} value(s)."),
    "Datatype": Text(
        "« {value} » n'est pas une valeur de type {limit}.", "“{value}” is not a value of the type {limit}."
    ),
    "Class": Text("« {value} » n'est pas de la sorte {limit}.", "“{value}” is not of the kind {limit}."),
    "NodeKind": Text("« {value} » n'est pas de la forme {limit}.", "“{value}” is not of the form {limit}."),
    "Pattern": Text("« {value} » n'a pas la forme {limit}.", "“{value}” does not have the form {limit}."),
    "MinLength": Text("« {value} » est trop court (au moins {limit}).", "“{value}” is too short (at least {limit})."),
    "MaxLength": Text("« {value} » est trop long (au plus {limit}).", "“{value}” is too long (at most {limit})."),
    "MinInclusive": Text("« {value} » est inférieur à {limit}.", "“{value}” is less than {limit}."),
    "MaxInclusive": Text("« {value} » est supérieur à {limit}.", "“{value}” is more than {limit}."),
    "MinExclusive": Text("« {value} » n'est pas supérieur à {limit}.", "“{value}” is not more than {limit}."),
    "MaxExclusive": Text("« {value} » n'est pas inférieur à {limit}.", "“{value}” is not less than {limit}."),
    "HasValue": Text("la valeur attendue ({limit}) manque.", "the expected value ({limit}) is missing."),
    "In": Text("« {value} » n'est pas dans la liste permise.", "“{value}” is not in the list of allowed values."),
    "LanguageIn": Text(
        "« {value} » n'est pas dans une langue permise.", "“{value}” is not in one of the allowed languages."
    ),
    "UniqueLang": Text("« {path} » : deux valeurs dans une langue.", "“{path}”: two values in one language."),
    "Equals": Text("« {path} » et {limit} devraient être égaux.", "“{path}” and {limit} should be equal."),
    "Disjoint": Text(
        "« {value} » ne devrait pas être aussi une valeur de {limit}.",
        "“{value}” should not be a value of {limit} too.",
    ),
    "LessThan": Text("« {value} » n'est pas avant {limit}.", "“{value}” is not before {limit}."),
    "LessThanOrEquals": Text("« {value} » est après {limit}.", "“{value}” is after {limit}."),
    "Closed": Text("« {path} » n'est pas attendu ici.", "“{path}” is not expected here."),
    "QualifiedMinCount": Text(
        "« {path} » : il faut au moins {limit} valeur(s) qui remplissent les conditions de la règle.",
        "“{path}”: at least {limit} value(s) that meet the shape's conditions are needed.",
    ),
    "QualifiedMaxCount": Text(
        "« {path} » : au plus {limit} valeur(s) qui remplissent les conditions de la règle.",
        "“{path}”: at most {limit} value(s) that meet the shape's conditions.",
    ),
    "Not": Text(
        "« {value} » remplit des conditions que la règle exclut.",
        "“{value}” meets conditions that the shape excludes.",
    ),
    "Xone": Text(
        "« {value} » ne remplit pas une et une seule des conditions de la règle.",
        "“{value}” does not meet exactly one of the shape's conditions.",
    ),
    **dict.fromkeys(
        ("Node", "And", "Or", "SPARQL"),
        Text(
            "« {value} » ne remplit pas les conditions de la règle.", "“{value}” does not meet the shape's conditions."
        ),
    ),
}
_COMPONENT = "ConstraintComponent"


def constraint_words(shapes: GraphView, shape: Term, component: NamedNode) -> Text | None:
    """Return what the constraint of the shape asks, with ``{path}`` and ``{value}`` left to fill in.

    None for a constraint that only its own message can tell.
    """
    name = component.value.removeprefix(SH.iri).removesuffix(_COMPONENT)
    words = _WORDS.get(name)
    if words is None or not component.value.startswith(SH.iri):
        return None
    limit = shapes.one(shape, SH[name[:1].lower() + name[1:]])
    written = _written(limit).replace("{", "{{").replace("}", "}}")
    return Text(words.fr.replace("{limit}", written), words.en.replace("{limit}", written))


def _written(limit: Term | None) -> str:
    if isinstance(limit, NamedNode):
        return prefixed(limit.value) or limit.value
    return "" if limit is None else limit.value
