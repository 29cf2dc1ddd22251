"""A person reads an answer and gives points for each criterion of its rubric."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from coursesite.storage.transactions import write_transaction
from lessons.models import Enrolment
from quizzes.enums import AttemptState
from quizzes.errors import QuizzesError
from quizzes.grading.mark import Mark
from quizzes.models import Attempt, AttemptSlot
from quizzes.queries.attempts import current_answers, term_names
from quizzes.queries.contents import content_of
from quizzes.services.attempting import mark_attempt
from quizzes.types import get_type
from quizzes.types.rubrics import marked

MAX_COMMENT = 4000
FOR_MARKING = "marking"  # the purpose by which the journal knows a look at whose answer it is


def mark_answer(*, slot: AttemptSlot, points: Sequence[int], comment: str, marker: Any, now: datetime) -> AttemptSlot:
    """`points`: one number for each criterion. With its last answer read, the attempt has its result.

    Marking anew replaces what was given. Raises QuizzesError.
    """
    check_comment(comment)
    with write_transaction():
        attempt = lock_attempt(slot)
        slot = attempt.slots.select_related("version").get(pk=slot.pk)
        check_points(attempt, slot, points)
        slot.given_points, slot.comment = list(points), comment.strip()
        slot.marked_by, slot.marked_at = marker, now
        slot.save(update_fields=["given_points", "marked_by", "marked_at", "comment"])
        mark_attempt(attempt, now)
        slot.refresh_from_db(fields=["share", "parts"])
        return slot


def check_comment(comment: str) -> None:
    if len(comment) > MAX_COMMENT:
        raise QuizzesError(_("This comment is too long: the limit is 4000 characters."), "too-long")


def lock_attempt(slot: AttemptSlot) -> Attempt:
    Enrolment.objects.select_for_update().get(attempts=slot.attempt_id)  # before the attempt: as in start_attempt
    rows = Attempt.objects.select_for_update(of=("self",)).select_related("quiz__unit", "enrolment")
    attempt = rows.get(pk=slot.attempt_id)
    if attempt.state not in (AttemptState.AWAITING_MARKING, AttemptState.MARKED):
        raise QuizzesError(_("This attempt has not been submitted yet."), "still-open")
    return attempt


def check_points(attempt: Attempt, slot: AttemptSlot, points: Sequence[int]) -> Mark:
    """What these points are worth. Raises QuizzesError."""
    content = content_of(slot.version, tuple(term_names(attempt.quiz.course_id)))
    given = current_answers(attempt).get(slot.pk)
    if given is None or not get_type(slot.version.type).grade(content, given.answer).needs_person:
        raise QuizzesError(_("This answer is not marked by a person."), "not-by-person")
    try:
        return marked(content.rubric, points)
    except ValueError:
        raise QuizzesError(_("These points do not match the criteria."), "wrong-points") from None
