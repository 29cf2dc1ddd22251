"""What waits for those who teach: answers that a person must read, by course. Operators teach nothing by being such."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from lessons.models import Course, Enrolment
from quizzes.enums import AttemptState
from quizzes.models import AnswerStep, AttemptSlot, Card, Quiz, SecondMarking
from quizzes.queries.attempts import current_answers, term_names
from quizzes.queries.cohorts import LEAST_LEARNERS
from quizzes.queries.contents import content_of, html_of
from quizzes.types import get_type

MOST_SHOWN = 200  # of the queue; the oldest come first
STATES = (AttemptState.AWAITING_MARKING, AttemptState.MARKED)


AGREED_WITHIN = 1  # point in all; more is worth talking about


@dataclass(frozen=True)
class Comparison:
    """What holds beside what a second person gave, criterion by criterion, until somebody settles it."""

    rows: tuple[tuple[int, int, int], ...]
    comment: str

    @property
    def totals(self) -> tuple[int, int, int]:
        first, second = sum(row[0] for row in self.rows), sum(row[1] for row in self.rows)
        return first, second, second - first

    @property
    def apart(self) -> int:
        return abs(self.totals[2])

    @property
    def is_agreed(self) -> bool:
        return self.apart <= AGREED_WITHIN


@dataclass(frozen=True)
class Answered:
    """One answer to read; `criteria` with the points that were given, if any."""

    slot: AttemptSlot
    stem_html: Any
    answer: str
    criteria: tuple[dict[str, Any], ...]
    sample_html: Any
    submitted_at: datetime | None

    @property
    def course(self) -> Course:
        return self.slot.attempt.quiz.course

    @property
    def learner(self) -> Any:
        return self.slot.attempt.enrolment.user

    @property
    def second(self) -> SecondMarking | None:
        return getattr(self.slot, "second_marking", None)

    @property
    def is_settled(self) -> bool:
        """Somebody has given points after a second person had."""
        return bool(self.second and self.second.marked_at and self.slot.marked_at > self.second.marked_at)

    @property
    def comparison(self) -> Comparison | None:
        if not (self.second and self.second.marked_at and self.slot.given_points) or self.is_settled:
            return None
        pairs = zip(self.slot.given_points, self.second.points, strict=True)
        return Comparison(tuple((first, other, other - first) for first, other in pairs), self.second.comment)

    def may_request_second(self, user: Any) -> bool:
        return self.second is None and self.slot.marked_by_id == user.pk

    def waits_for_second(self, user: Any) -> bool:
        """A second person is asked for, and she could be the one."""
        is_open = self.second is not None and self.second.marked_at is None
        return is_open and user.pk not in (self.second.requested_by_id, self.slot.marked_by_id)


def courses_taught(user: Any) -> QuerySet[Course]:
    return Course.objects.filter(courseroles__user=user, courseroles__ended_at=None).order_by("title")


def courses_with_hard_cards(user: Any) -> QuerySet[Course]:
    """Where a case of the spaced review goes wrong again and again, among people enough not to name one. One query."""
    failing = Card.objects.filter(course=OuterRef("pk")).failing(least=LEAST_LEARNERS)
    return courses_taught(user).filter(Exists(failing))


def answers_waiting(user: Any) -> QuerySet[AttemptSlot]:
    """Of her courses, the oldest first, without names. One query."""
    newest = AnswerStep.objects.filter(slot=OuterRef("pk")).order_by("-seq").values("answer")[:1]
    rows = AttemptSlot.objects.filter(
        attempt__quiz__course__in=courses_taught(user),
        attempt__state=AttemptState.AWAITING_MARKING,
        version__content__has_key="rubric",
        given_points=[],
    )
    rows = rows.annotate(newest=Subquery(newest)).exclude(newest=None)
    return rows.select_related("attempt__quiz__unit", "attempt__quiz__course").order_by("attempt__submitted_at", "pk")


def second_markings_waiting(user: Any) -> QuerySet[SecondMarking]:
    """Of her courses, the oldest first; not those that she marked herself. One query."""
    rows = SecondMarking.objects.filter(slot__attempt__quiz__course__in=courses_taught(user), marked_at=None)
    rows = rows.exclude(requested_by=user).exclude(slot__marked_by=user)
    return rows.select_related("slot__attempt__quiz__unit", "slot__attempt__quiz__course").order_by("pk")


def quizzes_taught(user: Any) -> QuerySet[Quiz]:
    """The steps of her courses' outlines. One query."""
    rows = Quiz.objects.filter(course__in=courses_taught(user), unit__retired_at=None).exclude(unit=None)
    return rows.select_related("unit", "course").order_by("course__title", "course", "unit__position")


def answer_to_mark(user: Any, slot: int) -> Answered | None:
    """None: there is no such answer, or it is none of her courses'. Four queries."""
    rows = AttemptSlot.objects.filter(attempt__quiz__course__in=courses_taught(user), attempt__state__in=STATES)
    rows = rows.select_related(
        *("version", "attempt__quiz__unit", "attempt__quiz__course", "attempt__enrolment__user", "second_marking")
    )
    found = rows.filter(pk=slot, version__content__has_key="rubric").first()
    given = current_answers(found.attempt).get(found.pk) if found else None
    return _answered(found, given.answer) if found and given and given.given else None


def run_of(course: Course, email: str) -> Enrolment | None:
    """The open run of the person with this address."""
    return Enrolment.objects.open().filter(course=course, user__email__iexact=email).first()


def _answered(slot: AttemptSlot, answer: str) -> Answered:
    names, kind, html = term_names(slot.attempt.quiz.course_id), get_type(slot.version.type), html_of(slot.version)
    content = content_of(slot.version, tuple(names))
    review = kind.review(content, answer, html=html, order=slot.option_order, names=names)
    reached = slot.given_points or [None] * len(review["criteria"])
    criteria = tuple(
        {**criterion, "reached": points} for criterion, points in zip(review["criteria"], reached, strict=True)
    )
    return Answered(
        slot, review["stem_html"], review["answer"], criteria, review["sample_html"], slot.attempt.submitted_at
    )
