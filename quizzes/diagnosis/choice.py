"""Which question does the adaptive check ask next?

The term comes from `mastery.next_term`. Within it come first the questions that this person has not seen, then those
she answered longest ago; among them those whose family, company and dimension do not repeat what was asked just now,
and of these the one that others were asked least, so that the pool wears evenly.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from random import Random

from quizzes.diagnosis.confusion import Confusion
from quizzes.diagnosis.mastery import MOST, is_over, next_term


@dataclass(frozen=True)
class Candidate:
    """A question with one case. `answered`: the higher, the later this person answered it; None if she never did.

    `is_seen`: it was put to her, answered or not. `exposure`: how often it was put to anybody lately.
    """

    id: int
    term: str
    family: str = ""
    company: str = ""
    dimension: str = ""
    contrast: str = ""
    is_seen: bool = False
    answered: int | None = None
    exposure: int = 0


def next_question(
    confusion: Confusion, pool: Sequence[Candidate], *, asked: Sequence[int], rng: Random
) -> Candidate | None:
    """None when the check is over: decided, MOST questions asked, or none left. `asked` are ids in their order.

    The same pool in the same order and the same generator give the same question. Raises NeedsThreeTerms.
    """
    if is_over(confusion) or len(asked) >= MOST:
        return None
    by_id = {candidate.id: candidate for candidate in pool if candidate.term in confusion.terms}
    left = [candidate for pk, candidate in by_id.items() if pk not in asked]
    if not left:
        return None
    term = next_term(confusion, rng, among={candidate.term for candidate in left})
    before = [by_id[pk] for pk in asked if pk in by_id]
    ranked = [(rank(candidate, before), rng.random(), candidate) for candidate in left if candidate.term == term]
    return min(ranked, key=lambda entry: entry[:2])[2]


def rank(candidate: Candidate, before: Sequence[Candidate]) -> tuple[bool, int, bool, bool, int]:
    """The smaller, the better it follows on what was asked before."""
    families, companies = {one.family for one in before}, {one.company for one in before}
    return (
        candidate.is_seen,
        candidate.answered or 0,
        _repeats(candidate.family, families) or _repeats(candidate.company, companies),
        _repeats(candidate.dimension, {one.dimension for one in before[-1:]}),
        candidate.exposure,
    )


def _repeats(value: str, used: Collection[str]) -> bool:
    return bool(value) and value in used
