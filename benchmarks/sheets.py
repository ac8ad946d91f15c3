"""Time and memory of the tracking table: a plan of 5,000 actions out, half of them edited, and back.

Each step runs in a process of its own, so that its peak memory is its own too. The alternative for reading is pandas'
way, the same openpyxl without streaming: the whole workbook as objects.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

AS_OF = date(2026, 3, 31)
ACTIONS = 5_000
SECONDS, MEGABYTES = 10, 500


def make_plan(file: Path) -> None:
    """Write a followed plan of 5 orientations, 20 objectives each, 50 actions each."""
    lines = [
        "@base <https://w3id.org/qualigraph/id/> .",
        "@prefix qg: <https://w3id.org/qualigraph/ns#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .",
        "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix dcterms: <http://purl.org/dc/terms/> .",
        '<icm/grand-plan> a qg:Plan ; skos:prefLabel "Grand plan"@fr ; qg:acronym "GP" ; qg:planOf <org/icm> ;',
        '  qg:coverage <coverage/followed> ; qg:periodStart "2023"^^xsd:gYear ; qg:periodEnd "2027"^^xsd:gYear .',
    ]
    for os_ in range(1, 6):
        lines.append(f'<icm/grand-plan/os{os_}> a qg:Orientation ; skos:prefLabel "Orientation {os_}"@fr ; qg:ordinal')
        lines.append(f"  {os_} ; qg:isDirectPartOf <icm/grand-plan> .")
        for obj in range(1, 21):
            above = f"icm/grand-plan/os{os_}/obj{obj}"
            lines.append(f'<{above}> a qg:Objective ; skos:prefLabel "Objectif {os_}.{obj}"@fr ; qg:ordinal {obj} ;')
            lines.append(f"  qg:isDirectPartOf <icm/grand-plan/os{os_}> .")
            lines += [_action(above, number) for number in range(1, ACTIONS // 100 + 1)]
    file.write_text("\n".join(lines), "utf-8")


def _action(above: str, number: int) -> str:
    node, follow_up = f"{above}/action{number}", f"follow-up/{above}/action{number}/2026-01-15"
    return (
        f'<{node}> a qg:Action ; skos:prefLabel "Améliorer la prise en charge n° {number} de l\'objectif"@fr ;'
        f" qg:ordinal {number} ; qg:isDirectPartOf <{above}> ; qg:theme <theme/parcours> ; qg:origin <origin/audit> ;"
        f" qg:owner <icm/unit/dqgr> ; qg:contributor <icm/body/cdu> ; qg:priority <priority/high> ;"
        f' qg:deadline "2026-{number % 12 + 1:02d}-28"^^xsd:date ; qg:deliverable "procédure"@fr ;'
        f' qg:evaluationElement "audits réalisés"@fr ; qg:followUp <{follow_up}> .\n'
        f'<{follow_up}> a qg:FollowUp ; dcterms:date "2026-01-15"^^xsd:date ; qg:progress {number * 2} ;'
        f' qg:status <action-status/in-progress> ; qg:comment "en bonne voie"@fr .'
    )


def export(folder: Path) -> str:
    """Write the workbook."""
    from qualigraph.dataset import load_dataset
    from qualigraph.plans import Facts, find_plan, read_plan
    from qualigraph.sheets.exporting import export_table

    facts = Facts(load_dataset([folder / "plan.ttl"], with_shipped=True).store)
    for path, content in export_table(
        folder / "gp.xlsx", read_plan(facts, find_plan(facts, "icm/grand-plan")), facts, AS_OF
    ).items():
        path.write_bytes(content)
    return f"{(folder / 'gp.xlsx').stat().st_size // 1024} KiB"


def edit(folder: Path) -> str:
    """Change half of the rows with the whole workbook in memory: what reading all of it at once costs."""
    from openpyxl import load_workbook

    book = load_workbook(folder / "gp.xlsx")
    sheet = book["GP"]
    columns = {cell.value: cell.column for cell in sheet[1]}
    for row in range(2, ACTIONS + 2, 2):
        sheet.cell(row, columns["Avancement %"]).value = 0.9
        sheet.cell(row, columns["Échéance"]).value = "T4 2026"
    book.save(folder / "edited.xlsx")
    return f"{sheet.max_row - 1} rows"


def take(folder: Path, name: str = "edited.xlsx") -> str:
    """Import a workbook and write what it changes."""
    from qualigraph.sheets.importing import Request, import_file

    outcome = import_file(Request(folder / name, AS_OF, data=(folder / "plan.ttl",), with_shipped=True))
    for path, text in outcome.files.items():
        path.write_text(text, "utf-8")
    return f"{len(outcome.found.edits)} edits, {len(outcome.found.errors)} errors"


def take_unchanged(folder: Path) -> str:
    """Import the workbook as it was exported."""
    return take(folder, "gp.xlsx")


STEPS = {step.__name__: step for step in (export, take_unchanged, edit, take)}


def main() -> int:
    """Run each step in its own process and hold import and export against their limits."""
    if len(sys.argv) == 3:
        start, used = time.perf_counter(), time.process_time()
        said = STEPS[sys.argv[1]](Path(sys.argv[2]))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        spent, busy = time.perf_counter() - start, time.process_time() - used
        print(f"{sys.argv[1]:<16} {spent:6.2f} s ({busy:5.2f} s of work)  {peak:5d} MB  {said}")
        late = sys.argv[1] != "edit" and (spent > SECONDS or peak > MEGABYTES)
        return 1 if late else 0
    with tempfile.TemporaryDirectory() as folder:
        make_plan(Path(folder) / "plan.ttl")
        print(f"{ACTIONS} actions, 26 columns; limits {SECONDS} s and {MEGABYTES} MB")
        codes = [subprocess.run([sys.executable, __file__, step, folder], check=False).returncode for step in STEPS]
    return max(codes)


if __name__ == "__main__":
    sys.exit(main())
