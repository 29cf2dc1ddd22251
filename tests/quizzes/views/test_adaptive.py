"""The adaptive check without a script: from its start to what its review says."""

import pytest

from coursesite import clock
from lessons.models import Contrast, Term
from quizzes.enums import Settled
from quizzes.models import AnswerStep, Attempt, AttemptSlot, QuestionVersion
from tests.counting import queries_of
from tests.factories.adaptive import KNOWS_ALL, TAKES_C_FOR_B, answer_last, answer_of, answer_until_over, make_check
from tests.factories.lessons import make_lesson
from tests.factories.quizzes import slots_of
from tests.factories.workshop import make_instructor
from tests.quizzes.views.pages import NAME, question_url, text_of, words_of

pytestmark = pytest.mark.django_db
PAGE = "/courses/kurs/quizzes/standort/"


@pytest.fixture
def quiz(course):
    return make_check(course)


@pytest.fixture
def attempt(taker, quiz):
    taker.post(f"{PAGE}start/")
    return Attempt.objects.get()


def form(attempt, position, *, learner=KNOWS_ALL, seq=0, go="next"):
    return {NAME: answer_of(slots_of(attempt)[position - 1], learner), "seq": seq, "go": go}


def review_url(attempt):
    return f"/attempts/{attempt.public_id}/review/"


def test_the_page_says_what_awaits(taker, quiz):
    words = words_of(taker.get(PAGE))

    assert "Zwischen 9 und 30; jede richtet sich nach Ihren Antworten davor" in words
    assert "Ob Sie den Kurs bestehen, hängt nicht davon ab." in words
    assert "Wie oft So oft Sie möchten." in words
    assert " Beginnen " in words
    assert "Versuch" not in words


def test_an_open_check_is_continued(taker, attempt):
    taker.post(question_url(attempt, 1), form(attempt, 1))
    page = words_of(taker.get(PAGE))

    back = taker.post(f"{PAGE}start/", follow=True)

    assert " Fortsetzen " in page
    assert "Versuch 1 fortsetzen" not in page
    assert back.redirect_chain[-1][0] == question_url(attempt, 2)


def test_from_the_start_to_the_review(taker, attempt):
    assert taker.get(f"/attempts/{attempt.public_id}/").url == question_url(attempt, 1)
    for position in range(1, 9):
        assert taker.post(question_url(attempt, position), form(attempt, position)).url == question_url(
            attempt, position + 1
        )

    end = taker.post(question_url(attempt, 9), form(attempt, 9))

    assert end.url == review_url(attempt)
    words = words_of(taker.get(end.url))
    assert "beherrscht Ihre 9 Antworten sprechen dafür, dass Sie die drei Begriffe unterscheiden." in words
    assert "bestanden" not in words
    assert "Punkte je Begriff" not in words
    assert ("Frage 9" in words, "Alle (9)" in words) == (True, False)


def test_a_question_says_where_it_stands(taker, attempt):
    taker.post(question_url(attempt, 1), form(attempt, 1))

    page = taker.get(question_url(attempt, 2))

    words = words_of(page)
    assert "Frage 2 von höchstens 30" in words
    assert "Weiter" in words
    assert not {"Zurück", "Zum Überblick", "Für später markieren", "Alle Fragen"} & {
        part.strip() for part in text_of(page).replace("<", ">").split(">")
    }


def test_the_confused_pair_is_named_with_care_and_its_lesson(taker, course, attempt):
    lesson = make_lesson(course, slug="kontrast", title="Birke oder Cello")
    Contrast.objects.filter(pair="BC").update(lesson=lesson.unit.uid)
    answer_until_over(attempt, TAKES_C_FOR_B, now=clock.now())

    page = taker.get(review_url(attempt))

    words = words_of(page)
    assert "noch nicht" in words
    assert "Sie ordnen Cello häufig als Birke ein" in words
    assert "etwa eine von sieben Personen" in words
    assert f'href="{lesson.unit.get_absolute_url()}"' in text_of(page)


