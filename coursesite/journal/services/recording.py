"""Writing into the journal: one entry, and one row for each person it is about."""

from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from coursesite.journal.models import JournalEntry, JournalSubject
from coursesite.storage.transactions import write_transaction


def record(
    *,
    actor: Any | None,
    role: str,
    action: str,
    purpose: str = "",
    details: dict[str, Any] | None = None,
    subjects: QuerySet[Any] | None = None,
) -> JournalEntry:
    """Note that `actor` (None = a command), acting as `role`, did something to `subjects`.

    Call it before the first byte of an export leaves the house. Two statements however many people it concerns.
    """
    with write_transaction():
        entry = JournalEntry.objects.create(
            actor=actor, actor_role=role, action=action, purpose=purpose, details=details or {}
        )
        if subjects is not None:
            _name_subjects(entry, subjects)
    return entry


def _name_subjects(entry: JournalEntry, subjects: QuerySet[Any]) -> None:
    """INSERT … SELECT: the people's ids never leave the database. Each person once, whatever the queryset joins."""
    people = get_user_model().objects.filter(pk__in=subjects.values("pk")).order_by().values("id")
    try:
        select, params = people.query.get_compiler(connection=connection).as_sql()
    except EmptyResultSet:
        return
    table = connection.ops.quote_name(JournalSubject._meta.db_table)
    # Put in are our table's name and what the ORM compiled; every value is a parameter.
    statement = (
        f"INSERT INTO {table} (entry_id, user_id) "  # noqa: S608
        f"SELECT CAST(%s AS bigint), person.id FROM ({select}) AS person"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [entry.pk, *params])
