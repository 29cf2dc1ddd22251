"""Is a course completed, how far is it, and what is missing?

Only required units count. The share is the mean of their shares, weighted: two lessons of weight 1, one of them
read, and a quiz of weight 2 at 3/4 points give (1 + 0 + 2 x 3/4) / 4 = 5/8. Completed is what has no required unit
left that is not completed; a course without required units is never completed by itself.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

COMPLETED = "completed"


@dataclass(frozen=True)
class UnitStanding:
    """`state` is "completed" or anything else; `share` from 0 to 1; `graded`: one can pass or fail it."""

    required: bool
    state: str
    share: Fraction
    weight: int
    graded: bool = False


@dataclass(frozen=True)
class Completion:
    """`missing` are the places of the units that still have to be completed."""

    share: Fraction
    completed: bool
    missing: tuple[int, ...]


def completion_of(units: Sequence[UnitStanding]) -> Completion:
    required = [unit for unit in units if unit.required]
    missing = tuple(place for place, unit in enumerate(units) if unit.required and unit.state != COMPLETED)
    weight = sum(unit.weight for unit in required)
    reached = sum((unit.weight * _share(unit) for unit in required), Fraction())
    return Completion(
        share=reached / weight if weight else Fraction(),
        completed=bool(required) and not missing,
        missing=missing,
    )


def all_read(units: Iterable[UnitStanding]) -> bool:
    """Whether there is something to read, and nothing of what is required is left; what is graded is another matter."""
    wanted = [unit for unit in units if unit.required and not unit.graded]
    return bool(wanted) and all(unit.state == COMPLETED for unit in wanted)


def share_of(done: int, wanted: int) -> Fraction:
    """
    >>> share_of(1, 3), share_of(4, 3), share_of(0, 0)
    (Fraction(1, 3), Fraction(1, 1), Fraction(1, 1))
    """
    return Fraction(min(done, wanted), wanted) if wanted else Fraction(1)


def _share(unit: UnitStanding) -> Fraction:
    return Fraction(1) if unit.state == COMPLETED else unit.share
