"""Whose certificate ends soon or has ended, and which runs renew one?"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from lessons import kinds
from lessons.certificates.validity import renewal_opens
from lessons.enums import EnrolmentEventKind, EnrolmentPath
from lessons.models import Certificate, CertificateEvent, CertificatePolicy, Enrolment, EnrolmentEvent, Unit
from lessons.queries.certificates import ENDING, MASTERY_FIRST

LEFT = "left"  # key in the record of a run: it was closed because the person left the company


@dataclass(frozen=True)
class Renewal:
    """What a run renews: a certificate that holds `until` this day, None: for ever.

    `is_short`: it asks for what is graded alone, `is_difference`: for what has changed.
    """

    until: date | None
    is_short: bool
    has_ended: bool
    is_difference: bool = False


def ending(policy: CertificatePolicy, *, today: date) -> QuerySet[Any]:
    """Completed last runs of active people whose certificate ends soon or has ended, on `ends_on`, not taken back.

    One that has ended: she was away on its last day, or renewal was switched on since. Mastery comes before
    participation; who had hers revoked is offered nothing on the strength of the other. A run that somebody's leaving
    cut short is no run since, nor is an offer of what has changed that was not taken up. `last_cycle` counts them, too.
    `counted_from`: when she completed what gave the certificate its last day, and `duty`: whether that was mandatory.
    What has changed since may be asked of her otherwise.
    """
    soon = today + timedelta(days=policy.renewal_days)
    certificates = Certificate.objects.filter(enrolment__course=policy.course_id, valid_until__lte=soon)
    newest = Certificate.objects.filter(enrolment=OuterRef("pk")).order_by(MASTERY_FIRST, "-pk")
    same = Enrolment.objects.filter(user=OuterRef("user"), course=OuterRef("course"))
    later = same.filter(cycle__gt=OuterRef("cycle")).exclude(_cut_short()).exclude(_not_taken_up())
    whole = same.filter(completed_on__isnull=False).exclude(path=EnrolmentPath.DIFFERENCE).order_by("-cycle")
    last = same.order_by().values("course").annotate(last=Max("cycle")).values("last")
    runs = Enrolment.objects.filter(
        pk__in=certificates.values("enrolment"), completed_on__isnull=False, user__is_active=True, user__erased_at=None
    ).annotate(
        newest=Subquery(newest.values("pk")[:1]),
        ends_on=Subquery(newest.values("valid_until")[:1]),
        last_cycle=Subquery(last),
        counted_from=Coalesce(Subquery(whole.values("completed_on")[:1]), "completed_on"),
        duty=Coalesce(Subquery(whole.values("mandatory")[:1]), "mandatory"),
    )
    ended = CertificateEvent.objects.filter(certificate=OuterRef("newest"), kind__in=ENDING)
    return runs.filter(~Exists(later), ~Exists(ended), ends_on__lte=soon).order_by("pk")


def _cut_short() -> Q:
    closing = EnrolmentEvent.objects.filter(kind=EnrolmentEventKind.CLOSED, data__has_key=LEFT)
    return Q(closed_at__isnull=False, completed_on=None, exempted_on=None, pk__in=closing.values("enrolment"))


def _not_taken_up() -> Q:
    """Who was exempted meanwhile need not renew either."""
    return Q(path=EnrolmentPath.DIFFERENCE, completed_on=None, exempted_on=None)


def to_renew(policy: CertificatePolicy, runs: QuerySet[Any], *, today: date) -> list[Any]:
    """Those of `ending` whose renewal opens today or should have opened before. One query."""
    days = policy.renewal_days
    return [run for run in runs if renewal_opens(run.counted_from, run.ends_on, days) <= today]


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
        until = date.fromisoformat(data["valid_until"]) if data["valid_until"] else None
        path = waiting[pk].path
        found[pk] = Renewal(
            until=until,
            is_short=path == EnrolmentPath.SHORT,
            has_ended=until is not None and until < today,
            is_difference=path == EnrolmentPath.DIFFERENCE,
        )
    return found
