"""Thirty days after passing: an invitation, and twelve cases whose result is the learner's."""

from datetime import timedelta

import pytest

from coursesite import clock
from lessons.models import UnitProgress
from quizzes.enums import Mode, Pool
from quizzes.models import Attempt
from tests.factories.quizzes import TERMS, make_questions, make_quiz, single_data
from tests.quizzes.views.pages import answer_all, words_of

pytestmark = pytest.mark.django_db
PAGE = "/courses/kurs/quizzes/behalten/"
INVITED = "Halten Sie die Begriffe noch auseinander?"


@pytest.fixture
def check(course):
    make_questions(course, [single_data(term) for term in TERMS], pool=Pool.RETENTION)
    cells = [{"term": term, "pool": Pool.RETENTION} for term in TERMS]
    quiz = make_quiz(course, cells, mode=Mode.RETENTION, slug="behalten", attempts_allowed=1)
    quiz.unit.required, quiz.unit.days_after_pass, quiz.unit.title = False, 30, "Behaltenstest"
    quiz.unit.save()
    return quiz


@pytest.fixture
def passed(enrolment, check):
    """So many days ago."""

    def done(days, *, closed=False):
        enrolment.passed_on = enrolment.completed_on = clock.today() - timedelta(days=days)
        enrolment.closed_at = clock.now() if closed else None
        enrolment.save()

    return done


def test_before_passing_it_is_locked_and_says_when_it_opens(taker, check):
    assert "30 Tage nach dem Bestehen" in words_of(taker.get("/courses/kurs/"))
    assert "öffnet 30 Tage, nachdem Sie den Kurs bestanden haben" in words_of(taker.get(PAGE, follow=True))
    taker.post(f"{PAGE}start/")
    assert not Attempt.objects.exists()


def test_on_the_day_before_nobody_is_invited_and_nothing_starts(taker, passed):
    passed(29)

    assert INVITED not in words_of(taker.get("/"))
    taker.post(f"{PAGE}start/")
    assert not Attempt.objects.exists()


@pytest.mark.parametrize("closed", [False, True], ids=["open run", "closed run"])
def test_thirty_days_after_passing_she_is_invited_once(taker, passed, check, closed):
    passed(30, closed=closed)
    assert INVITED in words_of(taker.get("/"))
    assert INVITED in words_of(taker.get("/courses/kurs/"))

    taker.post(f"{PAGE}start/")
    attempt = Attempt.objects.get()
    answer_all(taker, attempt)
    review = taker.post(f"/attempts/{attempt.public_id}/submit/", follow=True)

    assert "3 von 3 Punkten" in words_of(review)
    assert UnitProgress.objects.get(unit=check.unit).state == "completed"
    assert INVITED not in words_of(taker.get("/"))
    assert "Auswertung ansehen" in words_of(taker.get(PAGE))
    assert "Das haben Sie schon gemacht; es ist nur einmal möglich." in words_of(taker.get(PAGE))


def test_it_says_that_the_result_is_hers_and_what_group_figures_are_made_of(taker, passed):
    passed(31)

    page = words_of(taker.get(PAGE))

    assert "Nur Sie sehen sie." in page
    assert "Zahlen über Gruppen ab fünf Personen, die Personalabteilung über Gruppen ab zehn, beide ohne Namen" in page


def test_it_changes_nothing_of_the_completion(taker, passed, enrolment, check):
    passed(30, closed=True)
    taker.post(f"{PAGE}start/")
    taker.post(f"/attempts/{Attempt.objects.get().public_id}/submit/")

    before = (enrolment.passed_on, enrolment.completed_on)
    enrolment.refresh_from_db()
    assert (enrolment.passed_on, enrolment.completed_on) == before
