"""Each question type in a real browser: readable for everybody, answered with the keyboard, saved as it is answered."""

import re

import pytest
from playwright.sync_api import expect

from coursesite import clock
from lessons.models import CourseRole
from quizzes.models import AnswerStep
from quizzes.queries.contents import content_of
from quizzes.services.attempting import save_answer, start_attempt, submit_attempt
from quizzes.types import all_types, get_type
from tests.factories.accounts import make_user
from tests.factories.lessons import make_started
from tests.factories.quizzes import make_exam, make_questions, make_quiz, make_quiz_course, slots_of
from tests.stories.browser.test_accessibility import _faults

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SAVED = re.compile(r"Gespeichert \d\d:\d\d")
OF_TERMS = {"single", "classify"}  # their options are the terms of a course; other stories answer them
EXAMPLES = {
    kind.key: next(example.data for example in kind.examples if not example.terms)
    for kind in all_types().values()
    if kind.key not in OF_TERMS
}


@pytest.fixture
def course():
    return make_quiz_course(slug="kurs")


@pytest.fixture
def enrolment(course):
    return make_started(make_user(), course)


@pytest.fixture
def attempt_at(course, enrolment):
    def started(key, **fields):
        [question] = make_questions(course, [EXAMPLES[key]], type_key=key)
        quiz = make_quiz(course, [{"form": question.form}], slug=key, **fields)
        return start_attempt(enrolment=enrolment, quiz=quiz, seed=1, now=clock.now())

    return started


@pytest.fixture
def at_question(open_page, sign_in, enrolment):
    def opened(attempt, **options):
        page = sign_in(open_page(**options), enrolment.user)
        page.goto(f"/attempts/{attempt.public_id}/questions/1/")
        return page

    return opened


def state(page):
    return page.locator("[data-saving-state]")


def newest():
    step = AnswerStep.objects.order_by("-seq").first()
    return step.answer if step else None


@pytest.mark.parametrize(("theme", "language"), [("light", "de"), ("dark", "en")])
def test_each_type_is_accessible(open_page, sign_in, live_server, enrolment, attempt_at, *, theme, language):
    page = sign_in(open_page(color_scheme=theme, viewport={"width": 360, "height": 640}), enrolment.user)
    cookies = {"language": language, "theme": theme}
    page.context.add_cookies([{"name": k, "value": v, "url": live_server.url} for k, v in cookies.items()])

    found = {}
    for key in EXAMPLES:
        attempt = attempt_at(key, minutes_limit=30, ask_confidence=True, mode="practice")
        for name, address in (("question", "questions/1/"), ("review", "review/")):
            page.goto(f"/attempts/{attempt.public_id}/{address}")
            found |= {(key, name, rule): where for rule, where in _faults(page).items()}
            assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), (key, name)
            _solve(attempt)

    assert found == {}


def _solve(attempt):
    [slot] = slots_of(attempt)
    solution = get_type(slot.version.type).solution(content_of(slot.version, ("A", "B", "C")))
    attempt.refresh_from_db()
    if attempt.is_open:
        save_answer(attempt=attempt, position=1, seq=1, answer=solution, now=clock.now())
        submit_attempt(attempt=attempt, now=clock.now())


def test_ticks_by_the_keyboard(at_question, attempt_at):
    page = at_question(attempt_at("multiple"))

    page.get_by_role("checkbox").nth(0).focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")

    page.wait_for_function("() => document.querySelector('[name=seq]').value === '2'")
    assert len(newest()) == 2
    page.keyboard.press("Space")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Space")
    page.wait_for_function("() => document.querySelector('[name=seq]').value === '4'")
    assert newest() is None


def test_words_by_the_keyboard_and_by_a_click(at_question, attempt_at):
    page = at_question(attempt_at("markwords"))

    page.get_by_role("checkbox", name="Red").focus()
    page.keyboard.press("Space")
    expect(state(page)).to_have_text(SAVED)
    page.get_by_role("checkbox", name="apples.").click()

    page.wait_for_function("() => document.querySelector('[name=seq]').value === '2'")
    assert newest() == ["18", "5"]


