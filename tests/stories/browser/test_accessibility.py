"""axe finds nothing and nothing measured is wrong (tests/measuring.py): both themes, both languages, two widths."""

from datetime import date

import pytest

from coursesite import clock
from coursesite.accounts.models import Department
from quizzes.models import AttemptSlot
from quizzes.queries.cohorts import LEAST_LEARNERS
from quizzes.services.analysing import refresh_figures
from quizzes.services.attempting import save_answer, start_attempt, submit_attempt
from quizzes.services.marking import mark_answer
from quizzes.services.second_marking import mark_second, request_second_marking
from quizzes.types import get_type
from quizzes.types.base import token_of
from tests.factories.accounts import make_user
from tests.factories.effect import make_figure
from tests.factories.lessons import make_started
from tests.factories.quizzes import make_question, make_questions, make_quiz, slots_of
from tests.factories.workshop import make_instructor
from tests.factories.world import make_world
from tests.measuring import axe_faults, measured, sideways
from tests.stories.browser.conftest import LAPTOP, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = {
    "anonymous": ["/", "/accounts/login/", "/accounts/signup/", "/accounts/password/reset/", "/pages/impressum/", "/nowhere/",
                  "/certificates/{code}/", "/certificates/nowhere/", "/help/", "/help/take-an-exam/",
                  "/fault/403/", "/fault/429/", "/fault/500/", "/fault/503/"],
    "learner": ["/", "/courses/{course}/", "/courses/{course}/glossary/", "/courses/{course}/lessons/{lesson}/", "/me/",
                "/accounts/2fa/", "/accounts/email/", "/me/certificates/", "/me/certificates/{number}/", "/me/data/",
                "/me/hr/", "/me/disclosures/", "/me/notes/", "/courses/{course}/search/?q=Wort"],
    "instructor": [
        "/teach/", "/teach/courses/{course}/confusions/", "/teach/courses/{course}/research/",
        "/teach/courses/{course}/items/", "/teach/courses/{course}/items/{analysed}/",
        "/teach/courses/{course}/objections/", "/teach/answers/{slot}/",
    ],
    "HR": ["/reports/completions/", "/reports/exports/", "/reports/views/", "/reports/effect/", "/reports/people/{person}/",
           "/reports/certificates/", "/reports/certificates/{number}/", "/reports/settings/", "/reports/evidence/",
           "/reports/groups/", "/reports/groups/{group}/", "/reports/people/", "/reports/people/import/"],
    "works council": ["/council/", "/council/roles/", "/council/rules/", "/council/exports/", "/council/agreement/"],
}  # fmt: skip


@pytest.mark.urls("tests.screenshots.urls")  # the site's own, and failures to look at
@pytest.mark.parametrize(("theme", "language"), [("light", "de"), ("dark", "en")])
def test_pages_are_accessible(open_page, sign_in, live_server, theme, language):
    world = make_world()
    world.values["analysed"] = _analysed(world.course)
    _mark_twice(world.values["slot"], world.people["instructor"], make_instructor(world.course))
    make_figure(world.course, Department.objects.get(name="Vertrieb"), date(2026, 7, 1))
    found = {}
    for role, paths in PAGES.items():
        page = open_page(color_scheme=theme)
        cookies = {"language": language, "theme": theme}
        page.context.add_cookies([{"name": k, "value": v, "url": live_server.url} for k, v in cookies.items()])
        if world.people[role]:
            sign_in(page, world.people[role])
        for path in paths:
            page.goto(path.format_map(world.values))
            found |= {(role, path, rule): where for rule, where in _faults(page).items()}

    assert found == {}


def _analysed(course) -> str:
    """The identifier of a question whose pairs were answered by as many people as figures need."""
    [question, _other] = [
        *make_questions(course, [get_type("matching").examples[0].data], type_key="matching"),
        make_question(course),
    ]
    cells = [{"form": "paare"}, {"form": "einordnen", "term": "A"}]
    quiz = make_quiz(course, cells, slug="paare")
    for _person in range(LEAST_LEARNERS):
        attempt = start_attempt(enrolment=make_started(make_user(), course), quiz=quiz, seed=1, now=clock.now())
        [slot] = [slot for slot in slots_of(attempt) if slot.version.question == question]
        answer = {token_of("Sheep"): token_of("Silk")}
        save_answer(attempt=attempt, position=slot.position, seq=1, answer=answer, now=clock.now())
        submit_attempt(attempt=attempt, now=clock.now())
    refresh_figures(now=clock.now(), course=course)
    return question.uid


def _mark_twice(pk, first, second) -> None:
    slot, now = AttemptSlot.objects.get(pk=pk), clock.now()
    mark_answer(slot=slot, points=(2, 3), comment="Klar.", marker=first, now=now)
    request_second_marking(slot=slot, actor=first, now=now)
    mark_second(slot=slot, points=(1, 1), comment="Knapp.", marker=second, now=now)


def _faults(page) -> dict[str, object]:
    faults = {}
    for size in (PHONE, LAPTOP):
        page.set_viewport_size(size)
        faults |= axe_faults(page) | sideways(page)
    if (headings := page.locator("h1:visible").count()) != 1:  # an error page has one in each language
        faults["h1"] = headings
    return faults | measured(page)
