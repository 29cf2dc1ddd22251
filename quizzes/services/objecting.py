"""A learner holds a question to be wrong: she says why, somebody looks at it, and she is told what became of it."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from coursesite.storage.transactions import write_transaction
from quizzes.enums import ObjectionDecision, Settled
from quizzes.errors import QuizzesError
from quizzes.models import Attempt, Objection, QuestionVersion, ResultNotice
from quizzes.queries.objections import slot_to_object_to
from quizzes.services.regrading import refuse_bad_reason, take_objections, tell

MAX_OBJECTION = 1000  # characters: one thing about one question


def object_to(*, attempt: Attempt, position: int, reason: str, now: datetime) -> Objection:
    """Once for a question of an attempt: said twice, the first one stands. Raises QuizzesError."""
    reason = reason.strip()
    if not reason:
        raise QuizzesError(_("Please say what is wrong with the question."), "no-reason")
    if len(reason) > MAX_OBJECTION:
        raise QuizzesError(_("This reason is too long: the limit is 1000 characters."), "too-long")
    slot = slot_to_object_to(attempt, position)
    if slot is None:
        raise QuizzesError(_("No objection to this question is possible at the moment."), "not-now")
    if slot.version.settled == Settled.FOR_ALL:
        raise QuizzesError(_("This question already counts as correct for everyone."), "counts-for-all")
    with write_transaction():
        made, _is_new = Objection.objects.get_or_create(slot=slot, defaults={"reason": reason, "made_at": now})
        return made


def keep_question(*, version: QuestionVersion, reason: str, actor: Any, now: datetime, seen: str) -> None:
    """The question stays as it is; whoever objected is told why. Raises QuizzesError."""
    refuse_bad_reason(reason)
    with write_transaction():
        taken = take_objections(version, actor, seen)
        if not taken:
            raise QuizzesError(_("There are no open objections to this question at the moment."), "nothing-open")
        decided = {"decision": ObjectionDecision.KEPT, "explanation": reason.strip()}
        Objection.objects.filter(pk__in=taken).update(decided_by=actor, decided_at=now, **decided)
        for objection in Objection.objects.filter(pk__in=taken).select_related("slot__attempt"):
            attempt = objection.slot.attempt
            result = (attempt.points, attempt.maximum, attempt.passed)
            values = {"objection": objection, "decision": ObjectionDecision.KEPT, "results": (result, result)}
            tell(attempt, version, now=now, **values)


def put_away(*, user: Any, notice: int, now: datetime) -> bool:
    """She has read it. Whether there was such a notice of hers."""
    with write_transaction():
        hers = ResultNotice.objects.filter(pk=notice, attempt__enrolment__user=user)
        hers.filter(seen_at=None).update(seen_at=now)
        return hers.exists()
