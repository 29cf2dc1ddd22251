"""Two processes run the jobs at the same moment, or the learner is just done: one open run, and nothing is lost.

The control shows the race when the locks are taken away.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from lessons.models import Certificate, CertificatePolicy, Enrolment, Lesson
from lessons.services import offering
from lessons.services.acknowledging import acknowledge_change
from lessons.services.offering import offer_differences
from lessons.services.renewing import open_renewals
from tests.factories.accounts import make_user
from tests.factories.differences import change, make_holder
from tests.factories.lessons import make_course, make_lesson
from tests.windows import LONGEST_WAIT, Gap, at_once

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one writer in at a time: no race to show"),
]
JOBS = 4
DONE = datetime(2026, 11, 24, 10, tzinfo=UTC)


@pytest.fixture
def lesson() -> Lesson:
    """Five people hold a certificate of a course in which it has changed."""
    course = make_course()
    CertificatePolicy.objects.create(course=course, valid_months=12, renew_by_substance=True)
    lesson = make_lesson(course, "Alt.")
    lesson.versions.update(published_at=DONE - timedelta(days=9))
    for _number in range(5):
        make_holder(make_user(), course, now=DONE)
    change(lesson, "Neu.", now=DONE + timedelta(days=5))
    return Lesson.objects.select_related("unit", "published").get(pk=lesson.pk)


@pytest.fixture(autouse=True)
def gap(monkeypatch) -> Gap:
    """Between looking and writing."""
    gap = Gap(JOBS)
    monkeypatch.setattr(offering, "scopes", gap.after(offering.scopes))
    return gap


def offer() -> list[str]:
    return list(offer_differences(now=DONE + timedelta(days=6)))


def test_four_jobs_at_once_open_one_run_each(lesson):
    assert at_once(*JOBS * [offer]) == {"done": JOBS}

    assert Enrolment.objects.filter(path="difference").count() == 5
    assert Enrolment.objects.filter(closed_at=None).count() == 5


def test_control_four_jobs_without_locks(lesson, monkeypatch, gap):
    gap.patience = LONGEST_WAIT
    monkeypatch.setattr(offering, "_lock", lambda _people: None)

    assert at_once(*JOBS * [offer])["IntegrityError"] > 0


def test_a_renewal_by_time_that_opens_meanwhile(lesson):
    """Whichever is first: one open run each."""
    day = DONE + timedelta(days=340)
    jobs = [lambda: list(offer_differences(now=day)), lambda: list(open_renewals(now=day))]

    assert at_once(*jobs, *jobs) == {"done": JOBS}

    list(open_renewals(now=day))
    assert set(Enrolment.objects.filter(closed_at=None).values_list("path", flat=True)) == {"full"}
    assert Enrolment.objects.filter(closed_at=None).count() == 5


def test_a_learner_who_is_done_just_when_it_ends_gets_her_certificate_or_an_answer(lesson):
    offer()
    runs = list(Enrolment.objects.filter(path="difference").order_by("pk"))
    day = DONE + timedelta(days=340)

    def done(run: Enrolment) -> Callable[[], object]:
        return lambda: acknowledge_change(enrolment=run, unit=lesson.unit, version=lesson.published, now=day)

    outcomes = at_once(*(done(run) for run in runs), lambda: list(open_renewals(now=day)))

    assert outcomes["done"] + outcomes["LessonsError"] == 6
    completed = Enrolment.objects.filter(path="difference", completed_on__isnull=False)
    assert completed.count() == outcomes["done"] - 1
    assert Certificate.objects.filter(enrolment__in=completed).count() == completed.count()
    assert Enrolment.objects.filter(closed_at=None).count() == 5
