"""Which question comes next on what has changed: about it first, unseen first, and three right ones are enough."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.relevance import WANTED, Answered, Candidate, next_candidate, wanted

ONE, TWO = frozenset({"eins"}), frozenset({"zwei"})


def case(number: int, about: frozenset[str] = frozenset(), **fields: object) -> Candidate:
    return Candidate(id=number, family=f"familie-{number}", about=about, **fields)


def chosen(pool: list[Candidate], *answered: tuple[int, bool], seed: int = 1) -> int | None:
    found = next_candidate(pool, [Answered(*one) for one in answered], seed=seed)
    return found.id if found else None


@pytest.mark.parametrize(
    ("pool", "answered", "expected"),
    [
        ([case(1), case(2, ONE)], [], 2),
        ([case(1), case(2, ONE, terms=frozenset("A")), case(3, terms=frozenset("A"))], [(2, True)], 3),
        ([case(1, is_seen=True), case(2)], [], 2),
        ([case(1, is_seen=True, answered=9), case(2, is_seen=True, answered=4)], [], 2),
        ([case(1, ONE, is_seen=True), case(2)], [], 1),
        ([case(1, ONE, is_held_back=True), case(2)], [], 2),
        ([case(1, ONE), case(2, ONE), case(3, TWO)], [(1, True)], 3),
        ([case(1), Candidate(2, "familie-1"), case(3)], [(1, True)], 3),
        ([case(1), case(2), case(3), case(4)], [(1, False), (2, True), (3, True)], 4),
        ([case(1), case(2), case(3), case(4)], [(1, True), (2, True), (3, False), (4, True)], None),
        ([case(1), case(2)], [(1, True), (2, True)], None),
        ([], [], None),
    ],
    ids=[
        "about the lesson first", "then the same terms", "unseen first", "longest ago first", "about it though seen",
        "what an open exam asks comes last", "the lesson less asked about", "another family", "a wrong one is followed",
        "three right", "all there are", "nothing to ask",
    ],
)  # fmt: skip
def test_the_next_question(pool, answered, expected):
    assert chosen(pool, *answered) == expected


def test_what_went_wrong_comes_back_when_there_is_nothing_else():
    pool = [case(1, ONE), case(2)]

    assert chosen(pool, (1, False), (2, True)) == 1


def test_whoever_is_asked_the_same_again_gets_the_same():
    pool = [case(number) for number in range(20)]

    assert len({chosen(pool, seed=7) for _time in range(5)}) == 1
    assert len({chosen(pool, seed=seed) for seed in range(20)}) > 1


@given(
    st.lists(
        st.builds(case, st.integers(0, 40), st.sampled_from([frozenset(), ONE, TWO])), unique_by=lambda one: one.id
    ),
    st.lists(st.booleans(), max_size=30),
    st.integers(0, 5),
)
def test_it_ends_with_so_many_right_and_repeats_no_right_one(pool, verdicts, seed):
    answered: list[Answered] = []
    for verdict in [*verdicts, *WANTED * [True]]:
        found = next_candidate(pool, answered, seed=seed)
        if found is None:
            break
        assert found.id not in {one.id for one in answered if one.is_right}
        answered.append(Answered(found.id, verdict))

    assert sum(one.is_right for one in answered) == wanted(pool) == min(WANTED, len(pool))
    assert next_candidate(pool, answered, seed=seed) is None
