"""Is an attempt passed?

Points are the sum over its questions of points × share. A question with cases has one point a case, and its
parts tell which term each point belongs to, so results per term need nothing else. A question that was
skipped counts zero, and its cases still count for the maximum of their terms.

The rule is two whole numbers: points in all, and points for each term that was asked for. Both are compared
exactly, never after rounding: 18 2/3 points do not reach 19.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction

from quizzes.grading.mark import Part


@dataclass(frozen=True)
class PassRule:
    points: int
    per_term: int = 0

    def __post_init__(self) -> None:
        if self.points < 0 or self.per_term < 0:
            raise ValueError("A pass rule asks for no points or more.")


@dataclass(frozen=True)
class GradedSlot:
    """One question of an attempt: what it is worth, which share of that was reached, and its parts."""

    points: int
    share: Fraction
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True)
class Result:
    """`per_term` maps a term to (points, maximum). `passed` is None where the quiz has no rule."""

    points: Fraction
    maximum: int
    per_term: dict[str, tuple[Fraction, int]] = field(default_factory=dict)
    passed: bool | None = None


def result(slots: Iterable[GradedSlot], rule: PassRule | None) -> Result:
    """All slots of an attempt, the unanswered ones too, with `grade(content, None)` for their parts."""
    slots = tuple(slots)
    points = sum((slot.points * slot.share for slot in slots), Fraction())
    per_term = points_per_term(slots)
    return Result(
        points=points,
        maximum=sum(slot.points for slot in slots),
        per_term=per_term,
        passed=None if rule is None else meets(rule, points, per_term),
    )


def points_per_term(slots: Iterable[GradedSlot]) -> dict[str, tuple[Fraction, int]]:
    totals: dict[str, tuple[Fraction, int]] = {}
    for part in (part for slot in slots for part in slot.parts):
        if part.expected is not None:
            points, maximum = totals.get(part.expected, (Fraction(), 0))
            totals[part.expected] = (points + part.share, maximum + 1)
    return totals


def meets(rule: PassRule, points: Fraction, per_term: dict[str, tuple[Fraction, int]]) -> bool:
    return points >= rule.points and all(reached >= rule.per_term for reached, _ in per_term.values())
