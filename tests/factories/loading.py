"""Loading small courses and looking at what that did."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from django.apps import apps

from lessons.files.changes import Decision
from lessons.files.course import read_course
from lessons.files.structure import CourseFile
from lessons.kinds import parts
from lessons.models import Course, Lesson
from lessons.queries.stored import stored_course
from lessons.services.load_plan import stored_digests
from lessons.services.loading import Loaded, load_course
from lessons.services.publishing import LessonText, publish, save_draft
from tests.factories.course_files import folder_of

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=1)


def load(files: Mapping[str, str], *, now: datetime = NOW, winning: bool = False) -> Loaded:
    return load_course(origin=folder_of(files), now=now, winning=winning)


def rows() -> dict[str, list[dict[str, Any]]]:
    """Every row of both floors."""
    models = [*apps.get_app_config("lessons").get_models(), *apps.get_app_config("quizzes").get_models()]
    return {model._meta.label: list(model.objects.order_by("pk").values()) for model in models}


def decided(report: Loaded) -> dict[tuple[str, str], int]:
    """(decision, part) → how many, without what stayed the same."""
    return {(str(made), part): count for (made, part), count in report.counts.items() if made is not Decision.SAME}


def the_course() -> Course:
    return Course.objects.get(slug="probe")


def the_lesson(uid: str = "lektion-anfang") -> Lesson:
    return Lesson.objects.select_related("published", "draft", "unit__course").get(unit__uid=uid)


def in_files(files: Mapping[str, str]) -> CourseFile:
    course = read_course(folder_of(files), parts()).course
    assert course is not None
    return course


def digests() -> dict[tuple[str, str], str]:
    return stored_digests(stored_course(the_course()), the_course())


def edit_lesson(text: str, *, published: bool = True) -> None:
    found = the_lesson()
    assert found.published is not None
    typed = LessonText(found.published.title, text, found.published.objective, tuple(found.published.claims))
    save_draft(lesson=found, text=typed, author=None, now=NOW, based_on=None)
    if published:
        publish(lesson=found, actor=None, now=NOW)
