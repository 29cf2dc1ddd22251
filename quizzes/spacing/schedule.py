"""When should a card be asked again, so that it is still known then?

FSRS (github.com/open-spaced-repetition, the package `fsrs`) with its default parameters: a card is due on the day on
which nine of ten people would still know it. Whoever is right each time is asked after 2, 11, 46 and 163 days; whoever
fails first after 1, and then, always right, after 2, 6, 17 and 44.

Only days count. FSRS's learning steps of minutes are left out, since each review shows another case, and its random
shifts too, so that everybody can compute why a card is due.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum

from fsrs import Card, Scheduler, State
from fsrs import Rating as FsrsRating

DESIRED_RETENTION = 0.9  # the value FSRS was fitted and compared at; more would soon mean a review a week
SATURDAY = 5


class Rating(Enum):
    """How a review went. FSRS's fourth, "easy", is left out: nobody is asked how easy a case was."""

    AGAIN = FsrsRating.Again
    HARD = FsrsRating.Hard
    GOOD = FsrsRating.Good


@dataclass(frozen=True)
class Memory:
    """What FSRS knows of a card: after how many days nine of ten know it, how hard it is (1 to 10)."""

    stability: float
    difficulty: float
    reviewed_on: date


@dataclass(frozen=True)
class Review:
    """What a review leads to. `days` until the next one, before it is moved to a working day."""

    memory: Memory
    days: int

    @property
    def due_on(self) -> date:
        return working_day(self.memory.reviewed_on + timedelta(days=self.days))


def rating_of(*, is_right: bool, is_unsure: bool) -> Rating:
    """Wrong is wrong, however sure. Who was right and unsure knew it half."""
    if not is_right:
        return Rating.AGAIN
    return Rating.HARD if is_unsure else Rating.GOOD


def reviewed(memory: Memory | None, rating: Rating, day: date) -> Review:
    """The card after a review on this day; None before the first one."""
    card = Card(card_id=1)
    if memory:
        card.state, card.step = State.Review, None
        card.stability, card.difficulty = memory.stability, memory.difficulty
        card.last_review = _midnight(memory.reviewed_on)
    card, _log = _SCHEDULER.review_card(card, rating.value, _midnight(day))
    assert card.stability is not None
    assert card.difficulty is not None
    return Review(Memory(card.stability, card.difficulty, day), (card.due.date() - day).days)


def is_working_day(day: date) -> bool:
    return day.weekday() < SATURDAY


def working_day(day: date) -> date:
    """The day itself, or the Monday after. Public holidays differ from state to state and stay as they are."""
    return day if is_working_day(day) else day + timedelta(days=7 - day.weekday())


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


_SCHEDULER = Scheduler(
    desired_retention=DESIRED_RETENTION, learning_steps=(), relearning_steps=(), enable_fuzzing=False
)
