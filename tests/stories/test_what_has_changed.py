"""A lesson changes in substance: its readers who hold a certificate do the difference and hold a new one."""

import re
from datetime import datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from django.test import Client

from coursesite import clock
from lessons.models import Certificate, CertificatePolicy, Enrolment, Lesson, LessonVersion
from lessons.services.progress import mark_read
from quizzes.enums import Pool
from quizzes.models import Question
from tests.factories.accounts import make_user
from tests.factories.differences import change
from tests.factories.lessons import make_course, make_lesson, make_started
from tests.factories.quizzes import MARKER, answer_to, give_terms, make_questions, single_data
from tests.factories.workshop import signed_in

pytestmark = pytest.mark.django_db
COURSE, PAGE = "/courses/kurs/", "/courses/kurs/difference/"
QUESTION = "/courses/kurs/difference/question/"
OFFER = "Was sich geändert hat: 1 Lektion, 3 Fragen, etwa 4 Minuten."


@pytest.fixture
def lesson():
    course = give_terms(make_course(slug="kurs", title="Drei Begriffe", access="assigned"))
    CertificatePolicy.objects.create(course=course, valid_months=12, renew_by_substance=True)
    make_questions(course, [single_data(term) for term in "ABCABC"], pool=Pool.PRACTICE)
    return make_lesson(course, "Der Anfang bleibt.\n\nAlte Mitte.", slug="eins", title="Lektion Eins")


@pytest.fixture
def reader(lesson) -> Client:
    """She has completed the course and holds its certificate."""
    run = make_started(make_user(name="Mira Lindqvist", email="mira@firma.example"), lesson.unit.course)
    mark_read(enrolment=run, unit=lesson.unit, version=lesson.published, now=clock.now())
    return signed_in(run.user)


def _in_days(days: int) -> datetime:
    return clock.now() + timedelta(days=days)


def text_of(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def replied(reader: Client, *, right: bool):
    """Answers the question that the page asks; the page after it."""
    page = reader.get(QUESTION).content.decode()
    assert MARKER not in page
    uid = re.search(r'name="question" value="([^"]+)"', page)[1]
    slot = type("Slot", (), {"version": Question.objects.get(uid=uid).current})
    return reader.post(QUESTION, {"question": uid, "answer": answer_to(slot, right=right)}, follow=True)


def test_from_the_change_to_the_new_certificate(reader, lesson):
    with time_machine.travel(_in_days(9)):
        change(lesson, "Der Anfang bleibt.\n\nNeue Mitte.", now=clock.now(), summary="Die Mitte ist neu.")
        call_command("run_due")

        [letter] = mail.outbox
        assert (letter.to, letter.subject) == (["mira@firma.example"], "Was sich geändert hat: Drei Begriffe")
        assert OFFER in " ".join(letter.body.split())
        for address in ("/", COURSE, "/me/certificates/"):
            assert OFFER in text_of(reader.get(address))
        page = reader.get(PAGE)
        assert "Die Mitte ist neu." in text_of(page)
        assert reader.get(QUESTION).url == PAGE
        assert reader.get("/courses/kurs/lessons/eins/changes/").url == f"{PAGE}#lesson-eins"
        assert reader.get("/courses/kurs/lessons/eins/").status_code == 200

        assert reader.post(PAGE, {"lesson": "eins", "version": "2"}).url == f"{PAGE}#questions"
        wrong = text_of(replied(reader, right=False))
        assert "0 von 3 richtig" in wrong
        for _time in range(2):
            replied(reader, right=True)
        done = text_of(replied(reader, right=True))

        assert "3 von 3 richtig" in done
        old, new = Certificate.objects.order_by("pk")
        assert new.number in text_of(reader.get(PAGE))
        assert (new.level, new.valid_until) == (old.level, old.valid_until)
        assert OFFER not in text_of(reader.get("/"))
        assert [(run.cycle, run.path, bool(run.completed_on)) for run in Enrolment.objects.order_by("cycle")] == [
            (1, "full", True), (2, "difference", True),
        ]  # fmt: skip
        call_command("run_due")
        assert (Enrolment.objects.count(), len(mail.outbox)) == (2, 1)


@pytest.mark.parametrize("kind", ["clarification", "minor"])
def test_a_clarification_triggers_nothing(reader, lesson, kind):
    with time_machine.travel(_in_days(9)):
        change(lesson, "Der Anfang bleibt.\n\nKlarere Mitte.", now=clock.now(), kind=kind)
        call_command("run_due")

        assert (Enrolment.objects.count(), mail.outbox) == (1, [])
        assert "Was sich geändert hat:" not in text_of(reader.get("/"))
        assert reader.get(PAGE).url == COURSE


def test_what_changes_while_she_reads_is_shown_before_it_counts(reader, lesson):
    with time_machine.travel(_in_days(9)):
        change(lesson, "Der Anfang bleibt.\n\nNeue Mitte.", now=clock.now())
        call_command("run_due")
        change(lesson, "Der Anfang bleibt.\n\nGanz neue Mitte.", now=clock.now())

        assert reader.post(PAGE, {"lesson": "eins", "version": "2"}).url == f"{PAGE}#lesson-eins"

        assert "Ganz neue" in text_of(reader.get(PAGE)).replace("hinzugefügt: ", "")
        assert not Enrolment.objects.get(cycle=2).progress.exists()
        assert LessonVersion.objects.filter(lesson=lesson).count() == 3
        assert Lesson.objects.get(pk=lesson.pk).published.number == 3


@pytest.mark.parametrize("sent", [{}, {"lesson": "andere", "version": "2"}, {"lesson": "\x00", "version": "2"}])
def test_what_is_not_asked_for_is_not_found(reader, lesson, sent):
    with time_machine.travel(_in_days(9)):
        change(lesson, "Der Anfang bleibt.\n\nNeue Mitte.", now=clock.now())
        call_command("run_due")

        assert reader.post(PAGE, sent).status_code == 404
