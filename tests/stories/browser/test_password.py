"""A password can be shown, hidden and pasted; the button is there for a script only and says its state."""

import pytest
from playwright.sync_api import expect

from tests.factories.accounts import PASSWORD, make_user
from tests.stories.browser.conftest import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_button_shows_the_password_and_hides_it_again(open_page):
    page = open_page(viewport=PHONE)
    page.goto("/accounts/login/")
    field = page.locator("#id_password")
    button = page.get_by_role("button", name="Passwort anzeigen")
    field.fill(PASSWORD)

    for shown, kind in (("false", "password"), ("true", "text"), ("false", "password")):
        expect(button).to_have_attribute("aria-pressed", shown)
        expect(field).to_have_attribute("type", kind)
        button.press("Enter")

    expect(field).to_have_value(PASSWORD)
    box = button.bounding_box()
    assert min(box["width"], box["height"]) >= 24


def test_what_is_shown_is_sent_hidden_and_signs_in(open_page):
    learner = make_user()
    page = open_page()
    page.goto("/accounts/login/")
    page.get_by_label("E-Mail-Adresse").fill(learner.email)
    page.get_by_role("button", name="Passwort anzeigen").click()
    page.locator("#id_password").evaluate(
        """(field, text) => {
          field.focus();
          const data = new DataTransfer();
          data.setData("text/plain", text);
          const isTaken = !field.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, cancelable: true }));
          if (!isTaken) document.execCommand("insertText", false, text);
        }""",
        PASSWORD,
    )
    page.locator("form").filter(has=page.locator("#id_password")).evaluate(
        "form => form.addEventListener('submit', () => { sessionStorage.sent = form.elements.password.type })"
    )

    with page.expect_navigation():
        page.locator("#id_password").press("Enter")

    expect(page.get_by_role("button", name="Abmelden")).to_be_visible()
    assert page.evaluate("sessionStorage.sent") == "password"


def test_without_a_script_there_is_no_button(open_page):
    page = open_page(java_script_enabled=False)
    page.goto("/accounts/login/")

    expect(page.locator("#id_password")).to_be_visible()
    assert page.get_by_role("button", name="Passwort anzeigen").count() == 0


def test_the_summary_of_errors_has_the_focus_and_leads_to_the_field(open_page):
    page = open_page(viewport=PHONE)
    page.goto("/accounts/signup/")
    page.locator("main form").evaluate("form => { form.noValidate = true; form.requestSubmit() }")

    expect(page.locator(".error-summary")).to_be_focused()
    page.get_by_role("link", name="E-Mail-Adresse: Bitte ausfüllen.").press("Enter")

    expect(page.locator("#id_email")).to_be_focused()
    expect(page.locator("#div_id_password1 .invalid-feedback")).to_be_visible()
