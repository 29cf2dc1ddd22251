"""python -m quizzes.statistics FILE.csv: what these marks say of items and test, as JSON.

The first line names the items, the first column the person; a cell is a mark from 0 to 1, empty where the item was not
reached. With --max the second line holds the items' maxima, and cells go up to these. UTF-8, separated by commas or by
semicolons; with semicolons a decimal comma is understood, too. Exit code 2: the file makes no sense.

Figures have four digits; what is undefined is null. Their definitions stand in `items.py`, `matrix.py`, `totals.py`.
"""

import csv
import json
import sys
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NoReturn

from quizzes.statistics.items import ENOUGH, FEW, STRONG_REST
from quizzes.statistics.matrix import Column, Table
from quizzes.statistics.totals import Totals

DIGITS = 4
MOST_BYTES = 50_000_000  # ten thousand people with a thousand items each have less
MOST_POINTS = 1_000_000


class Parser(ArgumentParser):
    """One line instead of usage and error."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{message}\n")


def main(arguments: Sequence[str]) -> None:
    parser = Parser(prog="python -m quizzes.statistics", description="What marks say of items and test, as JSON.")
    parser.add_argument("file", type=Path, help="CSV: names of items in the first line, the person in the first column")
    parser.add_argument("--max", action="store_true", help="the second line holds the items' maxima")
    options = parser.parse_args(arguments)
    try:
        found = report(read_table(options.file, with_maxima=options.max))
    except ValueError as error:
        parser.error(str(error))
    sys.stdout.write(json.dumps(found, indent=2, ensure_ascii=False, allow_nan=False) + "\n")


def read_table(path: Path, *, with_maxima: bool = False) -> Table:
    """Raises ValueError, with the line, for what is no table of marks."""
    lines = list(_lines(_text_of(path)))
    if not lines:
        raise ValueError("The file is empty.")
    _line, [_corner, *names] = lines.pop(0)
    _check_names(names)
    maxima = [1.0] * len(names)
    if with_maxima:
        maxima = _maxima(lines, names)
    if not lines:
        raise ValueError("The file names items, but nobody has answered them.")
    rows = tuple(_row(number, cells, names, maxima) for number, cells in lines)
    return Table(tuple(names), tuple(maxima), rows)


def report(table: Table) -> dict[str, Any]:
    """Everything that can be said, for plain JSON."""
    return {
        "people": len(table.rows),
        "items": [_item(column, maximum) for column, maximum in zip(table.columns, table.maxima, strict=True)],
        "test": _test(table.whole, sum(table.maxima)),
        "policy": {"counts_only_below": FEW, "everything_from": ENOUGH, "strong_from": STRONG_REST},
    }


def _item(column: Column, maximum: float) -> dict[str, Any]:
    item = column.item
    return {
        "name": column.name,
        "maximum": _short(maximum),
        "n": item.count,
        "stage": item.stage,
        "facility": _short(item.facility),
        "facility_interval": [_short(end) for end in item.interval] if item.interval else None,
        "discrimination": _short(item.discrimination),
        "discrimination_se": _short(item.error),
        "strong_n": item.strong_count,
        "strong_facility": _short(item.strong),
        "sd": _short(column.sd),
        "discrimination_index": _short(column.discrimination_index),
        "discriminative_efficiency": _short(column.efficiency),
        "effective_weight": _short(column.weight),
        "item_rest_correlation": _short(column.rest_correlation),
        "flags": list(item.flags),
    }


def _test(whole: Totals, maximum: float) -> dict[str, Any]:
    figures = {
        "mean": whole.mean,
        "median": whole.median,
        "sd": whole.sd,
        "skewness": whole.skewness,
        "kurtosis": whole.kurtosis,
        "alpha": whole.alpha,
        "error_ratio": whole.error_ratio,
        "standard_error": whole.standard_error,
    }
    return {"n": whole.count, "maximum": _short(maximum)} | {name: _short(value) for name, value in figures.items()}


def _short(value: float | None) -> float | None:
    return None if value is None else round(value, DIGITS) + 0.0  # no -0.0


def _text_of(path: Path) -> str:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise ValueError(f"{path} has more than {MOST_BYTES:,} bytes.")
        data = path.read_bytes()
    except OSError as error:
        raise ValueError(f"{path} cannot be read: {error.strerror}.") from None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ValueError(f"{path} is no text in UTF-8.") from None
    if "\0" in text:
        raise ValueError(f"{path} is no CSV: it holds zero bytes.")
    return text


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """Number of the line and its cells; empty lines are left out."""
    first = text.split("\n", 1)[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    reader = csv.reader(text.splitlines(), delimiter=delimiter, strict=True)
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                comma = delimiter == ";"
                yield reader.line_num, [cell.strip().replace(",", ".") if comma else cell.strip() for cell in cells]
    except csv.Error as error:
        raise ValueError(f"Line {reader.line_num} is no CSV: {error}.") from None


def _check_names(names: Sequence[str]) -> None:
    if not names:
        raise ValueError("The first line names no item; its cells are separated by commas or semicolons.")
    if "" in names:
        raise ValueError(f"Line 1: column {names.index('') + 2} has no name.")
    if twice := [name for name, count in Counter(names).items() if count > 1]:
        raise ValueError(f"Line 1: two items are called {twice[0]}.")


def _maxima(lines: list[tuple[int, list[str]]], names: Sequence[str]) -> list[float]:
    if not lines:
        raise ValueError("The second line with the maxima is missing.")
    number, cells = lines.pop(0)
    found = _row(number, cells, names, [MOST_POINTS] * len(names))
    for name, maximum in zip(names, found, strict=True):
        if not maximum:
            raise ValueError(f"Line {number}: {name} needs a maximum above 0.")
    return [maximum or 0.0 for maximum in found]


def _row(number: int, cells: Sequence[str], names: Sequence[str], maxima: Sequence[float]) -> list[float | None]:
    if len(cells) != len(names) + 1:
        raise ValueError(f"Line {number} has {len(cells)} cells; the first line has {len(names) + 1}.")
    columns = zip(cells[1:], names, maxima, strict=True)
    return [_mark(number, cell, name, maximum) for cell, name, maximum in columns]


def _mark(number: int, cell: str, name: str, maximum: float) -> float | None:
    if not cell:
        return None
    try:
        mark = float(cell)
    except ValueError:
        raise ValueError(f"Line {number}, {name}: {cell[:30]} is no number.") from None
    if not 0 <= mark <= maximum:
        raise ValueError(f"Line {number}, {name}: {cell[:30]} is not from 0 to {maximum:g}.")
    return mark


if __name__ == "__main__":
    main(sys.argv[1:])
