"""Answers go when their time is over: so many months after the end of the run, or after a later answer.

What an attempt is worth stays where it says something of the questions, too: points, and each question's share. All
that tells what somebody answered goes: steps, evidence, the choice in each part, comments, objections, cards. Attempts
that were practice alone, or never came to a result, go as a whole. What the answers said of the questions is added up
before, without anybody's number (quizzes/statistics/tally.py); progress, completion, certificates and the figures of
groups stand elsewhere.
"""

import logging
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import localdate

from coursesite.periods import last_day_over, time_over
from coursesite.storage.deleting import delete_in_chunks
from coursesite.storage.transactions import write_transaction
from lessons.models import Enrolment
from quizzes.enums import AttemptState, Settled
from quizzes.models import (
    AnswerStep,
    Attempt,
    AttemptSlot,
    Card,
    CardPause,
    ItemTally,
    Objection,
    QuestionVersion,
    ResultNotice,
    SecondMarking,
    TermEvent,
)
from quizzes.queries.analysis import MEASURED, Key, answers_to, tally_of
from quizzes.queries.attempts import term_names
from quizzes.services.evidence import lock_runs, rebuild
from quizzes.statistics.tally import Tally

RUNS_AT_ONCE = 200  # in one run of the job, each in a transaction of its own
EMPTIED = (
    *("parts", "share", "option_order", "flagged", "explained", "comment", "given_points"),
    *("contrast", "is_emptied"),
)
logger = logging.getLogger(__name__)


def delete_old_answers(*, now: datetime) -> Iterator[str]:
    """A job of run_due; three statements where nothing is old enough. What cannot be deleted stops nothing else."""
    done: Counter[str] = Counter()
    failed = []
    for run in list(_over(now).order_by("enrolment").values_list("enrolment", flat=True).distinct()[:RUNS_AT_ONCE]):
        try:
            done["attempts"] += _delete_answers(run, now)
        except Exception:
            logger.exception("The answers of run %s could not be deleted.", run)
            failed.append(str(run))
    done["cards"] = delete_in_chunks(_idle_cards(now))
    delete_in_chunks(CardPause.objects.filter(until__lte=localdate(now)))
    if done.total():
        yield f"Kept long enough: answers of {done['attempts']} attempts and {done['cards']} cards deleted."
    if failed:
        raise RuntimeError(f"The answers of {len(failed)} runs could not be deleted: {', '.join(failed)}")


def _over(now: datetime) -> QuerySet[Attempt]:
    """Attempts with answers of runs that ended so long ago, in which nothing was answered since."""
    moment = time_over(now, settings.KEEP_ANSWERS_MONTHS)
    later = AnswerStep.objects.filter(slot__attempt=OuterRef("pk"), arrived_at__gte=moment)
    rows = Attempt.objects.filter(_ended("enrolment__", now), answers_deleted_on=None, started_at__lt=moment)
    return rows.filter(Q(submitted_at=None) | Q(submitted_at__lt=moment)).exclude(Exists(later))


def _ended(path: str, now: datetime) -> Q:
    """Completed or closed, whichever was first."""
    months = settings.KEEP_ANSWERS_MONTHS
    completed = Q(**{f"{path}completed_on__lte": last_day_over(now, months)})
    return completed | Q(**{f"{path}closed_at__lt": time_over(now, months)})


def _idle_cards(now: datetime) -> QuerySet[Card]:
    """Of courses that their people ended so long ago, and in which no card of theirs was asked since."""
    day = last_day_over(now, settings.KEEP_ANSWERS_MONTHS)
    same = {"user": OuterRef("user"), "course": OuterRef("course")}
    going_on = Enrolment.objects.filter(**same).exclude(_ended("", now))
    asked_since = Card.objects.filter(**same, reviewed_on__gt=day)
    old = Card.objects.filter(Q(reviewed_on=None, due_on__lte=day) | Q(reviewed_on__lte=day))
    return old.exclude(Exists(going_on)).exclude(Exists(asked_since))


def _delete_answers(run: int, now: datetime) -> int:
    """All of one run, or nothing: sums and answers change together, so whoever comes again counts nothing twice."""
    with write_transaction():
        enrolment = Enrolment.objects.select_related("user", "course").get(pk=run)
        lock_runs(enrolment.user)
        attempts = list(_over(now).filter(enrolment=run).select_related("quiz").order_by("pk"))
        kept = [one for one in attempts if one.state == AttemptState.MARKED and one.quiz.mode in MEASURED]
        _add_up(enrolment, kept)
        _empty([one.pk for one in kept], now)
        Attempt.objects.filter(pk__in={one.pk for one in attempts} - {one.pk for one in kept}).delete()
        if TermEvent.objects.filter(user=enrolment.user).exists():
            rebuild(user=enrolment.user)  # her first answers are the first of those that are left
    return len(attempts)


def _add_up(enrolment: Enrolment, attempts: Sequence[Attempt]) -> None:
    """What these answers say of the questions, onto what others said whose answers are gone."""
    if not attempts:
        return
    names = term_names(enrolment.course_id)
    quizzes = list({one.quiz_id: one.quiz for one in attempts}.values())
    given = answers_to(enrolment.course, quizzes, names, attempts=[one.pk for one in attempts])
    versions = QuestionVersion.objects.defer("rendered").in_bulk({version for version, _mode in given})
    stored = _tallies(given.keys())
    for key, answers in given.items():
        row = stored.get(key) or ItemTally(version_id=key[0], mode=key[1], tally=Tally().to_json())
        row.tally = (Tally.from_json(row.tally) + tally_of(versions[key[0]], answers, names)).to_json()
        row.save()


def _tallies(keys: Collection[Key]) -> dict[Key, ItemTally]:
    """In the order of their ids, so that two who add up at once wait for each other and no more."""
    rows = ItemTally.objects.select_for_update().filter(version__in={version for version, _mode in keys})
    return {(row.version_id, row.mode): row for row in rows.order_by("pk")}


def _empty(attempts: Collection[int], now: datetime) -> None:
    slots = list(AttemptSlot.objects.filter(attempt__in=attempts).select_related("version"))
    for slot in slots:
        slot.parts = [{**part, "given": None} for part in slot.parts]
        slot.share = None if slot.version.settled == Settled.NOT_SCORED else slot.share
        slot.option_order, slot.explained, slot.flagged = [], [], False
        slot.comment, slot.given_points, slot.contrast, slot.is_emptied = "", [], None, True
    AttemptSlot.objects.bulk_update(slots, EMPTIED, batch_size=100)
    ResultNotice.objects.filter(attempt__in=attempts).delete()
    for model in (AnswerStep, TermEvent, Objection, SecondMarking):
        model._default_manager.filter(slot__attempt__in=attempts).delete()
    Attempt.objects.filter(pk__in=attempts).update(answers_deleted_on=localdate(now))