def test_a_double_click_adds_one_question(taker, attempt):
    sent = form(attempt, 1)
    urls = [taker.post(question_url(attempt, 1), sent, follow=True).redirect_chain[-1][0] for _ in range(2)]

    assert urls == [question_url(attempt, 2)] * 2
    assert (AttemptSlot.objects.count(), AnswerStep.objects.count()) == (2, 1)


def test_a_double_click_on_the_last_question_ends_it_once(taker, attempt):
    for _question in range(8):
        answer_last(attempt, KNOWS_ALL, now=clock.now())
    sent = form(attempt, 9)

    urls = [taker.post(question_url(attempt, 9), sent, follow=True).redirect_chain[-1][0] for _ in range(2)]

    assert urls == [review_url(attempt)] * 2
    assert AttemptSlot.objects.count() == 9


def test_a_confirmed_answer_is_not_reached_any_more(taker, attempt):
    taker.post(question_url(attempt, 1), form(attempt, 1))

    page = taker.get(question_url(attempt, 1), follow=True)
    saved = taker.post(
        f"/attempts/{attempt.public_id}/save/",
        {"slot": 1, "seq": 2, "answer": form(attempt, 1)[NAME]},
        content_type="application/json",
    )

    assert page.redirect_chain[-1][0] == question_url(attempt, 2)
    assert saved.status_code == 404
    assert AnswerStep.objects.count() == 1


def test_without_an_answer_it_stays(taker, attempt):
    page = taker.post(question_url(attempt, 1), {"seq": 0, "go": "next"})

    assert page.status_code == 400
    assert "Bitte beantworten Sie die Frage zuerst vollständig." in words_of(page)
    assert AttemptSlot.objects.count() == 1


def test_it_goes_on_at_the_question_that_is_not_confirmed(taker, attempt):
    """Also if the page's script has saved an answer to it."""
    answer_last(attempt, KNOWS_ALL, now=clock.now())
    taker.post(question_url(attempt, 2), form(attempt, 2, go="2"))

    assert taker.get(f"/attempts/{attempt.public_id}/").url == question_url(attempt, 2)
    assert AttemptSlot.objects.count() == 2


def test_it_can_be_ended_early(taker, attempt):
    before = taker.post(question_url(attempt, 1), form(attempt, 1, go="submit"), follow=True)
    assert "Die Standortbestimmung ist noch zu keinem Ergebnis gekommen." in words_of(before)

    after = taker.post(f"/attempts/{attempt.public_id}/submit/", follow=True)

    assert "noch nicht sicher 1 Antwort zeigt nicht eindeutig" in words_of(after)


def test_with_other_than_three_terms_nothing_starts(taker, course, quiz):
    Term.objects.filter(key="C").delete()

    page = taker.get(PAGE)
    start = taker.post(f"{PAGE}start/", follow=True)

    for response in (page, start):
        assert "Für diesen Kurs steht sie nicht zur Verfügung." in words_of(response)
        assert " Beginnen " not in words_of(response)
    assert not Attempt.objects.exists()


def test_who_teaches_reads_why_there_is_no_draw_to_try(client, course, quiz):
    client.force_login(make_instructor(course))

    page = client.get(f"{PAGE}preview/")

    assert "Dieses Quiz wählt jede Frage nach den Antworten davor" in words_of(page)


def test_the_fifth_question_costs_what_the_twenty_fifth_does(taker, attempt):
    QuestionVersion.objects.update(settled=Settled.NOT_SCORED)  # so that it goes on
    costs = {}
    for position in range(1, 26):
        sent = form(attempt, position)
        costs[position] = queries_of(lambda at=position, sent=sent: taker.post(question_url(attempt, at), sent))
        costs["page", position] = queries_of(lambda at=position: taker.get(question_url(attempt, at + 1)))

    assert (costs[5], costs["page", 5]) == (costs[25], costs["page", 25])
