"""Which lessons have changed in substance since somebody completed the course, and what does she hold?

A change counts from the moment at which it went live. What is in the scope of a run on the path "difference" is offered
already; what such a run was completed with is known. So a change that went live while somebody was busy with another
one is offered next, and none is lost.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Case, Exists, F, Max, OuterRef, Q, QuerySet, Subquery, When

from lessons.enums import CertificateLevel, ChangeKind, EnrolmentEventKind, EnrolmentPath
from lessons.models import (
    Certificate,
    CertificateEvent,
    CertificatePolicy,
    Enrolment,
    EnrolmentEvent,
    LessonVersion,
    UnitProgress,
)
from lessons.queries.certificates import ENDING, MASTERY_FIRST

# A text says when it went live a moment before other processes see it: so long they look once more.
SLACK = timedelta(hours=1)
OFFERING = (EnrolmentEventKind.ASSIGNED, EnrolmentEventKind.MORE_CHANGED)
SUBSTANCE = "substance"  # key in the record of a run: it was opened for what has changed


@dataclass(frozen=True)
class SubstantialChange:
    """Of a required lesson that had another text before."""

    unit: int
    uid: str
    number: int
    went_live_at: datetime


def substantial_changes(course: int) -> list[SubstantialChange]:
    """In the order in which they went live. One query."""
    before = LessonVersion.objects.filter(lesson=OuterRef("lesson"), published_at__lt=OuterRef("published_at"))
    rows = LessonVersion.objects.filter(
        Exists(before),
        lesson__unit__course=course,
        lesson__unit__required=True,
        lesson__unit__retired_at=None,
        change_kind=ChangeKind.SUBSTANTIAL,
        number__lte=F("lesson__published__number"),
    )
    facts = ("lesson__unit", "lesson__unit__uid", "number", "published_at")
    return [SubstantialChange(*row) for row in rows.order_by("published_at", "pk").values_list(*facts)]


# --- Who holds what ----------------------------------------------------------------------------------------------
def holders(course: int, *, today: date) -> QuerySet[Any]:
    """Completed last runs of active people who hold a certificate of this course, with what `_annotated` adds."""
    later = Enrolment.objects.filter(user=OuterRef("user"), course=OuterRef("course"), cycle__gt=OuterRef("cycle"))
    runs = Enrolment.objects.filter(~Exists(later), course=course, completed_on__isnull=False)
    return _annotated(runs, renewed=Q(enrolment__cycle__lte=OuterRef("cycle"))).filter(_holds(today), _is_here())


def offered() -> QuerySet[Any]:
    """Open runs that ask for a difference, with what `_annotated` adds."""
    return _annotated(open_differences(), renewed=_before())


def open_differences() -> QuerySet[Enrolment]:
    open_runs = Enrolment.objects.open().filter(path=EnrolmentPath.DIFFERENCE, completed_on=None, exempted_on=None)
    return open_runs.order_by("pk")


def ended(runs: QuerySet[Any], *, today: date) -> QuerySet[Any]:
    """Those of `offered` that have nothing to bring up to date any more: it was revoked, or its last day is over."""
    return runs.exclude(_holds(today))


def renewed_certificate(run: Enrolment, *, today: date) -> Certificate | None:
    """What a run on the path "difference" brings up to date: the best that she holds. Two queries.

    None: nothing is in force any more.
    """
    own = Enrolment.objects.filter(pk=run.pk)
    if not _annotated(own, renewed=_before()).filter(_holds(today)).exists():
        return None
    taken = CertificateEvent.objects.filter(certificate=OuterRef("pk"), kind__in=ENDING)
    held = Certificate.objects.filter(~Exists(taken), enrolment__user=run.user_id, enrolment__course=run.course_id)
    in_force = held.filter(_in_force("valid_until", today)).exclude(enrolment=run)
    return in_force.order_by(MASTERY_FIRST, F("valid_until").desc(nulls_first=True), "-pk").first()


def levels_renewed(held: Certificate, policy: CertificatePolicy | None) -> list[CertificateLevel]:
    """What a difference renews of it: the higher level only where the course's rule says that this is enough."""
    keeps = held.level == CertificateLevel.MASTERY and policy is not None and policy.substance_keeps_mastery
    return [CertificateLevel.PARTICIPATION, *([CertificateLevel.MASTERY] if keeps else [])]


def _before() -> Q:
    return Q(enrolment__cycle__lt=OuterRef("cycle"))


