"""What this floor deletes when its time is over, by the periods in settings.py.

A completion is kept by name for a time after its person has left. Then her account is deleted as if she had asked for
it (coursesite/privacy/services/erasing.py): her runs and results stay, without a name.
"""

import logging
from collections.abc import Iterator
from datetime import date, datetime

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from coursesite.accounts.models import DatedRole, DepartmentMembership, User
from coursesite.periods import last_day_over, time_over
from coursesite.privacy.services.erasing import erase_person
from coursesite.storage.deleting import delete_in_chunks
from lessons.models import CohortMember, Enrolment

PEOPLE_AT_ONCE = 50  # in one run of the job: each searches all texts for her name
logger = logging.getLogger(__name__)


def delete_old_memberships(*, now: datetime) -> Iterator[str]:
    """A job of run_due: who was on which list of people."""
    over = last_day_over(now, settings.KEEP_RECORDS_MONTHS)
    count = delete_in_chunks(CohortMember.objects.filter(valid_until__lte=over))
    if count:
        yield f"Kept long enough and deleted: {count} memberships of lists."


def erase_former_people(*, now: datetime) -> Iterator[str]:
    """A job of run_due. One who cannot be erased stops no other; she is named by her number and tried again."""
    erased, failed = 0, []
    for person in former_people(now)[:PEOPLE_AT_ONCE]:
        try:
            erase_person(person=person, actor=None, now=now)
            erased += 1
        except Exception:
            logger.exception("The account %s could not be deleted.", person.pk)
            failed.append(str(person.pk))
    if erased:
        yield f"Accounts deleted whose people left long ago: {erased}."
    if failed:
        raise RuntimeError(f"{len(failed)} accounts could not be deleted: {', '.join(failed)}")


def former_people(now: datetime) -> QuerySet[User]:
    """Of whom nothing is newer than the period: they left, and all their runs, departments and roles ended before."""
    day, moment = last_day_over(now, settings.KEEP_RECORDS_MONTHS), time_over(now, settings.KEEP_RECORDS_MONTHS)
    hers = {"user": OuterRef("pk")}
    in_departments = DepartmentMembership.objects.filter(Q(valid_until=None) | Q(valid_until__gt=day), **hers)
    in_courses = Enrolment.objects.filter(Q(closed_at=None, completed_on=None) | _is_newer(day, moment), **hers)
    left = User.objects.filter(is_active=False, erased_at=None, joined_at__lt=moment)
    left = left.exclude(Exists(in_departments)).exclude(Exists(in_courses))
    for model in DatedRole.__subclasses__():
        held = model._default_manager.filter(Q(ended_at=None) | Q(ended_at__gte=moment), **hers)
        left = left.exclude(Exists(held))
    return left.order_by("pk")


def _is_newer(day: date, moment: datetime) -> Q:
    return Q(closed_at__gte=moment) | Q(completed_on__gt=day)
