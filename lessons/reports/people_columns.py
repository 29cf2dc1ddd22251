"""Which columns do HR's pages show of people by name? Read by the pages, and by what the works council is told of them.

Those of the list of completions and its files stand in completions.py, those of the evidence in audit_pack.py.
"""

from collections.abc import Collection, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from coursesite.tables.columns import Column

NAME = Column("name", _("Name"))
EMAIL = Column("email", _("Email address"))
NUMBER = Column("personnel_number", _("Personnel number"))
DEPARTMENT = Column("department", _("Department"))
ENTRY_DATE = Column("entry_date", _("Entry date"))
COURSE = Column("course", _("Course"))
STATUS = Column("status", _("Status"))
LEVEL = Column("level", _("Level"))
ISSUED_ON = Column("issued_on", _("Issued on"))
VALID_UNTIL = Column("valid_until", _("Valid until"))

ENDED_ON = Column("ended_on", _("Revoked or replaced on"))

MAYBE_EMPTY = (NUMBER, ENTRY_DATE)  # a company need not keep them here
PEOPLE = (NAME, NUMBER, DEPARTMENT, ENTRY_DATE, STATUS)
MEMBERS = (NAME, NUMBER, DEPARTMENT)
# The name where somebody has one, else the address, so that an import can be checked.
IMPORTED = (NAME, EMAIL, NUMBER, DEPARTMENT)
RECORDS = (Column("record", _("Record")), NAME, EMAIL, NUMBER, DEPARTMENT, ENTRY_DATE)
RUNS = (COURSE, Column("enrolled_on", _("Enrolled on")), STATUS)
PERSON = (EMAIL, DEPARTMENT)  # below the name, which is the heading
PERSON_BESIDES = (Column("time_factor", _("Time extension")), Column("invitation", _("Invitation")))
EXEMPTIONS = (NAME, DEPARTMENT, COURSE, STATUS, Column("exemption", _("Exemption")))
MAILS = (
    Column("name", _("Person")),
    Column("day", _("Day")),
    Column("mail", pgettext_lazy("one that was sent", "Email")),
    Column("state", _("State")),
)
CERTIFICATES = (
    NAME,
    NUMBER,
    COURSE,
    LEVEL,
    Column("certificate", _("Number")),
    ISSUED_ON,
    VALID_UNTIL,
    STATUS,
)
CERTIFICATE = (
    NAME,
    Column("certified_name", _("Name on the certificate")),
    COURSE,
    LEVEL,
    ISSUED_ON,
    VALID_UNTIL,
    Column("code", _("Check page")),
    ENDED_ON,
    Column("reason", _("Reason")),
)
CHANGE = Column("change", _("Change"))  # buttons, nothing about the person


def filled(columns: Sequence[Column], people: Collection[Any]) -> dict[str, Column]:
    """By key, without those that would say nothing of anybody on the page, so that the table fits a laptop's window."""
    return {
        column.key: column
        for column in columns
        if column not in MAYBE_EMPTY or any(getattr(person, column.key) for person in people)
    }
