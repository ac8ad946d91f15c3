"""Write the expected answers anew, to be read as a diff before they are committed.

``python -m tests.questions.approve [CASE ...]``
"""

from __future__ import annotations

import sys

from tests.questions.cases import EXPECTED, cases, table_of, written


def main(names: list[str]) -> None:
    wanted = [case for case in cases() if not names or case.name in names]
    EXPECTED.mkdir(exist_ok=True)
    for case in wanted:
        case.file.write_text(written(table_of(case)), encoding="utf-8")
    if not names:
        for file in EXPECTED.glob("*.tsv"):
            if file.stem not in {case.name for case in wanted}:
                file.unlink()
    print(f"{len(wanted)} answers written")


if __name__ == "__main__":
    main(sys.argv[1:])