def test_an_order_by_the_keyboard(at_question, attempt_at):
    page = at_question(attempt_at("ordering"))
    rows = page.locator(".question__row")

    for row in range(rows.count()):
        rows.nth(row).get_by_role("radio").first.focus()
        page.keyboard.press("Space")
        for _step in range(row):
            page.keyboard.press("ArrowDown")

    # Steps that follow each other quickly are sent as one: what counts is that nothing waits in the end.
    page.wait_for_function("() => Object.keys(localStorage).length === 0")
    expect(state(page)).to_have_text(SAVED)
    assert sorted(newest().values()) == ["1", "2", "3", "4"]


def test_what_is_typed_is_saved_when_the_hand_rests_and_survives_a_reload(at_question, attempt_at):
    page = at_question(attempt_at("short"))

    page.get_by_label("Ihre Antwort").press_sequentially("Hutgröße")
    expect(state(page)).to_have_text(SAVED)
    assert newest() == "Hutgröße"

    page.route("**/save/", lambda route: route.abort())
    page.get_by_label("Ihre Antwort").press_sequentially("n")
    expect(state(page)).to_have_text("Offline – 1 Antwort wartet")
    page.unroute("**/save/")
    page.reload()
    expect(page.get_by_label("Ihre Antwort")).to_have_value("Hutgrößen")
    expect(state(page)).to_have_text(SAVED)
    assert newest() == "Hutgrößen"


def test_a_text_that_is_too_long_says_so_and_stays(at_question, attempt_at):
    page = at_question(attempt_at("short"))

    page.get_by_label("Ihre Antwort").fill("lang" * 100)

    expect(state(page)).to_have_text("Diese Antwort ist zu lang und wurde nicht gespeichert. Bitte kürzen Sie sie.")
    page.get_by_label("Ihre Antwort").fill("kurz")
    expect(state(page)).to_have_text(SAVED)
    assert newest() == "kurz"


def test_the_time_counts_down_warns_and_can_be_hidden(open_page, sign_in, enrolment, attempt_at):
    attempt = attempt_at("short", minutes_limit=12)
    page = sign_in(open_page(), enrolment.user)
    page.clock.install()
    page.goto(f"/attempts/{attempt.public_id}/questions/1/")
    line, warning = page.locator("[data-line]"), page.locator("[data-warning]")
    expect(line).to_contain_text("Noch 12 Minuten")
    expect(warning).to_be_empty()

    page.clock.fast_forward("02:10")
    expect(warning).to_have_text("Noch 10 Minuten")
    page.get_by_role("button", name="Zeit ausblenden").click()
    expect(line).to_be_hidden()

    page.clock.fast_forward("05:00")
    expect(warning).to_have_text("Noch 5 Minuten")
    page.reload()
    expect(line).to_be_hidden()
    page.get_by_role("button", name="Zeit einblenden").click()
    expect(line).to_be_visible()


@pytest.mark.parametrize(("theme", "language"), [("light", "de"), ("dark", "en")])
def test_the_pages_of_those_who_teach_are_accessible(
    open_page, sign_in, live_server, course, attempt_at, *, theme, language
):
    attempt = attempt_at("essay")
    _solve(attempt)
    make_exam(course)
    teacher = make_user()
    CourseRole.objects.create(user=teacher, course=course)
    page = sign_in(open_page(color_scheme=theme), teacher)
    cookies = {"language": language, "theme": theme}
    page.context.add_cookies([{"name": k, "value": v, "url": live_server.url} for k, v in cookies.items()])
    slot = slots_of(attempt)[0].pk

    found = {}
    for address in ["", f"answers/{slot}/", f"answers/{slot}/?named=yes", "courses/kurs/grant/"]:
        page.goto(f"/teach/{address}")
        found |= {(address, rule): where for rule, where in _faults(page).items()}
    page.goto("/courses/kurs/quizzes/pruefung/preview/?seed=1")
    found |= {("preview", rule): where for rule, where in _faults(page).items()}

    assert found == {}
