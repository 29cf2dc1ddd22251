"""Minutes without a line, lost replies, a session that ended, a second device: what was answered arrives, once."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Error, expect

from coursesite import clock
from coursesite.accounts.models import UserSession
from quizzes.models import AnswerStep, Attempt
from quizzes.services.attempting import start_attempt
from tests.factories.accounts import PASSWORD, make_user
from tests.factories.lessons import make_started
from tests.factories.quizzes import ESSAY, answer_to, make_exam, make_questions, make_quiz, make_quiz_course, slots_of
from tests.stories.browser.test_taking_a_quiz import SAVE, SAVED, choose, kept, question_path, state, tokens

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MORNING = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
PAUSES = [1, 2, 4, 8, 16, 30, 30, 30]  # seconds until what waits is sent again
WAITS = "Offline – 1 Antwort wartet"
SAVING = "Wird gespeichert …"


@pytest.fixture
def enrolment():
    return make_started(make_user(), make_quiz_course(slug="kurs"))


@pytest.fixture
def quiz(enrolment):
    return make_exam(enrolment.course, pass_points=2)


@pytest.fixture
def attempt(enrolment, quiz):
    return begin(enrolment, quiz)


@pytest.fixture
def open_at(open_page, sign_in, enrolment):
    """A browser of its own, whose time stands still until the test lets it pass."""

    def opened(path):
        page = sign_in(open_page(), enrolment.user)
        page.clock.install(time=MORNING)
        page.goto(path)
        page.clock.pause_at(MORNING + timedelta(hours=1))
        return page

    return opened


@pytest.fixture
def page(open_at, attempt):
    """At the first question."""
    return open_at(question_path(attempt, 1))


def begin(enrolment, quiz):
    return start_attempt(enrolment=enrolment, quiz=quiz, seed=1, now=clock.now())


def steps():
    """(place, seq, answer) of all that is stored."""
    return list(AnswerStep.objects.order_by("slot__position", "seq").values_list("slot__position", "seq", "answer"))


def is_save_of(request, *, place):
    return request.url.endswith("/save/") and request.post_data_json["slot"] == place


def lose_replies(page, pattern, *, times):
    """The request arrives, its reply does not. What the server said is in the list."""
    lost = []

    def lose(route):
        lost.append(route.fetch(max_redirects=0).status)
        route.abort()

    page.route(pattern, lose, times=times)
    return lost


def test_what_waits_is_sent_again_in_growing_pauses(page, attempt):
    tries = []
    page.route(SAVE, lambda route: (tries.append(route), route.fulfill(status=503)))
    choose(page, "Cello")
    expect(state(page)).to_have_text(WAITS)

    for number, pause in enumerate(PAUSES, start=1):
        page.clock.run_for(1000 * pause - 1)
        assert len(tries) == number
        page.clock.run_for(1)
        expect(state(page)).to_have_text(WAITS)
        assert len(tries) == number + 1
    assert (steps(), kept(page)) == ([], 1)

    page.unroute(SAVE)
    page.clock.run_for(30_000)
    expect(state(page)).to_have_text(SAVED)
    assert (steps(), kept(page)) == ([(1, 1, tokens(attempt)["Cello"])], 0)


def test_after_minutes_without_a_line_only_the_servers_word_confirms(page, attempt):
    page.context.set_offline(True)
    choose(page, "Amsel")
    expect(state(page)).to_have_text(WAITS)
    page.clock.fast_forward("03:00")
    expect(state(page)).to_have_text(WAITS)
    held = []
    page.route(SAVE, lambda route: held.append(route))  # noqa: PLW0108  # Playwright takes no method of a list

    with page.expect_request(SAVE):
        page.context.set_offline(False)

    expect(state(page)).to_have_text(SAVING)
    assert (steps(), kept(page)) == ([], 1)
    held[0].continue_()
    expect(state(page)).to_have_text(SAVED)
    assert (steps(), kept(page)) == ([(1, 1, tokens(attempt)["Amsel"])], 0)


def test_answers_in_two_windows_wait_together_and_both_arrive(page, attempt):
    other = page.context.new_page()
    other.goto(question_path(attempt, 2))
    page.context.set_offline(True)
    choose(page, "Amsel")
    expect(state(page)).to_have_text(WAITS)
    choose(other, "Birke")
    expect(state(other)).to_have_text("Offline – 2 Antworten warten")
    page.clock.fast_forward("01:00")
    expect(state(page)).to_have_text("Offline – 2 Antworten warten")

    page.context.set_offline(False)

    expect(state(page)).to_have_text(SAVED)
    expect(state(other)).to_have_text(SAVED)
    names = tokens(attempt)
    assert (steps(), kept(page)) == ([(1, 1, names["Amsel"]), (2, 1, names["Birke"])], 0)


def test_an_answer_left_on_another_question_is_sent_from_this_one(page, attempt):
    page.route(SAVE, lambda route: route.abort())
    choose(page, "Amsel")
    expect(state(page)).to_have_text(WAITS)
    page.goto(question_path(attempt, 2))
    choose(page, "Birke")
    expect(state(page)).to_have_text("Offline – 2 Antworten warten")

    page.unroute(SAVE)
    with page.expect_response(lambda response: is_save_of(response.request, place=1)):
        page.clock.run_for(1000)

    expect(state(page)).to_have_text(SAVED)
    names = tokens(attempt)
    assert steps() == [(1, 1, names["Amsel"]), (2, 1, names["Birke"])]
    assert any(kept(page) == 0 for _look in range(100)), "what the server has is forgotten, soon after its reply"


@pytest.mark.parametrize(
    ("content_type", "body"),
    [("text/html", "<h1>Willkommen im WLAN</h1>"), ("application/json", '{"saved": 1, "rem')],
    ids=["of another server", "cut off"],
)
def test_a_reply_that_says_nothing_confirms_nothing(page, attempt, content_type, body):
    page.route(SAVE, lambda route: route.fulfill(status=200, content_type=content_type, body=body))
    choose(page, "Amsel")
    expect(state(page)).to_have_text(WAITS)
    choose(page, "Birke")
    expect(state(page)).to_have_text(WAITS)
    assert (steps(), kept(page)) == ([], 1)

    page.unroute(SAVE)
    page.reload()

    expect(page.get_by_label("Birke")).to_be_checked()
    expect(page.locator("[name=seq]")).to_have_value("2")
    expect(state(page)).to_have_text(SAVED)
    names = tokens(attempt)
    assert (steps(), kept(page)) == ([(1, 1, names["Amsel"]), (1, 2, names["Birke"])], 0)


def test_a_reload_without_a_line_keeps_first_and_second_thoughts(page, attempt):
    page.context.set_offline(True)
    choose(page, "Amsel")
    expect(state(page)).to_have_text(WAITS)
    choose(page, "Birke")
    expect(state(page)).to_have_text(WAITS)
    with pytest.raises(Error, match="ERR_INTERNET_DISCONNECTED"):
        page.reload()

    page.context.set_offline(False)
    page.goto(question_path(attempt, 1))

    expect(page.get_by_label("Birke")).to_be_checked()
    expect(page.locator("[name=seq]")).to_have_value("2")
    expect(state(page)).to_have_text(SAVED)
    names = tokens(attempt)
    assert (steps(), kept(page)) == ([(1, 1, names["Amsel"]), (1, 2, names["Birke"])], 0)


def test_a_step_whose_reply_is_lost_again_and_again_is_stored_once(page, attempt):
    lost = lose_replies(page, SAVE, times=3)
    choose(page, "Amsel")
    for _pause in PAUSES[:3]:
        expect(state(page)).to_have_text(WAITS)
        page.clock.fast_forward("00:30")

    expect(state(page)).to_have_text(SAVED)
    assert lost == [200, 200, 200]
    assert (steps(), kept(page)) == ([(1, 1, tokens(attempt)["Amsel"])], 0)


def test_a_reload_after_a_lost_reply_sends_only_what_is_new(page, attempt):
    lost = lose_replies(page, SAVE, times=1)
    choose(page, "Amsel")
    expect(state(page)).to_have_text(WAITS)
    page.route(SAVE, lambda route: route.abort())
    choose(page, "Birke")
    expect(state(page)).to_have_text(WAITS)
    page.unroute(SAVE)

    with page.expect_request(SAVE) as sent:
        page.reload()

    names = tokens(attempt)
    assert lost == [200]
    assert sent.value.post_data_json == {"slot": 1, "seq": 2, "answer": names["Birke"], "confidence": None}
    expect(state(page)).to_have_text(SAVED)
    assert (steps(), kept(page)) == ([(1, 1, names["Amsel"]), (1, 2, names["Birke"])], 0)


def test_a_start_and_a_submission_whose_replies_are_lost_happen_once(open_at, quiz):
    page = open_at("/courses/kurs/quizzes/pruefung/")
    start = lose_replies(page, "**/start/", times=1)
    page.get_by_role("button", name="Versuch 1 beginnen").click()
    page.wait_for_url("chrome-error://**")
    page.goto("/courses/kurs/quizzes/pruefung/")
    page.get_by_role("link", name="Versuch 1 fortsetzen").click()
    page.wait_for_url("**/questions/1/")
    [attempt] = Attempt.objects.all()
    choose(page, next(name for name, token in tokens(attempt).items() if token == answer_to(slots_of(attempt)[0])))
    expect(state(page)).to_have_text(SAVED)

    page.get_by_role("button", name="Überblick und Abgabe").click()
    page.wait_for_url("**/submit/")
    submission = lose_replies(page, "**/submit/", times=1)
    page.get_by_role("button", name="Jetzt abgeben").click()
    page.wait_for_url("chrome-error://**")
    page.goto(f"/attempts/{attempt.public_id}/submit/")

    page.wait_for_url("**/review/")
    expect(page.get_by_role("heading", level=1)).to_have_text("noch nicht bestanden")
    assert (start, submission) == ([302], [302])
    assert list(Attempt.objects.values_list("number", "state", "points")) == [(1, "marked", 1)]


def test_after_signing_in_again_in_another_window_the_waiting_answer_is_stored(page, attempt, enrolment):
    UserSession.objects.all().delete()
    choose(page, "Cello")
    link = state(page).get_by_role("link", name="Wieder anmelden")
    expect(state(page)).to_contain_text("Sie sind abgemeldet. Ihre Antwort bleibt hier erhalten.")
    assert (steps(), kept(page)) == ([], 1)

    with page.context.expect_page() as opened:
        link.click()
    other = opened.value
    other.locator("[name=login]").fill(enrolment.user.email)
    other.locator("[name=password]").fill(PASSWORD)
    other.keyboard.press("Enter")
    other.wait_for_url(f"**{question_path(attempt, 1)}")

    expect(other.get_by_label("Cello")).to_be_checked()
    expect(state(other)).to_have_text(SAVED)
    # The first window has a token of the session that ended.
    page.get_by_role("button", name="Weiter").click()
    page.wait_for_url("**/questions/2/")
    assert (steps(), kept(page)) == ([(1, 1, tokens(attempt)["Cello"])], 0)


def test_another_device_was_faster_and_both_texts_are_shown(open_at, enrolment):
    [essay] = make_questions(enrolment.course, [ESSAY], type_key="essay")
    path = question_path(begin(enrolment, make_quiz(enrolment.course, [{"form": essay.form}])), 1)
    laptop, phone = open_at(path), open_at(path)
    field = "Ihre Antwort"
    laptop.context.set_offline(True)
    laptop.get_by_label(field).fill("Im Zug geschrieben.")
    laptop.clock.run_for(1000)
    expect(state(laptop)).to_have_text(WAITS)
    phone.get_by_label(field).fill("Am Telefon geschrieben.")
    phone.clock.run_for(1000)
    expect(state(phone)).to_have_text(SAVED)

    laptop.context.set_offline(False)

    here = laptop.get_by_role("region", name="Ihre Antwort in diesem Fenster")
    there = laptop.get_by_role("region", name="Die gespeicherte Antwort")
    expect(here.get_by_label(field)).to_have_value("Im Zug geschrieben.")
    expect(there.get_by_label(field)).to_have_value("Am Telefon geschrieben.")
    expect(there.get_by_label(field)).to_be_disabled()
    assert steps() == [(1, 1, "Am Telefon geschrieben.")]
    here.get_by_label(field).fill("Im Zug geschrieben, am Telefon ergänzt.")
    here.get_by_role("button", name="Diese Antwort speichern").click()
    expect(state(laptop)).to_have_text(SAVED)
    assert steps() == [(1, 1, "Am Telefon geschrieben."), (1, 2, "Im Zug geschrieben, am Telefon ergänzt.")]
    assert kept(laptop) == 0


def test_another_device_gave_the_same_answer_and_nothing_is_asked(open_at, attempt):
    laptop, phone = open_at(question_path(attempt, 1)), open_at(question_path(attempt, 1))
    laptop.context.set_offline(True)
    choose(laptop, "Amsel")
    expect(state(laptop)).to_have_text(WAITS)
    choose(laptop, "Birke")
    expect(state(laptop)).to_have_text(WAITS)
    choose(phone, "Birke")
    expect(state(phone)).to_have_text(SAVED)

    laptop.context.set_offline(False)

    expect(state(laptop)).to_have_text(SAVED)
    expect(laptop.get_by_label("Birke")).to_be_checked()
    assert (steps(), kept(laptop)) == ([(1, 1, tokens(attempt)["Birke"])], 0)
