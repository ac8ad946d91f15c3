"""What a check of some data comes to: kept findings if nothing has changed, else those of a new run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from qualigraph.checking.findings import Finding, Thing

NAMED_APART = " – "
"""What stands between the acronym and the name of an institution."""


@dataclass(frozen=True)
class Outcome:
    """All findings, accepted or not, with the plans and the institutions that were looked at.

    The label of an institution is its acronym and its name.
    """

    findings: tuple[Finding, ...]
    plans: tuple[Thing, ...] = ()
    institutions: tuple[Thing, ...] = ()


def outcome_of(
    data: Sequence[Path],
    as_of: date,
    *,
    with_shipped: bool = False,
    plain: bool = False,
    demo: bool = False,
    sources: Path | None = None,
    use_cache: bool = True,
) -> Outcome:
    """Return what the rules find in the data; parameters are those of ``load_dataset`` and ``run_rules``.

    Raises :class:`~qualigraph.errors.UsageProblem` for data that cannot be read.
    """
    from qualigraph.checking import cache
    from qualigraph.checking.rules import shape_files
    from qualigraph.dataset import dataset_files

    name = ""
    beside = None
    if data and not with_shipped and not plain:
        from qualigraph.checking.context import context_of

        beside = context_of(data)
    if use_cache and cache.folder() is not None:
        ontology, others = dataset_files(data, with_shipped=with_shipped, plain=plain, demo=demo)
        files = [file.path for file in (*ontology, *others)]
        name = cache.key(
            [*files, *_beside(files), *shape_files(), *_documents(sources), *(beside.files if beside else ())],
            as_of,
            [f"plain={plain}"],
        )
        kept = cache.load(name)
        if kept is not None:
            return kept
    from qualigraph.checking.rules import load_catalogue
    from qualigraph.checking.run import check_outcome
    from qualigraph.dataset import load_dataset

    dataset = load_dataset(data, with_shipped=with_shipped, plain=plain, demo=demo)
    outcome = check_outcome(dataset, load_catalogue(), as_of, sources=sources, plain=plain, context=beside)
    if name:
        cache.save(name, outcome)
    return outcome


def _beside(files: Sequence[Path]) -> list[Path]:
    """Return the files that say in which cell a fact stands; findings tell them."""
    from qualigraph.plans.cells import cells_path

    return [path for path in map(cells_path, files) if path.is_file()]


def _documents(folder: Path | None) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.is_file()) if folder is not None else []
