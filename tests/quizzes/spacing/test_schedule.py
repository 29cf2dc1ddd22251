"""The days FSRS gives, and the working days they become."""

from datetime import date, timedelta

import pytest

from quizzes.spacing.schedule import Memory, Rating, rating_of, reviewed, working_day

MONDAY = date(2026, 1, 5)
AGAIN, HARD, GOOD = Rating.AGAIN, Rating.HARD, Rating.GOOD


def days_after(*ratings: Rating, late: int = 0) -> list[int]:
    """Each review on the very day it is due, whatever day of the week, or `late` days after it."""
    memory, day, found = None, MONDAY, []
    for rating in ratings:
        review = reviewed(memory, rating, day)
        found.append(review.days)
        memory, day = review.memory, day + timedelta(days=review.days + late)
    return found


@pytest.mark.parametrize(
    ("ratings", "days"),
    [
        ([GOOD] * 4, [2, 11, 46, 163]),
        ([AGAIN, *[GOOD] * 4], [1, 2, 6, 17, 44]),
        ([GOOD, GOOD, AGAIN, GOOD, GOOD], [2, 11, 2, 5, 12]),
        ([HARD] * 4, [1, 3, 7, 12]),
    ],
    ids=["right each time", "failed first", "failed at the third review", "right and unsure"],
)
def test_days_between_reviews(ratings, days):
    assert days_after(*ratings) == days


def test_what_was_known_later_than_due_is_asked_later_again():
    on_time, late = days_after(GOOD, GOOD), days_after(GOOD, GOOD, late=5)

    assert on_time[1] < late[1]


def test_the_same_reviews_always_give_the_same_days():
    assert {tuple(days_after(GOOD, HARD, AGAIN, GOOD)) for _run in range(20)} == {(2, 8, 1, 3)}


def test_a_memory_says_when_it_was_last_reviewed():
    review = reviewed(None, GOOD, MONDAY)

    assert review.memory == Memory(2.3065, pytest.approx(2.118103970459016), MONDAY)
    assert review.due_on == date(2026, 1, 7)


def test_a_card_due_at_the_weekend_is_due_on_monday():
    friday = date(2026, 1, 9)

    assert [reviewed(None, rating, friday).due_on for rating in (AGAIN, GOOD)] == [date(2026, 1, 12)] * 2
    assert [working_day(friday + timedelta(days=number)).day for number in range(5)] == [9, 12, 12, 12, 13]


@pytest.mark.parametrize(
    ("is_right", "is_unsure", "rating"),
    [(False, False, AGAIN), (False, True, AGAIN), (True, True, HARD), (True, False, GOOD)],
)
def test_a_rating_follows_from_answer_and_confidence(is_right, is_unsure, rating):
    assert rating_of(is_right=is_right, is_unsure=is_unsure) == rating
