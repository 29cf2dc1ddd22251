"""Which cards does somebody have, which of them are for today, and with which case?

A card is a pair of terms and a dimension of which the practice pool holds cases enough. Somebody has it once she has
begun the course and met the pair in it, or has completed the course. Before its first review it need not be stored.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, Max, Min, OuterRef, QuerySet, Subquery

from coursesite.storage.prepared import Prepared
from lessons.models import Dimension, Enrolment, Unit
from quizzes.enums import Mode
from quizzes.models import (
    Attempt,
    AttemptSlot,
    Card,
    CardPause,
    Case,
    ContrastPair,
    Question,
    QuestionVersion,
    TermEvent,
)
from quizzes.models.question import QuestionQuerySet
from quizzes.queries.attempts import SlotAnswer, slots_asked_now, terms_of
from quizzes.queries.checks import askable
from quizzes.queries.contrasts import open_cases, pairs_of
from quizzes.queries.reviewing import lessons_to_read
from quizzes.queries.sitting import Place
from quizzes.spacing.queue import CARDS_A_DAY, interleaved, minutes_for
from quizzes.spacing.schedule import is_working_day, working_day

# Whoever is right each time sees five cases within 222 days: none comes back before it is forgotten.
MIN_CASES = 5
CardKey = tuple[int, str, str]
"""Course, pair and dimension."""


@dataclass(frozen=True)
class Run:
    """Somebody's latest run through a course that she has begun, open or closed."""

    enrolment: Enrolment
    completed_on: date | None


@dataclass(frozen=True)
class Queue:
    """`due` in the order in which they are asked today, `waiting` those of today that are too many for one day.

    `paused_until`: the first day after a pause; till then all cards are `later`, whatever their days are.
    """

    day: date
    runs: Mapping[int, Run]
    due: tuple[Card, ...]
    waiting: tuple[Card, ...]
    later: tuple[Card, ...]
    done: int
    paused_until: date | None = None

    @property
    def cards(self) -> tuple[Card, ...]:
        return (*self.due, *self.waiting, *self.later)

    @property
    def minutes(self) -> int:
        return minutes_for(len(self.due))

    @property
    def next_on(self) -> date | None:
        """The next day with cards, after today."""
        tomorrow = working_day(self.day + timedelta(days=1))
        first = tomorrow if self.waiting else min((card.due_on for card in self.later), default=None)
        return max(first, working_day(self.paused_until)) if first and self.paused_until else first

    @property
    def is_this_week(self) -> bool:
        """Whether the name of the day is enough to say when the next cards come."""
        return self.next_on is not None and self.next_on - self.day < timedelta(days=7)


def queue_of(user: Any, day: date) -> Queue:
    """At most six queries; one for whoever has begun no course, three for whoever has met no pair yet."""
    runs = _runs(user)
    if not runs:
        return Queue(day, runs, (), (), (), 0)
    cards = sorted(_cards(user, runs), key=lambda card: card.due_on)
    paused_until = _paused_until(runs, day)
    ready = [] if paused_until else [card for card in cards if card.due_on <= day]
    done = sum(card.reviewed_on == day for card in cards)
    places = max(0, CARDS_A_DAY - done) if is_working_day(day) else 0
    today = ready[:places]
    due = interleaved(today, _pair_of, _asked_last(user, day) if today else None)
    later = tuple(card for card in cards if paused_until or card.due_on > day)
    return Queue(day, runs, tuple(due), tuple(ready[places:]), later, done, paused_until)


def next_case(card: Card) -> Question | None:
    """The practice question with a single case of this card that she has not answered for longest. Three queries.

    What an open attempt asks comes last: its solution could not be shown.
    """
    questions = list(_single_cases(card).select_related("current"))
    events = TermEvent.objects.filter(user=card.user_id, version__question__in=questions)
    answered = dict(events.order_by().values_list("version__question").annotate(last=Max("pk")))
    asked = set(slots_asked_now(card.user_id).values_list("version__question", flat=True))

    def rank(question: Question) -> tuple[bool, int, int]:
        return question.pk in asked, answered.get(question.pk, 0), question.position

    return min(questions, key=rank, default=None)


def clinic_for(card: Card, day: date) -> ContrastPair | None:
    """Two cases to compare instead of another question, where a card went wrong again and again.

    Each time the next ones; None where the course has no such pairs, or today none of their cases is left to try them
    on: then the question is asked. At most seven queries, as a rule.
    """
    if not card.is_hard:
        return None
    pairs = pairs_of(card.course_id, [term for term in terms_of(card.course_id) if term in card.pair])
    if not pairs:
        return None
    start = card.clinics % len(pairs)
    return next((pair for pair in pairs[start:] + pairs[:start] if open_cases(card.user_id, pair, day)), None)


def lessons_before(cards: Iterable[Card]) -> tuple[Unit, ...]:
    """The lessons to read first, where several cases in a row went wrong. Two queries for each course that has such."""
    found: dict[Unit, None] = {}
    hard = [card for card in cards if card.is_hard]
    for course in sorted({card.course_id for card in hard}):
        lessons = lessons_to_read(course)
        pairs = [card.pair for card in hard if card.course_id == course]
        found |= {lessons[pair]: None for pair in pairs if pair in lessons}
    return tuple(found)


