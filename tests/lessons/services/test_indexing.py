import pytest

from coursesite import clock
from lessons.models import GlossaryTerm, SearchPassage, SearchPlace, SearchWord
from lessons.services.glossary import TermText, save_term
from lessons.services.indexing import refresh_index, refresh_indexes
from lessons.services.publishing import LessonText, publish, save_draft
from tests.counting import queries_of
from tests.factories.accounts import make_user
from tests.factories.course_files import small_course
from tests.factories.lessons import make_course, make_lesson
from tests.factories.loading import load, the_course

pytestmark = pytest.mark.django_db


def passages() -> list[tuple[str, str, str]]:
    return list(SearchPassage.objects.values_list("part", "heading", "text"))


def stems() -> set[str]:
    return set(SearchWord.objects.values_list("stem", flat=True))


def rewrite(lesson, source: str) -> None:
    text = LessonText(title=lesson.published.title, source=source)
    save_draft(lesson=lesson, text=text, author=make_user(), now=clock.now(), based_on=None)


def test_a_published_text_is_read_by_its_headings() -> None:
    make_lesson(make_course(), "Ein Kahn.\n\n## Häuser\n\nZwei Boote.\n")

    assert passages() == [("lesson", "", "Ein Kahn."), ("lesson", "Häuser", "Zwei Boote.")]
    assert {"kahn", "haus", "boot"} <= stems()


def test_a_draft_is_not_read_and_its_publication_replaces_what_was() -> None:
    lesson = make_lesson(make_course(), "Ein Kahn.\n")

    rewrite(lesson, "Ein Floß.\n")
    assert passages() == [("lesson", "", "Ein Kahn.")]

    publish(lesson=lesson, actor=None, now=clock.now())
    assert passages() == [("lesson", "", "Ein Floß.")]
    assert "kahn" not in stems()


def test_what_is_up_to_date_is_left_alone() -> None:
    course = make_course()
    make_lesson(course, "Ein Kahn.\n")
    before = list(SearchPlace.objects.values_list("pk", flat=True))

    assert refresh_index(course=course) == 0
    assert list(SearchPlace.objects.values_list("pk", flat=True)) == before


def test_what_was_missed_is_read_when_its_time_comes() -> None:
    course = make_course(slug="kurs")
    lesson = make_lesson(course, "Ein Kahn.\n")
    GlossaryTerm.objects.create(course=course, uid="boot", term="Boot", plain="Fährt.", aliases=["Kähne"])
    assert list(refresh_indexes(now=clock.now())) == ["Search of kurs: 1 texts."]

    lesson.unit.retired_at = clock.now()
    lesson.unit.save()

    assert list(refresh_indexes(now=clock.now())) == ["Search of kurs: 1 texts."]
    assert passages() == [("glossary", "Boot", "Fährt.")]
    assert stems() == {"boot", "fahrt", "kahn"}


def test_a_new_definition_is_read() -> None:
    term = GlossaryTerm.objects.create(course=make_course(), uid="boot", term="Boot", source="Alt.")

    save_term(term=term, text=TermText(term="Boot", source="Schwimmt."))

    assert passages() == [("glossary", "Boot", "Schwimmt.")]


def test_a_loaded_course_can_be_searched_at_once() -> None:
    load(small_course())

    parts = set(SearchPassage.objects.values_list("part", flat=True))
    assert parts == {"lesson", "glossary", "question"}
    assert refresh_index(course=the_course()) == 0


def test_many_texts_are_looked_through_as_quickly_as_one() -> None:
    course = make_course()
    make_lesson(course)
    one = queries_of(lambda: refresh_index(course=course))
    make_lesson(course)
    make_lesson(course)

    assert queries_of(lambda: refresh_index(course=course)) == one
