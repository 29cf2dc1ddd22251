"""axe finds nothing, nothing sticks out sideways, and every page has one h1: both themes, both languages, two widths."""

from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe

from coursesite.accounts.models import Department
from tests.factories.effect import make_figure
from tests.factories.world import make_world
from tests.stories.browser.conftest import LAPTOP, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
PAGES = {
    "anonymous": ["/", "/accounts/login/", "/accounts/signup/", "/accounts/password/reset/", "/pages/impressum/", "/nowhere/"],
    "learner": ["/", "/courses/{course}/", "/courses/{course}/glossary/", "/courses/{course}/lessons/{lesson}/", "/me/",
                "/accounts/2fa/", "/accounts/email/"],
    "instructor": [
        "/teach/", "/teach/courses/{course}/confusions/", "/teach/courses/{course}/research/",
        "/teach/courses/{course}/items/", "/teach/courses/{course}/objections/",
    ],
    "HR": ["/reports/completions/", "/reports/effect/", "/reports/people/{person}/"],
}  # fmt: skip


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_pages_are_accessible(open_page, sign_in, live_server, theme, language):
    world = make_world()
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


def _faults(page, **options) -> dict[str, object]:
    faults = {}
    for size in (PHONE, LAPTOP):
        page.set_viewport_size(size)
        results = Axe().run(page, options={**WCAG, **options}).response
        faults |= {entry["id"]: [node["html"][:200] for node in entry["nodes"]] for entry in results["violations"]}
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            faults[f"sideways scroll at {size['width']}"] = page.evaluate(_WIDE)
    if page.locator("h1").count() != 1:
        faults["h1"] = page.locator("h1").count()
    return faults


_WIDE = """() => [...document.querySelectorAll('body *')]
  .filter(element => element.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
  .slice(0, 5).map(element => element.outerHTML.slice(0, 120))"""
