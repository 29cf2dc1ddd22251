"""The whole course on one page: what one may read, and nothing else."""

from datetime import timedelta

import pytest

from coursesite import clock
from lessons.models import GlossaryTerm
from tests.factories.lessons import make_course, make_lesson, make_started, make_unit
from tests.factories.quizzes import make_checked_lesson, make_question, make_quiz_course
from tests.factories.workshop import make_instructor

pytestmark = pytest.mark.django_db
PATH = "/courses/kurs/print/"


@pytest.fixture
def course(learner):
    course = make_course(slug="kurs", title="Drei Begriffe", access="assigned")
    make_started(learner, course)
    return course


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def test_lessons_stand_in_their_order_with_places_of_their_own(reader, course):
    for slug in ("eins", "zwei"):
        make_lesson(course, f"## Anfang\n\nText von {slug}.\n", slug=slug, title=f"Lektion {slug}")
    GlossaryTerm.objects.create(course=course, uid="wort", term="Wort", html="<p>Was es heißt.</p>")

    page = text_of(reader.get(PATH))

    parts = ['href="#lesson-eins"', 'href="#lesson-zwei"', 'href="#glossary"', '<article class="booklet__lesson" id="lesson-eins"',
             '<h3 id="lesson-eins-h-anfang">', "Text von eins.", '<h3 id="lesson-zwei-h-anfang">', "Text von zwei.",
             '<dt id="term-wort">Wort</dt>', "Was es heißt."]  # fmt: skip
    assert [part for part in parts if part not in page] == []
    assert sorted(parts, key=page.index) == parts


def test_what_is_locked_is_named_but_not_shown_to_a_learner(client, reader, course):
    later = clock.now() + timedelta(days=3)
    make_lesson(course, "Noch geheim.\n", title="Später", opens_at=later)
    make_lesson(course, "Zu lesen.\n", title="Heute")

    page = text_of(reader.get(PATH))

    assert ("Später" in page, "gesperrt bis" in page, "Noch geheim." in page, "Zu lesen." in page) == (
        True, True, False, True,
    )  # fmt: skip
    client.force_login(make_instructor(course))
    assert "Noch geheim." in text_of(client.get(PATH))


def test_no_question_tells_its_answers_on_paper(reader, learner):
    course = make_quiz_course(slug="fragen", access="assigned")
    make_started(learner, course)
    question = make_question(course, pool="practice")
    make_checked_lesson(course, [question], slug="lektion")
    stem = question.current.content["stem"]
    assert stem in reader.get("/courses/fragen/lessons/lektion/").content.decode()

    page = text_of(reader.get("/courses/fragen/print/"))

    assert stem not in page
    assert "self-check" not in page
    assert "http://testserver/courses/fragen/lessons/lektion/" in page


def test_a_lesson_without_text_and_a_retired_one_are_not_linked(reader, course):
    make_unit(course, title="Leer", slug="leer")
    make_lesson(course, "Weg.\n", title="Verworfen", retired_at=clock.now())

    page = text_of(reader.get(PATH))

    assert ("Leer" in page, "#lesson-leer" in page, "Verworfen" in page) == (True, False, False)


def test_before_the_start_it_leads_to_the_course(reader):
    make_lesson(make_course(slug="kurs"), slug="eins")

    response = reader.get(PATH)

    assert (response.status_code, response.url) == (302, "/courses/kurs/")


def test_the_course_page_leads_to_it_once_begun(reader, learner):
    course = make_course(slug="kurs")
    assert PATH not in reader.get("/courses/kurs/").content.decode()

    make_started(learner, course)

    assert PATH in reader.get("/courses/kurs/").content.decode()
