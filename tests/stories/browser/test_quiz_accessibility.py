"""Every state of the quiz pages under axe: both themes, both languages, a phone and a laptop."""

import pytest

from coursesite import clock
from quizzes.enums import Mode, Pool, Reveal
from quizzes.models import ContrastPair
from quizzes.services.adapting import start_one_by_one
from quizzes.services.attempting import save_answer, start_attempt, submit_attempt
from tests.factories.accounts import make_user
from tests.factories.adaptive import (
    TAKES_C_FOR_B,
    answer_until_over,
    make_check,
    make_practice,
    practise_until_over,
)
from tests.factories.lessons import make_lesson, make_started
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
from tests.stories.browser.test_accessibility import _faults

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("theme", "language"), [("light", "de"), ("dark", "en")])
def test_quiz_pages_are_accessible(open_page, sign_in, live_server, theme, language):
    page = open_page(color_scheme=theme)
    cookies = {"language": language, "theme": theme}
    page.context.add_cookies([{"name": k, "value": v, "url": live_server.url} for k, v in cookies.items()])
    learner = make_user()
    sign_in(page, learner)

    found = {}
    for name, visit in _states(make_started(learner, make_quiz_course(slug="kurs"))).items():
        visit(page)
        found |= {(name, rule): where for rule, where in _faults(page).items()}

    assert found == {}


def _states(enrolment):
    course, now = enrolment.course, clock.now()
    quiz = make_exam(course, pass_points=2, pass_per_term=1, spare=1)
    ended, running = [
        submit_attempt(attempt=start_attempt(enrolment=enrolment, quiz=quiz, seed=1, now=now), now=now),
        start_attempt(enrolment=enrolment, quiz=quiz, seed=2, now=now),
    ]
    _answer_for_a_profile(enrolment)
    _make_pair(course)
    make_questions(course, [single_data("A"), single_data("A")], pool=Pool.PRACTICE, family="wir")
    at_once = make_quiz(
        course, [{"pool": Pool.PRACTICE, "term": "A"}], slug="ueben", mode=Mode.PRACTICE, reveal=Reveal.AT_ONCE
    )
    practising = start_attempt(enrolment=enrolment, quiz=at_once, seed=4, now=now)
    make_questions(course, [set_data()])
    rows = make_quiz(course, [{"cases": 3, "form": "zuordnen"}], slug="reihe", minutes_limit=40)
    of_rows = start_attempt(enrolment=enrolment, quiz=rows, seed=3, now=now)
    make_checked_lesson(
        course, make_questions(course, [single_data("A"), set_data()], pool=Pool.PRACTICE), slug="lektion"
    )
    check = make_check(course)
    told = start_one_by_one(enrolment=enrolment, quiz=check, seed=5, now=now)
    answer_until_over(told, TAKES_C_FOR_B, now=now)
    choosing = start_one_by_one(enrolment=enrolment, quiz=check, seed=6, now=now)
    practice = make_practice(course, per_term=2, slug="gezielt")
    practised = start_one_by_one(enrolment=enrolment, quiz=practice, seed=7, now=now)
    practise_until_over(practised, TAKES_C_FOR_B, now=now)
    aiming = start_one_by_one(enrolment=enrolment, quiz=practice, seed=8, now=now)
    placed = _placed(enrolment)
    return {
        "start": lambda page: page.goto("/courses/kurs/quizzes/pruefung/"),
        "question": lambda page: page.goto(f"/attempts/{running.public_id}/questions/1/"),
        "set": lambda page: page.goto(f"/attempts/{of_rows.public_id}/questions/1/"),
        "conflict": lambda page: _conflict(page, running),
        "explained": lambda page: _explained(page, practising),
        "submission": lambda page: page.goto(f"/attempts/{running.public_id}/submit/"),
        "review": lambda page: page.goto(f"/attempts/{ended.public_id}/review/"),
        "contrast": lambda page: _all_open(page, "/courses/kurs/contrasts/kp-1/"),
        "new case answered": _applied,
        "profile": lambda page: page.goto("/me/profile/"),
        "placement": lambda page: page.goto(f"/attempts/{placed.public_id}/review/"),
        "practice start": lambda page: page.goto("/courses/kurs/quizzes/gezielt/"),
        "practice question": lambda page: page.goto(f"/attempts/{aiming.public_id}/questions/1/"),
        "practice explained": lambda page: _explained(page, aiming),
        "practice end": lambda page: page.goto(f"/attempts/{aiming.public_id}/submit/"),
        "practised": lambda page: page.goto(f"/attempts/{practised.public_id}/review/"),
        "adaptive start": lambda page: page.goto("/courses/kurs/quizzes/standort/"),
        "adaptive question": lambda page: page.goto(f"/attempts/{choosing.public_id}/questions/1/"),
        "adaptive end": lambda page: page.goto(f"/attempts/{choosing.public_id}/submit/"),
        "finding": lambda page: page.goto(f"/attempts/{told.public_id}/review/"),
        "checks": lambda page: page.goto("/courses/kurs/lessons/lektion/"),
        "checked": _checked,
    }


