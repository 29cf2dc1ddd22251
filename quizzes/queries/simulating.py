"""What would learners of known profiles score in this quiz, with the questions that are live now?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from quizzes.draw import BankItem, unfillable
from quizzes.grading.attempt import PassRule
from quizzes.models import Quiz
from quizzes.queries.attempts import terms_of
from quizzes.queries.bank import bank_items, cells_of, rules_of
from quizzes.simulation.exam import Exam, Outcome, outcome, sittings
from quizzes.simulation.learners import Profile, profiles_of

LEARNERS = 300  # of each profile: a share comes out within 6 points, 19 times of 20; eleven profiles take a second
DRAWS = 60  # forms that are handed out in turn, some milliseconds each
SHOWN = ("guesser", "master")  # of those that know all terms alike


@dataclass(frozen=True)
class Simulation:
    """`fault`: why there are no `outcomes`: one-by-one, no-rule, empty-cell, other-terms."""

    fault: str = ""
    outcomes: tuple[Outcome, ...] = ()
    points: int = 0


def simulation_of(quiz: Quiz, *, seed: int) -> Simulation:
    """First attempts only. The same seed and the same bank give the same figures. Three queries."""
    if quiz.asks_one_by_one:
        return Simulation("one-by-one")
    if quiz.pass_points is None:
        return Simulation("no-rule")
    cells, terms = cells_of(quiz), terms_of(quiz.course_id)
    pools = {cell.pool for cell in cells}
    bank = tuple(bank_items(quiz.course, pools))
    if not cells or unfillable(cells, bank):
        return Simulation("empty-cell")
    if len(terms) < 2 or not _knows_all(terms, bank):
        return Simulation("other-terms")
    passing = PassRule(quiz.pass_points, quiz.pass_per_term or 0)
    exam = Exam(tuple(cells), bank, rules_of(quiz), passing, attempts=1)
    drawn = sittings(exam, count=DRAWS, seed=seed)
    found = (outcome(exam, profile, drawn, learners=LEARNERS, seed=seed) for profile in _shown(terms))
    return Simulation(outcomes=tuple(found), points=sum(cell.cases for cell in cells))


def _shown(terms: Sequence[str]) -> Iterator[Profile]:
    for profile in profiles_of(terms):
        if profile.name in SHOWN or " " in profile.name:
            yield profile


def _knows_all(terms: Sequence[str], bank: Sequence[BankItem]) -> bool:
    """A simulated learner chooses among the terms of the course."""
    return all(case.term in terms for item in bank for case in item.cases)
