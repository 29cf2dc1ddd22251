"""Who leaves the company has her open runs closed and stands on no list of people; what she did stays."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from coursesite.storage.transactions import write_transaction
from lessons.enums import EnrolmentEventKind
from lessons.models import CohortMember, Enrolment, EnrolmentEvent
from lessons.queries.renewals import LEFT


def leave_courses(*, people: Collection[int], actor: Any, now: datetime) -> None:
    """A step of leaving. Whoever returns and is given a course again begins a new run; a renewal opens by itself."""
    day = timezone.localdate(now)
    with write_transaction():
        runs = Enrolment.objects.open().select_for_update().filter(user__in=people).order_by("pk")
        closing = list(runs.values_list("pk", flat=True))
        Enrolment.objects.filter(pk__in=closing).update(closed_at=now)
        EnrolmentEvent.objects.bulk_create(
            EnrolmentEvent(
                enrolment_id=run, kind=EnrolmentEventKind.CLOSED, day=day, at=now, actor=actor, data={LEFT: True}
            )
            for run in closing
        )
        members = CohortMember.objects.filter(user__in=people, valid_until=None)
        members.filter(valid_from__gte=day).delete()  # they never held for a day
        members.update(valid_until=day - timedelta(days=1))
