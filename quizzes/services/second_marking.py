"""A second person reads an answer, blind to what the first gave. Until somebody settles it, the first mark stands."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from coursesite.storage.transactions import write_transaction
from quizzes.errors import QuizzesError
from quizzes.models import AttemptSlot, SecondMarking
from quizzes.services.marking import check_comment, check_points, lock_attempt


def request_second_marking(*, slot: AttemptSlot, actor: Any, now: datetime) -> SecondMarking:
    """By whoever marked it, once. Raises QuizzesError."""
    with write_transaction():
        slot = lock_attempt(slot).slots.get(pk=slot.pk)
        if not slot.given_points:
            raise QuizzesError(_("Please mark the answer first."), "not-marked")
        if slot.marked_by_id != actor.pk:
            raise QuizzesError(_("Only the person who marked the answer can ask for a second marker."), "not-yours")
        found, is_new = SecondMarking.objects.get_or_create(
            slot=slot, defaults={"requested_by": actor, "requested_at": now}
        )
        if not is_new:
            raise QuizzesError(_("A second marker has already been requested."), "asked-already")
        return found


def mark_second(*, slot: AttemptSlot, points: Sequence[int], comment: str, marker: Any, now: datetime) -> SecondMarking:
    """Kept beside the first mark, which it does not touch. Raises QuizzesError."""
    check_comment(comment)
    with write_transaction():
        attempt = lock_attempt(slot)
        slot = attempt.slots.select_related("version").get(pk=slot.pk)
        second = SecondMarking.objects.filter(slot=slot).first()
        if second is None:
            raise QuizzesError(_("No second marker has been requested here."), "not-asked")
        if marker.pk in (second.requested_by_id, slot.marked_by_id):
            raise QuizzesError(
                _("You have marked this answer yourself; the second marker must be someone else."), "same-person"
            )
        if second.marked_at:
            raise QuizzesError(_("A second marker has already marked this answer."), "marked-already")
        check_points(attempt, slot, points)
        second.points, second.comment = list(points), comment.strip()
        second.marker, second.marked_at = marker, now
        second.save(update_fields=["points", "comment", "marker", "marked_at"])
        return second