def _annotated(runs: QuerySet[Enrolment], *, renewed: Q) -> QuerySet[Any]:
    """`newest`: the certificate of her last completed run, mastery first; who had it revoked is offered nothing on the
    strength of another. `since`: when she completed what was more than a difference; `passed_before`: when she passed
    it. `known_at`: up to when it is known what has changed for her. `last_cycle`.
    """
    hers = {"user": OuterRef("user"), "course": OuterRef("course")}
    of_hers = {f"enrolment__{name}": value for name, value in hers.items()}
    certificates = Certificate.objects.filter(renewed, enrolment__completed_on__isnull=False, **of_hers)
    newest = certificates.order_by("-enrolment__cycle", MASTERY_FIRST, "-pk")
    events = EnrolmentEvent.objects.order_by("-enrolment__cycle", "-pk")
    completed = events.filter(kind=EnrolmentEventKind.COMPLETED, **of_hers)
    whole = completed.exclude(enrolment__path=EnrolmentPath.DIFFERENCE)
    asked = events.filter(kind__in=OFFERING, enrolment=OuterRef("pk"))
    since = Subquery(whole.values("at")[:1])
    taken_whole = Enrolment.objects.filter(**hers, completed_on__isnull=False).exclude(path=EnrolmentPath.DIFFERENCE)
    last = Enrolment.objects.filter(**hers).order_by().values("course").annotate(last=Max("cycle")).values("last")
    known = runs.annotate(
        newest=Subquery(newest.values("pk")[:1]),
        until=Subquery(newest.values("valid_until")[:1]),
        since=since,
        passed_before=Subquery(taken_whole.order_by("-cycle").values("passed_on")[:1]),
        known_at=Case(When(path=EnrolmentPath.DIFFERENCE, then=Subquery(asked.values("at")[:1])), default=since),
        last_cycle=Subquery(last),
    )
    taken = CertificateEvent.objects.filter(certificate=OuterRef("newest"), kind__in=ENDING)
    return known.annotate(is_ended=Exists(taken)).order_by("pk")


def _holds(today: date) -> Q:
    return Q(newest__isnull=False, is_ended=False) & _in_force("until", today)


def _in_force(field: str, today: date) -> Q:
    return Q(**{field: None}) | Q(**{f"{field}__gte": today})


def _is_here() -> Q:
    return Q(user__is_active=True, user__erased_at=None)


# --- What is new to whom -----------------------------------------------------------------------------------------
def possibly_behind(runs: QuerySet[Any], changes: Sequence[SubstantialChange]) -> QuerySet[Any]:
    """Those of `holders` or `offered` for whom one of the changes may be new: what is certain says `scopes`."""
    newest = max((change.went_live_at for change in changes), default=None)
    return runs.filter(known_at__lt=newest + SLACK) if newest else runs.none()


def scopes(runs: Collection[Any], changes: Sequence[SubstantialChange]) -> dict[int, dict[str, int]]:
    """By the run's pk, for whom something is new: uid of a lesson → number of the version that she read last.

    Where she read none, since the pre-test stood in its place, it is what readers saw when she completed. Three
    queries.
    """
    if not runs or not changes:
        return {}
    units = {change.unit for change in changes}
    entries = UnitProgress.objects.filter(enrolment__user__in={run.user_id for run in runs}, unit__in=units)
    read, known = _newest_seen(entries), _newest_seen(entries.filter(**KNOWN))
    published = _published(units)
    found: dict[int, dict[str, int]] = {}
    for run in runs:
        for change in changes:
            place = run.user_id, change.unit
            if _is_new(run, change, known.get(place, 0)):
                before = read.get(place) or _number_at(published[change.unit], run.since)
                found.setdefault(run.pk, {}).setdefault(change.uid, before)
    return found


# What a run on the path "difference" was completed with.
KNOWN = {"enrolment__path": EnrolmentPath.DIFFERENCE, "enrolment__completed_on__isnull": False}


def _is_new(run: Any, change: SubstantialChange, known: int) -> bool:
    if run.since is None or change.went_live_at <= run.since or change.number <= known:
        return False
    is_asked_for = run.path == EnrolmentPath.DIFFERENCE and not run.completed_on and change.uid in run.scope
    return not is_asked_for


def _newest_seen(entries: QuerySet[UnitProgress]) -> dict[tuple[int, int], int]:
    """(person, unit) → number of the newest version that she has seen."""
    seen = entries.exclude(version_seen=None).order_by().values_list("enrolment__user", "unit")
    return {(user, unit): number for user, unit, number in seen.annotate(Max("version_seen__number"))}


def _published(units: Collection[int]) -> Mapping[int, list[tuple[datetime, int]]]:
    """By the unit's pk, when each of its versions went live, in order."""
    rows = LessonVersion.objects.filter(lesson__unit__in=units, published_at__isnull=False).order_by("published_at")
    found: dict[int, list[tuple[datetime, int]]] = {unit: [] for unit in units}
    for unit, moment, number in rows.values_list("lesson__unit", "published_at", "number"):
        found[unit].append((moment, number))
    return found


def _number_at(published: Sequence[tuple[datetime, int]], moment: datetime) -> int:
    """The version in force; of a lesson that is newer, its first one."""
    return max((number for since, number in published if since <= moment), default=published[0][1])
