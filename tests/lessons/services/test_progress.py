from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import IntegrityError, transaction

from coursesite.accounts.models import User
from lessons import kinds
from lessons.enums import EnrolmentEventKind, EnrolmentStatus, ProgressState
from lessons.errors import LessonsError
from lessons.models import Chapter, Course, CourseVersion, Enrolment, EnrolmentEvent, Unit, UnitProgress
from lessons.queries.outline import outline
from lessons.services import enrolling, progress

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)  # the 24th in Berlin
BERLIN_DAY = datetime(2026, 11, 24, tzinfo=UTC).date()


@pytest.fixture(autouse=True)
def graded_kind(monkeypatch) -> None:
    monkeypatch.setitem(kinds._kinds, "lesson", kinds.UnitKind("lesson", "Lesson", "lesson", "lessons:lesson"))
    monkeypatch.setitem(kinds._kinds, "test", kinds.UnitKind("test", "Test", "test", "quizzes:quiz", graded=True))


@pytest.fixture
def course() -> Course:
    course = Course.objects.create(slug="kurs", title="Kurs", summary="Sie können es.", access="open")
    chapter = Chapter.objects.create(course=course, uid="k1", title="Kapitel")
    for position, (kind, slug) in enumerate([("lesson", "eins"), ("lesson", "zwei"), ("test", "pruefung")]):
        Unit.objects.create(
            course=course, chapter=chapter, uid=slug, slug=slug, kind=kind, title=slug, position=position, minutes=10
        )
    CourseVersion.objects.create(course=course, number=3, content_hash="x")
    return course


@pytest.fixture
def learner() -> User:
    return User.objects.create_user("lernen@example.org")


@pytest.fixture
def enrolment(course: Course, learner: User) -> Enrolment:
    return enrolling.start_course(user=learner, course=course, now=NOW)


def unit(slug: str) -> Unit:
    return Unit.objects.get(slug=slug)


def events(enrolment: Enrolment) -> list[str]:
    return list(EnrolmentEvent.objects.filter(enrolment=enrolment).values_list("kind", flat=True))


def test_start_enrols_once(course: Course, learner: User, enrolment: Enrolment) -> None:
    again = enrolling.start_course(user=learner, course=course, now=NOW)

    assert again == enrolment
    assert (enrolment.cycle, enrolment.enrolled_on, enrolment.status) == (1, BERLIN_DAY, EnrolmentStatus.IN_PROGRESS)
    assert events(enrolment) == [EnrolmentEventKind.ENROLLED, EnrolmentEventKind.STARTED]


def test_assigned_course_cannot_be_taken(course: Course, learner: User) -> None:
    Course.objects.update(access="assigned")
    course.refresh_from_db()

    with pytest.raises(LessonsError) as refusal:
        enrolling.start_course(user=learner, course=course, now=NOW)

    assert refusal.value.code == "not-assigned"
    assert Enrolment.objects.count() == 0


def test_assignment_has_not_begun_until_the_learner_does(course: Course, learner: User) -> None:
    operator = User.objects.create_superuser("admin@example.org")

    enrolment = enrolling.assign_course(user=learner, course=course, actor=operator, now=NOW, due_on=BERLIN_DAY)

    assert enrolment.status == EnrolmentStatus.NOT_STARTED
    enrolment = enrolling.start_course(user=learner, course=course, now=NOW)
    assert enrolment.status == EnrolmentStatus.IN_PROGRESS
    assert events(enrolment) == [EnrolmentEventKind.ASSIGNED, EnrolmentEventKind.STARTED]


def test_second_assignment_changes_the_due_date_only(course: Course, learner: User, enrolment: Enrolment) -> None:
    again = enrolling.assign_course(user=learner, course=course, actor=None, now=NOW, due_on=BERLIN_DAY, reason="neu")

    assert (again, again.due_on) == (enrolment, BERLIN_DAY)
    assert EnrolmentEvent.objects.last().data == {"before": None, "after": "2026-11-24"}


