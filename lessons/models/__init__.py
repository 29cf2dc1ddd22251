from lessons.models.course import (
    Chapter,
    Contrast,
    Course,
    CourseRole,
    CourseVersion,
    DecisionQuestion,
    Dimension,
    Figure,
    LoadedItem,
    OldSlug,
    Term,
    Unit,
)
from lessons.models.effect import EffectFigure, EffectRun
from lessons.models.enrolment import Enrolment, EnrolmentEvent
from lessons.models.glossary import GlossaryTerm
from lessons.models.lesson import Lesson, LessonVersion
from lessons.models.page import Page
from lessons.models.progress import UnitProgress
from lessons.models.staged import StagedFile, StagedKind

__all__ = [
    "Chapter",
    "Contrast",
    "Course",
    "CourseRole",
    "CourseVersion",
    "DecisionQuestion",
    "Dimension",
    "EffectFigure",
    "EffectRun",
    "Enrolment",
    "EnrolmentEvent",
    "Figure",
    "GlossaryTerm",
    "Lesson",
    "LessonVersion",
    "LoadedItem",
    "OldSlug",
    "Page",
    "StagedFile",
    "StagedKind",
    "Term",
    "Unit",
    "UnitProgress",
]
