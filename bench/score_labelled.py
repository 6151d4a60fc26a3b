"""How much of the hand-labelled files the indexer understands, aspect by aspect.

    python -m bench.score_labelled [FOLDER] [--wrong]

FOLDER has texts in `corpus/` and labels in `labels/`, as tests/labelled/README.md says; that folder
is the default. A label is answered rightly, wrongly, or not at all (a place or year that the
program leaves open; a wrong one harms a reader, a missing one does not). Headings and leaves are
counted one by one, so each has a precision and a recall. --wrong lists what is not right.

This is where to measure again what a constant of `indexer/` was set by.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from pathlib import Path

from indexer.attribution import load_attribution
from indexer.pipeline import analyse_file
from tests.labelled.labels import FOLDER, checks, labelled_files

NOT_SAID = (None, 0, "")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER)
    parser.add_argument("--wrong", action="store_true", help="lists what is not right")
    given = parser.parse_args()
    lists: dict[str, Counter[str]] = defaultdict(Counter)
    answers: dict[str, Counter[str]] = defaultdict(Counter)
    attribute = load_attribution()
    for file in labelled_files(given.folder):
        analysed = analyse_file(file.path, file.name, attribute)
        for check in checks(file):
            answer = check.answer(analysed)
            if isinstance(check.right, list) and isinstance(answer, list):
                lists[check.aspect] += Counter(
                    right=sum(one in answer for one in check.right),
                    expected=len(check.right),
                    answered=len(answer),
                )
            elif answer == check.right:
                answers[check.aspect]["right"] += 1
            else:
                answers[check.aspect]["not said" if answer in NOT_SAID else "wrong"] += 1
            if given.wrong and answer != check.right:
                print(f"{check.name}\n    right   {check.right}\n    answer  {answer}")
    for aspect, count in lists.items():
        precision, recall = (count["right"] / count[whole] for whole in ("answered", "expected"))
        print(f"{aspect:24} {count['expected']}, precision {precision:.3f}, recall {recall:.3f}")
    for aspect, count in sorted(answers.items()):
        said = ", ".join(f"{count[how]} {how}" for how in ("right", "wrong", "not said"))
        print(f"{aspect:24} {said}")


if __name__ == "__main__":
    main()