def test_next_run_counts_on(course: Course, learner: User, enrolment: Enrolment) -> None:
    enrolling.close_enrolment(enrolment=enrolment, actor=None, now=NOW, reason="ausgetreten")

    again = enrolling.start_course(user=learner, course=course, now=NOW)

    assert again.cycle == 2
    with pytest.raises(LessonsError):
        progress.mark_read(enrolment=enrolment, unit=unit("eins"), version=None, now=NOW)


def test_database_refuses_two_open_runs(enrolment: Enrolment) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Enrolment.objects.create(user=enrolment.user, course=enrolment.course, cycle=2)


def test_outline_names_what_is_next_and_what_remains(course: Course, enrolment: Enrolment) -> None:
    progress.mark_read(enrolment=enrolment, unit=unit("eins"), version=None, now=NOW)

    found = outline(course, enrolment, now=NOW)

    assert [row.state for row in found.rows] == ["completed", "not-started", "not-started"]
    assert (found.next.unit.slug, found.minutes, found.minutes_left, found.done_count) == ("zwei", 30, 20, 1)
    assert found.completion.share == Fraction(1, 3)
    assert [row.unit.slug if row else None for row in found.around(unit("zwei"))] == ["eins", "pruefung"]


def test_what_is_optional_adds_no_minutes(course: Course, enrolment: Enrolment) -> None:
    Unit.objects.filter(slug="zwei").update(required=False)
    progress.mark_read(enrolment=enrolment, unit=unit("eins"), version=None, now=NOW)

    found = outline(course, enrolment, now=NOW)

    assert (found.minutes, found.minutes_left) == (20, 10)


def test_failed_result_keeps_its_share_and_completes_nothing(enrolment: Enrolment) -> None:
    entry = progress.record_result(
        enrolment=enrolment, unit=unit("pruefung"), share=Fraction(2, 3), passed=False, now=NOW
    )

    assert (entry.state, entry.share, entry.passed) == (ProgressState.IN_PROGRESS, Decimal("0.66667"), False)


def test_a_corrected_result_counts_and_completed_stays_completed(enrolment: Enrolment) -> None:
    for share, passed in [(Fraction(8, 9), True), (Fraction(1, 9), False)]:
        progress.record_result(enrolment=enrolment, unit=unit("pruefung"), share=share, passed=passed, now=NOW)

    entry = UnitProgress.objects.get()
    assert (entry.state, entry.share, entry.passed) == (ProgressState.COMPLETED, Decimal("0.11111"), False)


def complete(enrolment: Enrolment) -> Enrolment:
    for slug in ("eins", "zwei"):
        progress.mark_read(enrolment=enrolment, unit=unit(slug), version=None, now=NOW)
    progress.record_result(enrolment=enrolment, unit=unit("pruefung"), share=Fraction(1), passed=True, now=NOW)
    return Enrolment.objects.get(pk=enrolment.pk)


def test_completion_is_recorded_with_day_and_version(enrolment: Enrolment) -> None:
    done = complete(enrolment)

    assert (done.completed_on, done.passed_on, done.completed_version.number) == (BERLIN_DAY, BERLIN_DAY, 3)
    assert events(done)[-1] == EnrolmentEventKind.COMPLETED


def test_completion_is_never_taken_back(course: Course, enrolment: Enrolment) -> None:
    complete(enrolment)
    Unit.objects.create(
        course=course, chapter=Chapter.objects.get(), uid="neu", slug="neu", kind="lesson", title="neu", position=9
    )

    progress.mark_read(enrolment=enrolment, unit=unit("eins"), version=None, now=NOW)

    done = Enrolment.objects.get()
    assert done.completed_on == BERLIN_DAY
    assert events(done).count(EnrolmentEventKind.COMPLETED) == 1


def test_outline_costs_two_queries(course: Course, enrolment: Enrolment, django_assert_num_queries) -> None:
    with django_assert_num_queries(2):
        outline(course, enrolment, now=NOW)
