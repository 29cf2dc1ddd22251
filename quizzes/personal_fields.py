"""What this floor stores about people (coursesite/accounts/personal_fields.py says what an entry means)."""

from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from coursesite.accounts.enums import Role
from coursesite.accounts.personal_fields import RECORD_PERIOD, PersonalField, register

ANSWERS_PERIOD = format_lazy(
    _("{count} months after the end of the course, or after a later answer"), count=settings.KEEP_ANSWERS_MONTHS
)

_authorship = PersonalField(_("to know who wrote and who approved a question"), RECORD_PERIOD, (Role.INSTRUCTOR,))
_attempt = PersonalField(_("to mark an attempt and to show its review"), ANSWERS_PERIOD)
_result = PersonalField(_("to document a result, and to tell good questions from bad ones"), RECORD_PERIOD)
_card = PersonalField(_("to ask again before it is forgotten"), ANSWERS_PERIOD)
_pause = PersonalField(_("to ask nothing during a pause"), _("until the pause is over"))
_answer = PersonalField(_("to mark the answer and to teach what was mixed up"), ANSWERS_PERIOD)

_objection = PersonalField(
    _("to correct a faulty question, and to report the outcome"), ANSWERS_PERIOD, (Role.INSTRUCTOR,)
)
_notice = PersonalField(_("to inform about a decision made after a question had been answered"), ANSWERS_PERIOD)

register("quizzes.QuestionVersion", dict.fromkeys(["author", "reviewer"], _authorship))
register("quizzes.QuestionReview", {"reviewer": _authorship})
register("quizzes.QuestionComment", dict.fromkeys(["author", "resolved_by"], _authorship))
register(
    "quizzes.Objection",
    dict.fromkeys(["slot", "reason", "made_at", "decision", "explanation", "decided_by", "decided_at"], _objection),
)
register(
    "quizzes.ResultNotice",
    dict.fromkeys(
        [
            *["attempt", "version", "objection", "decision", "points_before", "points_after"],
            *["passed_before", "passed_after", "made_at", "seen_at"],
        ],
        _notice,
    ),
)
register(
    "quizzes.SecondMarking",
    dict.fromkeys(["slot", "requested_by", "requested_at", "marker", "points", "comment", "marked_at"], _attempt),
)
register(
    "quizzes.Attempt",
    dict.fromkeys(
        [
            *["public_id", "enrolment", "quiz", "number", "state", "seed", "rule", "notes", "deadline"],
            *["started_at", "submitted_at", "points", "maximum", "passed", "reached_end", "answers_deleted_on"],
        ],
        _result,
    ),
)
register(
    "quizzes.AttemptSlot",
    {
        **dict.fromkeys(["attempt", "position", "version", "share", "marked_by", "marked_at", "is_emptied"], _result),
        # Of `parts` what was chosen goes with the answer, and what it was worth stays.
        **dict.fromkeys(
            ["parts", "option_order", "flagged", "explained", "comment", "given_points", "contrast"], _attempt
        ),
    },
)
register(
    "quizzes.TermEvent",
    dict.fromkeys(
        [
            *["user", "course", "slot", "version", "seq", "row", "expected", "given", "dimension", "context"],
            *["is_first", "confidence", "day"],
        ],
        _answer,
    ),
)
register("quizzes.AnswerStep", dict.fromkeys(["slot", "seq", "answer", "confidence", "arrived_at"], _answer))
register(
    "quizzes.Card",
    dict.fromkeys(
        [
            *["user", "course", "pair", "dimension", "stability", "difficulty", "reviewed_on", "due_on"],
            *["lapses", "clinics"],
        ],
        _card,
    ),
)
register("quizzes.CardPause", dict.fromkeys(["user", "until"], _pause))
