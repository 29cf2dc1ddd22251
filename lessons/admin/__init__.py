"""The authors' workshop for courses: one file for each thing that has pages there."""

from lessons.admin import course, enrolment, figure, glossary, instructor, lesson, unit

__all__ = ["course", "enrolment", "figure", "glossary", "instructor", "lesson", "unit"]
