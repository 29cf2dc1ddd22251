"""Three questions on what has changed: from the practice pool, each explained, a wrong one is followed by another."""

from datetime import UTC, datetime

import pytest

from lessons import change_questions
from lessons.models import Certificate, Contrast, Course, Enrolment, Lesson, LessonVersion
from lessons.queries.outline import outline
from lessons.services.acknowledging import acknowledge_change
from lessons.services.enrolling import close_enrolment
from quizzes.enums import Mode, Pool
from quizzes.errors import QuizzesError
from quizzes.models import AnswerStep, Attempt, AttemptSlot, TermEvent
from quizzes.queries.change_questions import candidates, sitting_of
from quizzes.services.answering_changes import answer_change_question
from quizzes.services.evidence import rebuild
from tests.counting import queries_of
from tests.factories.accounts import make_user
from tests.factories.differences import make_offer
from tests.factories.lessons import make_lesson
from tests.factories.quizzes import answer_to, make_question, make_questions, make_quiz_course, single_data

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)


@pytest.fixture
def course() -> Course:
    course = make_quiz_course(slug="kurs")
    make_questions(course, [single_data(term) for term in "ABCAB"], pool=Pool.PRACTICE)
    make_questions(course, [single_data("A")], pool=Pool.EXAM)
    return course


@pytest.fixture
def run(course) -> Enrolment:
    """Offered to her, and the lesson confirmed."""
    run = make_offer(make_user(), course, now=NOW)
    lesson = Lesson.objects.select_related("unit", "published").get(unit__course=course)
    acknowledge_change(enrolment=run, unit=lesson.unit, version=lesson.published, now=NOW)
    return Enrolment.objects.select_related("user", "course").get(pk=run.pk)


def answer(run: Enrolment, *, right: bool = True, uid: str = "") -> AttemptSlot:
    question = sitting_of(run).next
    slot = type("Slot", (), {"version": question.current})
    return answer_change_question(
        enrolment=run, question_uid=uid or question.uid, answer=answer_to(slot, right=right), now=NOW
    )


def asked(run: Enrolment) -> tuple[int, int]:
    found = change_questions.asked([run])[run.pk]
    return found.right, found.wanted


def test_the_third_right_answer_completes_it(run, course):
    for right in (True, False, True):
        answer(run, right=right)
    assert (asked(run), Enrolment.objects.get(pk=run.pk).completed_on) == ((2, 3), None)
    assert outline(course, run, now=NOW).offer_minutes == 1

    answer(run)

    assert (asked(run), Enrolment.objects.get(pk=run.pk).completed_on) == ((3, 3), NOW.date())
    new = Certificate.objects.get(enrolment=run)
    assert new.snapshot["decision"]["questions_right"] == 3
    assert "3 questions on them answered correctly" in new.snapshot["rule"]["words"]["en"]
    [attempt] = Attempt.objects.filter(enrolment=run)
    assert (attempt.quiz.mode, attempt.quiz.unit, attempt.state, attempt.slots.count()) == (
        Mode.DIFFERENCE, None, "marked", 4,
    )  # fmt: skip
    pools = set(attempt.slots.values_list("version__question__pool", flat=True))
    assert pools == {Pool.PRACTICE}


def test_each_answer_is_explained_at_once_and_told_to_the_profile_once(run):
    slot = answer(run, right=False)
    answer(run)

    slot.refresh_from_db()
    assert slot.is_explained(1)
    assert AnswerStep.objects.filter(slot__attempt__enrolment=run).count() == 2
    events = list(TermEvent.objects.filter(user=run.user).values_list("context", "seq"))
    assert events == [("difference", 1), ("difference", 1)]
    assert rebuild(user=run.user) == 2


def test_wrong_answers_never_cost_anything(run):
    before = list(Certificate.objects.values())
    for _time in range(9):
        answer(run, right=False)

    assert (asked(run), list(Certificate.objects.values())) == ((0, 3), before)
    for _time in range(3):
        answer(run)
    assert Enrolment.objects.get(pk=run.pk).completed_on == NOW.date()


@pytest.mark.parametrize(
    ("how", "code"),
    [("another question", "not-next"), ("closed", "enrolment-closed"), ("not begun", "enrolment-closed")],
)
def test_what_is_refused_stores_nothing(run, how, code):
    if how == "closed":
        close_enrolment(enrolment=run, actor=None, now=NOW)
    if how == "not begun":
        Enrolment.objects.filter(pk=run.pk).update(started_at=None)

    with pytest.raises(QuizzesError) as refused:
        answer(run, uid="eine-andere" if how == "another question" else "")

    assert (refused.value.code, Attempt.objects.count()) == (code, 0)


def test_where_the_course_has_fewer_fewer_are_wanted(course):
    _first, *others = course.bank.filter(pool=Pool.PRACTICE)
    course.bank.filter(pk__in=[one.pk for one in others]).update(status="retired")
    run = make_offer(make_user(), course, now=NOW)
    lesson = Lesson.objects.select_related("unit", "published").get(unit__course=course)
    acknowledge_change(enrolment=run, unit=lesson.unit, version=lesson.published, now=NOW)
    run.refresh_from_db()
    assert asked(run) == (0, 1)

    answer(run)

    assert Enrolment.objects.get(pk=run.pk).completed_on == NOW.date()


def test_the_questions_alone_do_not_complete_it(course):
    run = make_offer(make_user(), course, now=NOW)
    Enrolment.objects.filter(pk=run.pk).update(started_at=NOW)
    for _time in range(3):
        answer(run)
    assert Enrolment.objects.get(pk=run.pk).completed_on is None

    lesson = Lesson.objects.select_related("unit", "published").get(unit__course=course)
    acknowledge_change(enrolment=run, unit=lesson.unit, version=lesson.published, now=NOW)

    assert Enrolment.objects.get(pk=run.pk).completed_on == NOW.date()


@pytest.mark.parametrize("by", ["check", "claim", "contrast", "nothing"])
def test_what_a_question_is_about(run, course, by):
    """Its lesson asks it, shares a claim with it, or explains its contrast."""
    make_lesson(course, title="Andere", uid="andere")
    question = make_question(course, "C", pool=Pool.PRACTICE)
    uid = next(iter(run.scope))
    published = LessonVersion.objects.filter(lesson__unit__uid=uid, lesson__published__isnull=False).latest("number")
    if by == "check":
        LessonVersion.objects.filter(pk=published.pk).update(checks=[question.uid])
    if by == "claim":
        LessonVersion.objects.filter(pk=published.pk).update(claims=["S1-01"])
    if by == "contrast":
        Contrast.objects.filter(course=course, pair="AC").update(lesson=uid)

    about = next(one for one in candidates(run) if one.id == question.pk).about

    assert about == (frozenset() if by == "nothing" else {uid})


def test_many_answers_cost_no_more_queries(run):
    answer(run, right=False)
    once = queries_of(lambda: change_questions.asked([run]))
    for _time in range(4):
        answer(run, right=False)

    assert queries_of(lambda: change_questions.asked([run])) == once
