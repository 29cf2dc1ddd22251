"""Does somebody tell three terms apart, when is that clear enough, and which two does she confuse?

Measurement decision theory (Rudner 2009; Rudner & Guo 2011): a few hypotheses on how a person answers, each a
template P(given | expected) with a prior chance, and Bayes' rule after each event:

    p_k ← p_k T_k[t][r] / sum over m of p_m T_m[t][r]

For three terms there are eleven hypotheses: a master, a novice, three pairs that are taken for each other, six
directions in which one term is taken for another. The check stops like a sequential test (Wald 1947): as soon as the
chance of a master is high or low enough, at MOST events in any case. Templates and priors come from a design study;
they should be calibrated anew when about a hundred learners have taken the check.

A named pair stays a guess to be worded with care. In the simulation (`make simulate`) it is right for 98 % of the
confusers of a pair who are told one, but for 86 % of all who are: some novices and unlucky masters are told one, too.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, permutations
from math import exp, log
from random import Random
from typing import Literal

from quizzes.diagnosis.confusion import Confusion

LEAST, MOST = 9, 30  # events before the check may stop, and at which it stops
SURE = 0.95  # of a decision; 1 - SURE is how sure one is that somebody is no master
PRACTICE_PASS = 0.5  # without a decision: enough where nothing depends on it
NAMED = 0.80  # how likely a confused pair must be to be named
DIRECTED = 2 / 3  # of the pair's chance: its one direction explains so much
WARM_UP = 2  # events of each term before the choice of terms adapts
RANDOM = 0.25  # terms drawn by chance, so that the order tells no key

MASTER, NOVICE = 0.88, 0.42  # right answers
SURE_ROW = 0.85  # right answers for a term that is not confused
CONFUSED = (0.50, 0.42)  # a confused term of a pair: right, taken for the other
ONE_WAY = (0.33, 0.58)
PRIORS = {"master": 0.40, "novice": 0.15, "pair": 0.075, "direction": 0.0375}  # of each hypothesis of a kind

Pair = tuple[str, str]
Kind = Literal["master", "novice", "pair", "direction"]
Code = Literal["mastered", "not-yet", "not-sure"]


class NeedsThreeTerms(ValueError):
    """The templates are made for three terms; with another number there is no adaptive check."""

    def __init__(self, terms: Sequence[str]) -> None:
        super().__init__(f"The check needs three terms, not {len(terms)}.")
        self.terms = tuple(terms)


@dataclass(frozen=True)
class Hypothesis:
    """`terms` are the two of a pair, or of a direction: the first is taken for the second. Else it is empty.

    `template[t][r]` is P(given r | expected t), in the order of the course's terms.
    """

    kind: Kind
    terms: tuple[str, ...]
    template: tuple[tuple[float, ...], ...]

    @property
    def prior(self) -> float:
        return PRIORS[self.kind]

    @property
    def name(self) -> str:
        """A code: master, novice, pair FO, direction F-O."""
        return f"{self.kind} {('-' if self.kind == 'direction' else '').join(self.terms)}".strip()


@dataclass(frozen=True)
class Posterior:
    """What is believed after some events: `chances` are those of `hypotheses`, one by one, and add up to 1."""

    hypotheses: tuple[Hypothesis, ...]
    chances: tuple[float, ...]

    @property
    def p_master(self) -> float:
        return self.chances[0]

    def pair(self, one: str, other: str) -> float:
        """q: the chance that two terms are confused, in both directions or in one."""
        both = {one, other}
        return sum(
            chance for made, chance in zip(self.hypotheses, self.chances, strict=True) if set(made.terms) == both
        )

    def direction(self, expected: str, given: str) -> float:
        """The chance that the first is taken for the second, but not the other way round."""
        return self._of("direction", (expected, given))

    def _of(self, kind: Kind, terms: Pair) -> float:
        return next(
            chance
            for made, chance in zip(self.hypotheses, self.chances, strict=True)
            if (made.kind, made.terms) == (kind, terms)
        )


@dataclass(frozen=True)
class Verdict:
    """`pair` is named if it is likely enough, `direction` (expected, given) if mostly that one explains the pair.

    `chance` is how likely the named pair is.
    """

    code: Code
    p_master: float
    pair: Pair | None = None
    direction: Pair | None = None
    chance: float | None = None

    @property
    def passes_practice(self) -> bool:
        """Without a decision, the likelier of both: for practice only, where nothing depends on it."""
        return self.p_master >= PRACTICE_PASS


def hypotheses(terms: Sequence[str]) -> tuple[Hypothesis, ...]:
    """Master, novice, pairs, directions, in the order of the terms. Raises NeedsThreeTerms."""
    return _hypotheses(tuple(terms))


@lru_cache(maxsize=2048)
def posterior(confusion: Confusion) -> Posterior:
    """log p_k = log prior_k + sum of N[t][r] log T_k[t][r], brought to the sum 1. Raises NeedsThreeTerms."""
    made = hypotheses(confusion.terms)
    counts = [count for row in confusion.counts for count in row]
    logs = [
        start + sum(count * weight for count, weight in zip(counts, weights, strict=True))
        for start, weights in _logs(confusion.terms)
    ]
    highest = max(logs)
    shares = [exp(value - highest) for value in logs]
    total = sum(shares)
    return Posterior(made, tuple(share / total for share in shares))


def is_over(confusion: Confusion) -> bool:
    """May the check stop? From LEAST events on as soon as it is decided, and at MOST in any case."""
    return confusion.total >= MOST or _code(confusion) != "not-sure"


def verdict(confusion: Confusion) -> Verdict:
    """What these answers say; before LEAST events nothing is decided and nothing named. Raises NeedsThreeTerms."""
    believed, code = posterior(confusion), _code(confusion)
    if code == "mastered" or confusion.total < LEAST:
        return Verdict(code, believed.p_master)
    pair = max(confusion.pairs, key=lambda terms: believed.pair(*terms))
    chance = believed.pair(*pair)
    if chance < NAMED:
        return Verdict(code, believed.p_master)
    return Verdict(code, believed.p_master, pair, _direction(believed, pair), chance)


def next_term(confusion: Confusion, rng: Random, among: Collection[str] | None = None) -> str:
    """The true term of the next question; `among` are the terms for which there are questions left.

    The rarest while a term has fewer than WARM_UP events, then the one whose answer is expected to leave the least
    entropy: argmin over t of sum over r of P(r | t) H(p | t, r). RANDOM of all terms are drawn by chance instead.
    Raises NeedsThreeTerms, and ValueError if `among` is empty.
    """
    terms = [term for term in confusion.terms if among is None or term in among]
    if not terms:
        raise ValueError("There is no term to ask for.")
    if rng.random() < RANDOM:
        return rng.choice(terms)
    rarest = min(confusion.asked(term) for term in terms)
    if rarest < WARM_UP:
        return rng.choice([term for term in terms if confusion.asked(term) == rarest])
    expected = dict(zip(confusion.terms, expected_entropies(confusion), strict=True))
    return min(terms, key=expected.__getitem__)


@lru_cache(maxsize=2048)
def expected_entropies(confusion: Confusion) -> tuple[float, ...]:
    """For each term, in nats: how open the hypotheses are expected to be after one more event of it."""
    believed = posterior(confusion)
    columns = range(len(confusion.terms))
    return tuple(
        sum(_entropy_after([p * made.template[row][given] for p, made in _likely(believed)]) for given in columns)
        for row in columns
    )


def _likely(believed: Posterior) -> list[tuple[float, Hypothesis]]:
    return list(zip(believed.chances, believed.hypotheses, strict=True))


def _entropy_after(joint: list[float]) -> float:
    """P(r | t) H(p | t, r) from the joint chances p_k T_k[t][r]: with P their sum, P log P - sum of joint log joint."""
    total = sum(joint)
    return total * log(total) - sum(chance * log(chance) for chance in joint if chance)


def _code(confusion: Confusion) -> Code:
    p_master = posterior(confusion).p_master
    if confusion.total < LEAST or 1 - SURE < p_master < SURE:
        return "not-sure"
    return "mastered" if p_master >= SURE else "not-yet"


def _direction(believed: Posterior, pair: Pair) -> Pair | None:
    """The one way that has more than DIRECTED of the pair's chance."""
    ways = (pair, pair[::-1])
    return next((way for way in ways if believed.direction(*way) > DIRECTED * believed.pair(*pair)), None)


