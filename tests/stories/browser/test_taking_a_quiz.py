"""Answers in a real browser: saved as they are made, kept when the line, the session or the other window gets in the way."""

import re

import pytest
from playwright.sync_api import expect

from coursesite import clock
from coursesite.accounts.models import UserSession
from quizzes.enums import Pool
from quizzes.models import AnswerStep, Attempt
from quizzes.services.attempting import start_attempt
from tests.factories.accounts import make_user
from tests.factories.lessons import make_started
from tests.factories.quizzes import (
    answer_to,
    make_checked_lesson,
    make_exam,
    make_questions,
    make_quiz,
    make_quiz_course,
    set_data,
    single_data,
    slots_of,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SAVED = re.compile(r"Gespeichert \d\d:\d\d")
SAVE = "**/save/"


@pytest.fixture
def course():
    return make_quiz_course(slug="kurs")


@pytest.fixture
def learner():
    return make_user()


@pytest.fixture
def enrolment(learner, course):
    return make_started(learner, course)


@pytest.fixture
def attempt(enrolment, course):
    quiz = make_exam(course, pass_points=2)
    return start_attempt(enrolment=enrolment, quiz=quiz, seed=1, now=clock.now())


@pytest.fixture
def page(open_page, sign_in, learner, attempt):
    """At the first question."""
    window = sign_in(open_page(), learner)
    window.goto(question_path(attempt, 1))
    return window


def question_path(attempt, position):
    return f"/attempts/{attempt.public_id}/questions/{position}/"


def choose(page, name):
    page.get_by_label(name, exact=True).first.check()


def state(page):
    return page.locator("[data-saving-state]")


def stored(position=1):
    return list(AnswerStep.objects.filter(slot__position=position).order_by("seq").values_list("seq", "answer"))


def tokens(attempt):
    """Name of the term → what the page calls it."""
    [options] = {tuple((option.text, option.token) for option in _content(slot).options) for slot in slots_of(attempt)}
    return dict(options)


def _content(slot):
    from quizzes.queries.contents import content_of

    return content_of(slot.version, ("A", "B", "C"))


def kept(page):
    return page.evaluate("() => Object.keys(localStorage).length")


def tab_to(page, target):
    for _press in range(60):
        page.keyboard.press("Tab")
        if target.evaluate("node => node === document.activeElement"):
            return
    pytest.fail(f"the tab key does not lead to {target}")


def test_a_whole_attempt_with_the_keyboard(open_page, sign_in, learner, enrolment, course):
    make_exam(course, pass_points=2)
    page = sign_in(open_page(), learner)
    page.goto("/courses/kurs/quizzes/pruefung/")
    tab_to(page, page.get_by_role("button", name="Versuch 1 beginnen"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/questions/1/")

    attempt = Attempt.objects.get()
    for slot in slots_of(attempt):
        place = {"Amsel": 0, "Birke": 1, "Cello": 2}
        right = next(name for name, token in tokens(attempt).items() if token == answer_to(slot))
        tab_to(page, page.get_by_role("radio").first)
        page.keyboard.press("Space")
        for _step in range(place[right]):
            page.keyboard.press("ArrowDown")
        expect(state(page)).to_have_text(SAVED)
        page.keyboard.press("Enter")
        page.wait_for_url("**/submit/" if slot.position == 3 else f"**/questions/{slot.position + 1}/")

    assert Attempt.objects.get().is_open, "the enter key never submits"
    expect(page.get_by_text("Alle Fragen sind beantwortet.")).to_be_visible()
    tab_to(page, page.get_by_role("button", name="Jetzt abgeben"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/review/")
    expect(page.get_by_role("heading", level=1)).to_have_text("bestanden")
    assert Attempt.objects.get().points == 3
    assert kept(page) == 0


def test_each_choice_is_saved_and_said(page, attempt):
    place = page.locator(".question-map [aria-current=step]")
    expect(place).to_contain_text("offen")
    choose(page, "Amsel")
    expect(state(page)).to_have_text(SAVED)
    expect(place).to_contain_text("beantwortet")
    expect(page.locator(".question-map__answered")).to_have_text("1 von 3 beantwortet")
    choose(page, "Birke")
    page.wait_for_function("() => document.querySelector('[name=seq]').value === '2'")

    expect(state(page)).to_have_text(SAVED)
    assert stored() == [(1, tokens(attempt)["Amsel"]), (2, tokens(attempt)["Birke"])]
    assert kept(page) == 0
    page.get_by_role("button", name="Weiter").click()
    page.wait_for_url("**/questions/2/")
    assert len(stored()) == 2


def test_without_a_line_the_answer_waits_and_is_sent(page, attempt):
    page.context.set_offline(True)
    choose(page, "Cello")
    expect(state(page)).to_have_text("Offline – 1 Antwort wartet")
    page.get_by_role("button", name="Weiter").click()
    expect(state(page)).to_contain_text("Offline")
    assert (stored(), kept(page)) == ([], 1)
    assert page.url.endswith(question_path(attempt, 1))

    page.context.set_offline(False)

    expect(state(page)).to_have_text(SAVED)
    assert stored() == [(1, tokens(attempt)["Cello"])]
    assert kept(page) == 0


def test_a_lost_reply_is_asked_for_again_and_stores_nothing_twice(page, attempt):
    lost = []

    def lose_the_first(route):
        response = route.fetch()
        if lost:
            route.fulfill(response=response)
        else:
            lost.append(response.status)
            route.abort()

    page.route(SAVE, lose_the_first)
    choose(page, "Amsel")
    choose(page, "Birke")

    page.wait_for_function("() => document.querySelector('[name=seq]').value === '2'")
    assert lost == [200]
    assert stored() == [(1, tokens(attempt)["Amsel"]), (2, tokens(attempt)["Birke"])]


def test_a_reload_keeps_what_was_not_sent(page, attempt):
    page.route(SAVE, lambda route: route.abort())
    choose(page, "Birke")
    expect(state(page)).to_contain_text("Offline")
    page.unroute(SAVE)

    page.reload()

    expect(page.get_by_label("Birke")).to_be_checked()
    expect(state(page)).to_have_text(SAVED)
    assert stored() == [(1, tokens(attempt)["Birke"])]


def test_what_waits_is_sent_before_the_submission(page, attempt):
    page.route(SAVE, lambda route: route.abort())
    choose(page, "Birke")
    expect(state(page)).to_contain_text("Offline")
    page.unroute(SAVE)

    page.goto(f"/attempts/{attempt.public_id}/submit/")

    expect(page.get_by_text("2 Fragen sind noch offen.")).to_be_visible()
    assert stored() == [(1, tokens(attempt)["Birke"])]
    assert kept(page) == 0


def test_a_lost_session_keeps_the_choice(page, attempt, learner, sign_in):
    UserSession.objects.all().delete()
    choose(page, "Cello")
    expect(state(page)).to_contain_text("Sie sind abgemeldet. Ihre Antwort bleibt hier erhalten.")
    expect(state(page).get_by_role("link", name="Wieder anmelden")).to_be_visible()
    assert stored() == []

    page.context.clear_cookies()  # signing in again also makes a new token
    sign_in(page, learner)
    page.evaluate("() => window.dispatchEvent(new Event('online'))")

    expect(state(page)).to_have_text(SAVED)
    assert stored() == [(1, tokens(attempt)["Cello"])]
    page.get_by_role("button", name="Weiter").click()
    page.wait_for_url("**/questions/2/")


def test_two_windows_show_both_answers(page, attempt):
    other = page.context.new_page()
    other.goto(question_path(attempt, 1))
    choose(page, "Amsel")
    expect(state(page)).to_have_text(SAVED)

    choose(other, "Birke")

    expect(
        other.get_by_text("In einem anderen Fenster wurde zu dieser Frage eine andere Antwort gespeichert.")
    ).to_be_visible()
    assert stored() == [(1, tokens(attempt)["Amsel"])]
    other.get_by_role("button", name="Diese Antwort speichern").click()
    expect(other.get_by_label("Birke")).to_be_checked()
    expect(state(other)).to_have_text(SAVED)
    assert stored() == [(1, tokens(attempt)["Amsel"]), (2, tokens(attempt)["Birke"])]


def test_keeping_the_saved_answer_forgets_the_other(page, attempt):
    other = page.context.new_page()
    other.goto(question_path(attempt, 1))
    choose(page, "Amsel")
    expect(state(page)).to_have_text(SAVED)
    choose(other, "Birke")

    other.get_by_role("link", name="Gespeicherte Antwort behalten").click()

    expect(other.get_by_label("Amsel")).to_be_checked()
    expect(state(other)).to_have_text(SAVED)
    assert stored() == [(1, tokens(attempt)["Amsel"])]
    assert kept(other) == 0


def test_after_the_submission_an_old_window_says_so(page, attempt):
    other = page.context.new_page()
    other.goto(f"/attempts/{attempt.public_id}/submit/")
    other.get_by_role("button", name="Jetzt abgeben").click()
    other.wait_for_url("**/review/")

    choose(page, "Amsel")

    expect(state(page)).to_contain_text("Dieser Versuch ist beendet. Diese Antwort wurde nicht gespeichert.")
    assert stored() == []


def test_rows_of_a_set_are_saved_one_by_one(open_page, sign_in, learner, enrolment, course):
    make_questions(course, [set_data()])
    attempt = start_attempt(enrolment=enrolment, quiz=make_quiz(course, [{"cases": 3}]), seed=1, now=clock.now())
    page = sign_in(open_page(), learner)
    page.goto(question_path(attempt, 1))

    for row in range(3):
        page.locator(".question__row").nth(row).get_by_label("Birke").check()
        if row == 0:
            expect(page.locator(".question-map [aria-current=step]")).to_contain_text("teilweise beantwortet")
    page.wait_for_function("() => document.querySelector('[name=seq]').value === '3'")

    newest = stored()[-1][1]
    assert sorted(newest.values()) == ["B", "B", "B"]


def test_a_check_is_answered_in_place_and_focus_goes_to_the_feedback(open_page, sign_in, learner, enrolment, course):
    questions = make_questions(course, [single_data("A"), single_data("B")], pool=Pool.PRACTICE)
    make_checked_lesson(course, questions, slug="lektion")
    page = sign_in(open_page(), learner)
    page.goto("/courses/kurs/lessons/lektion/")
    panel = page.locator("self-check").first

    panel.get_by_role("button", name="Prüfen").click()
    expect(panel).to_contain_text("Bitte wählen Sie eine Antwort.")
    panel.get_by_label("Amsel").check()
    panel.get_by_role("button", name="Prüfen").click()

    feedback = panel.locator(".check__feedback")
    expect(feedback).to_contain_text("Ihre Antwort ist richtig")
    expect(feedback).to_be_focused()
    assert page.url.endswith("/lessons/lektion/")

    panel.get_by_role("link", name="Noch einmal versuchen").click()
    panel.get_by_label("Cello").check()
    panel.get_by_role("button", name="Prüfen").click()
    expect(feedback).to_contain_text("Noch nicht richtig")
    assert [seq for seq, _answer in stored()] == [1, 2]


def test_a_check_that_takes_long_says_that_it_is_under_way(open_page, sign_in, learner, enrolment, course):
    make_checked_lesson(course, make_questions(course, [single_data("A")], pool=Pool.PRACTICE), slug="lektion")
    page = sign_in(open_page(), learner)
    page.goto("/courses/kurs/lessons/lektion/")
    held = []
    page.route("**/check/**", lambda route: held.append(route))  # noqa: PLW0108  # Playwright takes no method of a list
    panel = page.locator("self-check")
    panel.get_by_label("Amsel").check()

    panel.get_by_role("button", name="Prüfen").click()

    expect(panel.get_by_role("status")).to_have_text("Wird geprüft …")
    held[0].continue_()
    expect(panel.locator(".check__feedback")).to_contain_text("Ihre Antwort ist richtig")
    expect(panel.get_by_text("Wird geprüft …")).to_have_count(0)


def test_a_check_without_a_line_keeps_the_choice(open_page, sign_in, learner, enrolment, course):
    make_checked_lesson(course, make_questions(course, [single_data("A")], pool=Pool.PRACTICE), slug="lektion")
    page = sign_in(open_page(), learner)
    page.goto("/courses/kurs/lessons/lektion/")
    page.context.set_offline(True)
    panel = page.locator("self-check")
    panel.get_by_label("Birke").check()
    panel.get_by_role("button", name="Prüfen").click()

    expect(panel).to_contain_text("Es besteht keine Verbindung.")
    expect(panel.get_by_label("Birke")).to_be_checked()
    page.context.set_offline(False)
    panel.get_by_role("button", name="Prüfen").click()
    expect(panel).to_contain_text("Noch nicht richtig")
