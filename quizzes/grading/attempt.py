"""Is an attempt passed?

Points are the sum over its questions of points × share. A question with cases has one point a case, and its
parts tell which term each point belongs to, so results per term need nothing else. A question that was
skipped counts zero, and its cases still count for the maximum of their terms.

The rule is two whole numbers: points in all, and points for each term that was asked for. Both are compared
exactly, never after rounding: 18 2/3 points do not reach 19.

A question that was taken out counts for nothing, and the rule shrinks with what is left, rounded down in favour of
the learner: with one of 24 points gone, 19 become 18 (19 × 23 / 24 = 18.2), and 5 of 8 for a term become 4 of 7.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
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
class Cuts:
    """The rule as it holds for one attempt: points in all, and for each term that was asked for."""

    points: int
    per_term: dict[str, int]


@dataclass(frozen=True)
class GradedSlot:
    """One question of an attempt: what it is worth, which share of that was reached, and its parts."""

    points: int
    share: Fraction
    parts: tuple[Part, ...] = ()
    is_scored: bool = True


@dataclass(frozen=True)
class Result:
    """`per_term` maps a term to (points, maximum). `passed` and `cuts` are None where the quiz has no rule.

    `is_pass_kept`: the points no longer suffice since a question was settled, but it was passed before.
    """

    points: Fraction
    maximum: int
    per_term: dict[str, tuple[Fraction, int]] = field(default_factory=dict)
    passed: bool | None = None
    cuts: Cuts | None = field(default=None, compare=False)
    is_pass_kept: bool = field(default=False, compare=False)

    def keeping_pass(self) -> "Result":
        """What somebody was told that she had passed stays passed."""
        return self if self.passed is not False else replace(self, passed=True, is_pass_kept=True)


def result(slots: Iterable[GradedSlot], rule: PassRule | None) -> Result:
    """All slots of an attempt, the unanswered ones too, with `grade(content, None)` for their parts."""
    everything = tuple(slots)
    scored = tuple(slot for slot in everything if slot.is_scored)
    points = sum((slot.points * slot.share for slot in scored), Fraction())
    per_term = points_per_term(scored)
    cuts = None if rule is None else _cuts(rule, scored, everything)
    return Result(
        points=points,
        maximum=sum(slot.points for slot in scored),
        per_term=per_term,
        passed=None if cuts is None else meets(cuts, points, per_term),
        cuts=cuts,
    )


def points_per_term(slots: Iterable[GradedSlot]) -> dict[str, tuple[Fraction, int]]:
    totals: dict[str, tuple[Fraction, int]] = {}
    for part in (part for slot in slots for part in slot.parts):
        if part.expected is not None:
            points, maximum = totals.get(part.expected, (Fraction(), 0))
            totals[part.expected] = (points + part.share, maximum + 1)
    return totals


def meets(cuts: Cuts, points: Fraction, per_term: dict[str, tuple[Fraction, int]]) -> bool:
    return points >= cuts.points and all(reached >= cuts.per_term[term] for term, (reached, _) in per_term.items())


def _cuts(rule: PassRule, scored: tuple[GradedSlot, ...], everything: tuple[GradedSlot, ...]) -> Cuts:
    left, whole = points_per_term(scored), points_per_term(everything)
    return Cuts(
        _shrunk(rule.points, sum(slot.points for slot in scored), sum(slot.points for slot in everything)),
        {term: _shrunk(rule.per_term, maximum, whole[term][1]) for term, (_points, maximum) in left.items()},
    )


def _shrunk(cut: int, left: int, whole: int) -> int:
    return cut if left == whole else cut * left // whole
