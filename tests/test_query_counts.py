"""A page asks as many questions of the database for three rows as for one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from django.test import Client

from coursesite import clock
from coursesite.accounts.models import User
from lessons.models import Course, Page
from quizzes.services.attempting import start_attempt, submit_attempt
from tests.counting import queries_of
from tests.factories.accounts import make_user
from tests.factories.company import company, make_department, make_hr, make_member
from tests.factories.effect import make_figure
from tests.factories.lessons import make_course, make_lesson, make_started
from tests.factories.quizzes import give_terms, make_cards, make_checked_lesson, make_exam, make_question

pytestmark = pytest.mark.django_db


@dataclass
class Grown:
    """A site whose every list has `rows` rows, and the addresses of its pages for the learner and for HR."""

    learner: User
    hr: User
    course: Course
    attempt: str
    submitted: str


def grow(rows: int) -> Grown:
    learner, hr = make_user(), make_hr(company())
    course = give_terms(make_course(slug="kurs"))
    quiz = make_exam(course, per_term=rows)
    make_checked_lesson(course, [make_question(course, pool="practice") for _row in range(rows)], slug="lektion")
    for number in range(rows):
        make_lesson(course, slug=f"weitere-{number}")
        Page.objects.create(course=course, uid=f"blatt-{number}", slug=f"blatt-{number}", title="Blatt")
        make_started(make_member(company(), name=f"Person {number}"), course)
        make_started(learner, make_course(slug=f"anderer-{number}"))
        make_figure(course, make_department(f"Abteilung {number}"), date(2026, 7, 1))
    make_cards(course, *[("AB", f"D{number}") for number in range(rows)])
    enrolment = make_started(learner, course, completed_on=clock.today() - timedelta(days=7))
    now = clock.now()
    for number in range(rows):
        last = submit_attempt(attempt=start_attempt(enrolment=enrolment, quiz=quiz, seed=number, now=now), now=now)
    attempt = start_attempt(enrolment=enrolment, quiz=quiz, seed=rows, now=now)
    return Grown(learner, hr, course, attempt.public_id, last.public_id)


PAGES: dict[str, tuple[str, Callable[[Grown], str]]] = {
    "start": ("learner", lambda site: "/"),
    "account": ("learner", lambda site: "/me/"),
    "spaced review": ("learner", lambda site: "/me/practice/"),
    "course": ("learner", lambda site: "/courses/kurs/"),
    "lesson": ("learner", lambda site: "/courses/kurs/lessons/lektion/"),
    "page": ("learner", lambda site: "/courses/kurs/pages/blatt-0/"),
    "glossary": ("learner", lambda site: "/courses/kurs/glossary/"),
    "quiz": ("learner", lambda site: site.course.quizzes.exclude(unit=None).get().unit.get_absolute_url()),
    "question": ("learner", lambda site: f"/attempts/{site.attempt}/questions/1/"),
    "submit": ("learner", lambda site: f"/attempts/{site.attempt}/submit/"),
    "review": ("learner", lambda site: f"/attempts/{site.submitted}/review/"),
    "profile": ("learner", lambda site: "/me/profile/"),
    "completions": ("hr", lambda site: "/reports/completions/"),
    "effect": ("hr", lambda site: "/reports/effect/"),
    "csv": ("hr", lambda site: "/reports/completions.csv"),
}


def cost(name: str, rows: int) -> int:
    """The second visit: the first one writes SQL and keeps what never changes."""
    site = grow(rows)
    who, address = PAGES[name]
    client = Client()
    client.force_login(getattr(site, who))
    path = address(site)

    def visit() -> None:
        response = client.get(path)
        assert response.status_code == 200
        assert b"".join(response.streaming_content if response.streaming else [response.content])

    visit()
    return queries_of(visit)


@pytest.mark.parametrize("name", PAGES)
def test_three_rows_cost_what_one_does(name: str, request) -> None:
    from django.db import transaction

    with transaction.atomic():
        one = cost(name, 1)
        transaction.set_rollback(True)

    assert cost(name, 3) == one
