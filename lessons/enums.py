"""Fixed choices of courses, lessons, enrolments."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Access(TextChoices):
    OPEN = "open", _("open: anyone may start")
    ASSIGNED = "assigned", _("assigned: by the HR department")


class ChangeKind(TextChoices):
    MINOR = "minor", _("minor")
    CLARIFICATION = "clarification", _("clarification")
    SUBSTANTIAL = "substantial", _("substantial")


class Origin(TextChoices):
    FILES = "files", _("course files")
    EDITOR = "editor", _("editor")


class ProgressState(TextChoices):
    IN_PROGRESS = "in-progress", _("in progress")
    COMPLETED = "completed", _("completed")


class EnrolmentStatus(TextChoices):
    NOT_STARTED = "not-started", _("not started")
    IN_PROGRESS = "in-progress", _("in progress")
    COMPLETED = "completed", _("completed")
    EXEMPT = "exempt", _("exempt")


class Exemption(TextChoices):
    """Why somebody need not take a course that she was given."""

    EXEMPTED = "exempted", _("exempted")
    RECOGNISED = "recognised", _("prior learning recognised")


class EnrolmentPath(TextChoices):
    """How much of the course a run asks for: a renewal need not repeat all of it."""

    FULL = "full", _("whole course")
    SHORT = "short", _("short path")
    DIFFERENCE = "difference", _("what has changed")


class EnrolmentEventKind(TextChoices):
    ENROLLED = "enrolled", _("enrolled")
    ASSIGNED = "assigned", _("assigned")
    DUE_CHANGED = "due-changed", _("due date changed")
    STARTED = "started", _("started")
    COMPLETED = "completed", _("completed")
    EXEMPTED = "exempted", _("exempted")
    EXEMPTION_WITHDRAWN = "exemption-withdrawn", _("exemption withdrawn")
    CLOSED = "closed", _("closed")
    ATTEMPT_GRANTED = "attempt-granted", _("attempt granted")
    MORE_CHANGED = "more-changed", _("more has changed")


class CohortKind(TextChoices):
    DEPARTMENT = "department", _("everyone in or below a department, including people who join later")
    LIST = "list", _("list of people")


class CertificateLevel(TextChoices):
    PARTICIPATION = "participation", _("participation")
    MASTERY = "mastery", _("tells the terms apart")


class CertificateEventKind(TextChoices):
    REVOKED = "revoked", _("revoked")
    REPLACED = "replaced", _("replaced")
    NAME_SHOWN = "name-shown", _("name shown")
    NAME_CLEARED = "name-cleared", _("name deleted")


class NameShown(TextChoices):
    """How much of the name on a certificate the public check tells; the learner decides."""

    NONE = "none", _("not at all")
    INITIALS = "initials", _("initials only")
    FULL = "full", _("full name")


class ReportRhythm(TextChoices):
    WEEKLY = "weekly", _("every week")
    MONTHLY = "monthly", _("every month")


class ExportState(TextChoices):
    WAITING = "waiting", _("waiting")
    RUNNING = "running", _("being made")
    READY = "ready", _("ready")
    FAILED = "failed", _("failed")


class EffectPhase(TextChoices):
    """When a group's knowledge was asked for: pre-test, final exam, retention check."""

    START = "start", pgettext_lazy("phase", "Start")
    END = "end", pgettext_lazy("phase", "End")
    LATER = "later", _("30 days later")
