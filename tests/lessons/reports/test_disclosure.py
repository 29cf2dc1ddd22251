"""Nobody is reached by subtraction: by rule in tables, and by linear algebra over random organisation charts."""

from collections.abc import Hashable, Iterable, Sequence
from fractions import Fraction
from itertools import chain, combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.reports.disclosure import LEAST_IN_GROUP, Group, groups_to_show, is_extreme, told_percent

People = frozenset[Hashable]
TOP, A, B, C, D = range(5)


def chart(*rows: tuple[int, int | None, int]) -> list[Group]:
    """Key, parent and how many belong to it directly."""
    return [Group(key, parent, frozenset((key, number) for number in range(size))) for key, parent, size in rows]


@pytest.mark.parametrize(
    ("rows", "shown"),
    [
        ([(TOP, None, 9)], []),
        ([(TOP, None, 10)], [TOP]),
        ([(TOP, None, 0), (A, TOP, 10)], [TOP, A]),  # the same people: nothing is left
        ([(TOP, None, 0), (A, TOP, 10), (B, TOP, 0)], [TOP, A]),  # a child without people is none
        ([(TOP, None, 0), (A, TOP, 15), (B, TOP, 9)], [A]),  # 24 - 15 would be B
        ([(TOP, None, 1), (A, TOP, 15), (B, TOP, 15)], [A, B]),  # 31 - 30 would be the head of the department
        ([(TOP, None, 10), (A, TOP, 15), (B, TOP, 15)], [TOP, A, B]),  # what is left are ten
        ([(TOP, None, 10), (A, TOP, 15), (B, TOP, 9)], [A]),  # exactly one is withheld
        ([(TOP, None, 0), (A, TOP, 15), (B, TOP, 5), (C, TOP, 5)], [TOP, A]),  # B and C together are ten
        ([(TOP, None, 5), (A, TOP, 15), (B, TOP, 5)], [TOP, A]),  # B and those directly in it are ten
        ([(TOP, None, 0), (A, TOP, 15), (B, TOP, 4), (C, TOP, 5)], [A]),  # together they are nine
        ([(TOP, None, 0), (A, TOP, 0), (C, A, 12), (D, A, 3), (B, TOP, 20)], [C, B]),  # A is withheld, so TOP is
        ([(TOP, None, 3), (A, TOP, 0), (C, A, 12), (D, A, 7), (B, TOP, 20)], [TOP, B, C]),  # 3 + 7 are left
    ],
)
def test_which_groups_are_shown(rows, shown):
    assert sorted(groups_to_show(chart(*rows))) == sorted(shown)


def test_what_is_shown_holds_everybody_below():
    shown = groups_to_show(chart((TOP, None, 10), (A, TOP, 11), (C, A, 12)))

    assert {key: len(people) for key, people in shown.items()} == {TOP: 33, A: 23, C: 12}


@pytest.mark.parametrize(
    ("share", "percent"), [(0, 5), (0.049, 5), (0.06, 6), (2 / 3, 67), (0.94, 94), (0.95, 95), (1, 95)]
)
def test_extremes_are_told_as_bounds(share, percent):
    assert told_percent(share) == percent
    assert is_extreme(percent) == (percent in {5, 95})


def test_what_is_left_must_not_be_extreme():
    """All of A are right, half of those directly in TOP: 30 people's sum less 10 people's would say so of A."""
    groups = chart((TOP, None, 0), (A, TOP, 10), (B, TOP, 20))
    right = {person: person[0] == A for group in groups for person in group.members}
    right |= dict.fromkeys(list(groups[2].members)[:10], True)

    assert sorted(groups_to_show(groups)) == [TOP, A, B]
    assert sorted(groups_to_show(groups, extreme=[extreme_by(right)])) == [A, B]


# --- properties -------------------------------------------------------------------------------------------------------
@st.composite
def charts(draw: st.DrawFn) -> list[Group]:
    """Up to nine departments of random shape; sizes around the limit, for there it is decided."""
    count = draw(st.integers(1, 9))
    parents = [None, *(draw(st.integers(0, number - 1)) for number in range(1, count))]
    sizes = draw(st.lists(st.sampled_from([0, 0, 1, 2, 5, 8, 9, 10, 11, 20]), min_size=count, max_size=count))
    return chart(*zip(range(count), parents, sizes, strict=True))


def rank(rows: Sequence[Sequence[int]]) -> int:
    """Exact, by Gaussian elimination."""
    left, found = [[Fraction(value) for value in row] for row in rows], 0
    for column in range(len(rows[0]) if rows else 0):
        pivot = next((row for row in left if row[column]), None)
        if pivot is None:
            continue
        left.remove(pivot)
        left = [[x - row[column] / pivot[column] * y for x, y in zip(row, pivot, strict=True)] for row in left]
        found += 1
    return found