@lru_cache(maxsize=64)
def _hypotheses(terms: tuple[str, ...]) -> tuple[Hypothesis, ...]:
    if len(terms) != 3:
        raise NeedsThreeTerms(terms)
    pairs: list[Pair] = list(combinations(terms, 2))
    ways: list[Pair] = list(permutations(terms, 2))
    return (
        Hypothesis("master", (), _even(MASTER)),
        Hypothesis("novice", (), _even(NOVICE)),
        *(Hypothesis("pair", pair, _confused(terms, {pair, pair[::-1]}, CONFUSED)) for pair in pairs),
        *(Hypothesis("direction", way, _confused(terms, {way}, ONE_WAY)) for way in ways),
    )


def _even(right: float) -> tuple[tuple[float, ...], ...]:
    wrong = (1 - right) / 2
    return tuple(tuple(right if row == column else wrong for column in range(3)) for row in range(3))


def _confused(
    terms: tuple[str, ...], ways: Collection[Pair], shares: tuple[float, float]
) -> tuple[tuple[float, ...], ...]:
    """The rows of `ways` (expected, given) have `shares` and the rest; the other rows are known with SURE_ROW."""
    template = [list(row) for row in _even(SURE_ROW)]
    for expected, given in ways:
        row = dict.fromkeys(terms, 1 - sum(shares)) | {expected: shares[0], given: shares[1]}
        template[terms.index(expected)] = list(row.values())
    return tuple(map(tuple, template))


@lru_cache(maxsize=64)
def _logs(terms: tuple[str, ...]) -> tuple[tuple[float, tuple[float, ...]], ...]:
    """For each hypothesis the logs of its prior and of its template, row after row."""
    return tuple(
        (log(made.prior), tuple(log(share) for row in made.template for share in row)) for made in _hypotheses(terms)
    )
