"""A lesson from its author over a second pair of eyes to its readers, over HTTP; and one that waits for its day."""

from datetime import UTC, datetime
from html import unescape

import pytest
from django.core.management import call_command
from django.test import Client

from lessons.models import Course, Lesson
from tests.factories.accounts import make_user
from tests.factories.lessons import make_course, make_lesson, make_started
from tests.factories.workshop import make_instructor, signed_in

pytestmark = pytest.mark.django_db
PUBLIC = "/courses/kurs/lessons/eins/"
STEPS = ("_submit", "_publish", "_give_back", "_cancel")


@pytest.fixture
def course() -> Course:
    return make_course(slug="kurs", access="assigned")


@pytest.fixture
def lesson(course) -> Lesson:
    return make_lesson(course, "Erste Fassung.", slug="eins", title="Lektion Eins")


@pytest.fixture
def ada(course) -> Client:
    return in_english(make_instructor(course, name="Ada Minke"))


@pytest.fixture
def bea(course) -> Client:
    return in_english(make_instructor(course, name="Bea Orth"))


@pytest.fixture
def reader(course) -> Client:
    learner = make_user()
    make_started(learner, course)
    return signed_in(learner)


def in_english(user) -> Client:
    client = signed_in(user)
    client.cookies["language"] = "en"
    return client


def press(client: Client, lesson: Lesson, button: str, source: str, **fields: str):
    typed = {"title": "Lektion Eins", "source": source, "change_kind": "minor", **fields}
    based_on = client.get(address(lesson)).context["form"]["based_on"].value()
    return client.post(address(lesson), {"based_on": based_on, **typed, button: "x"}, follow=True)


def address(lesson: Lesson) -> str:
    return f"/admin/lessons/lesson/{lesson.pk}/change/"


def text_of(response) -> str:
    return unescape(" ".join(response.content.decode().split()))


def offered(client: Client, lesson: Lesson) -> set[str]:
    page = text_of(client.get(address(lesson)))
    return {name for name in STEPS if f'name="{name}"' in page}


def listed(client: Client, state: str) -> bool:
    return "Lektion Eins" in text_of(client.get(f"/admin/lessons/lesson/?standing={state}"))


@pytest.mark.usefixtures("real_child")
def test_from_the_author_to_the_readers(lesson, ada, bea, reader, settings) -> None:
    settings.FOUR_EYES = True
    assert offered(ada, lesson) == {"_submit"}

    assert "submitted for approval: version 2" in text_of(press(ada, lesson, "_submit", "Zweite Fassung."))
    assert (offered(ada, lesson), offered(bea, lesson)) == ({"_submit"}, {"_publish", "_give_back"})
    assert [listed(bea, state) for state in ("draft", "waiting", "planned", "published")] == [False, True, False, False]
    page = text_of(bea.get(address(lesson)))
    assert "It has been waiting for approval since" in page
    assert "Two-person rule:" in page

    refused = text_of(press(ada, lesson, "_publish", "Zweite Fassung."))
    assert "You wrote this version. Someone else must publish it." in refused
    assert "Erste Fassung." in text_of(reader.get(PUBLIC))

    wordless = press(bea, lesson, "_give_back", "Zweite Fassung.")
    assert "Please say what the author should change." in text_of(wordless)
    changed = press(bea, lesson, "_give_back", "Zweite Fassung von mir.", review_note="Bitte kürzer.")
    assert changed.context["form"]["review_note"].value() == "Bitte kürzer."
    assert "You have changed the text yourself." in text_of(changed)
    press(bea, lesson, "_give_back", "Zweite Fassung.", review_note="Bitte <kürzer>.")
    assert "Bitte <kürzer>." in text_of(ada.get(address(lesson)))
    assert "<kürzer>" not in ada.get(address(lesson)).content.decode()
    assert offered(bea, lesson) == {"_submit"}

    press(ada, lesson, "_submit", "Dritte Fassung.")
    assert "Bitte <kürzer>." not in text_of(ada.get(address(lesson)))
    assert "learners now read version 3" in text_of(press(bea, lesson, "_publish", "Dritte Fassung."))
    assert "Dritte Fassung." in text_of(reader.get(PUBLIC))
    assert lesson.versions.count() == 3


def test_a_reviewer_who_mends_the_text_has_written_it(lesson, ada, bea, settings) -> None:
    settings.FOUR_EYES = True
    press(ada, lesson, "_submit", "Zweite Fassung.")

    page = text_of(press(bea, lesson, "_publish", "Zweite Fassung, berichtigt."))

    assert "You wrote this version." in page
    assert "kept as a draft" in page
    press(bea, lesson, "_submit", "Zweite Fassung, berichtigt.")
    assert offered(ada, lesson) == {"_publish", "_give_back"}


def test_a_reviewer_decides_about_what_she_has_seen(lesson, ada, bea, reader, settings) -> None:
    settings.FOUR_EYES = True
    press(ada, lesson, "_submit", "Zweite Fassung.")
    press(ada, lesson, "_submit", "Dritte Fassung.")

    page = text_of(press(bea, lesson, "_publish", "Zweite Fassung.", based_on="2"))

    assert "A newer version of this lesson has been saved in the meantime." in page
    assert "Erste Fassung." in text_of(reader.get(PUBLIC))


def test_without_the_rule_an_author_publishes(lesson, ada, reader) -> None:
    assert offered(ada, lesson) == {"_publish"}

    press(ada, lesson, "_publish", "Zweite Fassung.")

    assert "Zweite Fassung." in text_of(reader.get(PUBLIC))


def test_a_text_waits_for_its_day(lesson, ada, reader, time_machine) -> None:
    time_machine.move_to(datetime(2026, 11, 24, 9, 0, tzinfo=UTC), tick=False)
    past = press(ada, lesson, "_publish", "Zweite Fassung.", goes_live_at="2026-11-24T10:00")  # an hour east
    assert "must be in the future" in text_of(past)
    nonsense = press(ada, lesson, "_publish", "Zweite Fassung.", goes_live_at="bald")
    assert nonsense.context["form"]["goes_live_at"].value() == "bald"
    press(ada, lesson, "_publish", "Zweite Fassung.", goes_live_at="2026-11-24T12:00")
    assert offered(ada, lesson) == {"_cancel"}
    press(ada, lesson, "_cancel", "Zweite Fassung.")
    assert offered(ada, lesson) == {"_publish"}
    planned = press(ada, lesson, "_publish", "Zweite Fassung.", goes_live_at="2026-11-24T12:00")
    assert "It will be published on" in text_of(planned)
    assert listed(ada, "planned")
    assert "Erste Fassung." in text_of(reader.get(PUBLIC))

    time_machine.move_to(datetime(2026, 11, 24, 11, 0, tzinfo=UTC), tick=False)
    call_command("run_due", verbosity=0)

    assert "Zweite Fassung." in text_of(reader.get(PUBLIC))
    assert listed(ada, "published")
