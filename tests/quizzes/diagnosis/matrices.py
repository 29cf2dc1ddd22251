"""Counts that several tests look at, and how to make more."""

from hypothesis import strategies as st

from quizzes.diagnosis.confusion import Confusion

TERMS = ("F", "O", "Z")


def counted(*rows, terms=TERMS):
    return Confusion(terms, rows)


PAIR = counted((5, 3, 0), (2, 5, 1), (0, 1, 7))  # F and O are taken for each other
NEARLY = counted((4, 0, 0), (0, 3, 1), (0, 0, 4))  # one slip in twelve answers


def confusions(size=3, most=12):
    row = st.tuples(*[st.integers(0, most)] * size)
    terms = TERMS if size == 3 else tuple("ABCDEFGH"[:size])
    return st.tuples(*[row] * size).map(lambda rows: Confusion(terms, rows))


def renamed(confusion, order):
    """The same answers with the terms in another order."""
    at = [confusion.terms.index(term) for term in order]
    return Confusion(tuple(order), tuple(tuple(confusion.counts[row][column] for column in at) for row in at))
