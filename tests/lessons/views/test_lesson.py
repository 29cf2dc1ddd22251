"""Reading a lesson, saying so, and finding it at its old address."""

import pytest
from django.utils.timezone import localtime

from coursesite import clock
from lessons.enums import ProgressState
from lessons.models import CourseRole, Lesson, OldSlug, UnitProgress
from lessons.services.publishing import LessonText, save_draft
from tests.counting import queries_of
from tests.factories.accounts import make_user
from tests.factories.lessons import make_course, make_lesson, make_started, make_unit

pytestmark = pytest.mark.django_db
SOURCE = "## Anfang\n\nEin **kurzer** Satz.\n\n## Ende\n\nNoch einer.\n"


@pytest.fixture
def course():
    return make_course(slug="kurs", title="Drei Begriffe")


@pytest.fixture
def lesson(course):
    return make_lesson(course, SOURCE, slug="eins", title="Lektion Eins")


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def test_a_lesson_shows_its_text_its_headings_and_the_way_on(reader, learner, course, lesson):
    following = make_lesson(course, title="Lektion Zwei")
    make_started(learner, course)

    page = text_of(reader.get("/courses/kurs/lessons/eins/"))

    expected = [
        "<h1>Lektion Eins</h1>", "<strong>kurzer</strong>", '<a href="#h-anfang">Anfang</a>', "Als gelesen markieren",
        f'rel="next" href="{following.unit.get_absolute_url()}"',
    ]  # fmt: skip
    assert [part for part in expected if part not in page] == []


def test_course_text_is_german_in_the_english_interface(reader, learner, course, lesson):
    make_started(learner, course)
    reader.cookies["language"] = "en"

    page = text_of(reader.get("/courses/kurs/lessons/eins/"))

    assert '<html lang="en"' in page
    assert '<article class="lesson" lang="de">' in page


def test_marking_as_read_completes_the_unit(reader, learner, course, lesson):
    make_started(learner, course)

    answers = [reader.post("/courses/kurs/lessons/eins/read/") for _ in range(2)]

    assert {(answer.status_code, answer.url) for answer in answers} == {(302, "/courses/kurs/lessons/eins/#done")}
    entry = UnitProgress.objects.get()
    assert (entry.unit, entry.state, entry.version_seen) == (lesson.unit, ProgressState.COMPLETED, lesson.published)
    page = text_of(reader.get("/courses/kurs/lessons/eins/"))
    assert "Sie haben diese Lektion gelesen." in page
    assert "Als gelesen markieren" not in page


def test_a_lesson_opens_with_the_start_of_the_course(reader, lesson):
    response = reader.get("/courses/kurs/lessons/eins/")

    assert (response.status_code, response.url) == (302, "/courses/kurs/")
    assert reader.post("/courses/kurs/lessons/eins/read/").status_code == 404
    assert UnitProgress.objects.count() == 0


def test_an_old_address_leads_to_the_new_one(reader, learner, course, lesson):
    make_started(learner, course)
    OldSlug.objects.create(unit=lesson.unit, course=course, kind="lesson", slug="frueher")

    response = reader.get("/courses/kurs/lessons/frueher/")

    assert (response.status_code, response.url) == (301, "/courses/kurs/lessons/eins/")


@pytest.mark.parametrize("slug", ["gibt-es-nicht", "x" * 5000])
def test_unknown_lessons_are_404(reader, learner, course, lesson, slug):
    make_started(learner, course)

    assert reader.get(f"/courses/kurs/lessons/{slug}/").status_code == 404
    assert reader.post(f"/courses/kurs/lessons/{slug}/read/").status_code == 404


def test_a_retired_lesson_is_gone(reader, learner, course, lesson):
    make_started(learner, course)
    lesson.unit.retired_at = clock.now()
    lesson.unit.save()

    assert reader.get("/courses/kurs/lessons/eins/").status_code == 404


