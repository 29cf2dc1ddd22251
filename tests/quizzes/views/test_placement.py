"""The page after the pre-test: where to begin, what may be skipped, and what the outline says then."""

import pytest

from coursesite import clock
from lessons.services.progress import mark_read
from quizzes.enums import Mode
from quizzes.services.attempting import start_attempt, submit_attempt
from tests.factories.lessons import make_lesson
from tests.factories.quizzes import make_exam
from tests.quizzes.views.pages import answer_all, words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def lesson(course):
    """About the pair AB and BC: the cases of A and B."""
    lesson = make_lesson(course, slug="paar", title="Das Paar")
    course.contrasts.filter(pair__in=["AB", "BC"]).update(lesson=lesson.unit.uid)
    return lesson


@pytest.fixture
def attempt(taker, enrolment, course, lesson):
    attempt = start_attempt(
        enrolment=enrolment, quiz=make_exam(course, mode=Mode.PLACEMENT, slug="anfang"), seed=1, now=clock.now()
    )
    answer_all(taker, attempt)
    return attempt


def test_known_lessons_are_skipped_by_choice_and_named_so(taker, attempt, lesson):
    submit_attempt(attempt=attempt, now=clock.now())
    page = words_of(taker.get(f"/attempts/{attempt.public_id}/review/"))
    assert "Womit Sie am besten beginnen" in page
    assert "Was Sie schon wissen" in page

    response = taker.post(f"/attempts/{attempt.public_id}/skip/", {"lesson": [lesson.unit.uid]}, follow=True)

    said = words_of(response)
    assert "Sie haben 1 Lektion übersprungen." in said
    assert "übersprungen" in said.partition("Das Paar")[2]
    assert "Was Sie schon wissen" not in words_of(taker.get(f"/attempts/{attempt.public_id}/review/"))


def test_where_the_first_lesson_was_read_the_page_sends_nobody_back_to_it(taker, course, enrolment):
    first, _second = make_lesson(course, title="Erste"), make_lesson(course, title="Zweite")
    attempt = start_attempt(
        enrolment=enrolment, quiz=make_exam(course, mode=Mode.PLACEMENT, slug="anfang"), seed=1, now=clock.now()
    )
    submit_attempt(attempt=attempt, now=clock.now())
    before = words_of(taker.get(f"/attempts/{attempt.public_id}/review/"))
    mark_read(enrolment=enrolment, unit=first.unit, version=first.published, now=clock.now())
    after = words_of(taker.get(f"/attempts/{attempt.public_id}/review/"))

    assert ("sie legt die Grundlage" in before, "sie legt die Grundlage" in after) == (True, False)
    assert "Beginnen : Zweite" in after


def test_without_a_choice_nothing_happens(taker, attempt):
    submit_attempt(attempt=attempt, now=clock.now())

    response = taker.post(f"/attempts/{attempt.public_id}/skip/", follow=True)

    assert "Es ist keine Lektion ausgewählt." in words_of(response)


def test_an_open_pre_test_skips_nothing(taker, attempt, lesson):
    taker.post(f"/attempts/{attempt.public_id}/skip/", {"lesson": [lesson.unit.uid]})

    assert not lesson.unit.progress.filter(skipped=True).exists()


def test_the_pre_test_is_offered_before_the_first_lesson(taker, course):
    make_exam(course, mode=Mode.PLACEMENT, slug="anfang")
    course.units.update(required=False)
    make_lesson(course, slug="erste", title="Erste")

    page = words_of(taker.get("/courses/kurs/"))

    assert "Beginnen : Erste" in page
    assert "Vorher : Zwischenprüfung" in page
