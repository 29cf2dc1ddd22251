"""What an import of people says in words: each code of the reader and of the plan has its sentence here."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coursesite.accounts.people_file import Problem
from coursesite.accounts.services.importing import Report

COUNTS = {
    "new": gettext_lazy("new"),
    "changed": gettext_lazy("changed"),
    "unchanged": gettext_lazy("unchanged"),
    "returned": gettext_lazy("of whom returning"),
}
PROBLEMS: dict[str, Any] = {
    # the file as a whole
    "file-too-large": gettext_lazy("The file is too large: the limit is %(detail)s MB."),
    "too-many-rows": gettext_lazy("The file contains more than %(detail)s people."),
    "not-text": gettext_lazy("This is neither a CSV nor an XLSX file."),
    "damaged": gettext_lazy("The XLSX file is damaged."),
    "unpacked-too-large": gettext_lazy("The XLSX file is too large once unpacked: the limit is %(detail)s MB."),
    "no-headings": gettext_lazy("There is no header row with “email” or “personnel_number”."),
    "heading-twice": gettext_lazy("Two columns have the same heading: “%(detail)s”."),
    "stopped": gettext_lazy("The database failed. Please import the same file again; the rest will be completed."),
    # a line
    "quotes": gettext_lazy("A quotation mark is missing or in the wrong place."),
    "formula": gettext_lazy("This is a formula: “%(detail)s”. Only values are accepted."),
    "cell-kind": gettext_lazy("This cell contains neither text nor a whole number nor a date: “%(detail)s”."),
    "number-too-long": gettext_lazy(
        "The number %(detail)s is too long for Excel to store exactly. Please enter it as text."
    ),
    "too-long": gettext_lazy("This value is too long: “%(detail)s …”"),
    "control-characters": gettext_lazy("Please remove line breaks and control characters."),
    "email-invalid": gettext_lazy("“%(detail)s” is not an email address."),
    "department-path": gettext_lazy(
        "“%(detail)s” is not a department path. Please put a slash between the names: Sales/South."
    ),
    "no-day": gettext_lazy("“%(detail)s” is not a date. Please write 2026-12-31 or 31.12.2026."),
    "role-of-course": gettext_lazy("“%(detail)s” is a role within a course; it is assigned in the workshop."),
    "role-unknown": gettext_lazy("There is no “%(detail)s” role."),
    "nobody": gettext_lazy("The email address and the personnel number are both missing."),
    "email-twice": gettext_lazy("The same email address appears in line %(detail)s."),
    "personnel-number-twice": gettext_lazy("The same personnel number appears in line %(detail)s."),
    "person-twice": gettext_lazy("Line %(detail)s refers to the same person."),
    "two-people": gettext_lazy(
        "The personnel number belongs to one person and the email address “%(detail)s” to another."
    ),
    "other-number": gettext_lazy("“%(detail)s” belongs to someone with a different personnel number."),
    "address-taken": gettext_lazy("“%(detail)s” is someone else’s second email address."),
    "address-differs": gettext_lazy(
        "This person has a different email address from “%(detail)s”. Only the operator can change email addresses."
    ),
    "email-missing": gettext_lazy("This person is new, but the email address is missing."),
    "name-missing": gettext_lazy("This person is new, but the name is missing."),
    "not-yours": gettext_lazy("This person does not belong to any of your departments. Please contact the operator."),
    "shut-out": gettext_lazy("The operator has closed this person’s account. Please contact the operator."),
    "first-elsewhere": gettext_lazy("This person’s primary department is not one of yours."),
    "later-change": gettext_lazy("A later change of department has already been recorded for this person."),
    "role-not-yours": gettext_lazy("Only the operator can assign the role “%(detail)s”."),
    "department-not-yours": gettext_lazy(
        "“%(detail)s” is not one of your departments and not below one of them. The path begins at the top."
    ),
    "department-too-deep": gettext_lazy("The departments would be nested too deeply: “%(detail)s”."),
    "department-gone": gettext_lazy(
        "The department “%(detail)s” is no longer where it was when the file was checked. Please check the file again."
    ),
    "too-many-departments": gettext_lazy(
        "This would create more than %(detail)s new departments. Is this the right column?"
    ),
}  # fmt: skip


def problem_words(problem: Problem) -> str:
    words = str(PROBLEMS[problem.code]) % {"detail": problem.detail}
    return _("Line %(line)s: %(words)s") % {"line": problem.line, "words": words} if problem.line else words


def stop_words(report: Report) -> str:
    """Why the file was not read to its end, and how far it came."""
    if report.stopped is None:
        return ""
    words = str(PROBLEMS[report.stopped.code]) % {"detail": report.stopped.detail}
    if not report.stopped.line:
        return words
    return _("%(words)s Everything up to line %(line)s has been imported.") % {
        "words": words,
        "line": report.stopped.line,
    }


def count_words(report: Report) -> list[tuple[Any, int]]:
    counted = [(label, report.counts[key]) for key, label in COUNTS.items()]
    return [*counted, (_("lines with errors"), report.bad_rows)]
