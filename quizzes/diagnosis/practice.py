"""Targeted practice: which two terms, which case next, and when is it enough?

The pair is the one that its answers make most likely to be confused. Most cases come from it; others are mixed in,
since telling apart is learnt where one has to find out first which terms are in question (interleaving).

It is enough when Wald's sequential probability ratio test (Wald 1947) takes the pair for told apart: each case of one
of its terms adds ln(p1/p0) where it was recognised and ln((1-p1)/(1-p0)) where it was not, until ln((1-beta)/alpha) is
reached. With p1 = .85, p0 = .65 and alpha = beta = .10 that is nine right answers in a row, twelve of thirteen, or
fifteen of seventeen. Nobody practises more than MOST_PRACTICE cases at a time. In the simulation (`make simulate`) 71 %
of masters end by the test, after 15 cases on average, and less than 1 % of those who mix the pair up.
"""

from collections.abc import Iterable, Sequence
from math import log
from random import Random

from quizzes.diagnosis.choice import Candidate, rank
from quizzes.diagnosis.confusion import Confusion
from quizzes.diagnosis.mastery import NeedsThreeTerms, Pair, posterior

MOST_PRACTICE = 20
APART, MIXED_UP = 0.85, 0.65  # right answers of who tells a pair apart, and of who does not
ERROR = 0.10  # of either kind
ENOUGH = log((1 - ERROR) / ERROR)
OTHERS = 0.25  # cases of other pairs

Answer = tuple[str, str]
"""Expected and given."""


def weakest_pair(confusion: Confusion) -> Pair:
    """The two terms that are most likely confused; without three terms, those most often taken for each other."""
    try:
        believed = posterior(confusion)
    except NeedsThreeTerms:
        return max(confusion.pairs, key=lambda pair: confusion.pair(*pair))
    return max(confusion.pairs, key=lambda pair: believed.pair(*pair))


def evidence_apart(pair: Pair, answers: Iterable[Answer]) -> float:
    """The log likelihood ratio that the pair is told apart, from the cases of its two terms."""
    right, wrong = log(APART / MIXED_UP), log((1 - APART) / (1 - MIXED_UP))
    return sum(right if expected == given else wrong for expected, given in answers if expected in pair)


def is_separated(pair: Pair, answers: Sequence[Answer]) -> bool:
    return evidence_apart(pair, answers) >= ENOUGH


def is_enough(pair: Pair, answers: Sequence[Answer], *, asked: int) -> bool:
    """May the practice end? `asked` are all cases, also one that does not count."""
    return asked >= MOST_PRACTICE or is_separated(pair, answers)


def next_case(pair: Pair, pool: Sequence[Candidate], *, asked: Sequence[int], rng: Random) -> Candidate | None:
    """Mostly one that sets the pair's terms against each other; None when all were asked. `asked` in their order.

    The same pool in the same order and the same generator give the same case.
    """
    by_id = {candidate.id: candidate for candidate in pool}
    left = [candidate for pk, candidate in by_id.items() if pk not in asked]
    of_pair = [candidate for candidate in left if candidate.contrast == "".join(pair)]
    others = [candidate for candidate in left if candidate.contrast != "".join(pair)]
    groups = [others, of_pair] if rng.random() < OTHERS else [of_pair, others]
    chosen = groups[0] or groups[1]
    before = [by_id[pk] for pk in asked if pk in by_id]
    ranked = [(rank(candidate, before), rng.random(), candidate) for candidate in chosen]
    return min(ranked, key=lambda entry: entry[:2], default=(None, None, None))[2]
