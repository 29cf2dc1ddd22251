"""python -m quizzes.diagnosis '[[5,3,0],[2,5,1],[0,1,7]]': what these counts say, as JSON.

Rows are the terms that were expected, columns those that were given, both in the order of --terms. All figures are
those of `confusion.py` and `mastery.py`, to four digits. Exit code 2: the counts or terms make no sense.
"""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from typing import Any, NoReturn

from quizzes.diagnosis.confusion import Confusion
from quizzes.diagnosis.mastery import is_over, posterior, verdict

DIGITS = 4
MOST = 10_000  # in one cell; nobody answers more


class Parser(ArgumentParser):
    """One line instead of usage and error."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{message}\n")


def main(arguments: Sequence[str]) -> None:
    parser = Parser(prog="python -m quizzes.diagnosis", description="What counts of confusions say, as JSON.")
    parser.add_argument("counts", help="rows expected, columns given: [[5,3,0],[2,5,1],[0,1,7]]")
    parser.add_argument("--terms", default="FOZ", help="a letter for each term, in the order of rows (default: FOZ)")
    options = parser.parse_args(arguments)
    try:
        found = report(Confusion(tuple(options.terms), read_counts(options.counts)))
    except ValueError as error:
        parser.error(str(error))
    sys.stdout.write(json.dumps(found, indent=2) + "\n")


def read_counts(text: str) -> tuple[tuple[int, ...], ...]:
    """Raises ValueError for anything but a list of lists of whole numbers."""
    try:
        rows = json.loads(text)
    except (ValueError, RecursionError):
        raise ValueError("The counts are no JSON; write them like [[5,3,0],[2,5,1],[0,1,7]].") from None
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise ValueError("The counts are a list of rows, like [[5,3,0],[2,5,1],[0,1,7]].")
    if not all(type(count) is int and 0 <= count <= MOST for row in rows for count in row):
        raise ValueError(f"Each count is a whole number from 0 to {MOST}.")
    return tuple(map(tuple, rows))


def report(confusion: Confusion) -> dict[str, Any]:
    """Everything that can be said, for plain JSON. Raises NeedsThreeTerms."""
    terms, believed, said = confusion.terms, posterior(confusion), verdict(confusion)
    chances = zip(believed.hypotheses, believed.chances, strict=True)
    return {
        "events": confusion.total,
        "means": {right: {given: _short(confusion.mean(right, given)) for given in terms} for right in terms},
        "intervals": {
            right: {given: [_short(end) for end in confusion.interval(right, given)] for given in terms}
            for right in terms
        },
        "mastery": {term: _short(confusion.mastery(term)) for term in terms},
        "pairs": {"".join(pair): _short(confusion.pair(*pair)) for pair in confusion.pairs},
        "hypotheses": {made.name: _short(chance) for made, chance in chances},
        "confused": {"".join(pair): _short(believed.pair(*pair)) for pair in confusion.pairs},
        "verdict": {"code": said.code, "pair": said.pair, "direction": said.direction, "is_over": is_over(confusion)},
    }


def _short(value: float) -> float:
    return round(value, DIGITS)


if __name__ == "__main__":
    main(sys.argv[1:])
