"""After two cases side by side: two new ones are answered and explained at once.

They are steps of the same attempt as the spaced review's. Where a card had gone wrong again and again, they are its
review.
"""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coursesite.storage.transactions import write_transaction
from quizzes.errors import QuizzesError
from quizzes.models import AttemptSlot, ContrastPair
from quizzes.queries.cards import queue_of
from quizzes.queries.contrasts import applied_today, begun_run, open_cases
from quizzes.services.evidence import lock_runs
from quizzes.services.refreshing import finish_reviews, is_right, reschedule, review_attempt, store_answer


def answer_applied(*, user: Any, pair: ContrastPair, question_uid: str, answer: Any, now: datetime) -> AttemptSlot:
    """Answer one of the pair's new cases.

    Raises QuizzesError for another question, for one that was answered today, and for an answer that leaves something
    open, AnswerProblem for one that was not on offer; then nothing is stored.
    """
    day = timezone.localdate(now)
    with write_transaction():
        lock_runs(user)
        run = begun_run(user, pair.course)
        question = next((one for one in open_cases(user, pair, day) if one.uid == question_uid), None)
        if run is None or question is None:
            raise QuizzesError(_("This is no longer the next question."), "not-next")
        slot = store_answer(review_attempt(run, now), question, answer, "", now, contrast=pair)
        if not open_cases(user, pair, day):
            _settle_card(user, pair, now)
        return slot


def _settle_card(user: Any, pair: ContrastPair, now: datetime) -> None:
    """Where a card of these terms had gone wrong again and again, the comparison is its review."""
    day, names = timezone.localdate(now), (pair.expected + pair.given, pair.given + pair.expected)
    queue = queue_of(user, day)
    hard = (card for card in queue.due if card.is_hard and card.course_id == pair.course_id)
    card = next((card for card in hard if card.pair in names), None)
    if card is None:
        return
    given = applied_today(user, pair, day).values()
    card.clinics += 1
    reschedule(card, right=all(is_right(attempt, place.slot, place.given.answer) for attempt, place in given), day=day)
    if len(queue.due) == 1:
        finish_reviews(user, now)
