"""How long is targeted practice, and whom does it take to tell her two terms apart?

Simulated learners (`learners.py`) practise by the rule of `diagnosis/practice.py`, each case with a difficulty of its
own. They learn nothing meanwhile: what comes out is how the rule judges who stays as she is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from random import Random

from quizzes.diagnosis.mastery import Pair
from quizzes.diagnosis.practice import OTHERS, Answer, is_enough, is_separated
from quizzes.simulation.adaptive import confused_pair
from quizzes.simulation.learners import DIFFICULTY, Profile, answer, learner_of, profiles_of


@dataclass(frozen=True)
class Practised:
    """Mean number of cases, and the share of learners that the practice ends with as telling the pair apart."""

    profile: Profile
    cases: float
    separated: float


def practised(terms: Sequence[str], *, learners: int, seed: int) -> tuple[Practised, ...]:
    """Of each profile; who confuses no pair practises the first one."""
    return tuple(_practised(profile, learners, seed) for profile in profiles_of(terms))


def _practised(profile: Profile, learners: int, seed: int) -> Practised:
    rng = Random(f"{seed}/practice/{profile.name}")  # noqa: S311
    one, other, *_rest = profile.matrix
    pair = confused_pair(profile) or (one, other)
    runs = [_run(profile, pair, rng) for _number in range(learners)]
    separated = sum(is_separated(pair, answers) for answers in runs)
    return Practised(profile, sum(map(len, runs)) / learners, separated / learners)


def _run(profile: Profile, pair: Pair, rng: Random) -> list[Answer]:
    learner = learner_of(profile, rng)
    answers: list[Answer] = []
    while not is_enough(pair, answers, asked=len(answers)):
        term = _term(tuple(learner), pair, rng)
        answers.append((term, answer(learner, term, rng.gauss(0, DIFFICULTY), rng)))
    return answers


def _term(terms: Sequence[str], pair: Pair, rng: Random) -> str:
    """Of a case of the pair, or of one of the others that are mixed in."""
    others = [other for other in combinations(terms, 2) if other != pair]
    return rng.choice(rng.choice(others) if others and rng.random() < OTHERS else pair)
