"""The pages around mails and the mails themselves under axe, in both themes and on a phone."""

import pytest

from coursesite import clock
from coursesite.accounts.queries.invitations import invitation_token
from coursesite.accounts.services.inviting import invite_again
from coursesite.outbox.services import queue_mail
from tests.factories.accounts import make_operator, make_user
from tests.factories.company import make_department, make_hr, make_member
from tests.factories.lessons import make_course, make_enrolment
from tests.stories.browser.conftest import PHONE
from tests.stories.browser.test_accessibility import _faults

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# A mail is no page: its program gives it a heading and its place.
PAGE_ONLY = {"h1", "region", "landmark-one-main", "page-has-heading-one"}
NAME = "Dr. Ada-Marie Öztürk-Lindenberg"


@pytest.fixture
def company():
    sales = make_department("Vertrieb")
    person = make_member(sales, NAME)
    title = "Kundenfokus, Kundenorientierung, Kundenzentrierung"
    make_enrolment(person, make_course(title=title), due_on=clock.today(), enrolled_on=clock.today())
    return person, make_hr(sales, password="ein-langes-passwort")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_page_of_mails_is_accessible(open_page, sign_in, company, theme):
    person, hr = company
    invite_again(person=person, actor=None, now=clock.now())
    page, found = open_page(color_scheme=theme, viewport=PHONE), {}
    sign_in(page, hr)

    for state in ("planned", "waiting"):
        page.goto(f"/reports/outbox/?state={state}")
        assert page.get_by_text(NAME).count() >= 1
        found |= {(state, rule): where for rule, where in _faults(page).items()}

    assert found == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_mails_are_readable(open_page, sign_in, company, theme):
    person, _hr = company
    day, now, course = clock.today(), clock.now(), person.enrolments.get()
    data = {"enrolment": course.pk, "due_on": day.isoformat(), "offset": 0}
    type(course).objects.filter(pk=course.pk).update(due_on=day)
    mails = [
        invite_again(person=person, actor=None, now=now),
        queue_mail(user=person, kind="reminder", rule="due", day=day, data=data, now=now),
    ]
    page, found = open_page(color_scheme=theme, viewport=PHONE), {}
    sign_in(page, make_operator())

    for mail in mails:
        page.goto(f"/reports/outbox/{mail.pk}/html/")
        assert page.locator("a.button").count() == 1
        faults = {rule: where for rule, where in _faults(page).items() if rule not in PAGE_ONLY}
        found |= {(mail.kind, rule): where for rule, where in faults.items()}

    assert found == {}


def test_an_invitation_leads_to_a_passkey(open_page):
    person = make_user(email="ada@example.com", password=None)
    token = invitation_token(person, until=clock.today())
    page = open_page(viewport=PHONE)

    page.goto(f"/invitation/{token}/")
    faults = _faults(page)
    page.locator("input[name=password]").fill("drei-begriffe-und-mehr")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Passkey hinzufügen").click()

    assert faults == {}
    assert page.url.endswith("/accounts/2fa/webauthn/add/")
