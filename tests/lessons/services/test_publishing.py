"""From a typed text to what learners read: drafts, publication, restoring, and what is refused on the way."""

from datetime import UTC, datetime

import pytest
from django.db import connection

from lessons.enums import ChangeKind, Origin
from lessons.errors import LessonsError
from lessons.models import GlossaryTerm, Lesson, LessonVersion
from lessons.services import publishing
from lessons.services.publishing import (
    EditConflict,
    LessonText,
    publish,
    refresh_lessons,
    restore,
    save_draft,
    text_of,
)
from tests.factories.accounts import make_user
from tests.factories.lessons import make_course, make_lesson, make_unit

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
LATER = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
UNRENDERABLE = {"too-long": "x" * 100_001, "too-deep": "[" * 20_000}


@pytest.fixture
def author():
    return make_user(name="Ada Minke")


@pytest.fixture
def lesson() -> Lesson:
    """Published in version 1."""
    return make_lesson(make_course(slug="kurs"), "Erste Fassung.", title="Lektion Eins")


@pytest.fixture
def new_lesson() -> Lesson:
    return Lesson.objects.create(unit=make_unit(title="Noch ohne Text"))


def typed(source: str, **fields) -> LessonText:
    return LessonText(**{"title": "Lektion Eins", "source": source, **fields})


def draft(lesson: Lesson, source: str, author=None, based_on: int | None = None, **fields) -> LessonVersion:
    return save_draft(lesson=lesson, text=typed(source, **fields), author=author, now=NOW, based_on=based_on)


def stored(lesson: Lesson) -> Lesson:
    return Lesson.objects.select_related("published", "draft", "unit").get(pk=lesson.pk)


def test_a_draft_is_kept_and_learners_read_on_what_is_published(lesson, author) -> None:
    version = draft(lesson, "Zweite **Fassung**.", author, based_on=1, objective="Sie wissen es.", note="Prüfen")

    found = stored(lesson)
    assert (found.draft, found.published.source) == (version, "Erste Fassung.")
    assert (version.number, version.author, version.made_at, version.origin) == (2, author, NOW, Origin.EDITOR)
    assert text_of(version) == typed("Zweite **Fassung**.", objective="Sie wissen es.", note="Prüfen")
    assert (version.html.strip(), version.plain) == ("<p>Zweite <strong>Fassung</strong>.</p>", "Zweite Fassung.")
    assert version.published_at is None


def test_what_is_typed_is_kept_as_a_course_file_can_hold_it(lesson) -> None:
    version = draft(lesson, "\r\n\r\nEin\tTab\u202e und\x00 mehr.\r\n\r\nEnde.  \r\n", title=" Zwei\n Zeilen ")

    assert version.source == "Ein Tab und mehr.\n\nEnde."
    assert version.title == "Zwei Zeilen"


def test_saving_the_same_text_again_makes_no_version(lesson) -> None:
    first = draft(lesson, "Zweite Fassung.", based_on=1)

    again = draft(lesson, "Zweite Fassung.\r\n", based_on=1)

    assert again == first
    assert lesson.versions.count() == 2


def test_who_started_from_an_older_version_learns_of_the_newer_one(lesson) -> None:
    theirs = draft(lesson, "Von jemand anderem.", based_on=1)

    with pytest.raises(EditConflict) as conflict:
        draft(lesson, "Von mir.", based_on=1)

    assert (conflict.value.code, conflict.value.theirs) == ("edit-conflict", theirs)
    assert (stored(lesson).draft, lesson.versions.count()) == (theirs, 2)


@pytest.mark.parametrize("code", UNRENDERABLE)
def test_a_text_that_cannot_be_shown_is_refused_in_words(lesson, code: str) -> None:
    with pytest.raises(LessonsError) as refusal:
        draft(lesson, UNRENDERABLE[code], based_on=1)

    assert refusal.value.code == code
    assert code not in str(refusal.value)
    assert lesson.versions.count() == 1


def test_publishing_shows_the_draft(lesson, author) -> None:
    version = draft(lesson, "Zweite Fassung.", based_on=1, title="Neuer Titel")

    publish(lesson=lesson, actor=author, now=LATER, change_kind=ChangeKind.SUBSTANTIAL, summary="Neu gefasst")

    found = stored(lesson)
    assert (found.published, found.draft, found.unit.title) == (version, None, "Neuer Titel")
    assert found.published.published_at == LATER
    assert (found.published.change_kind, found.published.summary) == (ChangeKind.SUBSTANTIAL, "Neu gefasst")
    assert found.published.reviewer == author


