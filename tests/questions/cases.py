"""The cases of the questions: what is asked of which data, and the file that holds the whole expected answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

import yaml

from qualigraph.dataset import Dataset, load_dataset
from qualigraph.inference import infer
from qualigraph.questions import Table, load_catalogue, resolve, run, to_tsv
from qualigraph.questions.resolving import Values

HERE = Path(__file__).resolve().parent
FOLLOWED = HERE / "fixtures" / "followed.ttl"
EXPECTED = HERE / "expected"
AS_OF = date(2026, 9, 30)


@dataclass(frozen=True)
class Case:
    """One question with its parameters, asked of the shipped data or of the followed plan of the fixtures."""

    name: str
    question: str
    data: str = "shipped"
    parameters: dict[str, str] = field(default_factory=dict, hash=False)

    @property
    def file(self) -> Path:
        """The file of the expected answer."""
        return EXPECTED / f"{self.name}.tsv"


def cases() -> list[Case]:
    """Return all cases, in the order of ``cases.yaml``."""
    entries = yaml.safe_load((HERE / "cases.yaml").read_text(encoding="utf-8"))
    return [
        Case(
            name, str(entry.pop("ask", name)), str(entry.pop("data", "shipped")), {k: str(v) for k, v in entry.items()}
        )
        for name, entry in ((name, dict(entry or {})) for name, entry in entries.items())
    ]


@cache
def open_data(name: str) -> Dataset:
    """Return the dataset called ``name``, closed under inference."""
    dataset = load_dataset() if name == "shipped" else load_dataset([FOLLOWED])
    infer(dataset)
    return dataset


def values_of(case: Case) -> Values:
    """Return the terms that the parameters of ``case`` stand for."""
    return resolve(open_data(case.data), load_catalogue()[case.question], case.parameters, "fr")


def table_of(case: Case) -> Table:
    """Return the answer to ``case`` in French."""
    return run(open_data(case.data), load_catalogue()[case.question], values_of(case), "fr", AS_OF)


def written(table: Table) -> str:
    """Return an answer as it is kept in the expected files: what stands above the rows, then the rows."""
    head = [f"# {table.title}", *(f"# {label} : {text}" for label, text in table.preamble())]
    return "\n".join(head) + "\n" + to_tsv(table)
