"""A second person marks an answer without touching the first mark."""

import pytest

from quizzes.errors import QuizzesError
from quizzes.models import SecondMarking
from quizzes.services.attempting import save_answer, start_attempt, submit_attempt
from quizzes.services.marking import mark_answer
from quizzes.services.second_marking import mark_second, request_second_marking
from tests.factories.accounts import make_user
from tests.factories.quizzes import ESSAY, make_questions, make_quiz

pytestmark = pytest.mark.django_db


@pytest.fixture
def slot(course, enrolment, now):
    make_questions(course, [ESSAY], type_key="essay")
    quiz = make_quiz(course, [{"form": "praxisauftrag"}], pass_points=3)
    attempt = start_attempt(enrolment=enrolment, quiz=quiz, seed=1, now=now)
    save_answer(attempt=attempt, position=1, seq=1, answer="Wir hören zu.", now=now)
    submit_attempt(attempt=attempt, now=now)
    return attempt.slots.get()


@pytest.fixture
def first():
    return make_user()


@pytest.fixture
def marked(slot, first, now):
    return mark_answer(slot=slot, points=(2, 3), comment="Klar.", marker=first, now=now)


def refusal_of(action, **values):
    with pytest.raises(QuizzesError) as refusal:
        action(**values)
    return refusal.value.code


def second(slot, now, marker, points=(1, 1), comment=" Knapp. "):
    return mark_second(slot=slot, points=points, comment=comment, marker=marker, now=now)


def test_the_first_mark_stands_beside_the_second(marked, first, now):
    request_second_marking(slot=marked, actor=first, now=now)
    other = make_user()

    kept = second(marked, now, other)

    marked.refresh_from_db()
    marked.attempt.refresh_from_db()
    assert (kept.points, kept.comment, kept.marker, kept.marked_at) == ([1, 1], "Knapp.", other, now)
    assert (str(marked.share), marked.comment, marked.marked_by) == ("1.00000", "Klar.", first)
    assert str(marked.attempt.points) == "5.00000"


def test_it_is_asked_for_once_by_whoever_marked_and_not_before(slot, first, now):
    values = {"slot": slot, "now": now}
    assert refusal_of(request_second_marking, actor=first, **values) == "not-marked"
    mark_answer(slot=slot, points=(2, 3), comment="", marker=first, now=now)

    assert refusal_of(request_second_marking, actor=make_user(), **values) == "not-yours"
    request_second_marking(actor=first, **values)
    assert refusal_of(request_second_marking, actor=first, **values) == "asked-already"

    assert SecondMarking.objects.count() == 1


def test_the_same_person_is_no_second_one_and_there_is_no_third(marked, first, now):
    values = {"slot": marked, "points": (1, 1), "comment": "", "now": now}
    assert refusal_of(mark_second, marker=make_user(), **values) == "not-asked"
    request_second_marking(slot=marked, actor=first, now=now)

    assert refusal_of(mark_second, marker=first, **values) == "same-person"
    second(marked, now, make_user())
    assert refusal_of(mark_second, marker=make_user(), **values) == "marked-already"

    assert SecondMarking.objects.get().points == [1, 1]


@pytest.mark.parametrize(
    ("points", "comment", "code"),
    [((2,), "", "wrong-points"), ((3, 3), "", "wrong-points"), ((1, 1), "x" * 4001, "too-long")],
)
def test_what_does_not_fit_is_refused(marked, first, now, *, points, comment, code):
    request_second_marking(slot=marked, actor=first, now=now)

    assert refusal_of(second, slot=marked, now=now, marker=make_user(), points=points, comment=comment) == code
    assert SecondMarking.objects.get().marked_at is None
