"""Courses, units, enrolments."""

from itertools import count

from lessons.models import Chapter, Course, Enrolment, Unit

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
