"""Who would pass this exam, and does its draw keep its rules?

Learners of each profile take the exam as often as it allows and learn nothing in between; the draw knows what they have
seen. So the figures are an upper bound for those who should not pass.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from random import Random

from quizzes.draw import BankItem, Cell, DrawRules, draw
from quizzes.grading.attempt import GradedSlot, PassRule, result
from quizzes.grading.mark import Part
from quizzes.simulation.learners import DIFFICULTY, Matrix, Profile, answer, learner_of


@dataclass(frozen=True)
class Exam:
    """What an exam is made of; `attempts` is how often it may be taken."""

    cells: tuple[Cell, ...]
    bank: tuple[BankItem, ...]
    rules: DrawRules
    passing: PassRule
    attempts: int


@dataclass(frozen=True)
class Sitting:
    """The questions of one person's attempts in a row, and which of the draws had to relax a rule."""

    forms: tuple[tuple[BankItem, ...], ...]
    relaxed: tuple[bool, ...]


def sittings(exam: Exam, *, count: int, seed: int) -> list[Sitting]:
    """`count` times as many draws in a row as attempts are allowed. Some milliseconds a draw."""
    rng = Random(seed)  # noqa: S311
    by_id = {item.id: item for item in exam.bank}
    return [_sitting(exam, by_id, rng) for _number in range(count)]


def pass_shares(
    exam: Exam, profile: Profile, drawn: Sequence[Sitting], *, learners: int, seed: int
) -> tuple[float, ...]:
    """The share of learners who have passed by the first, second, … attempt."""
    rng = Random(f"{seed}/{profile.name}")  # noqa: S311
    hardness = {item.id: [rng.gauss(0, DIFFICULTY) for _case in item.cases] for item in exam.bank}
    passed_by = [0] * exam.attempts
    for number in range(learners):
        person = learner_of(profile, rng)
        first = _first_passed(exam, person, drawn[number % len(drawn)], hardness, rng)
        for attempt in range(first, exam.attempts):
            passed_by[attempt] += 1
    return tuple(count / learners for count in passed_by)


def _sitting(exam: Exam, by_id: Mapping[Hashable, BankItem], rng: Random) -> Sitting:
    seen: dict[Hashable, int] = {}
    forms, relaxed = [], []
    for number in range(1, exam.attempts + 1):
        drawn = draw(exam.cells, exam.bank, seed=rng.getrandbits(32), rules=exam.rules, seen=seen)
        seen |= dict.fromkeys(drawn.items, number)
        forms.append(tuple(by_id[item] for item in drawn.items))
        relaxed.append(bool(drawn.notes))
    return Sitting(tuple(forms), tuple(relaxed))


def _first_passed(
    exam: Exam, person: Matrix, sitting: Sitting, hardness: Mapping[Hashable, Sequence[float]], rng: Random
) -> int:
    """Index of the first attempt that is passed; as many as there are if none is."""
    for number, form in enumerate(sitting.forms):
        slots = [_taken(person, item, hardness[item.id], rng) for item in form]
        if result(slots, exam.passing).passed:
            return number
    return exam.attempts


def _taken(person: Matrix, item: BankItem, hardness: Sequence[float], rng: Random) -> GradedSlot:
    parts = []
    for case, difficulty in zip(item.cases, hardness, strict=True):
        given = answer(person, case.term, difficulty, rng)
        parts.append(Part(case.row_id, case.term, given, Fraction(int(given == case.term))))
    return GradedSlot(len(parts), sum((part.share for part in parts), Fraction()) / len(parts), tuple(parts))
