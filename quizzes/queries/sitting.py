"""An attempt as its learner sees it while it is open. Nothing here knows a solution."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Max, QuerySet
from django.utils.safestring import SafeString

from coursesite.storage.prepared import Prepared
from quizzes.enums import Navigation
from quizzes.models import Attempt, AttemptSlot, Question, QuestionVersion
from quizzes.models.question import QuestionQuerySet
from quizzes.queries.attempts import NOTHING, SlotAnswer, current_answers, is_complete
from quizzes.queries.contents import Asked, content_of, html_of, kept_versions
from quizzes.types import get_type
from quizzes.types.reading import MAX_HINTS, hint_key


@dataclass(frozen=True)
class Place:
    """One question of the attempt on the map. `state`: answered, partly, open."""

    slot: AttemptSlot
    given: SlotAnswer

    @property
    def position(self) -> int:
        return self.slot.position

    @property
    def state(self) -> str:
        if is_complete(self.slot.option_order, self.given.answer):
            return "answered"
        return "partly" if self.given.given else "open"

    @property
    def is_flagged(self) -> bool:
        return self.slot.flagged

    @property
    def is_explained(self) -> bool:
        return self.slot.is_explained(self.given.seq)


def attempt_of(user: Any, public_id: str) -> Attempt | None:
    """Her own attempt at a step of a course; the checks inside lessons have no pages of their own. One query."""
    found = ATTEMPTS.first(user=user.pk, public_id=public_id)
    if found:
        found.quiz.unit.course = found.quiz.course  # spares a query for its address
    return found


def places_of(attempt: Attempt) -> tuple[Place, ...]:
    """Two queries."""
    answers = current_answers(attempt)
    return tuple(Place(slot, answers.get(slot.pk, NOTHING)) for slot in SLOTS.all(attempt=attempt.pk))


def is_read(attempt: Attempt) -> bool:
    """Whether a person reads an answer of it before there is a result. One query."""
    return attempt.slots.filter(version__content__has_key="rubric").exists()


def opened(slot: Any) -> AttemptSlot:
    """With the wording that was handed out. No query for wordings that this process has shown."""
    key = (slot.version_id, slot.version_hash, slot.version_renderer)
    slot.version = kept_versions([key])[key]
    return slot


def slot_at(attempt: Attempt, position: int) -> AttemptSlot | None:
    """Opened. One query."""
    found = SLOT.first(attempt=attempt.pk, position=position)
    return opened(found) if found else None


def is_forward(attempt: Attempt) -> bool:
    """Whether there is no way back to an earlier question."""
    return attempt.quiz.asks_one_by_one or attempt.rule.get("navigation") == Navigation.FORWARD


def within_reach(attempt: Attempt) -> range:
    """Positions that may be answered where there is no way back: the last one with a step, and the one after it.

    So an answer may be changed until the next question has one, or was left open. Where each question is chosen by the
    answers before it, only the last one. One query.
    """
    if attempt.quiz.asks_one_by_one:
        newest = attempt.slots.order_by().aggregate(last=Max("position"))["last"] or 0
        return range(newest, newest + 1)
    stepped = attempt.slots.exclude(steps=None).order_by().aggregate(last=Max("position"))["last"] or 0
    return range(max(stepped, 1), stepped + 2)


def siblings_of(attempt: Attempt, slot: AttemptSlot) -> QuestionQuerySet:
    """Live questions of the same family and pool that this attempt has not asked."""
    asked = Question.objects.get(pk=slot.version.question_id)
    family = Question.objects.live().filter(course=asked.course_id, family=asked.family, pool=asked.pool)
    return family.exclude(pk__in=attempt.slots.order_by().values("version__question")).order_by("position", "pk")


def _attempts(user: int, public_id: str) -> QuerySet[Attempt]:
    rows = Attempt.objects.filter(enrolment__user=user, public_id=public_id).exclude(quiz__unit=None)
    return rows.select_related("quiz__unit", "quiz__course", "enrolment").defer(*UNREAD)


def _slots(attempt: int) -> QuerySet[AttemptSlot]:
    shown = ("position", "version", "option_order", "flagged", "explained")
    rows = AttemptSlot.objects.filter(attempt=attempt).order_by("position").only(*shown)
    return rows.annotate(version_hash=F("version__content_hash"), version_renderer=F("version__render_version"))


def _slot(attempt: int, position: int) -> QuerySet[AttemptSlot]:
    return _slots(attempt).filter(position=position)


# Texts that stand on the pages before and after an attempt, not on those within.
UNREAD = ("notes", "quiz__course__welcome_source", "quiz__course__welcome_html")
ATTEMPTS: Prepared[Attempt] = Prepared(_attempts)
SLOTS: Prepared[AttemptSlot] = Prepared(_slots)
SLOT: Prepared[AttemptSlot] = Prepared(_slot)


def asked(slot: AttemptSlot, names: Mapping[str, str], answer: Any) -> dict[str, Any]:
    """What the type's template shows, with `template` itself; `answer` is the one to show as chosen."""
    question = Asked(slot.version, names, slot.option_order, answer)
    return {"template": get_type(slot.version.type).template, "question": question}


def hints_of(version: QuestionVersion) -> tuple[SafeString, ...]:
    """The faintest first."""
    html = html_of(version)
    return tuple(html[key] for number in range(MAX_HINTS) if (key := hint_key(number)) in html)


@dataclass(frozen=True)
class QuestionMap:
    """Where all questions of an attempt stand, and at which one the learner is."""

    entries: tuple[Place, ...]
    current: int
    is_free: bool = True

    @property
    def kept_key(self) -> tuple[Any, ...]:
        return self.current, self.is_free, *((entry.state, entry.is_flagged) for entry in self.entries)

    @property
    def answered_count(self) -> int:
        return sum(entry.state == "answered" for entry in self.entries)

    @property
    def flagged_count(self) -> int:
        return sum(entry.is_flagged for entry in self.entries)


def is_on_offer(slot: AttemptSlot, names: Mapping[str, str], answer: Any) -> bool:
    kind = get_type(slot.version.type)
    try:
        kind.check(content_of(slot.version, tuple(names)), answer)
    except ValueError:
        return False
    return True