def test_a_locked_lesson_says_until_when(reader, learner, course, lesson):
    make_started(learner, course)
    lesson.unit.opens_at = clock.now().replace(year=2999, month=3, day=1, hour=12)
    lesson.unit.save()

    response = reader.get("/courses/kurs/lessons/eins/", follow=True)

    assert response.redirect_chain == [("/courses/kurs/", 302)]
    until = f"1. März 2999, {localtime(lesson.unit.opens_at):%H:%M} Uhr"
    assert f"„Lektion Eins“ ist bis {until} gesperrt." in text_of(response)
    assert reader.post("/courses/kurs/lessons/eins/read/").status_code == 404


def test_a_closed_lesson_says_so(reader, learner, course, lesson):
    make_started(learner, course)
    lesson.unit.closes_at = clock.now()
    lesson.unit.save()

    response = reader.get("/courses/kurs/lessons/eins/", follow=True)

    assert "„Lektion Eins“ ist geschlossen." in text_of(response)


def test_drafts_are_for_authors(client, reader, learner, course):
    unit = make_unit(course, slug="neu")
    draft = Lesson.objects.create(unit=unit)
    text = LessonText(title="Neu", source="Geheimer Entwurf\n")
    save_draft(lesson=draft, text=text, author=None, now=clock.now(), based_on=None)
    make_started(learner, course)
    teacher = make_user()
    CourseRole.objects.create(user=teacher, course=course)

    assert reader.get("/courses/kurs/lessons/neu/").status_code == 404

    client.force_login(teacher)
    response = client.get("/courses/kurs/lessons/neu/")
    assert response.status_code == 200
    assert "Geheimer Entwurf" not in text_of(response)
    assert "Diese Seite sehen nur Lehrende." in text_of(response)


def test_who_teaches_reads_without_being_enrolled_and_leaves_no_trace(client, course, lesson):
    teacher = make_user()
    CourseRole.objects.create(user=teacher, course=course)
    client.force_login(teacher)

    page = text_of(client.get("/courses/kurs/lessons/eins/"))

    assert "<strong>kurzer</strong>" in page
    assert "Als gelesen markieren" not in page
    assert client.post("/courses/kurs/lessons/eins/read/").status_code == 404
    assert UnitProgress.objects.count() == 0


def test_a_run_that_has_ended_keeps_its_record(reader, learner, course, lesson):
    make_started(learner, course, closed_at=clock.now())

    response = reader.post("/courses/kurs/lessons/eins/read/", follow=True)

    assert "Dieser Durchgang durch den Kurs ist beendet." in text_of(response)
    assert UnitProgress.objects.count() == 0


def test_a_question_nobody_answers_for_leaves_a_word(reader, learner, course, lesson):
    make_started(learner, course)
    version = lesson.published
    version.html, version.checks = '<p>Vorher</p><div data-check="weg"></div><p>Nachher</p>', ["weg"]
    version.save()

    page = text_of(reader.get("/courses/kurs/lessons/eins/"))

    assert "Diese Frage steht zurzeit nicht zur Verfügung." in page
    assert "data-check" not in page


def test_as_many_queries_for_three_lessons_as_for_one(reader, learner, course, lesson):
    make_started(learner, course)
    reader.get("/courses/kurs/lessons/eins/")  # the text is kept in the process from now on
    with_one = queries_of(lambda: reader.get("/courses/kurs/lessons/eins/"))
    make_lesson(course)
    make_lesson(course)

    assert queries_of(lambda: reader.get("/courses/kurs/lessons/eins/")) == with_one


def test_the_outline_says_which_lesson_is_open(reader, learner, course):
    first, second = make_lesson(course, title="Eins"), make_lesson(course, title="Zwei")
    make_started(learner, course)

    for lesson in (first, second, first):
        page = reader.get(lesson.unit.get_absolute_url()).content.decode()

        assert page.count('aria-current="page"') == 1
        link = f'href="{lesson.unit.get_absolute_url()}" aria-current="page"'
        assert link in page
