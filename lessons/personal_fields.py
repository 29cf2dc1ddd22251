"""What this floor stores about people (coursesite/accounts/personal_fields.py says what an entry means)."""

from django.utils.translation import gettext_lazy as _

from coursesite.accounts.enums import Role
from coursesite.accounts.personal_fields import RECORD_PERIOD, WITH_ACCOUNT, PersonalField, register

_role = PersonalField(_("to know who may edit a course"), RECORD_PERIOD, (Role.WORKS_COUNCIL, Role.OPERATOR))
_authorship = PersonalField(_("to know who wrote and who approved a text"), RECORD_PERIOD, (Role.INSTRUCTOR,))
_record = PersonalField(_("to document completion of the course"), RECORD_PERIOD, (Role.HR, Role.OPERATOR))
_course_of_events = PersonalField(_("to show the situation on a past day"), RECORD_PERIOD, (Role.OPERATOR,))
_progress = PersonalField(_("to continue where the person left off"), WITH_ACCOUNT)

register("lessons.CourseRole", dict.fromkeys(["user", "course", "granted_at", "granted_by", "ended_at"], _role))
_assigned = PersonalField(_("to give people the courses they need"), RECORD_PERIOD, (Role.HR, Role.OPERATOR))
_proof = PersonalField(_("to prove a completion to others"), RECORD_PERIOD, (Role.HR, Role.OPERATOR))
_note = PersonalField(_("to keep what the person noted"), WITH_ACCOUNT)
_selection = PersonalField(_("to find a selection again"), WITH_ACCOUNT)
_export = PersonalField(_("to fetch an export that takes a long time"), _("one day"))
_upload = PersonalField(_("to import a file that has been checked first"), _("one day"), (Role.INSTRUCTOR,))

register("lessons.LessonVersion", dict.fromkeys(["author", "reviewer"], _authorship))
register("lessons.Figure", {"uploaded_by": _authorship})
register(
    "lessons.StagedFile",
    dict.fromkeys(["public_id", "kind", "course", "name", "options", "content", "uploaded_by", "made_at"], _upload),
)
register(
    "lessons.Enrolment",
    {
        **dict.fromkeys(["user", "course", "enrolled_on", "completed_on", "completed_version", "passed_on"], _record),
        **dict.fromkeys(["cycle", "closed_at", "path", "scope"], _course_of_events),
        **dict.fromkeys(["mandatory", "assignment", "due_on", "exemption", "exempted_on"], _assigned),
        # HR reads from it whether the person has begun, never when.
        "started_at": _course_of_events,
    },
)
register(
    "lessons.EnrolmentEvent",
    dict.fromkeys(["enrolment", "kind", "day", "at", "actor", "reason", "data"], _course_of_events),
)
register(
    "lessons.UnitProgress",
    dict.fromkeys(
        ["enrolment", "unit", "state", "share", "passed", "completed_at", "skipped", "version_seen"], _progress
    ),
)
register("lessons.Cohort", {"made_by": _assigned})
register("lessons.CohortMember", dict.fromkeys(["cohort", "user", "valid_from", "valid_until"], _assigned))
register("lessons.Assignment", {"made_by": _assigned})
register("lessons.Certificate", {"enrolment": _proof})
register("lessons.CertificateEvent", {"actor": _proof})
register("lessons.Note", dict.fromkeys(["user", "unit", "bookmarked", "text", "revision", "changed_at"], _note))
register("lessons.SavedView", dict.fromkeys(["owner", "name", "query", "made_at", "rhythm", "next_on"], _selection))
register(
    "lessons.ExportFile",
    dict.fromkeys(
        [
            *["public_id", "owner", "format", "query", "purpose", "language", "state", "rows", "rows_written"],
            *["size", "entry", "last_error", "made_at", "started_at", "expires_at"],
        ],
        _export,
    ),
)