def place_of(user: Any, public_id: str, position: int) -> tuple[Attempt, Place] | None:
    """An answer of hers to a card, with its attempt. Two queries."""
    rows = AttemptSlot.objects.filter(attempt__enrolment__user=user, attempt__quiz__mode=Mode.REVIEW)
    slots = rows.filter(attempt__public_id=public_id, attempt__quiz__unit=None, position=position)
    slot = slots.select_related("attempt__quiz__course", "attempt__enrolment").first()
    step = slot.steps.order_by("-seq").first() if slot else None
    if slot is None or step is None or not slot.is_explained(step.seq):
        return None
    return slot.attempt, Place(slot, SlotAnswer(step.seq, step.answer, step.arrived_at, step.confidence))


def card_of(user: Any, course: int, version: QuestionVersion) -> Card | None:
    """The stored card this wording belonged to. Two queries."""
    case = Case.objects.filter(version=version, row="").first()
    cards = Card.objects.filter(user=user, course=course)
    return cards.filter(pair=case.contrast, dimension=case.dimension).first() if case else None


def _begun(user: int) -> QuerySet[Enrolment]:
    """Each with the end of her pause: so it costs no query of its own."""
    pause = CardPause.objects.filter(user=OuterRef("user")).values("until")
    rows = Enrolment.objects.filter(user=user).exclude(started_at=None).annotate(paused_until=Subquery(pause))
    return rows.select_related("course").order_by("cycle")


def _first_met(user: int) -> QuerySet[Any]:
    events = TermEvent.objects.filter(user=user, version__cases__row=F("row")).exclude(context=Mode.PLACEMENT)
    return events.order_by().values_list("course", "version__cases__contrast").annotate(first=Min("day"))


# The start page asks both of everybody.
BEGUN = Prepared(_begun)
MET = Prepared(_first_met)


def _runs(user: Any) -> dict[int, Run]:
    begun: dict[int, Enrolment] = {}
    completed: dict[int, date] = {}
    for enrolment in BEGUN.all(user=user.pk):
        begun[enrolment.course_id] = enrolment
        if enrolment.completed_on:
            completed.setdefault(enrolment.course_id, enrolment.completed_on)
    return {course: Run(enrolment, completed.get(course)) for course, enrolment in begun.items()}


def _paused_until(runs: Mapping[int, Run], day: date) -> date | None:
    """None where there is no pause, or its end has come."""
    ends = (getattr(run.enrolment, "paused_until", None) for run in runs.values())
    return next((end for end in ends if end and end > day), None)


def _cards(user: Any, runs: Mapping[int, Run]) -> Iterator[Card]:
    """Stored or not, of all courses. A new card is due on the working day after its pair was met."""
    stored = {_key(card): card for card in Card.objects.filter(user=user, course__in=runs)}
    met = _met(user)
    begun = {course for course, *_key in (*stored, *met)} | {pk for pk, run in runs.items() if run.completed_on}
    for key in _keys(begun & runs.keys()):
        course, pair, dimension = key
        since = [day for day in (met.get((course, pair)), runs[course].completed_on) if day]
        if key in stored:
            yield stored[key]
        elif since:
            due_on = working_day(min(since) + timedelta(days=1))
            yield Card(user_id=user.pk, course_id=course, pair=pair, dimension=dimension, due_on=due_on)


def _keys(courses: Collection[int]) -> Iterator[CardKey]:
    """In the order of the bank; none rests on something about which the sources say nothing. At most two queries."""
    if not courses:
        return
    gaps = {
        (course, key): gaps
        for course, key, gaps in Dimension.objects.filter(course__in=courses).values_list("course", "key", "gaps")
    }
    cases = Case.objects.filter(row="", version__question__in=askable(*courses))
    current = cases.filter(version=F("version__question__current")).exclude(contrast="").exclude(dimension="")
    rows = current.order_by().values_list("version__question__course", "contrast", "dimension")
    counted = rows.annotate(count=Count("pk"), first=Min("version__question__position")).order_by("first")
    for course, pair, dimension, *_counts in counted.filter(count__gte=MIN_CASES):
        if not any(term in pair for term in gaps.get((course, dimension), ())):
            yield course, pair, dimension


def _met(user: Any) -> dict[tuple[int, str], date]:
    """Course and pair → the day of the first answer to a case of it. What comes before the lessons teaches nothing."""
    return {(course, pair): first for course, pair, first in MET.all(user=user.pk)}


def _asked_last(user: Any, day: date) -> tuple[int, str] | None:
    """Course and pair of the card that was answered last, if that was today. One query."""
    events = TermEvent.objects.filter(user=user, context=Mode.REVIEW, day=day, version__cases__row="")
    return events.order_by("-pk").values_list("course", "version__cases__contrast").first()


def _single_cases(card: Card) -> QuestionQuerySet:
    cases: QuerySet[Case] = Case.objects.filter(row="", contrast=card.pair, dimension=card.dimension)
    return askable(card.course_id).filter(current__in=cases.values("version"))


def _key(card: Card) -> CardKey:
    return card.course_id, card.pair, card.dimension


def _pair_of(card: Card) -> tuple[int, str]:
    return card.course_id, card.pair
