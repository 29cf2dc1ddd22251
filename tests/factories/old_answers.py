"""Exams that were sat, runs that are over, and the day on which their answers go."""

from calendar import monthrange
from datetime import datetime, time, timedelta

from django.utils import timezone

from coursesite import clock
from lessons.models import Enrolment
from quizzes.services.attempting import save_answer, start_attempt, submit_attempt
from quizzes.services.regrading import settle_question
from quizzes.services.retention import delete_old_answers
from tests.factories.accounts import make_operator, make_user
from tests.factories.lessons import make_started
from tests.factories.quizzes import answer_to, slots_of

DAY = timedelta(days=1)


def in_months(months, *, days=0):
    """Noon of the day so many months after today, of the last one where the month is shorter."""
    today = clock.today()
    years, month = divmod(today.month - 1 + months, 12)
    last = monthrange(today.year + years, month + 1)[1]
    day = today.replace(year=today.year + years, month=month + 1, day=min(today.day, last)) + days * DAY
    return datetime.combine(day, time(12), timezone.get_default_timezone())


def sit(quiz, wrong=(), *, user=None, run=None, now=None):
    """All answered; those at these positions wrongly."""
    now = now or clock.now()
    run = run or make_started(user or make_user(), quiz.course)
    attempt = start_attempt(enrolment=run, quiz=quiz, seed=1, now=now)
    for slot in slots_of(attempt):
        answer = answer_to(slot, right=slot.position not in wrong)
        save_answer(attempt=attempt, position=slot.position, seq=1, answer=answer, confidence="sure", now=now)
    return submit_attempt(attempt=attempt, now=now)


def end(*attempts, **fields):
    runs = Enrolment.objects.filter(attempts__in=attempts)
    runs.update(**(fields or {"completed_on": clock.today(), "passed_on": clock.today()}))


def purge(now):
    return list(delete_old_answers(now=now))


def settle(attempt, settled):
    """How its first question is marked from now on."""
    version = slots_of(attempt)[0].version
    return settle_question(version=version, settled=settled, reason="Unklar", actor=make_operator(), now=clock.now())
