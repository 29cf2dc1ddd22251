"""Courses, units, enrolments."""

from itertools import count

from coursesite import clock
from lessons.models import Chapter, Course, Enrolment, Lesson, Unit
from lessons.services.publishing import LessonText, publish, save_draft

_numbers = count(1)


def make_course(**fields: object) -> Course:
    number = next(_numbers)
    return Course.objects.create(**{"slug": f"course-{number}", "title": f"Kurs {number}", "access": "open", **fields})


def make_chapter(course: Course | None = None, **fields: object) -> Chapter:
    number = next(_numbers)
    values = {"course": course or make_course(), "uid": f"chapter-{number}", "title": f"Kapitel {number}"}
    return Chapter.objects.create(**{**values, "position": number, **fields})


def make_unit(course: Course | None = None, **fields: object) -> Unit:
    """In the course's first chapter, which is made when there is none."""
    number = next(_numbers)
    course = course or (fields["chapter"].course if "chapter" in fields else make_course())
    chapter = fields.pop("chapter", None) or course.chapters.first() or make_chapter(course)
    values = {"uid": f"unit-{number}", "slug": f"unit-{number}", "title": f"Lektion {number}", "kind": "lesson"}
    return Unit.objects.create(**{**values, "course": course, "chapter": chapter, "position": number, **fields})


def make_enrolment(user: object, course: Course | None = None, **fields: object) -> Enrolment:
    return Enrolment.objects.create(user=user, course=course or make_course(), **fields)


def make_started(user: object, course: Course, **fields: object) -> Enrolment:
    return make_enrolment(user, course, **{"started_at": clock.now(), **fields})


def make_lesson(course: Course | None = None, source: str = "Ein Satz.\n", **fields: object) -> Lesson:
    """Published, by the real renderer."""
    unit = make_unit(course, **fields)
    lesson = Lesson.objects.create(unit=unit)
    text = LessonText(title=unit.title, source=source)
    save_draft(lesson=lesson, text=text, author=None, now=clock.now(), based_on=None)
    publish(lesson=lesson, actor=None, now=clock.now())
    return Lesson.objects.select_related("unit__course", "published").get(pk=lesson.pk)
