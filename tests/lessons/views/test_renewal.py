"""What a learner reads of a renewal: that it is one, until when her certificate holds, what is asked for."""

from datetime import date, timedelta

import pytest
from django.utils import formats, translation

from coursesite import clock
from lessons.models import CertificatePolicy, Course, Enrolment
from lessons.services.renewing import open_renewals
from tests.counting import queries_of
from tests.factories.certificates import make_completed
from tests.factories.lessons import make_course

pytestmark = pytest.mark.django_db
PAGES = ("/", "/courses/kurs/")


@pytest.fixture
def course() -> Course:
    course = make_course(slug="kurs", title="Drei Begriffe", access="assigned")
    CertificatePolicy.objects.create(course=course, valid_months=12)
    return course


@pytest.fixture
def renewed(learner, course) -> Enrolment:
    """Opened, not started; her certificate holds for ten more days."""
    done = clock.now() - timedelta(days=355)
    certificate = make_completed(learner, course, now=done).certificates.get()
    list(open_renewals(now=clock.now()))
    run = Enrolment.objects.get(cycle=2)
    assert run.due_on == certificate.valid_until
    return run


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def said(day: date) -> str:
    with translation.override("de"):
        return " ".join(formats.date_format(day, "DATE_FORMAT").split())


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(
    ("which", "sentence"), [("short", "diesmal ist nur die Prüfung Pflicht."), ("full", "der ganze Kurs ist noch einmal Pflicht.")]
)  # fmt: skip
def test_start_page_and_course_say_what_it_renews(reader, renewed, path, which, sentence):
    Enrolment.objects.filter(pk=renewed.pk).update(path=which)

    page = text_of(reader.get(path))

    assert f"Verlängerung: Ihr Zertifikat gilt bis {said(renewed.due_on)}; {sentence}" in page


@pytest.mark.parametrize("path", PAGES)
def test_after_its_last_day_they_say_so(reader, renewed, path):
    yesterday = clock.today() - timedelta(days=1)
    renewed.events.update(data={"renewal": True, "valid_until": yesterday.isoformat()})

    assert f"Verlängerung: Ihr Zertifikat galt bis {said(yesterday)};" in text_of(reader.get(path))


@pytest.mark.parametrize("path", PAGES)
def test_a_first_run_and_a_completed_one_say_nothing(reader, learner, course, path):
    make_completed(learner, course)
    first = text_of(reader.get(path))
    Enrolment.objects.update(completed_on=None)
    begun = text_of(reader.get(path))

    assert ["Drei Begriffe" in page for page in (first, begun)] == [True, True]
    assert "Verlängerung:" not in first + begun


def test_the_course_offers_to_start_it_and_then_marks_what_was_read(reader, renewed):
    Enrolment.objects.filter(pk=renewed.pk).update(path="short")
    assert "Verlängerung beginnen" in text_of(reader.get("/courses/kurs/"))

    page = text_of(reader.post("/courses/kurs/start/", follow=True))

    assert "in einem früheren Durchgang abgeschlossen" in page
    assert page.count("freiwillig") == 1


@pytest.mark.parametrize("path", PAGES)
def test_three_renewals_cost_as_many_queries_as_one(reader, learner, renewed, path):
    Enrolment.objects.update(path="short")
    with_one = queries_of(lambda: reader.get(path))
    done = clock.now() - timedelta(days=355)
    for _number in range(2):
        course = make_course(access="assigned")
        CertificatePolicy.objects.create(course=course, valid_months=12)
        make_completed(learner, course, now=done)
    list(open_renewals(now=clock.now()))
    Enrolment.objects.update(path="short")

    assert Enrolment.objects.filter(cycle=2).count() == 3
    assert queries_of(lambda: reader.get(path)) == with_one
