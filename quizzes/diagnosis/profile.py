"""What may a learner be told about her confusions, after few answers?

Only first answers to a question count, and of those the last WINDOW: people learn, and the model assumes that they do
not. Nothing is claimed before CLAIM_FROM of them, nothing about a term before TERM_FROM, and a pair is named only if
it is likely enough (`mastery.NAMED`). After 24 answers a term is known to about ±.20, so each figure comes with how
certain it is: "too-few", "provisional", or "sure" where a decision of the adaptive check would stand on it.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from quizzes.diagnosis import beta
from quizzes.diagnosis.confusion import Confusion
from quizzes.diagnosis.mastery import SURE, NeedsThreeTerms, Pair, Verdict, verdict

WINDOW = 30
CLAIM_FROM = 12
TERM_FROM = 8
CHANGE_OF = (9, 12)  # the fewest and the most answers that are compared
CHANGED = 0.90  # how likely a change must be to be called one
DUE_FROM = 2  # confusions in one direction

Certainty = Literal["too-few", "provisional", "sure"]
Trend = Literal["better", "worse", "unclear"]


@dataclass(frozen=True)
class Event:
    """One case that was answered. `is_first`: the first answer to it. `confidence`: "sure", "unsure" or nothing.

    `is_aimed`: it was chosen because she confuses its terms, so it is harder for her than others are.
    """

    expected: str
    given: str
    is_first: bool = True
    confidence: str = ""
    day: date | None = None
    question: Hashable = None
    is_aimed: bool = False

    @property
    def is_right(self) -> bool:
        return self.expected == self.given

    @property
    def terms(self) -> Pair:
        return self.expected, self.given


@dataclass(frozen=True)
class TermStanding:
    """`known` is corrected for guessing, 0 to 1, with its 90 % interval; both are None for too few events."""

    term: str
    events: int
    certainty: Certainty
    known: float | None = None
    interval: tuple[float, float] | None = None


@dataclass(frozen=True)
class Change:
    """The first answers of all against as many of the last; they share none. `code` is about right answers."""

    code: Trend
    before: Confusion
    after: Confusion


@dataclass(frozen=True)
class Contrast:
    """Time to see two terms side by side: `direction` (expected, given) came `count` times, last in `latest`."""

    pair: Pair
    direction: Pair
    count: int
    latest: Event


@dataclass(frozen=True)
class Profile:
    """`answers` are all first ones, `confusion` counts the last of them, `missing` are those to the first claim.

    `verdict` is None for another number of terms than three. `wrong` are the wrong ones that are counted, those that
    she was sure of first, in each part the newest first.
    """

    answers: int
    missing: int
    confusion: Confusion
    certainty: Certainty
    terms: tuple[TermStanding, ...]
    verdict: Verdict | None
    change: Change | None
    wrong: tuple[Event, ...]
    contrasts: tuple[Contrast, ...]


def profile(terms: Sequence[str], events: Iterable[Event]) -> Profile:
    """`events` are in the order of time. One with a term that is not in `terms` (any more) does not count."""
    first = [event for event in events if event.is_first and {*event.terms} <= {*terms}]
    window = first[-WINDOW:]
    confusion = _counted(terms, window)
    said = _verdict(confusion)
    standings = tuple(_standing(confusion, term) for term in terms)
    return Profile(
        answers=len(first),
        missing=max(0, CLAIM_FROM - len(first)),
        confusion=confusion,
        certainty=_certainty(confusion, said, standings),
        terms=standings,
        verdict=said,
        change=_change(terms, [event for event in first if not event.is_aimed]),
        wrong=wrong_answers(window),
        contrasts=contrasts_due(terms, window),
    )


def wrong_answers(events: Iterable[Event]) -> tuple[Event, ...]:
    """Those that somebody was sure of first: they are what she would never look up."""
    newest = [event for event in reversed(list(events)) if not event.is_right]
    return tuple(sorted(newest, key=lambda event: event.confidence != "sure"))


def contrasts_due(terms: Sequence[str], events: Iterable[Event]) -> tuple[Contrast, ...]:
    """Directions with DUE_FROM confusions or more; most first, of the same number the newest first."""
    found: dict[Pair, list[int]] = defaultdict(list)
    made = list(events)
    for number, event in enumerate(made):
        if not event.is_right:
            found[event.terms].append(number)
    due = [(way, numbers) for way, numbers in found.items() if len(numbers) >= DUE_FROM]
    due.sort(key=lambda entry: (len(entry[1]), entry[1][-1]), reverse=True)
    return tuple(Contrast(_ordered(terms, way), way, len(numbers), made[numbers[-1]]) for way, numbers in due)


def _counted(terms: Sequence[str], events: Iterable[Event]) -> Confusion:
    return Confusion.of(terms, (event.terms for event in events))


def _verdict(confusion: Confusion) -> Verdict | None:
    """That of the adaptive check, which says nothing before CLAIM_FROM answers here."""
    try:
        said = verdict(confusion)
    except NeedsThreeTerms:
        return None
    if confusion.total < CLAIM_FROM:
        return replace(said, code="not-sure", pair=None, direction=None, chance=None)
    return said


def _standing(confusion: Confusion, term: str) -> TermStanding:
    events = confusion.asked(term)
    if events < TERM_FROM:
        return TermStanding(term, events, "too-few")
    certainty: Certainty = "provisional" if 1 - SURE < confusion.mastery(term) < SURE else "sure"
    return TermStanding(term, events, certainty, confusion.known(term), confusion.known_interval(term))


def _certainty(confusion: Confusion, said: Verdict | None, standings: Sequence[TermStanding]) -> Certainty:
    """Of the profile as a whole: sure if all answers together are a master's, or show one confused pair.

    A claim about a term is never surer than what is known of the term itself: of too few answers to it none is sure.
    """
    if confusion.total < CLAIM_FROM:
        return "too-few"
    if said is None:
        is_sure = all(standing.certainty == "sure" for standing in standings)
    else:
        is_sure = said.code == "mastered" or ((said.chance or 0) >= SURE and not _is_thin(said, standings))
    return "sure" if is_sure else "provisional"


def _is_thin(said: Verdict, standings: Sequence[TermStanding]) -> bool:
    """Whether there are too few answers to the term that is mistaken; without a direction to either of the two."""
    named = said.direction[:1] if said.direction else said.pair or ()
    return any(standing.certainty == "too-few" for standing in standings if standing.term in named)


def _change(terms: Sequence[str], first: Sequence[Event]) -> Change | None:
    """None while the first and the last answers would overlap."""
    least, most = CHANGE_OF
    size = min(most, len(first) // 2)
    if size < least:
        return None
    before, after = _counted(terms, first[:size]), _counted(terms, first[-size:])
    return Change(_trend(before, after), before, after)


def _trend(before: Confusion, after: Confusion) -> Trend:
    """By P(the share of right answers has risen), both with a flat prior."""
    risen = beta.exceeds(*((1 + made.right, 1 + made.total - made.right) for made in (before, after)))
    if risen >= CHANGED:
        return "better"
    return "worse" if risen <= 1 - CHANGED else "unclear"


def _ordered(terms: Sequence[str], way: Pair) -> Pair:
    one, other = sorted(way, key=list(terms).index)
    return one, other
