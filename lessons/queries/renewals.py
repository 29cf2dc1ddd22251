"""Whose certificate ends soon, and which runs renew one?"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from lessons import kinds
from lessons.certificates.validity import renewal_opens
from lessons.enums import EnrolmentEventKind, EnrolmentPath
from lessons.models import Certificate, CertificateEvent, CertificatePolicy, Enrolment, EnrolmentEvent, Unit
from lessons.queries.certificates import ENDING, MASTERY_FIRST


@dataclass(frozen=True)
class Renewal:
    """What a run renews: a certificate that holds `until` this day. `is_short`: it asks for what is graded alone."""

    until: date
    is_short: bool
    has_ended: bool


def ending(policy: CertificatePolicy, *, today: date) -> QuerySet[Any]:
    """Completed last runs of active people whose certificate is in force and ends soon, on `ends_on`.

    Mastery comes before participation; who had hers revoked is offered nothing on the strength of the other.
    """
    soon = (today, today + timedelta(days=policy.renewal_days))
    certificates = Certificate.objects.filter(enrolment__course=policy.course_id, valid_until__range=soon)
    newest = Certificate.objects.filter(enrolment=OuterRef("pk")).order_by(MASTERY_FIRST, "-pk")
    later = Enrolment.objects.filter(user=OuterRef("user"), course=OuterRef("course"), cycle__gt=OuterRef("cycle"))
    runs = Enrolment.objects.filter(
        pk__in=certificates.values("enrolment"), completed_on__isnull=False, user__is_active=True, user__erased_at=None
    ).annotate(newest=Subquery(newest.values("pk")[:1]), ends_on=Subquery(newest.values("valid_until")[:1]))
    ended = CertificateEvent.objects.filter(certificate=OuterRef("newest"), kind__in=ENDING)
    return runs.filter(~Exists(later), ~Exists(ended), ends_on__range=soon).order_by("pk")


def to_renew(policy: CertificatePolicy, runs: QuerySet[Any], *, today: date) -> list[Any]:
    """Those of `ending` whose renewal opens today or should have opened before. One query."""
    days = policy.renewal_days
    return [run for run in runs if renewal_opens(run.completed_on, run.ends_on, days) <= today]


def path_of_renewals(policy: CertificatePolicy) -> EnrolmentPath:
    """Short where the rule says so and there is something to pass."""
    graded = Unit.objects.in_use().filter(course=policy.course_id, required=True, kind__in=kinds.graded_keys())
    return EnrolmentPath.SHORT if policy.short_path and graded.exists() else EnrolmentPath.FULL


def opening_events() -> QuerySet[EnrolmentEvent]:
    """Of runs that renew a certificate: the line in the record that says so."""
    return EnrolmentEvent.objects.filter(kind=EnrolmentEventKind.ASSIGNED, data__renewal=True)


def renewals_of(runs: Collection[Enrolment], *, today: date) -> dict[int, Renewal]:
    """By the run's pk, of those that are not completed yet. One query; none if all are first runs."""
    waiting = {run.pk: run for run in runs if run.cycle > 1 and not run.completed_on and not run.exempted_on}
    if not waiting:
        return {}
    found = {}
    for pk, data in opening_events().filter(enrolment__in=waiting).values_list("enrolment", "data"):
        until = date.fromisoformat(data["valid_until"])
        found[pk] = Renewal(until, waiting[pk].path == EnrolmentPath.SHORT, until < today)
    return found
