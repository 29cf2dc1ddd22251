from fractions import Fraction

import pytest

from lessons.completion import Completion, UnitStanding, completion_of

DONE, NEW = UnitStanding(True, "completed", Fraction(1), 1), UnitStanding(True, "", Fraction(0), 1)


@pytest.mark.parametrize(
    ("units", "expected"),
    [
        ([], Completion(Fraction(0), False, ())),
        ([UnitStanding(False, "completed", Fraction(1), 1)], Completion(Fraction(0), False, ())),
        ([DONE], Completion(Fraction(1), True, ())),
        ([DONE, NEW], Completion(Fraction(1, 2), False, (1,))),
        ([DONE, NEW, UnitStanding(True, "in-progress", Fraction(3, 4), 2)], Completion(Fraction(5, 8), False, (1, 2))),
        ([DONE, UnitStanding(False, "", Fraction(0), 9)], Completion(Fraction(1), True, ())),
    ],
)
def test_completion(units: list[UnitStanding], expected: Completion) -> None:
    assert completion_of(units) == expected
