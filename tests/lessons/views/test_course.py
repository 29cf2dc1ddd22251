"""The course's own page: before the start, on the way, at the end; and the start itself."""

from datetime import date

import pytest
from django.urls import reverse

from coursesite import clock
from lessons.models import Enrolment, EnrolmentEvent
from lessons.services.progress import mark_read
from tests.counting import queries_of
from tests.factories.accounts import make_user
from tests.factories.company import company, make_hr
from tests.factories.lessons import make_course, make_enrolment, make_lesson, make_started, make_unit

pytestmark = pytest.mark.django_db
LOCKED_UNTIL = clock.now().replace(year=2999, month=3, day=1, hour=8, minute=0)


@pytest.fixture
def course():
    return make_course(
        slug="kurs", title="Drei Begriffe", summary="Sie ordnen Fälle zu.", contact="Fragen Sie Frau Berg.",
        welcome_html="<p>Willkommen</p>",
    )  # fmt: skip


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def test_visitors_read_what_an_open_course_teaches(client, course):
    make_lesson(course, title="Lektion A", minutes=12)

    page = text_of(client.get("/courses/kurs/"))

    expected = ["Drei Begriffe", "Sie ordnen Fälle zu.", "<p>Willkommen</p>", "Lektion A", "next=/courses/kurs/"]
    assert [part for part in expected if part not in page] == []
    assert "/lessons/" not in page


@pytest.mark.parametrize("slug", ["kurs", "gibt-es-nicht"])
def test_visitors_learn_nothing_of_other_courses(client, slug):
    make_course(slug="kurs", access="assigned")

    response = client.get(f"/courses/{slug}/")

    assert (response.status_code, response.url) == (302, f"/accounts/login/?next=/courses/{slug}/")


def test_starting_an_open_course_leads_to_its_first_lesson(reader, learner, course):
    lesson = make_lesson(course)

    answers = [reader.post("/courses/kurs/start/") for _ in range(2)]

    assert {(answer.status_code, answer.url) for answer in answers} == {(302, lesson.unit.get_absolute_url())}
    enrolment = Enrolment.objects.get()
    assert (enrolment.user, enrolment.course) == (learner, course)
    assert list(EnrolmentEvent.objects.values_list("kind", flat=True)) == ["enrolled", "started"]


def test_start_is_a_post(reader, course):
    assert reader.get("/courses/kurs/start/").status_code == 405
    assert Enrolment.objects.count() == 0


def test_an_assigned_course_is_there_for_whom_it_is_assigned(reader, learner):
    course = make_course(slug="nur-zugewiesen", access="assigned")
    assert reader.get("/courses/nur-zugewiesen/").status_code == 404
    assert reader.post("/courses/nur-zugewiesen/start/").status_code == 404

    make_enrolment(learner, course, due_on=date(2027, 1, 31))

    page = text_of(reader.get("/courses/nur-zugewiesen/"))
    assert "Kurs beginnen" in page
    assert reader.post("/courses/nur-zugewiesen/start/").status_code == 302
    assert "31. Januar 2027" in text_of(reader.get("/courses/nur-zugewiesen/"))


def test_the_page_says_what_is_done_and_what_is_missing(reader, learner, course):
    done, ahead = make_lesson(course, title="Eins"), make_lesson(course, title="Zwei")
    make_unit(course, title="Kür", required=False)
    make_unit(course, title="Später", opens_at=LOCKED_UNTIL, required=False)
    enrolment = make_started(learner, course)
    mark_read(enrolment=enrolment, unit=done.unit, version=done.published, now=clock.now())

    response = reader.get("/courses/kurs/")

    outline = response.context["outline"]
    assert [(row.unit.title, row.state) for row in outline.rows] == [
        ("Eins", "completed"), ("Zwei", "not-started"), ("Kür", "not-started"), ("Später", "locked"),
    ]  # fmt: skip
    page = text_of(response)
    words = ["1 von 2 Pflichteinheiten abgeschlossen", "Es fehlt noch:", "gesperrt bis 1. März 2999", "freiwillig"]
    assert [word for word in words if word not in page] == []
    assert f'<a class="btn btn-primary" href="{ahead.unit.get_absolute_url()}"><span>Weiterlernen' in page
    assert page.count("btn-primary") == 1


def test_a_completed_course_says_since_when(reader, learner, course):
    make_lesson(course)
    make_started(learner, course, completed_on=date(2026, 11, 2))

    assert "2. November 2026 abgeschlossen" in text_of(reader.get("/courses/kurs/"))


def test_a_completed_course_leads_to_the_certificates_first(reader, learner, course):
    lesson, run = make_lesson(course), make_started(learner, course)
    optional = make_lesson(course, required=False)
    mark_read(enrolment=run, unit=lesson.unit, version=lesson.published, now=clock.now())

    page = text_of(reader.get("/courses/kurs/"))
    end = text_of(reader.get(lesson.unit.get_absolute_url()))

    assert '<a class="btn btn-primary" href="/me/certificates/">Meine Zertifikate</a>' in page
    assert f'<a class="btn btn-outline-primary" href="{optional.unit.get_absolute_url()}">' in page
    assert page.count("btn-primary") == 1
    assert '<a href="/me/certificates/">Meine Zertifikate</a>' in end