def _placed(enrolment):
    """A pre-test after which lessons may be skipped, and others pay."""
    course, now = enrolment.course, clock.now()
    for pair, slug in (("AB", "ab"), ("BC", "bc")):
        lesson = make_lesson(course, slug=slug, title=f"Lektion {pair}")
        course.contrasts.filter(pair=pair).update(lesson=lesson.unit.uid)
    contents = [single_data(term, form="szenario") for term in "AABB"]
    make_questions(course, contents, pool=Pool.PLACEMENT)
    cells = [{"term": term, "cases": 2, "pool": Pool.PLACEMENT, "form": "szenario"} for term in "AB"]
    quiz = make_quiz(course, cells, slug="anfang", mode=Mode.PLACEMENT)
    attempt = start_attempt(enrolment=enrolment, quiz=quiz, seed=5, now=now)
    for slot in slots_of(attempt):
        answer = answer_to(slot, right=slot.version.content["case"]["term"] == "A")
        save_answer(attempt=attempt, position=slot.position, seq=1, answer=answer, now=now)
    return submit_attempt(attempt=attempt, now=now)


def _applied(page):
    page.goto("/courses/kurs/contrasts/kp-1/")
    form = page.locator(".applied__case form").first
    form.get_by_role("radio").first.check()
    form.locator("button").click()
    page.locator(".applied__case .reviewed-question").wait_for()


def _answer_for_a_profile(enrolment):
    """Enough for figures, a named pair and cases to look at again."""
    course, now = enrolment.course, clock.now()
    make_questions(course, [single_data(term) for term in "ABC" for _ in range(8)], pool=Pool.PLACEMENT)
    cells = [{"term": term, "cases": 8, "pool": Pool.PLACEMENT} for term in "ABC"]
    quiz = make_quiz(course, cells, slug="vorher", mode=Mode.PLACEMENT)
    attempt = start_attempt(enrolment=enrolment, quiz=quiz, seed=5, now=now)
    for slot in slots_of(attempt):
        answer = answer_to(slot, right=slot.version.content["case"]["term"] == "A")
        save_answer(attempt=attempt, position=slot.position, seq=1, answer=answer, confidence="sure", now=now)
    submit_attempt(attempt=attempt, now=now)


def _make_pair(course):
    asked = make_questions(course, [single_data("B"), single_data("C")], pool=Pool.PRACTICE, family="paar")
    texts = ("expected_case", "given_case", "common", "difference", "sign")
    values = {name: f"Ein Satz zu {name}." for name in texts} | {"apply": [question.uid for question in asked]}
    ContrastPair.objects.create(course=course, uid="kp-1", expected="B", given="C", **values)


def _all_open(page, path):
    page.goto(path)
    page.evaluate("() => document.querySelectorAll('details').forEach(one => { one.open = true })")


def _conflict(page, attempt):
    """The form knows less than the server, as after an answer in another window."""
    place = f"/attempts/{attempt.public_id}/questions/1/"
    page.goto(place)
    page.get_by_role("radio").nth(0).check()
    page.wait_for_function("() => document.querySelector('[name=seq]').value === '1'")
    page.route("**/save/", lambda route: route.abort())
    page.get_by_role("radio").nth(1).check()
    page.evaluate(
        "() => { document.querySelector('[name=seq]').value = '0'; document.querySelector('.question-form').submit() }"
    )
    page.locator(".conflict").first.wait_for()
    page.unroute("**/save/")


def _checked(page):
    page.goto("/courses/kurs/lessons/lektion/")
    panel = page.locator("self-check").first
    panel.get_by_role("radio").nth(1).check()
    panel.locator("form button").click()
    panel.locator(".check__feedback").wait_for()


def _explained(page, attempt):
    page.goto(f"/attempts/{attempt.public_id}/questions/1/")
    page.locator("input[name=answer]").nth(1).check()
    page.locator("button[name=check]").click()
    page.locator(".reviewed-question").wait_for()
