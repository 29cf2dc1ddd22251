"""Another language or theme in the middle of a form: the page stays, and so does what was typed."""

from datetime import timedelta

import pytest
import time_machine
from playwright.sync_api import expect

from coursesite import clock
from coursesite.accounts.models import User, UserSession
from quizzes.enums import Pool
from quizzes.models import AnswerStep
from quizzes.queries.cards import MIN_CASES
from quizzes.services.attempting import start_attempt
from tests.factories.accounts import PASSWORD, make_user
from tests.factories.lessons import make_started
from tests.factories.quizzes import (
    ESSAY,
    make_checked_lesson,
    make_exam,
    make_questions,
    make_quiz,
    make_quiz_course,
    single_data,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LESSON = "/courses/kurs/lessons/eins/"
KEPT = "() => sessionStorage.length"


@pytest.fixture
def course():
    return make_quiz_course(slug="kurs")


@pytest.fixture
def page(open_page, sign_in, course):
    """Of a learner in a course whose lesson asks a question."""
    [question] = make_questions(course, [single_data("A")], pool=Pool.PRACTICE)
    make_checked_lesson(course, [question], slug="eins", title="Lektion eins")
    learner = make_user()
    make_started(learner, course)
    return sign_in(open_page(), learner)


def test_the_page_that_checks_a_certificate_has_them_too(page):
    page.goto("/certificates/nowhere/")
    page.get_by_role("button", name="English").click()
    expect(page.locator("main h1")).to_have_text("Certificate check")
    page.get_by_role("button", name="Dark").click()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")


def test_a_note_and_a_choice_go_along(page):
    page.goto(f"{LESSON}note/")
    page.locator("main textarea").fill("Halb geschrieben")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("button", name="Deutsch")).to_be_visible()
    expect(page.locator("main textarea")).to_have_value("Halb geschrieben")

    page.goto(LESSON)
    choice = page.locator(".check input[type=radio]").nth(1)
    choice.check()
    page.get_by_role("button", name="Dark").click()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    expect(choice).to_be_checked()
    assert page.evaluate(KEPT) == 0


def test_a_note_outlives_the_session_it_was_typed_in(page, sign_in):
    page.goto(f"{LESSON}note/")
    page.locator("main textarea").fill("Lange überlegt")
    _end_session(page)
    page.get_by_role("button", name="Notiz speichern").click()
    page.wait_for_url("**/accounts/login/**")
    sign_in(page, User.objects.get())

    page.goto(f"{LESSON}note/")
    expect(page.locator("main textarea")).to_have_value("Lange überlegt")
    expect(page.locator("[data-note-unsaved]")).to_be_visible()
    page.get_by_role("button", name="Notiz speichern").click()

    page.wait_for_url(f"**{LESSON}#own")
    expect(page.locator("main textarea").last).to_have_value("Lange überlegt")
    expect(page.locator("[data-note-unsaved]")).to_be_hidden()
    assert page.evaluate(KEPT) == 0


def test_nobody_else_is_shown_the_note(page, sign_in, course):
    page.goto(f"{LESSON}note/")
    page.locator("main textarea").fill("Nur für mich")
    _end_session(page)
    page.get_by_role("button", name="Notiz speichern").click()
    page.wait_for_url("**/accounts/login/**")
    other = make_user()
    make_started(other, course)
    sign_in(page, other)

    page.goto(f"{LESSON}note/")

    expect(page.locator("main textarea")).to_have_value("")
    assert page.evaluate(KEPT) == 0


def _end_session(page):
    UserSession.objects.all().delete()
    page.context.clear_cookies(name="sessionid")


def test_it_does_not_wait_for_a_later_visit(page):
    page.goto(f"{LESSON}note/")
    page.locator("main textarea").fill("Halb geschrieben")
    page.route("**/language/", lambda route: route.fulfill(status=303, headers={"Location": "/me/"}))
    page.get_by_role("button", name="English").click()
    page.wait_for_url("**/me/")

    page.goto(f"{LESSON}note/")

    expect(page.locator("main textarea")).to_have_value("")
    assert page.evaluate(KEPT) == 0


def test_a_password_stays_out_of_it(open_page):
    page = open_page()
    page.goto("/accounts/login/")
    page.get_by_label("E-Mail-Adresse").fill("lea@example.org")
    page.locator("input[type=password]").fill(PASSWORD)

    page.get_by_role("button", name="English").click()

    expect(page.get_by_role("button", name="Deutsch")).to_be_visible()
    expect(page.locator("[name=login]")).to_have_value("lea@example.org")
    expect(page.locator("input[type=password]")).to_have_value("")


def test_a_text_in_a_quiz_is_saved_before_the_page_changes(page, course):
    [essay] = make_questions(course, [ESSAY], type_key="essay")
    attempt = start_attempt(
        enrolment=course.enrolments.get(), quiz=make_quiz(course, [{"form": essay.form}]), seed=1, now=clock.now()
    )
    page.goto(f"/attempts/{attempt.public_id}/questions/1/")
    page.get_by_label("Ihre Antwort").fill("Im Zug geschrieben.")

    page.get_by_role("button", name="English").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Question 1 of 1")
    expect(page.get_by_label("Your answer")).to_have_value("Im Zug geschrieben.")
    assert list(AnswerStep.objects.values_list("answer", flat=True)) == ["Im Zug geschrieben."]


@time_machine.travel("2026-11-24 09:00+00:00")  # a Tuesday: at weekends nothing is due
def test_a_case_of_the_spaced_review_stays_with_its_choice(page, course):
    make_questions(course, [single_data("A") for _case in range(MIN_CASES)], pool=Pool.PRACTICE)
    course.enrolments.update(completed_on=clock.today() - timedelta(days=30))
    page.goto("/me/practice/next/")
    choice = page.locator("main input[type=radio]").nth(1)
    choice.check()

    page.get_by_role("button", name="English").click()

    expect(page.get_by_role("button", name="Deutsch")).to_be_visible()
    expect(choice).to_be_checked()
    assert page.url.endswith("/me/practice/next/")


def test_every_page_that_asks_one_thing_has_the_switch(page, course):
    attempt = start_attempt(
        enrolment=course.enrolments.get(), quiz=make_exam(course, pass_points=2), seed=1, now=clock.now()
    )

    for path in ("questions/1/", "submit/"):
        page.goto(f"/attempts/{attempt.public_id}/{path}")
        expect(page.get_by_role("button", name="English")).to_have_count(1)
