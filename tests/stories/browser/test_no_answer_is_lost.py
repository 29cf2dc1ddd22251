"""Answers that a browser could lose without a word: pasted ones, refused ones, those of a window that was left behind."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from playwright.sync_api import expect

from coursesite import clock
from quizzes.models import AnswerStep
from quizzes.services.attempting import start_attempt
from tests.factories.accounts import make_user
from tests.factories.lessons import make_lesson, make_started
from tests.factories.quizzes import ESSAY, make_cards, make_exam, make_questions, make_quiz, make_quiz_course
from tests.stories.browser.test_taking_a_quiz import SAVE, SAVED, choose, kept, question_path, state, tokens

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TUESDAY = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
REFUSED = "Diese Antwort wurde nicht gespeichert. Bitte laden Sie die Seite neu."
FIELD = "Ihre Antwort"


@pytest.fixture
def enrolment():
    return make_started(make_user(), make_quiz_course(slug="kurs"))


@pytest.fixture
def open_at(open_page, sign_in, enrolment):
    """A browser of its own."""

    def opened(path):
        page = sign_in(open_page(), enrolment.user)
        page.goto(path)
        return page

    return opened


def begin(enrolment, quiz):
    return start_attempt(enrolment=enrolment, quiz=quiz, seed=1, now=clock.now())


def begin_exam(enrolment, **fields):
    return begin(enrolment, make_exam(enrolment.course, pass_points=2, **fields))


def begin_essay(enrolment, **fields):
    essays = make_questions(enrolment.course, [ESSAY, {**ESSAY, "stem": "Und warum?"}], type_key="essay")
    return begin(enrolment, make_quiz(enrolment.course, [{"form": essays[0].form, "cases": 2}], **fields))


def steps():
    """(place, seq, answer) of all that is stored."""
    return list(AnswerStep.objects.order_by("slot__position", "seq").values_list("slot__position", "seq", "answer"))


def refuse(route):
    route.fulfill(status=400, json={"error": "wrong-shape"})


def go_on(page):
    page.get_by_role("button", name="Weiter").click()


def test_text_pasted_from_a_pdf_or_from_word_is_saved(open_at, enrolment):
    attempt = begin_essay(enrolment)
    page = open_at(question_path(attempt, 1))

    page.get_by_label(FIELD).fill("Aus einem PDF ko\x02piert,\x0bdann aus Word.")

    expect(state(page)).to_have_text(SAVED)
    go_on(page)
    page.wait_for_url("**/questions/2/")
    assert (steps(), kept(page)) == ([(1, 1, "Aus einem PDF kopiert,\ndann aus Word.")], 0)


def test_after_a_refused_answer_the_next_one_is_saved(open_at, enrolment):
    attempt = begin_exam(enrolment)
    page = open_at(question_path(attempt, 1))
    page.route(SAVE, refuse, times=1)
    choose(page, "Amsel")
    expect(state(page)).to_have_text(REFUSED)
    assert (steps(), kept(page)) == ([], 1)

    choose(page, "Birke")

    expect(state(page)).to_have_text(SAVED)
    assert (steps(), kept(page)) == ([(1, 1, tokens(attempt)["Birke"])], 0)


def test_an_answer_given_while_the_one_before_is_refused_is_saved(open_at, enrolment):
    attempt = begin_exam(enrolment)
    page = open_at(question_path(attempt, 1))
    held = []
    page.route(SAVE, lambda route: held.append(route), times=1)  # noqa: PLW0108  # Playwright takes no method of a list
    with page.expect_request(SAVE):
        choose(page, "Amsel")
    choose(page, "Birke")

    refuse(held[0])

    expect(state(page)).to_have_text(SAVED)
    assert (steps(), kept(page)) == ([(1, 1, tokens(attempt)["Birke"])], 0)


def test_a_window_that_others_have_passed_by_leads_on(open_at, enrolment):
    attempt = begin_exam(enrolment, navigation="forward")
    older = open_at(question_path(attempt, 1))
    newer = older.context.new_page()
    for position, name in ((1, "Amsel"), (2, "Birke")):
        newer.goto(question_path(attempt, position))
        choose(newer, name)
        expect(state(newer)).to_have_text(SAVED)

    choose(older, "Cello")
    expect(state(older)).to_have_text(REFUSED)
    assert kept(older) == 0
    go_on(older)

    older.wait_for_url("**/questions/3/")
    names = tokens(attempt)
    assert steps() == [(1, 1, names["Amsel"]), (2, 1, names["Birke"])]


def test_going_back_shows_the_newest_answer_and_leaves_it_as_it_is(open_at, enrolment):
    attempt = begin_exam(enrolment)
    page = open_at(question_path(attempt, 1))
    choose(page, "Amsel")
    expect(state(page)).to_have_text(SAVED)
    page.goto(question_path(attempt, 2))
    page.goto(question_path(attempt, 1))
    choose(page, "Cello")
    page.wait_for_function("() => document.querySelector('[name=seq]').value === '2'")

    page.go_back()
    page.go_back()

    expect(page.locator("[name=seq]")).to_have_value("2")
    expect(page.get_by_label("Cello")).to_be_checked()
    go_on(page)
    page.wait_for_url("**/questions/2/")
    names = tokens(attempt)
    assert (steps(), kept(page)) == ([(1, 1, names["Amsel"]), (1, 2, names["Cello"])], 0)


@time_machine.travel(TUESDAY, tick=False)
def test_going_back_from_a_card_chooses_nothing_for_the_next_one(open_at, enrolment):
    make_lesson(enrolment.course)
    make_cards(enrolment.course, ("AB", "D1"), ("BC", "D1"))
    enrolment.completed_on = date(2026, 11, 2)
    enrolment.save()
    page = open_at("/me/practice/next/")
    page.get_by_role("radio", name="Cello").check()
    page.locator("#confidence-unsure").check()
    page.get_by_role("button", name="Prüfen").click()
    page.wait_for_url("**/me/practice/answers/**")

    page.go_back()

    expect(page.get_by_role("heading", level=1)).to_have_text("Frage 2 von 2")
    expect(page.locator("input:checked")).to_have_count(0)


def test_what_can_never_be_saved_is_named_once_before_the_submission(open_at, enrolment):
    attempt = begin_exam(enrolment, navigation="forward")
    laptop = open_at(question_path(attempt, 1))
    laptop.route(SAVE, lambda route: route.abort())
    choose(laptop, "Cello")
    expect(state(laptop)).to_have_text("Offline – 1 Antwort wartet")
    laptop.goto("/courses/kurs/")
    phone = open_at(question_path(attempt, 1))
    for position in (1, 2):
        phone.goto(question_path(attempt, position))
        choose(phone, "Birke")
        expect(state(phone)).to_have_text(SAVED)

    laptop.unroute(SAVE)
    laptop.goto(f"/attempts/{attempt.public_id}/submit/")

    words = laptop.locator("answer-outbox").get_attribute("data-word-passed")
    expect(state(laptop)).to_have_text(words)
    assert kept(laptop) == 0
    laptop.reload()
    expect(laptop.get_by_text("1 Frage ist noch offen.")).to_be_visible()
    expect(state(laptop)).to_be_empty()
