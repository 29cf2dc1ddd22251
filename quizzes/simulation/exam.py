"""Who would pass this exam, and does its draw keep its rules?

Learners of each profile take the exam as often as it allows and learn nothing in between; the draw knows what they have
seen. So the figures are an upper bound for those who should not pass.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from random import Random

from quizzes.draw import BankItem, Cell, DrawRules, draw
from quizzes.grading.attempt import PassRule
from quizzes.simulation.learners import DIFFICULTY, Matrix, Profile, answer, learner_of

Z = 1.96  # standard errors on either side that hold 95 %

Score = Mapping[str, tuple[int, int]]
"""Term → (points reached, cases asked)."""


@dataclass(frozen=True)
class Exam:
    """What an exam is made of; `attempts` is how often it may be taken. Every question of a cell holds a case."""

    cells: tuple[Cell, ...]
    bank: tuple[BankItem, ...]
    rules: DrawRules
    passing: PassRule | None
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


@dataclass(frozen=True)
class Outcome:
    """What became of `learners` of one profile. `points`: each one's in the first attempt; `passed_by`: how many had
    passed by the first, second, … attempt, none where the quiz has no rule.
    """

    profile: Profile
    points: tuple[int, ...]
    passed_by: tuple[int, ...]

    @property
    def learners(self) -> int:
        return len(self.points)

    @property
    def shares(self) -> tuple[float, ...]:
        return tuple(count / self.learners for count in self.passed_by)

    @property
    def mean(self) -> float:
        return sum(self.points) / self.learners

    def quantile(self, share: float) -> int:
        """The points that so large a share of the learners did not exceed."""
        return sorted(self.points)[min(int(share * self.learners), self.learners - 1)]


def outcome(exam: Exam, profile: Profile, drawn: Sequence[Sitting], *, learners: int, seed: int) -> Outcome:
    """Some tenths of a millisecond a learner."""
    rng = Random(f"{seed}/{profile.name}")  # noqa: S311
    hardness = {item.id: [rng.gauss(0, DIFFICULTY) for _case in item.cases] for item in exam.bank}
    points, passed_by = [], [0] * exam.attempts
    for number in range(learners):
        person, sitting = learner_of(profile, rng), drawn[number % len(drawn)]
        taken = (_points(person, form, hardness, rng) for form in sitting.forms)
        scores = _until_passed(taken, exam.passing)
        points.append(sum(reached for reached, _asked in scores[0].values()))
        for attempt in range(len(scores) - 1 if _passes(scores[-1], exam.passing) else exam.attempts, exam.attempts):
            passed_by[attempt] += 1
    return Outcome(profile, tuple(points), tuple(passed_by) if exam.passing else ())


def pass_shares(
    exam: Exam, profile: Profile, drawn: Sequence[Sitting], *, learners: int, seed: int
) -> tuple[float, ...]:
    """The share of learners who have passed by the first, second, … attempt."""
    return outcome(exam, profile, drawn, learners=learners, seed=seed).shares


def interval(count: int, of: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share that was found by chance: `count` of `of`. 0 of 300 is 0 to 1.3 %.

    E. B. Wilson, Probable inference, the law of succession, and statistical inference (1927).
    """
    share, spread = count / of, Z**2 / of
    middle = (share + spread / 2) / (1 + spread)
    half = Z / (1 + spread) * sqrt(share * (1 - share) / of + spread / (4 * of))
    return max(0.0, middle - half), min(1.0, middle + half)


def _sitting(exam: Exam, by_id: Mapping[Hashable, BankItem], rng: Random) -> Sitting:
    seen: dict[Hashable, int] = {}
    forms, relaxed = [], []
    for number in range(1, exam.attempts + 1):
        drawn = draw(exam.cells, exam.bank, seed=rng.getrandbits(32), rules=exam.rules, seen=seen)
        seen |= dict.fromkeys(drawn.items, number)
        forms.append(tuple(by_id[item] for item in drawn.items))
        relaxed.append(bool(drawn.notes))
    return Sitting(tuple(forms), tuple(relaxed))


def _until_passed(taken: Iterable[Score], rule: PassRule | None) -> list[Score]:
    """Nobody takes an exam again that she has passed, or that cannot be passed."""
    scores = []
    for score in taken:
        scores.append(score)
        if rule is None or _passes(score, rule):
            break
    return scores


def _points(
    person: Matrix, form: Iterable[BankItem], hardness: Mapping[Hashable, Sequence[float]], rng: Random
) -> Score:
    score: dict[str, list[int]] = {}
    for item in form:
        for case, difficulty in zip(item.cases, hardness[item.id], strict=True):
            counts = score.setdefault(case.term, [0, 0])
            counts[0] += answer(person, case.term, difficulty, rng) == case.term
            counts[1] += 1
    return {term: (right, asked) for term, (right, asked) in score.items()}


def _passes(score: Score, rule: PassRule | None) -> bool:
    """As `quizzes.grading.attempt.result` decides, of whole points: here every case is right or wrong."""
    if rule is None:
        return False
    total = sum(right for right, _asked in score.values())
    return total >= rule.points and all(right >= rule.per_term for right, _asked in score.values())
