"""What the ground floor keeps for a time is there on the last day and gone on the next."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry

from coursesite import clock
from coursesite.accounts.models import DeletionRequest, HRRole, UserSession
from coursesite.accounts.services.retention import delete_old_records
from coursesite.periods import time_over
from tests.counting import queries_of
from tests.factories.accounts import make_user

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def make_both(months, make):
    """A row that is a second too young to be deleted, and one a second older."""
    edge = time_over(clock.now(), months)
    return make(edge), make(edge - SECOND)


def run():
    return list(delete_old_records(now=clock.now()))


def test_the_admins_log_is_kept_as_long_as_the_journal():
    user = make_user()

    def make(at):
        return LogEntry.objects.create(user=user, object_repr="x", action_flag=1, action_time=at)

    kept, _old = make_both(36, make)

    assert run() == ["Kept long enough and deleted: 1 changes in the workshop."]
    assert list(LogEntry.objects.all()) == [kept]


def test_ended_roles_and_settled_requests_are_kept_for_three_years_open_ones_stay():
    user = make_user()
    department = user.memberships.get().department
    roles = make_both(36, lambda at: HRRole.objects.create(user=user, department=department, ended_at=at))
    done, _old = make_both(36, lambda at: DeletionRequest.objects.create(user=user, asked_at=at, withdrawn_at=at))
    held = HRRole.objects.create(user=user, department=department, granted_at=clock.now() - timedelta(days=4000))
    asked = DeletionRequest.objects.create(user=user, asked_at=clock.now() - timedelta(days=4000))

    run()

    assert set(HRRole.objects.all()) == {roles[0], held}
    assert set(DeletionRequest.objects.all()) == {done, asked}


def test_sessions_go_when_they_have_expired():
    now = clock.now()
    for key, expires in [("live", now + SECOND), ("over", now - SECOND)]:
        UserSession.objects.create(session_key=key, session_data="", expire_date=expires, user=make_user())

    assert list(delete_old_records(now=now)) == ["Kept long enough and deleted: 1 sessions."]
    assert [session.session_key for session in UserSession.objects.all()] == ["live"]


def test_nothing_to_do_costs_one_statement_for_each_kind():
    make_user()

    assert queries_of(run) == 6
