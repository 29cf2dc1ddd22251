"""A form that was sent with errors: its summary has the focus, wherever on the page the form stands."""

import pytest
from playwright.sync_api import expect

from lessons.enums import CohortKind
from lessons.models import Cohort
from tests.factories.company import company, make_hr, make_member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SEND = "form => { form.noValidate = true; form.submit() }"


@pytest.fixture
def hr_page(open_page, sign_in):
    return sign_in(open_page(), make_hr(company()))


def forms() -> dict[str, str]:
    """Address of a page → heading above its form, which is not the first thing there; one is reached by a link that leads right to it."""
    person = make_member(company(), "Ada")
    group = Cohort.objects.create(name="Neue", department=company(), kind=CohortKind.LIST)
    return {
        "/reports/groups/": "#new",
        f"/reports/groups/{group.pk}/": "#add",
        f"/reports/people/{person.public_id}/exemptions/": "#exempt",
        "/reports/views/?status=overdue#new": "#new",
    }


def test_the_summary_of_a_form_far_down_has_the_focus(hr_page):
    found = {}
    for address, heading in forms().items():
        hr_page.goto(address)
        with hr_page.expect_navigation():
            hr_page.locator(f"section:has(> {heading}) form").last.evaluate(SEND)
        expect(hr_page.locator(".error-summary")).to_be_visible()
        found[address] = hr_page.evaluate("() => document.activeElement.className")

    assert found == dict.fromkeys(found, "error-summary")
