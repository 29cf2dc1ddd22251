"""Who has read a lesson learns what is new in it: in the outline, in the lesson, on a page; and has it said once."""

import pytest
from django.test import Client

from coursesite import clock
from lessons.models import Course, Enrolment, Lesson, LessonVersion, UnitProgress
from lessons.services.progress import mark_read
from lessons.services.publishing import LessonText, publish, save_draft
from tests.counting import queries_of
from tests.factories.accounts import make_user
from tests.factories.lessons import make_course, make_lesson, make_started
from tests.factories.workshop import signed_in

pytestmark = pytest.mark.django_db
COURSE, LESSON, CHANGES = "/courses/kurs/", "/courses/kurs/lessons/eins/", "/courses/kurs/lessons/eins/changes/"
WORD = "changed since you read it"


@pytest.fixture
def course() -> Course:
    return make_course(slug="kurs", access="assigned")


@pytest.fixture
def lesson(course) -> Lesson:
    return make_lesson(course, "Der Anfang bleibt.\n\nAlte Mitte.", slug="eins", title="Lektion Eins")


@pytest.fixture
def run(course, lesson) -> Enrolment:
    """She has read the lesson in version 1."""
    run = make_started(make_user(), course)
    mark_read(enrolment=run, unit=lesson.unit, version=lesson.published, now=clock.now())
    return run


@pytest.fixture
def reader(run) -> Client:
    client = signed_in(run.user)
    client.cookies["language"] = "en"
    return client


def change(lesson: Lesson, source: str, kind: str, *, live: bool = True, summary: str = "") -> LessonVersion:
    text = LessonText(title="Lektion Eins", source=source)
    now = clock.now()
    version = save_draft(lesson=lesson, text=text, author=None, now=now, based_on=None, change_kind=kind)
    return publish(lesson=lesson, actor=None, now=now, change_kind=kind, summary=summary) if live else version


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def progress(run: Enrolment) -> dict[str, object]:
    return UnitProgress.objects.values("state", "share", "completed_at", "skipped").get(enrolment=run)


def test_what_is_new_is_told_and_shown_until_she_has_understood(reader, run, lesson) -> None:
    before = progress(run)
    change(lesson, "Der Anfang bleibt.\n\nNeue Mitte.", "substantial", summary="Mitte neu")
    change(lesson, "Der Anfang bleibt.\n\nNeue Mitte!", "minor")

    assert WORD in text_of(reader.get(COURSE))
    page = text_of(reader.get(LESSON))
    assert "This lesson has changed since you read it." in page
    assert f'href="{CHANGES}"' in page
    shown = reader.get(CHANGES)
    assert [(version.number, version.summary) for version in shown.context["changes"].between] == [
        (3, ""), (2, "Mitte neu"),
    ]  # fmt: skip
    assert "removed: </span>Alte</del>" in text_of(shown)
    assert "added: </span>Neue</ins>" in text_of(shown)

    understood = reader.post(CHANGES, {"version": "3"})

    assert (understood.status_code, understood.url) == (302, LESSON)
    assert progress(run) == before
    assert WORD not in text_of(reader.get(COURSE))
    assert CHANGES not in text_of(reader.get(LESSON))
    assert reader.get(CHANGES).url == LESSON


def test_a_clarification_is_named_as_one(reader, lesson) -> None:
    change(lesson, "Der Anfang bleibt.\n\nKlarere Mitte.", "clarification")

    assert "This lesson has been clarified since you read it." in text_of(reader.get(LESSON))


def test_small_corrections_and_drafts_are_not_told(reader, lesson) -> None:
    change(lesson, "Der Anfang bleibt.\n\nAlte Mitte!", "minor")
    change(lesson, "Ganz anders.", "substantial", live=False)

    assert WORD not in text_of(reader.get(COURSE))
    assert reader.get(CHANGES).url == LESSON


def test_a_draft_that_nobody_read_says_nothing_of_what_followed(reader, lesson) -> None:
    change(lesson, "Ganz anders.", "substantial", live=False)
    change(lesson, "Der Anfang bleibt.\n\nAlte Mitte!", "minor")

    assert WORD not in text_of(reader.get(COURSE))


def test_who_has_not_read_it_reads_it_as_it_is(course, lesson) -> None:
    run = make_started(make_user(), course)
    change(lesson, "Ganz anders.", "substantial")

    reader = signed_in(run.user)

    assert CHANGES not in text_of(reader.get(LESSON))
    assert reader.get(CHANGES).url == LESSON


@pytest.mark.parametrize("sent", [{}, {"version": "1"}, {"version": "9" * 5000}, {"version": "\x00"}])
def test_only_what_she_saw_counts(reader, run, lesson, sent) -> None:
    change(lesson, "Ganz anders.", "substantial")

    assert reader.post(CHANGES, sent).url == CHANGES
    assert UnitProgress.objects.get(enrolment=run).version_seen.number == 1


def test_it_is_said_in_a_run_that_has_ended_too(reader, run, lesson) -> None:
    Enrolment.objects.filter(pk=run.pk).update(closed_at=clock.now())
    change(lesson, "Ganz anders.", "substantial")

    reader.post(CHANGES, {"version": "2"})

    assert UnitProgress.objects.get(enrolment=run).version_seen.number == 2


@pytest.mark.parametrize("address", [COURSE, LESSON])
def test_it_costs_no_query_where_it_is_known(reader, lesson, address) -> None:
    reader.get(address)
    unchanged = queries_of(lambda: reader.get(address))
    change(lesson, "Ganz anders.", "substantial")
    reader.get(address)

    assert queries_of(lambda: reader.get(address)) == unchanged
