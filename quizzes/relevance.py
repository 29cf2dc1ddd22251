"""Which practice question comes next for somebody who has read what has changed in some lessons?

First what is about these lessons: what their text asks, what shares a claim with them, what rests on a contrast or a
dimension that the course explains there. Then what asks for the same terms, then the rest of the pool. Among equals: of
the lesson about which least was asked so far, a family that was not asked yet, what she has never seen, what she
answered longest ago. Questions that went wrong come back when there is nothing else.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from random import Random

WANTED = 3  # right answers: enough to show that the difference was taken in, and few enough for some minutes


@dataclass(frozen=True)
class Candidate:
    """`about`: lessons of the difference, by uid. `answered`: her last answer to it, the higher the later; 0: none.

    `is_seen`: put to her before, anywhere. `is_held_back`: it stands in an attempt still open.
    """

    id: int
    family: str
    about: frozenset[str] = frozenset()
    terms: frozenset[str] = frozenset()
    is_seen: bool = False
    answered: int = 0
    is_held_back: bool = False


@dataclass(frozen=True)
class Answered:
    """A question that this run has asked."""

    id: int
    is_right: bool


@dataclass(frozen=True)
class _Sofar:
    right: frozenset[int]
    asked: frozenset[int]
    families: frozenset[str]
    lessons: dict[str, int] = field(default_factory=dict)


def wanted(pool: Collection[Candidate]) -> int:
    """How many have to be right: fewer where there are no more."""
    return min(WANTED, len(pool))


def next_candidate(pool: Sequence[Candidate], answered: Sequence[Answered], *, seed: int) -> Candidate | None:
    """None: so many were right as are wanted. The same again until it is answered."""
    so_far = _so_far(pool, answered)
    if len(so_far.right) >= wanted(pool):
        return None
    terms = frozenset(term for one in pool if one.about for term in one.terms)
    rng = Random(f"{seed}/{len(answered)}")  # noqa: S311  # no secret: the order tells nothing
    open_ones = [(one, rng.random()) for one in pool if one.id not in so_far.right]
    return min(open_ones, key=lambda pair: (*_rank(pair[0], so_far, terms), pair[1], pair[0].id))[0]


def _so_far(pool: Iterable[Candidate], answered: Sequence[Answered]) -> _Sofar:
    asked = frozenset(one.id for one in answered)
    lessons: dict[str, int] = {}
    for one in pool:
        for lesson in one.about:
            lessons[lesson] = lessons.get(lesson, 0) + (one.id in asked)
    return _Sofar(
        right=frozenset(one.id for one in answered if one.is_right),
        asked=asked,
        families=frozenset(one.family for one in pool if one.id in asked),
        lessons=lessons,
    )


def _rank(one: Candidate, so_far: _Sofar, terms: frozenset[str]) -> tuple[object, ...]:
    """Smaller comes first."""
    nearness = 0 if one.about else 1 if one.terms & terms else 2
    least_asked = min((so_far.lessons[lesson] for lesson in one.about), default=0)
    return (
        one.id in so_far.asked,
        one.is_held_back,
        nearness,
        least_asked,
        one.family in so_far.families,
        one.is_seen,
        one.answered,
    )
