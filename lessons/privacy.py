"""What this floor says of the people in its tables (coursesite/privacy/registry.py says what that means)."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coursesite.privacy import registry
from coursesite.privacy.registry import Part
from coursesite.privacy.services import erasing
from coursesite.tables.columns import Column, Table
from lessons.enums import CertificateEventKind, CertificateLevel, EnrolmentEventKind, EnrolmentStatus, ProgressState
from lessons.models import Certificate, CertificateEvent, Enrolment, EnrolmentEvent, UnitProgress
from lessons.services.erasing import clear_records, names_on_certificates

TEXTS_ONLY = gettext_lazy("Course texts: linked to you only if you wrote or approved them; those are listed above.")
NAMES_OTHERS = gettext_lazy("May name other people.")
SALT = gettext_lazy("A random number that is part of the certificate’s checksum; it appears in its proof.")


def course_parts(user: Any, now: datetime) -> Iterator[Part]:
    yield Part(_("Enrolments"), Table(_enrolment_columns(), _enrolments(user)))
    events = EnrolmentEvent.objects.filter(enrolment__user=user).order_by("at", "pk")
    columns = (
        Column("day", _("Day")),
        Column("course", _("Course")),
        Column("what", _("What"), words=dict(EnrolmentEventKind.choices)),
        Column("reason", _("Reason")),
    )
    yield Part(
        _("What happened"), Table(columns, events.values_list("day", "enrolment__course__title", "kind", "reason"))
    )
    progress = UnitProgress.objects.filter(enrolment__user=user).order_by("enrolment", "unit__position")
    columns = (
        Column("course", _("Course")),
        Column("unit", _("Unit")),
        Column("state", _("Status"), words=dict(ProgressState.choices)),
        Column("share", _("Share of points")),
        Column("completed", _("Completed")),
    )
    values = ("enrolment__course__title", "unit__title", "state", "share", "completed_at")
    yield Part(_("Progress"), Table(columns, progress.values_list(*values)))


def certificate_parts(user: Any, now: datetime) -> Iterator[Part]:
    columns = (
        Column("number", _("Number")),
        Column("course", _("Course")),
        Column("level", _("Level"), words=dict(CertificateLevel.choices)),
        Column("name", _("Name")),
        Column("issued", _("Issued on")),
        Column("until", _("Valid until")),
        Column("code", _("Check code")),
    )
    values = ("number", "enrolment__course__title", "level", "name", "issued_on", "valid_until", "code")
    rows = Certificate.objects.filter(enrolment__user=user).order_by("issued_on", "pk").values_list(*values)
    yield Part("", Table(columns, rows))
    columns = (
        Column("day", _("Day")),
        Column("number", _("Number")),
        Column("what", _("What"), words=dict(CertificateEventKind.choices)),
        Column("reason", _("Reason")),
    )
    events = CertificateEvent.objects.filter(certificate__enrolment__user=user).order_by("pk")
    yield Part(_("What happened"), Table(columns, events.values_list("day", "certificate__number", "kind", "reason")))


def _enrolment_columns() -> tuple[Column, ...]:
    return (
        Column("course", _("Course")),
        Column("cycle", _("Run")),
        Column("enrolled", _("Enrolled on")),
        Column("due", _("Due on")),
        Column("status", _("Status"), words=dict(EnrolmentStatus.choices)),
        Column("started", _("Started")),
        Column("passed", _("Passed on")),
        Column("completed", _("Completed on")),
    )


def _enrolments(user: Any) -> Iterator[tuple[Any, ...]]:
    for run in Enrolment.objects.filter(user=user).select_related("course").order_by("enrolled_on", "pk"):
        days = run.started_at, run.passed_on, run.completed_on
        yield (run.course.title, run.cycle, run.enrolled_on, run.due_on, run.status, *days)


def register() -> None:
    registry.register_section(registry.Section("courses", gettext_lazy("Courses"), course_parts))
    registry.register_section(registry.Section("certificates", gettext_lazy("Certificates"), certificate_parts))
    registry.register_step(registry.ErasureStep("records", clear_records))
    erasing.name_sources.append(names_on_certificates)
    registry.kept_tables["lessons.Certificate"] = "enrolment__user"
    registry.kept_tables["lessons.CertificateEvent"] = "certificate__enrolment__user"
    registry.leave_out(TEXTS_ONLY, "lessons.Lesson")
    registry.leave_out_fields(NAMES_OTHERS, "lessons.StagedFile", "content", "options")
    registry.leave_out_fields(SALT, "lessons.Certificate", "name_salt")
    registry.told_of_deeds["lessons.LessonVersion:author"] = ("number", "title")
    registry.told_of_deeds["lessons.Figure:uploaded_by"] = ("name",)
    registry.told_of_deeds["lessons.Cohort:made_by"] = ("kind",)
    registry.told_of_deeds["lessons.Assignment:made_by"] = ("course", "mandatory")
    _say_where_names_stand()


def _say_where_names_stand() -> None:
    registry.search("lessons.EnrolmentEvent", "reason")
    registry.search("lessons.CertificateEvent", "reason")
    registry.search("lessons.Cohort", "name")
    registry.search("lessons.SavedView", "name")
    registry.search("lessons.ExportFile", "purpose", "last_error")
    registry.search("lessons.LessonVersion", "summary", "review_note")
    registry.search("lessons.Course", "contact")
    registry.no_name("emptied by the records' step", "lessons.Certificate", "name", "name_salt")
    registry.no_name("deleted by the records' step", "lessons.StagedFile", "name", "options", "content", "public_id")
    code = "a code, a number or a checksum of the program's"
    registry.no_name("deleted by the records' step", "lessons.Note", "text")
    registry.no_name(code, "lessons.Certificate", "code", "number", "snapshot", "snapshot_hash")
    registry.no_name(code, "lessons.ExportFile", "public_id", "format", "language", "query")
    registry.no_name(code, "lessons.SavedView", "query")
    registry.no_name("days, codes and numbers that the program reads again", "lessons.EnrolmentEvent", "data")
    registry.no_name("days, codes and numbers that the program reads again", "lessons.CertificateEvent", "data")
    registry.no_name(code, "lessons.Enrolment", "scope")
    registry.no_name(code, "lessons.EffectFigure", "term")
    registry.no_name(code, "lessons.LoadedItem", "part", "uid", "path", "content_hash")
    registry.no_name(code, "lessons.OldSlug", "kind", "slug")
    text = "published text of a course, which speaks of nobody who learns here"
    registry.no_name(text, "lessons.Chapter", "note", "uid", "title")
    registry.no_name(text, "lessons.Contrast", "note", "pair", "yes", "lesson")
    registry.no_name(
        text, "lessons.Course",
        "slug", "title", "summary", "audience", "welcome_source", "welcome_html", "rule_text", "note",
    )  # fmt: skip
    registry.no_name(text, "lessons.CourseVersion", "content_hash", "summary")
    registry.no_name(text, "lessons.DecisionQuestion", "note", "text")
    registry.no_name(text, "lessons.Dimension", "note", "key", "name", "gaps", "lesson")
    registry.no_name(text, "lessons.Figure", "uid", "name", "media_type", "content", "content_hash", "alt")
    registry.no_name(
        text, "lessons.GlossaryTerm", "uid", "term", "aliases", "lang", "source", "note", "html", "plain"
    )  # fmt: skip
    registry.no_name(
        text, "lessons.LessonVersion",
        "title", "objective", "claims", "note", "source", "content_hash", "html", "toc", "plain", "checks",
        "render_key",
    )  # fmt: skip
    registry.no_name(text, "lessons.Lesson", "file_summary")
    registry.no_name(text, "lessons.Page", "uid", "slug", "title", "summary", "source", "note", "html")
    registry.no_name(text, "lessons.Term", "note", "key", "name", "glyph", "colour", "definition")
    registry.no_name(text, "lessons.Unit", "note", "uid", "slug", "kind", "title")
    registry.no_name(text, "lessons.SearchPassage", "part", "made_from", "heading", "anchor", "text")
    registry.no_name(text, "lessons.SearchWord", "part", "stem", "form")
