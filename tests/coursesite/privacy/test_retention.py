"""Journal and mails are kept for a time, and a run that dies half way loses nothing."""

from datetime import timedelta

import pytest

from coursesite import clock
from coursesite.journal.models import JournalEntry, JournalSubject
from coursesite.outbox.models import MailState, OutboxMail
from coursesite.periods import time_over
from coursesite.privacy.services.retention import delete_old_entries, delete_old_mails
from coursesite.storage import deleting
from lessons.models import ExportFile
from tests.counting import queries_of
from tests.factories.accounts import make_user
from tests.factories.outbox import make_mail

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def test_journal(stored) -> None:
    now = clock.now()
    old, new = JournalEntry.objects.order_by("pk")[:2]
    JournalEntry.objects.exclude(pk=old.pk).update(at=time_over(now, 35))
    JournalEntry.objects.filter(pk=old.pk).update(at=time_over(now, 36) - timedelta(seconds=1))
    old.subjects.all().delete()
    JournalSubject.objects.create(entry=old, user=stored.person)
    ExportFile.objects.all().delete()

    assert list(delete_old_entries(now=now)) == ["1 entries of the journal deleted, their time was over."]
    assert new in JournalEntry.objects.all()
    assert not JournalEntry.objects.filter(pk=old.pk).exists()
    assert not JournalSubject.objects.filter(entry=old.pk).exists()


def test_mails_that_were_sent(stored) -> None:
    now = clock.now()
    OutboxMail.objects.update(made_at=time_over(now, 13))
    OutboxMail.objects.filter(user=stored.person).update(state="sent", sent_at=now)

    assert list(delete_old_mails(now=now)) == ["1 records of mails deleted, their time was over."]
    assert list(OutboxMail.objects.values_list("user", flat=True)) == [stored.other.pk]


def make_sent(at, user=None):
    mail = make_mail(user, day=at.date(), now=at)
    OutboxMail.objects.filter(pk=mail.pk).update(state=MailState.SENT, sent_at=at)
    return mail


def test_a_mail_is_there_on_its_last_day_and_gone_on_the_next():
    edge = time_over(clock.now(), 12)
    kept, _old = make_sent(edge), make_sent(edge - SECOND)

    assert list(delete_old_mails(now=clock.now())) == ["1 records of mails deleted, their time was over."]
    assert list(OutboxMail.objects.all()) == [kept]


def test_the_periods_are_those_of_the_settings(settings):
    settings.KEEP_MAILS_MONTHS = 1
    make_sent(time_over(clock.now(), 1) - SECOND)

    assert len(list(delete_old_mails(now=clock.now()))) == 1


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
        list(delete_old_mails(now=clock.now()))
    assert OutboxMail.objects.count() == 3

    assert list(delete_old_mails(now=clock.now())) == ["3 records of mails deleted, their time was over."]
    assert list(delete_old_mails(now=clock.now())) == []


def test_where_nothing_is_old_enough_it_costs_one_statement_each():
    make_sent(clock.now(), make_user())

    assert queries_of(lambda: list(delete_old_mails(now=clock.now()))) == 1
    assert queries_of(lambda: list(delete_old_entries(now=clock.now()))) == 1