def atoms(shown: Iterable[People]) -> dict[tuple[bool, ...], People]:
    """People whom the shown groups do not tell apart, by the groups that hold them. All sums are sums over these."""
    shown = list(shown)
    found: dict[tuple[bool, ...], set[Hashable]] = {}
    for person in frozenset[Hashable]().union(*shown):
        found.setdefault(tuple(person in people for people in shown), set()).add(person)
    return {key: frozenset(people) for key, people in found.items()}


def small_sets(parts: dict[tuple[bool, ...], People]) -> Iterable[tuple[tuple[bool, ...], ...]]:
    every = chain.from_iterable(combinations(parts, count) for count in range(1, len(parts) + 1))
    return (some for some in every if sum(len(parts[key]) for key in some) < LEAST_IN_GROUP)


def leaks(shown: Iterable[People]) -> list[tuple[tuple[bool, ...], ...]]:
    """Sets of fewer than ten people about whom a combination of the shown sums says something.

    A combination whose weights are zero outside a set, but not everywhere, exists if and only if the columns outside
    have a smaller rank than all of them.
    """
    parts = atoms(shown)
    whole = rank(list(zip(*parts, strict=True)))
    return [
        some
        for some in small_sets(parts)
        if rank(list(zip(*(key for key in parts if key not in some), strict=True))) < whole
    ]


def extreme_by(right: dict[Hashable, bool]):
    def is_told_as_bound(people: People) -> bool:
        return is_extreme(told_percent(sum(right[person] for person in people) / len(people)))

    return is_told_as_bound


@given(charts())
def test_no_combination_of_shown_groups_is_about_fewer_than_ten_people(groups):
    shown = groups_to_show(groups)

    assert all(len(people) >= LEAST_IN_GROUP for people in shown.values())
    assert leaks(shown.values()) == []


@given(charts(), st.data())
def test_nor_if_only_some_of_them_answered(groups, data):
    """Those who began and those who answered later are two sums: neither is about fewer than ten."""
    last = {group.key: data.draw(st.integers(-1, len(group.members))) for group in groups}
    answered = frozenset(person for group in groups for person in group.members if person[1] <= last[group.key])

    shown = groups_to_show(groups, enough=lambda some: len(some & answered) >= LEAST_IN_GROUP)

    assert leaks(shown.values()) == []
    assert leaks(some & answered for some in shown.values()) == []


@given(charts(), st.data())
def test_no_combination_of_exact_figures_is_the_result_of_each(groups, data):
    """Two figures. Whom the exactly told groups do not tell apart is told as little as a group may be."""
    share = st.sampled_from([0, 0.5, 0.9, 1])
    by_department = [{group.key: data.draw(share) for group in groups} for _figure in range(2)]
    rules = [
        extreme_by({person: shares[person[0]] for group in groups for person in group.members})
        for shares in by_department
    ]

    shown = groups_to_show(groups, extreme=rules)

    assert leaks(shown.values()) == []
    for is_told_as_bound in rules:
        exact = [people for people in shown.values() if not is_told_as_bound(people)]
        assert [part for part in derivable(exact) if is_told_as_bound(part)] == []


def derivable(shown: Sequence[People]) -> list[People]:
    """The sets of people whose sum is a combination of the shown sums."""
    parts = atoms(shown)
    rows = list(zip(*parts, strict=True))
    every = chain.from_iterable(combinations(parts, count) for count in range(1, len(parts) + 1))
    return [
        frozenset[Hashable]().union(*(parts[key] for key in some))
        for some in every
        if rank([*rows, [key in some for key in parts]]) == rank(rows)
    ]


@pytest.mark.parametrize(
    ("rows", "leaking"),
    [
        ([(TOP, None, 1), (A, TOP, 15), (B, TOP, 15)], 1),
        ([(TOP, None, 0), (A, TOP, 15), (B, TOP, 9)], 1),
        ([(TOP, None, 0), (A, TOP, 12), (B, TOP, 3), (C, TOP, 4)], 1),
        ([(TOP, None, 0), (A, TOP, 0), (C, A, 12), (D, A, 3), (B, TOP, 20)], 1),
    ],
)
def test_ten_people_alone_would_leak(rows, leaking):
    """The control: with nothing but the limit for each group, the same search finds somebody."""
    groups = chart(*rows)
    everybody = {group.key: people_below(group, groups) for group in groups}

    assert len(leaks(people for people in everybody.values() if len(people) >= LEAST_IN_GROUP)) >= leaking
    assert leaks(groups_to_show(groups).values()) == []


def people_below(group: Group, groups: list[Group]) -> People:
    return group.members.union(*(people_below(child, groups) for child in groups if child.parent == group.key))
