"""What does an auditor need to answer "who was certified on 31 December?", a year later and without asking anybody?

One ZIP: the list as it stood at the end of a day, the certificates of its people with check codes and what each proves,
the versions of the course, the exams as they are, the rules, what was sent to whom, and a cover sheet that names each
file with its digest (SHA-256). Everything is of that day or before it and nothing says when the pack was made, so the
same day gives the same bytes again, as long as names, rules and exams, which are those of today, stay as they are.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from coursesite import policy, registry
from coursesite.outbox.models import MailState, OutboxMail
from coursesite.tables.columns import About, Column, Kind
from coursesite.tables.csv import write_csv
from coursesite.tables.json_document import write_json
from coursesite.tables.pdf import write_pdf
from lessons.certificates.evidence import blueprints
from lessons.certificates.validity import Status
from lessons.enums import EnrolmentStatus
from lessons.models import Certificate, CertificatePolicy, Course, CourseVersion, Enrolment, Unit
from lessons.queries.certificates import rule_for_hr, standings_of
from lessons.reports import completions as report

COVER = "00-cover.pdf"
CERTIFICATES_AT_ONCE = 1000

STATUS_WORDS = {
    Status.VALID.value: _("valid"),
    Status.EXPIRED.value: _("expired"),
    Status.REPLACED.value: _("replaced"),
    Status.REVOKED.value: _("revoked"),
}
CERTIFICATES = (
    Column("number", _("Number")),
    Column("code", _("Check code")),
    Column("level", _("Level")),
    Column("issued_on", _("Issued on"), Kind.DATE),
    Column("valid_until", _("Valid until"), Kind.DATE),
    Column("status", _("Status at the end of the day"), words=STATUS_WORDS),
    Column("name", _("Name")),
    Column("proof", _("Checksum of the proof")),
    Column("rule", _("Rule under which it was issued")),
)
VERSIONS = (
    Column("number", _("Course version"), Kind.INTEGER),
    Column("day", _("Day"), Kind.DATE),
    Column("hash", _("Checksum of the content")),
    Column("summary", _("What changed")),
)
EXAMS = (
    Column("title", _("Unit")),
    Column("kind", _("Kind")),
    Column("required", _("Required"), Kind.BOOL, {True: _("yes"), False: _("no")}),
    Column("hash", _("Checksum of the blueprint")),
)
RULES = (
    Column("rule", _("Rule")),
    Column("value", _("Value")),
    Column("bounds", _("Limits that no setting can exceed")),
)
MAILS = (
    Column("sent_on", _("Sent on"), Kind.DATE),
    Column("kind", pgettext_lazy("one that was sent", "Email")),
    Column("name", _("Name")),
    Column("personnel_number", _("Personnel number")),
)
# What the journal keeps of a pack: the columns of every file in it that tells of people.
LOGGED = {
    **{column.key: column.title for column in report.COLUMNS},
    **{f"certificates.{column.key}": format_lazy("{}: {}", _("certificate"), column.title) for column in CERTIFICATES},
    **{f"mails.{column.key}": format_lazy("{}: {}", _("email"), column.title) for column in MAILS},
}
FILES = (Column("file", _("File")), Column("holds", _("Contents")), Column("digest", _("Checksum (SHA-256)")))


@dataclass(frozen=True)
class Asked:
    """`enrolments`: the people of the list, as of `day`. `about`: what the list says of itself."""

    course: Course
    enrolments: QuerySet[Enrolment]
    day: date
    about: About


@dataclass(frozen=True)
class Extent:
    """How much a pack would hold. `runs`: rows of the list; `people`: how many different ones they are about."""

    runs: int
    people: int
    completed: int
    certificates: int
    mails: int
    versions: int


def extent(asked: Asked) -> Extent:
    """Counted as the files are written. Four queries."""
    counted = asked.enrolments.order_by().aggregate(
        runs=Count("pk"),
        people=Count("user", distinct=True),
        completed=Count("pk", filter=Q(status_code=EnrolmentStatus.COMPLETED.value)),
    )
    return Extent(
        **counted,
        certificates=_certificates_of(asked).count(),
        mails=_mails_to(asked).count(),
        versions=_versions_until(asked).count(),
    )


def pack(asked: Asked) -> Iterator[tuple[str, Iterable[bytes]]]:
    """Name and pieces of each file, to be read in this order; the cover comes last, when all digests are known."""
    digests: list[tuple[str, str, str]] = []
    for name, holds, pieces in _files(asked):
        yield name, _with_digest(name, str(holds), pieces, digests)
    yield COVER, write_pdf(FILES, digests, asked.about)


def _files(asked: Asked) -> Iterator[tuple[str, Any, Iterable[bytes]]]:
    table: Callable[[], Any] = lambda: report.table(asked.enrolments, day=asked.day)  # noqa: E731
    yield "completions.csv", _("The list, for opening in a spreadsheet"), write_csv(report.COLUMNS, table().rows)
    yield "completions.json", _("The same list, for programs"), write_json(report.COLUMNS, table().rows, asked.about)
    for name, holds, columns, rows in (
        (
            "certificates.csv",
            _("Certificates held by these people, with their check codes"),
            CERTIFICATES,
            _certificates,
        ),
        ("versions.csv", _("Versions of the course up to that day"), VERSIONS, _versions),
        ("exams.csv", _("Units and exams of the course as they are today"), EXAMS, _exams),
        ("rules.csv", _("Rules of the site and of the certificates as they are today"), RULES, _rules),
        ("mails.csv", _("Invitations and reminders sent to these people up to that day"), MAILS, _mails),
    ):
        yield name, holds, write_csv(columns, rows(asked))


def _with_digest(
    name: str, holds: str, pieces: Iterable[bytes], digests: list[tuple[str, str, str]]
) -> Iterator[bytes]:
    digest = sha256()
    for piece in pieces:
        digest.update(piece)
        yield piece
    digests.append((name, holds, digest.hexdigest()))


def _certificates_of(asked: Asked) -> QuerySet[Certificate]:
    runs = asked.enrolments.order_by().values("pk")
    return Certificate.objects.filter(enrolment__in=runs, issued_on__lte=asked.day)


def _certificates(asked: Asked) -> Iterator[tuple[Any, ...]]:
    rows = _certificates_of(asked).order_by("pk")
    after = 0
    while found := standings_of(rows.filter(pk__gt=after)[:CERTIFICATES_AT_ONCE], today=asked.day, until=asked.day):
        for standing in found:
            one = standing.certificate
            rule = rule_for_hr(one.snapshot, asked.about.language)
            yield (
                *(one.number, one.code, one.get_level_display(), one.issued_on, one.valid_until),
                *(standing.status.value, one.name, one.snapshot_hash, rule),
            )
        after = found[-1].certificate.pk


def _versions_until(asked: Asked) -> QuerySet[CourseVersion]:
    return CourseVersion.objects.filter(course=asked.course, made_at__lt=_end_of(asked.day))


def _versions(asked: Asked) -> Iterator[tuple[Any, ...]]:
    for row in _versions_until(asked).order_by("number").iterator():
        yield row.number, timezone.localdate(row.made_at), row.content_hash, row.summary


def _exams(asked: Asked) -> Iterator[tuple[Any, ...]]:
    digests = blueprints(asked.course)
    for unit in Unit.objects.in_use().filter(course=asked.course).order_by("chapter__position", "position"):
        yield unit.title, unit.kind, unit.required, digests.get(unit.pk, "")


def _rules(asked: Asked) -> Iterator[tuple[Any, ...]]:
    valid = CertificatePolicy.objects.filter(course=asked.course).first()
    months = valid.valid_months if valid else None
    yield gettext("Validity of certificates in months"), str(months or gettext("no expiry")), ""
    yield gettext("Certificate holders are offered what has changed in substance"), _offered(valid), ""
    for rule in policy.in_force().values():
        yield str(rule.title), rule.shown, rule.bounds


def _offered(valid: CertificatePolicy | None) -> str:
    if valid is None or not valid.renew_by_substance:
        return gettext("no")
    days = valid.substance_days
    said = gettext("yes, due within %(days)s days") % {"days": days} if days else gettext("yes, without a due date")
    levels = gettext("both levels") if valid.substance_keeps_mastery else gettext("participation only")
    return f"{said}; {levels}"


def _mails_to(asked: Asked) -> QuerySet[OutboxMail]:
    people = asked.enrolments.order_by().values("user")
    return OutboxMail.objects.filter(user__in=people, state=MailState.SENT, sent_at__lt=_end_of(asked.day))


def _mails(asked: Asked) -> Iterator[tuple[Any, ...]]:
    labels = {kind.key: str(kind.label) for kind in registry.mail_kinds.values()}
    rows = _mails_to(asked).order_by("sent_at", "pk")
    named = rows.values_list("sent_at", "kind", "user__name", "user__personnel_number")
    for sent_at, kind, name, number in named.iterator():
        yield timezone.localdate(sent_at), labels.get(kind, kind), name, number


def _end_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time()))
