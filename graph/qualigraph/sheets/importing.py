"""Importing a table: read it, compare it with the plan, say what changes, and make the files that say it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Store

from qualigraph import places
from qualigraph.dataset import Dataset, load_dataset
from qualigraph.errors import UsageProblem
from qualigraph.language import Text
from qualigraph.plans import Facts, PartialDate, Plan, find_plan, read_plan
from qualigraph.plans.cells import cells_path, read_cells
from qualigraph.plans.names import Kind, Names, fold
from qualigraph.reading import real_path
from qualigraph.sheets import guide
from qualigraph.sheets.asserting import FRENCH, Asserter, Ledger
from qualigraph.sheets.cells import parse_number
from qualigraph.sheets.columns import KEY
from qualigraph.sheets.comparing import Comparer
from qualigraph.sheets.edits import Change, Comparison
from qualigraph.sheets.following import follow_up
from qualigraph.sheets.forms import Context
from qualigraph.sheets.measuring import INDICATOR, TARGET, VALUE, Measures
from qualigraph.sheets.opening import inspect
from qualigraph.sheets.rows import key_node
from qualigraph.sheets.tables import Read, read_tables
from qualigraph.sheets.writing import cells_of, changed_turtle
from qualigraph.terms import ID, QG, RDF, SKOS, XSD


@dataclass(frozen=True)
class Request:
    """What is to be imported, into which data, as of which day."""

    file: Path
    as_of: date
    plan: str | None = None
    sheet: str | None = None
    output: Path | None = None
    data: tuple[Path, ...] = ()
    with_shipped: bool = False
    demo: bool = False


@dataclass
class Outcome:
    """What an import found; ``files`` are to be written, none if there is an error or no change."""

    request: Request
    read: Read
    plan: Plan
    is_new: bool
    found: Comparison
    target: Path
    followed_now: bool = False
    files: dict[Path, str] = field(default_factory=dict)
    names: Names | None = None

    @property
    def failed(self) -> bool:
        """Whether something keeps the changes from being written."""
        return bool(self.found.errors)


def import_file(request: Request) -> Outcome:
    """Compare a table with its plan and return what it changes, and the files that say so. Writes nothing itself.

    Raises :class:`UsageProblem` for a file that cannot be read, for a plan that nobody knows and for data that
    cannot be read.
    """
    opened = inspect(request.file)
    read = read_tables(opened, _statuses(), request.sheet)
    dataset = _load(request, _likely_target(request, read))
    facts = Facts(dataset.store)
    node, known = _plan_node(request, read, facts)
    target = _target(request, node, dataset, known)
    if target.is_file() and real_path(target) not in _loaded(dataset):
        dataset = _load(request, target)
        facts = Facts(dataset.store)
        known = known or (node in facts.subjects(RDF.type, QG.Plan))
    plan = read_plan(facts, node) if known else _blank_plan(node, read)
    names = Names(facts, plan.institution)
    context = Context(names, plan)
    cells = read_cells(target) if target.is_file() else None
    seen = {} if cells is None else cells.rows
    same_file = cells is not None and real_path(target.parent / cells.file) == real_path(request.file)
    found = Comparer(context, facts, request.as_of, seen, same_file).compare(read)
    outcome = Outcome(request, read, plan, not known, found, target, names=names)
    graph = next((name for name, files in dataset.files.items() if real_path(target) in map(real_path, files)), None)
    ledger = Ledger(dataset, graph)
    _assert(outcome, ledger, facts, read)
    if not outcome.failed and (ledger.added or ledger.removed):
        outcome.files[target] = changed_turtle(target, ledger)
        outcome.files[cells_path(target)] = cells_of(request.file, target, found).write()
    return outcome


def _statuses() -> frozenset[str]:
    """Return all names of the states of an action, folded."""
    store = Store()
    store.load(path=places.ontology_folder() / "vocab" / "action-status.ttl")
    return frozenset(Names(Facts(store), None).choices(Kind.STATUS).meanings)


def _likely_target(request: Request, read: Read) -> Path | None:
    """Return the file that an import before has probably written, so that the data need not be read twice."""
    if request.output is not None:
        return request.output if request.output.is_file() else None
    slug = (request.plan or read.plan.get(guide.PATH, "")).strip("/ ").rpartition("/")[2]
    names = (f"{slug}-suivi.ttl", f"{slug}.ttl") if slug else ()
    return next((file for name in names if (file := request.file.parent / name).is_file()), None)


def _load(request: Request, target: Path | None) -> Dataset:
    data = request.data if target is None else (*request.data, target)
    with_shipped = request.with_shipped or not request.data
    return load_dataset(data, with_shipped=with_shipped, demo=request.demo)


def _loaded(dataset: Dataset) -> set[Path]:
    return {real_path(file) for files in dataset.files.values() for file in files}


def _plan_node(request: Request, read: Read, facts: Facts) -> tuple[NamedNode, bool]:
    """Return the plan that is meant, by --plan, by the sheet "Plan" or by the keys, and whether the graph has it."""
    if request.plan is not None:
        path = request.plan.strip().strip("/")
        if "/" in path and path == read.plan.get(guide.PATH, "") and not facts.knows(NamedNode(ID + path)):
            return NamedNode(ID + path), False
        return _known_plan(facts, request.plan, path), True
    path = read.plan.get(guide.PATH, "").strip("/ ")
    if path:
        node = plan_address(path, f"{request.file.name}!{guide.PLAN_SHEET}!B1")
        known = node in facts.subjects(RDF.type, QG.Plan)
        if not known and any(key.value.startswith(f"{node.value}/") for key in _keys(read)):
            raise UsageProblem(
                Text(
                    f"le plan {path} n'est pas dans les données lues ; donnez-les avec --data (et --with-shipped), ou "
                    "--demo pour le plan de démonstration.",
                    f"the plan {path} is not in the data that are read; give them with --data (and --with-shipped), or "
                    "--demo for the demonstration plan.",
                ),
                str(request.file),
            )
        return node, known
    plans = facts.subjects(RDF.type, QG.Plan)
    for key in _keys(read):
        above = [plan for plan in plans if key.value.startswith(f"{plan.value}/")]
        if above:
            return max(above, key=lambda plan: len(plan.value)), True
    raise UsageProblem(
        Text(
            "on ne sait pas quel plan ce tableau suit ; dites-le avec --plan (par exemple --plan icm/paqss-2023-2027).",
            "which plan this table follows is not said; say it with --plan (for instance --plan icm/paqss-2023-2027).",
        ),
        str(request.file),
    )


def _known_plan(facts: Facts, text: str, path: str) -> NamedNode:
    """Return the plan that --plan names; where it names none, say how a new one begins."""
    try:
        return find_plan(facts, text)
    except UsageProblem as problem:
        if "/" not in path:
            raise
        hint = Text(
            f" Pour un nouveau plan : « qualigraph sheet new {path} vide.xlsx », importez ce tableau vide, puis le "
            "vôtre à côté.",
            f' For a new plan: "qualigraph sheet new {path} empty.xlsx", import it, then your own beside it.',
        )
        said = Text(problem.text.fr + hint.fr, problem.text.en + hint.en)
        raise UsageProblem(said, problem.place) from problem


def _keys(read: Read) -> Iterator[NamedNode]:
    """Give the elements that the keys of the rows name."""
    for table in read.tables:
        for row in table.rows:
            if KEY.key in row.cells and (node := key_node(row.cells[KEY.key].text)) is not None:
                yield node


def plan_address(path: str, place: str) -> NamedNode:
    """Return the address of a new plan. Raises :class:`UsageProblem` at ``place`` for a path that cannot be one."""
    parts = path.split("/")
    if len(parts) < 2 or any(fold(part).replace(" ", "-") != part for part in parts):
        raise UsageProblem(
            Text(
                f"« {path} » n'est pas un identifiant de plan ; il s'écrit etablissement/plan, en minuscules sans "
                "accent (par exemple chu-exemple/paqss-2026-2030).",
                f'"{path}" is no plan identifier; it is written institution/plan, in plain lower case (for instance '
                "chu-exemple/paqss-2026-2030).",
            ),
            place,
        )
    return NamedNode(ID + path)


def _blank_plan(node: NamedNode, read: Read) -> Plan:
    start, end = (parse_number(read.plan.get(head, "")) for head in (guide.START, guide.END))
    title, acronym = read.plan.get(guide.TITLE, ""), read.plan.get(guide.ACRONYM, "")
    plan = new_plan(node, title, acronym)
    plan.start = None if start is None else PartialDate(int(start))
    plan.end = None if end is None else PartialDate(int(end))
    return plan


def new_plan(node: NamedNode, title: str = "", acronym: str = "") -> Plan:
    """Return a plan without elements, of the institution that its address names."""
    path = node.value.removeprefix(ID)
    institution = NamedNode(f"{ID}org/{path.partition('/')[0]}")
    return Plan(node, title or acronym or path.rpartition("/")[2], acronym, institution)


def _target(request: Request, plan: NamedNode, dataset: Dataset, known: bool) -> Path:
    """Return the file to write: the one asked for, else the own one that follows or holds the plan, else a new one."""
    slug = plan.value.rpartition("/")[2]
    name = f"{slug}-suivi.ttl" if known else f"{slug}.ttl"
    if request.output is not None:
        return request.output / name if request.output.is_dir() or not request.output.suffix else request.output
    shipped = places.graph_folder()
    for predicate, value in ((QG.coverage, NamedNode(f"{ID}coverage/followed")), (RDF.type, QG.Plan)):
        for quad in dataset.store.quads_for_pattern(plan, predicate, value, None):
            for file in dataset.files.get(quad.graph_name, []) if isinstance(quad.graph_name, NamedNode) else []:
                if file.suffix == ".ttl" and not real_path(file).is_relative_to(shipped):
                    return file
    beside = request.file.parent / f"{slug}.ttl"
    return beside if beside.is_file() else request.file.parent / name


def _assert(outcome: Outcome, ledger: Ledger, facts: Facts, read: Read) -> None:
    found, plan = outcome.found, outcome.plan
    asserter = Asserter(ledger, facts, found, plan)
    measures = Measures(asserter)
    for actor in found.new_actors:
        asserter.actor(actor)
    for item in found.new_places:
        asserter.element(item, plan.node)
    for edit in found.edits:
        if edit.new:
            asserter.element(edit.item, plan.node)
        said: list[Change] = measures.change(edit)
        for change in edit.changes:
            if change.column in (INDICATOR, TARGET, VALUE):
                continue
            if change.column.of_state or asserter.change(edit, change):
                said.append(change)
        if said:
            follow_up(asserter, edit, said)
    if outcome.is_new:
        _say_plan(ledger, facts, plan, read)
    if (ledger.added or ledger.removed) and not plan.followed:
        outcome.followed_now = True
        asserter.followed(plan.node)


def _say_plan(ledger: Ledger, facts: Facts, plan: Plan, read: Read) -> None:
    add = ledger.add
    add(plan.node, RDF.type, QG.Plan)
    add(plan.node, SKOS.prefLabel, Literal(plan.title, language=FRENCH))
    if plan.acronym:
        add(plan.node, QG.acronym, Literal(plan.acronym))
    for predicate, day in ((QG.periodStart, plan.start), (QG.periodEnd, plan.end)):
        if day is not None:
            add(plan.node, predicate, Literal(str(day.year), datatype=XSD.gYear))
    assert plan.institution is not None
    add(plan.node, QG.planOf, plan.institution)
    if not facts.knows(plan.institution):
        name = read.plan.get(guide.INSTITUTION) or plan.institution.value.rpartition("/")[2]
        add(plan.institution, RDF.type, QG.Institution)
        add(plan.institution, SKOS.prefLabel, Literal(name, language=FRENCH))


__all__ = ["Outcome", "Request", "import_file", "new_plan", "plan_address"]
