"""A page asks as many questions of the database for three rows as for one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from coursesite import clock
from coursesite.accounts.enums import Role
from coursesite.accounts.models import HRRole, User, WorksCouncilRole
from coursesite.accounts.services.inviting import invite_again
from coursesite.accounts.services.people import make_calendar_address, note_about
from coursesite.accounts.services.rule_setting import set_rules
from coursesite.journal.models import Action
from coursesite.journal.services.recording import record
from lessons.enums import CohortKind, Exemption
from lessons.models import (
    Assignment,
    Certificate,
    Cohort,
    CohortMember,
    Course,
    Enrolment,
    ExportFile,
    Figure,
    Lesson,
    Note,
    Page,
    SavedView,
)
from lessons.services.assigning import exempt
from lessons.services.publishing import LessonText, save_draft
from quizzes.models import Attempt, AttemptSlot, Question, Quiz
from quizzes.queries.objections import wording_of
from quizzes.services.analysing import refresh_figures
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
    ESSAY,
    TERMS,
    answer_to,
    give_terms,
    make_cards,
    make_checked_lesson,
    make_exam,
    make_question,
    make_questions,
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
    council: User
    course: Course
    attempt: str
    submitted: str
    certificate: Certificate
    group: Cohort
    calendar: str


def grow(rows: int) -> Grown:
    learner, hr, council = make_user(), make_hr(company()), make_user()
    WorksCouncilRole.objects.create(user=council)
    group = Cohort.objects.create(name="Neue", kind=CohortKind.LIST, department=company())
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
        another = make_course(slug=f"anderer-{number}")
        make_started(learner, another, due_on=clock.today() + timedelta(days=7))
        Cohort.objects.create(name=f"Gruppe {number}", department=company())
        CohortMember.objects.create(cohort=group, user=member, valid_from=clock.today())
        Assignment.objects.create(cohort=group, course=another, mandatory=True)
        spared = make_course(slug=f"erlassen-{number}")
        exempt(user=learner, course=spared, kind=Exemption.EXEMPTED, reason="Teilzeit", actor=hr, now=clock.now())
        HRRole.objects.create(user=member, department=make_department(f"Bereich {number}"), granted_by=council)
        note_about(person=learner, actor=hr, role=Role.HR, action=Action.VIEW_PERSON)
        journal_export(hr, learner)
        set_rules(values={"remind-first": 8 + number}, actor=hr, now=clock.now())
        SavedView.objects.create(owner=hr, name=f"Sicht {number}")
        ExportFile.objects.create(owner=hr, format="csv", language="de", expires_at=clock.now() + timedelta(days=1))
        certificate = make_certificate(learner, make_course(slug=f"bescheinigt-{number}"))
        make_certificate(make_member(company(), name=f"Geprüft {number}"))
        make_figure(course, make_department(f"Abteilung {number}"), date(2026, 7, 1))
    make_cards(course, *[("AB", f"D{number}") for number in range(rows)])
    enrolment = make_started(learner, course, completed_on=clock.today() - timedelta(days=7))
    now = clock.now()
    for number in range(rows):
        last = submit_attempt(attempt=start_attempt(enrolment=enrolment, quiz=quiz, seed=number, now=now), now=now)
    attempt = start_attempt(enrolment=enrolment, quiz=quiz, seed=rows, now=now)
    calendar = make_calendar_address(user=learner)
    return Grown(learner, hr, council, course, attempt.public_id, last.public_id, certificate, group, calendar)


def journal_export(hr: User, person: User) -> None:
    """An export that she is in."""
    record(
        actor=hr,
        role=Role.HR,
        action=Action.EXPORT_COMPLETIONS,
        purpose="Audit",
        details={"columns": ["name"]},
        subjects=User.objects.filter(pk=person.pk),
    )


@dataclass
class Taught:
    """A course whose every list has `rows` rows, as those see it who teach it and write it."""

    teacher: User
    lesson: Lesson
    question: Question
    figure: Figure
    written: int


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
    [essay] = make_questions(course, [ESSAY], type_key="essay")
    task = make_quiz(course, [{"form": essay.form}], slug="auftrag")
    written = [_write(attempt.enrolment, task) for attempt in attempts[:rows]]
    refresh_figures(now=clock.now())
    for number in range(rows):
        make_quiz(course, slug=f"weitere-{number}", mode="practice")
        text = LessonText(title="Neu", source=f"Satz {number}.\n")
        save_draft(lesson=lessons[0], text=text, author=make_user(), now=clock.now(), based_on=None)
        data = rewrite(question, stem=f"Fall {number}. {question.current.content['stem']}")
        save_version(question=question, type_key="single", data=data, author=make_user(), now=clock.now())
    return Taught(teacher, lessons[0], question, figure, written[0])


def _sit(quiz: Quiz, *, wrong: list[str]) -> Attempt:
    attempt = start_attempt(enrolment=make_started(make_user(), quiz.course), quiz=quiz, seed=1, now=clock.now())
    for slot in slots_of(attempt):
        answer = answer_to(slot, right=slot.version.content["case"]["term"] not in wrong)
        save_answer(attempt=attempt, position=slot.position, seq=1, answer=answer, now=clock.now())
    return submit_attempt(attempt=attempt, now=clock.now())


def _write(enrolment: Enrolment, task: Quiz) -> int:
    """The slot of a text that a person must mark."""
    attempt = start_attempt(enrolment=enrolment, quiz=task, seed=1, now=clock.now())
    save_answer(attempt=attempt, position=1, seq=1, answer="Wir hören zu.", now=clock.now())
    submit_attempt(attempt=attempt, now=clock.now())
    return attempt.slots.get().pk


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
    "printed course": ("learner", lambda site: "/courses/kurs/print/"),
    "glossary": ("learner", lambda site: "/courses/kurs/glossary/"),
    "notes": ("learner", lambda site: "/me/notes/"),
    "search": ("learner", lambda site: "/courses/kurs/search/?q=Satz"),
    "quiz": ("learner", lambda site: site.course.quizzes.exclude(unit=None).get().unit.get_absolute_url()),
    "question": ("learner", lambda site: f"/attempts/{site.attempt}/questions/1/"),
    "submit": ("learner", lambda site: f"/attempts/{site.attempt}/submit/"),
    "review": ("learner", lambda site: f"/attempts/{site.submitted}/review/"),
    "profile": ("learner", lambda site: "/me/profile/"),
    "certificates": ("learner", lambda site: "/me/certificates/"),
    "certificate": ("learner", lambda site: f"/me/certificates/{site.certificate.number}/"),
    "check of a certificate": ("learner", lambda site: f"/certificates/{site.certificate.code}/"),
    "notes as a file": ("learner", lambda site: "/me/notes.md"),
    "calendar": ("learner", lambda site: f"/calendar/{site.calendar}.ics"),
    "own data": ("learner", lambda site: "/me/data/"),
    "own data as a file": ("learner", lambda site: "/me/data/file/"),
    "who has seen what": ("learner", lambda site: "/me/disclosures/"),
    "what HR sees": ("learner", lambda site: "/me/hr/"),
    "start of the works council": ("council", lambda site: "/"),
    "start of HR": ("hr", lambda site: "/"),
    "start of an instructor": ("teacher", lambda site: "/"),
    "overview of the works council": ("council", lambda site: "/council/"),
    "who has which role": ("council", lambda site: "/council/roles/"),
    "rules": ("council", lambda site: "/council/rules/"),
    "what was exported": ("council", lambda site: "/council/exports/"),
    "agreement": ("council", lambda site: "/council/agreement/"),
    "certificate of a person": ("hr", lambda site: f"/reports/certificates/{site.certificate.number}/"),
    "certificates of one person": ("hr", lambda site: f"/reports/certificates/?person={site.learner.public_id}"),
    "person": ("hr", lambda site: f"/reports/people/{site.learner.public_id}/"),
    "exemptions": ("hr", lambda site: f"/reports/people/{site.learner.public_id}/exemptions/"),
    "groups": ("hr", lambda site: "/reports/groups/"),
    "group": ("hr", lambda site: f"/reports/groups/{site.group.pk}/"),
    "settings": ("hr", lambda site: "/reports/settings/"),
    "evidence": ("hr", lambda site: "/reports/evidence/"),
    "import of people": ("hr", lambda site: "/reports/people/import/"),
    "records to merge": (
        "hr",
        lambda site: f"/reports/people/merge/?keep={site.learner.public_id}&other={site.council.public_id}",
    ),
    "certificates of people": ("hr", lambda site: "/reports/certificates/"),
    "completions": ("hr", lambda site: "/reports/completions/"),
    "completions of a past day": (
        "hr",
        lambda site: f"/reports/completions/?as_of={clock.today() - timedelta(days=1)}",
    ),
    "saved views": ("hr", lambda site: "/reports/views/"),
    "exports": ("hr", lambda site: "/reports/exports/"),
    "planned mails": ("hr", lambda site: "/reports/outbox/"),
    "waiting mails": ("hr", lambda site: "/reports/outbox/?state=waiting"),
    "people": ("hr", lambda site: "/reports/people/"),
    "people who left": ("hr", lambda site: "/reports/people/?state=left"),
    "effect": ("hr", lambda site: "/reports/effect/"),
    "csv": ("hr", lambda site: "/reports/completions.csv?purpose=Audit"),
    "desk": ("teacher", lambda site: "/teach/"),
    "answer to mark": ("teacher", lambda site: f"/teach/answers/{site.written}/"),
    "item analysis": ("teacher", lambda site: "/teach/courses/kurs/items/"),
    "item": ("teacher", lambda site: f"/teach/courses/kurs/items/{site.question.uid}/"),
    "answers for research": ("teacher", lambda site: "/teach/courses/kurs/research/"),
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
