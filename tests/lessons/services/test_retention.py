"""A completion is kept by name for three years after its person left; then the account goes, and the figures stay."""

from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone

from coursesite import clock
from coursesite.accounts.models import DepartmentMembership, User
from coursesite.accounts.services.leaving import deactivate
from coursesite.periods import earlier
from lessons.enums import CohortKind
from lessons.models import Cohort, CohortMember, Enrolment
from lessons.services import retention
from lessons.services.retention import delete_old_memberships, erase_former_people
from tests.factories.accounts import make_user
from tests.factories.lessons import make_course, make_started

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def noon(day):
    return datetime.combine(day, time(12), timezone.get_default_timezone())


@pytest.fixture
def last_day():
    """Whoever left on it has been kept for three years today."""
    return earlier(clock.today(), 36)


@pytest.fixture
def left(last_day):
    """Makes people who completed a course and left on a day."""
    course = make_course()

    def leave(day=last_day, **fields):
        user = make_user(day=day - 100 * DAY)
        User.objects.filter(pk=user.pk).update(joined_at=noon(day - 100 * DAY))
        make_started(user, course, completed_on=day - 50 * DAY)
        deactivate(people=[user.pk], actor=None, now=noon(day))
        Enrolment.objects.filter(user=user).update(**{"enrolled_on": day - 90 * DAY, **fields})
        return user

    return leave


def erased():
    return list(User.objects.exclude(erased_at=None).order_by("pk"))


def test_three_years_after_somebody_left_her_record_has_no_name(left, last_day):
    old, young = left(), left(last_day + 2 * DAY)

    assert list(erase_former_people(now=clock.now())) == ["Accounts deleted whose people left long ago: 1."]
    assert erased() == [old]
    old.refresh_from_db()
    assert (old.name, old.enrolments.get().completed_on) == ("", last_day - 50 * DAY)
    young.refresh_from_db()
    assert young.name
    assert list(erase_former_people(now=clock.now())) == []


@pytest.mark.parametrize("change", ["returned", "a later run", "an open run", "still a member"])
def test_whoever_is_here_or_was_here_later_stays(change, left, last_day):
    user = left()
    if change == "returned":
        User.objects.filter(pk=user.pk).update(is_active=True)
    elif change == "a later run":
        Enrolment.objects.filter(user=user).update(completed_on=last_day + DAY)
    elif change == "an open run":
        Enrolment.objects.filter(user=user).update(completed_on=None, closed_at=None)
    else:
        DepartmentMembership.objects.filter(user=user).update(valid_until=None)

    assert list(erase_former_people(now=clock.now())) == []
    assert erased() == []


def test_one_who_cannot_be_deleted_stops_no_other(left, monkeypatch):
    stuck, other = left(), left()

    def erase(*, person, actor, now, real=retention.erase_person):
        if person == stuck:
            raise RuntimeError("stuck")
        real(person=person, actor=actor, now=now)

    monkeypatch.setattr(retention, "erase_person", erase)

    with pytest.raises(RuntimeError, match=f"1 accounts could not be deleted: {stuck.pk}"):
        list(erase_former_people(now=clock.now()))
    assert erased() == [other]


def test_so_many_at_once_and_the_others_with_the_next_run(left, monkeypatch):
    monkeypatch.setattr(retention, "PEOPLE_AT_ONCE", 2)
    people = [left() for _number in range(3)]

    list(erase_former_people(now=clock.now()))
    assert erased() == people[:2]
    list(erase_former_people(now=clock.now()))
    assert erased() == people


def test_who_was_on_a_list_is_kept_as_long(last_day):
    user = make_user()
    department = user.memberships.get().department
    cohort = Cohort.objects.create(name="Neue", kind=CohortKind.LIST, department=department)
    days = [last_day - DAY, last_day, last_day + DAY, None]
    rows = [
        CohortMember.objects.create(cohort=cohort, user=user, valid_from=last_day - 9 * DAY, valid_until=day)
        for day in days
    ]

    assert list(delete_old_memberships(now=clock.now())) == ["Kept long enough and deleted: 2 memberships of lists."]
    assert list(CohortMember.objects.order_by("pk")) == rows[2:]
    assert list(delete_old_memberships(now=clock.now())) == []
