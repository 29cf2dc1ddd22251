"""The only writer of certificates and of what happens to them.

A certificate is issued once for each run and level, when the level is reached, and never taken away by a later change
of the course. Who gets another name or passes the practical assignment later gets a new one that replaces the old.
"""

import logging
import secrets
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.db.models.functions import Length
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coursesite.accounts.enums import Role
from coursesite.accounts.models import User
from coursesite.accounts.services.people import note_about
from coursesite.journal.models import Action
from coursesite.journal.services.recording import record
from coursesite.outbox.services import queue_mail
from coursesite.storage.transactions import write_transaction
from lessons.certificates.chain import checksum, name_hash
from lessons.certificates.validity import Validity, last_day
from lessons.enums import CertificateEventKind, NameShown
from lessons.errors import LessonsError
from lessons.models import Certificate, CertificateEvent, CertificatePolicy, Course, Enrolment
from lessons.models.certificate import make_code
from lessons.queries.certificates import (
    ENDING,
    brought_up_to_date,
    has_passed_practical,
    reached,
    snapshot_of,
    without_certificate,
)
from lessons.queries.substance import levels_renewed, renewed_certificate

CERTIFICATE_CHANGED = "certificate-changed"  # kind of mail
FOR_CERTIFICATE = "certificate"  # a purpose in the journal; its words are in lessons.startup
NUMBER_PREFIX = "TS"
NUMBER_DIGITS = 6
NUMBER_TRIES = 50  # each waits for the transaction that took the number first
AT_ONCE = 200
SALT_BYTES = 16
logger = logging.getLogger(__name__)


def issue_certificates(*, enrolment: Enrolment, all_read: bool, now: datetime) -> list[Certificate]:
    """What this run has reached and not yet got. Idempotent; inside a transaction that holds the enrolment.

    `all_read`: whether all required lessons are completed.
    """
    assert transaction.get_connection().in_atomic_block, "a certificate and what it proves belong together"
    if enrolment.is_difference:
        return _bring_up_to_date(enrolment, now)
    levels = reached(enrolment, all_read=all_read)
    if not levels:
        return []
    issued = set(Certificate.objects.filter(enrolment=enrolment).values_list("level", flat=True))
    return [_issue(enrolment, level, now) for level in levels if level not in issued]


def issue_missing(*, now: datetime) -> Iterator[str]:
    """Runs that reached a level before certificates were issued. Each in a transaction of its own."""
    count, failed, after = 0, [], 0
    while found := list(without_certificate(after)[:AT_ONCE]):
        for pk, all_read in found:
            try:
                count += _issue_late(pk, all_read, now)
            except Exception:
                logger.exception("No certificate could be issued for the enrolment %s.", pk)
                failed.append(str(pk))
        after = found[-1][0]
    if count:
        yield f"{count} certificates issued."
    if failed:
        raise RuntimeError(f"{len(failed)} enrolments got no certificate: {', '.join(failed)}")


def _issue_late(pk: int, all_read: bool, now: datetime) -> int:
    with write_transaction():
        enrolment = Enrolment.objects.select_for_update().get(pk=pk)
        return len(issue_certificates(enrolment=enrolment, all_read=all_read, now=now))


def revoke_certificate(*, certificate: Certificate, hr: User, reason: str, now: datetime) -> CertificateEvent:
    """It shows "revoked" for ever; the learner reads the reason."""
    with write_transaction():
        certificate = _locked(certificate)
        event = _end(certificate, CertificateEventKind.REVOKED, actor=hr, reason=_said(reason), now=now)
        _tell_learner(certificate, hr, Action.REVOKE_CERTIFICATE, now)
        return event


def replace_certificate(*, certificate: Certificate, hr: User, reason: str, now: datetime) -> Certificate:
    """A new one with the person's present name; the learner reads the reason."""
    with write_transaction():
        certificate = _locked(certificate)
        new = _replaced(certificate, actor=hr, reason=_said(reason), now=now)
        _tell_learner(certificate, hr, Action.REPLACE_CERTIFICATE, now)
        return new


