"""Spaced review over HTTP, without a script."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from quizzes.enums import Pool
from quizzes.models import AnswerStep, Attempt, Card, CardPause, ContrastPair
from quizzes.queries.cards import MIN_CASES, next_case, queue_of
from quizzes.queries.contents import content_of
from quizzes.services.attempting import start_attempt
from tests.factories.accounts import make_user
from tests.factories.quizzes import MARKER, TERMS, answer_to, make_questions, make_quiz, single_data
from tests.quizzes.views.pages import text_of, words_of

pytestmark = pytest.mark.django_db

PAGE, NEXT = "/me/practice/", "/me/practice/next/"
TUESDAY = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _frozen():
    with time_machine.travel(TUESDAY, tick=False):
        yield


@pytest.fixture
def enrolment(enrolment):
    enrolment.completed_on = date(2026, 11, 2)
    enrolment.save()
    return enrolment


@pytest.fixture
def questions(course):
    """Two cards."""
    cases = [single_data("A", form="szenario") for _case in range(MIN_CASES)]
    cases += [single_data("B") for _case in range(MIN_CASES)]
    return make_questions(course, cases, pool=Pool.PRACTICE)


def form_of(user, *, right=True, **more):
    question = next_case(queue_of(user, TUESDAY.date()).due[0])
    slot = type("Slot", (), {"version": question.current})
    return {"question": question.uid, "answer": answer_to(slot, right=right), **more}


def test_the_page_says_how_many_and_how_long(taker, questions):
    words = words_of(taker.get(PAGE))

    assert "Heute 2, etwa 2 Minuten" in words
    assert "Beginnen" in words


def test_a_question_shows_no_hint_and_asks_how_sure_one_is(taker, questions):
    page = taker.get(NEXT)

    words, text = words_of(page), text_of(page)
    assert "Frage 1 von 2" in words
    assert "Wie sicher sind Sie?" in words
    assert MARKER not in text
    assert "Prüffrage" not in words


def test_an_answer_is_explained_at_once_and_the_next_one_follows(taker, learner, questions):
    page = taker.post(NEXT, form_of(learner, right=False, confidence="sure"), follow=True)

    words = words_of(page)
    address = f"/me/practice/answers/{Attempt.objects.get().public_id}/1/"
    assert page.redirect_chain == [(address, 302)]
    assert "Noch nicht richtig" in words
    assert "Prüffrage zu AB?" in words
    assert "Mittwoch, 25. November" in words
    assert "Punkt" not in words
    assert f'href="{NEXT}"' in text_of(page)
    assert "Frage 2 von 2" in words_of(taker.get(NEXT))
    assert AnswerStep.objects.get().confidence == "sure"


def test_after_the_last_one_the_page_says_when_it_goes_on(taker, learner, questions):
    for _card in range(2):
        page = taker.post(NEXT, form_of(learner), follow=True)

    words = words_of(taker.get(PAGE))
    assert f'href="{NEXT}"' not in text_of(page)
    assert "Für heute fertig. Nächste: Donnerstag" in words
    assert taker.get(NEXT).headers["Location"] == PAGE
    assert not any(word in words for word in ("Serie", "Rang", "Punkte"))


def test_without_cards_the_page_says_when_it_begins(taker):
    words = words_of(taker.get(PAGE))

    assert "Zurzeit ist nichts fällig." in words
    assert "Pause" not in words


def test_an_empty_answer_is_named_beside_the_question(taker, learner, questions):
    form = form_of(learner, confidence="unsure")
    del form["answer"]

    page = taker.post(NEXT, form)

    text = text_of(page)
    assert page.status_code == 400
    assert 'role="alert"' in text
    assert 'value="unsure" checked' in text
    assert AnswerStep.objects.count() == 0


def test_a_page_that_is_behind_stores_nothing(taker, learner, questions):
    form = form_of(learner)
    taker.post(NEXT, form)

    page = taker.post(NEXT, form, follow=True)

    assert page.redirect_chain == [(PAGE, 302)]
    assert "Es wurde nichts gespeichert." in words_of(page)
    assert AnswerStep.objects.count() == 1


def test_an_answer_survives_the_sign_in(client: Client, learner, enrolment, questions):
    form = form_of(learner)

    response = client.post(NEXT, form)

    assert response.headers["Location"] == f"/accounts/login/?next={NEXT}%3Fanswer%3D{form['answer']}"
    client.force_login(learner)
    assert f'value="{form["answer"]}" checked' in text_of(client.get(f"{NEXT}?answer={form['answer']}"))


def test_a_pause_is_seen_until_its_end(taker, questions):
    page = taker.post(PAGE, {"until": "2026-12-08"}, follow=True)

    words = words_of(page)
    assert page.redirect_chain == [(PAGE, 302)]
    assert "8. Dezember 2026" in words
    assert "Heute 2" not in words
    assert 'value="2026-12-08"' in text_of(page)
    assert "8. Dezember 2026" in words_of(taker.get("/me/"))
    assert taker.get(NEXT).headers["Location"] == PAGE


def test_a_pause_is_shortened_and_ended_on_the_same_page(taker, questions):
    before = text_of(taker.get(PAGE))
    taker.post(PAGE, {"until": "2026-12-08"})
    shortened = words_of(taker.post(PAGE, {"until": "2026-11-27"}, follow=True))
    ended = taker.post(PAGE, {"end": "1", "until": ""}, follow=True)

    assert 'name="end"' not in before
    assert "27. November 2026" in shortened
    assert "8. Dezember 2026" not in shortened
    assert "Heute 2, etwa 2 Minuten" in words_of(ended)
    assert 'name="end"' not in text_of(ended)


@pytest.mark.parametrize("until", ["", "gestern", "2026-11-24", "2027-11-24"])
def test_a_pause_that_cannot_be_is_named(taker, questions, until):
    page = taker.post(PAGE, {"until": until})

    assert page.status_code == 400
    assert 'id="error_1_id_until"' in text_of(page)
    assert CardPause.objects.count() == 0


def test_an_answer_is_its_learners_alone(taker, learner, questions, stranger):
    address = taker.post(NEXT, form_of(learner)).headers["Location"]

    assert taker.get(address).status_code == 200
    assert stranger.get(address).status_code == 404
    assert taker.get(address.replace("/1/", "/2/")).status_code == 404
    assert taker.get(f"/attempts/{Attempt.objects.get().public_id}/").status_code == 404


def test_start_and_account_page_lead_there_where_something_is_due(taker, learner, questions):
    due = [words_of(taker.get(page)) for page in ("/", "/me/")]
    for _card in range(2):
        taker.post(NEXT, form_of(learner))
    done = [words_of(taker.get(page)) for page in ("/", "/me/")]

    assert ["Heute 2, etwa 2 Minuten" in words for words in due] == [True, True]
    assert ["Zum Auffrischen" in words for words in done] == [False, True]


def test_whoever_has_begun_nothing_sees_no_panel():
    client = Client()
    client.force_login(make_user())

    assert ["Auffrischen" in words_of(client.get(page)) for page in ("/", "/me/")] == [False, False]


def test_on_saturday_nothing_is_asked(taker, questions):
    with time_machine.travel(TUESDAY + timedelta(days=4), tick=False):
        words = words_of(taker.get(PAGE))

    assert "Heute ist nichts fällig. Nächste: Montag" in words


def test_the_second_confusion_in_a_direction_offers_two_cases_at_once(taker, learner, course, questions):
    """Always the same wrong term: the first time it is explained, the second time also shown side by side."""
    ContrastPair.objects.create(course=course, uid="paar", expected="A", given="B", apply=[])
    offered = []
    for day in range(4):
        with time_machine.travel(TUESDAY + timedelta(days=day), tick=False):
            for _card in range(2):
                due = queue_of(learner, (TUESDAY + timedelta(days=day)).date()).due
                if due:
                    slot = type("Slot", (), {"version": next_case(due[0]).current})
                    wrong = next(o.token for o in content_of(slot.version, tuple(TERMS)).options if o.term == "B")
                    is_a = slot.version.content["case"]["term"] == "A"
                    page = taker.post(NEXT, {"question": next_case(due[0]).uid, "answer": wrong}, follow=True)
                    offered += ["/contrasts/paar/" in text_of(page)] if is_a else []

    assert offered[:2] == [False, True]


def test_a_card_that_goes_wrong_again_and_again_is_compared_instead(taker, learner, course, questions):
    """The cases are its review; then the queue goes on."""
    apply = [question.uid for question in questions if question.current.content["case"]["contrast"] == "AB"][:1]
    ContrastPair.objects.create(course=course, uid="paar", expected="A", given="B", apply=apply, position=1)
    card = queue_of(learner, TUESDAY.date()).due[0]
    card.lapses, card.stability, card.difficulty, card.reviewed_on = 3, 1.0, 5.0, TUESDAY.date() - timedelta(days=1)
    card.save()
    assert card.pair == "AB"

    assert taker.get(NEXT).url == "/courses/kurs/contrasts/paar/?from=card"
    page = text_of(taker.get("/courses/kurs/contrasts/paar/?from=card"))
    assert "Deshalb heute statt einer weiteren Frage ein Vergleich." in page
    for uid in re.findall(r'name="question" value="([^"]+)"', page):
        question = next(one for one in questions if one.uid == uid)
        name = re.search(rf'value="{uid}".*?name="(case\d)"', page)[1]
        answer = answer_to(type("Slot", (), {"version": question.current}))
        taker.post("/courses/kurs/contrasts/paar/?from=practice", {"question": uid, name: answer})

    card.refresh_from_db()
    assert (card.lapses, card.clinics, card.reviewed_on) == (0, 1, TUESDAY.date())
    assert taker.get(NEXT).status_code == 200


def test_a_case_that_is_being_asked_elsewhere_is_not_explained_here(taker, learner, course, enrolment, questions):
    """It comes last; where it is the only one, its solution waits for the other attempt."""
    quiz = make_quiz(course, [{"pool": "practice", "term": "A", "cases": 5}], mode="practice", slug="ueben")
    start_attempt(enrolment=enrolment, quiz=quiz, seed=1, now=TUESDAY)
    Card.objects.filter(user=learner).delete()
    asked = {question.uid for question in questions if question.current.content["case"]["term"] == "A"}
    due = queue_of(learner, TUESDAY.date()).due
    assert next_case(next(card for card in due if card.pair == "AB")).uid in asked  # no other is left

    while queue_of(learner, TUESDAY.date()).due[0].pair != "AB":
        taker.post(NEXT, form_of(learner))
    page = words_of(taker.post(NEXT, form_of(learner), follow=True))

    assert "Die Lösung steht wieder hier, sobald" in page
    assert "Ihre Antwort ist richtig" not in page
    assert "Ein anderer Fall dieser Art kommt" not in page
