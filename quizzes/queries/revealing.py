"""Of which attempts may their learner see the solutions?

Three presets decide when (enums.Reveal); one that is still open shows none. A question that stands in another open
attempt is not explained meanwhile, whatever is answered here: see `slots_asked_now`.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from operator import attrgetter

from lessons.enums import EnrolmentEventKind
from lessons.models import EnrolmentEvent
from quizzes.enums import Reveal
from quizzes.models import Attempt

Run = tuple[int, int]  # enrolment and quiz: attempts are counted by them


@dataclass(frozen=True)
class _Protected:
    """Attempts of one enrolment at one quiz; their solutions are shown once it is passed or none is left."""

    tries: list[Attempt]
    granted: int

    @property
    def is_over(self) -> bool:
        return any(attempt.passed for attempt in self.tries) or self._none_left

    @property
    def _none_left(self) -> bool:
        allowed = self.tries[0].quiz.attempts_allowed
        is_open = any(attempt.is_open for attempt in self.tries)
        return allowed is not None and not is_open and len(self.tries) >= allowed + self.granted


def is_revealed(attempt: Attempt) -> bool:
    """May its solutions be seen? No query unless they are protected, then two."""
    return attempt.pk in revealed([attempt])


def revealed(attempts: Iterable[Attempt]) -> set[int]:
    """Ids of those whose solutions may be seen. No query unless some are protected, then two for all of them."""
    ended = [attempt for attempt in attempts if not attempt.is_open]
    protected = {_run(attempt) for attempt in ended if _is_protected(attempt)}
    free = _over(protected) if protected else set()
    return {attempt.pk for attempt in ended if not _is_protected(attempt) or _run(attempt) in free}


def _is_protected(attempt: Attempt) -> bool:
    return attempt.rule.get("reveal") == Reveal.PROTECTED


_run = attrgetter("enrolment_id", "quiz_id")


def _over(runs: Collection[Run]) -> set[Run]:
    """Of these, where it is passed or no attempt is left. Two queries."""
    enrolments = {enrolment for enrolment, _quiz in runs}
    tries: dict[Run, list[Attempt]] = {}
    for attempt in Attempt.objects.filter(enrolment__in=enrolments).select_related("quiz").order_by():
        tries.setdefault(_run(attempt), []).append(attempt)
    granted = _granted(enrolments)
    return {run for run in runs if _Protected(tries[run], granted[run]).is_over}


def _granted(enrolments: Collection[int]) -> Counter[Run]:
    """Attempts that an instructor granted. One query."""
    rows = EnrolmentEvent.objects.filter(enrolment__in=enrolments, kind=EnrolmentEventKind.ATTEMPT_GRANTED)
    return Counter((enrolment, data.get("quiz")) for enrolment, data in rows.values_list("enrolment", "data"))
