"""How good is one answer, exactly?

A mark is a share from 0 to 1 of the question's points, made of parts. A part is one thing that was asked for:
it has a share of its own and, where it is a case, the term that was right (`expected`) and the term the
learner chose (`given`). Shares are fractions until somebody looks at them: three rows of which two are right
give 2/3, and three times 2/3 is 2. All rounding of the quizzes happens in `rounded`.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

STORED_PLACES = 5


@dataclass(frozen=True)
class Part:
    """`id` is the row's id, "" where the question is the part. `expected` is None where there is no case."""

    id: str
    expected: str | None
    given: str | None
    share: Fraction

    def to_json(self) -> dict[str, Any]:
        return {"id": self.id, "expected": self.expected, "given": self.given, "share": str(self.share)}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Part":
        return cls(data["id"], data["expected"], data["given"], Fraction(data["share"]))


@dataclass(frozen=True)
class Mark:
    """`needs_person`: the share is provisional until somebody has read the answer.

    `is_scored` is False where a faulty question was taken out: it counts neither for nor against anybody.
    """

    share: Fraction
    parts: tuple[Part, ...] = ()
    needs_person: bool = False
    is_scored: bool = True

    def __post_init__(self) -> None:
        if not 0 <= self.share <= 1:
            raise ValueError(f"A share lies between 0 and 1, not {self.share}.")

    @classmethod
    def of_parts(cls, parts: Iterable[Part]) -> "Mark":
        """Every part weighs the same: the share is the mean of theirs."""
        parts = tuple(parts)
        return cls(sum((part.share for part in parts), Fraction()) / len(parts), parts)

    def for_all(self) -> "Mark":
        """Everything, whatever was answered: how a faulty question is settled. What was given stays as it is."""
        return Mark(Fraction(1), tuple(replace(part, share=self._whole) for part in self.parts))

    def accepting(self, ids: Collection[str]) -> "Mark":
        """As if what was chosen in these parts were right, too. No term was taken for another then: no `given`."""
        if not ids:
            return self
        parts = tuple(replace(part, given=None, share=self._whole) if part.id in ids else part for part in self.parts)
        total = sum((part.share for part in parts), Fraction())
        return Mark(total / len(parts) if self._has_cases else total, parts)

    @property
    def _has_cases(self) -> bool:
        return any(part.expected for part in self.parts)

    @property
    def _whole(self) -> Fraction:
        """A part's share when it is right: cases weigh one each, other parts share one point."""
        return Fraction(1) if self._has_cases else Fraction(1, len(self.parts) or 1)


def rounded(value: Fraction, places: int) -> Decimal:
    """The nearest decimal; halves go away from zero, as people expect: 1/8 to two places is 0.13."""
    scaled = abs(value) * 10**places
    units = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Decimal(f"{-units if value < 0 else units}E-{places}")


def share_to_decimal(share: Fraction) -> Decimal:
    """What the database keeps beside the answer: 2/3 is 0.66667. A cache; nothing is decided with it."""
    return rounded(share, STORED_PLACES)
