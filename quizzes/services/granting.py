"""One more attempt for one person, with a reason."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coursesite.storage.transactions import write_transaction
from lessons.enums import EnrolmentEventKind
from lessons.models import Enrolment, EnrolmentEvent
from quizzes.errors import QuizzesError
from quizzes.models import Quiz
from quizzes.queries.attempts import attempts_allowed

MAX_REASON = 500  # of the event's column


def grant_attempt(*, enrolment: Enrolment, quiz: Quiz, reason: str, actor: Any, now: datetime) -> int:
    """How many attempts she has now. The waiting time stays. Raises QuizzesError."""
    if not reason.strip() or len(reason) > MAX_REASON:
        raise QuizzesError(_("Please give a reason of at most 500 characters."), "no-reason")
    with write_transaction():
        enrolment = Enrolment.objects.select_for_update().get(pk=enrolment.pk)
        if enrolment.closed_at:
            raise QuizzesError(_("This run through the course has ended."), "enrolment-closed")
        if quiz.attempts_allowed is None:
            raise QuizzesError(_("This quiz can be taken any number of times."), "unlimited")
        EnrolmentEvent.objects.create(
            enrolment=enrolment,
            kind=EnrolmentEventKind.ATTEMPT_GRANTED,
            day=timezone.localdate(now),
            at=now,
            actor=actor,
            reason=reason.strip(),
            data={"quiz": quiz.pk},
        )
        return attempts_allowed(enrolment, quiz) or 0
