"""A company with somebody in each role, and one of everything that has an address."""

from dataclasses import dataclass, field
from typing import Any

from django.apps import apps

from coursesite import clock
from coursesite.accounts.models import User, WorksCouncilRole
from coursesite.accounts.queries.invitations import invitation_token
from coursesite.accounts.services.inviting import invite_again
from coursesite.accounts.services.people import make_calendar_address
from coursesite.pages.services.shipping import load_shipped_pages
from lessons.models import (
    CertificatePolicy,
    Cohort,
    Course,
    CourseRole,
    Enrolment,
    Figure,
    GlossaryTerm,
    Note,
    Page,
    SavedView,
)
from quizzes.enums import Pool
from quizzes.models import Attempt, ContrastPair, Question, ResultNotice
from quizzes.services.attempting import add_slots, open_attempt, save_answer, start_attempt, submit_attempt
from quizzes.services.explaining import explain_answer
from quizzes.services.refreshing import review_quiz
from tests.doors import Address
from tests.factories.accounts import PASSWORD, make_operator, make_user
from tests.factories.certificates import make_certificate
from tests.factories.company import make_department, make_hr
from tests.factories.lessons import make_course, make_started
from tests.factories.quizzes import (
    ESSAY,
    answer_to,
    give_terms,
    make_checked_lesson,
    make_exam,
    make_question,
    make_questions,
    make_quiz,
)


@dataclass
class World:
    people: dict[str, User | None]
    course: Course
    values: dict[str, Any] = field(default_factory=dict)

    def values_for(self, address: Address) -> dict[str, Any]:
        """The admin's addresses name their table: theirs is its first row."""
        if address.name in ("quizzes:review", "quizzes:object"):
            return {**self.values, "attempt": self.values["submitted"]}
        if address.name == "quizzes:card-answer":
            return {**self.values, "attempt": self.values["reviewed"]}
        if "object_id" not in address.parameters:
            return self.values
        return {**self.values, "object_id": _first_row(address)}


def make_world() -> World:
    load_shipped_pages()
    sales, office = make_department("Vertrieb"), make_department("Innendienst")
    course, other = make_course(slug="kurs", access="assigned"), make_course(slug="anderer", access="assigned")
    people = {
        "anonymous": None,
        "learner": make_user(department=sales),
        "another learner": make_user(department=office),
        "instructor": _instructor(course),
        "instructor of another course": _instructor(other),
        "HR": make_hr(sales, password=PASSWORD),
        "HR of another department": make_hr(office, password=PASSWORD),
        "works council": make_user(),
        "operator": make_operator(),
    }
    WorksCouncilRole.objects.create(user=people["works council"])
    enrolment = make_started(people["learner"], course)
    make_started(people["another learner"], other)
    cohort = Cohort.objects.create(name="Vertrieb", department=sales)
    token = make_calendar_address(user=people["learner"])
    invited = make_user(password=None, department=sales)
    invitation = invitation_token(invited, until=clock.today())
    values = {"token": token, "person": people["learner"].public_id, "group": cohort.pk, "invitation": invitation}
    values["mail"] = invite_again(person=invited, actor=None, now=clock.now()).pk
    values["view"] = SavedView.objects.create(owner=people["HR"], name="Sicht").pk
    values |= _values(course) | _quiz_values(give_terms(course), enrolment)
    certificate = make_certificate(people["learner"])
    CertificatePolicy.objects.create(course=course)
    values |= {"number": certificate.number, "code": certificate.code, "language": "de"}
    return World(people, course, values)


def _instructor(course: Course) -> User:
    user = make_user()
    CourseRole.objects.create(user=user, course=course)
    return user


def _values(course: Course) -> dict[str, Any]:
    GlossaryTerm.objects.create(course=course, uid="wort", term="Wort", html="<p>Sinn</p>")
    Figure.objects.create(course=course, uid="b.svg", name="b.svg", media_type="image/svg+xml", content=b"<svg/>")
    Page.objects.create(course=course, uid="blatt", slug="blatt", title="Blatt", html="<p>Text</p>", sheet=True)
    return {
        "page": "blatt",
        "file_format": "csv",
        "slug": "impressum",
        "task": "sign-in",
        "course": course.slug,
        "name": "b.svg",
        "app_label": "accounts",
    }


def _quiz_values(course: Course, enrolment: Enrolment) -> dict[str, Any]:
    """A lesson that asks a question, an attempt that is submitted, and one that is open."""
    question = make_question(course, pool=Pool.PRACTICE)
    lesson = make_checked_lesson(course, [question], slug="lektion")
    quiz, now = make_exam(course, spare=1), clock.now()
    submitted = start_attempt(enrolment=enrolment, quiz=quiz, seed=1, now=now)
    submit_attempt(attempt=submitted, now=now)
    running = start_attempt(enrolment=enrolment, quiz=quiz, seed=2, now=now)
    [essay] = make_questions(course, [ESSAY], type_key="essay")
    task = make_quiz(course, [{"form": essay.form}], slug="auftrag")
    written = start_attempt(enrolment=enrolment, quiz=task, seed=1, now=now)
    save_answer(attempt=written, position=1, seq=1, answer="Wir hören zu.", now=now)
    submit_attempt(attempt=written, now=now)
    pair = ContrastPair.objects.create(course=course, uid="paar", expected="A", given="B", apply=[question.uid])
    return {
        "pair": pair.uid,
        "slot": written.slots.get().pk,
        "lesson": lesson.unit.slug,
        "note": Note.objects.create(user=enrolment.user, unit=lesson.unit, bookmarked=True).pk,
        "uid": question.uid,
        "version": question.current.number,
        "notice": _noticed(submitted).pk,
        "quiz": quiz.unit.slug,
        "attempt": running.public_id,
        "submitted": submitted.public_id,
        "reviewed": _reviewed(enrolment, question).public_id,
    }


def _noticed(attempt: Attempt) -> ResultNotice:
    values = {"version": attempt.slots.get(position=1).version, "decision": "for-all"}
    return ResultNotice.objects.create(attempt=attempt, made_at=clock.now(), **values)


def _reviewed(enrolment: Enrolment, question: Question) -> Attempt:
    """An answer of the spaced review."""
    now = clock.now()
    attempt = open_attempt(enrolment=enrolment, quiz=review_quiz(enrolment.course), number=1, seed=1, now=now)
    [slot] = add_slots(attempt, [question])
    save_answer(attempt=attempt, position=1, seq=1, answer=answer_to(slot), now=now)
    explain_answer(attempt=attempt, position=1, now=now)
    return attempt


def _first_row(address: Address) -> Any:
    route = address.route.split("/")
    model = apps.get_model(route[1], route[2])
    row = model._default_manager.order_by("pk").first()
    return row.pk if row else 1
