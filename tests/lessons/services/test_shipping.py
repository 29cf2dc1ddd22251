"""The course that comes with the program is there when the site starts, whatever was done to it."""

import pytest

from coursesite.accounts.services.demo import create_demo_people
from lessons.models import Course, CourseRole, GlossaryTerm
from lessons.services.shipping import load_shipped_course, make_demo_instructor
from tests.factories.course_files import edited, small_course, write_to
from tests.factories.loading import LATER, NOW, rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path, settings):
    settings.COURSE_DIR = write_to(tmp_path / "probe", small_course())
    return settings.COURSE_DIR


def test_the_shipped_course_is_loaded_once(folder):
    first = list(load_shipped_course(now=NOW))
    before = rows()
    second = list(load_shipped_course(now=LATER))

    assert first == [
        "probe: loaded, 48 texts rendered (version 1)",
        "  new: 6 bank, 1 chapter, 1 course, 1 figure, 2 glossary, 2 lesson, 1 quizzes",
    ]
    assert second == ["probe: nothing has changed (version 1)"]
    assert rows() == before


def test_an_update_keeps_what_was_edited_and_names_it(folder):
    list(load_shipped_course(now=NOW))
    GlossaryTerm.objects.filter(uid="leitbild").update(source="Hier geschrieben.")
    write_to(folder, edited(small_course(), "glossary.md", "Wofür ein Unternehmen steht.", "Dort geschrieben."))

    said = list(load_shipped_course(now=LATER))

    assert said == [
        "probe: brought up to date (version 2)",
        "  changed on both sides, kept as on the site: 1 glossary",
        "  glossary.md:7: warning: glossary leitbild was edited on the site and changed in the files: the edited version stays",
    ]
    assert GlossaryTerm.objects.get(uid="leitbild").source == "Hier geschrieben."


def test_wrong_files_are_named_and_the_site_starts_all_the_same(folder):
    (folder / "course.md").write_text("nichts\n")

    assert list(load_shipped_course(now=NOW)) == [
        f"The course in {folder} was not loaded:",
        "  course.md:1: the file must begin with front matter between two lines ---",
    ]


def test_lehren_teaches_the_shipped_course_once(folder):
    list(load_shipped_course(now=NOW))
    create_demo_people(now=NOW)

    for _start in range(2):
        list(make_demo_instructor(now=NOW))

    roles = CourseRole.objects.values_list("user__email", "course__slug", "ended_at")
    assert list(roles) == [("lehren@example.org", "probe", None)]


def test_without_demo_people_nobody_teaches(folder):
    list(load_shipped_course(now=NOW))

    list(make_demo_instructor(now=NOW))

    assert (CourseRole.objects.count(), Course.objects.count()) == (0, 1)
