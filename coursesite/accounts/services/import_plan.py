"""What would a few lines of a list of people change? Looked up in a handful of queries; nothing is written here."""

from collections.abc import Iterable, MutableMapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from allauth.account.models import EmailAddress
from django.db.models import Q
from django.db.models.functions import Lower

from coursesite.accounts.models import Department, DepartmentMembership, HRRole, User, WorksCouncilRole
from coursesite.accounts.models.department import MAX_DEPTH
from coursesite.accounts.people_file import PersonRow

STORED = ("email", "name", "personnel_number", "entry_date")
NEW, CHANGED, UNCHANGED = "new", "changed", "unchanged"


@dataclass(frozen=True, slots=True)
class Node:
    pk: int
    name: str
    path: str
    parent: int | None


class Chart:
    """The departments as they are at this moment, found by the names on the way to them."""

    def __init__(self) -> None:
        rows = Department.objects.order_by("path").values_list("pk", "name", "path", "parent_id")
        self.nodes: dict[int, Node] = {}
        self._below: dict[tuple[int | None, str], Node] = {}
        for row in rows:
            self.add(Node(*row))
        self.root = next(node for node in self.nodes.values() if node.parent is None)

    def add(self, node: Node) -> None:
        self.nodes[node.pk] = node
        self._below.setdefault((node.parent, node.name.casefold()), node)
        self._below[node.parent, node.name] = node

    def find(self, names: Sequence[str]) -> tuple[Node, tuple[str, ...]]:
        """The deepest department on the way that is there, and what is missing below it. The top may be left out."""
        left = tuple(names)
        if left and left[0].casefold() == self.root.name.casefold() and not self._child(self.root, left[0]):
            left = left[1:]
        node = self.root
        while left and (child := self._child(node, left[0])):
            node, left = child, left[1:]
        return node, left

    def _child(self, node: Node, name: str) -> Node | None:
        return self._below.get((node.pk, name)) or self._below.get((node.pk, name.casefold()))

    def words(self, node: Node) -> tuple[str, ...]:
        """The names on the way, without the top."""
        numbers = [int(number) for number in node.path.strip("/").split("/")]
        return tuple(self.nodes[number].name for number in numbers[1:])


@dataclass(frozen=True)
class Reach:
    """How far an importer's arm reaches: `held` departments with all below; None = the operator's command."""

    actor: User | None
    held: frozenset[int] | None

    @classmethod
    def of(cls, actor: User | None) -> "Reach":
        if actor is None:
            return cls(None, None)
        roles = HRRole._default_manager.filter(ended_at=None, user=actor)
        return cls(actor, frozenset(roles.values_list("department_id", flat=True)))

    @property
    def is_everything(self) -> bool:
        return self.held is None

    def covers(self, path: str) -> bool:
        return self.held is None or any(int(number) in self.held for number in path.strip("/").split("/"))


@dataclass(slots=True)
class Planned:
    """One line: whom it means (None: somebody new), what becomes of her. `missing`: departments made below `place`."""

    row: PersonRow
    person: User | None = None
    changes: dict[str, Any] = field(default_factory=dict)
    place: Node | None = None
    missing: tuple[str, ...] = ()
    grants: bool = False
    is_new: bool = False

    @property
    def state(self) -> str:
        if self.is_new:
            return NEW
        return CHANGED if self.changes or self.place or self.grants else UNCHANGED

    @property
    def columns(self) -> set[str]:
        """What the journal says was written."""
        own = {key for key in STORED if getattr(self.row, key)} if self.is_new else set(self.changes)
        return own | ({"department"} if self.place else set()) | ({"role"} if self.grants else set())


@dataclass
class Known:
    """What the database says about the people of these lines."""

    by_number: dict[str, User]
    by_email: dict[str, User]
    memberships: dict[int, list[DepartmentMembership]]
    last_paths: dict[int, str]
    foreign_addresses: dict[str, int]
    roles: set[tuple[int, str, int | None]]

    @classmethod
    def of(cls, rows: Sequence[PersonRow], *, day: date, lock: bool) -> "Known":
        people = list(_people(rows, lock=lock))
        numbers = [person.pk for person in people]
        emails = [row.email for row in rows if row.email]
        memberships: dict[int, list[DepartmentMembership]] = {}
        lasting = Q(valid_until=None) | Q(valid_until__gte=day)
        for membership in DepartmentMembership.objects.filter(lasting, user__in=numbers).select_related("department"):
            memberships.setdefault(membership.user_id, []).append(membership)
        gone = [number for number in numbers if number not in memberships]
        last = DepartmentMembership.objects.filter(user__in=gone, is_primary=True).order_by("valid_from", "pk")
        addresses = EmailAddress.objects.filter(email__in=emails, verified=True)
        return cls(
            by_number={person.personnel_number: person for person in people if person.personnel_number},
            by_email={person.email.lower(): person for person in people},
            memberships=memberships,
            last_paths=dict(last.values_list("user_id", "department__path")),
            foreign_addresses=dict(addresses.values_list("email", "user_id")),
            roles=_roles(numbers) if any(row.role for row in rows) else set(),
        )


def _people(rows: Sequence[PersonRow], *, lock: bool) -> Iterable[User]:
    emails = [row.email for row in rows if row.email]
    numbers = [row.personnel_number for row in rows if row.personnel_number]
    people = User.objects.alias(lowered=Lower("email")).order_by("pk")
    if lock:
        people = people.select_for_update()
    return people.filter(Q(lowered__in=emails) | Q(personnel_number__in=numbers))


