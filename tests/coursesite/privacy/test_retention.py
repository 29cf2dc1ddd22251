"""Thirteen months later: answers are gone, results, figures and certificates stay. So it is with journal and mails."""

from datetime import date, timedelta

import pytest
from django.test import override_settings

from coursesite import clock
from coursesite.journal.models import JournalEntry, JournalSubject
from coursesite.outbox.models import OutboxMail
from coursesite.privacy.services.retention import delete_old_entries, delete_old_mails, months_before
from lessons.models import Certificate, CertificateEvent, EffectFigure, Enrolment, ExportFile, UnitProgress
from quizzes.models import AnswerStep, Attempt, AttemptSlot, Objection, TermEvent
from quizzes.services.attempting import start_attempt
from quizzes.services.retention import delete_old_answers
from tests.factories.effect import make_figure

pytestmark = pytest.mark.django_db
LATER = {"keep": timedelta(days=300), "over": timedelta(days=400)}


@pytest.fixture
def ended(stored):
    """Her run is completed today, and somebody reads the text no more."""
    Enrolment.objects.filter(pk=stored.enrolment.pk).update(completed_on=clock.today(), passed_on=clock.today())
    Attempt.objects.filter(pk=stored.essay.pk).update(state="marked")
    make_figure(stored.enrolment.course, stored.person.memberships.get().department, date(2026, 7, 1))
    return stored


def test_answers_are_gone_and_the_rest_stays(ended) -> None:
    kept = (Enrolment, UnitProgress, Certificate, CertificateEvent, EffectFigure)
    before = {model: list(model.objects.order_by("pk").values()) for model in kept}
    assert (AnswerStep.objects.count(), Objection.objects.count(), TermEvent.objects.count() > 0) == (4, 1, True)

    [line] = delete_old_answers(now=clock.now() + LATER["over"])

    assert line == "2 attempts with their answers deleted, their time was over."
    gone = (Attempt, AttemptSlot, AnswerStep, Objection, TermEvent)
    assert [model.objects.count() for model in gone] == [0] * 5
    assert {model: list(model.objects.order_by("pk").values()) for model in kept} == before


def test_within_the_period_nothing_goes(ended) -> None:
    assert list(delete_old_answers(now=clock.now() + LATER["keep"])) == []
    assert AnswerStep.objects.count() == 4


def test_a_run_that_goes_on_keeps_its_answers(ended) -> None:
    Enrolment.objects.filter(pk=ended.enrolment.pk).update(completed_on=None, passed_on=None)

    assert list(delete_old_answers(now=clock.now() + LATER["over"])) == []


def test_what_was_answered_after_the_end_counts_by_itself(ended) -> None:
    now = clock.now() + LATER["over"]
    late = start_attempt(enrolment=ended.enrolment, quiz=ended.exam.quiz, seed=1, now=now - timedelta(days=30))

    list(delete_old_answers(now=now))

    assert list(Attempt.objects.all()) == [late]


def test_an_attempt_that_is_answered_again_and_again_stays(ended) -> None:
    """Questions of lessons and of Auffrischen stand in attempts that are never handed in."""
    now = clock.now() + LATER["over"]
    AnswerStep.objects.filter(slot__attempt=ended.exam, slot__position=1).update(arrived_at=now - timedelta(days=30))

    list(delete_old_answers(now=now))

    assert list(Attempt.objects.all()) == [ended.exam]


def test_a_text_that_waits_for_its_points_stays(ended) -> None:
    Attempt.objects.filter(pk=ended.essay.pk).update(state="awaiting-marking")

    list(delete_old_answers(now=clock.now() + LATER["over"]))

    assert list(Attempt.objects.all()) == [ended.essay]


def test_journal(ended) -> None:
    now = clock.now()
    old, new = JournalEntry.objects.order_by("pk")[:2]
    JournalEntry.objects.exclude(pk=old.pk).update(at=months_before(now, 35))
    JournalEntry.objects.filter(pk=old.pk).update(at=months_before(now, 36) - timedelta(seconds=1))
    old.subjects.all().delete()
    JournalSubject.objects.create(entry=old, user=ended.person)
    ExportFile.objects.all().delete()

    assert list(delete_old_entries(now=now)) == ["1 entries of the journal deleted, their time was over."]
    assert new in JournalEntry.objects.all()
    assert not JournalEntry.objects.filter(pk=old.pk).exists()
    assert not JournalSubject.objects.filter(entry=old.pk).exists()


def test_mails_that_were_sent(ended) -> None:
    now = clock.now()
    OutboxMail.objects.update(made_at=months_before(now, 13))
    OutboxMail.objects.filter(user=ended.person).update(state="sent", sent_at=now)

    assert list(delete_old_mails(now=now)) == ["1 records of mails deleted, their time was over."]
    assert list(OutboxMail.objects.values_list("user", flat=True)) == [ended.other.pk]


def test_the_period_is_the_settings(ended) -> None:
    with override_settings(KEEP_ANSWERS_MONTHS=6):
        assert len(list(delete_old_answers(now=clock.now() + LATER["keep"]))) == 1
