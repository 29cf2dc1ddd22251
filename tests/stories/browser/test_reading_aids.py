"""What helps a reader of a long lesson: how far she is, the way back, large figures, notes beside their sentences."""

import gzip
import re

import pytest
from django.contrib.staticfiles import finders

from coursesite import clock
from lessons.models import Figure
from lessons.services.publishing import LessonText, publish, save_draft
from tests.factories.accounts import make_user
from tests.factories.lessons import make_course, make_lesson, make_started
from tests.factories.pictures import DRAWING
from tests.stories.browser.conftest import LAPTOP, PHONE
from tests.stories.browser.test_accessibility import _faults

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PATH = "/courses/kurs/lessons/lang/"
WIDE = {"width": 1700, "height": 900}
PARAGRAPH = "Ein Satz, der zu lesen ist, und noch einer, der ihm folgt. " * 12
SECTIONS = [f"## Abschnitt {number}\n\n{PARAGRAPH}\n\n{PARAGRAPH}\n" for number in range(1, 7)]
TABLE = "/// table | Viele Spalten\n| {} |\n|{}\n| {} |\n///\n".format(
    " | ".join(f"Spalte {number}" for number in range(8)), " --- |" * 8, " | ".join(["Ein langer Eintrag"] * 8)
)
MOST_KILOBYTES = 25  # of all scripts that a learner's pages load, compressed


@pytest.fixture
def course():
    course = make_course(slug="kurs", title="Kurs")
    Figure.objects.create(
        course=course, uid="b", name="b.svg", media_type="image/svg+xml", content=DRAWING, content_hash="abc"
    )
    return course


@pytest.fixture
def learner(course):
    learner = make_user()
    make_started(learner, course)
    return learner


@pytest.fixture
def lesson(course):
    return make_lesson(course, "\n".join(SECTIONS), slug="lang", title="Lange Lektion")


def words(page) -> str:
    return page.locator(".reading-place__line").inner_text()


def share(page) -> int:
    found = re.fullmatch(r"Zu (\d+)\s% gelesen", words(page))
    assert found
    assert page.locator(".reading-place__line progress").evaluate("one => one.value") == int(found[1])
    return int(found[1])


def read_to(page, section: int) -> None:
    page.evaluate("id => document.getElementById(id).scrollIntoView()", f"h-abschnitt-{section}")
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


def test_progress_is_said_in_words_and_never_goes_back(open_page, sign_in, learner, lesson):
    page = sign_in(open_page(viewport=PHONE, reduced_motion="reduce"), learner)
    page.goto(PATH)
    at_first = share(page)

    read_to(page, 4)
    later = share(page)
    read_to(page, 2)

    assert at_first < 20 < later < 80
    assert share(page) == later
    line = page.locator(".reading-place__line").bounding_box()
    assert (round(line["y"]), line["height"] < 0.1 * PHONE["height"]) == (0, True)


def test_the_place_is_offered_and_nothing_is_sent(open_page, sign_in, learner, lesson):
    page = sign_in(open_page(reduced_motion="reduce"), learner)
    page.goto(PATH)
    assert page.get_by_role("link", name="Weiterlesen ab").count() == 0
    sent = []
    page.on("request", lambda request: sent.append((request.method, request.url, request.post_data)))
    read_to(page, 4)
    furthest = share(page)
    assert sent == []

    page.goto("/me/")
    assert not any("abschnitt" in str(request).lower() for request in sent)
    page.goto(PATH)

    assert page.evaluate("scrollY") == 0, "she is not thrown somewhere"
    assert share(page) == furthest
    page.get_by_role("link", name="Weiterlesen ab „Abschnitt 4“").click()
    top = page.locator("#h-abschnitt-4").bounding_box()["y"]
    line = page.locator(".reading-place__line").bounding_box()
    assert line["height"] <= top < LAPTOP["height"] / 3
    assert page.context.cookies() == [one for one in page.context.cookies() if "place" not in one["name"]]


def test_a_new_text_and_another_person_begin_anew(open_page, sign_in, learner, lesson):
    page = sign_in(open_page(reduced_motion="reduce"), learner)
    page.goto(PATH)
    read_to(page, 4)
    page.goto("/me/")
    other = make_user()
    make_started(other, lesson.unit.course)

    sign_in(page, other).goto(PATH)
    assert page.get_by_role("link", name="Weiterlesen ab").count() == 0
    sign_in(page, learner).goto(PATH)
    assert page.get_by_role("link", name="Weiterlesen ab").count() == 1
    text = LessonText(title="Lange Lektion", source="\n".join([*SECTIONS, "Neu.\n"]))
    save_draft(lesson=lesson, text=text, author=None, now=clock.now(), based_on=lesson.published.number)
    publish(lesson=lesson, actor=None, now=clock.now())
    page.goto(PATH)

    assert page.get_by_role("link", name="Weiterlesen ab").count() == 0


def test_at_the_end_there_is_nothing_to_go_on_with(open_page, sign_in, learner, lesson):
    page = sign_in(open_page(reduced_motion="reduce"), learner)
    page.goto(PATH)
    read_to(page, 6)
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    page.get_by_text("Zu 100 % gelesen").wait_for()

    page.goto("/me/")
    page.goto(PATH)

    assert page.get_by_role("link", name="Weiterlesen ab").count() == 0


