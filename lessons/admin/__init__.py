"""The authors' workshop for courses: one file for each thing that has pages there."""

from lessons.admin import certificate, course, enrolment, figure, glossary, instructor, lesson, unit

__all__ = ["certificate", "course", "enrolment", "figure", "glossary", "instructor", "lesson", "unit"]