def test_what_is_optional_leaves_no_time_to_go(reader, learner, course):
    lesson, run = make_lesson(course), make_started(learner, course)
    make_lesson(course, required=False)
    before = text_of(reader.get("/courses/kurs/"))
    mark_read(enrolment=run, unit=lesson.unit, version=lesson.published, now=clock.now())

    after = text_of(reader.get("/courses/kurs/"))

    assert ("noch etwa" in before, "noch etwa" in after) == (True, False)


def test_a_run_that_has_ended_cannot_be_started_again_without_a_word(reader, learner):
    course = make_course(slug="kurs", access="assigned")
    make_enrolment(learner, course, closed_at=clock.now())

    assert ">Kurs beginnen</button>" not in text_of(reader.get("/courses/kurs/"))
    assert "Diesen Kurs weist die Personalabteilung zu." in text_of(reader.post("/courses/kurs/start/", follow=True))


@pytest.mark.parametrize("path", ["/courses/kurs/", "/", "/me/"])
def test_as_many_queries_for_three_rows_as_for_one(reader, learner, course, path):
    def add(wanted):
        lesson = make_lesson(wanted)
        enrolment = Enrolment.objects.filter(user=learner, course=wanted).first() or make_started(learner, wanted)
        mark_read(enrolment=enrolment, unit=lesson.unit, version=lesson.published, now=clock.now())

    add(course)
    with_one = queries_of(lambda: reader.get(path))
    for number in range(2):
        add(course)
        add(make_course(slug=f"k{number}"))

    assert queries_of(lambda: reader.get(path)) == with_one


def test_addresses():
    assert reverse("lessons:course", args=["kurs"]) == "/courses/kurs/"
    assert reverse("lessons:course-start", args=["kurs"]) == "/courses/kurs/start/"


def test_start_page_shows_courses_and_the_next_step(client, reader, learner, course):
    lesson = make_lesson(course, title="Eins")
    client.logout()
    visitor = text_of(client.get("/"))
    reader.force_login(learner)
    before = text_of(reader.get("/"))
    make_started(learner, course)

    after = text_of(reader.get("/"))

    assert all("Drei Begriffe" in page for page in (visitor, before, after))
    greeting = "Drei Begriffe sicher auseinanderhalten"
    assert [greeting in page for page in (visitor, before, after)] == [True, True, False]
    assert [page.count("<h1") for page in (visitor, before, after)] == [1, 1, 1]
    assert lesson.unit.get_absolute_url() in after
    assert lesson.unit.get_absolute_url() not in visitor + before


def test_the_start_page_has_one_primary_button(client, reader, learner, course):
    make_course(slug="zweiter")
    assert text_of(reader.get("/")).count("btn-primary") == 1

    make_started(learner, course)
    make_lesson(course)
    assert text_of(reader.get("/")).count("btn-primary") == 1

    client.force_login(make_hr(company()))
    assert text_of(client.get("/")).count("btn-primary") == 0  # what waits for her is a list of links


def test_each_chapter_says_how_far_one_is(reader, learner, course):
    first, second = make_lesson(course, title="Eins"), make_lesson(course, title="Zwei")
    make_lesson(course, title="Drei", required=False)
    enrolment = make_started(learner, course)
    mark_read(enrolment=enrolment, unit=first.unit, version=first.published, now=clock.now())

    page = text_of(reader.get("/courses/kurs/"))

    assert "1 von 2 abgeschlossen" in page
    assert '<rect class="bar__fill" x="0" y="0" width="50"' in page
    assert "abgeschlossen" not in text_of(reader.get(second.unit.get_absolute_url())).partition("bar__fill")[2]


def test_without_any_course_the_start_page_says_whom_to_ask(reader):
    assert "Die Personalabteilung weist Kurse zu" in text_of(reader.get("/"))


def test_account_lists_own_courses_and_what_hr_sees(reader, learner, course):
    other = make_user()
    make_started(other, make_course(title="Fremder Kurs", access="assigned"))
    make_started(learner, course, completed_on=date(2026, 11, 2))

    page = text_of(reader.get("/me/"))

    assert "Drei Begriffe" in page
    assert "abgeschlossen (2. November 2026)" in page
    assert "Fremder Kurs" not in page


def test_a_long_course_is_told_in_hours_and_names_what_is_missing_only_near_its_end(reader, learner):
    course = make_course(slug="kurs")
    for number in range(5):
        make_unit(course, slug=f"u{number}", title=f"Einheit {number}", minutes=45)
    make_started(learner, course)

    long = " ".join(reader.get("/courses/kurs/").content.decode().split())
    course.units.filter(slug="u4").delete()
    short = " ".join(reader.get("/courses/kurs/").content.decode().split())

    assert "etwa 4 Stunden" in long  # 225 minutes
    assert "Es fehlt noch:" not in long
    assert "etwa 3 Stunden" in short
    assert "Es fehlt noch:" in short
