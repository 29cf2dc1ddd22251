"""A list of people into the database: what it would do, and doing it, some hundred lines at a time.

Each portion is a transaction that locks the chart first and then looks at people anew: two imports take turns, none
sees half of the other, and what was written before a fault stays, with its line in the journal. The same file once more
completes it.
"""

import logging
import secrets
from collections import ChainMap, Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, MutableMapping, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any, BinaryIO

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import DatabaseError, IntegrityError
from django.utils import timezone

from coursesite.accounts.enums import Role
from coursesite.accounts.models import DatedRole, Department, DepartmentMembership, User
from coursesite.accounts.people_file import PersonRow, Problem, read_people
from coursesite.accounts.people_sheet import Unreadable
from coursesite.accounts.services.departments import create_department, lock_chart, set_primary_departments
from coursesite.accounts.services.former_names import Former, addresses_of, keep_former, replaced
from coursesite.accounts.services.import_plan import (
    UNCHANGED,
    Chart,
    Known,
    Node,
    Planned,
    Planner,
    Reach,
)
from coursesite.accounts.services.import_report import Confirmed, Report
from coursesite.accounts.services.leaving import deactivate
from coursesite.accounts.services.roles import grant_hr, grant_works_council
from coursesite.journal.models import Action
from coursesite.journal.services.recording import record
from coursesite.storage.transactions import write_transaction

logger = logging.getLogger(__name__)
PORTION = 1000  # lines; on SQLite nobody else writes for about half a second
TRIES = 3  # somebody may sign up with an address of this list at the same moment
MAX_NEW_DEPARTMENTS = 500  # more of them are a column taken for another


def check(*, file: BinaryIO, actor: User | None, home: Department, day: date) -> Report:
    """What `import_people` would do now. `home`: where people come whose line names no department.

    Leavers are those who belong to `home` or below it, first of all, and are not in the file; only of a clean file.
    """
    report, seen = Report(), dict[int, int]()
    for rows in _portions(file, report):
        planner = _planner(rows, actor=actor, home=home, day=day, seen=seen, lock=False)
        planned = [planner.plan(row) for row in rows]
        for each in planned:
            if not each.row.problems and each.missing and each.place:
                _note_new(each, planner.chart, report.new_departments, allowed=None)
        report.add(planned)
    if report.is_clean:
        report.leavers = leavers(actor=actor, home=home, day=day, present=seen)
    return report


def import_people(
    *, file: BinaryIO, actor: User | None, home: Department, confirmed: Confirmed, now: datetime
) -> Report:
    """Good rows come in, bad ones are named. `actor` None: the operator's command."""
    report, seen, day = Report(), dict[int, int](), timezone.localdate(now)
    written = 0
    try:
        for rows in _portions(file, report):
            planned, made = _write(rows, actor=actor, home=home, confirmed=confirmed, seen=seen, report=report, now=now)
            report.add(planned)
            report.new_departments |= made
            written = rows[-1].line
        if report.is_clean and confirmed.leavers != ():
            found = leavers(actor=actor, home=home, day=day, present=seen)
            wanted = found if confirmed.leavers is None else sorted({*found} & {*confirmed.leavers})
            _let_go(wanted, actor=actor, report=report, now=now)
    except DatabaseError:
        logger.exception("The import of people stopped after line %s.", written)
        report.stopped = Problem(written, "stopped")
    return report


def leavers(*, actor: User | None, home: Department, day: date, present: Mapping[int, int]) -> list[int]:
    """Not the operators, not herself, and for HR nobody who holds a role: giving and ending them is not hers."""
    below = Department.objects.below([Department.objects.get(pk=home.pk)])
    members = DepartmentMembership.objects.in_force(day).filter(is_primary=True, department__in=below)
    members = members.filter(user__is_active=True, user__is_superuser=False)
    if actor is not None:
        members = members.exclude(user=actor)
        for model in DatedRole.__subclasses__():
            members = members.exclude(user__in=model._default_manager.filter(ended_at=None).values("user"))
    numbers = members.order_by("user_id").values_list("user_id", flat=True).distinct().iterator()
    return [number for number in numbers if number not in present]


# --- portions ----
def _portions(file: BinaryIO, report: Report) -> Iterator[list[PersonRow]]:
    last = 0
    try:
        people = read_people(file)
        report.unknown = people.unknown
        while rows := list(islice(people.rows, PORTION)):
            last = rows[-1].line
            yield rows
    except Unreadable as error:
        report.stopped = Problem(last, error.code, error.detail)


def _planner(
    rows: Sequence[PersonRow],
    *,
    actor: User | None,
    home: Department,
    day: date,
    seen: MutableMapping[int, int],
    lock: bool,
) -> Planner:
    known = Known.of(rows, day=day, lock=lock)
    return Planner(Reach.of(actor), Chart(), known, home.pk, day, seen)


def _write(
    rows: list[PersonRow],
    *,
    actor: User | None,
    home: Department,
    confirmed: Confirmed,
    seen: dict[int, int],
    report: Report,
    now: datetime,
) -> tuple[list[Planned], dict[str, None]]:
    """One portion; once more from the beginning where somebody else took an address or number meanwhile."""
    problems = [list(row.problems) for row in rows]
    for attempt in range(1, TRIES + 1):
        noted: dict[int, int] = {}
        made = dict(report.new_departments)
        for row, found in zip(rows, problems, strict=True):
            row.problems = list(found)
        try:
            with write_transaction():
                lock_chart()
                day = timezone.localdate(now)
                planner = _planner(rows, actor=actor, home=home, day=day, seen=ChainMap(noted, seen), lock=True)
                planned = [planner.plan(row) for row in rows]
                _make_departments(planned, planner.chart, made, confirmed.departments, day)
                good = [each for each in planned if not each.row.problems and each.state != UNCHANGED]
                _save(good, day=day)
                _grant(good, now)
                noted |= {each.person.pk: each.row.line for each in good if each.person}
                _note(planned, actor)
        except IntegrityError:
            if attempt == TRIES:
                raise
            continue
        break
    seen |= noted
    return planned, made


