"""After two cases side by side: two new ones are answered and explained at once.

They are steps of the same attempt as the spaced review's. Where a card had gone wrong again and again, they are its
review.
"""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coursesite.storage.transactions import write_transaction
from lessons.models import Enrolment
from quizzes.errors import QuizzesError
from quizzes.models import AttemptSlot, ContrastPair
from quizzes.queries.cards import clinic_for, queue_of
from quizzes.queries.contrasts import applied_today, cases_to_apply
from quizzes.services.refreshing import finish_reviews, is_right, lock_runs, reschedule, review_attempt, store_answer


def answer_applied(
    *, user: Any, pair: ContrastPair, question_uid: str, answer: Any, now: datetime, confidence: str = ""
) -> AttemptSlot:
    """Answer one of the pair's new cases.

    Raises QuizzesError for another question, for one that was answered today, and for an answer that leaves something
    open, AnswerProblem for one that was not on offer; then nothing is stored.
    """
    day = timezone.localdate(now)
    with write_transaction():
        lock_runs(user)
        runs = Enrolment.objects.filter(user=user, course=pair.course_id).exclude(started_at=None)
        run = runs.select_related("course").order_by("-cycle").first()
        questions = cases_to_apply(user, pair)
        question = next((one for one in questions if one.uid == question_uid), None)
        if run is None or question is None or question.pk in applied_today(user, [question], day):
            raise QuizzesError(_("This question is not the next one any more."), "not-next")
        attempt = review_attempt(run, now)
        slot = store_answer(attempt, question, answer, confidence, now)
        _settle_card(user, pair, now)
        return slot


def _settle_card(user: Any, pair: ContrastPair, now: datetime) -> None:
    """Once both cases are answered, they count as the review of the card that led here."""
    day = timezone.localdate(now)
    given = applied_today(user, cases_to_apply(user, pair), day)
    if len(given) < len(cases_to_apply(user, pair)):
        return
    queue = queue_of(user, day)
    card = next((card for card in queue.due if card.is_hard and clinic_for(card) == pair), None)
    if card is None:
        return
    right = all(is_right(attempt, place.slot, place.given.answer) for attempt, place in given.values())
    card.clinics += 1
    reschedule(card, right=right, confidence="", day=day)
    if len(queue.due) == 1:
        finish_reviews(user, now)
