"""The whole course with its exam and certificate, an export, a new lesson: by keyboard alone and by single clicks alone."""

import csv
import io
from pathlib import Path

import pytest
from playwright.sync_api import expect

from coursesite import clock
from lessons.models import Lesson
from quizzes.models import Attempt
from tests.factories.accounts import PASSWORD, make_user
from tests.factories.company import make_department, make_hr, make_member
from tests.factories.lessons import make_chapter, make_course, make_lesson, make_started
from tests.factories.quizzes import answer_to, give_terms, make_exam, slots_of
from tests.factories.workshop import make_instructor
from tests.stories.browser.hands import Clicks, Keyboard

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

HANDS = {"keyboard": Keyboard, "single clicks": Clicks}


@pytest.fixture(params=HANDS)
def hands(request):
    return HANDS[request.param]


def test_course_exam_and_certificate(open_page, hands):
    course = give_terms(make_course(slug="kurs", title="Drei Begriffe"))
    make_chapter(course)
    for slug in ("eins", "zwei"):
        make_lesson(course, f"## Anfang\n\nText von {slug}.\n", slug=slug, title=f"Lektion {slug}")
    make_exam(course, pass_points=2)
    learner = make_user()
    page = open_page()
    hand = hands(page)
    page.goto("/courses/kurs/")

    hand.use(page.get_by_role("link", name="Anmelden und beginnen"))
    hand.write(page.get_by_label("E-Mail-Adresse"), learner.email)
    hand.write(page.locator("input[type=password]"), PASSWORD)
    hand.use(page.locator("main").get_by_role("button", name="Anmelden", exact=True))
    hand.use(page.get_by_role("button", name="Kurs beginnen"))
    for slug in ("eins", "zwei"):
        page.wait_for_url(f"**/lessons/{slug}/")
        hand.use(page.get_by_role("button", name="Als gelesen markieren"))
        page.get_by_text("Sie haben diese Lektion gelesen.").wait_for()
        hand.use(page.get_by_role("link", name="Weiter"))
    hand.use(page.get_by_role("button", name="Versuch 1 beginnen"))
    page.wait_for_url("**/questions/1/")
    _answer_all(page, hand)
    hand.use(page.get_by_role("button", name="Jetzt abgeben"))
    expect(page.get_by_role("heading", level=1)).to_have_text("bestanden")
    page.goto("/")
    hand.use(page.get_by_role("link", name="Mein Konto"))
    hand.use(page.get_by_role("link", name="Meine Zertifikate"))
    mastery = page.get_by_role("region", name="Unterscheidet sicher: Drei Begriffe")
    hand.select(mastery.get_by_label("Mein Name auf der Prüfseite"), "voller Name")
    hand.use(mastery.get_by_role("button", name="Speichern"))
    hand.use(mastery.get_by_role("link", name="Unterscheidet sicher:"))
    page.wait_for_url("**/me/certificates/*/")
    with page.expect_download() as download:
        hand.use(page.get_by_role("link", name="Als PDF herunterladen"))
    hand.use(page.locator(".certificate-sheet__check a"))

    assert Path(download.value.path()).read_bytes().startswith(b"%PDF-")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator("main")).to_contain_text("gültig")
    expect(page.locator("main")).to_contain_text(learner.name)


def _answer_all(page, hand) -> None:
    attempt = Attempt.objects.get()
    slots = slots_of(attempt)
    for slot in slots:
        page.wait_for_url(f"**/questions/{slot.position}/")
        hand.choose(page.locator(f"input[name=answer][value='{answer_to(slot)}']"))
        expect(page.locator("[data-saving-state]")).to_contain_text("Gespeichert")
        hand.use(page.locator(".question-form__next"))
    page.wait_for_url("**/submit/")


def test_an_export_of_the_personnel_department(open_page, sign_in, hands):
    sales = make_department("Vertrieb")
    course = make_course(slug="kurs", title="Drei Begriffe")
    for name, done in (("Ada Fertig", True), ("Ben Offen", False)):
        fields = {"completed_on": clock.today()} if done else {}
        make_started(make_member(sales, name=name), course, **fields)
    page = sign_in(open_page(), make_hr(sales))
    hand = hands(page)
    page.goto("/reports/completions/")

    hand.select(page.get_by_label("Status"), "abgeschlossen")
    hand.use(page.get_by_role("button", name="Auswahl anzeigen"))
    hand.write(page.get_by_label("Zweck"), "Nachweis")
    with page.expect_download() as download:
        hand.use(page.get_by_role("button", name="CSV"))

    rows = list(csv.reader(io.StringIO(Path(download.value.path()).read_text("utf-8-sig")), delimiter=";"))
    assert [("Ada Fertig" in row, "Ben Offen" in row) for row in rows[1:]] == [(True, False)]


def test_a_lesson_is_written_and_published(open_page, sign_in, hands):
    lesson = make_lesson(make_course(slug="kurs"), "## Anfang\n\nEin Satz.\n", slug="eins", title="Eins")
    page = sign_in(open_page(), make_instructor(lesson.unit.course))
    hand = hands(page)
    page.goto("/admin/lessons/lesson/")

    hand.use(page.get_by_role("link", name="Eins"))
    field = page.locator("textarea[name=source]")
    hand.write(field, "\nDann ")
    hand.tool(page.get_by_role("button", name="Fett"))
    expect(page.frame_locator("iframe").locator("main strong")).to_be_visible()
    hand.use(page.get_by_role("button", name="Veröffentlichen"))
    page.locator(".messagelist").wait_for()

    html = Lesson.objects.get().published.html
    assert "Dann <strong>" in html
