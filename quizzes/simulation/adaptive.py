"""How long is the adaptive check, how often is it right, and do its intervals hold what they promise?

Simulated learners (`learners.py`) take the check of `diagnosis/mastery.py`, each question with a difficulty of its own.
The population is that of the design study: 40 % masters, 20 % novices, 40 % who confuse exactly one pair. The
templates of the check differ from these profiles on purpose, and learners scatter around them.

A check without a decision at its last question counts here as the likelier of both, so that every learner is judged.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from random import Random

from quizzes.diagnosis.confusion import Confusion
from quizzes.diagnosis.mastery import Pair, Verdict, is_over, next_term, verdict
from quizzes.simulation.learners import DIFFICULTY, Matrix, Profile, answer, learner_of, profiles_of

MASTERS, NOVICES, CONFUSERS = 0.40, 0.20, 0.40
COVERAGE_AT = (9, 15, 24)  # answers, the same number for each term


@dataclass(frozen=True)
class Run:
    """One check: how many questions it took, and what it says."""

    questions: int
    verdict: Verdict


@dataclass(frozen=True)
class Outcome:
    """Shares of the learners of one profile. `passed` holds those who passed without a decision, too.

    `named` is told a pair, `named_right` the one she confuses, in both directions or in one.
    """

    profile: Profile
    questions: float
    passed: float
    undecided: float
    named: float
    named_right: float


@dataclass(frozen=True)
class Figures:
    """Of the whole population: mean questions, then shares.

    `right` are decisions, `false_pass` confusers of a pair who pass. `names_right` are right names among those given
    to confusers; `names_apt` among all: a novice, or a master who fails by bad luck, confuses no pair above others.
    """

    questions: float
    right: float
    false_pass: float
    undecided: float
    names_right: float
    names_apt: float


def population(terms: Sequence[str]) -> Mapping[str, float]:
    """Name of a profile → its share; the confusers are spread evenly over the pairs."""
    pairs = [profile.name for profile in profiles_of(terms) if profile.name.startswith("pair ")]
    return {"master": MASTERS, "novice": NOVICES} | dict.fromkeys(pairs, CONFUSERS / len(pairs))


def outcomes(terms: Sequence[str], *, learners: int, seed: int) -> tuple[Outcome, ...]:
    """Of each profile. `learners` are those of the population; a profile outside of it gets a tenth of them.

    Raises NeedsThreeTerms. A third of a millisecond a learner.
    """
    shares = population(terms)
    return tuple(
        outcome(profile, learners=max(1, round(learners * shares.get(profile.name, 0.1))), seed=seed)
        for profile in profiles_of(terms)
    )


def outcome(profile: Profile, *, learners: int, seed: int) -> Outcome:
    rng = Random(f"{seed}/{profile.name}")  # noqa: S311
    runs = [run(learner_of(profile, rng), rng) for _number in range(learners)]
    confused = confused_pair(profile)
    return Outcome(
        profile,
        questions=sum(made.questions for made in runs) / learners,
        passed=_share(made.verdict.passes_practice for made in runs),
        undecided=_share(made.verdict.code == "not-sure" for made in runs),
        named=_share(made.verdict.pair is not None for made in runs),
        named_right=_share(made.verdict.pair is not None and made.verdict.pair == confused for made in runs),
    )


def run(learner: Matrix, rng: Random) -> Run:
    """One learner takes the check from its first question to its end."""
    confusion = Confusion.of(learner)
    while not is_over(confusion):
        term = next_term(confusion, rng)
        confusion = confusion.plus(term, answer(learner, term, rng.gauss(0, DIFFICULTY), rng))
    return Run(confusion.total, verdict(confusion))


def figures(made: Iterable[Outcome]) -> Figures:
    """Weighs the profiles as the population does."""
    by_name = {outcome.profile.name: outcome for outcome in made}
    terms = tuple(by_name["master"].profile.matrix)
    weighed = [(share, by_name[name]) for name, share in population(terms).items()]
    confusers = [(share, outcome) for share, outcome in weighed if confused_pair(outcome.profile)]
    return Figures(
        questions=sum(share * outcome.questions for share, outcome in weighed),
        right=sum(share * _right(outcome) for share, outcome in weighed),
        false_pass=sum(share * outcome.passed for share, outcome in confusers) / CONFUSERS,
        undecided=sum(share * outcome.undecided for share, outcome in weighed),
        names_right=_names_right(confusers),
        names_apt=_names_right(weighed),
    )


def coverage(terms: Sequence[str], *, learners: int, seed: int) -> Mapping[int, float]:
    """Number of answers → how often the 90 % interval of a term holds how well the learner knows it.

    Each term is asked equally often. The population is drawn by its shares.
    """
    rng = Random(f"{seed}/coverage")  # noqa: S311
    shares = population(terms)
    profiles = [profile for profile in profiles_of(terms) if profile.name in shares]
    chosen = rng.choices(profiles, [shares[profile.name] for profile in profiles], k=learners)
    held = dict.fromkeys(COVERAGE_AT, 0)
    for profile in chosen:
        for number, count in _held(learner_of(profile, rng), rng).items():
            held[number] += count
    return {number: count / (learners * len(terms)) for number, count in held.items()}


def confused_pair(profile: Profile) -> Pair | None:
    """The two terms of a row that is not known: of a pair or of a direction, in the order of the terms."""
    if not profile.name.startswith(("pair ", "direction ")):
        return None
    terms = list(profile.matrix)
    right = min(terms, key=lambda term: profile.matrix[term][term])
    given = max((term for term in terms if term != right), key=lambda term: profile.matrix[right][term])
    one, other = sorted((right, given), key=terms.index)
    return one, other


def _held(learner: Matrix, rng: Random) -> Mapping[int, int]:
    """How many terms' intervals hold the true value after so many answers."""
    confusion, held = Confusion.of(learner), {}
    for number, term in enumerate(islice(cycle(learner), max(COVERAGE_AT)), 1):
        confusion = confusion.plus(term, answer(learner, term, rng.gauss(0, DIFFICULTY), rng))
        if number in COVERAGE_AT:
            held[number] = sum(_holds(confusion.interval(term, term), learner[term][term]) for term in learner)
    return held


def _holds(interval: tuple[float, float], value: float) -> bool:
    return interval[0] <= value <= interval[1]


def _right(outcome: Outcome) -> float:
    return outcome.passed if outcome.profile.name == "master" else 1 - outcome.passed


def _names_right(weighed: Sequence[tuple[float, Outcome]]) -> float:
    """Of all names given; 1 if none is."""
    named = sum(share * outcome.named for share, outcome in weighed)
    return sum(share * outcome.named_right for share, outcome in weighed) / named if named else 1.0


def _share(values: Iterable[bool]) -> float:
    counted = list(values)
    return sum(counted) / len(counted)
