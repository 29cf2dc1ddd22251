"""What the ground floor keeps for a time is there on the last day and gone on the next."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.core.management import call_command

from coursesite import clock
from coursesite.accounts.models import DeletionRequest, HRRole, UserSession
from coursesite.accounts.services.retention import delete_old_records
from coursesite.journal.models import Action, JournalEntry, JournalSubject
from coursesite.journal.services.recording import record
from coursesite.outbox.models import MailState, OutboxMail
from coursesite.periods import time_over
from coursesite.storage import deleting
from tests.counting import queries_of
from tests.factories.accounts import make_user
from tests.factories.outbox import make_mail

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def make_both(months, make):
    """A row that is a second too young to be deleted, and one a second older."""
    edge = time_over(clock.now(), months)
    return make(edge), make(edge - SECOND)


def run():
    return list(delete_old_records(now=clock.now()))


def test_mails_are_kept_for_a_year_after_they_were_made(settings):
    user = make_user()

    def make(at):
        mail = make_mail(user, day=at.date(), rule=str(at), now=at)
        OutboxMail.objects.filter(pk=mail.pk).update(state=MailState.SENT, sent_at=at)
        return mail

    kept, _old = make_both(12, make)

    assert run() == ["Kept long enough and deleted: 1 mails."]
    assert list(OutboxMail.objects.all()) == [kept]


def test_journal_entries_go_with_the_people_they_are_about():
    person = make_user()

    def make(at):
        entry = record(
            actor=None, role="", action=Action.VIEW_PERSON, subjects=type(person).objects.filter(pk=person.pk)
        )
        JournalEntry.objects.filter(pk=entry.pk).update(at=at)
        return entry

    kept, _old = make_both(36, make)

    assert run() == ["Kept long enough and deleted: 1 journal entries."]
    assert list(JournalSubject.objects.values_list("entry", "user")) == [(kept.pk, person.pk)]


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


def test_a_run_that_dies_half_way_loses_nothing_and_the_next_one_ends_it(monkeypatch):
    monkeypatch.setattr(deleting, "ROWS_AT_ONCE", 2)
    at = time_over(clock.now(), 12) - SECOND
    user = make_user()
    for number in range(5):
        make_mail(user, day=at.date(), rule=str(number), now=at)
    transactions = []

    def dying(real=deleting.write_transaction):
        transactions.append(1)
        if len(transactions) == 2:
            raise KeyboardInterrupt
        return real()

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(deleting, "write_transaction", dying)
        run()
    assert OutboxMail.objects.count() == 3

    assert run() == ["Kept long enough and deleted: 3 mails."]
    assert run() == []


def test_nothing_to_do_costs_one_statement_for_each_kind():
    make_mail()

    assert queries_of(run) == 8


def test_the_periods_of_the_settings_hold(settings):
    settings.KEEP_MAILS_MONTHS = 1
    make_mail(now=time_over(clock.now(), 1) - SECOND, day=clock.today())

    call_command("run_due", verbosity=0)

    assert not OutboxMail.objects.exists()
