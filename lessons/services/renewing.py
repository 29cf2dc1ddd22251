"""When a certificate is about to end, its owner gets the course once more; what she has stays untouched.

Where it has ended meanwhile, since she was away, nothing ran, or renewal was switched on later, she gets it now.

What has changed in substance (lessons/services/offering.py) and was not taken up by then goes into that run.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from coursesite.accounts.models import User
from coursesite.storage.transactions import write_transaction
from lessons.enums import EnrolmentEventKind, EnrolmentPath
from lessons.models import CertificatePolicy, Enrolment, EnrolmentEvent
from lessons.queries.renewals import ending, path_of_renewals, to_renew
from lessons.queries.substance import open_differences

CHUNK = 1000  # people in one transaction: short enough that nobody else waits long
DAYS_AFTER_END = 30  # to renew what has ended: time to come back to work, with a reminder two weeks before


def open_renewals(*, now: datetime) -> Iterator[str]:
    """A job of run_due, idempotent: who has the next run already is not among the last runs that are completed."""
    policies = CertificatePolicy.objects.filter(renewal_days__gt=0).order_by("pk")
    opened = sum(_open_for(policy, now) for policy in policies)
    if opened:
        yield f"{opened} renewals opened, certificates end soon or have ended."


def _open_for(policy: CertificatePolicy, now: datetime) -> int:
    today = timezone.localdate(now)
    runs = to_renew(policy, ending(policy, today=today), today=today)
    if not runs:
        return 0
    path = path_of_renewals(policy)
    chunks = (runs[start : start + CHUNK] for start in range(0, len(runs), CHUNK))
    return sum(_open_chunk(policy, chunk, path, now) for chunk in chunks)


def _open_chunk(policy: CertificatePolicy, runs: list[Any], path: EnrolmentPath, now: datetime) -> int:
    """Looked at once more with the people locked: another process may be at it, or HR.

    No key of theirs changes, so whoever is completing a run that is closed here may still name its learner.
    """
    today = timezone.localdate(now)
    with write_transaction():
        people = User.objects.select_for_update(no_key=True).filter(pk__in=[run.user_id for run in runs]).order_by("pk")
        list(people.values_list("pk", flat=True))
        again = ending(policy, today=today).filter(pk__in=[run.pk for run in runs])
        still = to_renew(policy, again, today=today)
        offers = open_differences().filter(course=policy.course_id, user__in=[run.user_id for run in still])
        close_runs([*(run for run in still if run.closed_at is None), *offers], now, {"renewal": True})
        _open(still, path, now)
    return len(still)


def close_runs(runs: list[Any], now: datetime, why: dict[str, object]) -> None:
    """The records stay, and `why` stands in them. Inside a transaction that holds the people."""
    Enrolment.objects.filter(pk__in=[run.pk for run in runs]).update(closed_at=now)
    note_runs(runs, EnrolmentEventKind.CLOSED, [why for _run in runs], now)


def _open(before: list[Any], path: EnrolmentPath, now: datetime) -> None:
    """With a due date, so reminders come by themselves."""
    today = timezone.localdate(now)
    runs = Enrolment.objects.bulk_create(
        Enrolment(
            user_id=run.user_id,
            course_id=run.course_id,
            cycle=run.last_cycle + 1,
            enrolled_on=today,
            due_on=_due_on(run, today),
            mandatory=run.duty,
            assignment_id=run.assignment_id,
            path=path,
        )
        for run in before
    )
    data = [_facts(run, until=one.ends_on) for run, one in zip(runs, before, strict=True)]
    note_runs(runs, EnrolmentEventKind.ASSIGNED, data, now)


def _due_on(run: Any, today: date) -> date:
    """The last day that the certificate holds; where that is over, one that she can meet."""
    return run.ends_on if run.ends_on >= today else today + timedelta(days=DAYS_AFTER_END)


def _facts(run: Enrolment, *, until: date) -> dict[str, object]:
    return {
        "renewal": True,
        "path": str(run.path),
        "valid_until": until.isoformat(),
        "due_on": run.due_on and run.due_on.isoformat(),
        "mandatory": run.mandatory,
    }


def note_runs(runs: list[Any], kind: str, data: list[dict[str, object]], now: datetime) -> None:
    """A line in the record of each."""
    EnrolmentEvent.objects.bulk_create(
        EnrolmentEvent(enrolment=run, kind=kind, day=timezone.localdate(now), at=now, data=values)
        for run, values in zip(runs, data, strict=True)
    )
