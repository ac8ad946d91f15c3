"""Write the list of questions into ``docs/questions.md``: ``python -m tests.questions.document``."""

from __future__ import annotations

from pathlib import Path

from qualigraph.questions import MOMENTS, Question, load_catalogue

PAGE = Path(__file__).resolve().parents[2] / "docs" / "questions.md"
MARK = "## The questions\n"


def listed() -> str:
    """Return the list of all questions, grouped by the first moment at which each is asked."""
    catalogue = load_catalogue()
    pieces = [MARK, f"\n{len(catalogue)} questions, each under the first of the moments at which it is asked.\n"]
    for moment, words in MOMENTS.items():
        found = [question for question in catalogue.values() if question.moments[0] == moment]
        if found:
            pieces.append(f"\n### {words.fr} ({words.en})\n\n| id | question | takes |\n|---|---|---|\n")
            pieces += [
                f"| `{question.id}` | {question.title.fr}<br>{question.title.en} | {_takes(question)} |\n"
                for question in found
            ]
    return "".join(pieces)


def _takes(question: Question) -> str:
    names = [f"**`{one.name}`**" if one.required else f"`{one.name}`" for one in question.parameters]
    return " ".join([*names, *(["`--as-of`"] if question.depends_on_day else [])])


def main() -> None:
    head = PAGE.read_text(encoding="utf-8").partition(MARK)[0]
    PAGE.write_text(head + listed(), encoding="utf-8")


if __name__ == "__main__":
    main()
