"""Which option is which, in a file that knows no ids."""

import pytest

from quizzes.formats.item import Alternative
from quizzes.formats.naming import ids_of, marks_of

OPTIONS = (Alternative("red", "Rot"), Alternative("blue", "Blau"), Alternative("green", "Grün"))
MARKS = marks_of(OPTIONS)


@pytest.mark.parametrize(
    ("texts", "ids"),
    [
        (["Rot", "Blau", "Grün"], ["red", "blue", "green"]),
        (["Grün", "Rot", "Blau"], ["green", "red", "blue"]),
        (["Rot", "Blaugrau", "Grün"], ["red", "blue", "green"]),
        (["Rot", "Blau", "Grün", "Gelb"], ["red", "blue", "green", "o1"]),
        (["Grün", "Gelb"], ["green", "blue"]),
        (["Rot", "Rot"], ["red", "blue"]),
        ([], []),
    ],
)
def test_ids_stay_with_their_texts_and_else_with_their_place(texts, ids):
    assert ids_of(texts, MARKS) == ids


@pytest.mark.parametrize("marks", [(), None, "red", [["red"]], [["red", 1]], [1, [["red", "x"]]], {"red": "x"}])
def test_ids_are_new_where_a_file_holds_no_marks(marks):
    assert ids_of(["Rot", "Blau"], marks, prefix="r") == ["r1", "r2"]


def test_ids_are_given_once_whatever_the_marks_say():
    marks = [["o1", "x"], ["o1", MARKS[0][1]]]

    assert ids_of(["Blau", "Rot"], marks) == ["o1", "o2"]
