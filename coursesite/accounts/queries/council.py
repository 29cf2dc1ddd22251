"""What may the works council read? What is stored, who holds which role, what was exported. No person's results."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.db.models import Count, QuerySet

from coursesite.accounts.enums import Role
from coursesite.accounts.models import DatedRole, Department, User
from coursesite.accounts.personal_fields import PersonalField, personal_fields
from coursesite.journal.models import Action, JournalEntry

EXPORTS = tuple(action for action in Action if action.value.startswith("export-"))
LOGGED = (*EXPORTS, Action.SCHEDULE_REPORT)  # on the page of exports: who takes a file, and who has links sent


@dataclass(frozen=True)
class Stored:
    """Columns of one table that are kept for the same reason, for as long, and seen by the same."""

    table: Any
    label: str
    columns: tuple[str, ...]
    entry: PersonalField

    @property
    def seen_by(self) -> str:
        return ", ".join(str(Role(role).label) for role in self.entry.seen_by)


@dataclass(frozen=True)
class HeldRole:
    """`scope`: what it holds for, "" = the whole site. `granted_by`: None = by a command."""

    person: User
    role: Any
    scope: str
    granted_at: datetime
    granted_by: User | None
    ended_at: datetime | None


def stored() -> list[Stored]:
    """The register of personal fields, by table. No query."""
    found: dict[tuple[str, PersonalField], list[str]] = {}
    for (label, field), entry in personal_fields().items():
        found.setdefault((label, entry), []).append(field)
    return [
        Stored(apps.get_model(label)._meta.verbose_name, label, tuple(columns), entry)
        for (label, entry), columns in found.items()
    ]


def held_roles() -> list[HeldRole]:
    """Present ones first, then the latest. One query for each kind of role, one for the operators."""
    roles = [*_operators(), *(held for model in DatedRole.__subclasses__() for held in _held(model))]
    return sorted(roles, key=lambda held: (held.ended_at is not None, -held.granted_at.timestamp()))


def export_log() -> QuerySet[JournalEntry]:
    """Newest first: who exported what for what purpose, and how many people were in it; not which ones."""
    return _log(EXPORTS)


def report_log(*, month: date | None = None) -> QuerySet[JournalEntry]:
    """As above, with the reports that somebody has sent as links, which hold no data of people.

    `month`: its first day; None = all that the journal has.
    """
    entries = _log(LOGGED)
    return entries if month is None else entries.filter(at__year=month.year, at__month=month.month)


def months_of_reports() -> list[date]:
    """The first days of the months that have a line of it, newest first. One query."""
    months = JournalEntry.objects.filter(action__in=LOGGED).datetimes("at", "month", order="DESC")
    return [month.date() for month in months]


def departments_named(asked: Iterable[Mapping[str, Any]]) -> dict[int, str]:
    """Names, as they are today, of the departments by which somebody chose what to export. One query at most."""
    keys = {filters.get("department") for filters in asked} - {None}
    return dict(Department.objects.filter(pk__in=keys).values_list("pk", "name")) if keys else {}


def _log(actions: Iterable[str]) -> QuerySet[JournalEntry]:
    entries = JournalEntry.objects.filter(action__in=actions).select_related("actor")
    return entries.annotate(people=Count("subjects")).order_by("-at", "-pk")


def _held(model: type[DatedRole]) -> Iterator[HeldRole]:
    scopes = [field.name for field in model._meta.concrete_fields if _is_scope(field)]
    for row in model._default_manager.select_related("user", "granted_by", *scopes):
        scope = ", ".join(str(getattr(row, name)) for name in scopes)
        yield HeldRole(row.user, model._meta.verbose_name, scope, row.granted_at, row.granted_by, row.ended_at)


def _is_scope(field: Any) -> bool:
    return bool(field.remote_field) and field.name not in {"user", "granted_by"}


def _operators() -> Iterator[HeldRole]:
    for person in User.objects.filter(is_superuser=True, is_active=True):
        yield HeldRole(person, Role.OPERATOR.label, "", person.joined_at, None, None)
