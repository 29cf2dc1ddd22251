"""Four eyes: who may submit, give back and publish which version, with the rule and without it."""

from datetime import UTC, datetime

import pytest

from lessons.errors import LessonsError
from lessons.models import Lesson, LessonVersion
from lessons.services.publishing import EditConflict, LessonText, publish, save_draft
from lessons.services.reviewing import MAX_NOTE, return_draft, submit_for_review
from tests.factories.accounts import make_user
from tests.factories.lessons import make_course, make_lesson

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
LATER = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)


@pytest.fixture
def lesson() -> Lesson:
    """Published in version 1."""
    return make_lesson(make_course(slug="kurs"), "Erste Fassung.", title="Lektion Eins")


@pytest.fixture
def author():
    return make_user(name="Ada Minke")


@pytest.fixture
def other():
    return make_user(name="Bea Orth")


@pytest.fixture
def written(lesson, author, settings) -> LessonVersion:
    settings.FOUR_EYES = True
    return draft(lesson, "Zweite Fassung.", author)


def draft(lesson: Lesson, source: str, author) -> LessonVersion:
    text = LessonText(title="Lektion Eins", source=source)
    return save_draft(lesson=lesson, text=text, author=author, now=NOW, based_on=None)


def standing(lesson: Lesson) -> tuple[int, int | None]:
    """(what is published, which draft there is)"""
    found = Lesson.objects.select_related("published", "draft").get(pk=lesson.pk)
    return found.published.number, found.draft and found.draft.number


def test_somebody_else_publishes_what_was_submitted(lesson, author, other, written) -> None:
    submit_for_review(lesson=lesson, actor=author, now=NOW, version=2)

    version = publish(lesson=lesson, actor=other, now=LATER, version=2)

    assert standing(lesson) == (2, None)
    assert (version.author, version.reviewer, version.submitted_at, version.published_at) == (
        author, other, NOW, LATER,
    )  # fmt: skip


def test_nobody_publishes_her_own_version_nor_what_was_not_submitted(lesson, author, other, written) -> None:
    codes = []
    for actor in (author, other):
        with pytest.raises(LessonsError) as refusal:
            publish(lesson=lesson, actor=actor, now=NOW, version=2)
        codes.append(refusal.value.code)
    submit_for_review(lesson=lesson, actor=author, now=NOW, version=2)
    with pytest.raises(LessonsError) as refusal:
        publish(lesson=lesson, actor=author, now=NOW, version=2)

    assert [*codes, refusal.value.code] == ["own-text", "not-submitted", "own-text"]
    assert standing(lesson) == (1, 2)


def test_without_the_rule_whoever_writes_publishes(lesson, author, written, settings) -> None:
    settings.FOUR_EYES = False

    publish(lesson=lesson, actor=author, now=NOW)

    assert standing(lesson) == (2, None)


def test_another_text_waits_for_nothing_and_the_same_text_waits_on(lesson, author, written) -> None:
    submit_for_review(lesson=lesson, actor=author, now=NOW, version=2)

    assert draft(lesson, "Zweite Fassung.", author).submitted_at == NOW
    assert draft(lesson, "Dritte Fassung.", author).submitted_at is None


def test_a_draft_goes_back_with_a_remark_until_it_is_submitted_again(lesson, author, other, written) -> None:
    submit_for_review(lesson=lesson, actor=author, now=NOW, version=2)

    returned = return_draft(lesson=lesson, reviewer=other, note="  Das Beispiel\x00 fehlt. ", now=LATER, version=2)

    assert (returned.submitted_at, returned.review_note, returned.reviewer) == (None, "Das Beispiel fehlt.", other)
    again = submit_for_review(lesson=lesson, actor=author, now=LATER, version=2)
    assert (again.submitted_at, again.review_note) == (LATER, "")


@pytest.mark.parametrize(
    ("who", "note", "code"),
    [("other", " \n", "no-remark"), ("other", "x" * (MAX_NOTE + 1), "too-long"), ("author", "Nein.", "own-text")],
    ids=["no remark", "too long", "her own"],
)
def test_what_is_no_decision_changes_nothing(written, other, who, note, code) -> None:
    lesson, author = written.lesson, written.author
    submit_for_review(lesson=lesson, actor=author, now=NOW, version=2)
    reviewer = {"author": author, "other": other}[who]

    with pytest.raises(LessonsError) as refusal:
        return_draft(lesson=lesson, reviewer=reviewer, note=note, now=NOW, version=2)

    assert refusal.value.code == code
    assert LessonVersion.objects.get(pk=written.pk).submitted_at == NOW


def test_nothing_is_given_back_that_does_not_wait(lesson, other, written) -> None:
    with pytest.raises(LessonsError) as refusal:
        return_draft(lesson=lesson, reviewer=other, note="Nein.", now=NOW, version=2)

    assert refusal.value.code == "not-submitted"


def test_who_saw_another_version_decides_nothing(lesson, author, other, written) -> None:
    submit_for_review(lesson=lesson, actor=author, now=NOW, version=2)
    theirs = draft(lesson, "Dritte Fassung.", author)
    steps = [
        lambda: publish(lesson=lesson, actor=other, now=NOW, version=2),
        lambda: return_draft(lesson=lesson, reviewer=other, note="Nein.", now=NOW, version=2),
        lambda: submit_for_review(lesson=lesson, actor=author, now=NOW, version=2),
    ]
    for step in steps:
        with pytest.raises(EditConflict) as conflict:
            step()
        assert conflict.value.theirs == theirs
    assert standing(lesson) == (1, 3)


def test_without_a_draft_there_is_nothing_to_submit(lesson, author) -> None:
    with pytest.raises(LessonsError) as refusal:
        submit_for_review(lesson=lesson, actor=author, now=NOW, version=1)

    assert refusal.value.code == "no-draft"
