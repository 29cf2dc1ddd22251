"""The whole way with the shipped course: sign up, read, fail, read again, pass, and HR downloads the row."""

import csv
import io
from datetime import date, timedelta

import pytest
import time_machine
from django.conf import settings
from django.test import Client

from coursesite import clock
from coursesite.accounts.models import User
from lessons.models import Certificate, Enrolment, Unit, UnitProgress
from lessons.services.loading import load_course
from quizzes.models import Attempt
from quizzes.queries.attempts import term_names
from quizzes.queries.contents import content_of
from quizzes.types import get_type
from tests.factories.accounts import PASSWORD
from tests.factories.company import company, make_hr

pytestmark = pytest.mark.django_db
COURSE = "/courses/kundenzentrierung/"
FIRST, LAST = f"{COURSE}lessons/drei-woerter/", f"{COURSE}lessons/fallwerkstatt/"
EXAM = f"{COURSE}quizzes/abschlusspruefung/"


def text_of(response) -> str:
    assert response.status_code == 200, response
    return " ".join(response.content.decode().split())


def read(client: Client, address: str) -> None:
    assert "Kurzcheck" in text_of(client.get(address))
    assert client.post(f"{address}read/").status_code == 302


def take_exam(client: Client, *, right: bool) -> Attempt:
    """Without JavaScript: one form after the other, then the page that asks whether to submit."""
    page = client.post(f"{EXAM}start/", follow=True)
    attempt = Attempt.objects.get(state="open")
    assert "Frage 1 von 20" in text_of(page)
    for slot in attempt.slots.select_related("version"):
        address = f"/attempts/{attempt.public_id}/questions/{slot.position}/"
        assert client.post(address, {**_fields(slot, right), "seq": "0", "go": "next"}).status_code == 302
    assert "Alle Fragen sind beantwortet" in text_of(client.get(f"/attempts/{attempt.public_id}/submit/"))
    client.post(f"/attempts/{attempt.public_id}/submit/")
    attempt.refresh_from_db()
    return attempt


def practise(client: Client) -> None:
    """Every case right, each explained, until she has told the pair apart often enough."""
    client.post(f"{COURSE}quizzes/gezieltes-ueben/start/")
    attempt = Attempt.objects.get(state="open")
    while attempt.is_open:
        slot = attempt.slots.select_related("version").last()
        address = f"/attempts/{attempt.public_id}/questions/{slot.position}/"
        assert client.post(address, {**_fields(slot, True), "seq": "0", "check": "yes"}).url == address
        assert "Ihre Antwort ist richtig" in text_of(client.get(address))
        client.post(address, {"seq": "1", "go": "next"})
        attempt.refresh_from_db()
    review = text_of(client.get(f"/attempts/{attempt.public_id}/review/"))
    assert "auseinandergehalten" in review
    assert f'href="{EXAM}"' in review


def _fields(slot, right: bool) -> dict[str, str]:
    """What the form sends: one choice, or one for each row."""
    terms = tuple(term_names(slot.version.question.course_id))
    kind, content = get_type(slot.version.type), content_of(slot.version, terms)
    solution = kind.solution(content)
    if isinstance(solution, dict):
        offered = terms if kind.key == "classify" else slot.option_order[0]
        return {f"answer__{row}": term if right else _other(offered, term) for row, term in solution.items()}
    return {"answer": solution if right else _other(slot.option_order, solution)}


def _other(offered, right: str) -> str:
    return next(option for option in offered if option != right)


def uids(attempt: Attempt) -> set[str]:
    return set(attempt.slots.values_list("version__question__uid", flat=True))


def test_from_the_first_visit_to_the_list_of_hr(client):
    load_course(origin=settings.COURSE_DIR, now=clock.now())
    hr = make_hr(company(), password=PASSWORD)

    # A newcomer reads what it is about, signs up and begins.
    assert "Sie ordnen Fälle sicher einem der drei Begriffe zu" in text_of(client.get("/"))
    client.post("/accounts/signup/", {"name": "Ada Öztürk", "email": "ada@example.com", "password1": PASSWORD})
    learner = User.objects.get(email="ada@example.com")
    assert client.post(f"{COURSE}start/").url == COURSE  # where the pre-test is offered beside the first lesson
    begun = text_of(client.get(COURSE))
    assert f'href="{FIRST}"' in begun
    assert "am besten vor der ersten Lektion" in begun
    lessons = [unit.get_absolute_url() for unit in Unit.objects.filter(kind="lesson")]
    assert (len(lessons), lessons[0], lessons[-1]) == (11, FIRST, LAST)
    for lesson in lessons:
        read(client, lesson)
    assert "11 von 12 Pflichteinheiten abgeschlossen" in text_of(client.get(COURSE))

    # She fails: every answer wrong. The review says so without blame and keeps the solutions for now.
    failed = take_exam(client, right=False)
    review = text_of(client.get(f"/attempts/{failed.public_id}/review/"))
    assert (failed.points, failed.maximum, failed.passed) == (0, 24, False)
    assert "noch nicht bestanden" in review
    assert "0 von 24 Punkten" in review
    assert "Richtige Antwort" not in review
    assert Enrolment.objects.get().completed_on is None
    assert "Wartezeit" in text_of(client.get(EXAM))

    # She reads again and practises what she mixes up, which has to be before the next attempt.
    read(client, LAST)
    assert client.post(f"{EXAM}start/").url == EXAM
    assert "Gezieltes Üben" in text_of(client.get(EXAM))
    practise(client)

    # She passes the next day, with other questions; now all is explained.
    with time_machine.travel(clock.now() + timedelta(hours=24, minutes=1), tick=True):
        client.force_login(learner)
        passed = take_exam(client, right=True)
        assert (passed.number, passed.points, passed.passed) == (2, 24, True)
        assert uids(failed) & uids(passed) == set()
        review = text_of(client.get(f"/attempts/{passed.public_id}/review/"))
        assert "24 von 24 Punkten" in review
        assert "Ihre Antwort ist richtig" in review
        _completed_and_on_the_list(client, learner, hr)


def _completed_and_on_the_list(client, learner, hr):

    # Everything is ticked.
    enrolment = Enrolment.objects.get()
    assert (enrolment.passed_on, enrolment.completed_on) == (clock.today(), clock.today())
    assert enrolment.completed_version.number == 1
    assert {entry.state for entry in UnitProgress.objects.all()} == {"completed"}
    assert "12 von 12 Pflichteinheiten abgeschlossen" in text_of(client.get(COURSE))

    # HR downloads one row without points, and the learner sees that.
    client.force_login(hr)
    rows = download(client)
    assert rows == [
        {
            "Name": "Ada Öztürk",
            "Personalnummer": "",
            "Abteilung": str(company()),
            "Kurs": enrolment.course.title,
            "Kursfassung": "1",
            "Eingeschrieben am": date.isoformat(enrolment.enrolled_on),
            "Fällig am": "",
            "Status": "abgeschlossen",
            "Bestanden": "ja",
            "Abgeschlossen am": date.isoformat(clock.today()),
            "Gültig bis": "",
            "Zertifikat": Certificate.objects.get(level="mastery").number,
        }
    ]
    client.force_login(learner)
    assert "Name, Personalnummer, Abteilung" in text_of(client.get("/me/"))


def download(client: Client) -> list[dict[str, str]]:
    answer = client.get("/reports/completions.csv?course=kundenzentrierung&purpose=Audit")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))
