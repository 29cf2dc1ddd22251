"""Which tasks does the handbook explain, in which order, and who may read them?

A task is named by its slug, which is its file's name in `de/` and in `en/` and stands in its address.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from coursesite.accounts.rules import is_operator


def anybody(_user: Any) -> bool:
    """Who cannot sign in needs help, too."""
    return True


def whoever_is_signed_in(user: Any) -> bool:
    """Learners and the works council may read what the others do with their data."""
    return bool(user.is_authenticated)


@dataclass(frozen=True)
class Part:
    """The tasks of one role."""

    key: str
    title: Any
    allowed: Callable[[Any], bool]
    tasks: tuple[str, ...]


PARTS = (
    Part(
        "learner",
        _("For learners"),
        anybody,
        (
            "sign-in",
            "start-a-course",
            "read-a-lesson",
            "notes-and-search",
            "take-an-exam",
            "read-a-result",
            "object-to-a-question",
            "confusion-profile",
            "spaced-review",
            "certificate",
            "due-dates",
            "account",
            "own-data",
        ),
    ),
    Part(
        "instructor",
        _("For instructors"),
        whoever_is_signed_in,
        (
            "workshop",
            "course-files",
            "write-a-lesson",
            "glossary-and-figures",
            "open-and-close-units",
            "write-a-question",
            "approve-a-question",
            "find-and-change-questions",
            "import-and-export-questions",
            "check-a-blueprint",
            "mark-answers",
            "item-analysis",
            "settle-objections",
            "group-confusions",
            "grant-an-attempt",
            "answers-for-research",
        ),
    ),
    Part(
        "hr",
        _("For the HR department"),
        whoever_is_signed_in,
        (
            "import-people",
            "invite-people",
            "merge-people",
            "groups-and-assignments",
            "exempt-a-person",
            "time-extension",
            "list-of-completions",
            "export-completions",
            "saved-views",
            "evidence-for-an-audit",
            "certificates-of-people",
            "mails",
            "effect-in-groups",
            "company-settings",
        ),
    ),
    Part("council", _("For the works council"), whoever_is_signed_in, ("council-pages",)),
    Part(
        "operator",
        _("For operators"),
        is_operator,
        (
            "set-up-the-site",
            "people-and-roles",
            "load-the-course",
            "enrol-one-person",
            "certificate-rules",
            "complete-the-pages",
            "mail-server",
            "what-time-brings",
            "back-up-and-update",
            "delete-an-account",
            "when-something-is-wrong",
        ),
    ),
)


def parts_open_to(user: Any) -> list[Part]:
    return [part for part in PARTS if part.allowed(user)]


def part_of(task: str) -> Part | None:
    return next((part for part in PARTS if task in part.tasks), None)


def all_tasks() -> list[str]:
    return [task for part in PARTS for task in part.tasks]
