"""What do types share whose answers a person reads?

A rubric is a list of criteria, each worth some points. Whoever marks gives points for each; the share of the question
is their sum over the maximum. The criteria are shown to the learner with the result, not before.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from quizzes.grading.mark import Mark, Part
from quizzes.types.base import Html
from quizzes.types.reading import Reader, with_note

MAX_CRITERIA = 10
MAX_CRITERION_POINTS = 20


@dataclass(frozen=True)
class Criterion:
    points: int
    text: str
    note: str = ""


def read_rubric(reader: Reader) -> tuple[Criterion, ...]:
    sections = reader.sections("rubric", least=1, most=MAX_CRITERIA)
    return tuple(_read_criterion(section) for section in sections)


def dump_rubric(rubric: Sequence[Criterion]) -> list[dict[str, Any]]:
    return [{"points": item.points, "text": item.text} | with_note(item.note) for item in rubric]


def criterion_key(number: int) -> str:
    return f"rubric[{number}].text"


def criterion_texts(rubric: Sequence[Criterion]) -> dict[str, str]:
    return {criterion_key(number): item.text for number, item in enumerate(rubric)}


def review_rubric(rubric: Sequence[Criterion], html: Html) -> list[dict[str, Any]]:
    return [{"html": html[criterion_key(number)], "points": item.points} for number, item in enumerate(rubric)]


def maximum_of(rubric: Sequence[Criterion]) -> int:
    return sum(item.points for item in rubric)


def unmarked(rubric: Sequence[Criterion], *, waits: bool) -> Mark:
    """Nothing yet; `waits` where somebody has to read it."""
    return Mark(Fraction(0), tuple(Part(str(n), None, None, Fraction(0)) for n in range(len(rubric))), waits)


def marked(rubric: Sequence[Criterion], points: Sequence[int]) -> Mark:
    """`points`: one number for each criterion. Raises ValueError for other numbers than these allow."""
    if len(points) != len(rubric) or not all(0 <= p <= item.points for p, item in zip(points, rubric, strict=True)):
        raise ValueError(f"Points {list(points)} do not fit the rubric {[item.points for item in rubric]}.")
    maximum = maximum_of(rubric)
    parts = tuple(Part(str(n), None, None, Fraction(p, maximum)) for n, p in enumerate(points))
    return Mark(Fraction(sum(points), maximum), parts)


def _read_criterion(reader: Reader) -> Criterion:
    criterion = Criterion(
        points=reader.number("points", most=MAX_CRITERION_POINTS), text=reader.text("text"), note=reader.note()
    )
    reader.close()
    return criterion
