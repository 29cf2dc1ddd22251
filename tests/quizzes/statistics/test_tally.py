"""Two tallies add up to the tally of all answers, and a stored one is the same as before."""

import json

from quizzes.statistics.options import Chosen
from quizzes.statistics.sums import Sums
from quizzes.statistics.tally import Sure, Tally

ONE = Tally(
    {20: Sums.of([(0, 0.2), (1, 0.2)]), 90: Sums.of([(1, 0.9)])},
    {20: {"a": 1, "b": 1}, 90: {"a": 1}},
    {"sure": (2, 1.0)},
)
OTHER = Tally(
    {50: Sums.of([(0, 0.5)]), 90: Sums.of([(1, 0.9), (0, 0.9)])},
    {50: {"c": 1}, 90: {"a": 1, "b": 1}},
    {"sure": (1, 1.0), "unsure": (1, 0.0)},
)


def test_two_add_up():
    both = ONE + OTHER

    assert both.classes == {
        20: Sums.of([(0, 0.2), (1, 0.2)]),
        50: Sums.of([(0, 0.5)]),
        90: Sums.of([(1, 0.9)]) + Sums.of([(1, 0.9), (0, 0.9)]),
    }
    assert both.chosen == {20: {"a": 1, "b": 1}, 50: {"c": 1}, 90: {"a": 2, "b": 1}}
    assert both.said == {"sure": (3, 2.0), "unsure": (1, 0.0)}
    assert ONE + Tally() == Tally() + ONE == ONE


def test_thirds_are_those_of_all_together():
    """Of six, the two lowest and the three highest, who had the same rest."""
    both = ONE + OTHER

    assert both.people == Chosen(all=6, bottom=2, top=3)
    assert both.choices == {"a": Chosen(3, 1, 2), "b": Chosen(2, 1, 1), "c": Chosen(1, 0, 0)}


def test_what_people_said():
    assert ONE.sureness("sure", "unsure") == Sure(2, 0, 0.5, None)


def test_stored_and_read_again_it_is_the_same():
    assert Tally.from_json(json.loads(json.dumps((ONE + OTHER).to_json()))) == ONE + OTHER
    assert Tally.from_json(Tally().to_json()) == Tally()
