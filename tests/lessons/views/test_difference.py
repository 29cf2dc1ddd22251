"""What somebody reads who is offered what has changed: what it asks for, what she holds, what it costs in queries."""

from datetime import timedelta

import pytest
from django.test import Client

from coursesite import clock
from coursesite.outbox.models import OutboxMail
from lessons import mails
from lessons.errors import LessonsError
from lessons.models import Certificate, CertificatePolicy, Course, Enrolment, Lesson, LessonVersion
from lessons.services.acknowledging import acknowledge_change
from lessons.services.certifying import revoke_certificate
from lessons.services.enrolling import close_enrolment
from lessons.services.offering import offer_differences
from lessons.services.progress import note_changes_seen
from quizzes.enums import Pool
from tests.counting import queries_of
from tests.factories.accounts import make_user
from tests.factories.differences import ALL_YEAR, change, make_holder, make_offer
from tests.factories.lessons import make_course, make_lesson
from tests.factories.quizzes import give_terms, make_questions, single_data
from tests.factories.workshop import signed_in

pytestmark = pytest.mark.django_db
PAGE = "/courses/kurs/difference/"


@pytest.fixture
def course() -> Course:
    return make_course(slug="kurs", title="Drei Begriffe", access="assigned")


@pytest.fixture
def person():
    return make_user(name="Mira Lindqvist")


@pytest.fixture
def reader(person) -> Client:
    client = signed_in(person)
    client.cookies["language"] = "en"
    return client


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def confirm(run: Enrolment) -> None:
    for lesson in Lesson.objects.filter(unit__course=run.course_id).select_related("unit", "published"):
        acknowledge_change(enrolment=run, unit=lesson.unit, version=lesson.published, now=clock.now())


def test_it_says_what_it_asks_for_and_what_comes_of_it(reader, person, course):
    make_offer(person, course, substance_days=30)

    page = text_of(reader.get(PAGE))

    assert "1 lesson, about 1 minute." in page
    assert "is valid until" in page
    assert "Once you have confirmed each lesson, you receive a new certificate for the course as it is now." in page
    assert "It is valid until the same day as the one you have." in page
    assert "only the exam renews" not in page
    assert "Due on" in page
    assert "Old" not in page
    assert "removed: </span>Alte</del>" in page


def test_a_certificate_for_ever_is_said_to_be_one(reader, person, course):
    make_offer(person, course, valid_months=None)

    assert "Your certificate is valid indefinitely, whatever you do here." in text_of(reader.get(PAGE))
    assert "Your certificate remains valid." in text_of(reader.get("/"))


@pytest.mark.parametrize("keeps", [False, True])
def test_what_the_exam_alone_renews_is_said(reader, person, course, keeps):
    make_offer(person, course, substance_keeps_mastery=keeps)
    Certificate.objects.update(level="mastery")

    assert (
        "only the exam renews the certificate that you reliably tell the terms apart." in text_of(reader.get(PAGE))
    ) != keeps


def test_when_nothing_is_left_to_renew_that_is_said(reader, person, course):
    make_offer(person, course)
    revoke_certificate(certificate=Certificate.objects.get(), hr=make_user(), reason="Täuschung", now=clock.now())

    assert "Your certificate is no longer valid" in text_of(reader.get(PAGE))


def test_what_she_had_looked_at_by_herself_is_to_be_confirmed(reader, person, course):
    run = make_offer(person, course)
    newest = LessonVersion.objects.latest("number")
    Enrolment.objects.filter(pk=run.pk).update(scope=dict.fromkeys(run.scope, newest.number))
    note_changes_seen(enrolment=run, unit=newest.lesson.unit, version=newest)

    assert "You have already looked at this change. Please confirm it here once more." in text_of(reader.get(PAGE))


def test_the_offer_takes_nothing_away(reader, person, course):
    """Lessons and the course's contents stay open, without anything being started."""
    make_offer(person, course)

    assert reader.get("/courses/kurs/lessons/eins/").status_code == 200
    lesson, home = text_of(reader.get("/courses/kurs/lessons/eins/")), text_of(reader.get("/courses/kurs/"))
    assert "This lesson has changed since you read it." in lesson
    assert "Mark as read" not in lesson
    assert 'href="/courses/kurs/lessons/eins/"' in home
    assert Enrolment.objects.get(closed_at=None).started_at is None


