"""A question whose solution is shown at once, and quizzes without a way back, without a script."""

import pytest

from coursesite import clock
from lessons.models import Contrast, Dimension
from quizzes.enums import Mode, Navigation, Pool, Reveal
from quizzes.services.attempting import start_attempt
from tests.counting import queries_of
from tests.factories.lessons import make_lesson
from tests.factories.quizzes import MARKER, answer_to, make_questions, make_quiz, single_data, slots_of
from tests.quizzes.views.pages import NAME, form_for, question_url, text_of, words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def start(course, enrolment):
    def started(**fields):
        make_questions(course, [single_data("A"), single_data("A")], pool=Pool.PRACTICE, family="wir")
        quiz = make_quiz(
            course, [{"pool": Pool.PRACTICE}], **{"mode": Mode.PRACTICE, "reveal": Reveal.AT_ONCE, **fields}
        )
        return start_attempt(enrolment=enrolment, quiz=quiz, seed=1, now=clock.now())

    return started


def check(taker, attempt, *, position=1, seq=0, right=True):
    form = form_for(attempt, position, right=right, seq=seq) | {"check": "yes"}
    del form["go"]
    return taker.post(question_url(attempt, position), form, follow=True)


def test_an_answer_is_explained_when_it_is_checked(taker, start):
    attempt = start()
    assert MARKER not in text_of(taker.get(question_url(attempt, 1)))

    page = check(taker, attempt, right=False)

    words = words_of(page)
    assert page.redirect_chain == [(question_url(attempt, 1), 302)]
    assert "Noch nicht richtig" in words
    assert "Prüffrage zu AB?" in words
    assert MARKER in text_of(page)
    assert f'name="{NAME}"' not in text_of(page)
    assert ("Noch einmal versuchen" in words, "Weitere Frage dieser Art" in words) == (True, True)


def test_a_right_answer_needs_no_second_try(taker, start):
    words = words_of(check(taker, start()))

    assert ("Noch einmal versuchen" in words, "Weitere Frage dieser Art" in words) == (False, True)


def test_an_empty_answer_is_not_explained(taker, start):
    attempt = start()

    page = taker.post(question_url(attempt, 1), {"check": "yes", "seq": 0}, follow=True)

    assert "Bitte beantworten Sie die Frage zuerst vollständig." in words_of(page)
    assert MARKER not in text_of(page)


def test_what_is_missing_is_said_above_the_question_with_a_way_to_it(taker, start):
    attempt = start()

    page = taker.post(question_url(attempt, 1), {"check": "yes", "seq": 0})

    assert page.status_code == 400
    assert "Fehler: Frage 1 von 1" in text_of(page)
    assert "Diese Antwort ist noch nicht vollständig" in words_of(page)
    assert f'<a href="#{NAME}-1">Bitte beantworten Sie die Frage zuerst vollständig.</a>' in text_of(page)


def test_the_solution_is_shown_to_nobody_before_and_to_no_other_preset(taker, start):
    attempt = start(reveal=Reveal.AFTER_SUBMIT)

    form = form_for(attempt, 1) | {"check": "yes"}
    answers = [taker.post(question_url(attempt, 1), form), taker.get(question_url(attempt, 1))]

    assert [answer.status_code for answer in answers] == [404, 200]
    assert MARKER not in text_of(answers[1])


def test_it_can_be_tried_again(taker, start):
    attempt = start()
    check(taker, attempt, right=False)

    again = taker.post(question_url(attempt, 1), {"again": "yes", "seq": 1}, follow=True)
    assert MARKER not in text_of(again)
    assert '<input type="hidden" name="seq" value="2">' in text_of(again)
    page = check(taker, attempt, seq=2)

    assert "Ihre Antwort ist richtig" in words_of(page)


def test_another_one_follows(taker, start):
    attempt = start()
    check(taker, attempt)

    page = taker.post(question_url(attempt, 1), {"another": "yes", "seq": 1}, follow=True)

    assert page.redirect_chain == [(question_url(attempt, 2), 302)]
    assert "Frage 2 von 2" in words_of(page)
    assert "Weitere Frage dieser Art" not in words_of(check(taker, attempt, position=2))


def test_a_late_answer_of_another_window_meets_the_explanation(taker, start):
    attempt = start()
    check(taker, attempt, right=False)
    slot = slots_of(attempt)[0]
    right, wrong = answer_to(slot), answer_to(slot, right=False)

    url = f"/attempts/{attempt.public_id}/save/"
    step = {"slot": 1, "seq": 1, "answer": right, "confidence": None}
    late = taker.post(url, step, content_type="application/json")
    form = taker.post(question_url(attempt, 1), form_for(attempt, 1), follow=True)

    stored = {"error": "explained", "seq": 1, "answer": wrong, "confidence": None}
    assert (late.status_code, late.json()) == (409, stored)
    assert "Noch nicht richtig" in words_of(form)


def test_an_explained_question_names_the_lesson(taker, course, start):
    contrast, dimension = (make_lesson(course, "Text.\n", slug=slug, title=slug) for slug in ("kontrast", "merkmal"))
    Contrast.objects.filter(course=course, pair="AB").update(lesson=contrast.unit.uid)
    Dimension.objects.create(course=course, key="D1", name="Rolle", lesson=dimension.unit.uid)
    attempt = start()

    wrong = words_of(check(taker, attempt, right=False))
    taker.post(question_url(attempt, 1), {"another": "yes", "seq": 1})
    right = words_of(check(taker, attempt, position=2))

    assert "Noch einmal nachlesen: kontrast , merkmal" in wrong
    assert "Noch einmal nachlesen: merkmal" in right


def test_an_explained_question_costs_the_same_in_a_longer_attempt(taker, start):
    attempt = start()
    check(taker, attempt)
    short = queries_of(lambda: taker.get(question_url(attempt, 1)))
    taker.post(question_url(attempt, 1), {"another": "yes", "seq": 1})

    assert queries_of(lambda: taker.get(question_url(attempt, 1))) == short


def test_there_is_no_way_back_where_a_quiz_goes_forward_only(taker, course, enrolment, quiz):
    quiz.navigation = Navigation.FORWARD
    quiz.save()
    attempt = start_attempt(enrolment=enrolment, quiz=quiz, seed=1, now=clock.now())

    ahead = taker.get(question_url(attempt, 3), follow=True)
    taker.post(question_url(attempt, 1), {"go": "next", "seq": 0})
    taker.post(question_url(attempt, 2), form_for(attempt, 2))
    back = taker.get(question_url(attempt, 1), follow=True)
    last = taker.get(question_url(attempt, 3))

    assert ahead.redirect_chain[-1][0] == question_url(attempt, 1)
    assert back.redirect_chain[-1][0] == question_url(attempt, 3)
    assert "Zu einer früheren Frage führt hier kein Weg zurück." in words_of(last)
    assert 'value="back"' not in text_of(last)
    assert "Frage 1: offen" in words_of(taker.get(f"/attempts/{attempt.public_id}/submit/"))