def test_publishing_twice_is_publishing_once(lesson, author) -> None:
    draft(lesson, "Zweite Fassung.", based_on=1)
    first = publish(lesson=lesson, actor=author, now=NOW, summary="Neu gefasst")

    second = publish(lesson=lesson, actor=None, now=LATER, summary="Noch einmal")

    assert (second, second.published_at, second.summary) == (first, NOW, "Neu gefasst")


def test_nothing_can_be_published_without_a_text(new_lesson) -> None:
    with pytest.raises(LessonsError) as refusal:
        publish(lesson=new_lesson, actor=None, now=NOW)

    assert refusal.value.code == "nothing-to-publish"


def test_a_text_with_errors_stays_a_draft(lesson) -> None:
    version = draft(lesson, "![](nirgends.svg)\n\n[hier](lektion:nirgends)", based_on=1)

    with pytest.raises(LessonsError) as refusal:
        publish(lesson=lesson, actor=None, now=NOW)

    assert refusal.value.code == "text-has-problems"
    assert str(refusal.value).endswith(": 1, 3")
    found = stored(lesson)
    assert (found.draft, found.published.number) == (version, 1)


def test_a_warning_does_not_keep_a_text_from_being_published(lesson) -> None:
    version = draft(lesson, "## Anfang\n\n#### Zu tief\n\nText.", based_on=1)

    publish(lesson=lesson, actor=None, now=NOW)

    assert stored(lesson).published == version


def test_nothing_is_rendered_behind_the_lock(lesson, monkeypatch) -> None:
    locked = []
    real = publishing.child.render_many
    monkeypatch.setattr(
        publishing.child,
        "render_many",
        lambda *args: locked.append(len(connection.savepoint_ids)) or real(*args),
    )
    outside = len(connection.savepoint_ids)

    draft(lesson, "Zweite Fassung.", based_on=1)
    publish(lesson=lesson, actor=None, now=NOW)

    assert locked == [outside, outside]


def test_a_draft_that_came_while_another_was_checked_is_not_published(lesson, monkeypatch) -> None:
    draft(lesson, "Geprüft.", based_on=1)
    real = publishing.preview

    def meanwhile(source: str, context):
        monkeypatch.setattr(publishing, "preview", real)
        draft(lesson, "Ungeprüft.", based_on=2)
        return real(source, context)

    monkeypatch.setattr(publishing, "preview", meanwhile)

    with pytest.raises(EditConflict) as conflict:
        publish(lesson=lesson, actor=None, now=NOW)

    assert conflict.value.theirs.source == "Ungeprüft."
    assert stored(lesson).published.number == 1


def test_an_earlier_text_comes_back_as_a_new_draft(lesson, author) -> None:
    first = lesson.published
    draft(lesson, "Zweite Fassung.", based_on=1)
    publish(lesson=lesson, actor=None, now=NOW)

    restored = restore(version=first, author=author, now=LATER)

    assert (restored.number, restored.source, restored.author) == (3, "Erste Fassung.", author)
    assert restored.summary == "Wiederhergestellt aus Fassung 1"
    found = stored(lesson)
    assert (found.draft, found.published.source) == (restored, "Zweite Fassung.")


def test_restoring_over_a_draft_keeps_it_in_the_history(lesson, author) -> None:
    waiting = draft(lesson, "Entwurf von jemand anderem.", based_on=1)

    restored = restore(version=lesson.published, author=author, now=LATER)

    assert stored(lesson).draft == restored
    assert list(lesson.versions.values_list("number", flat=True)) == [3, 2, 1]
    assert waiting in lesson.versions.all()


def test_lessons_follow_their_glossary(lesson) -> None:
    draft(lesson, "Ein Kahn fährt.", based_on=1)
    GlossaryTerm.objects.create(course=lesson.unit.course, uid="kahn", term="Kahn", html="<p>Ein Boot.</p>")

    done = [refresh_lessons(course=lesson.unit.course) for _ in range(2)]

    found = stored(lesson)
    assert done == [2, 0]
    assert "Ein Boot." in found.draft.html
    assert found.draft.source == "Ein Kahn fährt."
