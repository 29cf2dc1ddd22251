"""Answers that a browser could lose without a word: pasted ones, refused ones, older ones, and what is typed to the end."""

from datetime import UTC, date, datetime, timedelta

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
WAITS = "Offline – 1 Antwort wartet"
ENDS = ["pagehide", "visibilitychange"]  # what a page hears of its end
CRASH = f"{ENDS}.forEach(name => addEventListener(name, event => window.hasCrashed && event.stopImmediatePropagation(), true))"
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


@pytest.fixture
def write_at(open_page, sign_in, enrolment):
    """A browser whose time stands still until the test lets it pass: what is typed is not sent by itself."""

    def opened(path):
        page = sign_in(open_page(), enrolment.user)
        page.clock.install(time=TUESDAY)
        page.add_init_script(CRASH)
        page.goto(path)
        page.clock.pause_at(TUESDAY + timedelta(minutes=2))
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


def crash(page):
    """The page is told nothing of its end, so it does not send what waits."""
    page.evaluate("() => { window.hasCrashed = true; }")
    page.goto("/courses/kurs/")


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
    expect(state(laptop)).to_have_text(WAITS)
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


def test_what_is_typed_until_the_time_is_up_is_saved(write_at, enrolment):
    attempt = begin_essay(enrolment, minutes_limit=10)
    page = write_at(question_path(attempt, 1))
    page.evaluate("() => document.dispatchEvent(new CustomEvent('time-left', { detail: 3 }))")
    held, typed = [], ""
    page.route(SAVE, lambda route: held.append(route), times=1)  # noqa: PLW0108  # Playwright takes no method of a list
    while not held and len(typed) < 15:
        page.get_by_label(FIELD).press("a")
        page.clock.run_for(300)
        typed += "a"

    held[0].continue_()

    page.wait_for_url("**/submit/")
    expect(page.get_by_text("1 Frage ist noch offen.")).to_be_visible()
    assert (steps()[-1][2], kept(page)) == (typed, 0)


def test_whoever_types_without_a_pause_is_saved_in_between(write_at, enrolment):
    attempt = begin_essay(enrolment)
    page = write_at(question_path(attempt, 1))
    for _key in range(6):
        assert steps() == []
        page.get_by_label(FIELD).press("a")
        page.clock.run_for(900)

    expect(state(page)).to_have_text(SAVED)
    assert (steps(), kept(page)) == ([(1, 1, "aaaaaa")], 0)


def test_what_was_typed_is_sent_when_the_page_is_left(write_at, enrolment):
    attempt = begin_essay(enrolment)
    page = write_at(question_path(attempt, 1))
    page.get_by_label(FIELD).fill("Kurz vor dem Gehen.")
    assert steps() == []

    page.goto("/courses/kurs/")

    for _look in range(20):  # Playwright does not tell of a request that outlives its page
        if steps():
            break
        page.reload()
    assert steps() == [(1, 1, "Kurz vor dem Gehen.")]


@pytest.mark.parametrize("thoughts", [["Zuerst."], ["Zuerst.", "Zuerst und dann."]])
def test_all_that_a_browser_kept_when_it_crashed_is_sent_before_the_submission(write_at, enrolment, thoughts):
    attempt = begin_essay(enrolment)
    page = write_at(question_path(attempt, 1))
    page.route(SAVE, lambda route: route.abort())
    for number, thought in enumerate(thoughts):
        if number:
            page.clock.run_for(1000)
            expect(state(page)).to_have_text(WAITS)
        page.get_by_label(FIELD).fill(thought)
    crash(page)
    page.unroute(SAVE)

    page.goto(f"/attempts/{attempt.public_id}/submit/")

    expect(page.get_by_text("1 Frage ist noch offen.")).to_be_visible()
    assert (steps(), kept(page)) == ([(1, seq, thought) for seq, thought in enumerate(thoughts, start=1)], 0)


@pytest.mark.parametrize("is_tried", [True, False])
def test_what_a_browser_kept_never_overwrites_what_another_device_saved_since(write_at, enrolment, is_tried):
    attempt = begin_essay(enrolment)
    path = question_path(attempt, 1)
    laptop, phone = write_at(path), write_at(path)
    laptop.route(SAVE, lambda route: route.abort())
    laptop.get_by_label(FIELD).fill("Im Zug geschrieben.")
    if is_tried:
        laptop.clock.run_for(1000)
        expect(state(laptop)).to_have_text(WAITS)
    crash(laptop)
    laptop.unroute(SAVE)
    phone.get_by_label(FIELD).fill("Am Telefon geschrieben.")
    phone.clock.run_for(1000)
    expect(state(phone)).to_have_text(SAVED)

    laptop.goto(path)

    here = laptop.get_by_role("region", name="Ihre Antwort in diesem Fenster")
    expect(here.get_by_label(FIELD)).to_have_value("Im Zug geschrieben.")
    there = laptop.get_by_role("region", name="Die gespeicherte Antwort")
    expect(there.get_by_label(FIELD)).to_have_value("Am Telefon geschrieben.")
    assert steps() == [(1, 1, "Am Telefon geschrieben.")]
