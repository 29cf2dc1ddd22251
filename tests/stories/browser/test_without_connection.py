"""Without a connection: a page of the site's own, a form that stays where it is, and nothing else in the browser."""

import pytest
from playwright.sync_api import expect

from coursesite import clock
from coursesite.accounts.models import User
from coursesite.views import offline
from quizzes.models import AnswerStep
from quizzes.services.attempting import start_attempt
from tests.factories.accounts import make_user
from tests.factories.lessons import make_started
from tests.factories.quizzes import make_exam, make_quiz_course
from tests.stories.browser.conftest import PHONE
from tests.stories.browser.test_accessibility import _faults
from tests.stories.browser.test_taking_a_quiz import SAVED, choose, kept, question_path, state, tokens

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

READY = """async () => {
  await navigator.serviceWorker.ready;
  while (!navigator.serviceWorker.controller) await new Promise((resolve) => setTimeout(resolve, 20));
}"""
CACHES = """async () => {
  const found = {};
  for (const name of await caches.keys()) {
    const requests = await (await caches.open(name)).keys();
    found[name] = requests.map((one) => new URL(one.url).pathname);
  }
  return found;
}"""
RENEWED = """async (old) => {
  const registration = await navigator.serviceWorker.getRegistration();
  await registration.update();
  while ((await caches.keys()).includes(old)) await new Promise((resolve) => setTimeout(resolve, 20));
}"""
STYLED = "() => getComputedStyle(document.body).getPropertyValue('--frame') !== '' && document.fonts.check('700 16px Literata')"
GERMAN, ENGLISH = "Die Website ist zurzeit nicht erreichbar", "The site cannot be reached at the moment"
PAGE = "/offline/"
NOT_SENT = "Ihre Eingaben stehen noch hier."


@pytest.fixture
def learner():
    return make_user(name="Lea Lernende")


@pytest.fixture
def open_ready(open_page, sign_in, learner):
    """A window whose browser has the worker."""

    def opened(**options):
        page = sign_in(open_page(service_workers="allow", **options), learner)
        page.goto("/")
        page.evaluate(READY)
        return page

    return opened


def title(page):
    return page.get_by_role("heading", level=1)


def test_a_page_of_the_site_says_so_and_leads_back_to_the_very_address(open_ready):
    page = open_ready()
    address = "/me/notes/?page=1"
    page.context.set_offline(True)

    page.goto(address)

    expect(title(page)).to_have_text(GERMAN)
    assert page.evaluate(STYLED)
    page.get_by_role("link", name="English").click()
    expect(title(page)).to_have_text(ENGLISH)
    page.context.set_offline(False)
    page.get_by_role("link", name="Try again").click()
    expect(title(page)).to_have_text("Meine Notizen")
    assert page.evaluate("() => location.pathname + location.search + location.hash") == address


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_is_accessible(open_ready, theme):
    page = open_ready(viewport=PHONE, color_scheme=theme)
    page.context.set_offline(True)
    page.goto("/me/")
    expect(title(page)).to_have_text(GERMAN)

    assert _faults(page) == {}


def test_nothing_but_that_page_is_kept_and_signing_out_changes_nothing(open_ready, client):
    page = open_ready()
    for path in ("/", "/me/", "/me/notes/", "/me/certificates/", "/help/"):
        page.goto(path)
    page.get_by_role("button", name="Abmelden").click()
    page.wait_for_url("**/")

    (found,) = page.evaluate(CACHES).values()

    assert sorted(found) == sorted([PAGE, *offline.files_of(client.get(PAGE).content.decode())])
    assert page.evaluate("() => [localStorage.length, sessionStorage.length]") == [0, 0]


def test_another_language_replaces_it_at_once(open_ready):
    page = open_ready()
    (before,) = page.evaluate(CACHES)

    page.get_by_role("button", name="English").click()
    page.wait_for_load_state()
    page.evaluate(RENEWED, before)

    assert len(page.evaluate(CACHES)) == 1
    page.context.set_offline(True)
    page.goto("/me/")
    expect(title(page)).to_have_text(ENGLISH)


def test_a_new_release_replaces_it_at_once(open_ready, monkeypatch, live_server):
    page = open_ready()
    (before,) = page.evaluate(CACHES)
    page_of = offline._page
    monkeypatch.setattr(offline, "_page", lambda *look: page_of(*look).replace(GERMAN, "Ein neuer Titel"))
    page.context.add_cookies([{"name": "theme", "value": "light", "url": live_server.url}])

    page.evaluate(RENEWED, before)

    assert len(page.evaluate(CACHES)) == 1
    page.context.set_offline(True)
    page.goto("/me/")
    expect(title(page)).to_have_text("Ein neuer Titel")


def test_a_form_stays_with_what_was_typed_and_goes_when_it_is_sent_again(open_ready, learner):
    page = open_ready()
    page.goto("/me/")
    other = page.context.new_page()
    other.goto("/me/")
    page.context.set_offline(True)
    page.locator("[name=name]").fill("Lea im Zug")

    page.get_by_role("button", name="Speichern").first.click()

    expect(page.get_by_role("alert").get_by_text(NOT_SENT)).to_be_visible()
    expect(other.get_by_text(NOT_SENT)).to_be_hidden()
    expect(page.locator("[name=name]")).to_have_value("Lea im Zug")
    assert _faults(page) == {}
    page.context.set_offline(False)
    expect(page.get_by_text(NOT_SENT)).to_be_hidden()
    page.get_by_role("button", name="Speichern").first.click()
    page.get_by_text("Gespeichert").first.wait_for()
    assert User.objects.get(pk=learner.pk).name == "Lea im Zug"


def test_an_answer_waits_meanwhile_and_is_sent_when_its_quiz_is_opened_again(open_ready, learner):
    enrolment = make_started(learner, make_quiz_course(slug="kurs"))
    attempt = start_attempt(
        enrolment=enrolment, quiz=make_exam(enrolment.course, pass_points=2), seed=1, now=clock.now()
    )
    page = open_ready()
    page.goto(question_path(attempt, 1))
    page.context.set_offline(True)
    choose(page, "Cello")
    expect(state(page)).to_have_text("Offline – 1 Antwort wartet")
    # Its question, not the attempt, which leads on to the next one: what a page sends as it is left may reach the server,
    # since Chromium's emulation lets such a request through.
    page.goto(question_path(attempt, 1))
    expect(title(page)).to_have_text(GERMAN)
    assert kept(page) == 1

    page.context.set_offline(False)
    page.get_by_role("link", name="Noch einmal versuchen").click()

    expect(state(page)).to_have_text(SAVED)
    assert list(AnswerStep.objects.values_list("answer", flat=True)) == [tokens(attempt)["Cello"]]
    assert kept(page) == 0
