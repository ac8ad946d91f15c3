"""The catalogue of questions: every ``.rq`` file of ``queries/``, its name the question's id.

The head of a file is YAML behind ``#+``; what follows is SPARQL. A question whose head does not
hold is a fault of ours and raises :class:`ValueError` with the file's name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, get_args

from qualigraph import places
from qualigraph.language import Text
from qualigraph.questions.model import (
    COMPUTED,
    MOMENTS,
    Column,
    Option,
    Parameter,
    ParameterType,
    Question,
    Unpublished,
)
from qualigraph.questions.values import value_blocks

_KEYS = {
    "title",
    "description",
    "moments",
    "parameters",
    "computed",
    "columns",
    "order",
    "fold",
    "section",
    "unpublished",
}


def load_catalogue(folder: Path | None = None) -> dict[str, Question]:
    """Return the questions of ``folder`` (the shipped ones by default) by id, in the order of their ids.

    Raises :class:`ValueError` for a file whose metadata do not hold.
    """
    return dict(_load(folder or places.queries_folder()))


@cache
def _load(folder: Path) -> dict[str, Question]:
    return {file.stem: read_question(file) for file in sorted(folder.glob("*.rq"))}


def read_question(file: Path) -> Question:
    """Return the question that ``file`` holds. Raises :class:`ValueError` if its metadata do not hold."""
    try:
        return _question(file.stem, file.read_text(encoding="utf-8"))
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{file.name}: {error}") from error


def _question(identifier: str, text: str) -> Question:
    import yaml

    head = "\n".join(line[2:].removeprefix(" ") for line in text.splitlines() if line.startswith("#+"))
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    data: dict[str, Any] = yaml.load(head, Loader=loader)
    if unknown := set(data) - _KEYS:
        raise ValueError(f"unknown metadata: {', '.join(sorted(unknown))}")
    columns = tuple(_column(column) for column in data["columns"])
    question = Question(
        id=identifier,
        title=_text(data["title"]),
        description=_text(data["description"]),
        moments=tuple(data["moments"]),
        text=text,
        columns=columns,
        parameters=tuple(_parameter(parameter) for parameter in data.get("parameters", ())),
        computed=tuple(data.get("computed", ())),
        order=tuple(data.get("order", ())),
        fold=tuple(data.get("fold", ())),
        section=data.get("section"),
        unpublished=_unpublished(data.get("unpublished")),
    )
    _verify(question)
    return question


def _text(data: Mapping[str, str]) -> Text:
    return Text(str(data["fr"]), str(data["en"]))


def _parameter(data: Mapping[str, Any]) -> Parameter:
    kind, _, scheme = str(data["type"]).partition(":")
    if kind not in get_args(ParameterType):
        raise ValueError(f"unknown type of parameter: {kind}")
    default, example = data.get("default"), data.get("example")
    return Parameter(
        name=data["name"],
        type=kind,  # type: ignore[arg-type]  # just held against the names of the type
        label=_text(data),
        required=bool(data.get("required", False)),
        default=None if default is None else str(default),
        example=None if example is None else str(example),
        concept_scheme=scheme or None,
        options=tuple(
            Option(str(option["value"]), _text(option), option.get("iri")) for option in data.get("options", ())
        ),
    )


def _column(data: Mapping[str, Any]) -> Column:
    return Column(
        name=data["name"],
        header=_text(data),
        position=bool(data.get("position", False)),
        values={str(code): _text(words) for code, words in data.get("values", {}).items()},
        show=data.get("show"),
        short=bool(data.get("short", False)),
        hidden=bool(data.get("hidden", False)),
    )


def _unpublished(data: Mapping[str, Any] | None) -> Unpublished | None:
    return None if data is None else Unpublished(tuple(data["properties"]), _text(data))


def _verify(question: Question) -> None:
    """Raise :class:`ValueError` unless the metadata fit each other and the query."""
    names = [column.name for column in question.columns]
    bound = {name for block in value_blocks(question.text) for name in block.names}
    wanted = {parameter.name for parameter in question.parameters} | set(question.computed)
    _only("moments", question.moments, MOMENTS)
    _only("computed", question.computed, COMPUTED)
    _only("order", [name.removeprefix("-") for name in question.order], names)
    _only("fold", question.fold, names)
    _only("section", [question.section] if question.section else [], names)
    if missing := wanted - bound:
        raise ValueError(f"no VALUES block for {', '.join(sorted(missing))}")
    if not question.moments:
        raise ValueError("no moment at which it is asked")


def _only(what: str, given: Sequence[str], known: Sequence[str] | Mapping[str, object]) -> None:
    if unknown := [name for name in given if name not in known]:
        raise ValueError(f"unknown {what}: {', '.join(unknown)}")