def renew_own_certificate(*, certificate: Certificate, now: datetime) -> Certificate:
    """The learner herself asks for one with her present name, or that names the practical assignment.

    One that would say the same is not made: the old is returned.
    """
    with write_transaction():
        certificate = _locked(certificate)
        enrolment = certificate.enrolment
        same_name = certificate.name == enrolment.user.name
        if same_name and (certificate.snapshot["decision"]["practical"] or not has_passed_practical(enrolment)):
            return certificate
        return _replaced(certificate, actor=enrolment.user, reason="", now=now)


def show_name(*, certificate: Certificate, shown: str, now: datetime) -> None:
    """How much of her name the public check shows; the learner's decision."""
    if shown not in NameShown:
        raise LessonsError(_("This option does not exist."), "unknown-choice")
    with write_transaction():
        certificate = _locked(certificate)
        CertificateEvent.objects.create(
            certificate=certificate,
            kind=CertificateEventKind.NAME_SHOWN,
            day=timezone.localdate(now),
            at=now,
            actor=certificate.enrolment.user,
            data={"shown": shown},
        )


def set_certificate_rule(
    *,
    course: Course,
    actor: User,
    valid_months: int | None,
    ends_month: int | None = None,
    ends_day: int | None = None,
    renewal_days: int,
    short_path: bool,
    renew_by_substance: bool = False,
    substance_days: int | None = None,
    substance_keeps_mastery: bool = False,
) -> CertificatePolicy:
    """How long certificates hold that are issued from now on, and how they are renewed; the journal has both states."""
    after = {
        "valid_months": valid_months,
        "ends_month": ends_month,
        "ends_day": ends_day,
        "renewal_days": renewal_days,
        "short_path": short_path,
        "renew_by_substance": renew_by_substance,
        "substance_days": substance_days,
        "substance_keeps_mastery": substance_keeps_mastery,
    }
    with write_transaction():
        policy = CertificatePolicy.objects.select_for_update().filter(course=course).first()
        before = {name: getattr(policy, name) for name in after} if policy else None
        if policy is not None and before == after:
            return policy
        policy, _created = CertificatePolicy.objects.update_or_create(course=course, defaults=after)
        details = {"course": course.slug, "rule": "certificates", "before": before, "after": after}
        record(actor=actor, role=Role.OPERATOR, action=Action.CHANGE_RULES, details=details)
    return policy


def _issue(enrolment: Enrolment, level: str, now: datetime) -> Certificate:
    """The day that counts is the day of completion, also where the certificate comes later."""
    day = enrolment.completed_on or timezone.localdate(now)
    policy = CertificatePolicy.objects.filter(course=enrolment.course_id).first()
    snapshot = snapshot_of(enrolment, level, day=day, policy=policy)
    valid_until = last_day(day, validity_of(policy))
    return _stored(enrolment, level, snapshot, valid_until=valid_until, now=now)


def _bring_up_to_date(enrolment: Enrolment, now: datetime) -> list[Certificate]:
    """What has changed was read: a certificate of the course as it is now, to the last day of the one that she holds.

    That one stays as it is. The exam was passed when it was passed: so the last day does not move, and the higher level
    follows only where the course's rule says that this is enough. Nothing comes back that was revoked.
    """
    renewed = renewed_certificate(enrolment, today=timezone.localdate(now))
    if enrolment.completed_on is None or renewed is None or enrolment.certificates.exists():
        return []
    policy = CertificatePolicy.objects.filter(course=enrolment.course_id).first()
    day = enrolment.completed_on
    return [
        _stored(
            enrolment,
            level,
            brought_up_to_date(enrolment, renewed, level, day=day, policy=policy),
            valid_until=renewed.valid_until,
            now=now,
        )
        for level in levels_renewed(renewed, policy)
    ]


def validity_of(policy: CertificatePolicy | None) -> Validity:
    if policy is None:
        return Validity()
    ends = (policy.ends_month, policy.ends_day) if policy.ends_month and policy.ends_day else None
    return Validity(policy.valid_months, ends)


