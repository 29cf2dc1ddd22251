from lessons.models.certificate import Certificate, CertificateEvent, CertificatePolicy
from lessons.models.cohort import Assignment, Cohort, CohortMember
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
from lessons.models.note import Note
from lessons.models.page import Page
from lessons.models.progress import UnitProgress
from lessons.models.saved_report import ExportFile, SavedView
from lessons.models.search import SearchPassage, SearchPlace, SearchWord
from lessons.models.staged import StagedFile, StagedKind

__all__ = [
    "Assignment",
    "Certificate",
    "CertificateEvent",
    "CertificatePolicy",
    "Chapter",
    "Cohort",
    "CohortMember",
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
    "ExportFile",
    "Figure",
    "GlossaryTerm",
    "Lesson",
    "LessonVersion",
    "LoadedItem",
    "Note",
    "OldSlug",
    "Page",
    "SavedView",
    "SearchPassage",
    "SearchPlace",
    "SearchWord",
    "StagedFile",
    "StagedKind",
    "Term",
    "Unit",
    "UnitProgress",
]
