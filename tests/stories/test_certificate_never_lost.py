"""Whatever changes in a course, whoever runs the jobs and however often: what somebody holds she goes on holding.

A machine of Hypothesis lets days pass, changes lessons, opens offers and renewals, lets the learner confirm, pass, leave
and return. The model beside it is one line: the last day of each level.
"""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from lessons import kinds
from lessons.models import Certificate, CertificateEvent, CertificatePolicy, Enrolment, Lesson
from lessons.services.acknowledging import acknowledge_change
from lessons.services.certifying import issue_missing
from lessons.services.leaving import leave_courses
from lessons.services.offering import offer_differences
from lessons.services.progress import record_result
from lessons.services.renewing import open_renewals
from tests.factories.accounts import make_user
from tests.factories.differences import change, make_holder
from tests.factories.lessons import make_course, make_lesson, make_unit

START = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
TEXTS = ("Neu.", "Neuer.", "Am neuesten.")


class Holding(RuleBasedStateMachine):
    """One learner who has read two lessons and passed an exam. `held`: level → the last day of the best of hers."""

    def __init__(self):
        super().__init__()
        self.now, self.held, self.changes = START, {}, 0
        course = make_course()
        CertificatePolicy.objects.create(
            course=course, valid_months=12, renew_by_substance=True, substance_days=30, substance_keeps_mastery=True
        )
        self.lessons = [make_lesson(course, f"Alt {number}.") for number in range(2)]
        for lesson in self.lessons:
            lesson.versions.update(published_at=START - timedelta(days=9))
        self.exam = make_unit(course, kind="test", title="Prüfung")
        self.user = make_user()
        run = make_holder(self.user, course, now=START)
        record_result(enrolment=run, unit=self.exam, share=Fraction(1), passed=True, now=START)

    @property
    def run(self) -> Enrolment | None:
        return Enrolment.objects.filter(user=self.user, closed_at=None).first()

    @rule(days=st.integers(0, 150))
    def wait(self, days):
        self.now += timedelta(days=days, seconds=1)

    @rule(which=st.integers(0, 1), kind=st.sampled_from(["substantial", "substantial", "minor"]))
    def publish(self, which, kind):
        self.changes += 1
        change(self.lessons[which], TEXTS[self.changes % len(TEXTS)], now=self.now, kind=kind)

    @rule()
    def jobs(self):
        """Twice: the second time finds nothing to do."""
        for job in (open_renewals, offer_differences, issue_missing):
            list(job(now=self.now))
        assert [list(job(now=self.now)) for job in (open_renewals, offer_differences, issue_missing)] == [[], [], []]

    @rule(which=st.integers(0, 1))
    def confirm(self, which):
        lesson = Lesson.objects.select_related("unit", "published").get(pk=self.lessons[which].pk)
        if self.run and self.run.is_difference and self.run.asks_for(lesson.unit):
            acknowledge_change(enrolment=self.run, unit=lesson.unit, version=lesson.published, now=self.now)

    @rule(share=st.sampled_from([Fraction(0), Fraction(1)]))
    def sit_exam(self, share):
        if self.run:
            record_result(enrolment=self.run, unit=self.exam, share=share, passed=share == 1, now=self.now)

    @rule()
    def leave_and_return(self):
        leave_courses(people=[self.user.pk], actor=None, now=self.now)

    @invariant()
    def nothing_is_lost(self):
        """Nothing is taken back, no last day moves to the front, and there are never two open runs."""
        before, self.held = self.held, {}
        for level, until in Certificate.objects.filter(enrolment__user=self.user).values_list("level", "valid_until"):
            self.held[level] = max(until, self.held.get(level, date.min))
        assert self.held.keys() == {"participation", "mastery"}
        assert all(self.held[level] >= until for level, until in before.items())
        assert not CertificateEvent.objects.exists()
        assert Enrolment.objects.filter(user=self.user, closed_at=None).count() <= 1

    @invariant()
    def a_difference_moves_no_last_day(self):
        """Only what was passed anew holds longer."""
        exams = Enrolment.objects.filter(user=self.user, passed_on__isnull=False).order_by("-passed_on")
        assert self.held.get("mastery", date.min) <= exams[0].passed_on + timedelta(days=366)


@pytest.mark.django_db
def test_no_certificate_is_ever_lost(monkeypatch):
    monkeypatch.setitem(kinds._kinds, "test", kinds.UnitKind("test", "Test", "test", "quizzes:quiz", graded=True))

    class Undone(Holding):
        """Each example begins with an empty database."""

        def __init__(self):
            self.block = transaction.atomic()
            self.block.__enter__()
            super().__init__()

        def teardown(self):
            transaction.set_rollback(True)
            self.block.__exit__(None, None, None)

    quick = settings(max_examples=10, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(Undone, settings=quick)
