"""What this floor promises about people (coursesite/policy.py says what a rule is)."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from coursesite import policy
from coursesite.accounts.enums import Role
from lessons.queries.reminders import FIRST_DAYS, OVERDUE_TIMES, SECOND_DAYS, WEEKLY_DIGEST
from lessons.reports import audit_pack
from lessons.reports import people_columns as columns
from lessons.reports.completions import COLUMNS
from lessons.reports.disclosure import LEAST_IN_GROUP
from lessons.services.export_jobs import KEEP_EXPORTS
from lessons.services.staging import KEPT

RULES = (
    policy.Rule(
        "least-in-group",
        _("Smallest group for which effect figures are shown"),
        _("In a smaller group, pressure on the group reaches each individual."),
        lambda: LEAST_IN_GROUP,
        least=10,
        unit=policy.people,
    ),
    policy.Rule(
        "keep-records",
        _("How long a completion is kept by name after the account is closed"),
        _("As long as the company has to document it."),
        lambda: settings.KEEP_RECORDS_MONTHS,
        least=1,
        most=120,
        unit=policy.months,
    ),
    policy.Rule(
        "keep-uploads",
        _("How long an uploaded file waits for its import"),
        _("It may contain a list of people."),
        lambda: KEPT.days,
        most=1,
        unit=policy.days,
    ),
)
# Reminders are there to help, not to press: not before four weeks, and none for ever.
SET_BY_HR = (
    policy.Rule(
        FIRST_DAYS,
        _("First reminder before a course is due"),
        _("It leaves time to plan for the course; any earlier, it would be forgotten."),
        lambda: settings.REMIND_FIRST_DAYS,
        least=7,
        most=28,
        unit=policy.days,
        settable=True,
    ),
    policy.Rule(
        SECOND_DAYS,
        _("Second reminder before a course is due"),
        _("It leaves time to finish; a third comes on the due date itself."),
        lambda: settings.REMIND_SECOND_DAYS,
        least=1,
        most=6,
        unit=policy.days,
        settable=True,
    ),
    policy.Rule(
        OVERDUE_TIMES,
        _("Maximum number of weekly reminders after the due date"),
        _("More would add pressure without helping: at that point, people should talk to each other."),
        lambda: settings.REMIND_OVERDUE_TIMES,
        least=0,
        most=8,
        unit=policy.times,
        settable=True,
    ),
    policy.Rule(
        WEEKLY_DIGEST,
        _("Weekly email to the HR department with the number of overdue enrolments"),
        _("Numbers only, without names; those are on the site, behind the sign-in."),
        lambda: 1,
        least=0,
        most=1,
        settable=True,
    ),
    policy.Rule(
        KEEP_EXPORTS,
        _("How long a large export is kept for collection"),
        _("It is a list of people: if nobody collects it, it is deleted."),
        lambda: settings.EXPORT_HOURS,
        least=1,
        most=24,
        unit=policy.hours,
        settable=True,
    ),
)


def _what_hr_sees() -> list[policy.Disclosure]:
    """Each page and file of HR that tells of people by name; tests/test_disclosures.py opens them all."""
    found = {
        _("List and files of completions"): (COLUMNS, "report-completions", "report-completions-file", "report-export"),
        _("List of people"): ((*columns.PEOPLE, columns.EMAIL), "report-people"),
        _("Import of people"): (columns.IMPORTED, "report-people-import"),
        _("Merging of two records"): ((*columns.RECORDS, *columns.RUNS), "report-people-merge"),
        _("Page of a person"): (
            (columns.NAME, *columns.PERSON, *columns.PERSON_BESIDES),
            "report-person",
        ),
        _("Exemptions of a person"): (columns.EXEMPTIONS, "report-exemptions"),
        _("People of a group"): (columns.MEMBERS, "report-group"),
        _("Emails: what is sent to whom, and when"): (columns.MAILS, "report-outbox"),
        _("List of certificates"): ((*columns.CERTIFICATES, columns.ENDED_ON), "report-certificates"),
        _("Page of a certificate"): (columns.CERTIFICATE, "report-certificate"),
        _("Evidence for an audit"): ((*COLUMNS, *audit_pack.CERTIFICATES, *audit_pack.MAILS), "report-evidence"),
    }
    return [
        policy.Disclosure(Role.HR, title, shown, tuple(f"lessons:{name}" for name in names))
        for title, (shown, *names) in found.items()
    ]


def register() -> None:
    for rule in (*RULES, *SET_BY_HR):
        policy.register_rule(rule)
    for disclosure in _what_hr_sees():
        policy.register_disclosure(disclosure)
