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
    "returned": gettext_lazy("of these back again"),
}
PROBLEMS: dict[str, Any] = {
    # the file as a whole
    "file-too-large": gettext_lazy("The file is too large: at most %(detail)s MB."),
    "too-many-rows": gettext_lazy("The file has more than %(detail)s people."),
    "not-text": gettext_lazy("This is neither a CSV nor an XLSX file."),
    "damaged": gettext_lazy("The XLSX file is damaged."),
    "unpacked-too-large": gettext_lazy("Unpacked, the XLSX file is too large: at most %(detail)s MB."),
    "no-headings": gettext_lazy("There is no line of headings with “email” or “personnel_number”."),
    "heading-twice": gettext_lazy("Two columns have the same heading: “%(detail)s”."),
    "stopped": gettext_lazy("The database failed. Please import the same file once more; it will be completed."),
    # a line
    "quotes": gettext_lazy("A quotation mark is missing or in the wrong place."),
    "formula": gettext_lazy("There is a formula: “%(detail)s”. Only values are taken."),
    "cell-kind": gettext_lazy("A cell holds neither text nor a number nor a day: “%(detail)s”."),
    "number-too-long": gettext_lazy(
        "The number %(detail)s is longer than Excel can hold exactly. Please enter it as text."
    ),
    "too-long": gettext_lazy("A value is too long: “%(detail)s …”"),
    "control-characters": gettext_lazy("Please remove line breaks and control characters."),
    "email-invalid": gettext_lazy("“%(detail)s” is no e-mail address."),
    "department-path": gettext_lazy(
        "“%(detail)s” is no path of departments. Please write it with a slash between the names: Sales/South."
    ),
    "no-day": gettext_lazy("“%(detail)s” is no day. Please write 2026-12-31 or 31.12.2026."),
    "role-of-course": gettext_lazy("“%(detail)s” is a role of a course; it is given in the administration."),
    "role-unknown": gettext_lazy("There is no role “%(detail)s”."),
    "nobody": gettext_lazy("There is neither an e-mail address nor a personnel number."),
    "email-twice": gettext_lazy("The same e-mail address stands in line %(detail)s."),
    "personnel-number-twice": gettext_lazy("The same personnel number stands in line %(detail)s."),
    "person-twice": gettext_lazy("Line %(detail)s means the same person."),
    "two-people": gettext_lazy("The personnel number belongs to one person and the address “%(detail)s” to another."),
    "other-number": gettext_lazy("“%(detail)s” belongs to somebody with another personnel number."),
    "address-taken": gettext_lazy("“%(detail)s” is somebody else's second address."),
    "address-differs": gettext_lazy(
        "The person has another e-mail address than “%(detail)s”. Only the operator changes addresses."
    ),
    "email-missing": gettext_lazy("This person is new; her e-mail address is missing."),
    "name-missing": gettext_lazy("This person is new; her name is missing."),
    "not-yours": gettext_lazy("This person belongs to none of your departments. Please ask the operator."),
    "shut-out": gettext_lazy("The operator has closed this person's account. Please ask her."),
    "first-elsewhere": gettext_lazy("First of all, this person belongs to a department that is not yours."),
    "later-change": gettext_lazy("There is a later change of her department already."),
    "role-not-yours": gettext_lazy("The role “%(detail)s” is given by the operator alone."),
    "department-not-yours": gettext_lazy(
        "“%(detail)s” is none of your departments and lies below none. The path begins at the top."
    ),
    "department-too-deep": gettext_lazy("The departments would be nested too deeply: “%(detail)s”."),
    "department-gone": gettext_lazy(
        "The department “%(detail)s” is not where it was at the check. Please check the file once more."
    ),
    "too-many-departments": gettext_lazy(
        "More than %(detail)s departments would be new. Is it the right column?"
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
    return _("%(words)s What stands up to line %(line)s is done.") % {"words": words, "line": report.stopped.line}


def count_words(report: Report) -> list[tuple[Any, int]]:
    counted = [(label, report.counts[key]) for key, label in COUNTS.items()]
    return [*counted, (_("lines with errors"), report.bad_rows)]
