"""The order of the day's cards."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from quizzes.spacing.queue import interleaved, minutes_for


def order(cards: str, last: str | None = None) -> str:
    return "".join(interleaved(cards, str.upper, last))


def test_pairs_take_turns():
    assert order("aaabbc") == "ababac"
    assert order("abc") == "abc"


def test_what_was_asked_just_before_does_not_come_next():
    assert order("aab", last="A") == "baa"
    assert order("abb", last="A") == "bab"


def test_one_pair_alone_follows_itself():
    assert order("aA", last="A") == "aA"


@given(st.text("abc", max_size=12))
def test_no_pair_follows_itself_where_that_can_be(cards):
    ordered = order(cards)
    most = max((cards.count(pair) for pair in "abc"), default=0)

    assert sorted(ordered) == sorted(cards)
    if most <= (len(cards) + 1) // 2:
        assert all(one != other for one, other in pairwise(ordered))


def test_minutes_are_rounded_up():
    assert [minutes_for(cards) for cards in (0, 1, 6, 10)] == [0, 1, 4, 7]