# --- departments ----
def _make_departments(
    planned: Iterable[Planned], chart: Chart, made: dict[str, None], allowed: Collection[str] | None, day: date
) -> None:
    for each in planned:
        if each.row.problems or not (each.place and each.missing):
            continue
        each.place, each.missing = chart.find((*chart.words(each.place), *each.missing))  # made for a line before
        if not _note_new(each, chart, made, allowed):
            continue
        for name in each.missing:
            parent = Department.objects.get(pk=each.place.pk)
            new = create_department(name=name, parent=parent, day=day)
            each.place = Node(new.pk, new.name, new.path, parent.pk)
            chart.add(each.place)
        each.missing = ()


def _note_new(each: Planned, chart: Chart, made: dict[str, None], allowed: Collection[str] | None) -> bool:
    """Whether the departments may be made; the line is refused where they may not."""
    assert each.place is not None
    way = chart.words(each.place)
    paths = ["/".join((*way, *each.missing[: count + 1])) for count in range(len(each.missing))]
    if allowed is not None and any(path not in allowed for path in paths):
        each.row.refuse("department-gone", paths[-1])
    elif len({**made, **dict.fromkeys(paths)}) > MAX_NEW_DEPARTMENTS:
        each.row.refuse("too-many-departments", str(MAX_NEW_DEPARTMENTS))
    else:
        made.update(dict.fromkeys(paths))
        return True
    return False


# --- people ----
def _save(good: Sequence[Planned], *, day: date) -> None:
    newcomers = [each for each in good if each.is_new]
    for each in newcomers:
        row = each.row
        each.person = User(
            email=row.email,
            name=row.name,
            personnel_number=row.personnel_number,
            entry_date=row.entry_date,
            password=_no_password(),
        )
    User.objects.bulk_create([each.person for each in newcomers if each.person])
    _change([each for each in good if each.changes])
    renamed = [each.person for each in good if each.person and "email" in each.changes]
    keep_former(addresses_of(renamed))
    EmailAddress.objects.filter(user__in=renamed).delete()
    people = [*(each.person for each in newcomers if each.person), *renamed]
    EmailAddress.objects.bulk_create(
        EmailAddress(user=person, email=person.email, primary=True, verified=True) for person in people
    )
    wanted = {each.person.pk: each.place.pk for each in good if each.person and each.place}
    set_primary_departments(wanted=wanted, day=day)


def _no_password() -> str:
    """As `make_password(None)`, which takes a sixth of the whole import for it."""
    return UNUSABLE_PASSWORD_PREFIX + secrets.token_urlsafe(30)


def _change(changed: Sequence[Planned]) -> None:
    """One statement for many, with all columns that any of them changes: the rows are locked."""
    people: list[User] = []
    fields: set[str] = set()
    former: list[Former] = []
    for each in changed:
        assert each.person is not None
        fields |= each.changes.keys()
        people.append(each.person)
        former += replaced(each.person, each.changes)
        for name, value in each.changes.items():
            setattr(each.person, name, value)
    if people:
        User.objects.bulk_create(people, update_conflicts=True, unique_fields=["id"], update_fields=sorted(fields))
    keep_former(former)


def _grant(good: Iterable[Planned], now: datetime) -> None:
    """HR for the department she belongs to first of all."""
    for each in good:
        if not (each.grants and each.person):
            continue
        if each.row.role == Role.WORKS_COUNCIL:
            grant_works_council(user=each.person, granted_by=None, now=now)
            continue
        primary = each.person.memberships.filter(valid_until=None).primary().select_related("department").get()
        grant_hr(user=each.person, department=primary.department, granted_by=None, now=now)


# --- the journal ----
def _note(planned: Sequence[Planned], actor: User | None) -> None:
    """One entry a portion, in its transaction: about those of whom something was written."""
    good = [each for each in planned if not each.row.problems]
    counts = Counter(each.state for each in good)
    written = [each for each in good if each.state != UNCHANGED]
    details: dict[str, Any] = {
        "lines": [planned[0].row.line, planned[-1].row.line],
        "counts": dict(counts) | {"bad": len(planned) - len(good)},
        "columns": sorted(set().union(*(each.columns for each in written))),
    }
    _record(actor, details, [each.person.pk for each in written if each.person])


def _let_go(people: Sequence[int], *, actor: User | None, report: Report, now: datetime) -> None:
    for start in range(0, len(people), PORTION):
        with write_transaction():
            gone = deactivate(people=people[start : start + PORTION], actor=actor, now=now)
            _record(actor, {"left": len(gone), "columns": ["is_active", "department"]}, gone)
        report.left += len(gone)
        report.leavers += gone


def _record(actor: User | None, details: dict[str, Any], people: Sequence[int]) -> None:
    record(
        actor=actor,
        role=Role.HR if actor else "",
        action=Action.IMPORT_PEOPLE,
        details=details,
        subjects=User.objects.filter(pk__in=people),
    )
