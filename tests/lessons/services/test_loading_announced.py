"""What course files say of a change reaches the learners once, with the text that changed, and the files again."""

import pytest
from django.utils.translation import override

from lessons.enums import ChangeKind
from lessons.files.course import read_course, write_course
from lessons.kinds import parts
from lessons.models import Lesson
from lessons.queries.stored import stored_course
from lessons.services.load_differences import difference_lines
from lessons.services.load_plan import make_plan
from lessons.services.publishing import LessonText, publish, save_draft
from tests.factories.course_files import edited, folder_of, small_course
from tests.factories.loading import LATER, NOW, in_files, load, the_course, the_lesson

pytestmark = pytest.mark.django_db
PATH = "01-anfang/lesson.md"
SENTENCE = "Ein Bedürfnis steht am Anfang."
ANNOUNCED = "change: substantial\nchanged: Der Anfang ist neu.\n"


def announcing(files, lines: str = ANNOUNCED):
    return edited(files, PATH, "claims: [S1-01]\n", f"claims: [S1-01]\n{lines}")


def rewritten(files, text: str = "Am Anfang steht ein Bedürfnis."):
    return edited(files, PATH, SENTENCE, text)


def versions() -> list[tuple[int, str, str]]:
    return list(the_lesson().versions.order_by("number").values_list("number", "change_kind", "summary"))


def dumped() -> dict[str, bytes]:
    return write_course(stored_course(the_course()), parts())


def told(files) -> list[str]:
    with override("en"):
        return [line for line in difference_lines(make_plan(in_files(files))) if line.startswith("Lesson")]


def test_a_new_text_has_the_kind_that_its_file_says() -> None:
    load(small_course())
    load(rewritten(announcing(small_course())), now=LATER)

    assert versions() == [(1, "minor", ""), (2, "substantial", "Der Anfang ist neu.")]


def test_without_the_key_a_change_is_minor() -> None:
    load(small_course())
    load(rewritten(small_course()), now=LATER)

    assert versions() == [(1, "minor", ""), (2, "minor", "")]


@pytest.mark.parametrize("change", ["", "claims: [S1-02]\n"])
def test_nothing_is_announced_again_while_the_text_is_the_same(change) -> None:
    files = rewritten(announcing(small_course()))
    load(small_course())
    load(files)

    load(edited(files, PATH, "claims: [S1-01]\n", change) if change else files, now=LATER)

    assert versions()[1:] == [(2, "substantial", "Der Anfang ist neu."), *([(3, "minor", "")] if change else [])]


def test_a_kept_key_holds_for_the_next_text_too() -> None:
    files = announcing(small_course())
    load(files)
    load(rewritten(files), now=LATER)

    assert [kind for _number, kind, _summary in versions()] == ["substantial", "substantial"]


@pytest.mark.parametrize(
    "lines",
    ["", "change: minor\n", "change: clarification\n", ANNOUNCED, "changed: Der Anfang ist neu.\n"],
)
@pytest.mark.parametrize("before", ["none", "same text", "other text", "other claims"])
def test_what_is_loaded_is_dumped_whatever_was_there_before(lines, before) -> None:
    files = announcing(small_course(), lines)
    if before == "same text":
        load(announcing(small_course(), "change: clarification\nchanged: Anders.\n"))
    elif before == "other text":
        load(rewritten(small_course()))
    elif before == "other claims":
        load(edited(files, PATH, "claims: [S1-01]\n", "claims: [S1-02]\n"))

    load(files, now=LATER)

    assert dumped() == folder_of(files).files
    assert load(files, now=LATER).changed is False


def test_a_text_published_on_the_site_takes_its_kind_into_the_files() -> None:
    load(announcing(small_course(), "change: clarification\n"))
    lesson = the_lesson()
    text = LessonText("Der Anfang", "Hier geschrieben.\n", "Sie fangen an.", ("S1-01",))
    save_draft(lesson=lesson, text=text, author=None, now=NOW, based_on=1)
    publish(lesson=lesson, actor=None, now=NOW, change_kind=ChangeKind.SUBSTANTIAL, summary="Ganz\u2028neu")

    head = dumped()[PATH].decode()

    assert "claims: [S1-01]\nchange: substantial\nchanged: Ganz neu\n---\n" in head
    assert read_course(folder_of(dumped()), parts()).course == stored_course(the_course())


def test_an_unknown_kind_is_named_by_file_and_line() -> None:
    files = announcing(small_course(), "change: substanziell\n")

    found = [str(problem) for problem in read_course(folder_of(files), parts()).problems]

    choices = "minor, clarification, substantial"
    message = f'change: "substanziell" is not one of: {choices} (did you mean "substantial"?)'
    assert found == [f"{PATH}:9: {message}"]


def test_the_kinds_of_the_files_are_those_of_the_database() -> None:
    field = Lesson._meta.get_field("file_change")

    assert sorted(key for key, _label in field.choices) == ["clarification", "minor", "substantial"]
    assert all(in_files(announcing(small_course(), f"change: {kind}\n")) for kind in ChangeKind.values)


def test_the_kind_is_named_before_it_is_loaded() -> None:
    load(small_course())
    files = small_course()

    assert told(rewritten(announcing(files))) == [
        "Lesson “Der Anfang”: 1 paragraph changed. Kind of change: substantial (Der Anfang ist neu.)"
    ]
    assert told(rewritten(files)) == ["Lesson “Der Anfang”: 1 paragraph changed. Kind of change: minor."]
    assert told(announcing(files)) == [
        "Lesson “Der Anfang”: only the description of its last change has changed. Learners are not notified again."
    ]
    assert told(edited(files, PATH, "[S1-01]", "[S1-02]")) == [
        "Lesson “Der Anfang”: title, objective or sources changed; the text is the same."
    ]
