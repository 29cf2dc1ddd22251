"""Spaced review: which cards there are, what an answer does to them, how many a day, and a pause."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest

from lessons.models import Dimension
from quizzes.enums import AttemptState, Confidence, Mode, QuestionStatus
from quizzes.errors import QuizzesError
from quizzes.models import AnswerStep, Attempt, Card, CardPause, Quiz, TermEvent
from quizzes.queries.cards import MIN_CASES, lessons_before, next_case, queue_of
from quizzes.services.evidence import rebuild
from quizzes.services.practising import answer_check
from quizzes.services.refreshing import MAX_PAUSE, answer_card, end_pause, pause_cards
from quizzes.spacing.queue import CARDS_A_DAY
from quizzes.types.base import AnswerProblem
from tests.factories.lessons import make_course, make_lesson, make_started
from tests.factories.quizzes import answer_to, give_terms, make_cards, make_checked_lesson

pytestmark = pytest.mark.django_db

TUESDAY = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
DAY = TUESDAY.date()
PAIRS = ["AB", "BC", "AC"]


@pytest.fixture
def done(enrolment):
    """A learner who completed the course long ago."""
    enrolment.completed_on = date(2026, 11, 2)
    enrolment.save()
    return enrolment


@pytest.fixture
def answer(enrolment):
    """Answers the next case; the card as stored after it."""

    def answered(*, right=True, confidence="", now=TUESDAY):
        user = enrolment.user
        card = queue_of(user, now.date()).due[0]
        question = next_case(card)
        slot = type("Slot", (), {"version": question.current})
        answer_card(
            user=user, question_uid=question.uid, answer=answer_to(slot, right=right), confidence=confidence, now=now
        )
        return Card.objects.get(user=user, course=card.course_id, pair=card.pair, dimension=card.dimension)

    return answered


def keys(cards):
    return [(card.pair, card.dimension) for card in cards]


# --- which cards there are ---
def test_a_card_needs_cases_enough(course, done):
    make_cards(course, ("AB", "D1"), ("BC", "D2"))
    make_cards(course, ("AC", "D1"), count=MIN_CASES - 1)
    make_cards(course, ("AC", "D2"), status=QuestionStatus.RETIRED)

    assert sorted(keys(queue_of(done.user, DAY).due)) == [("AB", "D1"), ("BC", "D2")]


def test_no_card_rests_on_a_gap(course, done):
    Dimension.objects.create(course=course, key="D1", name="Auslöser", gaps=["A"])
    make_cards(course, ("AB", "D1"), ("BC", "D1"))

    assert keys(queue_of(done.user, DAY).due) == [("BC", "D1")]


def test_nobody_has_cards_who_has_not_begun_or_met_the_pair(course, enrolment):
    make_cards(course, ("AB", "D1"))
    begun = queue_of(enrolment.user, DAY)
    enrolment.started_at = None
    enrolment.save()

    assert (begun.cards, queue_of(enrolment.user, DAY).runs) == ((), {})


def test_a_pair_that_was_met_is_due_on_the_next_working_day(course, enrolment):
    questions = make_cards(course, ("AB", "D1"), ("BC", "D1"))
    lesson = make_checked_lesson(course, questions[:1])
    make_lesson(course)  # is still to read: the course is not completed
    friday = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)
    slot = type("Slot", (), {"version": questions[0].current})
    answer_check(enrolment=enrolment, lesson=lesson, question_uid=questions[0].uid, answer=answer_to(slot), now=friday)

    same_day, monday = (queue_of(enrolment.user, friday.date() + timedelta(days=days)) for days in (0, 3))

    assert (same_day.due, same_day.next_on) == ((), date(2026, 11, 30))
    assert keys(monday.due) == [("AB", "D1")]


def test_the_pre_test_is_no_meeting(course, enrolment):
    question, *_others = make_cards(course, ("AB", "D1"))
    lesson = make_checked_lesson(course, [question])
    make_lesson(course)
    slot = type("Slot", (), {"version": question.current})
    answer_check(enrolment=enrolment, lesson=lesson, question_uid=question.uid, answer=answer_to(slot), now=TUESDAY)
    assert len(queue_of(enrolment.user, DAY).later) == 1

    TermEvent.objects.update(context=Mode.PLACEMENT)

    assert queue_of(enrolment.user, DAY).cards == ()


# --- an answer ---
@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"right": True, "confidence": ""}, (date(2026, 11, 26), DAY, 0)),
        ({"right": True, "confidence": Confidence.SURE}, (date(2026, 11, 26), DAY, 0)),
        ({"right": True, "confidence": Confidence.UNSURE}, (date(2026, 11, 25), DAY, 0)),
        ({"right": False, "confidence": Confidence.SURE}, (date(2026, 11, 25), DAY, 1)),
        ({"right": False, "confidence": Confidence.UNSURE}, (date(2026, 11, 25), DAY, 1)),
    ],
)
def test_an_answer_gives_the_card_its_next_day(course, answer, done, said, expected):
    make_cards(course, ("AB", "D1"))

    card = answer(**said)

    assert (card.due_on, card.reviewed_on, card.lapses) == expected


def test_always_right_follows_the_days_of_the_core_but_no_weekend(course, done, answer):
    make_cards(course, ("AB", "D1"))
    now, days = TUESDAY, []

    for _review in range(4):
        card = answer(now=now)
        days.append((card.due_on - now.date()).days)
        now = datetime.combine(card.due_on, now.timetz())
        assert card.due_on.weekday() < 5

    assert days == pytest.approx([2, 11, 46, 163], abs=3)


def test_an_answer_is_an_explained_step_of_an_attempt_with_its_event(course, done, answer):
    make_cards(course, ("AB", "D1"), ("BC", "D1"))

    answer(confidence=Confidence.UNSURE)

    attempt, step, event = Attempt.objects.get(), AnswerStep.objects.get(), TermEvent.objects.get()
    quiz = Quiz.objects.get()
    assert (quiz.mode, quiz.unit, quiz.lesson, quiz.course) == (Mode.REVIEW, None, None, course)
    assert (attempt.enrolment, attempt.state) == (done, AttemptState.OPEN)
    assert (step.seq, step.confidence, step.slot.explained) == (1, Confidence.UNSURE, [1])
    assert (event.context, event.confidence, event.expected, event.given) == (Mode.REVIEW, "unsure", "A", "A")


def test_the_last_one_of_the_day_closes_the_attempt_and_the_next_day_opens_another(course, done, answer):
    make_cards(course, ("AB", "D1"))
    answer(right=False)
    after_one = list(Attempt.objects.values_list("number", "state", "points", "maximum", "passed"))

    answer(now=TUESDAY + timedelta(days=1))

    assert after_one == [(1, AttemptState.MARKED, 0, 1, None)]
    assert list(Attempt.objects.order_by("number").values_list("number", "state")) == [(1, "marked"), (2, "marked")]
    before = list(TermEvent.objects.values_list("slot", "seq", "is_first"))
    rebuild(user=done.user)
    assert list(TermEvent.objects.values_list("slot", "seq", "is_first")) == before


def test_each_review_shows_another_case(course, done, answer):
    make_cards(course, ("AB", "D1"))
    now, asked = TUESDAY, []

    for _review in range(MIN_CASES + 1):
        card = answer(now=now)
        asked.append(AnswerStep.objects.order_by("-pk").first().slot.version_id)
        now = datetime.combine(card.due_on, now.timetz())

    assert len(set(asked[:MIN_CASES])) == MIN_CASES
    assert asked[MIN_CASES] == asked[0]


def test_a_case_that_a_lesson_asked_lately_comes_last(course, done):
    questions = make_cards(course, ("AB", "D1"))
    lesson = make_checked_lesson(course, questions[:1])
    slot = type("Slot", (), {"version": questions[0].current})
    card = queue_of(done.user, DAY).due[0]
    assert next_case(card) == questions[0]

    answer_check(enrolment=done, lesson=lesson, question_uid=questions[0].uid, answer=answer_to(slot), now=TUESDAY)

    assert next_case(card) == questions[1]


def test_only_the_next_question_is_answered_and_nothing_half(course, done, answer):
    questions = make_cards(course, ("AB", "D1"))
    values = {"user": done.user, "confidence": "", "now": TUESDAY}

    for uid, given, refusal in [
        (questions[1].uid, None, "not-next"),
        (questions[0].uid, None, "incomplete"),
        (questions[0].uid, "nie-da", None),
    ]:
        with pytest.raises(QuizzesError if refusal else AnswerProblem) as error:
            answer_card(**values, question_uid=uid, answer=given)
        assert refusal in (error.value.code, None)

    assert (Attempt.objects.count(), AnswerStep.objects.count(), Card.objects.count()) == (0, 0, 0)


def test_a_double_click_answers_once(course, done):
    make_cards(course, ("AB", "D1"))
    question = next_case(queue_of(done.user, DAY).due[0])
    slot = type("Slot", (), {"version": question.current})
    values = {"user": done.user, "question_uid": question.uid, "answer": answer_to(slot), "confidence": ""}
    answer_card(**values, now=TUESDAY)

    with pytest.raises(QuizzesError):
        answer_card(**values, now=TUESDAY)

    assert AnswerStep.objects.count() == 1


def test_it_goes_on_after_the_run_was_closed(course, done, answer):
    make_cards(course, ("AB", "D1"))
    done.closed_at = TUESDAY
    done.save()

    answer()

    assert Attempt.objects.get().enrolment == done


def test_an_answer_hangs_on_the_latest_run(course, done, answer):
    make_cards(course, ("AB", "D1"))
    done.closed_at = TUESDAY
    done.save()
    second = make_started(done.user, course, cycle=2)

    answer()

    assert Attempt.objects.get().enrolment == second


def test_three_failures_in_a_row_lead_to_the_lesson(course, done, answer):
    lesson = make_lesson(course)
    course.contrasts.filter(pair="AB").update(lesson=lesson.unit.uid)
    make_cards(course, ("AB", "D1"))
    now, found = TUESDAY, []

    for _review in range(3):
        card = answer(right=False, now=now)
        found.append(lessons_before([card]))
        now = datetime.combine(card.due_on, now.timetz())
    after = answer(now=now)

    assert found == [(), (), (lesson.unit,)]
    assert (after.lapses, lessons_before([after])) == (0, ())


# --- the day's queue ---
def test_ten_a_day_and_the_rest_on_the_next(course, done, answer):
    make_cards(course, *[(pair, f"D{number}") for pair in PAIRS for number in range(1, 5)])
    first = queue_of(done.user, DAY)

    for _card in range(CARDS_A_DAY):
        answer()

    after = queue_of(done.user, DAY)
    assert (len(first.due), len(first.waiting), first.minutes) == (10, 2, 7)
    assert (after.due, after.done, after.next_on) == ((), 10, date(2026, 11, 25))
    assert set(keys(after.waiting)) == set(keys(first.waiting))
    assert len(queue_of(done.user, date(2026, 11, 25)).due) == 2
    assert {attempt.state for attempt in Attempt.objects.all()} == {AttemptState.MARKED}


def test_no_pair_follows_itself(course, done, answer):
    make_cards(course, *[(pair, f"D{number}") for pair in PAIRS for number in range(1, 4)])

    asked = [answer(right=index % 2 == 0).pair for index in range(9)]

    assert sorted(asked) == sorted(PAIRS * 3)
    assert all(one != other for one, other in pairwise(asked))


def test_nothing_is_asked_at_the_weekend(course, done):
    make_cards(course, ("AB", "D1"))

    saturday, sunday = (queue_of(done.user, date(2026, 11, day)) for day in (28, 29))

    assert (saturday.due, saturday.next_on) == ((), date(2026, 11, 30))
    assert (sunday.due, sunday.next_on) == ((), date(2026, 11, 30))


def test_two_courses_share_the_days_places(course, done):
    make_cards(course, *[("AB", f"D{number}") for number in range(1, 8)])
    other = give_terms(make_course())
    make_started(done.user, other, completed_on=date(2026, 11, 2))
    make_cards(other, *[("AB", f"D{number}") for number in range(1, 8)])

    queue = queue_of(done.user, DAY)

    assert (len(queue.due), len(queue.waiting)) == (10, 4)


# --- a pause ---
def test_in_a_pause_nothing_is_due_and_no_card_changes(course, done, answer):
    make_cards(course, ("AB", "D1"), ("BC", "D1"))
    answer()
    days = list(Card.objects.values_list("due_on", flat=True))
    saturday = date(2026, 12, 5)

    pause_cards(user=done.user, until=saturday, now=TUESDAY)

    queue = queue_of(done.user, DAY)
    assert (queue.due, queue.waiting, queue.next_on, queue.done) == ((), (), date(2026, 12, 7), 1)
    assert queue.paused_until == saturday
    assert list(Card.objects.values_list("due_on", flat=True)) == days
    assert [len(queue_of(done.user, date(2026, 12, day)).due) for day in (4, 7)] == [0, 2]
    assert queue_of(done.user, date(2026, 12, 5)).paused_until is None


def test_a_pause_leaves_what_comes_later(course, done, answer):
    make_cards(course, ("AB", "D1"))
    answer()
    Card.objects.update(due_on=date(2026, 12, 21))

    pause_cards(user=done.user, until=date(2026, 12, 7), now=TUESDAY)

    assert queue_of(done.user, DAY).next_on == date(2026, 12, 21)


@pytest.mark.parametrize("until", [date(2026, 11, 26), date(2026, 12, 18)])
def test_a_pause_can_be_shortened_and_prolonged(course, done, until):
    make_cards(course, ("AB", "D1"))
    pause_cards(user=done.user, until=date(2026, 12, 8), now=TUESDAY)

    pause_cards(user=done.user, until=until, now=TUESDAY)

    queue = queue_of(done.user, DAY)
    assert (queue.paused_until, queue.next_on) == (until, until)


def test_a_pause_can_be_ended(course, done):
    make_cards(course, ("AB", "D1"))
    pause_cards(user=done.user, until=date(2026, 12, 8), now=TUESDAY)

    for _click in range(2):
        end_pause(user=done.user)

    queue = queue_of(done.user, DAY)
    assert (len(queue.due), queue.paused_until) == (1, None)


def test_what_is_met_in_a_pause_waits_for_its_end_too(course, enrolment):
    questions = make_cards(course, ("AB", "D1"))
    lesson = make_checked_lesson(course, questions[:1])
    make_lesson(course)
    pause_cards(user=enrolment.user, until=date(2026, 12, 8), now=TUESDAY)
    slot = type("Slot", (), {"version": questions[0].current})
    answer_check(enrolment=enrolment, lesson=lesson, question_uid=questions[0].uid, answer=answer_to(slot), now=TUESDAY)

    thursday = queue_of(enrolment.user, date(2026, 11, 26))
    assert (thursday.due, thursday.next_on) == ((), date(2026, 12, 8))


def test_in_a_pause_no_card_is_answered(course, done):
    make_cards(course, ("AB", "D1"))
    asked = next_case(queue_of(done.user, DAY).due[0])
    pause_cards(user=done.user, until=date(2026, 12, 8), now=TUESDAY)
    slot = type("Slot", (), {"version": asked.current})

    with pytest.raises(QuizzesError) as refusal:
        answer_card(user=done.user, question_uid=asked.uid, answer=answer_to(slot), confidence="", now=TUESDAY)

    assert refusal.value.code == "not-next"


@pytest.mark.parametrize("until", [DAY, DAY - timedelta(days=1), DAY + MAX_PAUSE + timedelta(days=1)])
def test_a_pause_is_some_weeks_at_most(course, done, until):
    make_cards(course, ("AB", "D1"))

    with pytest.raises(QuizzesError) as refusal:
        pause_cards(user=done.user, until=until, now=TUESDAY)

    assert refusal.value.code == "pause-length"
    assert CardPause.objects.count() == 0
