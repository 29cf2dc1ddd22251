"""A text published for later: run_due puts it live once, when it is due, unless somebody thought better of it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command

from lessons.errors import LessonsError
from lessons.models import CourseVersion, Figure, Lesson, LessonVersion
from lessons.services.publishing import LessonText, publish, save_draft
from lessons.services.scheduling import cancel_publication, publish_due
from tests.factories.accounts import make_user
from tests.factories.lessons import make_course, make_lesson

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
DUE = NOW + timedelta(hours=2)


@pytest.fixture
def lesson() -> Lesson:
    """Published in version 1."""
    return make_lesson(make_course(slug="kurs"), "Erste Fassung.", title="Lektion Eins")


@pytest.fixture
def planned(lesson) -> LessonVersion:
    draft(lesson, "Zweite Fassung.")
    return publish(lesson=lesson, actor=make_user(), now=NOW, summary="Neu gefasst", goes_live_at=DUE)


def draft(lesson: Lesson, source: str) -> LessonVersion:
    text = LessonText(title="Neuer Titel", source=source)
    return save_draft(lesson=lesson, text=text, author=None, now=NOW, based_on=None)


def published(lesson: Lesson) -> int:
    return Lesson.objects.get(pk=lesson.pk).published.number


def test_it_is_read_from_the_moment_on_and_put_there_once(lesson, planned, time_machine, capsys) -> None:
    seen = []
    for moment in (NOW, DUE, DUE + timedelta(minutes=5)):
        time_machine.move_to(moment, tick=False)
        call_command("run_due")
        seen.append((published(lesson), capsys.readouterr().out))

    assert seen == [(1, ""), (2, "Lesson “Lektion Eins”: version 2 published, as planned.\n"), (2, "")]
    found = Lesson.objects.select_related("published", "unit").get(pk=lesson.pk)
    assert (found.draft, found.published.published_at, found.unit.title) == (None, DUE, "Neuer Titel")
    assert CourseVersion.objects.get().summary == "Neu gefasst"


def test_a_cancelled_publication_does_not_come(lesson, planned) -> None:
    cancel_publication(lesson=lesson, version=2)

    assert list(publish_due(now=DUE)) == []
    assert published(lesson) == 1
    assert Lesson.objects.get(pk=lesson.pk).draft == planned
    with pytest.raises(LessonsError) as refusal:
        cancel_publication(lesson=lesson, version=2)
    assert refusal.value.code == "nothing-planned"


def test_another_text_takes_the_plan_back(lesson, planned) -> None:
    draft(lesson, "Dritte Fassung.")

    assert list(publish_due(now=DUE)) == []
    assert published(lesson) == 1


@pytest.mark.parametrize("moment", [NOW, NOW - timedelta(days=1), datetime(1, 1, 1, tzinfo=UTC)])
def test_the_past_is_no_plan(lesson, moment) -> None:
    draft(lesson, "Zweite Fassung.")

    with pytest.raises(LessonsError) as refusal:
        publish(lesson=lesson, actor=None, now=NOW, goes_live_at=moment)

    assert refusal.value.code == "moment-is-past"


def test_a_text_that_broke_meanwhile_stays_and_stops_no_other(lesson) -> None:
    course = lesson.unit.course
    figure = Figure.objects.create(course=course, uid="b", name="b.svg", media_type="image/svg+xml", content=b"<svg/>")
    other = make_lesson(course, "Erste.", title="Lektion Zwei")
    for one, source in ((lesson, "![Ein Kreis](b.svg)"), (other, "Zweite.")):
        draft(one, source)
        publish(lesson=one, actor=None, now=NOW, goes_live_at=DUE)
    figure.delete()

    with pytest.raises(LessonsError) as refusal:
        list(publish_due(now=DUE))

    assert "Lektion Eins" in str(refusal.value)
    assert (published(lesson), published(other)) == (1, 2)
