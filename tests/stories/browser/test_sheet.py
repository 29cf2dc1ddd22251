"""The comparison sheet: one click away, one page on paper."""

from pathlib import Path

import pytest
from django.core.management import call_command

from lessons.models import Course
from tests.factories.accounts import make_user
from tests.factories.lessons import make_started
from tests.stories.browser.conftest import PHONE
from tests.stories.browser.test_accessibility import _faults

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CONTENT = Path("lessons/content/kundenzentrierung")


@pytest.fixture
def learner():
    call_command("load_course", CONTENT, verbosity=0)
    learner = make_user()
    make_started(learner, Course.objects.get())
    return learner


def test_the_sheet_is_one_click_away_and_one_page_on_paper(open_page, sign_in, learner):
    page = sign_in(open_page(), learner)
    page.goto("/me/")

    page.get_by_role("link", name="Merkblatt").click()

    page.get_by_role("heading", name="Die drei Begriffe im Vergleich", level=1).wait_for()
    assert page.pdf(format="A4", prefer_css_page_size=False).count(b"/Type /Page\n") == 1


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_pages_beside_the_lessons_are_accessible(open_page, sign_in, learner, theme):
    page = sign_in(open_page(color_scheme=theme, viewport=PHONE), learner)
    course = Course.objects.get()
    for row in course.pages.select_related("course"):
        page.goto(row.get_absolute_url())

        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], row.slug
        assert _faults(page) == {}, row.slug
        page.set_viewport_size(PHONE)
