"""Whatever is typed into whichever cells: the facts of those cells change, and no other."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qualigraph.dataset import load_dataset
from qualigraph.places import graph_folder
from qualigraph.plans import Facts, Item, Level, find_plan, read_plan
from qualigraph.plans.names import Kind, Names
from qualigraph.sheets.columns import ACTION_COLUMNS, Column
from qualigraph.sheets.csv_file import write_csv
from qualigraph.sheets.forms import Context
from qualigraph.sheets.importing import Request, import_file

from .conftest import AS_OF

SHIPPED = graph_folder()
# Enough to name things by, and read in no time: each example reads it four times.
NAMED = tuple(
    SHIPPED / path for path in ("data/icm/actors.ttl", "data/icm/certifications.ttl", "data/org", "catalogues/iqss.ttl")
)
FIXTURE = Path(__file__).parent / "fixtures" / "essai.ttl"
PLAN = "icm/essai"
COLUMNS = {column.key: column for column in ACTION_COLUMNS}
# The state follows its date; numbers and places are the tool's; values have tests of their own.
EDITED = [
    "theme", "origin", "title", "owner", "contributors", "bodies", "start", "deadline", "initial-deadline", "status",
    "progress", "deliverable", "evidence", "indicator", "requirement", "certification", "priority", "comment",
]  # fmt: skip
WORDS = st.text(alphabet="abcdéèêçàù '\"<>&=+-@#(),.0123456789", min_size=1, max_size=25).filter(
    lambda text: text.strip(" -–*'") == text and not text.startswith(("/", "n/a", "na", "#")) and bool(text.strip())
)


@dataclass
class World:
    """The plan of the fixture, with its names."""

    names: Names
    context: Context
    items: list[Item]


@pytest.fixture(scope="module")
def world() -> World:
    facts = Facts(load_dataset([FIXTURE, *NAMED]).store)
    plan = read_plan(facts, find_plan(facts, PLAN))
    names = Names(facts, plan.institution)
    return World(names, Context(names, plan), plan.of(Level.ACTION))


def values(world: World, column: Column, draw: st.DrawFn) -> tuple[str, str]:
    """Return a text for a cell of a column, and the text that it will show once it is imported."""
    if column.key in ("title", "comment"):
        text = draw(WORDS)
        return text, " ".join(text.split())
    if column.key in ("deliverable", "evidence", "indicator"):
        texts = draw(st.lists(WORDS, min_size=1, max_size=2, unique_by=lambda text: " ".join(text.split())))
        return " ; ".join(texts), " ; ".join(" ".join(text.split()) for text in texts)
    if column.key in ("start", "deadline", "initial-deadline"):
        year, month, day = draw(st.integers(2023, 2027)), draw(st.integers(1, 12)), draw(st.integers(1, 28))
        text = draw(st.sampled_from([f"{day:02d}/{month:02d}/{year}", f"{month:02d}/{year}", str(year)]))
        return text, text
    if column.key == "progress":
        number = draw(st.integers(0, 100))
        return draw(st.sampled_from([str(number), f"{number} %", f"{number},0%"])), f"{number} %"
    kinds = column.form.kinds
    shown = list(world.names.choices(*kinds).shown.values())
    many = kinds not in ((Kind.STATUS,), (Kind.PRIORITY,))
    chosen = draw(st.lists(st.sampled_from(shown), min_size=1, max_size=3 if many else 1, unique=True))
    return " ; ".join(chosen), " ; ".join(sorted(chosen))


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_edited_cells_and_no_other(world: World, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    cells = data.draw(
        st.lists(st.tuples(st.integers(0, 2), st.sampled_from(EDITED)), min_size=1, max_size=6, unique=True)
    )
    texts = {cell: data.draw(_cell(world, COLUMNS[cell[1]])) for cell in cells}
    folder = tmp_path_factory.mktemp("essai")
    own = folder / "essai.ttl"
    own.write_bytes(FIXTURE.read_bytes())
    before = _shown(own)
    file = folder / "essai.csv"
    file.write_bytes(_edited(world, {cell: typed for cell, (typed, _) in texts.items()}))
    outcome = import_file(Request(file, AS_OF, data=(own, *NAMED)))
    assert outcome.found.errors == []
    for path, text in outcome.files.items():
        path.write_text(text, "utf-8")
    after = _shown(own)
    expected = {cell: shown for cell, (_, shown) in texts.items()}
    for cell in before.keys() | after.keys():
        row, key = cell
        if key == "updated" and any(before[row, other] != after[row, other] for other in EDITED):
            assert after[cell] == "31/03/2026"
        elif cell in expected:
            assert _bag(after[cell]) == _bag(expected[cell]), cell
        else:
            assert after[cell] == before[cell], cell
    again = import_file(Request(file, AS_OF, data=(own, *NAMED)))
    assert (again.files, again.found.errors) == ({}, [])


@st.composite
def _cell(draw: st.DrawFn, world: World, column: Column) -> tuple[str, str]:
    return values(world, column, draw)


def _bag(text: str) -> list[str]:
    return sorted(text.split(" ; "))


def _shown(own: Path) -> dict[tuple[int, str], str]:
    """Return the text of every cell of the table as the graph has it now."""
    facts = Facts(load_dataset([own, *NAMED]).store)
    plan = read_plan(facts, find_plan(facts, PLAN))
    context = Context(Names(facts, plan.institution), plan)
    return {
        (row, column.key): column.form.show(column.values(item), context).text
        for row, item in enumerate(plan.of(Level.ACTION))
        for column in ACTION_COLUMNS
    }


def _edited(world: World, texts: dict[tuple[int, str], str]) -> bytes:
    rows = list(csv.reader(io.StringIO(write_csv(world.context, Level.ACTION).decode("utf-8-sig")), delimiter=";"))
    keys = [column.key for column in ACTION_COLUMNS]
    for (row, key), text in texts.items():
        rows[row + 1][keys.index(key)] = text
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=";").writerows(rows)
    return buffer.getvalue().encode()


def test_every_column_is_edited_or_has_a_test_of_its_own(world: World) -> None:
    apart = {"number", "orientation", "objective", "target", "value", "updated", "key", "fingerprint"}
    assert {column.key for column in ACTION_COLUMNS} == {*EDITED, *apart}
    assert len(world.items) == 3
