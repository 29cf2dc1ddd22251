"""Groups of people who get a course together. The only writer of cohorts and their members."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coursesite.accounts.enums import Role
from coursesite.accounts.models import Department, User
from coursesite.journal.models import Action
from coursesite.journal.services.recording import record
from coursesite.storage.transactions import write_transaction
from lessons.enums import CohortKind
from lessons.errors import LessonsError
from lessons.models import Cohort, CohortMember
from lessons.queries.cohorts import people_below

MOST_AT_ONCE = 5000  # people named in one form; longer lists come as a file with departments


def make_cohort(*, name: str, kind: str, department: Department, actor: Any, now: datetime) -> Cohort:
    cohort = Cohort(name=name.strip(), kind=kind, department=department, made_by=actor, made_at=now)
    try:
        cohort.clean_fields()
    except ValidationError as error:
        raise LessonsError(" ".join(error.messages), "invalid") from error
    try:
        with write_transaction():
            cohort.save()
            _journal(cohort, actor, "made")
    except IntegrityError as error:
        raise LessonsError(_("The department already has a group with this name."), "name-taken") from error
    return cohort


def end_cohort(*, cohort: Cohort, actor: Any, now: datetime) -> None:
    """No more use of it; runs that came of it go on, and so does the record. Idempotent."""
    with write_transaction():
        fresh = Cohort.objects.select_for_update().get(pk=cohort.pk)
        if fresh.ended_at:
            return
        fresh.ended_at = now
        fresh.save(update_fields=["ended_at"])
        fresh.assignments.filter(ended_at=None).update(ended_at=now)
        _journal(fresh, actor, "ended")


def add_members(*, cohort: Cohort, keys: Iterable[str], actor: Any, now: datetime) -> tuple[int, list[str]]:
    """People named by e-mail address or personnel number: how many are new on the list, and which keys name nobody.

    Nobody is told of people outside the group's department: such a key names nobody, too.
    """
    if cohort.kind != CohortKind.LIST:
        raise LessonsError(_("Membership of this group is determined by the department."), "not-a-list")
    wanted = list(dict.fromkeys(key.strip() for key in keys if key.strip()))
    if len(wanted) > MOST_AT_ONCE:
        message = _("At most %(number)s people can be added at a time.") % {"number": MOST_AT_ONCE}
        raise LessonsError(message, "too-many")
    day = timezone.localdate(now)
    with write_transaction():
        Cohort.objects.select_for_update().get(pk=cohort.pk)
        found = _people_by_key(cohort, wanted, day)
        listed = set(CohortMember.objects.filter(cohort=cohort, valid_until=None).values_list("user_id", flat=True))
        added = {person.pk for person in found.values()} - listed
        CohortMember.objects.bulk_create(
            CohortMember(cohort=cohort, user_id=pk, valid_from=day) for pk in sorted(added)
        )
        if added:
            _journal(cohort, actor, "added", added)
    return len(added), [key for key in wanted if key.lower() not in found]


def remove_member(*, cohort: Cohort, person: User, actor: Any, now: datetime) -> None:
    """From today on; yesterday's list stays as it was. Idempotent."""
    day = timezone.localdate(now)
    with write_transaction():
        current = CohortMember.objects.filter(cohort=cohort, user=person, valid_until=None)
        joined_today = current.filter(valid_from=day).delete()[0]  # it never held for a day
        if current.update(valid_until=day - timedelta(days=1)) or joined_today:
            _journal(cohort, actor, "removed", {person.pk})


def _people_by_key(cohort: Cohort, keys: list[str], day: date) -> dict[str, User]:
    """In chunks: a statement takes some hundred values at most on each database."""
    found: dict[str, User] = {}
    for start in range(0, len(keys), 200):
        chunk = keys[start : start + 200]
        named = Q(email__in=[key.lower() for key in chunk]) | Q(personnel_number__in=chunk)
        for person in people_below(cohort.department, day=day).filter(named):
            found[person.email.lower()] = person
            if person.personnel_number:
                found[person.personnel_number.lower()] = person
    return found


def _journal(cohort: Cohort, actor: Any, change: str, people: Iterable[int] = ()) -> None:
    record(
        actor=actor,
        role=Role.HR if actor else "",
        action=Action.CHANGE_COHORT,
        details={"group": cohort.pk, "change": change},
        subjects=User.objects.filter(pk__in=list(people)),
    )