def _replaced(certificate: Certificate, *, actor: User, reason: str, now: datetime) -> Certificate:
    """What was proven, by which rule and until when, stays as it was."""
    if certificate.has_lost_its_name:
        raise LessonsError(_("The name on this certificate has been deleted."), "name-deleted")
    enrolment = certificate.enrolment
    practical = certificate.snapshot["decision"]["practical"] or has_passed_practical(enrolment)
    decision = {**certificate.snapshot["decision"], "practical": practical}
    new = _stored(
        enrolment,
        certificate.level,
        {**certificate.snapshot, "decision": decision},
        valid_until=certificate.valid_until,
        now=now,
        replaces=certificate.number,
    )
    _end(certificate, CertificateEventKind.REPLACED, actor=actor, reason=reason, now=now, replacement=new)
    shown = certificate.events.filter(kind=CertificateEventKind.NAME_SHOWN).last()
    if shown is not None:
        show_name(certificate=new, shown=shown.data["shown"], now=now)
    return new


def _stored(
    enrolment: Enrolment,
    level: str,
    snapshot: dict[str, Any],
    *,
    valid_until: date | None,
    now: datetime,
    replaces: str = "",
) -> Certificate:
    """Two at the same moment may choose the same number: the second waits for the first, then takes the next."""
    name, salt, day = enrolment.user.name, secrets.token_hex(SALT_BYTES), timezone.localdate(now)
    code, first = make_code(), _next_number(day.year)
    for number in range(first, first + NUMBER_TRIES):
        facts: dict[str, Any] = {
            "number": f"{NUMBER_PREFIX}-{day.year}-{number:0{NUMBER_DIGITS}}",
            "code": code,
            "level": str(level),
            "issued_on": day.isoformat(),
            "valid_until": valid_until.isoformat() if valid_until else None,
            "name_hash": name_hash(salt, name),
            "replaces": replaces,
        }
        whole = {**snapshot, "certificate": facts}
        try:
            with transaction.atomic():
                return Certificate.objects.create(
                    enrolment=enrolment,
                    level=level,
                    code=code,
                    number=facts["number"],
                    name=name,
                    name_salt=salt,
                    issued_on=day,
                    valid_until=valid_until,
                    snapshot=whole,
                    snapshot_hash=checksum(whole),
                    made_at=now,
                )
        except IntegrityError:
            continue
    raise LessonsError(_("Please try again in a moment."), "number-taken")


def _next_number(year: int) -> int:
    prefix = f"{NUMBER_PREFIX}-{year}-"
    taken = Certificate.objects.filter(number__startswith=prefix).order_by(-Length("number"), "-number")
    last = taken.values_list("number", flat=True).first()
    return int(last.removeprefix(prefix)) + 1 if last else 1


def _locked(certificate: Certificate) -> Certificate:
    rows: QuerySet[Certificate] = Certificate.objects.select_for_update(of=("self",))
    return rows.select_related("enrolment__user").get(pk=certificate.pk)


def _end(
    certificate: Certificate,
    kind: str,
    *,
    actor: User,
    reason: str,
    now: datetime,
    replacement: Certificate | None = None,
) -> CertificateEvent:
    if certificate.events.filter(kind__in=ENDING).exists():
        raise LessonsError(_("This certificate has already been revoked or replaced."), "ended-already")
    return CertificateEvent.objects.create(
        certificate=certificate,
        kind=kind,
        day=timezone.localdate(now),
        at=now,
        actor=actor,
        reason=reason,
        replacement=replacement,
    )


def _said(reason: str) -> str:
    """Whoever takes a proof away says why: the learner reads it."""
    if not reason.strip():
        raise LessonsError(_("Please give the reason; the person will read it."), "no-reason")
    return reason.strip()


def _tell_learner(certificate: Certificate, hr: User, action: str, now: datetime) -> None:
    """A line in the journal that she reads, and a mail that leads to the reason without holding it."""
    person = certificate.enrolment.user
    note_about(person=person, actor=hr, role=Role.HR, action=action, details={"certificate": certificate.number})
    if person.erased_at:
        return
    rule = f"{CERTIFICATE_CHANGED}-{certificate.pk}"
    data = {"certificate": certificate.pk}
    queue_mail(user=person, kind=CERTIFICATE_CHANGED, rule=rule, day=timezone.localdate(now), data=data, now=now)
