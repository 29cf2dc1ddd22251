"""Which groups may be told about, so that nobody can be reached by subtraction?

Groups are departments with everybody below them: of two, one is inside the other, or they have nobody in common. What
can be computed from the figures of such groups by adding and subtracting are sums over their *rests*: the people of a
shown group who are in no shown group below it. Rests have nobody in common, so whoever keeps each rest empty or large
keeps each sum large. A group is therefore shown only if

1. it is large enough, and so is its rest, unless that is empty;
2. not exactly one of its children is withheld (complementary suppression; the works agreement asks for it, and rule 1
   would do without). People who belong to it directly are a child of their own, withheld when they are few;
3. no figure of its rest is extreme, for "all of them" and "none of them" is the result of each. The figure of a shown
   group may be: it is told as "95 % or more". So for this rule, and for each figure by itself, such a group is not
   told, and its people stay in the rest of the group above.

All is decided from the bottom up: who is in a group that is withheld is in the rest of the one above.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass

LEAST_IN_GROUP = 10  # agreed with the works council; below that, pressure on a group reaches each of its people
LEAST_PERCENT, MOST_PERCENT = 5, 95

People = frozenset[Hashable]
Rule = Callable[[People], bool]
NOBODY: People = frozenset()


@dataclass(frozen=True)
class Group:
    """A node of the tree. `members`: who belongs to it directly, not to a group below it."""

    key: int
    parent: int | None
    members: People


@dataclass(frozen=True)
class _Seen:
    """A group as the one above sees it. `told`: who is in a shown group; `exactly`: the same by figure, see rule 3."""

    people: People
    told: People
    exactly: tuple[People, ...]
    is_withheld: bool


def is_enough(people: People) -> bool:
    return len(people) >= LEAST_IN_GROUP


def groups_to_show(
    groups: Iterable[Group], *, enough: Rule = is_enough, extreme: Sequence[Rule] = ()
) -> dict[int, People]:
    """Key → everybody in it, of each group that may be shown; children before parents.

    `enough` asks for LEAST_IN_GROUP people at least, and more people are never less. `extreme`: one rule per figure.
    """
    below: dict[int | None, list[Group]] = {}
    for group in groups:
        below.setdefault(group.parent, []).append(group)
    shown: dict[int, People] = {}

    def look(group: Group) -> _Seen:
        direct = _Seen(group.members, NOBODY, (NOBODY,) * len(extreme), not enough(group.members))
        children = [look(child) for child in below.get(group.key, ())]
        parts = [part for part in (direct, *children) if part.people]
        seen = _joined(parts, figures=len(extreme))
        is_leaf = parts in ([], [direct])
        if not is_leaf and [part.is_withheld for part in parts].count(True) == 1:
            return seen
        if not _may_be_shown(seen, enough, extreme):
            return seen
        shown[group.key] = seen.people
        return _as_shown(seen, extreme)

    for root in below.get(None, ()):
        look(root)
    return shown


def told_percent(share: float) -> int:
    """Whole percent from LEAST_PERCENT to MOST_PERCENT; these two mean "or less" and "or more". 2/3: 67; 1: 95."""
    return min(max(round(100 * share), LEAST_PERCENT), MOST_PERCENT)


def is_extreme(percent: int) -> bool:
    return percent in (LEAST_PERCENT, MOST_PERCENT)


def _joined(parts: Sequence[_Seen], *, figures: int) -> _Seen:
    """What is seen of a group that is withheld."""
    exactly = tuple(NOBODY.union(*(part.exactly[number] for part in parts)) for number in range(figures))
    told = NOBODY.union(*(part.told for part in parts))
    return _Seen(NOBODY.union(*(part.people for part in parts)), told, exactly, is_withheld=True)


def _as_shown(seen: _Seen, extreme: Sequence[Rule]) -> _Seen:
    exactly = tuple(
        inside if is_bound(seen.people) else seen.people for inside, is_bound in zip(seen.exactly, extreme, strict=True)
    )
    return _Seen(seen.people, seen.people, exactly, is_withheld=False)


def _may_be_shown(seen: _Seen, enough: Rule, extreme: Sequence[Rule]) -> bool:
    """Rules 1 and 3."""
    rest = seen.people - seen.told
    if not enough(seen.people) or (rest and not enough(rest)):
        return False
    rests = [seen.people - inside for inside in seen.exactly]
    return not any(
        rest and rest != seen.people and tells_each(rest) for rest, tells_each in zip(rests, extreme, strict=True)
    )