def _roles(people: Sequence[int]) -> set[tuple[int, str, int | None]]:
    hr = HRRole._default_manager.filter(ended_at=None, user__in=people).values_list("user_id", "department_id")
    council = WorksCouncilRole.objects.in_force().filter(user__in=people).values_list("user_id", flat=True)
    return {(user, "hr", department) for user, department in hr} | {(user, "works-council", None) for user in council}


@dataclass(frozen=True)
class Planner:
    """`home`: where people belong whose line names no department. `seen`: number of a person → her line."""

    reach: Reach
    chart: Chart
    known: Known
    home: int
    day: date
    seen: MutableMapping[int, int]

    def plan(self, row: PersonRow) -> Planned:
        """With `row.problems` where it stays out."""
        planned = Planned(row)
        if row.problems:
            return planned
        planned.person = self._person(row)
        if row.role and not self.reach.is_everything:
            row.refuse("role-not-yours", row.role_word)
        if row.problems:
            return planned
        if planned.person is None:
            self._newcomer(planned)
        else:
            self._known_person(planned, planned.person)
        if row.role and not row.problems:
            planned.grants = self._lacks_role(planned)
        return planned

    def _person(self, row: PersonRow) -> User | None:
        """By her number first, then by her address."""
        by_number = self.known.by_number.get(row.personnel_number) if row.personnel_number else None
        by_email = self.known.by_email.get(row.email) if row.email else None
        person = by_number or by_email
        if by_number and by_email and by_number.pk != by_email.pk:
            row.refuse("two-people", row.email)
        elif by_email and not by_number and row.personnel_number and by_email.personnel_number:
            row.refuse("other-number", row.email)
        elif person and (line := self.seen.get(person.pk, row.line)) != row.line:
            row.refuse("person-twice", str(line))
        elif row.email and self.known.foreign_addresses.get(row.email, person and person.pk) != (person and person.pk):
            row.refuse("address-taken", row.email)
        if person:
            self.seen.setdefault(person.pk, row.line)
        return person

    def _newcomer(self, planned: Planned) -> None:
        planned.is_new = True
        for key in ("email", "name"):
            if not getattr(planned.row, key):
                planned.row.refuse(f"{key}-missing")
        self._place(planned, planned.row.department)

    def _known_person(self, planned: Planned, person: User) -> None:
        row = planned.row
        memberships = self.known.memberships.get(person.pk, [])
        returns = not person.is_active and (self.reach.is_everything or not memberships)
        if not self._may_touch(person, memberships):
            row.refuse("not-yours")
            return
        if not person.is_active and not returns:
            row.refuse("shut-out")
            return
        for key in ("name", "personnel_number", "entry_date"):
            if (value := getattr(row, key)) and value != getattr(person, key):
                planned.changes[key] = value
        if row.email and row.email != person.email.lower():
            if not self.reach.is_everything:
                row.refuse("address-differs", row.email)
            planned.changes["email"] = row.email
        if returns:
            planned.changes["is_active"] = True
        if row.department or not memberships:
            self._move(planned, memberships)

    def _may_touch(self, person: User, memberships: Sequence[DepartmentMembership]) -> bool:
        if self.reach.is_everything:
            return True
        paths = [each.department.path for each in memberships if each.valid_from <= self.day]
        if not memberships and person.pk in self.known.last_paths and not person.is_active:
            paths = [self.known.last_paths[person.pk]]
        return any(self.reach.covers(path) for path in paths)

    def _move(self, planned: Planned, memberships: Sequence[DepartmentMembership]) -> None:
        self._place(planned, planned.row.department)
        current = [each for each in memberships if each.valid_until is None]
        primary = next((each for each in current if each.is_primary), None)
        target = None if planned.missing or not planned.place else planned.place.pk
        if primary and target == primary.department_id:
            planned.place = None
        elif primary and not self.reach.covers(primary.department.path):
            # Hers second of all: nothing to do. Another one would take her from a department of somebody else's.
            if all(each.department_id != target for each in current):
                planned.row.refuse("first-elsewhere")
            planned.place = None
        elif any(each.valid_from > self.day for each in current if each.is_primary or each.department_id == target):
            planned.row.refuse("later-change")

    def _place(self, planned: Planned, names: Sequence[str]) -> None:
        node, missing = self.chart.find(names) if names else (self.chart.nodes[self.home], ())
        if not self.reach.covers(node.path):
            planned.row.refuse("department-not-yours", "/".join(names))
        elif node.path.count("/") + len(missing) > MAX_DEPTH:
            planned.row.refuse("department-too-deep", "/".join(names))
        planned.place, planned.missing = node, missing

    def _lacks_role(self, planned: Planned) -> bool:
        if planned.person is None:
            return True
        place = self._department_of(planned) if planned.row.role == "hr" else None
        return (planned.person.pk, planned.row.role, place) not in self.known.roles

    def _department_of(self, planned: Planned) -> int | None:
        if planned.place:
            return None if planned.missing else planned.place.pk
        memberships = self.known.memberships.get(planned.person.pk, []) if planned.person else []
        return next((each.department_id for each in memberships if each.is_primary and each.valid_until is None), None)
