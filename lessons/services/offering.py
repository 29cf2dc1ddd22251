"""A lesson has changed in substance: who holds a certificate of the course is offered the difference, not the whole.

What she holds stays as it is. While the offer is open, further changes join it; when nothing is left that it could
bring up to date, it is closed. Renewal by time comes first: see lessons/services/renewing.py.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from coursesite.accounts.models import User
from coursesite.outbox.services import NewMail, queue_mails
from coursesite.storage.transactions import write_transaction
from lessons.enums import EnrolmentEventKind, EnrolmentPath
from lessons.models import CertificatePolicy, Enrolment
from lessons.queries.substance import (
    SUBSTANCE,
    SubstantialChange,
    ended,
    holders,
    offered,
    possibly_behind,
    scopes,
    substantial_changes,
)
from lessons.services.renewing import close_runs, note_runs

OFFER = "difference-offer"  # kind of mail
CHUNK = 1000  # people in one transaction: short enough that nobody else waits long


def offer_differences(*, now: datetime) -> Iterator[str]:
    """A job of run_due, idempotent: what is in the scope of a run is not new to its learner any more."""
    closed = _in_chunks(ended(offered(), today=timezone.localdate(now)), lambda runs: _close(runs, now))
    grown = opened = 0
    for policy in CertificatePolicy.objects.filter(renew_by_substance=True).order_by("pk"):
        changes = substantial_changes(policy.course_id)
        grown += _grow_all(policy, changes, now)
        opened += _open_all(policy, changes, now)
    if opened or grown or closed:
        yield f"What has changed: {opened} runs opened, {grown} extended, {closed} closed, nothing to renew was left."


def _grow_all(policy: CertificatePolicy, changes: Sequence[SubstantialChange], now: datetime) -> int:
    behind = possibly_behind(offered().filter(course=policy.course_id), changes)
    return _in_chunks(behind, lambda runs: _grow(runs, changes, now))


def _open_all(policy: CertificatePolicy, changes: Sequence[SubstantialChange], now: datetime) -> int:
    behind = possibly_behind(holders(policy.course_id, today=timezone.localdate(now)), changes)
    return _in_chunks(behind, lambda runs: open_offers(policy, runs, changes, now))


def _in_chunks(runs: QuerySet[Any], act: Callable[[list[Any]], int]) -> int:
    """Looked at once more with the people locked: another process may be at it, or the learner herself."""
    found = list(runs.values_list("pk", "user_id"))
    done = 0
    for chunk in (found[start : start + CHUNK] for start in range(0, len(found), CHUNK)):
        with write_transaction():
            _lock({user for _pk, user in chunk})
            done += act(list(runs.filter(pk__in=[pk for pk, _user in chunk])))
    return done


def _lock(people: Collection[int]) -> None:
    """The people before their runs: as everywhere. A run that is being completed is seen as completed then.

    No key of theirs changes, so whoever is completing one may still name its learner in her record.
    """
    list(User.objects.select_for_update(no_key=True).filter(pk__in=people).order_by("pk").values_list("pk"))
    list(Enrolment.objects.select_for_update().filter(user__in=people).order_by("pk").values_list("pk"))


def _close(runs: list[Any], now: datetime) -> int:
    close_runs(runs, now, {SUBSTANCE: True})
    return len(runs)


def _grow(runs: list[Any], changes: Sequence[SubstantialChange], now: datetime) -> int:
    new = scopes(runs, changes)
    growing = [run for run in runs if run.pk in new]
    for run in growing:
        run.scope = {**run.scope, **new[run.pk]}
    Enrolment.objects.bulk_update(growing, ["scope"])
    note_runs(growing, EnrolmentEventKind.MORE_CHANGED, [{"scope": new[run.pk]} for run in growing], now)
    return len(growing)


def open_offers(policy: CertificatePolicy, runs: list[Any], changes: Sequence[SubstantialChange], now: datetime) -> int:
    """For those of `holders` to whom something is new; how many. Inside a transaction that holds the people."""
    new = scopes(runs, changes)
    before = [run for run in runs if run.pk in new]
    close_runs([run for run in before if run.closed_at is None], now, {"renewal": True, SUBSTANCE: True})
    opened = Enrolment.objects.bulk_create(_next_run(policy, run, new[run.pk], now) for run in before)
    data = [_facts(run, one.until) for run, one in zip(opened, before, strict=True)]
    note_runs(opened, EnrolmentEventKind.ASSIGNED, data, now)
    _tell(opened, now)
    return len(opened)


def _next_run(policy: CertificatePolicy, run: Any, scope: dict[str, int], now: datetime) -> Enrolment:
    """That she has passed stays so: a difference asks for no exam, and what opens after passing stays open."""
    due_on = _due_on(policy, run.until, timezone.localdate(now))
    return Enrolment(
        user_id=run.user_id,
        course_id=run.course_id,
        cycle=run.last_cycle + 1,
        enrolled_on=timezone.localdate(now),
        due_on=due_on,
        mandatory=due_on is not None,
        assignment_id=run.assignment_id,
        path=EnrolmentPath.DIFFERENCE,
        scope=scope,
        passed_on=run.passed_before,
    )


def _due_on(policy: CertificatePolicy, until: date | None, today: date) -> date | None:
    """Not after the last day of what it brings up to date."""
    if policy.substance_days is None:
        return None
    due_on = today + timedelta(days=policy.substance_days)
    return min(due_on, until) if until else due_on


def _facts(run: Enrolment, until: date | None) -> dict[str, object]:
    return {
        "renewal": True,
        SUBSTANCE: True,
        "path": str(run.path),
        "scope": run.scope,
        "valid_until": until and until.isoformat(),
        "due_on": run.due_on and run.due_on.isoformat(),
        "mandatory": run.mandatory,
    }


def _tell(runs: list[Enrolment], now: datetime) -> None:
    """One mail for each run; what joins it later is said on her pages."""
    day = timezone.localdate(now)
    mails = [NewMail(run.user_id, f"{OFFER}:{run.pk}", day, {"enrolment": run.pk}) for run in runs]
    queue_mails(kind=OFFER, mails=mails, now=now)
