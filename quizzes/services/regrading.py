"""A question turned out to be faulty after it was asked: settle it, for everybody, with a reason.

Nobody's answer changes. The version that was asked is settled (enums.Settled), and every attempt that holds it is
marked anew by the one function that marks. A preview says first whose result would change. Whoever had been told that
she passed keeps that, whatever her points are now. Each of them is told, and whoever had objected is answered.

A decision is never refused for the sake of a blueprint, and it retires nothing: a live wording is asked on, although it
may measure nothing any more. The page and the command say so before and after (`quizzes.queries.board.still_asked`),
with the cells that could not be filled without it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import islice
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from coursesite.accounts.models import User
from coursesite.journal.models import Action
from coursesite.journal.services.recording import record
from coursesite.storage.transactions import write_transaction
from lessons.models import Enrolment
from quizzes.enums import AttemptState, ObjectionDecision, Settled
from quizzes.errors import QuizzesError
from quizzes.grading.mark import Mark, share_to_decimal
from quizzes.models import Attempt, AttemptSlot, Objection, QuestionVersion, ResultNotice
from quizzes.queries.attempts import PASS_KEPT, answered_slots, mark_of, recomputed, result_of, state_by, term_names
from quizzes.queries.contents import content_of
from quizzes.queries.objections import open_objections_to, standing_of
from quizzes.services.analysing import let_refresh
from quizzes.services.attempting import mark_attempt
from quizzes.services.evidence import record_attempt
from quizzes.types import get_type

MAX_REASON = 200  # of the journal's column
MARKED = (AttemptState.MARKED, AttemptState.AWAITING_MARKING)
ATTEMPTS_AT_ONCE = 100  # compared together: each holds some thirty questions with their contents
DECISIONS: Mapping[str, ObjectionDecision] = {
    Settled.NO: ObjectionDecision.KEPT,
    Settled.FOR_ALL: ObjectionDecision.FOR_ALL,
    Settled.NOT_SCORED: ObjectionDecision.NOT_SCORED,
    Settled.BY_VERSION: ObjectionDecision.NEW_KEY,
    Settled.ALSO: ObjectionDecision.BOTH,
}
DECIDED_MEANWHILE = _("In the meantime, this question was decided or another objection was made. Please look again.")
OWN_OBJECTION = _("You have objected to this question yourself. Someone else must decide.")

Outcome = tuple[Decimal, int, bool | None]


@dataclass(frozen=True)
class Change:
    """One attempt whose result is another than before; points with five decimals."""

    attempt: Attempt
    before: Outcome
    after: Outcome
    is_pass_kept: bool = False


@dataclass(frozen=True)
class Compared:
    """An attempt as if the question were settled so. `is_stale`: something is stored that would then be wrong."""

    change: Change
    is_stale: bool


def preview_settlement(
    *, version: QuestionVersion, settled: str, by: QuestionVersion | None = None, also: Sequence[str] = ()
) -> list[Change]:
    """Whose result would change, by their names. Nothing is stored. Two queries for each hundred attempts."""
    refuse_misfit(version, settled, by, also)
    found = _compared(as_settled(version, settled, by, also))
    return [one.change for one in found if one.change.before != one.change.after]


def settle_question(
    *,
    version: QuestionVersion,
    settled: str,
    reason: str,
    actor: Any,
    now: datetime,
    by: QuestionVersion | None = None,
    also: Sequence[str] = (),
    seen: str | None = None,
) -> list[Change]:
    """Settle it, answer the open objections to it, and mark all attempts anew.

    Done again, it finishes what was interrupted. `seen`: the standing on which somebody decided; None where nobody
    could have been faster. Raises QuizzesError.
    """
    refuse_bad_reason(reason)
    changes = preview_settlement(version=version, settled=settled, by=by, also=also)
    with write_transaction():
        objections = take_objections(version, actor, seen)
        version.settled, version.settled_by, version.settled_also = settled, by, sorted(also)
        version.save(update_fields=["settled", "settled_by", "settled_also"])
        values = {"decision": DECISIONS[settled], "explanation": reason.strip()}
        Objection.objects.filter(pk__in=objections).update(decided_by=actor, decided_at=now, **values)
        _note(version, changes, reason, actor)
    _mark_all_anew(version, now)
    let_refresh(version=version)
    return changes


def take_objections(version: QuestionVersion, reviewer: Any, seen: str | None) -> list[int]:
    """Ids of the open objections to a wording, which is locked now. Raises QuizzesError for who may not decide."""
    stored = QuestionVersion.objects.select_for_update(of=("self",)).get(pk=version.pk)
    found = open_objections_to(version)
    if seen is not None and seen != standing_of(stored, found):
        raise QuizzesError(DECIDED_MEANWHILE, "decided-meanwhile")
    if reviewer and any(one.slot.attempt.enrolment.user_id == reviewer.pk for one in found):
        raise QuizzesError(OWN_OBJECTION, "own-objection")
    return [one.pk for one in found]


def refuse_bad_reason(reason: str) -> None:
    if not reason.strip() or len(reason) > MAX_REASON:
        raise QuizzesError(_("Please give a reason of at most 200 characters."), "no-reason")


def attempts_with(version: QuestionVersion) -> QuerySet[Attempt]:
    """Those that are over; one still open is marked by the new rule when it is submitted.

    Where answers were deleted after their time the result holds for good: nobody could say what they are worth now.
    """
    rows = Attempt.objects.filter(slots__version=version, state__in=MARKED, answers_deleted_on=None)
    return rows.select_related("enrolment__user", "quiz__unit").order_by("enrolment__user__name", "pk")


def as_settled(
    version: QuestionVersion, settled: str, by: QuestionVersion | None, also: Sequence[str]
) -> QuestionVersion:
    """A copy of the row; nothing is stored."""
    made = copy(version)
    made.settled, made.settled_by, made.settled_also = settled, by, list(also)
    return made


def refuse_misfit(version: QuestionVersion, settled: str, by: QuestionVersion | None, also: Sequence[str]) -> None:
    if (settled == Settled.BY_VERSION) != (by is not None):
        raise QuizzesError(_("Another version is needed only when marking by another version."), "no-version")
    if by and (by.question_id != version.question_id or by.pk == version.pk or by.points != version.points):
        raise QuizzesError(
            _("It must be another version of the same question with the same number of cases."), "other-version"
        )
    if by and (by.is_marked_by_person or version.is_marked_by_person):
        raise QuizzesError(
            _("Answers that a person marks cannot be marked by another version. Mark them again one by one instead."),
            "by-person",
        )
    if (settled == Settled.ALSO) != bool(also):
        raise QuizzesError(_("Please choose which other answer also counts."), "no-answer")
    if not further_choices(version).keys() >= set(also):
        raise QuizzesError(_("This answer was not available. Please choose one of those offered."), "unknown-answer")


def further_choices(version: QuestionVersion) -> dict[str, str]:
    """Name → words of each wrong choice; empty where the type cannot say so of one alone. At most one query."""
    kind = get_type(version.type)
    if kind.weighs_choices:
        return {}
    names = term_names(version.question.course_id)
    content = content_of(version, tuple(names))
    right = set(kind.choices_in(content, kind.solution(content)).values())
    return {name: words for name, words in kind.choices(content, names).items() if name not in right}


def _compared(settled: QuestionVersion) -> Iterator[Compared]:
    """Each attempt that holds the wording, as if it were settled like this row. Nothing is stored."""
    terms = tuple(term_names(settled.question.course_id))
    rows = attempts_with(settled).iterator(chunk_size=ATTEMPTS_AT_ONCE)
    while attempts := list(islice(rows, ATTEMPTS_AT_ONCE)):
        found = answered_slots([attempt.pk for attempt in attempts])
        for attempt in attempts:
            marks = []
            for slot, given in found[attempt.pk]:
                if slot.version_id == settled.pk:
                    slot.version = settled
                marks.append((slot, mark_of(slot, given.answer, terms)))
            outcome = result_of(marks, _rule(attempt))
            after = (share_to_decimal(outcome.points), outcome.maximum, outcome.passed)
            change = Change(attempt, _stored(attempt), after, outcome.is_pass_kept)
            is_other = change.before != after or attempt.state != state_by(marks)
            yield Compared(change, is_other or any(_differs(slot, mark) for slot, mark in marks))


def _rule(attempt: Attempt) -> dict[str, Any]:
    is_told = attempt.passed and attempt.state == AttemptState.MARKED
    return {**attempt.rule, PASS_KEPT: True} if is_told else attempt.rule


def _stored(attempt: Attempt) -> Outcome:
    return attempt.points or Decimal(0), attempt.maximum, attempt.passed


def _differs(slot: AttemptSlot, mark: Mark) -> bool:
    return slot.share != share_to_decimal(mark.share) or slot.parts != [part.to_json() for part in mark.parts]


def _mark_all_anew(version: QuestionVersion, now: datetime) -> None:
    """Each in a transaction of its own, so that nobody who answers meanwhile waits for all of them.

    Which are open is asked first: whoever submits one now may have read how it counted before, and store that after
    all others were looked at.
    """
    still_open = list(
        Attempt.objects.filter(slots__version=version, state=AttemptState.OPEN).values_list("pk", flat=True)
    )
    stale = [one.change.attempt.pk for one in _compared(version) if one.is_stale]
    told = {pk for (pk,) in Objection.objects.unanswered(version).values_list("slot__attempt")}
    for attempt in dict.fromkeys([*stale, *sorted(told), *still_open]):
        _mark_anew(attempt, version, now)


def _mark_anew(pk: int, version: QuestionVersion, now: datetime) -> None:
    """Of an attempt that is still open, what is final already: checks inside lessons, the spaced review."""
    with write_transaction():
        attempt = _locked(pk)
        if attempt.is_open:
            record_attempt(attempt)
            return
        before = _stored(attempt)
        if attempt.passed and attempt.state == AttemptState.MARKED and not recomputed(attempt).passed:
            attempt.rule = {**attempt.rule, PASS_KEPT: True}
            attempt.save(update_fields=["rule"])
        mark_attempt(attempt, now)
        _tell(attempt, version, before, now)


def _locked(pk: int) -> Attempt:
    Enrolment.objects.select_for_update().get(attempts=pk)  # before the attempt: as in start_attempt
    fresh = Attempt.objects.select_for_update(of=("self",)).select_related("quiz__unit", "enrolment")
    return fresh.get(pk=pk)


def _tell(attempt: Attempt, version: QuestionVersion, before: Outcome, now: datetime) -> None:
    """Whoever objected, and everybody whose result is another now."""
    after, decision = _stored(attempt), DECISIONS[version.settled]
    own = Objection.objects.unanswered(version).filter(slot__attempt=attempt).first()
    if own is None and before == after:
        return
    answered = Objection.objects.filter(slot__version=version, decision=decision).order_by("-decided_at", "pk")
    tell(attempt, version, objection=own or answered.first(), decision=decision, results=(before, after), now=now)


def tell(
    attempt: Attempt,
    version: QuestionVersion,
    *,
    objection: Objection | None,
    decision: str,
    results: tuple[Outcome, Outcome],
    now: datetime,
) -> ResultNotice:
    """`objection`: hers, or the one that led to it, whose explanation she reads."""
    before, after = results
    is_final = attempt.state == AttemptState.MARKED
    return ResultNotice.objects.create(
        attempt=attempt,
        version=version,
        objection=objection,
        decision=decision,
        points_before=before[0],
        points_after=after[0],
        passed_before=before[2] if is_final else None,
        passed_after=after[2] if is_final else None,
        made_at=now,
    )


def _note(version: QuestionVersion, changes: Iterable[Change], reason: str, actor: Any) -> None:
    people = User.objects.filter(pk__in=[change.attempt.enrolment.user_id for change in changes])
    details = {"question": version.question.uid, "version": version.number, "settled": version.settled}
    role = "instructor" if actor else ""
    record(actor=actor, role=role, action=Action.REGRADE, purpose=reason, details=details, subjects=people)