def test_the_line_moves_nothing(open_page, sign_in, learner, lesson):
    """As the browser measures it: also for somebody who is offered her place."""
    page = sign_in(open_page(viewport=PHONE, reduced_motion="reduce"), learner)
    page.goto(PATH)
    read_to(page, 4)
    page.goto("/me/")
    page.goto(PATH)
    page.get_by_role("link", name="Weiterlesen ab").wait_for()

    moved = page.evaluate("""() => new Promise(done => new PerformanceObserver(list =>
      done(list.getEntries().reduce((sum, one) => sum + one.value, 0)))
      .observe({type: 'layout-shift', buffered: true}) || setTimeout(() => done(0), 500))""")

    assert moved < 0.05


def test_what_is_reached_by_tab_is_not_under_the_line(open_page, sign_in, learner, course):
    make_lesson(course, "\n".join(f"{text}\n[Ziel](https://o.example/)\n" for text in SECTIONS), slug="lang")
    page = sign_in(open_page(viewport=PHONE, reduced_motion="reduce"), learner)
    page.goto(PATH)
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    page.locator("#note-text, .own-note summary").first.focus()
    hidden = []
    for _step in range(6):
        page.keyboard.press("Shift+Tab")
        hidden.append(
            page.evaluate("""() => {
          const box = document.activeElement.getBoundingClientRect();
          return box.top < document.querySelector('.reading-place__line').getBoundingClientRect().bottom }""")
        )

    assert hidden == [False] * 6


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_figure_opens_large_and_gives_the_focus_back(open_page, sign_in, learner, course, theme):
    make_lesson(course, '## Bild\n\n![Ein Kreis](b.svg "Rund")\n', slug="lang")
    page = sign_in(open_page(viewport=PHONE, color_scheme=theme), learner)
    page.goto(PATH)
    small = page.locator(".prose .figure").bounding_box()["width"]
    link = page.get_by_role("link", name="Groß ansehen")

    link.focus()
    page.keyboard.press("Enter")

    dialog = page.get_by_role("dialog", name="Abbildung, vergrößert")
    image = dialog.get_by_role("img", name="Ein Kreis")
    assert image.bounding_box()["width"] > small
    assert page.evaluate("document.activeElement.closest('dialog') !== null")
    faults = _faults(page)
    assert {rule: where for rule, where in faults.items() if rule != "h1"} == {}
    page.set_viewport_size(PHONE)
    page.keyboard.press("Escape")
    assert not dialog.is_visible()
    assert link.evaluate("one => one === document.activeElement")

    page.locator(".prose .figure").click()
    dialog.get_by_role("button", name="Schließen").click()

    assert not dialog.is_visible()
    assert link.evaluate("one => one === document.activeElement")


def test_without_scripts_the_figure_is_a_link_and_no_progress_is_claimed(open_page, sign_in, learner, course):
    make_lesson(course, "## Bild\n\n![Ein Kreis](b.svg)\n", slug="lang")
    page = sign_in(open_page(java_script_enabled=False), learner)
    page.goto(PATH)
    assert page.locator(".reading-place__line").is_hidden()

    page.get_by_role("link", name="Groß ansehen").click()

    page.wait_for_url("**/figures/b.svg?v=abc")


def test_a_wide_table_moves_within_itself(open_page, sign_in, learner, course):
    make_lesson(course, TABLE, slug="lang")
    page = sign_in(open_page(viewport=PHONE), learner)
    page.goto(PATH)
    region = page.get_by_role("region", name="Viele Spalten")

    region.focus()
    page.keyboard.press("End")
    for _step in range(4):
        page.keyboard.press("ArrowRight")
    page.wait_for_function("() => document.querySelector('.table-region').scrollLeft > 0")

    assert page.evaluate("scrollX") == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert "gradient" in region.evaluate("one => getComputedStyle(one).backgroundImage")


def test_footnotes_stand_beside_their_sentences_where_there_is_room(open_page, sign_in, learner, course):
    notes = "".join(f"\n[^{number}]: Anmerkung {number}, die etwas belegt.\n" for number in (1, 2, 3))
    text = f"## A\n\n{PARAGRAPH}[^1] Gleich noch eine.[^2]\n\n{PARAGRAPH}\n\n{PARAGRAPH}[^3]\n{notes}"
    make_lesson(course, text, slug="lang")
    page = sign_in(open_page(viewport=WIDE), learner)
    page.goto(PATH)
    page.locator(".footnotes--beside").wait_for(state="attached")
    boxes = [page.locator(f"#fn-{number}").bounding_box() for number in (1, 2, 3)]
    marks = [page.locator(f"#fnref-{number}").bounding_box() for number in (1, 2, 3)]
    column, toc = (page.locator(name).bounding_box() for name in (".reading__text", ".toc"))

    assert abs(boxes[0]["y"] - marks[0]["y"]) < 10
    assert abs(boxes[2]["y"] - marks[2]["y"]) < 10
    assert boxes[1]["y"] >= boxes[0]["y"] + boxes[0]["height"], "one below the other"
    assert all(column["x"] + column["width"] < box["x"] for box in boxes)
    assert all(box["x"] + box["width"] <= toc["x"] for box in boxes)
    assert _faults(page) == {}

    page.set_viewport_size(LAPTOP)
    page.wait_for_function("() => !document.querySelector('.footnotes--beside')")
    assert page.locator("#fn-1").bounding_box()["y"] > page.locator("#fnref-3").bounding_box()["y"]


def test_all_scripts_of_learners_stay_small():
    names = [f"js/{name}.js" for name in ("reading", "place", "figures", "footnotes", "print")]
    names += [f"quizzes/{name}.js" for name in ("checks", "outbox", "saving", "store", "timing")]
    scripts = [open(finders.find(name), "rb").read() for name in names]  # noqa: SIM115, PTH123

    assert 0 < sum(len(gzip.compress(script)) for script in scripts) <= MOST_KILOBYTES * 1000
