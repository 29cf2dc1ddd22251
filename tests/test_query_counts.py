"""A page asks as many questions of the database for three rows as for one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from coursesite import clock
from coursesite.accounts.models import User
from coursesite.accounts.services.inviting import invite_again
from lessons.models import Course, ExportFile, Figure, Lesson, Note, Page, SavedView
from lessons.services.publishing import LessonText, save_draft
from quizzes.models import Attempt, AttemptSlot, Question, Quiz
from quizzes.queries.objections import wording_of
from quizzes.services.attempting import save_answer, start_attempt, submit_attempt
from quizzes.services.objecting import keep_question, object_to
from quizzes.services.versioning import save_version
from tests.counting import queries_of
from tests.factories.accounts import make_user
from tests.factories.certificates import make_certificate
from tests.factories.company import company, make_department, make_hr, make_member
from tests.factories.effect import make_figure
from tests.factories.lessons import make_course, make_lesson, make_started
from tests.factories.pictures import DRAWING
from tests.factories.quizzes import (
    TERMS,
    answer_to,
    give_terms,
    make_cards,
    make_checked_lesson,
    make_exam,
    make_question,
    make_quiz,
    make_quiz_course,
    rewrite,
    slots_of,
)
from tests.factories.workshop import make_instructor


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
        further = make_lesson(course, slug=f"weitere-{number}")
        Note.objects.create(user=learner, unit=further.unit, text="Notiz")
        Page.objects.create(course=course, uid=f"blatt-{number}", slug=f"blatt-{number}", title="Blatt")
        member = make_member(company(), name=f"Person {number}")
        make_started(member, course, due_on=clock.today() + timedelta(days=7))
        invite_again(person=member, actor=None, now=clock.now())
        make_started(learner, make_course(slug=f"anderer-{number}"))
        SavedView.objects.create(owner=hr, name=f"Sicht {number}")
        ExportFile.objects.create(owner=hr, format="csv", language="de", expires_at=clock.now() + timedelta(days=1))
        make_certificate(learner, make_course(slug=f"bescheinigt-{number}"))
        make_certificate(make_member(company(), name=f"Geprüft {number}"))
        make_figure(course, make_department(f"Abteilung {number}"), date(2026, 7, 1))
    make_cards(course, *[("AB", f"D{number}") for number in range(rows)])
    enrolment = make_started(learner, course, completed_on=clock.today() - timedelta(days=7))
    now = clock.now()
    for number in range(rows):
        last = submit_attempt(attempt=start_attempt(enrolment=enrolment, quiz=quiz, seed=number, now=now), now=now)
    attempt = start_attempt(enrolment=enrolment, quiz=quiz, seed=rows, now=now)
    return Grown(learner, hr, course, attempt.public_id, last.public_id)


@dataclass
class Taught:
    """A course whose every list has `rows` rows, as those see it who teach it and write it."""

    teacher: User
    lesson: Lesson
    question: Question
    figure: Figure


def grow_taught(rows: int) -> Taught:
    """Of fewer than five people nothing is shown, so there are four more."""
    course = make_quiz_course(slug="kurs")
    teacher = make_instructor(course)
    quiz = make_exam(course, per_term=2, pass_points=3)
    attempts = [_sit(quiz, wrong=list(TERMS)[:rows]) for _person in range(4 + rows)]
    for term, attempt in zip(TERMS, attempts[:rows], strict=False):
        first, second = _asked_for(attempt, term)
        _object_to(attempt, second)
        version = wording_of(second.version)
        values = {"version": second.version, "seen": version.standing, "actor": teacher}
        keep_question(reason="Sie bleibt.", now=clock.now(), **values)
        _object_to(attempt, first)
        _object_to(attempt, _asked_for(attempt, "A")[0])
    figure = Figure.objects.create(
        course=course, uid="b.svg", name="b.svg", media_type="image/svg+xml", content=DRAWING, content_hash="x"
    )
    lessons = [make_lesson(course, "Sehen Sie:\n\n![Ein Kreis](b.svg)\n") for _row in range(rows)]
    question = _asked_for(attempts[0], "A")[0].version.question
    for number in range(rows):
        make_quiz(course, slug=f"weitere-{number}", mode="practice")
        text = LessonText(title="Neu", source=f"Satz {number}.\n")
        save_draft(lesson=lessons[0], text=text, author=make_user(), now=clock.now(), based_on=None)
        data = rewrite(question, stem=f"Fall {number}. {question.current.content['stem']}")
        save_version(question=question, type_key="single", data=data, author=make_user(), now=clock.now())
    return Taught(teacher, lessons[0], question, figure)


def _sit(quiz: Quiz, *, wrong: list[str]) -> Attempt:
    attempt = start_attempt(enrolment=make_started(make_user(), quiz.course), quiz=quiz, seed=1, now=clock.now())
    for slot in slots_of(attempt):
        answer = answer_to(slot, right=slot.version.content["case"]["term"] not in wrong)
        save_answer(attempt=attempt, position=slot.position, seq=1, answer=answer, now=clock.now())
    return submit_attempt(attempt=attempt, now=clock.now())


def _asked_for(attempt: Attempt, term: str) -> list[AttemptSlot]:
    slots = sorted(slots_of(attempt), key=lambda slot: slot.version_id)
    return [slot for slot in slots if slot.version.content["case"]["term"] == term]


def _object_to(attempt: Attempt, slot: AttemptSlot) -> None:
    object_to(attempt=attempt, position=slot.position, reason="Beides geht.", now=clock.now())


PAGES: dict[str, tuple[str, Callable[[Any], str]]] = {
    "start": ("learner", lambda site: "/"),
    "account": ("learner", lambda site: "/me/"),
    "spaced review": ("learner", lambda site: "/me/practice/"),
    "course": ("learner", lambda site: "/courses/kurs/"),
    "lesson": ("learner", lambda site: "/courses/kurs/lessons/lektion/"),
    "page": ("learner", lambda site: "/courses/kurs/pages/blatt-0/"),
    "glossary": ("learner", lambda site: "/courses/kurs/glossary/"),
    "notes": ("learner", lambda site: "/me/notes/"),
    "search": ("learner", lambda site: "/courses/kurs/search/?q=Satz"),
    "quiz": ("learner", lambda site: site.course.quizzes.exclude(unit=None).get().unit.get_absolute_url()),
    "question": ("learner", lambda site: f"/attempts/{site.attempt}/questions/1/"),
    "submit": ("learner", lambda site: f"/attempts/{site.attempt}/submit/"),
    "review": ("learner", lambda site: f"/attempts/{site.submitted}/review/"),
    "profile": ("learner", lambda site: "/me/profile/"),
    "certificates": ("learner", lambda site: "/me/certificates/"),
    "certificates of people": ("hr", lambda site: "/reports/certificates/"),
    "completions": ("hr", lambda site: "/reports/completions/"),
    "completions of a past day": ("hr", lambda site: f"/reports/completions/?as_of={clock.today() - timedelta(days=1)}"),
    "saved views": ("hr", lambda site: "/reports/views/"),
    "exports": ("hr", lambda site: "/reports/exports/"),
    "planned mails": ("hr", lambda site: "/reports/outbox/"),
    "waiting mails": ("hr", lambda site: "/reports/outbox/?state=waiting"),
    "people": ("hr", lambda site: "/reports/people/"),
    "people who left": ("hr", lambda site: "/reports/people/?state=left"),
    "effect": ("hr", lambda site: "/reports/effect/"),
    "csv": ("hr", lambda site: "/reports/completions.csv"),
    "objections": ("teacher", lambda site: "/teach/courses/kurs/objections/"),
    "settling": ("teacher", lambda site: f"/teach/courses/kurs/settle/{site.question.uid}/1/"),
    "confusions of a group": ("teacher", lambda site: "/teach/courses/kurs/confusions/"),
    "one more attempt": ("teacher", lambda site: "/teach/courses/kurs/grant/"),
    "versions of a lesson": ("teacher", lambda site: f"/admin/lessons/lesson/{site.lesson.pk}/history/"),
    "versions of a question": ("teacher", lambda site: f"/admin/quizzes/question/{site.question.pk}/history/"),
    "figure with its lessons": ("teacher", lambda site: f"/admin/lessons/figure/{site.figure.pk}/change/"),
    "quizzes for authors": ("teacher", lambda site: "/admin/quizzes/quiz/"),
}


@pytest.fixture(scope="module")
def costs(django_db_setup, django_db_blocker) -> dict[int, dict[str, int]]:
    """Rows → page → queries. Each site is grown once for all of its pages, and undone."""
    counted = {}
    with django_db_blocker.unblock():
        for rows in (1, 3):
            counted[rows] = costs_of(grow, rows) | costs_of(grow_taught, rows)
    return counted


def costs_of(make: Callable[[int], Any], rows: int) -> dict[str, int]:
    with transaction.atomic():
        site = make(rows)
        found = {name: cost(site, who, address) for name, (who, address) in PAGES.items() if hasattr(site, who)}
        transaction.set_rollback(True)
    return found


def cost(site: Any, who: str, address: Callable[[Any], str]) -> int:
    """Of the second visit: the first one writes SQL and keeps what never changes."""
    client = Client()
    client.force_login(getattr(site, who))
    path = address(site)

    def visit() -> None:
        with transaction.atomic():
            response = client.get(path)
            assert response.status_code == 200
            assert b"".join(response.streaming_content if response.streaming else [response.content])
            transaction.set_rollback(True)

    visit()
    return queries_of(visit)


@pytest.mark.django_db
@pytest.mark.parametrize("name", PAGES)
def test_three_rows_cost_what_one_does(name: str, costs) -> None:
    assert costs[3][name] == costs[1][name]
