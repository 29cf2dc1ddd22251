"""What this floor keeps for a time is there on the last day and gone on the next; a run that dies loses nothing."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry

from coursesite import clock
from coursesite.accounts.models import DeletionRequest, HRRole, UserSession
from coursesite.journal.models import JournalEntry, JournalSubject
from coursesite.outbox.models import MailState, OutboxMail
from coursesite.periods import time_over
from coursesite.privacy.services.retention import delete_old_records
from coursesite.storage import deleting
from lessons.models import ExportFile
from tests.counting import queries_of
from tests.factories.accounts import make_user
from tests.factories.outbox import make_mail

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def make_both(months, make):
    """A row that is a second too young to be deleted, and one a second older."""
    edge = time_over(clock.now(), months)
    return make(edge), make(edge - SECOND)


def make_sent(at, user=None):
    mail = make_mail(user, day=at.date(), now=at)
    OutboxMail.objects.filter(pk=mail.pk).update(state=MailState.SENT, sent_at=at)
    return mail


def run():
    return list(delete_old_records(now=clock.now()))


def test_the_journal_goes_with_whom_it_was_about(stored):
    old, new = JournalEntry.objects.order_by("pk")[:2]
    JournalEntry.objects.exclude(pk=old.pk).update(at=time_over(clock.now(), 35))
    JournalEntry.objects.filter(pk=old.pk).update(at=time_over(clock.now(), 36) - SECOND)
    old.subjects.all().delete()
    JournalSubject.objects.create(entry=old, user=stored.person)
    ExportFile.objects.all().delete()

    assert run()[0] == "Kept long enough and deleted: 1 entries of the journal."
    assert new in JournalEntry.objects.all()
    assert not JournalEntry.objects.filter(pk=old.pk).exists()
    assert not JournalSubject.objects.filter(entry=old.pk).exists()


def test_the_admins_log_is_kept_as_long_as_the_journal():
    user = make_user()

    def make(at):
        return LogEntry.objects.create(user=user, object_repr="x", action_flag=1, action_time=at)

    kept, _old = make_both(36, make)

    assert run() == ["Kept long enough and deleted: 1 changes in the workshop."]
    assert list(LogEntry.objects.all()) == [kept]


def test_mails_go_when_they_were_sent_and_stay_while_they_wait(stored):
    OutboxMail.objects.update(made_at=time_over(clock.now(), 13))
    OutboxMail.objects.filter(user=stored.person).update(state=MailState.SENT, sent_at=clock.now())

    assert "Kept long enough and deleted: 1 records of mails." in run()
    assert list(OutboxMail.objects.values_list("user", flat=True)) == [stored.other.pk]


def test_a_mail_is_there_on_its_last_day_and_gone_on_the_next():
    kept, _old = make_both(12, make_sent)

    assert run() == ["Kept long enough and deleted: 1 records of mails."]
    assert list(OutboxMail.objects.all()) == [kept]


def test_the_periods_are_those_of_the_settings(settings):
    settings.KEEP_MAILS_MONTHS = 1
    make_sent(time_over(clock.now(), 1) - SECOND)

    assert run() == ["Kept long enough and deleted: 1 records of mails."]


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
    for _number in range(5):
        make_sent(time_over(clock.now(), 12) - SECOND)
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

    assert run() == ["Kept long enough and deleted: 3 records of mails."]
    assert run() == []


def test_nothing_to_do_costs_one_statement_for_each_kind():
    make_sent(clock.now(), make_user())

    assert queries_of(run) == 8