def test_when_it_is_over_an_old_link_leads_on(reader, person, course):
    run = make_offer(person, course)
    confirm(run)
    done = text_of(reader.get(PAGE))
    new = Certificate.objects.order_by("-pk")[0]
    assert f'Your new certificate: <span class="text-nowrap">{new.number}</span>' in done
    assert "Understood" not in done

    close_enrolment(enrolment=run, actor=None, now=clock.now())
    Enrolment.objects.filter(pk=run.pk).update(completed_on=None)
    assert reader.get(PAGE).url == "/courses/kurs/"
    assert reader.post(PAGE, {"lesson": "eins", "version": "2"}).url == "/courses/kurs/"


def test_where_the_last_question_is_retired_she_ends_it_herself(reader, person, course):
    give_terms(course)
    [question] = make_questions(course, [single_data("A")], pool=Pool.PRACTICE)
    run = make_offer(person, course)
    reader.post(PAGE, {"finish": "yes"})
    confirm(run)
    reader.post(PAGE, {"finish": "yes"})
    assert "Complete" not in text_of(reader.get(PAGE))
    assert Enrolment.objects.get(pk=run.pk).completed_on is None

    type(question).objects.update(status="retired")
    assert 'name="finish"' in text_of(reader.get(PAGE))
    reader.post(PAGE, {"finish": "yes"})

    assert Enrolment.objects.get(pk=run.pk).completed_on == clock.today()
    assert "Your new certificate" in text_of(reader.get(PAGE))


def test_a_run_that_was_closed_meanwhile_counts_nothing(person, course):
    run = make_offer(person, course)
    close_enrolment(enrolment=run, actor=None, now=clock.now())
    lesson = Lesson.objects.select_related("unit", "published").get()

    with pytest.raises(LessonsError, match="beendet"):
        acknowledge_change(enrolment=run, unit=lesson.unit, version=lesson.published, now=clock.now())
    assert not run.progress.exists()


@pytest.mark.parametrize("reason", ["", "done", "closed", "no mails"])
def test_the_mail_goes_only_while_it_is_wanted(person, course, reason):
    run = make_offer(person, course)
    if reason == "done":
        confirm(run)
    if reason == "closed":
        close_enrolment(enrolment=run, actor=None, now=clock.now())
    if reason == "no mails":
        type(person).objects.update(reminders=False)

    context = mails.offer_context(OutboxMail.objects.get(kind="difference-offer"), clock.now())

    assert (context is None) == bool(reason)


def test_three_lessons_cost_as_many_queries_as_one(reader, person, course):
    give_terms(course)
    make_questions(course, [single_data(term) for term in "ABC"], pool=Pool.PRACTICE)
    for number in range(3):
        make_lesson(course, "Alt.", slug=f"lektion-{number}", title=f"Lektion {number}")
    LessonVersion.objects.update(published_at=clock.now() - timedelta(days=9))
    CertificatePolicy.objects.create(course=course, **ALL_YEAR)
    make_holder(person, course, now=clock.now() - timedelta(days=5))
    lessons = list(Lesson.objects.select_related("unit__course").order_by("pk"))
    change(lessons[0], "Neu.", now=clock.now() - timedelta(days=3))
    list(offer_differences(now=clock.now()))
    reader.get(PAGE)
    one = queries_of(lambda: reader.get(PAGE))

    for lesson in lessons[1:]:
        change(lesson, "Neu.", now=clock.now())
    list(offer_differences(now=clock.now()))

    assert len(Enrolment.objects.get(closed_at=None).scope) == 3
    assert queries_of(lambda: reader.get(PAGE)) == one


@pytest.mark.parametrize("path", ["/", "/me/certificates/"])
def test_three_offers_cost_as_many_queries_as_one(reader, person, path):
    def grow(number: int) -> None:
        course = give_terms(make_course(slug=f"kurs-{number}", access="assigned"))
        make_questions(course, [single_data(term) for term in "ABC"], pool=Pool.PRACTICE)
        make_offer(person, course)

    grow(1)
    reader.get(path)
    one = queries_of(lambda: reader.get(path))
    grow(2)
    grow(3)
    reader.get(path)

    assert queries_of(lambda: reader.get(path)) == one
