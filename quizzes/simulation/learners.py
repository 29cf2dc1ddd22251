"""How would somebody answer who confuses terms in a known way?

A profile says for each term how often it is taken for each other one (a confusion matrix, rows: the right term). A
learner of that profile scatters around it (Dirichlet with CONCENTRATION, so that a row of .90 comes out between about
.78 and .98), and each case is harder or easier by a normal deviate of DIFFICULTY on the log-odds of a right answer. The
figures are those of a design study for this course; real answers will differ, so what comes out compares exams and
rules and predicts nobody.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations
from math import exp, log
from random import Random

CONCENTRATION = 30
DIFFICULTY = 0.6
SURE = 0.88  # how well a pair-confuser knows the term she does not confuse
SWAPPED = (0.48, 0.44)  # a confused term: right, taken for its partner; the rest goes elsewhere
ONE_WAY = (0.31, 0.60)
CERTAIN = 1e-9  # keeps log-odds finite

Matrix = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True)
class Profile:
    """`name` is a code: guesser, master, borderline, novice, pair FO, direction O-Z."""

    name: str
    matrix: Matrix


def profiles_of(terms: Sequence[str]) -> tuple[Profile, ...]:
    """Those worth asking about, for any number of terms from two on."""
    even = {"guesser": 1 / len(terms), "novice": 0.40, "borderline": 0.72, "good": 0.85, "master": 0.90}
    pairs = [(one, other) for one, other in permutations(terms, 2) if terms.index(one) < terms.index(other)]
    return (
        *(Profile(name, _even(terms, share)) for name, share in even.items()),
        *(Profile(f"pair {one}{other}", _confused(terms, {one: other, other: one}, SWAPPED)) for one, other in pairs),
        *(
            Profile(f"direction {one}-{other}", _confused(terms, {one: other}, ONE_WAY))
            for one, other in permutations(terms, 2)
        ),
    )


def learner_of(profile: Profile, rng: Random) -> Matrix:
    """One person: each row drawn from a Dirichlet distribution around the profile's."""
    return {right: _scattered(row, rng) for right, row in profile.matrix.items()}


def answer(learner: Matrix, right: str, difficulty: float, rng: Random) -> str:
    """The term she chooses. `difficulty` is taken from the log-odds of the right one; wrong ones keep their ratio."""
    row = learner[right]
    share = min(max(row[right], CERTAIN), 1 - CERTAIN)
    shifted = 1 / (1 + exp(difficulty - log(share / (1 - share))))
    if rng.random() < shifted:
        return right
    wrong = {term: chance for term, chance in row.items() if term != right}
    return rng.choices(list(wrong), list(wrong.values()))[0]


def _even(terms: Sequence[str], share: float) -> Matrix:
    rest = (1 - share) / (len(terms) - 1)
    return {right: {term: share if term == right else rest for term in terms} for right in terms}


def _confused(terms: Sequence[str], taken_for: Mapping[str, str], shares: tuple[float, float]) -> Matrix:
    """Terms that are not confused are known with SURE."""
    matrix = {term: dict(row) for term, row in _even(terms, SURE).items()}
    for right, given in taken_for.items():
        others = [term for term in terms if term not in (right, given)]
        rest = (1 - sum(shares)) / len(others) if others else 0.0
        matrix[right] = dict.fromkeys(others, rest) | {right: shares[0], given: 1 - shares[0] - rest * len(others)}
    return matrix


def _scattered(row: Mapping[str, float], rng: Random) -> dict[str, float]:
    weights = {term: rng.gammavariate(CONCENTRATION * share, 1) if share else 0.0 for term, share in row.items()}
    total = sum(weights.values())
    return {term: weight / total for term, weight in weights.items()}
