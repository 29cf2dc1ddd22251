"""A wrong answer that draws the strong, and one that draws nobody."""

import pytest

from quizzes.statistics.options import Chosen, is_idle, is_suspect

OF = Chosen(all=150, bottom=50, top=50, strong=40)


@pytest.mark.parametrize(
    ("bottom", "top", "suspect"),
    [(2, 10, True), (8, 10, False), (10, 2, False), (0, 2, False), (0, 3, True), (50, 50, False), (0, 0, False)],
)
def test_only_more_than_chance_is_suspect(bottom, top, suspect):
    assert is_suspect(Chosen(bottom=bottom, top=top), OF) is suspect


def test_without_thirds_nothing_is_suspect_or_idle():
    assert not is_suspect(Chosen(all=5), Chosen(all=10))
    assert not is_idle(Chosen(all=0), Chosen(all=10))


@pytest.mark.parametrize(("bottom", "idle"), [(0, True), (2, True), (3, False)])
def test_fewer_than_one_in_twenty_of_the_bottom_third_is_idle(bottom, idle):
    assert is_idle(Chosen(bottom=bottom), OF) is idle


@pytest.mark.parametrize(("everybody", "idle"), [(7, True), (8, False)])
def test_what_others_than_the_bottom_third_choose_is_not_idle(everybody, idle):
    assert is_idle(Chosen(all=everybody, top=everybody), OF) is idle


def test_choices_add_up():
    assert Chosen(1, 1, 0, 0) + Chosen(1, 0, 1, 1) == Chosen(2, 1, 1, 1)
