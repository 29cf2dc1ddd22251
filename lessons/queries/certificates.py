"""What does a certificate say, what has become of it, and whom may one ask about it?"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.utils import translation
from django.utils.translation import gettext, ngettext

from coursesite.accounts.models import Department, DepartmentMembership, User
from lessons import change_questions, kinds
from lessons.certificates import evidence
from lessons.certificates.chain import FORMAT
from lessons.certificates.evidence import Exam
from lessons.certificates.validity import Status, status_of
from lessons.enums import CertificateEventKind, CertificateLevel, EnrolmentPath, NameShown, ProgressState
from lessons.models import (
    Certificate,
    CertificateEvent,
    CertificatePolicy,
    CourseVersion,
    Enrolment,
    Unit,
    UnitProgress,
)

ENDING = (CertificateEventKind.REVOKED, CertificateEventKind.REPLACED)
MASTERY_FIRST = Case(When(level=CertificateLevel.MASTERY, then=Value(0)), default=Value(1), output_field=IntegerField())
CODE_MAX_LENGTH = 64  # of what is looked up; codes are shorter
_BETWEEN = re.compile(r"[\s\-–]+")


# --- What is proven ----------------------------------------------------------------------------------------------
def reached(enrolment: Enrolment, *, all_read: bool) -> list[str]:
    """The levels of a run, the lower one first. No query.

    Who renews by the exam alone has read the lessons before: with it she has taken part once more, too. What a run on
    the path "difference" reaches depends on what it brings up to date: see lessons/services/certifying.py.
    """
    completed = enrolment.completed_on is not None
    participated = completed or (all_read and enrolment.path == EnrolmentPath.FULL)
    mastered = completed and enrolment.passed_on is not None
    levels = ((participated, CertificateLevel.PARTICIPATION), (mastered, CertificateLevel.MASTERY))
    return [level.value for is_reached, level in levels if is_reached]


def without_certificate(after: int) -> QuerySet[Any]:
    """(enrolment, all required lessons read) of runs that have reached a level without its certificate.

    Not of those that ask for a difference alone: what was revoked since must not come back so.
    """
    issued = Certificate.objects.filter(enrolment=OuterRef("pk"))
    wanted = Unit.objects.in_use().filter(course=OuterRef("course"), required=True).exclude(kind__in=_graded())
    done = UnitProgress.objects.filter(enrolment=OuterRef(OuterRef("pk")), state=ProgressState.COMPLETED)
    runs = Enrolment.objects.filter(user__erased_at=None, pk__gt=after).annotate(
        all_read=Exists(wanted) & ~Exists(wanted.exclude(pk__in=done.values("unit")))
    )
    participated = Q(completed_on__isnull=False) | Q(path=EnrolmentPath.FULL, all_read=True)
    missing = (participated & ~Exists(issued.filter(level=CertificateLevel.PARTICIPATION))) | (
        Q(completed_on__isnull=False, passed_on__isnull=False) & ~Exists(issued.filter(level=CertificateLevel.MASTERY))
    )
    begun = runs.exclude(started_at=None).exclude(path=EnrolmentPath.DIFFERENCE)
    return begun.filter(missing).order_by("pk").values_list("pk", "all_read")


def snapshot_of(enrolment: Enrolment, level: str, *, day: date, policy: CertificatePolicy | None) -> dict[str, Any]:
    """All that a certificate says but what is its own: number, code, days, name."""
    course = enrolment.course
    version = enrolment.completed_version or CourseVersion.objects.filter(course=course).first()
    progress = [entry for entry in _progress(enrolment) if entry.unit.required]
    exams = [entry.unit for entry in progress if entry.passed and entry.unit.kind in _graded()]
    if level != CertificateLevel.MASTERY:
        exams = []
    asked = evidence.exams(enrolment, [unit.pk for unit in exams])
    read = [entry for entry in progress if entry.unit.kind not in _graded()]
    decision = {
        "day": day.isoformat(),
        "lessons_read": sum(not entry.skipped for entry in read),
        "lessons_skipped": sum(entry.skipped for entry in read),
        "practical": has_passed_practical(enrolment),
    }
    return {
        "format": FORMAT,
        "course": {
            "slug": course.slug,
            "title": course.title,
            "language": course.language,
            "version": version.number if version else None,
            "content_hash": version.content_hash if version else "",
        },
        "rule": {
            "level": str(level),
            "path": str(enrolment.path),
            "words": _rule_in_words(enrolment, level, decision, exams, asked),
            "valid_months": policy.valid_months if policy else None,
            "ends": f"{policy.ends_month:02}-{policy.ends_day:02}" if policy and policy.ends_month else None,
        },
        "exams": [_exam(unit, asked.get(unit.pk, Exam())) for unit in exams],
        "decision": decision,
    }


def brought_up_to_date(
    enrolment: Enrolment, renewed: Certificate, level: str, *, day: date, policy: CertificatePolicy | None
) -> dict[str, Any]:
    """What the certificate says that follows another: the lessons that have changed, and what still holds of it."""
    snapshot = snapshot_of(enrolment, level, day=day, policy=policy)
    before, seen = renewed.snapshot, _versions_seen(enrolment)
    asked = change_questions.asked([enrolment]).get(enrolment.pk)
    right = asked.right if asked else 0
    is_mastery = level == CertificateLevel.MASTERY
    return {
        **snapshot,
        "rule": {**snapshot["rule"], "words": _difference_in_words(len(seen), right, renewed, is_mastery=is_mastery)},
        "exams": before["exams"] if is_mastery else [],
        "decision": {
            **snapshot["decision"],
            "practical": before["decision"]["practical"],
            "renews": renewed.number,
            "changes": {uid: [enrolment.scope[uid], number] for uid, number in seen.items()},
            "questions_right": right,
        },
    }


def _versions_seen(enrolment: Enrolment) -> dict[str, int]:
    """Of the lessons in its scope, by uid: which version she has seen in this run."""
    entries = UnitProgress.objects.filter(enrolment=enrolment, unit__uid__in=enrolment.scope).exclude(version_seen=None)
    return dict(entries.order_by("unit__uid").values_list("unit__uid", "version_seen__number"))


def _difference_in_words(lessons: int, right: int, renewed: Certificate, *, is_mastery: bool) -> dict[str, str]:
    words = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            answered = ngettext(
                "%(right)d question on them answered correctly",
                "%(right)d questions on them answered correctly",
                right,
            )
            said = [_changes_in_words(lessons, renewed.number), answered % {"right": right}]
            words[language] = "; ".join([*said, *_earlier_exam_in_words(is_mastery=is_mastery)])
    return words


def _changes_in_words(lessons: int, renewed: str) -> str:
    text = ngettext(
        "changes since %(number)s read in %(count)d lesson",
        "changes since %(number)s read in %(count)d lessons",
        lessons,
    )
    return text % {"count": lessons, "number": renewed}


def _earlier_exam_in_words(*, is_mastery: bool) -> list[str]:
    return [gettext("the exam passed earlier still counts under the course’s rule")] if is_mastery else []


def rule_for_hr(snapshot: dict[str, Any], language: str) -> str:
    """By which rule it was issued, without what the words on the certificate tell of her besides.

    How many lessons the pre-test stood for and how many answers were right is for her alone; how many lessons she read
    would tell the first.
    """
    with translation.override(language):
        if snapshot["rule"]["path"] == EnrolmentPath.DIFFERENCE:
            said = _difference_for_hr(snapshot)
        else:
            said = _whole_for_hr(snapshot, language)
        return "; ".join(said)


def _difference_for_hr(snapshot: dict[str, Any]) -> list[str]:
    decision, is_mastery = snapshot["decision"], snapshot["rule"]["level"] == CertificateLevel.MASTERY
    changes = _changes_in_words(len(decision["changes"]), decision["renews"])
    return [changes, *_earlier_exam_in_words(is_mastery=is_mastery)]


def _whole_for_hr(snapshot: dict[str, Any], language: str) -> list[str]:
    rule = snapshot["rule"]
    is_short = rule["path"] == EnrolmentPath.SHORT
    said = _short_in_words(rule["level"]) if is_short else [gettext("required lessons completed")]
    titles = [_with_rule(exam["title"], exam["rule"].get(language)) for exam in snapshot["exams"]]
    return [*said, *_passing_in_words(titles)]


def has_passed_practical(enrolment: Enrolment) -> bool:
    return bool(passed_practical([enrolment]))


def passed_practical(runs: Collection[Enrolment]) -> set[int]:
    """The runs, by pk, in which a practical assignment was passed. At most two queries."""
    units = evidence.practical({run.course_id for run in runs})
    passed = UnitProgress.objects.filter(enrolment__in=[run.pk for run in runs], unit__in=units, passed=True)
    return set(passed.values_list("enrolment", flat=True)) if units else set()


def _graded() -> frozenset[str]:
    return kinds.graded_keys()


def _progress(enrolment: Enrolment) -> Sequence[UnitProgress]:
    entries = UnitProgress.objects.filter(enrolment=enrolment, state=ProgressState.COMPLETED)
    return list(entries.select_related("unit").order_by("unit__chapter__position", "unit__position", "unit"))


def _exam(unit: Unit, asked: Exam) -> dict[str, Any]:
    return {
        "uid": unit.uid,
        "title": unit.title,
        "rule": dict(asked.rule),
        "blueprint_hash": asked.blueprint_hash,
        "item_hashes": list(asked.item_hashes),
    }


def _rule_in_words(
    enrolment: Enrolment, level: str, decision: dict[str, Any], exams: Sequence[Unit], asked: Any
) -> dict[str, str]:
    words = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            titles = [_titled(unit, asked.get(unit.pk, Exam()), language) for unit in exams]
            words[language] = "; ".join([*_reading_in_words(enrolment, level, decision), *_passing_in_words(titles)])
    return words


def _reading_in_words(enrolment: Enrolment, level: str, decision: dict[str, Any]) -> list[str]:
    if enrolment.path == EnrolmentPath.SHORT:
        return _short_in_words(level)
    read, skipped = decision["lessons_read"], decision["lessons_skipped"]
    said = []
    if read:
        said.append(ngettext("%(count)d required lesson read", "%(count)d required lessons read", read))
    if skipped:
        said.append(ngettext("%(count)d skipped after the pre-test", "%(count)d skipped after the pre-test", skipped))
    return [text % {"count": count} for text, count in zip(said, [n for n in (read, skipped) if n], strict=True)]


def _short_in_words(level: str) -> list[str]:
    said = [gettext("renewed by the exam alone")]
    earlier = gettext("the lessons were read in an earlier run")
    return [*said, earlier] if level == CertificateLevel.PARTICIPATION else said


def _passing_in_words(titles: Sequence[str]) -> list[str]:
    return [gettext("passed: %(exams)s") % {"exams": ", ".join(titles)}] if titles else []


def _titled(unit: Unit, asked: Exam, language: str) -> str:
    return _with_rule(unit.title, asked.rule.get(language))


def _with_rule(title: str, rule: str | None) -> str:
    return f"{title} ({rule})" if rule else title


# --- What has become of it ---------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Standing:
    """A certificate with what happened to it. `shown`: how much of the name the public check tells."""

    certificate: Certificate
    status: Status
    ended_on: date | None
    reason: str
    replacement: Certificate | None
    shown: str

    @property
    def is_in_force(self) -> bool:
        return self.status in (Status.VALID, Status.EXPIRED)


@dataclass(frozen=True)
class Checked:
    """What the public check may tell of a code; all is empty where no certificate has it."""

    status: Status
    certificate: Certificate | None = None
    ended_on: date | None = None
    name: str = ""
    name_deleted: bool = False


def plain_code(typed: str) -> str:
    """As it is stored, however it was typed.

    >>> plain_code(" abcd-efgh ")
    'ABCDEFGH'
    """
    return _BETWEEN.sub("", typed).upper()[:CODE_MAX_LENGTH]


def checked(typed: str, *, today: date) -> Checked:
    """For anybody who has the code. The same two statements whether there is such a certificate or not."""
    code = plain_code(typed)
    certificate = Certificate.objects.filter(code=code).first()
    events = list(CertificateEvent.objects.filter(certificate__code=code).order_by("pk"))
    if certificate is None:
        return Checked(Status.UNKNOWN)
    found = _standing(certificate, events, today)
    return Checked(
        status=found.status,
        certificate=certificate,
        ended_on=found.ended_on,
        name=shown_name(certificate.name, found.shown),
        name_deleted=not certificate.name and any(event.kind == CertificateEventKind.NAME_CLEARED for event in events),
    )


def shown_name(name: str, shown: str) -> str:
    """
    >>> shown_name("Mira Lindqvist", "initials"), shown_name("Mira Lindqvist", "none")
    ('M. L.', '')
    """
    if shown == NameShown.FULL:
        return name
    return " ".join(f"{part[0]}." for part in name.split()) if shown == NameShown.INITIALS else ""


def standings_of(certificates: QuerySet[Certificate], *, today: date, until: date | None = None) -> list[Standing]:
    """Two queries, however many certificates. `until`: without what happened after that day."""
    rows = list(certificates)
    events: dict[int, list[CertificateEvent]] = {row.pk: [] for row in rows}
    found = CertificateEvent.objects.filter(certificate__in=[row.pk for row in rows])
    if until is not None:
        found = found.filter(day__lte=until)
    for event in found.select_related("replacement").order_by("pk"):
        events[event.certificate_id].append(event)
    return [_standing(row, events[row.pk], today) for row in rows]


def _standing(certificate: Certificate, events: Sequence[CertificateEvent], today: date) -> Standing:
    end = next((event for event in events if event.kind in ENDING), None)
    shown = [event.data.get("shown", "") for event in events if event.kind == CertificateEventKind.NAME_SHOWN]
    return Standing(
        certificate=certificate,
        status=status_of(ended=end.kind if end else "", valid_until=certificate.valid_until, today=today),
        ended_on=end.day if end else None,
        reason=end.reason if end else "",
        replacement=end.replacement if end else None,
        shown=shown[-1] if shown else NameShown.NONE.value,
    )


# --- Whose they are ----------------------------------------------------------------------------------------------
def certificates_of(user: User) -> QuerySet[Certificate]:
    """Her own, newest first."""
    return Certificate.objects.filter(enrolment__user=user).select_related("enrolment__course")


def certificates_for_hr(held: QuerySet[Department], *, day: date) -> QuerySet[Certificate]:
    """Of everybody who on `day` belongs to a held department."""
    memberships = DepartmentMembership.objects.in_force(day).filter(user=OuterRef("enrolment__user"))
    seen = Exists(memberships.filter(department__in=held))
    return Certificate.objects.filter(seen).select_related("enrolment__user", "enrolment__course")


def latest_certificates(enrolments: QuerySet[Enrolment], *, day: date) -> QuerySet[Enrolment]:
    """Each run with `certificate_number` and `certificate_until` of the certificate that held on `day`, or None.

    Mastery comes before participation; what was revoked or replaced by that day does not count, what has expired does.
    """
    ended = CertificateEvent.objects.filter(certificate=OuterRef("pk"), kind__in=ENDING, day__lte=day)
    held = Certificate.objects.filter(enrolment=OuterRef("pk"), issued_on__lte=day).exclude(Exists(ended))
    best = held.order_by(MASTERY_FIRST, F("pk").desc())
    return enrolments.annotate(
        certificate_number=Subquery(best.values("number")[:1]),
        certificate_until=Subquery(best.values("valid_until")[:1]),
    )


def outdated(certificates: Sequence[Certificate], *, user: User) -> set[int]:
    """Those, by pk, that would say more or another name if they were issued anew. At most two queries."""
    practical = passed_practical({row.enrolment_id: row.enrolment for row in certificates}.values())
    named = [row for row in certificates if not row.has_lost_its_name]
    return {row.pk for row in named if row.name != user.name or _says_less(row, practical)}


def _says_less(certificate: Certificate, practical: set[int]) -> bool:
    return certificate.enrolment_id in practical and not certificate.snapshot["decision"]["practical"]
